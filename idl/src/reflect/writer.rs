//! The bytes of a body as they come about. What is not written is zero, so padding needs no writing.

use alloc::vec::Vec;

use super::refusal::{Reason, Refusal};

/// The longest body that is encoded here, in bytes (64 MiB): a body is held in memory as a whole.
pub(super) const MOST: usize = 64 << 20;

/// A body being written, up to the end of its last object.
pub(super) struct Writer {
    body: Vec<u8>,
    /// How many capabilities were mentioned.
    mentioned: u32,
}

impl Writer {
    /// A body whose fixed part takes so many bytes.
    pub(super) fn new(fixed: u32) -> Result<Self, Refusal> {
        let mut writer = Self { body: Vec::new(), mentioned: 0 };
        writer.object(u64::from(fixed), 1)?;
        Ok(writer)
    }

    /// Room for another object; where it begins.
    pub(super) fn object(&mut self, length: u64, align: u32) -> Result<usize, Refusal> {
        let start = self.body.len().next_multiple_of(align as usize);
        let end = usize::try_from(length).ok().and_then(|length| start.checked_add(length));
        match end.filter(|end| *end <= MOST) {
            Some(end) => self.body.resize(end, 0),
            None => return Err(Refusal::new(Reason::TooLarge(MOST), start)),
        }
        Ok(start)
    }

    /// Writes bytes over the zeros that are there.
    pub(super) fn put(&mut self, at: usize, bytes: &[u8]) {
        if let Some(place) = at.checked_add(bytes.len()).and_then(|end| self.body.get_mut(at..end)) {
            place.copy_from_slice(bytes);
        }
    }

    /// The low bytes of a number, at most 16.
    pub(super) fn number(&mut self, at: usize, size: u32, number: i128) {
        if let Some(bytes) = number.to_le_bytes().get(..size as usize) {
            self.put(at, bytes);
        }
    }

    /// Takes the next capability, which must be this one.
    pub(super) fn mention(&mut self, index: u16, at: usize) -> Result<(), Refusal> {
        if u32::from(index) != self.mentioned || index == u16::MAX {
            return Err(Refusal::new(Reason::Capability(index, self.mentioned), at));
        }
        self.mentioned += 1;
        Ok(())
    }

    /// The whole body, and how many capabilities it mentions.
    pub(super) fn finish(mut self) -> (Vec<u8>, u16) {
        self.body.resize(self.body.len().next_multiple_of(8), 0);
        // Every index is a `u16`.
        (self.body, u16::try_from(self.mentioned).unwrap_or(u16::MAX))
    }
}
