//! One pass over the bytes of a body.

use super::refusal::{Reason, Refusal};

/// A body being read. The cursor stands behind the objects seen so far.
pub(super) struct Reader<'b> {
    body: &'b [u8],
    cursor: usize,
    /// How many capabilities were mentioned.
    mentioned: u32,
}

impl<'b> Reader<'b> {
    /// A body whose fixed part takes so many bytes.
    pub(super) fn new(body: &'b [u8], fixed: u32, max: u32) -> Result<Self, Refusal> {
        let length = body.len();
        if !length.is_multiple_of(8) {
            return Err(Refusal::new(Reason::NoWords(length), length));
        }
        if u32::try_from(length).map_or(true, |length| length > max) {
            return Err(Refusal::new(Reason::TooLong(length, max), max as usize));
        }
        if length < fixed as usize {
            return Err(Refusal::new(Reason::TooShort(fixed as usize), length));
        }
        Ok(Self { body, cursor: fixed as usize, mentioned: 0 })
    }

    /// So many bytes from an offset on.
    pub(super) fn bytes(&self, at: usize, length: usize) -> Result<&'b [u8], Refusal> {
        let end = at.saturating_add(length);
        self.body.get(at..end).ok_or_else(|| Refusal::new(Reason::TooShort(end), self.body.len()))
    }

    /// An unsigned number of `size` bytes, at most 8.
    pub(super) fn number(&self, at: usize, size: u32) -> Result<u64, Refusal> {
        let bytes = self.bytes(at, size as usize)?;
        Ok(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// Refuses padding that is not zero.
    pub(super) fn zero(&self, from: usize, to: usize) -> Result<(), Refusal> {
        let bytes = self.bytes(from, to.saturating_sub(from))?;
        match bytes.iter().zip(from..).find(|(byte, _)| **byte != 0) {
            Some((byte, at)) => Err(Refusal::new(Reason::Padding(*byte), at)),
            None => Ok(()),
        }
    }

    /// The next object, which must be where it is mentioned: at `at` there is the offset, the object has `length` bytes.
    pub(super) fn object(&mut self, at: usize, found: u32, length: u64, align: u32) -> Result<usize, Refusal> {
        let start = self.cursor.next_multiple_of(align as usize);
        // The body has at most 2³¹ bytes.
        let expected = u32::try_from(start).unwrap_or(u32::MAX);
        if found != expected {
            return Err(Refusal::new(Reason::Offset(found, expected), at));
        }
        let end = start.saturating_add(usize::try_from(length).unwrap_or(usize::MAX));
        if end > self.body.len() {
            return Err(Refusal::new(Reason::TooShort(end), self.body.len()));
        }
        self.zero(self.cursor, start)?;
        self.cursor = end;
        Ok(start)
    }

    /// Takes the next capability, which must be this one.
    pub(super) fn mention(&mut self, index: u16, at: usize) -> Result<(), Refusal> {
        if u32::from(index) != self.mentioned {
            return Err(Refusal::new(Reason::Capability(index, self.mentioned), at));
        }
        self.mentioned += 1;
        Ok(())
    }

    /// What must be true behind the last object.
    pub(super) fn finish(self, caps: u16) -> Result<(), Refusal> {
        let end = self.cursor.next_multiple_of(8);
        self.zero(self.cursor, end)?;
        if end < self.body.len() {
            return Err(Refusal::new(Reason::Trailing(self.body.len() - end), end));
        }
        if u32::from(caps) != self.mentioned {
            return Err(Refusal::new(Reason::Capabilities(caps, self.mentioned), end));
        }
        Ok(())
    }
}
