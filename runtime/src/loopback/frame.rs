//! What both ends in one process share: a buffer, the capabilities of a message, a clock.

use super::woken::Woken;
use crate::{
    Badge, Clock, Ended, Event, Facts, Kernel, Never, Server,
    lease::{Borrows, Leases},
    wire::DoesNotFit,
};

/// Capabilities in one message.
pub const CAPS: usize = 8;

/// A capability: the badge itself. In one process there is nobody to forge it from.
#[derive(Debug, PartialEq, Eq)]
pub struct Local {
    pub(super) badge: Badge,
    /// Which of the services behind the port it leads to.
    pub(super) end: u8,
}

impl Local {
    /// A capability to the only service behind a port.
    #[must_use]
    pub const fn new(badge: Badge) -> Self {
        Self { badge, end: 0 }
    }

    /// A capability to one of several services behind a port, by its place.
    #[must_use]
    pub const fn to(end: u8, badge: Badge) -> Self {
        Self { badge, end }
    }
}

/// The capabilities of one message.
#[derive(Debug)]
struct Slots {
    caps: [Option<Local>; CAPS],
    len: usize,
}

impl Slots {
    const fn new() -> Self {
        Self { caps: [const { None }; CAPS], len: 0 }
    }
}

/// The buffer, the capabilities and the clock that both ends share.
#[derive(Debug)]
pub struct Frame<const N: usize> {
    buffer: [u8; N],
    given: Slots,
    received: Slots,
    end: u8,
    woken: Woken,
    /// Capabilities that arrived and were closed because nobody took them.
    pub closed: usize,
    /// Milliseconds; only the owner moves it.
    pub now: u64,
}

impl<const N: usize> Frame<N> {
    pub(super) const fn new() -> Self {
        Self {
            buffer: [0; N],
            given: Slots::new(),
            received: Slots::new(),
            end: 0,
            woken: Woken::NOBODY,
            closed: 0,
            now: 0,
        }
    }

    #[cold]
    fn move_caps(&mut self) -> u16 {
        self.close_rest();
        core::mem::swap(&mut self.given, &mut self.received);
        u16::try_from(self.received.len).unwrap_or(u16::MAX)
    }
}

/// A port that lives in this process: a [`Frame`], perhaps with services of its own behind it.
pub trait InProcess: Server<Cap = Local, Reply = (), End = ()> {
    /// The bytes of its buffer.
    const BYTES: usize;
    /// Which of the services behind the port the message goes to.
    fn end(&self) -> u8;
    /// Chooses it; says which it was before.
    fn aim(&mut self, end: u8) -> u8;
    /// The message crosses to the other end: what was given is received. Says how many capabilities crossed.
    fn cross(&mut self) -> u16;
    /// Whether the holder of this capability was woken since it looked last.
    fn look(&mut self, by: &Local) -> bool;
    /// Milliseconds.
    fn time(&self) -> u64;
}

impl<const N: usize> InProcess for Frame<N> {
    const BYTES: usize = N;

    #[inline(always)]
    fn end(&self) -> u8 {
        self.end
    }

    #[inline(always)]
    fn aim(&mut self, end: u8) -> u8 {
        core::mem::replace(&mut self.end, end)
    }

    #[inline(always)]
    fn cross(&mut self) -> u16 {
        // Most messages carry none: then there is nothing to move.
        if self.given.len | self.received.len == 0 { 0 } else { self.move_caps() }
    }

    fn look(&mut self, by: &Local) -> bool {
        self.woken.look(by)
    }

    #[inline(always)]
    fn time(&self) -> u64 {
        self.now
    }
}

impl<const N: usize> Kernel for Frame<N> {
    const FACTS: Facts =
        Facts { name: "loopback", words: 0, body: N, caps: CAPS, open: 1, leases: Leases::Copied, own: true };
    type Cap = Local;
    type Reply = ();
    type End = ();
    type Error = Never;

    #[inline(always)]
    fn buffer(&mut self) -> &mut [u8] {
        &mut self.buffer
    }

    #[inline(always)]
    fn message(&self) -> &[u8] {
        &self.buffer
    }

    fn give(&mut self, cap: Local) -> Result<(), DoesNotFit> {
        let place = self.given.caps.get_mut(self.given.len).ok_or(DoesNotFit)?;
        *place = Some(cap);
        self.given.len = self.given.len.wrapping_add(1);
        Ok(())
    }

    fn take(&mut self, index: u16) -> Option<Local> {
        self.received.caps.get_mut(usize::from(index))?.take()
    }

    #[inline]
    fn close_rest(&mut self) {
        if self.received.len == 0 {
            return;
        }
        for place in &mut self.received.caps {
            if place.take().is_some() {
                self.closed = self.closed.saturating_add(1);
            }
        }
        self.received.len = 0;
    }
}

impl<const N: usize> Server for Frame<N> {
    /// There is nothing to wait for: requests are function calls.
    fn receive(&mut self) -> Result<Event<Self>, Ended<Never>> {
        Err(Ended::Nobody)
    }

    fn reply(&mut self, (): (), _: u16, _: usize) {}

    fn bind(&mut self, (): (), _: Badge) -> Result<(), DoesNotFit> {
        Ok(())
    }

    fn mint(&mut self, badge: Badge) -> Result<Local, DoesNotFit> {
        Ok(Local { badge, end: self.end })
    }

    fn unbind(&mut self, badge: Badge) {
        self.look(&Local { badge, end: self.end });
    }

    /// An end has the same number wherever it is named.
    fn own(&self, cap: &Local) -> Option<Badge> {
        (cap.end == self.end).then_some(cap.badge)
    }

    fn wake(&mut self, badge: Badge) {
        self.woken.wake(Local { badge, end: self.end });
    }
}

impl<const N: usize> Borrows for Frame<N> {}

impl<const N: usize> Clock for Frame<N> {
    #[inline(always)]
    fn now(&mut self) -> u64 {
        self.now
    }
}
