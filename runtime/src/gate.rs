//! Gates: components that stand before a server, decide about every request, and pass on what they allow.
//!
//! A gate is generated, and it is the only one that holds a capability to what it guards. Its monitor validates a request once; then the body
//! and the capabilities go on as they came, and so does what is lent. The answer is validated as by any client, and goes back as it came.
//!
//! Each connection before the gate has one of its own behind it, so the server keeps their sessions and subscriptions apart.

mod behind;
mod pass;

use core::{fmt, marker::PhantomData, ops::Deref};

pub use behind::{Behind, Way};
pub use pass::{Relay, Relayed};

use crate::{
    Contract, Method, Served,
    lease::Lending,
    wire::{Malformed, Message, Read},
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
    const CONTRACT: Option<Contract> = M::CONTRACT;
    const IDEMPOTENT: bool = M::IDEMPOTENT;
}

impl<M: Served, const CAPS: usize> Served for Passed<M, CAPS> {
    type Request<'a> = Forward<'a, M>;
    type Reply<'a, K: crate::Kernel> = Relayed<'a, K, CAPS>;
    type Error = M::Error;

    #[inline(always)]
    fn leads(error: &Self::Error) -> Option<u8> {
        M::leads(error)
    }
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
