//! The reference monitor: the server's half of a call, once for all methods, in the order of the guarantees.
//!
//! 1. The kernel says which connection calls; the server's table says to which port, by whom, with which rights.
//! 2. The operation exists: the generated dispatcher's `match`.
//! 3. Counts, sizes, leases with their directions, and the reply fit the method.
//! 4. The connection's rights allow it.
//! 5. The contract allows it (interfaces with states).
//! 6. The body and what is lent are validated, once.
//! 7. The policy decides, purely; an allowed request is admitted in the same step.
//! 8. The handler runs with values that cannot be malformed.
//! 9. The answer is built in the kernel's own buffer, and the policy sees it.
//! 10. Outcome effects are committed, before the answer leaves.
//! 11. The answer leaves, with the next receive where the kernel can.
//!
//! A refusal at any step is a typed answer, is counted, closes every received capability first, and never reaches the handler.

mod answer;
mod desk;
mod events;
mod framework;

pub use desk::{Desk, Handing};

use core::sync::atomic::AtomicU32;

use crate::{
    Badge, Caller, Connection, Connections, Delivery, Gone, Kernel, Moment, OPEN, Policy, Refusal, Rows, Server,
    Tickets, Verdict,
    audit::{Kind, Trail},
    call::{Kept, dropped, free},
    counts::Counts,
};

/// Bodies up to this size are copied out of the port's buffer before they are validated: one cache line. A copy of a constant size is a
/// few moves; the copy is what policy and handler see.
pub const COPY: usize = 64;

/// A request whose caller is known.
#[derive(Debug)]
pub struct Request<'p, K: Kernel> {
    port: &'p mut K,
    operation: u16,
    len: usize,
    caps: u16,
    truncated: bool,
    caller: Caller,
    reply: Option<K::Reply>,
}

impl<K: Kernel> Request<'_, K> {
    /// The provided port that it came to.
    #[inline(always)]
    #[must_use]
    pub const fn port(&self) -> u8 {
        self.caller.connection.port
    }

    /// The operation.
    #[inline(always)]
    #[must_use]
    pub const fn operation(&self) -> u16 {
        self.operation
    }
}

/// The answer that lies in the port's buffer.
#[derive(Debug)]
#[must_use = "an answer that is not sent leaves its caller waiting"]
pub struct Answer<R> {
    /// Where it goes; `None` when there is none, or it comes later.
    pub to: Option<R>,
    /// The status.
    pub status: u16,
    /// Bytes of the body.
    pub len: usize,
}

/// A request that the policy admitted and that is not answered yet.
#[derive(Debug)]
struct Admitted<R, C> {
    at: Moment,
    verdict: Verdict,
    captured: C,
    to: Option<R>,
}

/// One that its handler kept.
#[derive(Debug)]
struct Open<R, C> {
    kept: Kept,
    operation: u16,
    request: Admitted<R, C>,
}

/// Everything on the server's side that is not the handler.
#[derive(Debug)]
pub struct Monitor<K: Kernel, P: Policy<K>, const CONNECTIONS: usize = 16> {
    policy: P,
    connections: Connections<CONNECTIONS>,
    open: [Option<Open<K::Reply, P::Captured>>; OPEN],
    marks: Option<&'static [AtomicU32; OPEN]>,
    counts: Counts,
    trail: Trail,
}

impl<K: Server, P: Policy<K>, const CONNECTIONS: usize> Monitor<K, P, CONNECTIONS> {
    /// Nobody is connected, nothing happened.
    pub const fn new(policy: P) -> Self {
        Self::with_rows(policy, Rows::PLAIN)
    }

    /// The same for a server that hands out capabilities, or stands behind a gate.
    pub const fn with_rows(policy: P, rows: Rows) -> Self {
        Self {
            policy,
            connections: Connections::with_rows(rows),
            open: [const { None }; OPEN],
            marks: None,
            counts: Counts::new(),
            trail: Trail::new(),
        }
    }

    /// Lets handlers keep requests open. Tickets that serve another dispatcher already do nothing here: `keep` says *busy*.
    pub fn keep_with(&mut self, tickets: &'static Tickets) {
        self.marks = tickets.claim();
    }

    /// How often what happened.
    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The records that wait for the audit.
    pub const fn trail(&mut self) -> &mut Trail {
        &mut self.trail
    }

    /// The policy, to look at.
    pub const fn policy(&self) -> &P {
        &self.policy
    }

    /// Opens a connection that the system wires; `None` when the table is full.
    pub fn connect(&mut self, port: &mut K, connection: Connection) -> Option<Badge> {
        let badge = self.connections.open(connection)?;
        let caller = self.connections.caller(badge)?;
        self.policy.opened(caller.root);
        self.log(port, &caller, Kind::Opened);
        Some(badge)
    }

    /// Closes a connection: what it left open is lost. Says whose it was.
    pub fn disconnect(&mut self, port: &mut K, badge: Badge) -> Option<Gone> {
        let gone = self.connections.close(badge)?;
        let caller = gone.caller;
        self.log(port, &caller, Kind::Closed);
        let now = self.policy.now(port);
        for place in &mut self.open {
            if let Some(open) = place.take_if(|open| open.request.at.caller.badge == badge) {
                free(self.marks, open.kept);
                self.policy.lost(&Moment { now, caller }, open.request.captured, &mut self.trail);
                self.counts.lost();
            }
        }
        Some(gone)
    }

    /// Answers *gone* for every reply that a handler dropped.
    pub fn reap(&mut self, port: &mut K) {
        for place in &mut self.open {
            if let Some(Open { kept, operation, request }) = place.take_if(|open| dropped(self.marks, open.kept)) {
                free(self.marks, kept);
                self.connections.step(request.at.caller.badge, None, false);
                let at = Moment { now: self.policy.now(port), ..request.at };
                self.policy.lost(&at, request.captured, &mut self.trail);
                let status = Refusal::Gone.status().0;
                self.counts.answered(status);
                self.trail.push(at.now, &at.caller, Kind::Request, operation, request.verdict, status);
                if let Some(to) = request.to {
                    port.reply(to, status, 0);
                }
            }
        }
    }

    /// 1. Who calls. The connection of a badge that names nothing is gone.
    #[inline(always)]
    pub fn admit<'p>(
        &mut self,
        port: &'p mut K,
        delivery: Delivery<K::Reply>,
    ) -> Result<Request<'p, K>, Answer<K::Reply>> {
        let Delivery { operation, len, caps, truncated, badge, reply } = delivery;
        self.counts.request();
        match self.connections.caller(badge) {
            Some(caller) => Ok(Request { port, operation, len, caps, truncated, caller, reply }),
            None => Err(self.gone(port, reply)),
        }
    }

    #[cold]
    fn gone(&mut self, port: &mut K, to: Option<K::Reply>) -> Answer<K::Reply> {
        port.close_rest();
        let status = Refusal::Gone.status().0;
        self.counts.answered(status);
        Answer { to, status, len: 0 }
    }

    /// How a request ended.
    #[inline(always)]
    fn remember(&mut self, now: u64, badge: Badge, operation: u16, verdict: Verdict, status: u16) {
        self.counts.answered(status);
        if P::AUDITED && !self.trail.repeats(badge, Kind::Request, operation, verdict, status) {
            self.record(now, badge, operation, verdict, status);
        }
    }

    #[cold]
    fn record(&mut self, now: u64, badge: Badge, operation: u16, verdict: Verdict, status: u16) {
        if let Some(caller) = self.connections.caller(badge) {
            self.trail.push(now, &caller, Kind::Request, operation, verdict, status);
        }
    }

    fn log(&mut self, port: &mut K, caller: &Caller, kind: Kind) {
        let now = self.policy.now(port);
        self.trail.push(now, caller, kind, 0, Verdict::NO_RULE, 0);
    }
}
