//! What a body is, and what can be wrong with it.
//!
//! A body is a *fixed part* of a constant size, then *objects* in depth-first order of first mention, padded with zero to a
//! multiple of 8. One value has one encoding: an object begins exactly where the one before it ended, rounded up to its alignment; each
//! mention of a capability is exactly the next index; every byte of padding is zero.
//!
//! [`crate::view`] reads and validates, [`crate::build`] writes. Both have alignment 1, no `unsafe`, and no panic.

use crate::Kernel;

/// The bytes are not the one encoding of any value of the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// The value is larger than its bound, or than the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoesNotFit;

/// A message as it arrived: nothing about it is known yet.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// The bytes.
    pub body: &'a [u8],
    /// How many capabilities came with it.
    pub caps: u16,
}

/// A value that is read from a whole message, in one pass. After `Ok` every getter is infallible.
pub trait Read<'a>: Sized {
    /// Validates the message.
    fn read(message: Message<'a>) -> Result<Self, Malformed>;
}

/// A value that is written as a whole body.
pub trait Write {
    /// Writes the one encoding to the front of `out` and returns its length, a multiple of 8.
    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit>;
}

/// A value that is sent: its body is written, then its capabilities are given to the port, in the order of the body.
pub trait Give<K: Kernel>: Write + Sized {
    /// Moves the capabilities out of the value and into the port's next message.
    #[inline(always)]
    fn give(self, _port: &mut K) -> Result<(), DoesNotFit> {
        Ok(())
    }
}

/// Where an object lies: `offset: u32, len: u32`; empty is 0, 0; absent is all ones, 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub(crate) offset: u32,
    pub(crate) len: u32,
}

impl Slot {
    /// No element.
    pub const EMPTY: Self = Self { offset: 0, len: 0 };
    /// No value: `option` of an out-of-line type.
    pub const ABSENT: Self = Self { offset: u32::MAX, len: 0 };

    /// Whether this is [`Slot::ABSENT`].
    #[inline(always)]
    #[must_use]
    pub const fn is_absent(self) -> bool {
        self.offset == u32::MAX && self.len == 0
    }
}

/// The index of an absent capability.
pub const NO_CAP: u16 = u16::MAX;

impl Read<'_> for () {
    #[inline(always)]
    fn read(message: Message<'_>) -> Result<Self, Malformed> {
        ensure(message.body.is_empty() && message.caps == 0)
    }
}

impl Write for () {
    #[inline(always)]
    fn write(&self, _: &mut [u8]) -> Result<usize, DoesNotFit> {
        Ok(0)
    }
}

impl<K: Kernel> Give<K> for () {}

/// Refuses what is not `true`: validation reads as a list of facts.
#[inline(always)]
pub const fn ensure(fact: bool) -> Result<(), Malformed> {
    if fact { Ok(()) } else { Err(Malformed) }
}
