//! One pass over the bytes of a body.

use super::refusal::{Reason, Refusal};

/// A body being read. The cursor stands behind the objects seen so far.
pub(super) struct Reader<'b> {
    body: &'b [u8],
    cursor: usize,
    /// How many capabilities were mentioned, known ones only.
    mentioned: u32,
    /// The index that the next capability must have at least.
    next: u32,
    /// By how much it may be greater: what unknown parts since the last known capability may have mentioned.
    slack: u32,
}

/// The object of a table or a flexible union.
#[derive(Clone, Copy)]
pub(super) struct Object {
    pub(super) start: usize,
    pub(super) end: usize,
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
        Ok(Self { body, cursor: fixed as usize, mentioned: 0, next: 0, slack: 0 })
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
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        self.bytes(start, length)?;
        self.zero(self.cursor, start)?;
        self.cursor = start;
        self.claim(length)
    }

    /// The next bytes, wherever they begin; where that is.
    pub(super) fn claim(&mut self, length: usize) -> Result<usize, Refusal> {
        let start = self.cursor;
        self.bytes(start, length)?;
        self.cursor = start + length;
        Ok(start)
    }

    /// Enters the object of a table or a flexible union, of at most `room` bytes: at `at` there is its offset, behind it its length.
    pub(super) fn enter(&mut self, at: usize, offset: u32, len: u32, room: u32) -> Result<Object, Refusal> {
        if len == 0 || len > room {
            return Err(Refusal::new(Reason::Room(len as usize, room), at.saturating_add(4)));
        }
        let start = self.object(at, offset, 0, 8)?;
        self.bytes(start, len as usize)?;
        Ok(Object { start, end: start + len as usize })
    }

    /// Leaves an object, of which nothing is left.
    pub(super) fn leave(&self, end: usize) -> Result<(), Refusal> {
        if self.cursor == end { Ok(()) } else { Err(Refusal::new(Reason::End(end, self.cursor), self.cursor.min(end))) }
    }

    /// Leaves an object, of which the rest is unknown. It mentions at most `caps` capabilities; before it, `before` were mentioned.
    pub(super) fn skip(&mut self, end: usize, caps: u32, before: u32) -> Result<&'b [u8], Refusal> {
        let Some(length) = end.checked_sub(self.cursor) else {
            return Err(Refusal::new(Reason::End(end, self.cursor), end));
        };
        let start = self.claim(length)?;
        self.slack = self.slack.saturating_add(caps.saturating_sub(self.mentioned.saturating_sub(before)));
        self.bytes(start, length)
    }

    /// How many capabilities were mentioned so far.
    pub(super) const fn mentions(&self) -> u32 {
        self.mentioned
    }

    /// Takes the next capability, which must be this one.
    pub(super) fn mention(&mut self, index: u16, at: usize) -> Result<(), Refusal> {
        let ahead = u32::from(index).checked_sub(self.next);
        if ahead.is_none_or(|ahead| ahead > self.slack) {
            return Err(Refusal::new(Reason::Capability(index, self.next), at));
        }
        self.mentioned += 1;
        self.next = u32::from(index) + 1;
        self.slack = 0;
        Ok(())
    }

    /// What must be true behind the last object.
    pub(super) fn finish(self, caps: u16) -> Result<(), Refusal> {
        let end = self.cursor.next_multiple_of(8);
        self.zero(self.cursor, end)?;
        if end < self.body.len() {
            return Err(Refusal::new(Reason::Trailing(self.body.len() - end), end));
        }
        let left = u32::from(caps).checked_sub(self.next);
        if left.is_none_or(|left| left > self.slack) {
            return Err(Refusal::new(Reason::Capabilities(caps, self.next), end));
        }
        Ok(())
    }
}
