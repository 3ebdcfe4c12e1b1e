//! Decisions: from bytes that a fuzzer turns, or from a seed. The same ones on every machine.

use crate::damage::Dice;

/// A source of decisions.
#[derive(Clone, Debug)]
pub enum Choices<'a> {
    /// The bytes decide, each decision takes one to eight of them. When they end, every decision is 0.
    Bytes(&'a [u8]),
    /// Dice decide, without end.
    Dice(Dice),
}

impl Choices<'_> {
    /// The decisions of a seed.
    #[must_use]
    pub const fn seeded(seed: u64) -> Self {
        // Seeds that are near each other decide differently, and the dice must not be 0.
        let mixed = (seed ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        Self::Dice(Dice((mixed ^ mixed >> 29) | 1))
    }

    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        match self {
            Self::Dice(dice) => dice.below(end),
            Self::Bytes(_) if end < 2 => 0,
            Self::Bytes(_) => {
                let bytes = (usize::BITS - (end - 1).leading_zeros()).div_ceil(8);
                let number = (0..bytes).fold(0, |number, _| number << 8 | usize::from(self.byte()));
                number % end
            }
        }
    }

    /// Any 64 bits.
    pub fn word(&mut self) -> u64 {
        match self {
            // The low bits of the dice are not their best.
            Self::Dice(_) => {
                (0..4).fold(0, |word, _| word << 16 | u64::try_from(self.below(65_537) & 0xffff).unwrap_or(0))
            }
            Self::Bytes(_) => u64::from_le_bytes([(); 8].map(|()| self.byte())),
        }
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    /// One of them.
    ///
    /// # Panics
    /// When there is none.
    #[expect(clippy::indexing_slicing, reason = "a test chooses among what there is")]
    pub fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }

    fn byte(&mut self) -> u8 {
        match self {
            Self::Bytes(bytes) => bytes.split_off_first().copied().unwrap_or(0),
            Self::Dice(dice) => u8::try_from(dice.below(256)).unwrap_or(0),
        }
    }
}
