//! One method's request, from the check of its size to its answer.
//!
//! What is rare stands in functions of its own, which take what they need by value: so on the straight path it all stays in registers.

use crate::{
    Answer, Badge, Call, Caller, Guard, Method, Moment, Monitor, Policy, Refusal, Reply, Request, Served, Server,
    Status, Stop, Verdict,
    audit::Kind,
    call::{Kept, free},
    client::fits,
    lease::Beside,
    wire::{DoesNotFit, Give, Message, Read, Write},
};

use super::{Admitted, Desk, Open, desk::Handed};

impl<K: Server, P: Policy<K>, const CONNECTIONS: usize> Monitor<K, P, CONNECTIONS> {
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
        self.answer_with::<M, N, 0, ()>(request, (), |port, call, m, [], _| run(port, call, m))
    }

    /// The same for a request that lends memory, or whose handler hands out capabilities. It cannot be kept: what is lent is given back
    /// with the answer.
    #[inline(always)]
    pub fn answer_with<'s, M: Served, const N: usize, const L: usize, B: Beside<K, L>>(
        &mut self,
        request: Request<'_, K>,
        mut beside: B,
        run: impl FnOnce(
            &mut K,
            &mut Call<K, M>,
            M::Request<'_>,
            [&mut [u8]; L],
            Desk<'_, CONNECTIONS>,
        ) -> Result<M::Reply<'s, K>, Stop<M::Error>>,
    ) -> Answer<K::Reply>
    where
        P: Guard<K, M>,
    {
        const { fits::<K, M>() };
        const { assert!(M::MAX_REQUEST <= N, "the copy holds the request") };
        let Request { port, len, caps, truncated, caller, reply, .. } = request;
        let at = Moment { now: self.policy.now(port), caller };
        let front = beside.look(port, len);
        let body = front.map_or(usize::MAX, |front| len.wrapping_sub(front));
        if !suits::<M>(body, truncated, reply.is_some()) {
            return self.refuse(port, at.now, caller.badge, M::OPERATION, Verdict::NO_RULE, reply, Refusal::Malformed);
        }
        if !may::<M>(&caller) {
            return self.refuse(
                port,
                at.now,
                caller.badge,
                M::OPERATION,
                Verdict::NO_RULE,
                reply,
                Refusal::RightMissing,
            );
        }
        if let Err(refusal) = self.in_order::<M>(&caller) {
            return self.refuse(port, at.now, caller.badge, M::OPERATION, Verdict::NO_RULE, reply, refusal);
        }
        let copy: [u8; N] = copy_out(port.message().get(front.unwrap_or_default()..).unwrap_or_default());
        // It fits, as just seen; an empty body would be malformed.
        let message = Message { body: copy.get(..body).unwrap_or_default(), caps };
        let read = M::Request::read(message).ok().filter(|_| beside.take(port, len).is_some());
        let Some(m) = read else {
            return self.refuse(port, at.now, caller.badge, M::OPERATION, Verdict::NO_RULE, reply, Refusal::Malformed);
        };
        let verdict = self.policy.decide(&at, &m);
        if !verdict.is_allowed() {
            return self.deny(port, at.now, caller.badge, M::OPERATION, verdict, reply);
        }
        let captured = self.policy.admit(&at, verdict, &m);
        let mut call = Call::new(at, self.marks);
        let mut handed = Handed::default();
        let desk = Desk::new(&mut self.connections, caller, &mut handed);
        let outcome = run(port, &mut call, m, beside.parts(), desk);
        if B::HANDS_OUT {
            self.handed_out(port, at.now, handed, outcome.is_ok());
        }
        self.conclude::<M, L, B>(port, at, verdict, captured, reply, call.kept, outcome, beside)
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
            return self.refuse(
                port,
                at.now,
                caller.badge,
                M::OPERATION,
                Verdict::NO_RULE,
                reply,
                Refusal::RightMissing,
            );
        }
        if let Err(refusal) = self.in_order::<M>(&caller) {
            return self.refuse(port, at.now, caller.badge, M::OPERATION, Verdict::NO_RULE, reply, refusal);
        }
        let message = Message { body: port.message().get(..len).unwrap_or_default(), caps };
        let Ok(m) = M::Request::read(message) else {
            return self.refuse(port, at.now, caller.badge, M::OPERATION, Verdict::NO_RULE, reply, Refusal::Malformed);
        };
        let verdict = self.policy.decide(&at, &m);
        if !verdict.is_allowed() {
            return self.deny(port, at.now, caller.badge, M::OPERATION, verdict, reply);
        }
        let captured = self.policy.admit(&at, verdict, &m);
        let mut call = Call::new(at, self.marks);
        let outcome = run(&mut call, m);
        self.conclude::<M, 0, ()>(port, at, verdict, captured, reply, call.kept, outcome, ())
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
        let Admitted { mut at, verdict, captured, to } = open.request;
        free(self.marks, kept);
        self.step::<M>(at.caller.badge, None, false);
        at.now = self.policy.now(port);
        let mut call = Call::new(at, self.marks);
        let outcome = run(port, &mut call);
        // The second half may take its time; the outcome is committed now.
        at.now = self.policy.now(port);
        let answer = self.conclude::<M, 0, ()>(port, at, verdict, captured, to, call.kept, outcome, ());
        if let Some(to) = answer.to {
            port.reply(to, answer.status, answer.len);
        }
        true
    }

    /// 5: the contract allows it now.
    #[inline(always)]
    fn in_order<M: Method>(&self, caller: &Caller) -> Result<(), Refusal> {
        match M::CONTRACT {
            Some(contract) => self.connections.allows(caller.badge, contract.from),
            None => Ok(()),
        }
    }

    /// The state that the contract gives the connection now.
    #[inline(always)]
    fn step<M: Method>(&mut self, badge: Badge, to: Option<u8>, held: bool) {
        if M::CONTRACT.is_some() {
            self.connections.step(badge, to, held);
        }
    }

    /// 9 and 10: the answer is built, effects are committed. What cannot be answered is lost.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "in parts, so that they stay in registers")]
    pub(super) fn conclude<M: Served, const L: usize, B: Beside<K, L>>(
        &mut self,
        port: &mut K,
        at: Moment,
        verdict: Verdict,
        captured: P::Captured,
        to: Option<K::Reply>,
        kept: Option<Kept>,
        outcome: Result<M::Reply<'_, K>, Stop<M::Error>>,
        mut beside: B,
    ) -> Answer<K::Reply>
    where
        P: Guard<K, M>,
    {
        let reply = match outcome {
            Ok(reply) => reply,
            Err(stop) => return self.stop::<M, L, B>(port, Admitted { at, verdict, captured, to }, kept, stop, beside),
        };
        if let Some(kept) = kept {
            // The handler kept a reply and answered all the same: what it kept names nothing.
            free(self.marks, kept);
        }
        let Ok(len) = put(port, &reply, &mut beside) else {
            return self.abandon(port, Admitted { at, verdict, captured, to }, M::OPERATION, Refusal::DoesNotFit);
        };
        self.policy.settle(&at, captured, Ok(&reply), &mut self.trail);
        if reply.give(port).is_err() {
            return self.refuse(port, at.now, at.caller.badge, M::OPERATION, verdict, to, Refusal::DoesNotFit);
        }
        self.step::<M>(at.caller.badge, M::CONTRACT.and_then(|contract| contract.to), false);
        let status = Status::OK.0;
        self.remember(at.now, at.caller.badge, M::OPERATION, verdict, status);
        Answer { to, status, len }
    }

    /// 9 and 10 for a handler that gave no results.
    #[inline(never)]
    fn stop<M: Served, const L: usize, B: Beside<K, L>>(
        &mut self,
        port: &mut K,
        request: Admitted<K::Reply, P::Captured>,
        kept: Option<Kept>,
        stop: Stop<M::Error>,
        mut beside: B,
    ) -> Answer<K::Reply>
    where
        P: Guard<K, M>,
    {
        if let (Stop::Later(later), Some(kept)) = (&stop, kept)
            && *later == kept
        {
            self.step::<M>(request.at.caller.badge, None, true);
            return self.keep(Open { kept, operation: M::OPERATION, request });
        }
        if let Some(kept) = kept {
            free(self.marks, kept);
        }
        let error = match stop {
            Stop::Later(_) => return self.abandon(port, request, M::OPERATION, Refusal::Gone),
            Stop::Refused(refusal) => return self.abandon(port, request, M::OPERATION, refusal),
            Stop::Fails(error) => error,
        };
        let Ok(len) = put(port, &error, &mut beside) else {
            return self.abandon(port, request, M::OPERATION, Refusal::DoesNotFit);
        };
        let Admitted { at, verdict, captured, to } = request;
        self.policy.settle(&at, captured, Err(&error), &mut self.trail);
        self.step::<M>(at.caller.badge, M::leads(&error), false);
        let status = Status::FAILS.0;
        self.remember(at.now, at.caller.badge, M::OPERATION, verdict, status);
        Answer { to, status, len }
    }

    /// Notes the sessions that begin, or closes those that their caller does not get.
    #[cold]
    fn handed_out(&mut self, port: &mut K, now: u64, handed: Handed, is_ok: bool) {
        for badge in handed.into_iter().flatten() {
            if !is_ok {
                self.connections.close(badge);
                port.unbind(badge);
            } else if let Some(caller) = self.connections.caller(badge) {
                self.trail.push(now, &caller, Kind::Opened, 0, Verdict::NO_RULE, 0);
            }
        }
    }

    #[cold]
    fn keep(&mut self, open: Open<K::Reply, P::Captured>) -> Answer<K::Reply> {
        if let Some(place) = self.open.get_mut(open.kept.place) {
            *place = Some(open);
        }
        Answer { to: None, status: 0, len: 0 }
    }

    /// An outcome that nobody will learn.
    #[cold]
    fn abandon(
        &mut self,
        port: &mut K,
        request: Admitted<K::Reply, P::Captured>,
        operation: u16,
        refusal: Refusal,
    ) -> Answer<K::Reply> {
        let Admitted { at, verdict, captured, to } = request;
        self.policy.lost(&at, captured, &mut self.trail);
        self.refuse(port, at.now, at.caller.badge, operation, verdict, to, refusal)
    }

    #[cold]
    pub(super) fn deny(
        &mut self,
        port: &mut K,
        now: u64,
        badge: Badge,
        operation: u16,
        verdict: Verdict,
        to: Option<K::Reply>,
    ) -> Answer<K::Reply> {
        self.refuse(port, now, badge, operation, verdict, to, verdict.refusal())
    }

    #[cold]
    #[expect(clippy::too_many_arguments, reason = "in parts, so that they stay in registers")]
    pub(super) fn refuse(
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
}

/// Writes an answer behind what is given back; says how long both are.
#[inline(always)]
fn put<K: Server, const L: usize>(
    port: &mut K,
    answer: &impl Write,
    beside: &mut impl Beside<K, L>,
) -> Result<usize, DoesNotFit> {
    let front = beside.give_back(port)?;
    let len = answer.write(port.buffer().get_mut(front..).ok_or(DoesNotFit)?)?;
    Ok(front.wrapping_add(len))
}

/// 3: what the kernel says of the message suits the method.
#[inline(always)]
pub(super) const fn suits<M: Method>(len: usize, truncated: bool, waits: bool) -> bool {
    len <= M::MAX_REQUEST && !truncated && waits != M::ONEWAY
}

/// 4: the connection has the rights.
#[inline(always)]
pub(super) const fn may<M: Method>(caller: &Caller) -> bool {
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
