//! The operations that every dispatcher answers, 16 to 31. Below 16 belongs to kernels; an interface's own begin at 32.

use crate::{
    Called, Kernel, Mention, Method, Never, Served,
    build::FixedMut,
    view::Fixed,
    wire::{DoesNotFit, Give, Malformed, Message, Read, Write},
};

/// The first operation of the framework.
pub const FIRST: u16 = 16;
/// Asks the server to keep an event for the caller's connection; [`Subscribe`].
pub const SUBSCRIBE: u16 = 18;
/// Fetches the oldest that is kept. Request, 8 bytes: the number of the event. Answer: nothing when none is kept, else how many were lost
/// before it (`u32`) and what the event says, as one struct.
pub const NEXT: u16 = 19;
/// Ends the caller's own connection; no body, no answer.
pub const CLOSE: u16 = 20;
/// The first operation of an interface.
pub const END: u16 = 32;

/// Operation 16: asks the server whether it speaks what the caller was built for.
///
/// Request, 8 bytes: the fingerprint of the caller's interface. Answer, 8 bytes: whether the server's is equal.
#[derive(Clone, Copy, Debug)]
pub enum Bind {}

impl Method for Bind {
    const OPERATION: u16 = 16;
    const NAME: &'static str = "bind";
    const REQUIRES: u16 = 0;
    const MAX_REQUEST: usize = 8;
    const MAX_REPLY: usize = 8;
    const IDEMPOTENT: bool = true;
}

impl Called for Bind {
    type Args<'a, K: Kernel> = Fingerprint;
    type Answer<'a> = Bound;
    type Error = Never;
}

impl Served for Bind {
    type Request<'a> = Fingerprint;
    type Reply<'a, K: Kernel> = Bound;
    type Error = Never;
}

/// What an interface is on the wire, as one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub u64);

impl Write for Fingerprint {
    #[inline]
    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        FixedMut::<8>::whole(out)?.u64::<0>(self.0);
        Ok(8)
    }
}

impl<K: Kernel> Give<K> for Fingerprint {}

impl Read<'_> for Fingerprint {
    #[inline]
    fn read(message: Message<'_>) -> Result<Self, Malformed> {
        Ok(Self(Fixed::<8>::whole(message)?.u64::<0>()))
    }
}

/// The answer to [`Bind`]: whether both ends have the same fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound(pub bool);

impl Write for Bound {
    #[inline]
    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        FixedMut::<8>::whole(out)?.u64::<0>(u64::from(self.0));
        Ok(8)
    }
}

impl<K: Kernel> Give<K> for Bound {}

impl Read<'_> for Bound {
    #[inline]
    fn read(message: Message<'_>) -> Result<Self, Malformed> {
        let fixed = Fixed::<8>::whole(message)?;
        fixed.check_clear::<0, 8>(!1)?;
        Ok(Self(fixed.bool::<0>()))
    }
}

/// Operation 17: asks the server to mint another capability to what the caller's leads to.
///
/// Request, 8 bytes: the rights that the new one may have (those that the caller lacks are left out) and a label for the audit.
/// Answer, 8 bytes: the capability.
#[derive(Clone, Copy, Debug)]
pub enum Derive {}

impl Method for Derive {
    const OPERATION: u16 = 17;
    const NAME: &'static str = "derive";
    const REQUIRES: u16 = 0;
    const MAX_REQUEST: usize = 8;
    const MAX_REPLY: usize = 8;
    const REPLY_CAPS: u16 = 1;
}

impl Called for Derive {
    type Args<'a, K: Kernel> = DeriveArgs;
    type Answer<'a> = Mention<(), ()>;
    type Error = Never;
}

impl Served for Derive {
    type Request<'a> = DeriveArgs;
    type Reply<'a, K: Kernel> = Derived<K>;
    type Error = Never;
}

/// What a derived capability may do, and what to call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeriveArgs {
    /// One bit each.
    pub rights: u16,
    /// Chosen by the caller, shown in audits, trusted by nobody.
    pub label: u16,
}

impl Write for DeriveArgs {
    #[inline]
    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        let mut fixed = FixedMut::<8>::whole(out)?;
        fixed.u16::<0>(self.rights);
        fixed.u16::<2>(self.label);
        fixed.zero::<4, 4>();
        Ok(8)
    }
}

impl<K: Kernel> Give<K> for DeriveArgs {}

impl Read<'_> for DeriveArgs {
    #[inline]
    fn read(message: Message<'_>) -> Result<Self, Malformed> {
        let fixed = Fixed::<8>::whole(message)?;
        fixed.check_zero::<4, 4>()?;
        Ok(Self { rights: fixed.u16::<0>(), label: fixed.u16::<2>() })
    }
}

/// The answer to [`Derive`]: a minted capability.
#[derive(Debug)]
pub struct Derived<K: Kernel>(pub K::Cap);

impl<K: Kernel> Write for Derived<K> {
    #[inline]
    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        FixedMut::<8>::whole(out)?.u64::<0>(0);
        Ok(8)
    }
}

impl<K: Kernel> Give<K> for Derived<K> {
    #[inline]
    fn give(self, port: &mut K) -> Result<(), DoesNotFit> {
        port.give(self.0)
    }
}

/// Operation 18: asks the server to keep the occurrences of an event for the caller's connection. A second time changes nothing.
///
/// Request, 8 bytes: the number of the event. The answer is empty.
#[derive(Clone, Copy, Debug)]
pub enum Subscribe {}

impl Method for Subscribe {
    const OPERATION: u16 = SUBSCRIBE;
    const NAME: &'static str = "subscribe";
    const REQUIRES: u16 = 0;
    const MAX_REQUEST: usize = 8;
    const MAX_REPLY: usize = 0;
}

impl Called for Subscribe {
    type Args<'a, K: Kernel> = EventArgs;
    type Answer<'a> = ();
    type Error = Never;
}

/// Which event a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventArgs {
    /// Its operation number.
    pub event: u16,
}

impl Write for EventArgs {
    #[inline]
    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        FixedMut::<8>::whole(out)?.u64::<0>(u64::from(self.event));
        Ok(8)
    }
}

impl<K: Kernel> Give<K> for EventArgs {}

impl Read<'_> for EventArgs {
    #[inline]
    fn read(message: Message<'_>) -> Result<Self, Malformed> {
        let fixed = Fixed::<8>::whole(message)?;
        fixed.check_zero::<2, 6>()?;
        Ok(Self { event: fixed.u16::<0>() })
    }
}

impl Read<'_> for Mention<(), ()> {
    #[inline]
    fn read(message: Message<'_>) -> Result<Self, Malformed> {
        let (fixed, mut objects) = Fixed::<2>::open(message)?;
        let index = fixed.u16::<0>();
        objects.cap(index)?;
        objects.end()?;
        Ok(Self::new(index))
    }
}
