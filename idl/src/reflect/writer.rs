//! The bytes of a body as they come about. What is not written is zero, so padding needs no writing.

use alloc::vec::Vec;

use super::refusal::{Reason, Refusal};

/// The longest body that is encoded here, in bytes (64 MiB): a body is held in memory as a whole.
pub(super) const MOST: usize = 64 << 20;

/// A body being written, up to the end of its last object.
pub(super) struct Writer {
    body: Vec<u8>,
    /// How many capabilities were mentioned, known ones only.
    mentioned: u32,
    /// The index that the next capability must have at least.
    next: u32,
    /// By how much it may be greater.
    slack: u32,
}

impl Writer {
    /// A body whose fixed part takes so many bytes.
    pub(super) fn new(fixed: u32) -> Result<Self, Refusal> {
        let mut writer = Self { body: Vec::new(), mentioned: 0, next: 0, slack: 0 };
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
        let ahead = u32::from(index).checked_sub(self.next).filter(|_| index != u16::MAX);
        if ahead.is_none_or(|ahead| ahead > self.slack) {
            return Err(Refusal::new(Reason::Capability(index, self.next), at));
        }
        self.mentioned += 1;
        self.next = u32::from(index) + 1;
        self.slack = 0;
        Ok(())
    }

    /// What is unknown behind the known objects. The object that it ends mentions at most `caps` capabilities, and `before` were
    /// mentioned before it.
    pub(super) fn unknown(&mut self, bytes: &[u8], caps: u32, before: u32) -> Result<(), Refusal> {
        let start = self.object(bytes.len() as u64, 1)?;
        self.put(start, bytes);
        self.slack = self.slack.saturating_add(caps.saturating_sub(self.mentioned.saturating_sub(before)));
        Ok(())
    }

    /// How many capabilities were mentioned so far.
    pub(super) const fn mentions(&self) -> u32 {
        self.mentioned
    }

    /// Writes to `at` where an object of 1 to `room` bytes lies that begins there and ends here.
    pub(super) fn since(&mut self, at: usize, start: usize, room: u32) -> Result<(), Refusal> {
        let length = self.body.len().saturating_sub(start);
        let fits = u32::try_from(length).ok().filter(|length| (1..=room).contains(length));
        let length = fits.ok_or_else(|| Refusal::new(Reason::Room(length, room), at))?;
        self.number(at, 4, i128::try_from(start).unwrap_or(-1));
        self.number(at.saturating_add(4), 4, i128::from(length));
        Ok(())
    }

    /// The whole body, and how many capabilities it mentions.
    pub(super) fn finish(mut self) -> (Vec<u8>, u16) {
        self.body.resize(self.body.len().next_multiple_of(8), 0);
        // Every index is a `u16`.
        (self.body, u16::try_from(self.next).unwrap_or(u16::MAX))
    }
}
