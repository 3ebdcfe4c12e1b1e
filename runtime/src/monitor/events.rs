//! Operations 18 and 19: who subscribes, and who fetches. Both pass every check that a method's request does; no handler runs.

use crate::{
    Answer, Guard, Kernel, Moment, Monitor, Never, Policy, Refusal, Request, Served, Server, Status, Verdict,
    events::{Occurrence, Rings},
    framework::{EventArgs, NEXT, SUBSCRIBE},
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
    pub fn event<M, const KEEP: usize, const MAX: usize>(
        &mut self,
        request: Request<'_, K>,
        rings: &mut Rings<KEEP, MAX, CONNECTIONS>,
    ) -> Answer<K::Reply>
    where
        M: for<'m> Served<Request<'m> = (), Reply<'m, K> = Occurrence<'m>, Error = Never>,
        P: Guard<K, M>,
    {
        let Request { port, operation, truncated, caller, reply, .. } = request;
        let (at, badge) = (Moment { now: self.policy.now(port), caller }, caller.badge);
        let defect = if truncated || reply.is_none() {
            Some(Refusal::Malformed)
        } else if !may::<M>(&caller) {
            Some(Refusal::RightMissing)
        } else if operation == NEXT && !rings.has(badge) {
            Some(Refusal::OutOfOrder)
        } else {
            None
        };
        if let Some(refusal) = defect {
            return self.refuse(port, at.now, badge, M::OPERATION, Verdict::NO_RULE, reply, refusal);
        }
        let verdict = self.policy.decide(&at, &());
        if !verdict.is_allowed() {
            return self.deny(port, at.now, badge, M::OPERATION, verdict, reply);
        }
        if operation == SUBSCRIBE {
            rings.subscribe(badge);
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
}
