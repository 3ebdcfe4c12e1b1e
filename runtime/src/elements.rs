//! What a list is written from: values in a row, or whatever tells them one by one.
//!
//! So a large answer is built in place: its elements go straight from where a server keeps them into the port's buffer.

use core::{fmt, marker::PhantomData, mem, ptr, slice};

use crate::{
    build::{ObjectsMut, copy_block},
    wire::{DoesNotFit, Malformed},
};

/// What the elements of a list are: a struct, table, union or new type, which borrows forever, or what has no name, as `string<8>`.
pub trait Kind: 'static {
    /// `[u8; N]`: the place of one.
    type Bytes: Bytes;
}

/// A value that can be an element of a list of this kind.
pub trait Element<K: Kind> {
    /// Writes it to its place, and its objects behind all that were written before.
    fn write(&self, place: &mut K::Bytes, objects: &mut ObjectsMut<'_>) -> Result<(), DoesNotFit>;
}

/// `[u8; N]`
pub trait Bytes: Copy + 'static {
    /// All zero.
    const ZERO: &'static Self;
    /// Copies as many as both have.
    fn copy(to: &mut [Self], from: &[Self]);
}

impl<const N: usize> Bytes for [u8; N] {
    const ZERO: &'static Self = &[0; N];

    #[inline(always)]
    fn copy(to: &mut [Self], from: &[Self]) {
        copy_block(to.as_flattened_mut(), from.as_flattened());
    }
}

/// Elements that are nothing but their bytes, of which some bits are always clear.
pub trait Plain: Kind {
    /// They are values.
    fn check(places: &[Self::Bytes]) -> Result<(), Malformed>;
}

/// Tells elements one by one.
pub trait Source<K: Kind> {
    /// How many.
    fn len(&self) -> usize;
    /// Pushes that many.
    fn tell(&self, out: &mut Places<'_, '_, K>) -> Result<(), DoesNotFit>;
    /// None.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The elements of a list that is written: values of type `T` in a row, or a source. What has no lifetime is a kind itself.
pub struct Elements<'a, T, K: Kind = T> {
    len: usize,
    from: From<'a, T, K>,
}

enum From<'a, T, K: Kind> {
    Row(&'a [T]),
    Source(&'a dyn Source<K>),
}

impl<'a, T, K: Kind> Elements<'a, T, K> {
    /// Values in a row.
    #[inline(always)]
    #[must_use]
    pub const fn new(row: &'a [T]) -> Self {
        Self { len: row.len(), from: From::Row(row) }
    }

    /// As many as the source has now. If it tells another number, nothing is sent.
    #[inline(always)]
    #[must_use]
    pub fn of(source: &'a impl Source<K>) -> Self {
        Self { len: source.len(), from: From::Source(source) }
    }

    /// Number of elements.
    #[inline(always)]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// No element.
    #[inline(always)]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl<T: Element<K>, K: Kind> Elements<'_, T, K> {
    /// Writes them to their places, of which there are [`Self::len`].
    #[inline]
    pub fn put<'b>(&self, places: &'b mut [K::Bytes], objects: &mut ObjectsMut<'b>) -> Result<(), DoesNotFit> {
        match self.from {
            From::Row(row) => {
                for (place, element) in places.iter_mut().zip(row) {
                    element.write(place, objects)?;
                }
                Ok(())
            }
            From::Source(source) => {
                let mut out = Places { places: places.iter_mut(), objects };
                source.tell(&mut out)?;
                if out.places.len() == 0 { Ok(()) } else { Err(DoesNotFit) }
            }
        }
    }

    /// The same for an inline list: its elements have no objects.
    #[inline]
    pub fn put_inline(&self, places: &mut [K::Bytes]) -> Result<(), DoesNotFit> {
        let mut objects = ObjectsMut::none();
        self.put(places, &mut objects)?;
        // What is spoilt has no end.
        objects.end().map(|_| ())
    }
}

impl<T, K: Kind> Clone for Elements<'_, T, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, K: Kind> Copy for Elements<'_, T, K> {}

impl<T, K: Kind> Clone for From<'_, T, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, K: Kind> Copy for From<'_, T, K> {}

impl<T, K: Kind> Default for Elements<'_, T, K> {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl<'a, T, K: Kind> core::convert::From<&'a [T]> for Elements<'a, T, K> {
    #[inline(always)]
    fn from(row: &'a [T]) -> Self {
        Self::new(row)
    }
}

impl<'a, T, K: Kind, const N: usize> core::convert::From<&'a [T; N]> for Elements<'a, T, K> {
    #[inline(always)]
    fn from(row: &'a [T; N]) -> Self {
        Self::new(row)
    }
}

/// A row equals a row of equal values, a source only itself.
impl<T: PartialEq, K: Kind> PartialEq for Elements<'_, T, K> {
    fn eq(&self, other: &Self) -> bool {
        match (self.from, other.from) {
            (From::Row(row), From::Row(other)) => row == other,
            (From::Source(source), From::Source(other)) => ptr::addr_eq(source, other),
            _ => false,
        }
    }
}

impl<T: fmt::Debug, K: Kind> fmt::Debug for Elements<'_, T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.from {
            From::Row(row) => row.fmt(f),
            From::Source(_) => write!(f, "[{} elements]", self.len),
        }
    }
}

/// Where a source's elements go.
pub struct Places<'o, 'b, K: Kind> {
    places: slice::IterMut<'b, K::Bytes>,
    objects: &'o mut ObjectsMut<'b>,
}

impl<K: Kind> Places<'_, '_, K> {
    /// Writes the next element. What does not fit is never sent, whatever the source does then.
    #[inline(always)]
    pub fn push(&mut self, element: &impl Element<K>) -> Result<(), DoesNotFit> {
        let place = self.places.next().ok_or(DoesNotFit);
        place.and_then(|place| element.write(place, self.objects)).inspect_err(|DoesNotFit| self.spoil())
    }

    /// Nothing that was written is sent.
    #[cold]
    const fn spoil(&mut self) {
        let _ = self.objects.take();
    }
}

impl<K: Kind> fmt::Debug for Places<'_, '_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} places", self.places.len())
    }
}

/// Tells one element for each of the items.
#[inline(always)]
pub const fn each<'a, K, S, F>(items: &'a [S], tell: F) -> Each<'a, K, S, F>
where
    K: Kind,
    F: Fn(&'a S, &mut Places<'_, '_, K>) -> Result<(), DoesNotFit>,
{
    Each { items, tell, kind: PhantomData }
}

/// What [`each`] makes.
pub struct Each<'a, K, S, F> {
    items: &'a [S],
    tell: F,
    kind: PhantomData<fn() -> K>,
}

impl<'a, K, S, F> Source<K> for Each<'a, K, S, F>
where
    K: Kind,
    F: Fn(&'a S, &mut Places<'_, '_, K>) -> Result<(), DoesNotFit>,
{
    #[inline(always)]
    fn len(&self) -> usize {
        self.items.len()
    }

    #[inline]
    fn tell(&self, out: &mut Places<'_, '_, K>) -> Result<(), DoesNotFit> {
        // On the way the cursors are variables of this function: so they stay in registers.
        let mut objects = out.objects.take();
        let mut own = Places { places: mem::take(&mut out.places), objects: &mut objects };
        for item in self.items {
            (self.tell)(item, &mut own)?;
        }
        out.places = own.places;
        *out.objects = objects;
        Ok(())
    }
}

impl<K, S, F> fmt::Debug for Each<'_, K, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} items", self.items.len())
    }
}

/// Plain elements that lie in the form of the wire already: they are copied as one block.
#[derive(Debug)]
pub struct Block<'a, K: Plain>(&'a [K::Bytes]);

impl<'a, K: Plain> Block<'a, K> {
    /// Bytes of values.
    #[inline]
    pub fn new(places: &'a [K::Bytes]) -> Result<Self, Malformed> {
        K::check(places).map(|()| Self(places))
    }
}

impl<K: Plain> Source<K> for Block<'_, K> {
    #[inline(always)]
    fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn tell(&self, out: &mut Places<'_, '_, K>) -> Result<(), DoesNotFit> {
        let places = mem::take(&mut out.places).into_slice();
        let Some((places, rest)) = places.split_at_mut_checked(self.0.len()) else {
            out.spoil();
            return Err(DoesNotFit);
        };
        out.places = rest.iter_mut();
        K::Bytes::copy(places, self.0);
        Ok(())
    }
}
