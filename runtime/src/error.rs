//! Three layers that never mix: the interface's error, the framework's refusal, the kernel's failure.

use core::{convert::Infallible, fmt};

use crate::{
    Kernel,
    wire::{DoesNotFit, Give, Malformed, Message, Read, Write},
};

/// Why a call has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure<E, X> {
    /// What the interface says (`fails E`).
    Error(E),
    /// What the framework says: the handler never ran, or its answer did not arrive.
    Refused(Refusal),
    /// What the kernel says; nobody knows whether the handler ran.
    Kernel(X),
}

impl<E, X> From<DoesNotFit> for Failure<E, X> {
    #[inline(always)]
    fn from(DoesNotFit: DoesNotFit) -> Self {
        Self::Refused(Refusal::DoesNotFit)
    }
}

impl<E, X> From<Malformed> for Failure<E, X> {
    #[inline(always)]
    fn from(Malformed: Malformed) -> Self {
        Self::Refused(Refusal::Malformed)
    }
}

impl<E, X> From<Refusal> for Failure<E, X> {
    #[inline(always)]
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl<E: fmt::Debug, X: fmt::Debug> fmt::Display for Failure<E, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => write!(f, "the call fails: {error:?}"),
            Self::Refused(refusal) => write!(f, "refused: {refusal}"),
            Self::Kernel(error) => write!(f, "the kernel reports {error:?}"),
        }
    }
}

impl<E: fmt::Debug, X: fmt::Debug> core::error::Error for Failure<E, X> {}

/// The status of a reply, 16 bits on the wire. Below 16 belongs to kernels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status(pub u16);

impl Status {
    /// The body holds the results.
    pub const OK: Self = Self(16);
    /// The body holds the error of the interface.
    pub const FAILS: Self = Self(17);
    /// One more than the greatest status there is.
    pub const END: u16 = 27;
}

/// What the framework refuses. A refusal has no body and no capabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum Refusal {
    /// No method of the interface has this operation number.
    UnknownOperation = 18,
    /// The message is not an encoding of the method's parameters.
    Malformed = 19,
    /// No rule of the policy allows it.
    Denied = 20,
    /// The connection lacks the right.
    RightMissing = 21,
    /// The contract's state does not allow it.
    OutOfOrder = 22,
    /// A value is larger than its bound, or a message than the buffer.
    DoesNotFit = 23,
    /// A limit of the server is reached; later may work.
    Busy = 24,
    /// The server is gone, or nobody will answer.
    Gone = 25,
    /// The policy denied the reply.
    Withheld = 26,
}

impl Refusal {
    /// The refusal that a status stands for; one that stands for none is a malformed reply.
    #[must_use]
    pub const fn from_status(status: Status) -> Self {
        match status.0 {
            18 => Self::UnknownOperation,
            20 => Self::Denied,
            21 => Self::RightMissing,
            22 => Self::OutOfOrder,
            23 => Self::DoesNotFit,
            24 => Self::Busy,
            25 => Self::Gone,
            26 => Self::Withheld,
            _ => Self::Malformed,
        }
    }

    /// The status that carries this refusal.
    #[inline(always)]
    #[must_use]
    pub const fn status(self) -> Status {
        Status(self as u16)
    }
}

impl From<Malformed> for Refusal {
    #[inline(always)]
    fn from(Malformed: Malformed) -> Self {
        Self::Malformed
    }
}

impl From<DoesNotFit> for Refusal {
    #[inline(always)]
    fn from(DoesNotFit: DoesNotFit) -> Self {
        Self::DoesNotFit
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownOperation => "the interface has no such operation",
            Self::Malformed => "the message is malformed",
            Self::Denied => "the policy denies it",
            Self::RightMissing => "the capability lacks the right",
            Self::OutOfOrder => "the contract does not allow it now",
            Self::DoesNotFit => "a value is larger than its bound",
            Self::Busy => "the server is busy",
            Self::Gone => "the server is gone",
            Self::Withheld => "the policy withholds the answer",
        })
    }
}

/// A component starts without a capability that it uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unwired(
    /// The name of the used port that nothing feeds.
    pub &'static str,
);

impl fmt::Display for Unwired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing feeds the used port `{}`", self.0)
    }
}

impl core::error::Error for Unwired {}

/// The error of a method that cannot fail.
pub type Never = Infallible;

impl Write for Never {
    fn write(&self, _: &mut [u8]) -> Result<usize, DoesNotFit> {
        match *self {}
    }
}

impl<K: Kernel> Give<K> for Never {}

impl Read<'_> for Never {
    fn read(_: Message<'_>) -> Result<Self, Malformed> {
        Err(Malformed)
    }
}
