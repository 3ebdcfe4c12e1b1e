//! The audit: a ring of records, equal consecutive ones counted.

/// An audit record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) at: u64,
    pub(crate) badge: u32,
    pub(crate) verdict: u32,
    pub(crate) subject: u16,
    pub(crate) operation: u16,
    pub(crate) status: u16,
    pub(crate) kind: u16,
    pub(crate) count: u32,
}

pub(crate) const REQUEST: u16 = 0;
pub(crate) const NOTE: u16 = 1;

pub(crate) const NOTHING: Record =
    Record { at: 0, badge: 0, verdict: 0, subject: 0, operation: 0, status: 0, kind: u16::MAX, count: 0 };

/// The ring.
#[derive(Debug)]
pub(crate) struct Trail {
    records: [Record; 64],
    first: usize,
    len: usize,
    /// The place of the newest.
    last: usize,
    /// How many of the records are of each caller.
    shares: [u8; 32],
    lost: u32,
}

impl Trail {
    pub(crate) const fn new() -> Self {
        Self { records: [NOTHING; 64], first: 0, len: 0, last: 0, shares: [0; 32], lost: 0 }
    }

    /// Takes the oldest record.
    #[cfg(test)]
    pub(crate) fn pop(&mut self) -> Option<Record> {
        self.len = self.len.checked_sub(1)?;
        let record = std::mem::replace(self.records.get_mut(self.first % 64)?, NOTHING);
        self.first += 1;
        *self.shares.get_mut(usize::from(record.subject % 32))? -= 1;
        Some(record)
    }

    /// Whether the newest record tells the same; then it counts once more.
    #[inline(always)]
    pub(crate) fn repeats(&mut self, badge: u32, kind: u16, operation: u16, verdict: u32, status: u16) -> bool {
        match self.records.get_mut(self.last % 64) {
            Some(last)
                if last.kind == kind
                    && last.operation == operation
                    && last.status == status
                    && last.verdict == verdict
                    && last.badge == badge
                    && last.count != u32::MAX =>
            {
                last.count += 1;
                true
            }
            _ => false,
        }
    }

    #[cold]
    pub(crate) fn append(&mut self, record: Record) {
        let index = self.first.wrapping_add(self.len) % 64;
        let share = self.shares.get_mut(usize::from(record.subject % 32));
        match (share, self.records.get_mut(index)) {
            (Some(share), Some(place)) if *share < 16 && self.len < 64 => {
                *share += 1;
                *place = record;
                self.len += 1;
                self.last = index;
            }
            _ => self.lost = self.lost.saturating_add(1),
        }
    }
}
