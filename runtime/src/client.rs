//! The client's half of a call, once for all methods.

use core::{fmt, marker::PhantomData};

use crate::{
    Client, Contract, Failure, Kernel, Never, OneWay, Received, Refusal, RightSet, Status, SubsetOf,
    framework::{Bind, Bound, CLOSE, Derive, DeriveArgs, Fingerprint},
    lease::{self, Lease, Leases, Lending, Lends, Returned},
    wire::{DoesNotFit, Give, Malformed, Message, Read, Write},
};

/// What the compiler knows of one method.
pub trait Method {
    /// 16 bit, from 32 on.
    const OPERATION: u16;
    /// `package.Interface.method`.
    const NAME: &'static str;
    /// The rights that a connection needs, all of them; 0 is "none needed".
    const REQUIRES: u16;
    /// Whether there is no answer.
    const ONEWAY: bool = false;
    /// Greatest body of a request, in bytes.
    const MAX_REQUEST: usize;
    /// Greatest body of an answer, be it results or error, in bytes.
    const MAX_REPLY: usize;
    /// Greatest number of capabilities in a request.
    const REQUEST_CAPS: u16 = 0;
    /// Greatest number of capabilities in the results.
    const REPLY_CAPS: u16 = 0;
    /// What a request lends, in order.
    const LEASES: &'static [Lending] = &[];
    /// Its part in the contract of its interface, if that has one.
    const CONTRACT: Option<Contract> = None;
    /// Whether calling twice is as good as calling once.
    const IDEMPOTENT: bool = false;
}

/// The caller's half of a method.
pub trait Called: Method {
    /// What a caller sends.
    type Args<'a, K: Kernel>: Give<K>;
    /// What a caller reads.
    type Answer<'a>: Read<'a>;
    /// What `fails` names.
    type Error: for<'a> Read<'a>;
}

/// The server's half of a method.
pub trait Served: Method {
    /// What a server reads.
    type Request<'a>: Read<'a> + Copy;
    /// What a server answers.
    type Reply<'a, K: Kernel>: Give<K>;
    /// What `fails` names.
    type Error: Write;
    /// The state of the contract that a failure leads to; `None` when it stays.
    #[inline(always)]
    fn leads(error: &Self::Error) -> Option<u8> {
        let _ = error;
        None
    }
}

/// A method whose answer may come later: it has one, and lends nothing until then.
#[diagnostic::on_unimplemented(
    message = "the answer to `{Self}` cannot come later",
    label = "is answered before the handler returns",
    note = "a one-way message has no answer, and what a request lends is given back with it"
)]
pub trait Waits: Served {}

/// What a capability can be to: an interface, or an object, for which nobody answers.
pub trait Named {
    /// The full name.
    const NAME: &'static str;
}

/// What the compiler knows of one interface.
#[diagnostic::on_unimplemented(
    message = "nobody answers for `{Self}`",
    label = "an object: nothing can be called, derived or asked",
    note = "a capability to an object is passed on, dropped, or used by means of the kernel"
)]
pub trait Interface: Named {
    /// Of the wire shape: operation numbers, frozen types, bounds.
    const FINGERPRINT: u64;
    /// The typed client.
    type Client<'p, K: Client + 'p, R: 'p>
    where
        Self: 'p;
    /// Puts a port and a capability together, for one call or many.
    fn client<'p, K: Client, R>(port: &'p mut K, cap: &'p Cap<K, Self, R>) -> Self::Client<'p, K, R>
    where
        Self: Sized;
}

/// A capability to an interface, with the rights `R`. It has one holder: passing it gives it away, dropping it gives it up.
pub struct Cap<K: Kernel, I, R> {
    raw: K::Cap,
    kind: PhantomData<fn() -> (I, R)>,
}

impl<K: Kernel, I, R> Cap<K, I, R> {
    /// What the kernel holds for a capability to `I` with `R`. The server checks both again: a wrong type is a convenience lost, not a
    /// right won.
    #[inline(always)]
    #[must_use]
    pub const fn new(raw: K::Cap) -> Self {
        Self { raw, kind: PhantomData }
    }

    /// The kernel's own.
    #[inline(always)]
    #[must_use]
    pub const fn raw(&self) -> &K::Cap {
        &self.raw
    }

    /// Gives the kernel's own away.
    #[inline(always)]
    #[must_use]
    pub fn into_raw(self) -> K::Cap {
        self.raw
    }
}

impl<K: Client, I, R> Cap<K, I, R> {
    /// The client that uses this capability through `port`.
    #[inline(always)]
    pub fn on<'p>(&'p self, port: &'p mut K) -> I::Client<'p, K, R>
    where
        I: Interface,
    {
        I::client(port, self)
    }

    /// Asks the server whether it speaks what this program was built for: whether the fingerprints are equal. Other failures mean that the
    /// server did not say.
    pub fn bind(&self, port: &mut K) -> Result<bool, Failure<Never, K::Error>>
    where
        I: Interface,
    {
        call::<Bind, K>(port, &self.raw, Fingerprint(I::FINGERPRINT)).map(|Bound(equal)| equal)
    }

    /// Asks the server for another capability, with fewer rights or the same. `label` names it in the server's audit. A server that
    /// has no room says [`Refusal::Busy`].
    pub fn derive<Q: SubsetOf<R> + RightSet>(
        &self,
        port: &mut K,
        label: u16,
    ) -> Result<Cap<K, I, Q>, Failure<Never, K::Error>>
    where
        I: Interface,
    {
        let answer = call::<Derive, K>(port, &self.raw, DeriveArgs { rights: Q::MASK, label })?;
        Ok(claim(port, answer.retyped())?)
    }

    /// Ends the connection, and waits until the server has heard it. Dropping the capability says it too, on kernels that tell servers;
    /// what was derived from it lives on.
    pub fn close(self, port: &mut K) -> Result<(), Failure<Never, K::Error>>
    where
        I: Interface,
    {
        let received = port.call(&self.raw, CLOSE, 0).map_err(Failure::Kernel)?;
        match Status(received.status) {
            Status::OK => Ok(()),
            status => Err(Refusal::from_status(status).into()),
        }
    }
}

impl<K: Kernel, I: Named, R> fmt::Debug for Cap<K, I, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(I::NAME)
    }
}

/// Where a validated message mentions a capability: a typed index, not yet the capability itself.
pub struct Mention<I, R> {
    index: u16,
    kind: PhantomData<fn() -> (I, R)>,
}

impl<I, R> Mention<I, R> {
    /// The capability with this index.
    #[inline(always)]
    #[must_use]
    pub const fn new(index: u16) -> Self {
        Self { index, kind: PhantomData }
    }

    /// The index.
    #[inline(always)]
    #[must_use]
    pub const fn index(self) -> u16 {
        self.index
    }

    #[inline(always)]
    const fn retyped<J, Q>(self) -> Mention<J, Q> {
        Mention::new(self.index)
    }
}

impl<I, R> Clone for Mention<I, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I, R> Copy for Mention<I, R> {}

impl<I, R> PartialEq for Mention<I, R> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl<I, R> fmt::Debug for Mention<I, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "capability {}", self.index)
    }
}

/// Takes a mentioned capability out of the message that the port received last. A second time, or after another trap, it is gone.
#[inline]
pub fn claim<K: Kernel, I, R>(port: &mut K, mention: Mention<I, R>) -> Result<Cap<K, I, R>, Malformed> {
    port.take(mention.index).map(Cap::new).ok_or(Malformed)
}

/// A method fits a kernel, or the program does not compile.
///
/// # Panics
///
/// While it is compiled, and only then: it is called in `const`.
pub const fn fits<K: Kernel, M: Method>() {
    assert!(M::MAX_REQUEST <= K::FACTS.body, "the request of this method does not fit this kernel");
    assert!(M::MAX_REPLY <= K::FACTS.body, "the answer of this method does not fit this kernel");
    assert!(M::REQUEST_CAPS as usize <= K::FACTS.caps, "this method sends more capabilities than this kernel carries");
    assert!(
        M::REPLY_CAPS as usize <= K::FACTS.caps,
        "this method answers with more capabilities than this kernel carries"
    );
    match K::FACTS.leases {
        Leases::None => assert!(M::LEASES.is_empty(), "this method lends memory, and this kernel does not"),
        Leases::Own(most) => assert!(M::LEASES.len() <= most, "this method lends more often than this kernel can"),
        Leases::Copied => {
            let (request, reply) = (lease::most_in_front(M::LEASES), lease::most_given_back(M::LEASES));
            assert!(
                M::MAX_REQUEST.saturating_add(request) <= K::FACTS.body,
                "what this method lends does not fit into a request of this kernel"
            );
            assert!(
                M::MAX_REPLY.saturating_add(reply) <= K::FACTS.body,
                "what this method lends does not fit into an answer of this kernel"
            );
        }
    }
}

/// Writes the request into the port's buffer, calls, reads the answer in place.
#[inline]
pub fn call<'p, M: Called, K: Client>(
    port: &'p mut K,
    to: &K::Cap,
    args: M::Args<'_, K>,
) -> Result<M::Answer<'p>, Failure<M::Error, K::Error>> {
    let received = request::<M, K>(port, to, args)?;
    answer::<M, K>(port, received)
}

/// The first half of [`call`]: writes the request into the port's buffer and calls.
#[inline]
pub fn request<M: Called, K: Client>(
    port: &mut K,
    to: &K::Cap,
    args: M::Args<'_, K>,
) -> Result<Received, Failure<M::Error, K::Error>> {
    const { fits::<K, M>() };
    let len = args.write(port.buffer())?;
    args.give(port)?;
    port.call(to, M::OPERATION, len).map_err(Failure::Kernel)
}

/// The second half of [`call`]: validates the answer that the port received and reads it in place.
#[inline]
pub fn answer<M: Called, K: Client>(
    port: &K,
    received: Received,
) -> Result<M::Answer<'_>, Failure<M::Error, K::Error>> {
    answer_at::<M, K>(port, received, 0)
}

/// Validates the answer whose body begins at `front`.
#[inline(always)]
fn answer_at<M: Called, K: Client>(
    port: &K,
    received: Received,
    front: usize,
) -> Result<M::Answer<'_>, Failure<M::Error, K::Error>> {
    let body = port.message().get(front..received.len).ok_or(Malformed)?;
    let message = Message { body, caps: received.caps };
    if Status(received.status) == Status::OK {
        return Ok(M::Answer::read(message)?);
    }
    Err(match failure(Status(received.status), body, received.caps) {
        Ok(error) => Failure::Error(error),
        Err(refusal) => Failure::Refused(refusal),
    })
}

/// What an answer without results says.
#[cold]
fn failure<'a, E: Read<'a>>(status: Status, body: &'a [u8], caps: u16) -> Result<E, Refusal> {
    let message = Message { body, caps };
    if status == Status::FAILS {
        return Ok(E::read(message)?);
    }
    // A refusal is empty.
    <()>::read(message)?;
    Err(Refusal::from_status(status))
}

/// As [`request`], and lends memory until the answer is there: one lease for each that the method names.
pub fn lend<M: Called, K: Lends>(
    port: &mut K,
    to: &K::Cap,
    args: M::Args<'_, K>,
    leases: &mut [Lease<'_>],
) -> Result<Returned, Failure<M::Error, K::Error>> {
    const { fits::<K, M>() };
    for (lease, of) in leases.iter().zip(M::LEASES) {
        if !of.takes(lease.bytes().len()) {
            return Err(DoesNotFit.into());
        }
    }
    let front = port.lend(leases)?;
    let len = args.write(port.buffer().get_mut(front..).ok_or(DoesNotFit)?)?;
    args.give(port)?;
    let returned = port.call_lending(to, M::OPERATION, front.saturating_add(len), leases).map_err(Failure::Kernel)?;
    let mut written = leases.iter().zip(M::LEASES).filter(|(_, of)| of.lend.is_written());
    if Status(returned.received.status) == Status::OK && !written.all(|(lease, of)| (of.check)(lease.bytes())) {
        return Err(Malformed.into());
    }
    Ok(returned)
}

/// The second half of [`lend`].
pub fn answer_behind<M: Called, K: Client>(
    port: &K,
    returned: Returned,
) -> Result<M::Answer<'_>, Failure<M::Error, K::Error>> {
    answer_at::<M, K>(port, returned.received, returned.front)
}

/// Writes a message into the port's buffer and sends it.
#[inline]
pub fn send<M: Called, K: OneWay>(
    port: &mut K,
    to: &K::Cap,
    args: M::Args<'_, K>,
) -> Result<(), Failure<M::Error, K::Error>> {
    const { fits::<K, M>() };
    let len = args.write(port.buffer())?;
    args.give(port)?;
    port.send(to, M::OPERATION, len).map_err(Failure::Kernel)
}
