//! Ours: each set is the request of a method, validated once and read in place.

mod log;
pub(crate) mod mesh;
mod minecraft;
mod mk48;

use std::hint::black_box;

use tessera::{
    Method, Served,
    wire::{DoesNotFit, Message, Read},
};

use super::Peer;
use crate::Result;

/// The generated code.
#[expect(dead_code, unreachable_pub, clippy::pedantic, reason = "bodies are measured, not calls")]
mod stubs {
    tessera::stubs!();
}

/// The buffer, as large as a port's would have to be.
#[derive(Debug, Default)]
pub(crate) struct Tessera(Vec<u8>);

/// The method of a set, how its request is written, and what is read of it.
trait Sent {
    type Method: Served;

    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit>;

    fn looked_at(request: &<Self::Method as Served>::Request<'_>) -> u64;
}

impl<S: Sent> Peer<S> for Tessera {
    fn serialize(&mut self, set: &S) -> Result<&[u8]> {
        self.written::<S::Method>(|out| set.write(out))
    }

    fn access(&mut self, bytes: &[u8]) -> Result {
        black_box(validated::<S>(bytes)?);
        Ok(())
    }

    fn read(&mut self, bytes: &[u8]) -> Result<u64> {
        Ok(S::looked_at(&validated::<S>(bytes)?))
    }
}

impl Tessera {
    #[inline(always)]
    fn written<M: Method>(&mut self, write: impl FnOnce(&mut [u8]) -> Result<usize, DoesNotFit>) -> Result<&[u8]> {
        self.0.resize(M::MAX_REQUEST, 0);
        let len = write(&mut self.0).map_err(|_| "does not fit")?;
        Ok(self.0.get(..len).unwrap_or_default())
    }
}

#[inline(always)]
fn validated<S: Sent>(body: &[u8]) -> Result<<S::Method as Served>::Request<'_>> {
    Ok(Read::read(Message { body, caps: 0 }).map_err(|_| "malformed")?)
}
