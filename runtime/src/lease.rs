//! Leases: memory that a caller lends for one call. Nothing of it is a byte of the body.
//!
//! A kernel lends memory itself, or its port carries a copy in the message, in front of the body:
//!
//! ```text
//! request   the length of each lease in bytes, u32 · zeros to 8 · what the server may read · zeros to 8 · body
//! answer    what the server could write · zeros to 8 · body
//! ```
//!
//! The leases are in the order of the parameters, one right behind the other. An answer is *ok* or *fails*: a refusal brings
//! nothing back. The server works on memory of its own, so what it validated stays as it was.

mod copied;
mod list;
mod loan;

pub use list::{Element, Lent, LentMut};
pub use loan::{Beside, Loan};

use crate::{Client, Received, Server, wire::DoesNotFit};

/// What the server may do with a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lend {
    /// `&T`: read it.
    In,
    /// `&out T`: write it. It starts as zeros.
    Out,
    /// `&mut T`: both.
    InOut,
}

impl Lend {
    /// Whether the server sees what the caller had there.
    #[inline(always)]
    #[must_use]
    pub const fn is_read(self) -> bool {
        !matches!(self, Self::Out)
    }

    /// Whether the caller sees what the server left there.
    #[inline(always)]
    #[must_use]
    pub const fn is_written(self) -> bool {
        !matches!(self, Self::In)
    }
}

/// What a method says of one of its leases.
#[derive(Clone, Copy, Debug)]
pub struct Lending {
    /// What the server may do.
    pub lend: Lend,
    /// Greatest length, in bytes.
    pub most: u32,
    /// Bytes of an element; a length is a multiple of it.
    pub size: u32,
    /// Whether these bytes are elements.
    pub check: fn(&[u8]) -> bool,
}

impl Lending {
    /// `bytes<N>`
    #[must_use]
    pub const fn bytes(lend: Lend, most: u32) -> Self {
        Self { lend, most, size: 1, check: |_| true }
    }

    /// Whether so many bytes can be lent.
    pub(crate) const fn takes(&self, len: usize) -> bool {
        len <= self.most as usize && len.is_multiple_of(self.size as usize)
    }
}

/// Memory that a caller lends.
#[derive(Debug)]
pub enum Lease<'a> {
    /// To be read.
    In(&'a [u8]),
    /// To be written. It is zeros when the server gets it, and when the server refuses.
    Out(&'a mut [u8]),
    /// To be read and written.
    InOut(&'a mut [u8]),
}

impl Lease<'_> {
    /// What the server may do with it.
    #[must_use]
    pub const fn lend(&self) -> Lend {
        match self {
            Self::In(_) => Lend::In,
            Self::Out(_) => Lend::Out,
            Self::InOut(_) => Lend::InOut,
        }
    }

    /// Its bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8] {
        match self {
            Self::In(bytes) => bytes,
            Self::Out(bytes) | Self::InOut(bytes) => bytes,
        }
    }

    /// What the server could write.
    const fn written(&mut self) -> Option<&mut [u8]> {
        match self {
            Self::In(_) => None,
            Self::Out(bytes) | Self::InOut(bytes) => Some(bytes),
        }
    }
}

/// How a kernel lends memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leases {
    /// It does not.
    None,
    /// As a copy in the message: it counts in the body.
    Copied,
    /// By a mechanism of its own, so many in one request.
    Own(usize),
}

/// A port that lends memory with a call. An empty `impl` is the copy in the message.
#[diagnostic::on_unimplemented(
    message = "the kernel port `{Self}` lends no memory",
    label = "needs a kernel that lends memory, or a port that copies it",
    note = "what fits a message can be a parameter: `bytes<N>` without `&`"
)]
pub trait Lends: Client {
    /// Lends these with the next message, and says where its body begins. Memory that is lent to be written becomes zeros.
    fn lend(&mut self, leases: &mut [Lease<'_>]) -> Result<usize, DoesNotFit> {
        copied::lend(self.buffer(), leases)
    }

    /// Sends the first `len` bytes of the buffer, waits for the answer, and takes back what was lent: when this returns the
    /// server has nothing of it any more, however the call ended.
    fn call_lending(
        &mut self,
        to: &Self::Cap,
        operation: u16,
        len: usize,
        leases: &mut [Lease<'_>],
    ) -> Result<Returned, Self::Error> {
        let received = self.call(to, operation, len)?;
        let front = copied::take_back(self.message(), received, leases);
        Ok(Returned { received, front })
    }
}

/// The answer to a call that lent memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The answer.
    pub received: Received,
    /// Where its body begins.
    pub front: usize,
}

/// A port whose requests bring leases. An empty `impl` is the copy in the message.
#[diagnostic::on_unimplemented(
    message = "the kernel port `{Self}` borrows no memory",
    label = "needs a kernel that lends memory, or a port that copies it",
    note = "what fits a message can be a parameter: `bytes<N>` without `&`"
)]
pub trait Borrows: Server {
    /// Looks at what the request of `len` bytes lends: as many as the loan, in its directions, each within its bounds. Notes their
    /// lengths and says where the body begins; `None` for anything else.
    fn look<const L: usize>(&self, len: usize, loan: &mut Loan<'_, L>) -> Option<usize> {
        copied::look(self.message().get(..len)?, loan)
    }

    /// Copies what may be read into the loan.
    fn borrow<const L: usize>(&mut self, len: usize, loan: &mut Loan<'_, L>) -> Option<()> {
        copied::borrow(self.message().get(..len)?, loan)
    }

    /// Gives back what could be written, and says where the body of the answer begins.
    fn give_back<const L: usize>(&mut self, loan: &mut Loan<'_, L>) -> Result<usize, DoesNotFit> {
        copied::give_back(self.buffer(), loan)
    }
}

/// The greatest front of a request that carries these as copies.
pub(crate) const fn most_in_front(leases: &[Lending]) -> usize {
    let lengths = leases.len().saturating_mul(4).next_multiple_of(8);
    lengths.saturating_add(most(leases, true))
}

/// The greatest front of an answer.
pub(crate) const fn most_given_back(leases: &[Lending]) -> usize {
    most(leases, false)
}

const fn most(leases: &[Lending], read: bool) -> usize {
    let (mut sum, mut rest) = (0_usize, leases);
    while let Some((first, others)) = rest.split_first() {
        if (read && first.lend.is_read()) || (!read && first.lend.is_written()) {
            sum = sum.saturating_add(first.most as usize);
        }
        rest = others;
    }
    round_up(sum)
}

/// The next multiple of 8; a length beyond all memory stays one.
const fn round_up(len: usize) -> usize {
    len.saturating_add(len.wrapping_neg() & 7)
}
