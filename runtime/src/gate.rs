//! Gates: components that stand before a server, decide about every request, and pass on what they allow.
//!
//! A gate is generated, and it is the only one that holds a capability to what it guards. Its monitor validates a request once; then the body
//! and the capabilities go on as they came. The answer is validated as by any client, and goes back as it came.

use core::{fmt, marker::PhantomData, ops::Deref};

use crate::{
    Called, Client, Kernel, Method, OneWay, Received, Refusal, Served, Status, Stop,
    lease::Lending,
    wire::{DoesNotFit, Give, Malformed, Message, Read, Write},
};

/// A method as a gate serves it, whose messages bring at most `CAPS` capabilities.
pub struct Passed<M, const CAPS: usize>(PhantomData<fn() -> M>);

impl<M: Method, const CAPS: usize> Method for Passed<M, CAPS> {
    const OPERATION: u16 = M::OPERATION;
    const NAME: &'static str = M::NAME;
    const REQUIRES: u16 = M::REQUIRES;
    const ONEWAY: bool = M::ONEWAY;
    const MAX_REQUEST: usize = M::MAX_REQUEST;
    const MAX_REPLY: usize = M::MAX_REPLY;
    const REQUEST_CAPS: u16 = M::REQUEST_CAPS;
    const REPLY_CAPS: u16 = M::REPLY_CAPS;
    const LEASES: &'static [Lending] = M::LEASES;
}

impl<M: Served, const CAPS: usize> Served for Passed<M, CAPS> {
    type Request<'a> = Forward<'a, M>;
    type Reply<'a, K: Kernel> = Relayed<'a, K, CAPS>;
    type Error = M::Error;
}

/// A request that was validated, with the bytes that it came as. A policy reads it as the request that it is.
pub struct Forward<'a, M: Served> {
    request: M::Request<'a>,
    body: &'a [u8],
    caps: u16,
}

impl<'a, M: Served> Forward<'a, M> {
    /// A request, for a policy to decide about.
    #[must_use]
    pub const fn of(request: M::Request<'a>) -> Self {
        Self { request, body: &[], caps: 0 }
    }
}

impl<'a, M: Served> Deref for Forward<'a, M> {
    type Target = M::Request<'a>;

    #[inline(always)]
    fn deref(&self) -> &Self::Target {
        &self.request
    }
}

impl<M: Served> Clone for Forward<'_, M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Served> Copy for Forward<'_, M> {}

impl<M: Served> fmt::Debug for Forward<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} bytes", M::NAME, self.body.len())
    }
}

impl<'a, M: Served> Read<'a> for Forward<'a, M> {
    #[inline]
    fn read(message: Message<'a>) -> Result<Self, Malformed> {
        Ok(Self { request: M::Request::read(message)?, body: message.body, caps: message.caps })
    }
}

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
        to: &K::Cap,
        m: Forward<'_, M>,
    ) -> Result<Relayed<'_, K, CAPS>, Stop<<M as Served>::Error>>
    where
        M: Served + Called<Error = <M as Served>::Error>,
        <M as Served>::Error: for<'e> Read<'e>,
    {
        const { assert!(M::LEASES.is_empty(), "a gate does not pass on what is lent") };
        let len = put::<K, M, CAPS>(port, &m).map_err(Stop::Refused)?;
        let received = port.call(to, M::OPERATION, len).map_err(|_| Stop::Refused(Refusal::Gone))?;
        checked::<M, K>(port, received)?;
        self.answer(port, received).map_err(|_| Stop::Refused(Refusal::Gone))
    }

    /// Passes a message on that has no answer.
    pub fn pass_oneway<K: OneWay, M: Served>(
        &mut self,
        port: &mut K,
        to: &K::Cap,
        m: Forward<'_, M>,
    ) -> Result<Relayed<'_, K, CAPS>, Stop<M::Error>> {
        let len = put::<K, M, CAPS>(port, &m).map_err(Stop::Refused)?;
        port.send(to, M::OPERATION, len).map_err(|_| Stop::Refused(Refusal::Gone))?;
        Ok(Relayed { body: &[], caps: [const { None }; CAPS] })
    }

    /// Takes an answer out of the port as it came.
    fn answer<K: Kernel>(&mut self, port: &mut K, received: Received) -> Result<Relayed<'_, K, CAPS>, Refusal> {
        let caps = take(port, received.caps)?;
        let body = port.message().get(..received.len).ok_or(Malformed)?;
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

/// Puts a request into the port as it came.
fn put<K: Kernel, M: Served, const CAPS: usize>(port: &mut K, m: &Forward<'_, M>) -> Result<usize, Refusal> {
    let caps = take::<K, CAPS>(port, m.caps)?;
    let len = copy(m.body, port.buffer())?;
    give(caps, port)?;
    Ok(len)
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
fn checked<M, K: Kernel>(port: &K, received: Received) -> Result<(), Stop<<M as Served>::Error>>
where
    M: Served + Called<Error = <M as Served>::Error>,
    <M as Served>::Error: for<'e> Read<'e>,
{
    const GONE: Refusal = Refusal::Gone;
    let body = port.message().get(..received.len).ok_or(Stop::Refused(GONE))?;
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
