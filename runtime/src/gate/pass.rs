//! How a gate passes on what it allows, and brings the answer back.

use core::fmt;

use super::{Forward, Way};
use crate::{
    Called, Client, Kernel, Never, OneWay, Refusal, Served, Status, Stop,
    framework::EventArgs,
    lease::{Lease, Lend, Lends, Returned},
    wire::{DoesNotFit, Give, Malformed, Message, Read, Write},
};

/// Where an answer lies in a gate until its own port is free: a body of at most `BODY` bytes. Its messages bring at most `CAPS` capabilities.
pub struct Relay<const BODY: usize, const CAPS: usize> {
    body: [u8; BODY],
}

impl<const BODY: usize, const CAPS: usize> Relay<BODY, CAPS> {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { body: [0; BODY] }
    }

    /// Passes a request on and brings the answer back. A server that is gone, or that answers what its interface does not allow, is *gone* for
    /// the caller, too.
    pub fn pass<K: Client, M>(
        &mut self,
        port: &mut K,
        way: Way<'_, K>,
        m: Forward<'_, M>,
    ) -> Result<Relayed<'_, K, CAPS>, Stop<<M as Served>::Error>>
    where
        M: Served + Called<Error = <M as Served>::Error>,
        <M as Served>::Error: for<'e> Read<'e>,
    {
        const { assert!(M::LEASES.is_empty(), "what is lent goes its own way") };
        let (cap, len) = put::<K, M, CAPS>(port, way, &m).map_err(Stop::Refused)?;
        let received = port.call(cap, M::OPERATION, len).map_err(|_| Stop::Refused(Refusal::Gone))?;
        self.brought::<K, M>(port, Returned { received, front: 0 })
    }

    /// The same for a request that lends: the gate lends on what it has of it, and has back what the server wrote.
    pub fn pass_lending<K: Lends, M, const L: usize>(
        &mut self,
        port: &mut K,
        way: Way<'_, K>,
        m: Forward<'_, M>,
        parts: [&mut [u8]; L],
    ) -> Result<Relayed<'_, K, CAPS>, Stop<<M as Served>::Error>>
    where
        M: Served + Called<Error = <M as Served>::Error>,
        <M as Served>::Error: for<'e> Read<'e>,
    {
        const { assert!(M::LEASES.len() == L, "the method lends so often") };
        let mut of = M::LEASES.iter();
        let mut leases = parts.map(|part| match of.next().map(|of| of.lend) {
            Some(Lend::Out) => Lease::Out(part),
            Some(Lend::InOut) => Lease::InOut(part),
            Some(Lend::In) | None => Lease::In(part),
        });
        let caps = take::<K, CAPS>(port, m.caps).map_err(|Malformed| Stop::Refused(Refusal::Malformed))?;
        let cap = way.cap(port).map_err(Stop::Refused)?;
        let front = port.lend(&mut leases).map_err(|DoesNotFit| Stop::Refused(Refusal::DoesNotFit))?;
        let len = put_at(port, &m, caps, front).map_err(|DoesNotFit| Stop::Refused(Refusal::DoesNotFit))?;
        let returned = port.call_lending(cap, M::OPERATION, len, &mut leases);
        let returned = returned.map_err(|_| Stop::Refused(Refusal::Gone))?;
        let mut written = leases.iter().zip(M::LEASES).filter(|(_, of)| of.lend.is_written());
        if Status(returned.received.status) == Status::OK && !written.all(|(lease, of)| (of.check)(lease.bytes())) {
            return Err(Stop::Refused(Refusal::Gone));
        }
        self.brought::<K, M>(port, returned)
    }

    /// Passes a message on that has no answer.
    pub fn pass_oneway<K: OneWay, M: Served>(
        &mut self,
        port: &mut K,
        way: Way<'_, K>,
        m: Forward<'_, M>,
    ) -> Result<Relayed<'_, K, CAPS>, Stop<M::Error>> {
        let (cap, len) = put::<K, M, CAPS>(port, way, &m).map_err(Stop::Refused)?;
        port.send(cap, M::OPERATION, len).map_err(|_| Stop::Refused(Refusal::Gone))?;
        Ok(Relayed::EMPTY)
    }

    /// Passes operation 18 or 19 on: the server keeps the events of each caller apart.
    pub fn pass_event<K: Client, M>(
        &mut self,
        port: &mut K,
        way: Way<'_, K>,
        operation: u16,
    ) -> Result<Relayed<'_, K, CAPS>, Stop<Never>>
    where
        M: Served<Error = Never> + Called<Error = Never>,
    {
        let cap = way.cap(port).map_err(Stop::Refused)?;
        let len =
            EventArgs { event: M::OPERATION }.write(port.buffer()).map_err(|_| Stop::Refused(Refusal::DoesNotFit))?;
        let received = port.call(cap, operation, len).map_err(|_| Stop::Refused(Refusal::Gone))?;
        if Status(received.status) == Status::OK && received.len == 0 && received.caps == 0 {
            return Ok(Relayed::EMPTY);
        }
        self.brought::<K, M>(port, Returned { received, front: 0 })
    }

    /// What the server answered, validated: it is not believed either.
    fn brought<K: Kernel, M>(
        &mut self,
        port: &mut K,
        returned: Returned,
    ) -> Result<Relayed<'_, K, CAPS>, Stop<<M as Served>::Error>>
    where
        M: Served + Called<Error = <M as Served>::Error>,
        <M as Served>::Error: for<'e> Read<'e>,
    {
        checked::<M, K>(port, returned)?;
        self.answer(port, returned).map_err(|_| Stop::Refused(Refusal::Gone))
    }

    /// Takes an answer out of the port as it came.
    fn answer<K: Kernel>(&mut self, port: &mut K, returned: Returned) -> Result<Relayed<'_, K, CAPS>, Refusal> {
        let Returned { received, front } = returned;
        let caps = take(port, received.caps)?;
        let body = port.message().get(front..received.len).ok_or(Malformed)?;
        let len = copy(body, &mut self.body)?;
        Ok(Relayed { body: self.body.get(..len).unwrap_or_default(), caps })
    }
}

impl<const BODY: usize, const CAPS: usize> Default for Relay<BODY, CAPS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const BODY: usize, const CAPS: usize> fmt::Debug for Relay<BODY, CAPS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "room for {BODY} bytes and {CAPS} capabilities")
    }
}

/// An answer on its way back, as it came. Capabilities that do not leave with it are closed.
pub struct Relayed<'a, K: Kernel, const CAPS: usize> {
    body: &'a [u8],
    caps: [Option<K::Cap>; CAPS],
}

impl<K: Kernel, const CAPS: usize> Relayed<'_, K, CAPS> {
    const EMPTY: Self = Self { body: &[], caps: [const { None }; CAPS] };
}

impl<K: Kernel, const CAPS: usize> Write for Relayed<'_, K, CAPS> {
    #[inline]
    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        copy(self.body, out)
    }
}

impl<K: Kernel, const CAPS: usize> Give<K> for Relayed<'_, K, CAPS> {
    #[inline]
    fn give(self, port: &mut K) -> Result<(), DoesNotFit> {
        give(self.caps, port)
    }
}

impl<K: Kernel, const CAPS: usize> fmt::Debug for Relayed<'_, K, CAPS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an answer of {} bytes", self.body.len())
    }
}

/// Puts a request into the port as it came. What came with it is taken first: finding the way may take a call.
fn put<'w, K: Client, M: Served, const CAPS: usize>(
    port: &mut K,
    way: Way<'w, K>,
    m: &Forward<'_, M>,
) -> Result<(&'w K::Cap, usize), Refusal> {
    let caps = take::<K, CAPS>(port, m.caps)?;
    let cap = way.cap(port)?;
    Ok((cap, put_at(port, m, caps, 0)?))
}

/// Puts it behind what is lent. Says how long the message is.
fn put_at<K: Kernel, M: Served, const CAPS: usize>(
    port: &mut K,
    m: &Forward<'_, M>,
    caps: [Option<K::Cap>; CAPS],
    front: usize,
) -> Result<usize, DoesNotFit> {
    let len = copy(m.body, port.buffer().get_mut(front..).ok_or(DoesNotFit)?)?;
    give(caps, port)?;
    Ok(front.saturating_add(len))
}

/// Takes the capabilities of the message that the port received last.
fn take<K: Kernel, const CAPS: usize>(port: &mut K, count: u16) -> Result<[Option<K::Cap>; CAPS], Malformed> {
    let mut caps = [const { None }; CAPS];
    let mut places = caps.iter_mut();
    for index in 0..count {
        *places.next().ok_or(Malformed)? = Some(port.take(index).ok_or(Malformed)?);
    }
    Ok(caps)
}

/// Gives capabilities to the port's next message.
fn give<K: Kernel, const CAPS: usize>(caps: [Option<K::Cap>; CAPS], port: &mut K) -> Result<(), DoesNotFit> {
    caps.into_iter().flatten().try_for_each(|cap| port.give(cap))
}

/// Validates an answer that the port received: the server behind a gate is not believed either.
fn checked<M, K: Kernel>(port: &K, returned: Returned) -> Result<(), Stop<<M as Served>::Error>>
where
    M: Served + Called<Error = <M as Served>::Error>,
    <M as Served>::Error: for<'e> Read<'e>,
{
    const GONE: Refusal = Refusal::Gone;
    let Returned { received, front } = returned;
    let body = port.message().get(front..received.len).ok_or(Stop::Refused(GONE))?;
    let message = Message { body, caps: received.caps };
    match Status(received.status) {
        Status::OK => match M::Answer::read(message) {
            Ok(_) => Ok(()),
            Err(Malformed) => Err(Stop::Refused(GONE)),
        },
        Status::FAILS => match <M as Served>::Error::read(message) {
            Ok(error) => Err(Stop::Fails(error)),
            Err(Malformed) => Err(Stop::Refused(GONE)),
        },
        status => Err(Stop::Refused(match <()>::read(message) {
            Ok(()) => Refusal::from_status(status),
            Err(Malformed) => GONE,
        })),
    }
}

/// Copies a whole body.
fn copy(from: &[u8], to: &mut [u8]) -> Result<usize, DoesNotFit> {
    to.get_mut(..from.len()).ok_or(DoesNotFit)?.copy_from_slice(from);
    Ok(from.len())
}
