//! Reading bodies: one pass, in place, alignment 1, no `unsafe`, no panic.

use crate::wire::{Malformed, Message, NO_CAP, Slot, ensure};

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
        ensure(if N <= 8 {
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

/// None of these bits is set in any of the elements. It looks at all of them, whatever it finds: without a branch the
/// processor takes many at a time.
#[inline]
pub fn check_clear<const N: usize>(elements: &[[u8; N]], bits: [u8; N]) -> Result<(), Malformed> {
    if N == 1 {
        let bits = bits.first().map_or(0, |bits| u64::from(*bits)).wrapping_mul(0x0101_0101_0101_0101);
        return ensure(seen(elements.as_flattened()) & bits == 0);
    }
    let mut seen = [0; N];
    for element in elements {
        for (seen, byte) in seen.iter_mut().zip(element) {
            *seen |= byte;
        }
    }
    ensure(seen.iter().zip(bits).fold(0, |all, (byte, bits)| all | (byte & bits)) == 0)
}

/// All bits of some bytes, those of each put on those of the others, in any of the 8 bytes of the number.
#[inline]
fn seen(bytes: &[u8]) -> u64 {
    let (words, _) = bytes.as_chunks();
    let Some(last) = bytes.last_chunk() else { return word(bytes) };
    words.iter().fold(u64::from_le_bytes(*last), |seen, word| seen | u64::from_le_bytes(*word))
}

/// Every byte is zero.
#[inline(always)]
pub(crate) fn all_zero(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |all, byte| all | byte) == 0
}

/// Up to 8 bytes as one number. With a constant length this is at most three loads, at every opt-level: no loop.
#[inline(always)]
fn word(bytes: &[u8]) -> u64 {
    if let Some(all) = bytes.first_chunk() {
        return u64::from_le_bytes(*all);
    }
    let (mut word, mut shift, mut rest) = (0, 0_u32, bytes);
    if let Some((four, tail)) = rest.split_first_chunk() {
        word |= u64::from(u32::from_le_bytes(*four));
        (shift, rest) = (32, tail);
    }
    if let Some((two, tail)) = rest.split_first_chunk() {
        word |= u64::from(u16::from_le_bytes(*two)) << (shift & 63);
        (shift, rest) = (shift.wrapping_add(16), tail);
    }
    if let Some(one) = rest.first() {
        word |= u64::from(*one) << (shift & 63);
    }
    word
}

/// What [`str::from_utf8`] says, as one bit: its answer takes memory, and text that is not ASCII is rare.
#[cold]
#[inline(never)]
fn is_utf8(text: &[u8]) -> bool {
    str::from_utf8(text).is_ok()
}

/// The `len` bytes that end there are UTF-8. What it takes are values, so that a reader's cursor stays in registers.
#[inline(never)]
fn is_text(body: &[u8], end: usize, len: usize) -> bool {
    body.get(end.wrapping_sub(len)..end).is_some_and(|text| text.is_ascii() || is_utf8(text))
}

/// The bit of each of 8 bytes that no ASCII character has.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Up to 16 bytes as one number.
#[inline(always)]
fn words(bytes: &[u8]) -> u128 {
    let (low, high) = bytes.split_at_checked(8).unwrap_or((bytes, &[]));
    u128::from(word(low)) | u128::from(word(high)) << 64
}

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
    const fn new(message: Message<'a>, rest: &'a [u8]) -> Self {
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

/// UTF-8 that was validated.
///
/// Rust offers no way from validated bytes to `&str` without `unsafe` or a second check, so this type keeps the bytes:
/// comparing, hashing and measuring cost nothing more, and [`Text::as_str`] checks again.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<'a>(&'a [u8]);

impl<'a> Text<'a> {
    /// A string is validated already.
    #[inline(always)]
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self(text.as_bytes())
    }

    /// The text of an object in a body that was validated.
    #[inline(always)]
    #[must_use]
    pub fn object(body: &'a [u8], slot: Slot) -> Self {
        Self(object_bytes(body, slot))
    }

    /// The bytes, UTF-8.
    #[inline(always)]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// Length in bytes.
    #[inline(always)]
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.len()
    }

    /// No byte.
    #[inline(always)]
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The string; checks it a second time.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        match str::from_utf8(self.0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self::new(text)
    }
}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl core::fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.as_str().fmt(f)
    }
}

impl core::fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.as_str().fmt(f)
    }
}
