//! Text that is UTF-8.

use super::object_bytes;
use crate::wire::Slot;

/// UTF-8 that was validated.
///
/// Rust offers no way from validated bytes to `&str` without `unsafe` or a second check, so this type keeps the bytes:
/// comparing, hashing and measuring cost nothing more, and [`Text::as_str`] checks again.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<'a>(pub(super) &'a [u8]);

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

/// What [`str::from_utf8`] says, as one bit: its answer takes memory, and text that is not ASCII is rare.
#[cold]
#[inline(never)]
pub(super) fn is_utf8(text: &[u8]) -> bool {
    str::from_utf8(text).is_ok()
}

/// The `len` bytes that end there are UTF-8. What it takes are values, so that a reader's cursor stays in registers.
#[inline(never)]
pub(super) fn is_text(body: &[u8], end: usize, len: usize) -> bool {
    body.get(end.wrapping_sub(len)..end).is_some_and(|text| text.is_ascii() || is_utf8(text))
}
