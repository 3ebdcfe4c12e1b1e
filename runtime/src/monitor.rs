//! The reference monitor: the server's half of a call, once for all methods, in the order of the guarantees.
//!
//! 1. The kernel says which connection calls; the server's table says to which port, by whom, with which rights.
//! 2. The operation exists: the generated dispatcher's `match`.
//! 3. Counts, sizes and the reply fit the method.
//! 4. The connection's rights allow it.
//! 5. The contract allows it (interfaces with states).
//! 6. The body is validated, once.
//! 7. The policy decides, purely; an allowed request is admitted in the same step.
//! 8. The handler runs with values that cannot be malformed.
//! 9. The answer is built in the kernel's own buffer, and the policy sees it.
//! 10. Outcome effects are committed, before the answer leaves.
//! 11. The answer leaves, with the next receive where the kernel can.
//!
//! A refusal at any step is a typed answer, is counted, closes every received capability first, and never reaches the handler.

use core::sync::atomic::AtomicU32;

use crate::{
    Badge, Call, Caller, Connection, Connections, Delivery, Guard, Kernel, Method, Moment, OPEN, Policy, Refusal,
    Reply, Served, Server, Status, Stop, Tickets, Verdict,
    audit::{Kind, Trail},
    call::{Kept, dropped, free},
    client::fits,
    counts::Counts,
    framework::{CLOSE, Derive, Derived},
    wire::{Give, Message, Read, Write},
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

/// A request that was admitted and is not answered yet.
#[derive(Debug)]
struct Open<R, C> {
    kept: Kept,
    to: Option<R>,
    operation: u16,
    caller: Caller,
    verdict: Verdict,
    captured: C,
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

/// How a handler's run ended: an answer in the buffer, a refusal, or a request that is kept.
#[derive(Clone, Copy)]
enum End {
    Answered(u16, usize),
    Refused(Refusal),
    Kept(Kept),
}

impl<K: Server, P: Policy<K>, const CONNECTIONS: usize> Monitor<K, P, CONNECTIONS> {
    /// Nobody is connected, nothing happened.
    pub const fn new(policy: P) -> Self {
        Self {
            policy,
            connections: Connections::new(),
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
    pub fn disconnect(&mut self, port: &mut K, badge: Badge) -> Option<Caller> {
        let caller = self.connections.caller(badge)?;
        self.connections.close(badge);
        self.log(port, &caller, Kind::Closed);
        let now = self.policy.now(port);
        for place in &mut self.open {
            if let Some(open) = place.take_if(|open| open.caller.badge == badge) {
                free(self.marks, open.kept);
                self.policy.lost(&Moment { now, caller }, open.captured, &mut self.trail);
                self.counts.lost();
            }
        }
        Some(caller)
    }

    /// Answers *gone* for every reply that a handler dropped.
    pub fn reap(&mut self, port: &mut K) {
        for place in &mut self.open {
            if let Some(Open { kept, to, caller, captured, operation, verdict }) =
                place.take_if(|open| dropped(self.marks, open.kept))
            {
                free(self.marks, kept);
                let now = self.policy.now(port);
                self.policy.lost(&Moment { now, caller }, captured, &mut self.trail);
                let status = Refusal::Gone.status().0;
                self.counts.answered(status);
                self.trail.push(now, &caller, Kind::Request, operation, verdict, status);
                if let Some(to) = to {
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

    /// Guarantees 3 to 10 for a body of at most `N` bytes that is copied out first: the port is free for nested calls.
    #[inline(always)]
    pub fn answer<'s, M: Served, const N: usize>(
        &mut self,
        request: Request<'_, K>,
        run: impl FnOnce(&mut K, &mut Call<K, M>, M::Request<'_>) -> Result<M::Reply<'s, K>, Stop<M::Error>>,
    ) -> Answer<K::Reply>
    where
        P: Guard<K, M>,
    {
        const { fits::<K, M>() };
        const { assert!(M::MAX_REQUEST <= N, "the copy holds the request") };
        let Request { port, len, caps, truncated, caller, reply, .. } = request;
        let at = Moment { now: self.policy.now(port), caller };
        if !suits::<M>(len, truncated, reply.is_some()) {
            return self.refuse(port, at.now, caller.badge, M::OPERATION, Verdict::NO_RULE, reply, Refusal::Malformed);
        }
        if !may::<M>(&caller) {
            return self.refuse(port, at.now, caller.badge, M::OPERATION, Verdict::NO_RULE, reply, Refusal::RightMissing);
        }
        let copy: [u8; N] = copy_out(port.message());
        // It fits, as just seen; an empty body would be malformed.
        let message = Message { body: copy.get(..len).unwrap_or_default(), caps };
        let (m, verdict) = match self.judge::<M>(&at, message) {
            Ok(judged) => judged,
            Err((refusal, verdict)) => {
                return self.refuse(port, at.now, caller.badge, M::OPERATION, verdict, reply, refusal);
            }
        };
        let captured = self.policy.admit(&at, verdict, &m);
        let mut call = Call::new(at, self.marks);
        let outcome = run(port, &mut call, m);
        let end = self.conclude::<M>(port, &at, captured, call.kept, outcome);
        self.leave::<M>(port, at, verdict, captured, reply, end)
    }

    /// Guarantees 3 to 10 for a body that the handler reads in the port's buffer: it gets no port.
    #[inline(always)]
    pub fn answer_in_place<'s, M: Served>(
        &mut self,
        request: Request<'_, K>,
        run: impl FnOnce(&mut Call<K, M>, M::Request<'_>) -> Result<M::Reply<'s, K>, Stop<M::Error>>,
    ) -> Answer<K::Reply>
    where
        P: Guard<K, M>,
    {
        const { fits::<K, M>() };
        let Request { port, len, caps, truncated, caller, reply, .. } = request;
        let at = Moment { now: self.policy.now(port), caller };
        if !suits::<M>(len, truncated, reply.is_some()) {
            return self.refuse(port, at.now, caller.badge, M::OPERATION, Verdict::NO_RULE, reply, Refusal::Malformed);
        }
        if !may::<M>(&caller) {
            return self.refuse(port, at.now, caller.badge, M::OPERATION, Verdict::NO_RULE, reply, Refusal::RightMissing);
        }
        let message = Message { body: port.message().get(..len).unwrap_or_default(), caps };
        let (m, verdict) = match self.judge::<M>(&at, message) {
            Ok(judged) => judged,
            Err((refusal, verdict)) => {
                return self.refuse(port, at.now, caller.badge, M::OPERATION, verdict, reply, refusal);
            }
        };
        let captured = self.policy.admit(&at, verdict, &m);
        let mut call = Call::new(at, self.marks);
        let outcome = run(&mut call, m);
        let end = self.conclude::<M>(port, &at, captured, call.kept, outcome);
        self.leave::<M>(port, at, verdict, captured, reply, end)
    }

    /// 6 and 7. What is refused is refused with the verdict, if there was one.
    #[inline(always)]
    fn judge<'a, M: Served>(
        &self,
        at: &Moment,
        message: Message<'a>,
    ) -> Result<(M::Request<'a>, Verdict), (Refusal, Verdict)>
    where
        P: Guard<K, M>,
    {
        let Ok(m) = M::Request::read(message) else { return Err((Refusal::Malformed, Verdict::NO_RULE)) };
        let verdict = self.policy.decide(at, &m);
        match verdict.allowed() {
            Ok(()) => Ok((m, verdict)),
            Err(refusal) => Err((refusal, verdict)),
        }
    }

    /// The second half of a handler that kept its reply. Says whether anybody waited: when the caller is gone `run` does not run.
    #[inline]
    #[expect(clippy::needless_pass_by_value, reason = "a reply answers once")]
    pub fn finish<'s, M: Served>(
        &mut self,
        port: &mut K,
        reply: Reply<M>,
        run: impl FnOnce(&mut K, &mut Call<K, M>) -> Result<M::Reply<'s, K>, Stop<M::Error>>,
    ) -> bool
    where
        P: Guard<K, M>,
    {
        let kept = reply.kept;
        let place = self.open.get_mut(kept.place);
        let Some(open) = place.and_then(|place| place.take_if(|open| open.kept == kept)) else { return false };
        free(self.marks, kept);
        let mut at = Moment { now: self.policy.now(port), caller: open.caller };
        let mut call = Call::new(at, self.marks);
        let outcome = run(port, &mut call);
        // The second half may take its time; the outcome is committed now.
        at.now = self.policy.now(port);
        let end = self.conclude::<M>(port, &at, open.captured, call.kept, outcome);
        let answer = self.leave::<M>(port, at, open.verdict, open.captured, open.to, end);
        if let Some(to) = answer.to {
            port.reply(to, answer.status, answer.len);
        }
        true
    }

    /// What no method of the interface answers: the framework's operations, and those that do not exist.
    #[inline(always)]
    pub fn otherwise(&mut self, request: Request<'_, K>) -> Answer<K::Reply> {
        // Part by part: a request as a whole would have to lie in memory, also on the way to a method.
        let Request { port, operation, len, caps, truncated, caller, reply } = request;
        self.framework(port, operation, len, caps, truncated, caller.badge, reply)
    }

    #[cold]
    #[expect(clippy::too_many_arguments, reason = "the parts of a request")]
    fn framework(
        &mut self,
        port: &mut K,
        operation: u16,
        len: usize,
        caps: u16,
        truncated: bool,
        badge: Badge,
        reply: Option<K::Reply>,
    ) -> Answer<K::Reply> {
        let Some(caller) = self.connections.caller(badge) else { return self.gone(port, reply) };
        let at = Moment { now: self.policy.now(port), caller };
        let end = match operation {
            Derive::OPERATION => self.derive(port, &at, (len, caps, truncated), reply.is_some()),
            CLOSE if len == 0 && caps == 0 && !truncated => {
                self.disconnect(port, caller.badge);
                port.unbind(caller.badge);
                Ok(End::Answered(Status::OK.0, 0))
            }
            CLOSE => Err(Refusal::Malformed),
            _ => Err(Refusal::UnknownOperation),
        };
        let (status, len) = match end {
            Ok(End::Answered(status, len)) => (status, len),
            Ok(End::Refused(refusal)) | Err(refusal) => {
                port.close_rest();
                (refusal.status().0, 0)
            }
            Ok(End::Kept(_)) => (Refusal::Gone.status().0, 0),
        };
        self.counts.answered(status);
        self.trail.push(at.now, &caller, Kind::Request, operation, Verdict::NO_RULE, status);
        Answer { to: reply, status, len }
    }

    fn derive(
        &mut self,
        port: &mut K,
        at: &Moment,
        (len, caps, truncated): (usize, u16, bool),
        waits: bool,
    ) -> Result<End, Refusal> {
        if !suits::<Derive>(len, truncated, waits) {
            return Err(Refusal::Malformed);
        }
        let body = port.message().get(..len).ok_or(Refusal::Malformed)?;
        let args = <Derive as Served>::Request::read(Message { body, caps })?;
        let badge = self.connections.derive(&at.caller, args.rights).ok_or(Refusal::Busy)?;
        let Ok(cap) = port.mint(badge) else {
            self.connections.close(badge);
            return Err(Refusal::Busy);
        };
        if let Some(derived) = self.connections.caller(badge) {
            self.trail.push(at.now, &derived, Kind::Opened, Derive::OPERATION, Verdict::NO_RULE, args.label);
        }
        Ok(send::<Derive, K>(port, Derived(cap)))
    }

    /// 9 and 10: the answer is built, effects are committed. What cannot be answered is lost.
    #[inline(always)]
    fn conclude<M: Served>(
        &mut self,
        port: &mut K,
        at: &Moment,
        captured: P::Captured,
        kept: Option<Kept>,
        outcome: Result<M::Reply<'_, K>, Stop<M::Error>>,
    ) -> End
    where
        P: Guard<K, M>,
    {
        let reply = match outcome {
            Ok(reply) => reply,
            Err(stop) => return self.stop::<M>(port, *at, captured, kept, stop),
        };
        if let Some(kept) = kept {
            // The handler kept a reply and answered all the same: what it kept names nothing.
            free(self.marks, kept);
        }
        let Ok(len) = reply.write(port.buffer()) else {
            return self.abandon(*at, captured, None, Refusal::DoesNotFit);
        };
        self.policy.settle(at, captured, Ok(&reply), &mut self.trail);
        if reply.give(port).is_err() {
            return End::Refused(Refusal::DoesNotFit);
        }
        End::Answered(Status::OK.0, len)
    }

    /// 9 and 10 for a handler that gave no results.
    #[inline(never)]
    fn stop<M: Served>(
        &mut self,
        port: &mut K,
        at: Moment,
        captured: P::Captured,
        kept: Option<Kept>,
        stop: Stop<M::Error>,
    ) -> End
    where
        P: Guard<K, M>,
    {
        let error = match (stop, kept) {
            (Stop::Later(later), Some(kept)) if later == kept => return End::Kept(kept),
            (Stop::Later(_), _) => return self.abandon(at, captured, kept, Refusal::Gone),
            (Stop::Refused(refusal), _) => return self.abandon(at, captured, kept, refusal),
            (Stop::Fails(error), _) => error,
        };
        let Ok(len) = error.write(port.buffer()) else {
            return self.abandon(at, captured, kept, Refusal::DoesNotFit);
        };
        if let Some(kept) = kept {
            free(self.marks, kept);
        }
        self.policy.settle(&at, captured, Err(&error), &mut self.trail);
        End::Answered(Status::FAILS.0, len)
    }

    /// An outcome that nobody will learn. As every function off the straight path it takes its moment by value, so that on the path itself
    /// the moment lies in registers.
    #[cold]
    fn abandon(&mut self, at: Moment, captured: P::Captured, kept: Option<Kept>, refusal: Refusal) -> End {
        if let Some(kept) = kept {
            free(self.marks, kept);
        }
        self.policy.lost(&at, captured, &mut self.trail);
        End::Refused(refusal)
    }

    /// 11: what leaves, and what is remembered of it.
    #[inline(always)]
    fn leave<M: Method>(
        &mut self,
        port: &mut K,
        at: Moment,
        verdict: Verdict,
        captured: P::Captured,
        to: Option<K::Reply>,
        end: End,
    ) -> Answer<K::Reply> {
        match end {
            End::Answered(status, len) => {
                self.remember(at.now, at.caller.badge, M::OPERATION, verdict, status);
                Answer { to, status, len }
            }
            End::Kept(kept) => {
                self.keep(Open { kept, to, operation: M::OPERATION, caller: at.caller, verdict, captured })
            }
            End::Refused(refusal) => self.refuse(port, at.now, at.caller.badge, M::OPERATION, verdict, to, refusal),
        }
    }

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

    #[cold]
    fn keep(&mut self, open: Open<K::Reply, P::Captured>) -> Answer<K::Reply> {
        if let Some(place) = self.open.get_mut(open.kept.place) {
            *place = Some(open);
        }
        Answer { to: None, status: 0, len: 0 }
    }

    #[cold]
    #[expect(clippy::too_many_arguments, reason = "in parts, so that they can stay in registers on the straight path")]
    fn refuse(
        &mut self,
        port: &mut K,
        now: u64,
        badge: Badge,
        operation: u16,
        verdict: Verdict,
        to: Option<K::Reply>,
        refusal: Refusal,
    ) -> Answer<K::Reply> {
        port.close_rest();
        let status = refusal.status().0;
        self.remember(now, badge, operation, verdict, status);
        Answer { to, status, len: 0 }
    }

    fn log(&mut self, port: &mut K, caller: &Caller, kind: Kind) {
        let now = self.policy.now(port);
        self.trail.push(now, caller, kind, 0, Verdict::NO_RULE, 0);
    }
}

/// 3: what the kernel says of the message suits the method.
#[inline(always)]
const fn suits<M: Method>(len: usize, truncated: bool, waits: bool) -> bool {
    !truncated && len <= M::MAX_REQUEST && if M::ONEWAY { !waits } else { waits }
}

/// 4: the connection has the rights.
#[inline(always)]
const fn may<M: Method>(caller: &Caller) -> bool {
    caller.connection.rights & M::REQUIRES == M::REQUIRES
}

/// The front of the message. A copy of a constant size is a few moves; one of the body's length would be a call.
#[inline(always)]
fn copy_out<const N: usize>(message: &[u8]) -> [u8; N] {
    if let Some(front) = message.first_chunk() {
        return *front;
    }
    let mut front = [0; N];
    for (to, from) in front.iter_mut().zip(message) {
        *to = *from;
    }
    front
}

fn send<M: Served, K: Kernel>(port: &mut K, reply: M::Reply<'_, K>) -> End {
    const { fits::<K, M>() };
    match reply.write(port.buffer()) {
        Ok(len) if reply.give(port).is_ok() => End::Answered(Status::OK.0, len),
        _ => End::Refused(Refusal::DoesNotFit),
    }
}
