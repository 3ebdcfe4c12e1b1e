//! Writing bodies: straight into the port's buffer, in one pass, each byte of a value once, no `unsafe`, no panic.

mod copy;
mod fixed;
mod number;

use core::mem;

pub(crate) use copy::copy_block;
pub use fixed::FixedMut;
pub use number::Number;

use crate::wire::{DoesNotFit, NO_CAP, Slot};
use copy::{copy, pad};

/// Room for objects behind a fixed part, and the count of capabilities.
#[derive(Debug)]
pub struct ObjectsMut<'a> {
    /// The end of the buffer: what is left.
    rest: &'a mut [u8],
    /// The length of the buffer, at most [`u32::MAX`].
    len: usize,
    caps: u16,
}

impl<'a> ObjectsMut<'a> {
    /// Behind a fixed part: the rest of a buffer of `len` bytes.
    #[inline(always)]
    const fn new(rest: &'a mut [u8], len: usize) -> Self {
        Self { rest, len, caps: 0 }
    }

    /// No room: for what has no objects.
    #[inline(always)]
    pub(crate) const fn none() -> Self {
        Self { rest: &mut [], len: 0, caps: 0 }
    }

    /// The room that is left, which nobody else has until it is put back. A body whose room is not put back has no end.
    #[inline(always)]
    pub(crate) const fn take(&mut self) -> Self {
        // One byte short of room: `end` cannot pad what has the length 1.
        mem::replace(self, Self { rest: &mut [], len: 1, caps: 0 })
    }

    /// The offset of the next object, up to its alignment.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the buffer's length is a `u32`")]
    pub(crate) fn at(&self) -> u32 {
        self.len.wrapping_sub(self.rest.len()) as u32
    }

    /// Reserves the places of a list; the caller fills them, then writes the elements' own objects.
    #[inline]
    pub fn list<const N: usize, const ALIGN: usize>(
        &mut self,
        len: usize,
        bound: u32,
    ) -> Result<(Slot, &'a mut [[u8; N]]), DoesNotFit> {
        const { assert!(N != 0 && ALIGN.is_power_of_two() && ALIGN <= 8) };
        let len = u32::try_from(len).ok().filter(|len| *len <= bound).ok_or(DoesNotFit)?;
        if len == 0 {
            return Ok((Slot::EMPTY, &mut []));
        }
        let gap = (self.at() as usize).wrapping_neg() & ALIGN.wrapping_sub(1);
        let bytes = N.checked_mul(len as usize).ok_or(DoesNotFit)?;
        let mut rest = mem::take(&mut self.rest);
        if gap != 0 {
            rest = pad(rest, gap)?;
        }
        // As long as this is the rest, the cursor is where the list begins.
        self.rest = rest;
        let offset = self.at();
        let (object, rest) = mem::take(&mut self.rest).split_at_mut_checked(bytes).ok_or(DoesNotFit)?;
        self.rest = rest;
        Ok((Slot { offset, len }, object.as_chunks_mut().0))
    }

    /// Writes a `list<T, BOUND>` of numbers or bools.
    #[inline(always)]
    pub fn numbers<T: Number>(&mut self, values: &[T], bound: u32) -> Result<Slot, DoesNotFit> {
        T::list(values, bound, self)
    }

    /// Writes a `bytes<BOUND>`.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8], bound: u32) -> Result<Slot, DoesNotFit> {
        let (slot, places) = self.list::<1, 1>(bytes.len(), bound)?;
        copy(places.as_flattened_mut(), bytes);
        Ok(slot)
    }

    /// Writes a `string<BOUND>`.
    #[inline]
    pub fn str(&mut self, text: &str, bound: u32) -> Result<Slot, DoesNotFit> {
        self.bytes(text.as_bytes(), bound)
    }

    /// The index of the next capability.
    #[inline(always)]
    pub const fn cap(&mut self) -> Result<u16, DoesNotFit> {
        let index = self.caps;
        if index == NO_CAP {
            return Err(DoesNotFit);
        }
        self.caps = index.wrapping_add(1);
        Ok(index)
    }

    /// Pads with zero and returns the length of the body.
    #[inline]
    pub fn end(self) -> Result<usize, DoesNotFit> {
        let at = self.at() as usize;
        let gap = at.wrapping_neg() & 7;
        if gap != 0 {
            pad(self.rest, gap)?;
        }
        // No more than the buffer, so it cannot overflow.
        Ok(at.wrapping_add(gap))
    }
}

/// How many of the places are taken: the length of a list of capabilities. Unlike `count`, it has no sum that a checked build could
/// overflow.
#[inline]
pub fn taken<'a, T: 'a>(places: impl IntoIterator<Item = &'a Option<T>>) -> usize {
    let mut taken = 0_usize;
    for place in places {
        taken = taken.saturating_add(usize::from(place.is_some()));
    }
    taken
}
