//! Whoever writes a set and reads it back.

pub(crate) mod bitcode;
pub(crate) mod rkyv;
pub(crate) mod tessera;

use crate::Result;

/// A peer on a set. It holds the buffers that it uses again.
pub(crate) trait Peer<S>: Default {
    /// Writes the set.
    fn serialize(&mut self, set: &S) -> Result<&[u8]>;

    /// What stands before the first field: the bytes are validated, or decoded. The bytes begin at a multiple of 16.
    fn access(&mut self, bytes: &[u8]) -> Result;

    /// The same, and then the fields that are read: their sum.
    fn read(&mut self, bytes: &[u8]) -> Result<u64>;
}

/// The sum of what is read of each element.
#[inline(always)]
pub(crate) fn sum<T>(elements: impl IntoIterator<Item = T>, looked_at: impl Fn(T) -> u64) -> u64 {
    elements.into_iter().fold(0, |sum, element| sum.wrapping_add(looked_at(element)))
}
