//! What happened: one record of 32 bytes for each request, whatever step it reached, in a ring of a fixed size.

use crate::{Badge, Caller, Connection, Verdict};

/// What a record tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A request and its answer.
    Request = 0,
    /// An `audit NAME` of the policy; `status` is the number of the name.
    Note = 1,
    /// A connection was opened.
    Opened = 2,
    /// A connection was closed.
    Closed = 3,
    /// Records that found no room: `count` of them.
    Lost = 4,
}

/// One record. Equal consecutive ones of one caller are one, with a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Record {
    /// Milliseconds on the kernel port's clock, when it first happened.
    pub at: u64,
    /// Why.
    pub verdict: Verdict,
    /// How often.
    pub count: u32,
    /// The badge's word.
    pub badge: u32,
    /// The instance that called.
    pub subject: u16,
    /// The operation.
    pub operation: u16,
    /// The status of the answer, or the number of the note.
    pub status: u16,
    /// The provided port.
    pub port: u8,
    /// What it tells.
    pub kind: Kind,
}

const _: () = assert!(size_of::<Record>() == 32, "an audit record is 32 bytes");

impl Record {
    /// Nothing, and nothing lost.
    const NONE: Self = Self {
        at: 0,
        verdict: Verdict::NO_RULE,
        count: 0,
        badge: 0,
        subject: 0,
        operation: 0,
        status: 0,
        port: 0,
        kind: Kind::Lost,
    };
}

/// How many records wait at most.
const RECORDS: usize = 64;
/// How many of them may be of one caller, so that nobody can push out what others did.
const SHARE: u8 = 16;
/// How many shares there are; instances with equal numbers modulo this have one together.
const CALLERS: usize = 32;

/// The ring.
#[derive(Debug)]
pub struct Trail {
    records: [Record; RECORDS],
    /// The place of the oldest.
    first: usize,
    len: usize,
    /// The place of the newest; nothing is equal to a [`Record::NONE`], which is there when nothing waits.
    last: usize,
    shares: [u8; CALLERS],
    lost: u32,
}

impl Trail {
    /// Nothing happened yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { records: [Record::NONE; RECORDS], first: 0, len: 0, last: 0, shares: [0; CALLERS], lost: 0 }
    }

    /// Adds a record, or counts it as lost.
    pub fn push(&mut self, at: u64, caller: &Caller, kind: Kind, operation: u16, verdict: Verdict, status: u16) {
        if self.repeats(caller.badge, kind, operation, verdict, status) {
            return;
        }
        let (badge, Connection { subject, port, .. }) = (caller.badge.word(), caller.connection);
        self.append(Record { at, verdict, count: 1, badge, subject, operation, status, port, kind });
    }

    /// Whether the newest record tells the same; then it counts once more.
    #[inline(always)]
    pub(crate) fn repeats(&mut self, badge: Badge, kind: Kind, operation: u16, verdict: Verdict, status: u16) -> bool {
        if let Some(last) = self.records.get_mut(self.last % RECORDS)
            && last.kind as u8 == kind as u8
            && last.operation == operation
            && last.status == status
            && last.verdict == verdict
            && last.badge == badge.word()
            && let Some(count) = last.count.checked_add(1)
        {
            last.count = count;
            return true;
        }
        false
    }

    /// A policy's `audit NAME`.
    #[inline(always)]
    pub fn note(&mut self, at: u64, caller: &Caller, name: u16) {
        let caller = *caller;
        self.push(at, &caller, Kind::Note, 0, Verdict::NO_RULE, name);
    }

    /// Takes the oldest record. After the last one, says how many found no room.
    pub fn pop(&mut self) -> Option<Record> {
        let Some(len) = self.len.checked_sub(1) else { return self.pop_lost() };
        let place = self.records.get_mut(self.first)?;
        let record = core::mem::replace(place, Record::NONE);
        self.first = self.first.wrapping_add(1) % RECORDS;
        self.len = len;
        if let Some(share) = self.shares.get_mut(share_of(&record)) {
            *share = share.saturating_sub(1);
        }
        Some(record)
    }

    /// Whether nothing waits.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0 && self.lost == 0
    }

    #[cold]
    fn pop_lost(&mut self) -> Option<Record> {
        let count = core::mem::take(&mut self.lost);
        (count > 0).then_some(Record { count, ..Record::NONE })
    }

    fn append(&mut self, record: Record) {
        let index = self.first.wrapping_add(self.len) % RECORDS;
        if self.len < RECORDS
            && let Some(share) = self.shares.get_mut(share_of(&record))
            && *share < SHARE
            && let Some(place) = self.records.get_mut(index)
        {
            *share = share.saturating_add(1);
            *place = record;
            self.last = index;
            self.len = self.len.wrapping_add(1);
        } else {
            self.lost = self.lost.saturating_add(1);
        }
    }
}

impl Default for Trail {
    fn default() -> Self {
        Self::new()
    }
}

/// The share that a record counts against: that of the instance that called, however many connections it has.
const fn share_of(record: &Record) -> usize {
    record.subject as usize % CALLERS
}
