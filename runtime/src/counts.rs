//! How often what happened, exactly: what a reviewer compares with what the other side says it sent.

use crate::Status;

const STATUSES: usize = Status::END as usize;

/// Counters of 64 bits: at a billion requests a second they last 584 years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    requests: u64,
    lost: u64,
    answered: [u64; STATUSES],
}

impl Counts {
    pub(crate) const fn new() -> Self {
        Self { requests: 0, lost: 0, answered: [0; STATUSES] }
    }

    /// Requests that arrived, one-way messages among them.
    #[must_use]
    pub const fn requests(&self) -> u64 {
        self.requests
    }

    /// Admitted requests whose caller was gone before the answer.
    #[must_use]
    pub const fn lost_callers(&self) -> u64 {
        self.lost
    }

    /// Requests that ended with this status; a one-way message that was handled counts as ok.
    #[must_use]
    pub fn with_status(&self, status: u16) -> u64 {
        self.answered.get(usize::from(status)).copied().unwrap_or(0)
    }

    #[inline(always)]
    pub(crate) const fn request(&mut self) {
        self.requests = self.requests.wrapping_add(1);
    }

    pub(crate) const fn lost(&mut self) {
        self.lost = self.lost.wrapping_add(1);
    }

    #[inline(always)]
    pub(crate) fn answered(&mut self, status: u16) {
        if let Some(count) = self.answered.get_mut(usize::from(status)) {
            *count = count.wrapping_add(1);
        }
    }
}
