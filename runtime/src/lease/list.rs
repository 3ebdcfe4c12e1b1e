//! Lent lists: elements in the form of the wire, one right behind the other.

use core::{fmt, marker::PhantomData};

use super::{Lend, Lending};
use crate::wire::{DoesNotFit, Malformed};

/// A value that can be an element of a lent list: of a constant size, and whole without the memory that it was read from.
pub trait Element: Sized {
    /// Bytes of one, at least 1.
    const SIZE: usize;
    /// Reads the element that is these `SIZE` bytes.
    fn read(bytes: &[u8]) -> Result<Self, Malformed>;
    /// Writes it to `SIZE` bytes.
    fn write(&self, bytes: &mut [u8]) -> Result<(), DoesNotFit>;
}

impl Lending {
    /// `list<T, N>`
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "an element is smaller than a message")]
    pub const fn list<T: Element>(lend: Lend, most: u32) -> Self {
        let size = T::SIZE as u32;
        Self { lend, most: most.saturating_mul(size), size, check: |bytes| Lent::<T>::new(bytes).is_valid() }
    }
}

/// A list in memory that is read.
pub struct Lent<'a, T> {
    bytes: &'a [u8],
    kind: PhantomData<fn() -> T>,
}

impl<'a, T: Element> Lent<'a, T> {
    /// As many elements as lie in these bytes. What a handler is given was validated.
    #[inline]
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes: bytes.get(..whole::<T>(bytes.len())).unwrap_or_default(), kind: PhantomData }
    }

    /// The bytes, as they are lent.
    #[inline]
    #[must_use]
    pub const fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// Number of elements.
    #[inline]
    #[must_use]
    pub fn len(self) -> usize {
        self.bytes.len().checked_div(T::SIZE).unwrap_or_default()
    }

    /// No element.
    #[inline]
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.bytes.is_empty()
    }

    /// One element; `None` behind the last one, and for bytes that are no value.
    #[inline]
    #[must_use]
    pub fn get(self, index: usize) -> Option<T> {
        let at = index.checked_mul(T::SIZE)?;
        T::read(self.bytes.get(at..at.checked_add(T::SIZE)?)?).ok()
    }

    /// The elements, up to bytes that are no value.
    pub fn iter(self) -> impl Iterator<Item = T> + use<'a, T> {
        let mut rest = self.bytes;
        core::iter::from_fn(move || {
            let (first, behind) = rest.split_at_checked(T::SIZE)?;
            rest = behind;
            T::read(first).ok()
        })
    }

    fn is_valid(self) -> bool {
        let mut rest = self.bytes;
        while let Some((first, behind)) = rest.split_at_checked(T::SIZE).filter(|(first, _)| !first.is_empty()) {
            if T::read(first).is_err() {
                return false;
            }
            rest = behind;
        }
        true
    }
}

impl<T> Clone for Lent<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Lent<'_, T> {}

impl<T: Element + fmt::Debug> fmt::Debug for Lent<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A list in memory that is written.
pub struct LentMut<'a, T> {
    bytes: &'a mut [u8],
    kind: PhantomData<fn() -> T>,
}

impl<'a, T: Element> LentMut<'a, T> {
    /// As many elements as have room in these bytes, [`Element::SIZE`] each.
    #[inline]
    #[must_use]
    pub fn new(bytes: &'a mut [u8]) -> Self {
        let whole = whole::<T>(bytes.len());
        Self { bytes: bytes.get_mut(..whole).unwrap_or_default(), kind: PhantomData }
    }

    /// The list, to be read.
    #[inline]
    #[must_use]
    pub fn lent(&self) -> Lent<'_, T> {
        Lent { bytes: self.bytes, kind: PhantomData }
    }

    /// The bytes, as they are lent.
    #[inline]
    #[must_use]
    pub const fn bytes(&mut self) -> &mut [u8] {
        self.bytes
    }

    /// Number of elements.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.lent().len()
    }

    /// No element.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// One element; `None` behind the last one, and for bytes that are no value.
    #[inline]
    #[must_use]
    pub fn get(&self, index: usize) -> Option<T> {
        self.lent().get(index)
    }

    /// Writes one element; there is no place behind the last one.
    #[inline]
    pub fn set(&mut self, index: usize, element: &T) -> Result<(), DoesNotFit> {
        let at = index.checked_mul(T::SIZE).ok_or(DoesNotFit)?;
        element.write(self.bytes.get_mut(at..at.saturating_add(T::SIZE)).ok_or(DoesNotFit)?)
    }
}

impl<T: Element + fmt::Debug> fmt::Debug for LentMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lent().fmt(f)
    }
}

/// How many of the bytes belong to whole elements.
fn whole<T: Element>(len: usize) -> usize {
    len.saturating_sub(len.checked_rem(T::SIZE).unwrap_or(len))
}

macro_rules! numbers {
    ($($name:ident)*) => {$(
        impl Element for $name {
            const SIZE: usize = size_of::<$name>();
            #[inline]
            fn read(bytes: &[u8]) -> Result<Self, Malformed> {
                bytes.try_into().map(Self::from_le_bytes).map_err(|_| Malformed)
            }
            #[inline]
            fn write(&self, bytes: &mut [u8]) -> Result<(), DoesNotFit> {
                *bytes.first_chunk_mut().ok_or(DoesNotFit)? = self.to_le_bytes();
                Ok(())
            }
        }
    )*};
}

numbers! { u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 }

impl Element for bool {
    const SIZE: usize = 1;
    #[inline]
    fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        match bytes {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(Malformed),
        }
    }
    #[inline]
    fn write(&self, bytes: &mut [u8]) -> Result<(), DoesNotFit> {
        u8::from(*self).write(bytes)
    }
}

impl<const N: usize> Element for [u8; N] {
    const SIZE: usize = N;
    #[inline]
    fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        bytes.try_into().map_err(|_| Malformed)
    }
    #[inline]
    fn write(&self, bytes: &mut [u8]) -> Result<(), DoesNotFit> {
        *bytes.first_chunk_mut().ok_or(DoesNotFit)? = *self;
        Ok(())
    }
}
