//! Operations 18 and 19: who subscribes, and who fetches. Both pass every check that a method's request does; no handler runs.

use crate::{
    Answer, Caller, Guard, Kernel, Moment, Monitor, Never, Policy, Refusal, Request, Served, Server, Status, Stop,
    Verdict,
    events::{Occurrence, Rings},
    framework::{EventArgs, NEXT, SUBSCRIBE},
    gate::{Forward, Passed, Relayed},
    wire::{Message, Read},
};

use super::answer::may;

impl<K: Server> Request<'_, K> {
    /// The event that a request with operation 18 or 19 is about; `None` for one that names none.
    #[must_use]
    pub fn event(&self) -> Option<u16> {
        named(self.port, self.len, self.caps)
    }
}

/// The event that a message names.
pub(super) fn named<K: Kernel>(port: &K, len: usize, caps: u16) -> Option<u16> {
    let body = port.message().get(..len)?;
    EventArgs::read(Message { body, caps }).ok().map(|args| args.event)
}

impl<K: Server, P: Policy<K>, const CONNECTIONS: usize> Monitor<K, P, CONNECTIONS> {
    /// Guarantees 3 to 10 for an event. A subscription is decided like a fetch, and takes nothing of what the policy limits.
    #[inline(never)]
    pub fn event<M, const KEEP: usize, const MAX: usize, const SUBSCRIBERS: usize>(
        &mut self,
        request: Request<'_, K>,
        rings: &mut Rings<KEEP, MAX, SUBSCRIBERS>,
    ) -> Answer<K::Reply>
    where
        M: for<'m> Served<Request<'m> = (), Reply<'m, K> = Occurrence<'m>, Error = Never>,
        P: Guard<K, M>,
    {
        let (badge, fetches) = (request.caller.badge, request.operation == NEXT);
        let is_subscribed = !fetches || rings.has(badge);
        let (request, at, verdict) = match self.event_allowed::<M>(request, is_subscribed, &()) {
            Ok(allowed) => allowed,
            Err(answer) => return answer,
        };
        let Request { port, reply, .. } = request;
        if !fetches {
            if !rings.subscribe(badge) {
                return self.refuse(port, at.now, badge, M::OPERATION, verdict, reply, Refusal::Busy);
            }
            let status = Status::OK.0;
            self.remember(at.now, badge, M::OPERATION, verdict, status);
            return Answer { to: reply, status, len: 0 };
        }
        let captured = self.policy.admit(&at, verdict, &());
        let answer = self.conclude::<M, 0, ()>(port, at, verdict, captured, reply, None, Ok(rings.oldest(badge)), ());
        if Status(answer.status) == Status::OK {
            rings.fetched(badge);
        }
        answer
    }

    /// The same at a gate: what is allowed is passed on, and the server behind it keeps what happens.
    #[inline(never)]
    pub fn event_passed<'s, M, const CAPS: usize>(
        &mut self,
        request: Request<'_, K>,
        run: impl FnOnce(&mut K, &Caller, u16) -> Result<Relayed<'s, K, CAPS>, Stop<Never>>,
    ) -> Answer<K::Reply>
    where
        M: for<'m> Served<Request<'m> = (), Error = Never>,
        P: Guard<K, Passed<M, CAPS>>,
    {
        let (operation, m) = (request.operation, Forward::of(()));
        let (request, at, verdict) = match self.event_allowed::<Passed<M, CAPS>>(request, true, &m) {
            Ok(allowed) => allowed,
            Err(answer) => return answer,
        };
        let Request { port, caller, reply, .. } = request;
        if operation == SUBSCRIBE {
            let status = match run(port, &caller, operation) {
                Ok(_) => Status::OK,
                Err(Stop::Refused(refusal)) => refusal.status(),
                Err(Stop::Later(_)) => Refusal::Gone.status(),
                Err(Stop::Fails(never)) => match never {},
            };
            self.remember(at.now, caller.badge, M::OPERATION, verdict, status.0);
            return Answer { to: reply, status: status.0, len: 0 };
        }
        let captured = self.policy.admit(&at, verdict, &m);
        let outcome = run(port, &caller, operation);
        self.conclude::<Passed<M, CAPS>, 0, ()>(port, at, verdict, captured, reply, None, outcome, ())
    }

    /// Guarantees 3 to 7. The answer is a refusal.
    fn event_allowed<'p, M: Served>(
        &mut self,
        request: Request<'p, K>,
        is_subscribed: bool,
        m: &M::Request<'_>,
    ) -> Result<(Request<'p, K>, Moment, Verdict), Answer<K::Reply>>
    where
        P: Guard<K, M>,
    {
        let caller = request.caller;
        let at = Moment { now: self.policy.now(request.port), caller };
        let defect = if request.truncated || request.reply.is_none() {
            Some(Refusal::Malformed)
        } else if !may::<M>(&caller) {
            Some(Refusal::RightMissing)
        } else if !is_subscribed {
            Some(Refusal::OutOfOrder)
        } else {
            None
        };
        let (now, badge) = (at.now, caller.badge);
        if let Some(refusal) = defect {
            let rule = Verdict::NO_RULE;
            return Err(self.refuse(request.port, now, badge, M::OPERATION, rule, request.reply, refusal));
        }
        let verdict = self.policy.decide(&at, m);
        if !verdict.is_allowed() {
            return Err(self.deny(request.port, now, badge, M::OPERATION, verdict, request.reply));
        }
        Ok((request, at, verdict))
    }
}
