//! Reading bodies: one pass, in place, alignment 1, no `unsafe`, no panic.

mod bits;
mod fixed;
mod text;

pub(crate) use bits::all_zero;
pub use bits::check_clear;
pub use fixed::Fixed;
pub use text::Text;

use crate::wire::{Malformed, Message, NO_CAP, Slot, ensure};
use text::is_text;

/// The objects and capabilities of a message, in order: each must begin exactly where the one before it ended.
#[derive(Debug)]
pub struct Objects<'a> {
    body: &'a [u8],
    /// What was not looked at yet: the end of the body.
    pub(crate) rest: &'a [u8],
    /// How many bytes before the rest are strings that are not known to be UTF-8 yet.
    text: usize,
    caps: u16,
    next: u16,
    /// How many capabilities unknown parts may have mentioned since the last known mention.
    pub(crate) slack: u16,
    /// How many capabilities known parts mentioned.
    pub(crate) mentioned: u16,
}

impl<'a> Objects<'a> {
    /// Behind a fixed part.
    #[inline(always)]
    pub(crate) const fn new(message: Message<'a>, rest: &'a [u8]) -> Self {
        Self { body: message.body, rest, text: 0, caps: message.caps, next: 0, slack: 0, mentioned: 0 }
    }

    /// The whole body, for views that read objects later.
    #[inline(always)]
    #[must_use]
    pub const fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The offset of the next object, up to its alignment.
    #[inline(always)]
    pub(crate) const fn at(&self) -> usize {
        self.body.len().wrapping_sub(self.rest.len())
    }

    /// The next `len` bytes, which are no string.
    #[inline(always)]
    pub(crate) fn take(&mut self, len: usize) -> Result<&'a [u8], Malformed> {
        if self.text != 0 {
            ensure(is_text(self.body, self.at(), self.text))?;
            self.text = 0;
        }
        let (bytes, rest) = self.rest.split_at_checked(len).ok_or(Malformed)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// The zeros up to a multiple of `ALIGN`.
    #[inline(always)]
    pub(crate) fn align<const ALIGN: usize>(&mut self) -> Result<(), Malformed> {
        const { assert!(ALIGN.is_power_of_two() && ALIGN <= 8) };
        let gap = self.at().wrapping_neg() & ALIGN.wrapping_sub(1);
        if gap == 0 {
            return Ok(());
        }
        let padding = self.take(gap)?;
        // The gap is the end of the 8 bytes before: one load, where there are that many.
        let Some(word) = self.body.get(..self.at()).and_then(|passed| passed.last_chunk()) else {
            return ensure(all_zero(padding));
        };
        ensure(u64::from_le_bytes(*word).leading_zeros() as usize >= gap.wrapping_mul(8))
    }

    /// A `list<T, BOUND>` whose elements take `N` bytes at alignment `ALIGN`.
    #[inline]
    pub fn list<const N: usize, const ALIGN: usize>(
        &mut self,
        slot: Slot,
        bound: u32,
    ) -> Result<&'a [[u8; N]], Malformed> {
        const { assert!(N != 0) };
        if slot.len == 0 {
            return if slot.offset == 0 { Ok(&[]) } else { Err(Malformed) };
        }
        self.align::<ALIGN>()?;
        ensure(slot.offset as usize == self.at() && slot.len <= bound)?;
        let bytes = N.checked_mul(slot.len as usize).ok_or(Malformed)?;
        Ok(self.take(bytes)?.as_chunks().0)
    }

    /// A `bytes<BOUND>`.
    #[inline]
    pub fn bytes(&mut self, slot: Slot, bound: u32) -> Result<&'a [u8], Malformed> {
        self.list::<1, 1>(slot, bound).map(<[[u8; 1]]>::as_flattened)
    }

    /// A `string<BOUND>`.
    #[inline]
    pub fn str(&mut self, slot: Slot, bound: u32) -> Result<&'a str, Malformed> {
        str::from_utf8(self.bytes(slot, bound)?).map_err(|_| Malformed)
    }

    /// A `string<BOUND>` that is looked at later, as [`Text`]. Strings in a row are one text: it is checked once, when
    /// something else follows. For that it suffices that no string begins inside of a character.
    #[inline]
    pub fn text(&mut self, slot: Slot, bound: u32) -> Result<(), Malformed> {
        if slot.len == 0 {
            return ensure(slot.offset == 0);
        }
        ensure(slot.offset as usize == self.at() && slot.len <= bound)?;
        let (text, rest) = self.rest.split_at_checked(slot.len as usize).ok_or(Malformed)?;
        ensure(text.first().is_none_or(|first| first & 0xc0 != 0x80))?;
        self.rest = rest;
        // Both lie in the body, so it cannot overflow.
        self.text = self.text.wrapping_add(text.len());
        Ok(())
    }

    /// A mention of a capability: exactly the next index, or behind an unknown part of a resource a greater one; and it
    /// arrived.
    #[inline(always)]
    pub const fn cap(&mut self, index: u16) -> Result<(), Malformed> {
        // What is below the next index wraps to far above the slack.
        if index.wrapping_sub(self.next) > self.slack || index >= self.caps {
            return Err(Malformed);
        }
        self.next = index.wrapping_add(1);
        self.slack = 0;
        self.mentioned = self.mentioned.wrapping_add(1);
        Ok(())
    }

    /// A mention of a capability that may be absent.
    #[inline(always)]
    pub const fn optional_cap(&mut self, index: u16) -> Result<(), Malformed> {
        if index == NO_CAP { Ok(()) } else { self.cap(index) }
    }

    /// Only the padding to a multiple of 8 is left, and every capability was mentioned, as far as all parts are known.
    #[inline]
    pub fn end(mut self) -> Result<(), Malformed> {
        self.align::<8>()?;
        self.take(0)?;
        let unknown = self.caps.wrapping_sub(self.next);
        ensure(self.rest.is_empty() && unknown <= self.slack)
    }
}

/// The bytes of an object in a body that was validated: `len` elements of `N` bytes.
#[inline]
#[must_use]
pub fn object<const N: usize>(body: &[u8], slot: Slot) -> &[[u8; N]] {
    let begin = slot.offset as usize;
    let bytes = N.saturating_mul(slot.len as usize);
    body.get(begin..begin.saturating_add(bytes)).unwrap_or_default().as_chunks().0
}

/// The bytes of a `bytes` or `string` in a body that was validated.
#[inline]
#[must_use]
pub fn object_bytes(body: &[u8], slot: Slot) -> &[u8] {
    object::<1>(body, slot).as_flattened()
}
