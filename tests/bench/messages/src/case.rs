//! A peer on a set, and what it does there.

use std::hint::black_box;

use rkyv::util::AlignedVec;
use rustix::time::{ClockId, clock_gettime};

use crate::{Result, peers::Peer};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// The set is written to a buffer that was used before.
    Serialize,
    /// What stands before the first field: the bytes are validated, or decoded.
    Access,
    /// The same, and then the fields that are read.
    Read,
}

impl Operation {
    /// All of them, with their names.
    pub(crate) const ALL: [(Self, &'static str); 3] =
        [(Self::Serialize, "serialize"), (Self::Access, "access"), (Self::Read, "read")];
}

/// A peer on a set.
pub(crate) trait Case {
    /// The bytes that it writes, once.
    fn bytes(&self) -> &[u8];

    /// Does it once. What comes out: the length, or the sum of what was read.
    fn once(&mut self, operation: Operation) -> Result<u64>;
}

/// Puts a peer on a set.
pub(crate) type Begin<'a, S> = fn(&'a S) -> Result<Box<dyn Case + 'a>>;

/// A peer on a set, which it writes once; so its buffer has the size.
pub(crate) fn begin<'a, S, P: Peer<S> + 'a>(set: &'a S) -> Result<Box<dyn Case + 'a>> {
    let mut peer = P::default();
    let mut bytes = AlignedVec::new();
    bytes.extend_from_slice(peer.serialize(set)?);
    Ok(Box::new(On { set, peer, bytes }))
}

/// A peer, the set, and what the peer made of it.
struct On<'a, S, P> {
    set: &'a S,
    peer: P,
    bytes: AlignedVec,
}

impl<S, P: Peer<S>> On<'_, S, P> {
    #[inline(never)]
    fn serialize(&mut self) -> Result<u64> {
        Ok(black_box(self.peer.serialize(black_box(self.set))?).len() as u64)
    }

    #[inline(never)]
    fn access(&mut self) -> Result<u64> {
        self.peer.access(black_box(&self.bytes))?;
        Ok(self.bytes.len() as u64)
    }

    #[inline(never)]
    fn read(&mut self) -> Result<u64> {
        self.peer.read(black_box(&self.bytes))
    }
}

impl<S, P: Peer<S>> Case for On<'_, S, P> {
    fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn once(&mut self, operation: Operation) -> Result<u64> {
        match operation {
            Operation::Serialize => self.serialize(),
            Operation::Access => self.access(),
            Operation::Read => self.read(),
        }
    }
}

/// Does it once. This is the function that callgrind collects.
#[inline(never)]
pub(crate) fn measured(case: &mut dyn Case, operation: Operation) -> Result<u64> {
    black_box(case.once(operation))
}

/// Processor time of this thread, nanoseconds, of so many times one after the other; once before it, so that its memory is near.
pub(crate) fn time(case: &mut dyn Case, operation: Operation, times: u32) -> Result<i64> {
    measured(case, operation)?;
    let begin = now();
    for _ in 0..times {
        measured(case, operation)?;
    }
    Ok(now().saturating_sub(begin))
}

fn now() -> i64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec.saturating_mul(1_000_000_000).saturating_add(now.tv_nsec)
}
