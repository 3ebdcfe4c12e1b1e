//! A validated list that is read in place.

use core::{fmt, slice};

use crate::{elements::Bytes, view::Fixed};

/// A value that is read in place from the bytes of one element.
pub trait View<'a>: Copy {
    /// `[u8; N]`.
    type Bytes: 'a;
    /// The view of validated bytes; its objects lie in `body`.
    fn view(bytes: &'a Self::Bytes, body: &'a [u8]) -> Self;
}

macro_rules! numbers {
    ($($name:ident)*) => {$(
        impl<'a> View<'a> for $name {
            type Bytes = [u8; size_of::<$name>()];
            #[inline(always)]
            fn view(bytes: &'a Self::Bytes, _: &'a [u8]) -> Self {
                Self::from_le_bytes(*bytes)
            }
        }
    )*};
}

numbers! { u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 }

impl<'a> View<'a> for bool {
    type Bytes = [u8; 1];
    #[inline(always)]
    fn view(bytes: &'a [u8; 1], _: &'a [u8]) -> Self {
        *bytes != [0]
    }
}

/// Elements in a body that was validated: a `list<T, N>`, an `inline list<T, N>` or an array.
#[derive(Clone, Copy)]
pub struct List<'a, V: View<'a>> {
    elements: &'a [V::Bytes],
    body: &'a [u8],
}

impl<'a, V: View<'a>> List<'a, V> {
    /// A list of validated elements whose objects lie in `body`.
    #[inline(always)]
    #[must_use]
    pub const fn new(elements: &'a [V::Bytes], body: &'a [u8]) -> Self {
        Self { elements, body }
    }

    /// Number of elements.
    #[inline(always)]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.elements.len()
    }

    /// No element.
    #[inline(always)]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// One element.
    #[inline(always)]
    #[must_use]
    pub fn get(&self, index: usize) -> Option<V> {
        self.elements.get(index).map(|bytes| V::view(bytes, self.body))
    }

    /// The elements of an array, of which there are `N`.
    #[inline]
    #[must_use]
    pub fn array<T, const N: usize>(&self, mut of: impl FnMut(V) -> T) -> [T; N]
    where
        V::Bytes: Bytes,
    {
        core::array::from_fn(|index| of(V::view(self.elements.get(index).unwrap_or(V::Bytes::ZERO), self.body)))
    }

    /// The bytes of each element, as they lie in the body: where elements are bytes and nothing else, [`crate::Block`] writes
    /// them again as they are.
    #[inline(always)]
    #[must_use]
    pub const fn places(&self) -> &'a [V::Bytes] {
        self.elements
    }

    /// All elements.
    #[inline(always)]
    #[must_use]
    pub fn iter(&self) -> Iter<'a, V> {
        Iter { elements: self.elements.iter(), body: self.body }
    }
}

impl<'a, V: View<'a> + fmt::Debug> fmt::Debug for List<'a, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, V: View<'a> + PartialEq> PartialEq for List<'a, V> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'a, V: View<'a>> IntoIterator for List<'a, V> {
    type Item = V;
    type IntoIter = Iter<'a, V>;
    fn into_iter(self) -> Iter<'a, V> {
        self.iter()
    }
}

impl<'a, V: View<'a>> IntoIterator for &List<'a, V> {
    type Item = V;
    type IntoIter = Iter<'a, V>;
    fn into_iter(self) -> Iter<'a, V> {
        self.iter()
    }
}

/// The elements of a [`List`].
#[derive(Clone)]
pub struct Iter<'a, V: View<'a>> {
    elements: slice::Iter<'a, V::Bytes>,
    body: &'a [u8],
}

impl<'a, V: View<'a>> Iterator for Iter<'a, V> {
    type Item = V;

    #[inline(always)]
    fn next(&mut self) -> Option<V> {
        self.elements.next().map(|bytes| V::view(bytes, self.body))
    }

    #[inline(always)]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }
}

impl<'a, V: View<'a>> ExactSizeIterator for Iter<'a, V> {}

impl<'a, V: View<'a>> fmt::Debug for Iter<'a, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} elements", self.elements.len())
    }
}

/// The elements of an array that was validated, as values. `places` are its bytes, so there are `LEN` of them.
#[inline]
#[must_use]
pub fn elements<'a, T, const SIZE: usize, const LEN: usize>(
    places: &'a [[u8; SIZE]],
    read: impl Fn(Fixed<'a, SIZE>) -> T,
) -> [T; LEN] {
    core::array::from_fn(|index| read(Fixed::new(places.get(index).unwrap_or(const { &[0; SIZE] }))))
}
