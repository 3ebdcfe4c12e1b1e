//! What a server has of the leases of one request.

use super::{Borrows, Lend, Lending};
use crate::{Method, wire::DoesNotFit};

/// The leases of one request: memory of the server that holds a copy while its handler works on it.
#[derive(Debug)]
pub struct Loan<'r, const L: usize> {
    room: &'r mut [u8],
    pub(super) of: &'static [Lending],
    pub(super) lens: [usize; L],
}

impl<'r, const L: usize> Loan<'r, L> {
    /// Of a method with `L` leases, in a room that holds the greatest of each. How much a request lends is seen later.
    #[inline]
    #[must_use]
    pub const fn of<M: Method>(room: &'r mut [u8]) -> Self {
        const { assert!(M::LEASES.len() == L, "the method lends so often") };
        Self { room, of: M::LEASES, lens: [0; L] }
    }

    /// What the method says of each, in order.
    #[must_use]
    pub const fn lendings(&self) -> &'static [Lending] {
        self.of
    }

    /// Notes what a request lends: its directions and lengths in bytes, in order. `None` unless that is what the method says.
    pub fn note(&mut self, lent: &[(Lend, usize)]) -> Option<()> {
        let is_said = |((lend, len), of): (&(Lend, usize), &Lending)| *lend == of.lend && of.takes(*len);
        if lent.len() != L || !lent.iter().zip(self.of).all(is_said) {
            return None;
        }
        for (len, (_, found)) in self.lens.iter_mut().zip(lent) {
            *len = *found;
        }
        Some(())
    }

    /// The memory of each, in order.
    pub fn parts(&mut self) -> [&mut [u8]; L] {
        let mut rest = &mut *self.room;
        self.lens.map(|len| {
            // The room is large enough, as the dispatcher knows.
            let (part, behind) = core::mem::take(&mut rest).split_at_mut_checked(len).unwrap_or_default();
            rest = behind;
            part
        })
    }

    /// Whether each that may be read holds what its method says.
    fn is_valid(&mut self) -> bool {
        let of = self.of;
        self.parts().into_iter().zip(of).all(|(part, of)| !of.lend.is_read() || (of.check)(part))
    }
}

/// What a request brings beside its body, as the monitor sees it: memory in `L` parts. `()` is nothing.
pub trait Beside<K, const L: usize> {
    /// Whether the handler may hand out capabilities.
    const HANDS_OUT: bool = false;
    /// Looks at it, and says where the body begins; `None` if it is not what the method says.
    fn look(&mut self, port: &K, len: usize) -> Option<usize>;
    /// Takes it, validated.
    fn take(&mut self, port: &mut K, len: usize) -> Option<()>;
    /// What the handler is given.
    fn parts(&mut self) -> [&mut [u8]; L];
    /// Gives it back, and says where the body of the answer begins.
    fn give_back(&mut self, port: &mut K) -> Result<usize, DoesNotFit>;
}

impl<K> Beside<K, 0> for () {
    #[inline(always)]
    fn look(&mut self, _: &K, _: usize) -> Option<usize> {
        Some(0)
    }
    #[inline(always)]
    fn take(&mut self, _: &mut K, _: usize) -> Option<()> {
        Some(())
    }
    #[inline(always)]
    fn parts(&mut self) -> [&mut [u8]; 0] {
        []
    }
    #[inline(always)]
    fn give_back(&mut self, _: &mut K) -> Result<usize, DoesNotFit> {
        Ok(0)
    }
}

impl<K: Borrows, const L: usize> Beside<K, L> for Loan<'_, L> {
    #[inline]
    fn look(&mut self, port: &K, len: usize) -> Option<usize> {
        port.look(len, self)
    }
    #[inline]
    fn take(&mut self, port: &mut K, len: usize) -> Option<()> {
        port.borrow(len, self)?;
        self.is_valid().then_some(())
    }
    #[inline]
    fn parts(&mut self) -> [&mut [u8]; L] {
        Loan::parts(self)
    }
    #[inline]
    fn give_back(&mut self, port: &mut K) -> Result<usize, DoesNotFit> {
        port.give_back(self)
    }
}
