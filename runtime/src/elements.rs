//! What a list is written from: values in a row, or whatever tells them one by one.
//!
//! So a large answer is built in place: its elements go straight from where a server keeps them into the port's buffer.

use core::{fmt, marker::PhantomData, mem, ptr, slice};

use crate::{
    build::{ObjectsMut, copy_block},
    wire::{DoesNotFit, Malformed},
};

/// A struct, table or union that is an element of a list.
pub trait Element: Copy {
    /// `[u8; N]`: its place.
    type Bytes: Bytes;
    /// The same type, borrowing forever: what it is, whatever it borrows.
    type Of: 'static;
    /// Writes it to its place, and its objects behind all that were written before.
    fn write(&self, place: &mut Self::Bytes, objects: &mut ObjectsMut<'_>) -> Result<(), DoesNotFit>;
}

/// `[u8; N]`
pub trait Bytes: Copy + 'static {
    /// Copies as many as both have.
    fn copy(to: &mut [Self], from: &[Self]);
}

impl<const N: usize> Bytes for [u8; N] {
    #[inline(always)]
    fn copy(to: &mut [Self], from: &[Self]) {
        copy_block(to.as_flattened_mut(), from.as_flattened());
    }
}

/// An element that is nothing but its bytes, of which some bits are always clear.
pub trait Plain: Element {
    /// They are values.
    fn check(places: &[Self::Bytes]) -> Result<(), Malformed>;
}

/// Tells elements one by one: those of the type that borrows forever, [`Element::Of`], with whatever lifetime they have.
pub trait Source<T: Element> {
    /// How many.
    fn len(&self) -> usize;
    /// Pushes that many.
    fn tell(&self, out: &mut Places<'_, '_, T>) -> Result<(), DoesNotFit>;
    /// None.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The elements of a list that is written: values of type `T`, or a source of `O`, which is `T` without its lifetime.
pub struct Elements<'a, T, O: Element = T> {
    len: usize,
    from: From<'a, T, O>,
}

enum From<'a, T, O: Element> {
    Row(&'a [T]),
    Source(&'a dyn Source<O>),
}

impl<'a, T, O: Element> Elements<'a, T, O> {
    /// Values in a row.
    #[inline(always)]
    #[must_use]
    pub const fn new(row: &'a [T]) -> Self {
        Self { len: row.len(), from: From::Row(row) }
    }

    /// As many as the source has now. If it tells another number, nothing is sent.
    #[inline(always)]
    #[must_use]
    pub fn of(source: &'a impl Source<O>) -> Self {
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

impl<T: Element<Of = O, Bytes = O::Bytes>, O: Element> Elements<'_, T, O> {
    /// Writes them to their places, of which there are [`Self::len`].
    #[inline]
    pub fn put<'b>(&self, places: &'b mut [O::Bytes], objects: &mut ObjectsMut<'b>) -> Result<(), DoesNotFit> {
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
}

impl<T, O: Element> Clone for Elements<'_, T, O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, O: Element> Copy for Elements<'_, T, O> {}

impl<T, O: Element> Clone for From<'_, T, O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, O: Element> Copy for From<'_, T, O> {}

impl<T, O: Element> Default for Elements<'_, T, O> {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl<'a, T, O: Element> core::convert::From<&'a [T]> for Elements<'a, T, O> {
    #[inline(always)]
    fn from(row: &'a [T]) -> Self {
        Self::new(row)
    }
}

impl<'a, T, O: Element, const N: usize> core::convert::From<&'a [T; N]> for Elements<'a, T, O> {
    #[inline(always)]
    fn from(row: &'a [T; N]) -> Self {
        Self::new(row)
    }
}

/// A row equals a row of equal values, a source only itself.
impl<T: PartialEq, O: Element> PartialEq for Elements<'_, T, O> {
    fn eq(&self, other: &Self) -> bool {
        match (self.from, other.from) {
            (From::Row(row), From::Row(other)) => row == other,
            (From::Source(source), From::Source(other)) => ptr::addr_eq(source, other),
            _ => false,
        }
    }
}

impl<T: fmt::Debug, O: Element> fmt::Debug for Elements<'_, T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.from {
            From::Row(row) => row.fmt(f),
            From::Source(_) => write!(f, "[{} elements]", self.len),
        }
    }
}

/// Where a source's elements go.
pub struct Places<'o, 'b, T: Element> {
    places: slice::IterMut<'b, T::Bytes>,
    objects: &'o mut ObjectsMut<'b>,
}

impl<T: Element> Places<'_, '_, T> {
    /// Writes the next element. What does not fit is never sent, whatever the source does then.
    #[inline(always)]
    pub fn push<E: Element<Bytes = T::Bytes, Of = T>>(&mut self, element: &E) -> Result<(), DoesNotFit> {
        let place = self.places.next().ok_or(DoesNotFit);
        place.and_then(|place| element.write(place, self.objects)).inspect_err(|DoesNotFit| self.spoil())
    }

    /// Nothing that was written is sent.
    #[cold]
    const fn spoil(&mut self) {
        let _ = self.objects.take();
    }
}

impl<T: Element> fmt::Debug for Places<'_, '_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} places", self.places.len())
    }
}

/// Tells one element for each of the items.
#[inline(always)]
pub const fn each<'a, T, S, F>(items: &'a [S], tell: F) -> Each<'a, T, S, F>
where
    T: Element,
    F: Fn(&'a S, &mut Places<'_, '_, T>) -> Result<(), DoesNotFit>,
{
    Each { items, tell, kind: PhantomData }
}

/// What [`each`] makes.
pub struct Each<'a, T, S, F> {
    items: &'a [S],
    tell: F,
    kind: PhantomData<fn() -> T>,
}

impl<'a, T, S, F> Source<T> for Each<'a, T, S, F>
where
    T: Element,
    F: Fn(&'a S, &mut Places<'_, '_, T>) -> Result<(), DoesNotFit>,
{
    #[inline(always)]
    fn len(&self) -> usize {
        self.items.len()
    }

    #[inline]
    fn tell(&self, out: &mut Places<'_, '_, T>) -> Result<(), DoesNotFit> {
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

impl<T, S, F> fmt::Debug for Each<'_, T, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} items", self.items.len())
    }
}

/// Plain elements that lie in the form of the wire already: they are copied as one block.
#[derive(Debug)]
pub struct Block<'a, T: Plain>(&'a [T::Bytes]);

impl<'a, T: Plain> Block<'a, T> {
    /// Bytes of values.
    #[inline]
    pub fn new(places: &'a [T::Bytes]) -> Result<Self, Malformed> {
        T::check(places).map(|()| Self(places))
    }
}

impl<T: Plain> Source<T> for Block<'_, T> {
    #[inline(always)]
    fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn tell(&self, out: &mut Places<'_, '_, T>) -> Result<(), DoesNotFit> {
        let places = mem::take(&mut out.places).into_slice();
        let Some((places, rest)) = places.split_at_mut_checked(self.0.len()) else {
            out.spoil();
            return Err(DoesNotFit);
        };
        out.places = rest.iter_mut();
        T::Bytes::copy(places, self.0);
        Ok(())
    }
}
