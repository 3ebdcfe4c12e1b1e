//! What a handler sees of a request, and how it answers later.

use core::{
    marker::PhantomData,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
};

use crate::{Caller, Cap, Deferred, Moment, Refusal, Served, Waits};

/// Why a handler gives no results.
#[derive(Debug)]
pub enum Stop<E> {
    /// What the interface says (`fails E`).
    Fails(E),
    /// The framework's word: *busy*, for example, when the handler has no room.
    Refused(Refusal),
    /// The answer comes later, through the [`Reply`] that the handler kept.
    Later(Kept),
}

impl<E> From<E> for Stop<E> {
    #[inline(always)]
    fn from(error: E) -> Self {
        Self::Fails(error)
    }
}

/// What a handler is given for a session that it hands out: its number, and the capability to answer with.
pub type HandedOut<K, I, R, E> = Result<(u16, Cap<K, I, R>), Stop<E>>;

/// How many requests a server may keep open.
pub const OPEN: usize = 16;

/// The marks by which a kept [`Reply`] tells its dispatcher that it was dropped. One `static` for each server that keeps any.
///
/// A mark is the sequence number of the request that has its place, even; odd when the handler dropped the reply.
#[derive(Debug)]
pub struct Tickets {
    marks: [AtomicU32; OPEN],
    taken: AtomicBool,
}

impl Tickets {
    /// No request is open.
    #[must_use]
    pub const fn new() -> Self {
        Self { marks: [const { AtomicU32::new(0) }; OPEN], taken: AtomicBool::new(false) }
    }

    /// For one dispatcher; the second gets nothing.
    pub(crate) fn claim(&'static self) -> Option<&'static [AtomicU32; OPEN]> {
        if self.taken.swap(true, Ordering::AcqRel) { None } else { Some(&self.marks) }
    }
}

impl Default for Tickets {
    fn default() -> Self {
        Self::new()
    }
}

/// Proof that a handler kept its reply: only the dispatcher makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    pub(crate) place: usize,
    pub(crate) sequence: u32,
}

/// The linear right to answer one request later. It names place and sequence, so it can never answer another one. When it is dropped the
/// caller learns that it is *gone*.
#[derive(Debug)]
#[must_use = "a reply that is dropped answers `gone`"]
pub struct Reply<M> {
    mark: &'static AtomicU32,
    pub(crate) kept: Kept,
    method: PhantomData<fn() -> M>,
}

impl<M> Drop for Reply<M> {
    fn drop(&mut self) {
        let sequence = self.kept.sequence;
        // Answered meanwhile, or its caller is gone: then the place has another number, and nothing happens.
        let _ = self.mark.compare_exchange(sequence, sequence | 1, Ordering::AcqRel, Ordering::Relaxed);
    }
}

/// A request that a handler works on.
#[derive(Debug)]
pub struct Call<K, M> {
    at: Moment,
    marks: Option<&'static [AtomicU32; OPEN]>,
    pub(crate) kept: Option<Kept>,
    kind: PhantomData<fn() -> (K, M)>,
}

impl<K, M: Served> Call<K, M> {
    #[inline(always)]
    pub(crate) const fn new(at: Moment, marks: Option<&'static [AtomicU32; OPEN]>) -> Self {
        Self { at, marks, kept: None, kind: PhantomData }
    }

    /// Who calls, by the kernel's word and the server's own table.
    #[inline(always)]
    #[must_use]
    pub const fn caller(&self) -> &Caller {
        &self.at.caller
    }

    /// When the policy decided, or when this half of the handler began, in milliseconds; 0 under a policy that never asks the time.
    #[inline(always)]
    #[must_use]
    pub const fn now(&self) -> u64 {
        self.at.now
    }

    /// Keeps the request open. The handler stores the [`Reply`] and returns the `Err`; the dispatcher's `finish` answers. `Err` says *busy*: the
    /// server keeps [`OPEN`] requests already, or it was not built to keep any.
    #[expect(clippy::type_complexity, reason = "the handler keeps the one and returns the other")]
    pub fn keep(&mut self) -> Result<(Reply<M>, Stop<M::Error>), Stop<M::Error>>
    where
        K: Deferred,
        M: Waits,
    {
        const BUSY: Refusal = Refusal::Busy;
        if self.kept.is_some() {
            return Err(Stop::Refused(BUSY));
        }
        let marks = self.marks.ok_or(Stop::Refused(BUSY))?;
        // A place is free when its mark is 0, or was advanced when its request ended: bit 1 says which.
        let free = marks.iter().enumerate().find(|(_, mark)| mark.load(Ordering::Acquire) & IN_USE == 0);
        let (place, mark) = free.ok_or(Stop::Refused(BUSY))?;
        let sequence = mark.load(Ordering::Acquire).wrapping_add(IN_USE);
        mark.store(sequence, Ordering::Release);
        let kept = Kept { place, sequence };
        self.kept = Some(kept);
        Ok((Reply { mark, kept, method: PhantomData }, Stop::Later(kept)))
    }
}

/// This bit of a mark says that its place is in use; the bits above count, bit 0 is *dropped*.
pub(crate) const IN_USE: u32 = 2;

/// Frees the place of a request that ended: the reply that was kept for it names nothing any more.
pub(crate) fn free(marks: Option<&'static [AtomicU32; OPEN]>, kept: Kept) {
    if let Some(mark) = marks.and_then(|marks| marks.get(kept.place))
        && mark.load(Ordering::Acquire) & !1 == kept.sequence
    {
        mark.store(kept.sequence.wrapping_add(IN_USE), Ordering::Release);
    }
}

/// Whether the handler dropped the reply that it kept.
pub(crate) fn dropped(marks: Option<&'static [AtomicU32; OPEN]>, kept: Kept) -> bool {
    marks.and_then(|marks| marks.get(kept.place)).is_some_and(|mark| mark.load(Ordering::Acquire) == kept.sequence | 1)
}
