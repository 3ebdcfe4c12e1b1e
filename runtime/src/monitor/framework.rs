//! What no method of an interface answers: the operations of the framework, and those that do not exist.

use crate::{
    Answer, Badge, Gone, Method, Moment, Monitor, Policy, Refusal, Request, Served, Server, Status, Verdict,
    audit::Kind,
    client::fits,
    framework::{Bind, Bound, CLOSE, Derive, Derived, Fingerprint, NEXT, SUBSCRIBE},
    wire::{Give, Message, Read, Write},
};

use super::{answer::suits, events::named};

impl<K: Server, P: Policy<K>, const CONNECTIONS: usize> Monitor<K, P, CONNECTIONS> {
    /// What no method of the interface answers: the framework's operations, and those that do not exist. `speaks` has each port with the
    /// fingerprint of what it serves; `closed` hears of a connection that its caller ends.
    #[inline(always)]
    pub fn otherwise(
        &mut self,
        request: Request<'_, K>,
        speaks: &[(u8, u64)],
        closed: impl FnOnce(&Gone),
    ) -> Answer<K::Reply> {
        // Part by part: a request as a whole would have to lie in memory, also on the way to a method.
        let Request { port, operation, len, caps, truncated, caller, reply } = request;
        if operation == CLOSE && len == 0 && caps == 0 && !truncated {
            return self.close(port, caller.badge, reply, closed);
        }
        self.framework(port, operation, len, caps, truncated, caller.badge, reply, speaks)
    }

    /// Operation 20. Whoever waits is answered before the connection ends.
    #[cold]
    fn close(
        &mut self,
        port: &mut K,
        badge: Badge,
        reply: Option<K::Reply>,
        closed: impl FnOnce(&Gone),
    ) -> Answer<K::Reply> {
        let Some(caller) = self.connections.caller(badge) else { return self.gone(port, reply) };
        let (now, status) = (self.policy.now(port), Status::OK.0);
        self.counts.answered(status);
        self.trail.push(now, &caller, Kind::Request, CLOSE, Verdict::NO_RULE, status);
        if let Some(to) = reply {
            port.reply(to, status, 0);
        }
        let gone = self.disconnect(port, badge);
        port.unbind(badge);
        if let Some(gone) = gone {
            closed(&gone);
        }
        Answer { to: None, status, len: 0 }
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
        speaks: &[(u8, u64)],
    ) -> Answer<K::Reply> {
        let Some(caller) = self.connections.caller(badge) else { return self.gone(port, reply) };
        let at = Moment { now: self.policy.now(port), caller };
        let end = match operation {
            Derive::OPERATION => self.derive(port, &at, (len, caps, truncated), reply.is_some()),
            Bind::OPERATION => bind(port, caller.connection.port, speaks, (len, caps, truncated), reply.is_some()),
            CLOSE => Err(Refusal::Malformed),
            SUBSCRIBE | NEXT => Err(named(port, len, caps).map_or(Refusal::Malformed, |_| Refusal::UnknownOperation)),
            _ => Err(Refusal::UnknownOperation),
        };
        let (status, len) = match end {
            Ok(len) => (Status::OK.0, len),
            Err(refusal) => {
                port.close_rest();
                (refusal.status().0, 0)
            }
        };
        self.counts.answered(status);
        self.trail.push(at.now, &caller, Kind::Request, operation, Verdict::NO_RULE, status);
        Answer { to: reply, status, len }
    }

    /// Operation 17. Answers with the length of the body.
    fn derive(
        &mut self,
        port: &mut K,
        at: &Moment,
        (len, caps, truncated): (usize, u16, bool),
        waits: bool,
    ) -> Result<usize, Refusal> {
        const { fits::<K, Derive>() };
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
        let answer = Derived(cap);
        let len = answer.write(port.buffer())?;
        answer.give(port)?;
        Ok(len)
    }
}

/// Operation 16. Answers with the length of the body.
fn bind<K: Server>(
    port: &mut K,
    number: u8,
    speaks: &[(u8, u64)],
    (len, caps, truncated): (usize, u16, bool),
    waits: bool,
) -> Result<usize, Refusal> {
    const { fits::<K, Bind>() };
    if !suits::<Bind>(len, truncated, waits) {
        return Err(Refusal::Malformed);
    }
    let body = port.message().get(..len).ok_or(Refusal::Malformed)?;
    let Fingerprint(asked) = <Bind as Served>::Request::read(Message { body, caps })?;
    Ok(Bound(speaks.contains(&(number, asked))).write(port.buffer())?)
}
