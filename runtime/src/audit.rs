//! What happened: one record of 32 bytes for each request, whatever step it reached, in a ring of a fixed size.

use crate::{Caller, Verdict};

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

/// How many records wait at most.
const RECORDS: usize = 64;
/// How many of them may be of one caller, so that nobody can push out what others did.
const SHARE: u8 = 16;
/// How many shares there are; instances with equal numbers modulo this have one together.
const CALLERS: usize = 32;

/// The ring.
#[derive(Debug)]
pub struct Trail {
    records: [Option<Record>; RECORDS],
    /// The place of the oldest.
    first: usize,
    len: usize,
    shares: [u8; CALLERS],
    lost: u32,
}

impl Trail {
    /// Nothing happened yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { records: [None; RECORDS], first: 0, len: 0, shares: [0; CALLERS], lost: 0 }
    }

    /// Adds a record, or counts it as lost.
    #[inline]
    pub fn push(&mut self, at: u64, caller: &Caller, kind: Kind, operation: u16, verdict: Verdict, status: u16) {
        let badge = caller.badge.word();
        if let Some(last) = self.last_mut()
            && last.badge == badge
            && last.verdict == verdict
            && last.status == status
            && last.operation == operation
            && last.kind as u8 == kind as u8
        {
            last.count = last.count.saturating_add(1);
            return;
        }
        let (subject, port) = (caller.connection.subject, caller.connection.port);
        self.append(Record { at, verdict, count: 1, badge, subject, operation, status, port, kind });
    }

    /// A policy's `audit NAME`.
    #[inline]
    pub fn note(&mut self, at: u64, caller: &Caller, name: u16) {
        self.push(at, caller, Kind::Note, 0, Verdict::NO_RULE, name);
    }

    /// Takes the oldest record. After the last one, says how many found no room.
    pub fn pop(&mut self) -> Option<Record> {
        if self.len == 0 {
            return self.pop_lost();
        }
        let record = self.records.get_mut(self.first).and_then(Option::take);
        self.first = self.first.wrapping_add(1) % RECORDS;
        self.len = self.len.saturating_sub(1);
        if let Some(record) = &record
            && let Some(share) = self.shares.get_mut(share_of(record))
        {
            *share = share.saturating_sub(1);
        }
        record
    }

    /// Whether nothing waits.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0 && self.lost == 0
    }

    fn last_mut(&mut self) -> Option<&mut Record> {
        let last = self.first.wrapping_add(self.len.checked_sub(1)?) % RECORDS;
        self.records.get_mut(last).and_then(Option::as_mut)
    }

    #[cold]
    fn pop_lost(&mut self) -> Option<Record> {
        let count = core::mem::take(&mut self.lost);
        let (at, verdict, kind) = (0, Verdict::NO_RULE, Kind::Lost);
        (count > 0).then_some(Record {
            at,
            verdict,
            count,
            badge: 0,
            subject: 0,
            operation: 0,
            status: 0,
            port: 0,
            kind,
        })
    }

    fn append(&mut self, record: Record) {
        let place = self.first.wrapping_add(self.len) % RECORDS;
        if self.len < RECORDS
            && let Some(share) = self.shares.get_mut(share_of(&record))
            && *share < SHARE
            && let Some(place) = self.records.get_mut(place)
        {
            *share = share.saturating_add(1);
            *place = Some(record);
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
