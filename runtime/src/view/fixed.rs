//! Fixed parts, read in place.

use super::{
    Objects, Text,
    bits::{HIGH, all_zero, word, words},
    text::is_utf8,
};
use crate::wire::{Malformed, Message, Slot, ensure};

/// A fixed part of `L` bytes. A field outside of it does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixed<'a, const L: usize>(&'a [u8; L]);

macro_rules! getters {
    ($($name:ident)*) => {$(
        #[doc = concat!("The `", stringify!($name), "` at offset `AT`.")]
        #[inline(always)]
        #[must_use]
        pub const fn $name<const AT: usize>(self) -> $name {
            $name::from_le_bytes(*self.array::<AT, { size_of::<$name>() }>())
        }
    )*};
}

impl<'a, const L: usize> Fixed<'a, L> {
    /// Bytes that were validated before, or are about to be.
    #[inline(always)]
    #[must_use]
    pub const fn new(bytes: &'a [u8; L]) -> Self {
        Self(bytes)
    }

    /// A message that is only a fixed part: no objects, no capabilities.
    #[inline(always)]
    pub fn whole(message: Message<'a>) -> Result<Self, Malformed> {
        ensure(message.caps == 0)?;
        <&[u8; L]>::try_from(message.body).map(Self).map_err(|_| Malformed)
    }

    /// A fixed part, and the objects and capabilities that follow.
    #[inline(always)]
    pub fn open(message: Message<'a>) -> Result<(Self, Objects<'a>), Malformed> {
        let (fixed, rest) = message.body.split_first_chunk().ok_or(Malformed)?;
        Ok((Self(fixed), Objects::new(message, rest)))
    }

    /// `N` bytes at offset `AT`. Outside of `L` does not compile, so the other arms are never reached.
    #[inline(always)]
    #[must_use]
    pub const fn array<const AT: usize, const N: usize>(self) -> &'a [u8; N] {
        const { assert!(AT.saturating_add(N) <= L, "the field lies outside of the fixed part") };
        match self.0.split_at_checked(AT) {
            Some((_, rest)) => match rest.first_chunk() {
                Some(field) => field,
                None => const { &[0; N] },
            },
            None => const { &[0; N] },
        }
    }

    /// The fixed part of a struct that lies at `AT`.
    #[inline(always)]
    #[must_use]
    pub const fn part<const AT: usize, const N: usize>(self) -> Fixed<'a, N> {
        Fixed(self.array::<AT, N>())
    }

    getters! { u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 }

    /// The bool at `AT`, validated.
    #[inline(always)]
    #[must_use]
    pub const fn bool<const AT: usize>(self) -> bool {
        self.u8::<AT>() != 0
    }

    /// None of these bits of the `N` bytes at `AT`, at most 8, is set: what no value of a bool, an option's tag, an enum or flags
    /// has, and padding.
    #[inline(always)]
    pub fn check_clear<const AT: usize, const N: usize>(self, bits: u64) -> Result<(), Malformed> {
        const { assert!(N <= 8) };
        ensure(word(self.array::<AT, N>()) & bits == 0)
    }

    /// The `N` bytes at `AT` are zero: padding, or the place of an absent value.
    #[inline(always)]
    pub fn check_zero<const AT: usize, const N: usize>(self) -> Result<(), Malformed> {
        let padding = self.array::<AT, N>();
        ensure(if N <= 8 { word(padding) == 0 } else { all_zero(padding) })
    }

    /// The place of an object.
    #[inline(always)]
    #[must_use]
    pub const fn slot<const AT: usize>(self) -> Slot {
        let both = self.u64::<AT>();
        #[expect(clippy::cast_possible_truncation, reason = "the two halves")]
        Slot { offset: both as u32, len: (both >> 32) as u32 }
    }

    /// The first `len` of the `N` bytes at `AT`: the used places of an inline string or bytes; the unused ones are zero.
    #[inline(always)]
    pub fn check_inline<const AT: usize, const N: usize>(self, len: usize) -> Result<&'a [u8], Malformed> {
        let places = self.array::<AT, N>();
        let used = places.get(..len).ok_or(Malformed)?;
        ensure(if N < 8 {
            word(places) >> (len.wrapping_mul(8) & 63) == 0
        } else if N == 8 {
            // In two steps, for 8 places are all 64 bits.
            let half = len.wrapping_mul(4) & 63;
            word(places) >> half >> half == 0
        } else if N <= 16 {
            let half = len.wrapping_mul(4) & 127;
            words(places) >> half >> half == 0
        } else {
            places.get(len..).is_none_or(all_zero)
        })?;
        Ok(used)
    }

    /// An inline string of `len` bytes, validated.
    #[inline(always)]
    pub fn check_inline_text<const AT: usize, const N: usize>(self, len: usize) -> Result<Text<'a>, Malformed> {
        let text = self.check_inline::<AT, N>(len)?;
        // The unused places are zero, so all places are ASCII when the text is: a few wide operations, no branch per byte.
        let places = self.array::<AT, N>();
        let ascii = if N <= 8 {
            word(places) & HIGH == 0
        } else if N <= 16 {
            words(places) & (u128::from(HIGH) | u128::from(HIGH) << 64) == 0
        } else {
            places.is_ascii()
        };
        if ascii || is_utf8(text) { Ok(Text(text)) } else { Err(Malformed) }
    }

    /// The first `len` of the `N` bytes at `AT`, after they were checked.
    #[inline(always)]
    #[must_use]
    pub fn inline<const AT: usize, const N: usize>(self, len: usize) -> &'a [u8] {
        self.array::<AT, N>().get(..len).unwrap_or_default()
    }

    /// An inline string of `len` bytes, after it was checked.
    #[inline(always)]
    #[must_use]
    pub fn inline_text<const AT: usize, const N: usize>(self, len: usize) -> Text<'a> {
        Text(self.inline::<AT, N>(len))
    }
}
