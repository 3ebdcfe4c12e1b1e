//! `FlatBuffers`: tables behind tables, written back to front by a builder that is used again, verified and then read in place.

mod log;
mod mesh;
mod minecraft;
mod mk48;

use std::hint::black_box;

use flatbuffers::{FlatBufferBuilder, Follow, Verifiable, VerifierOptions, WIPOffset};

use super::Peer;
use crate::Result;

/// The generated code.
#[expect(unsafe_code, warnings, reason = "it is what it is")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/sets_generated.rs"));
}
use generated::sets;

/// The builder, with its buffer.
#[derive(Default)]
pub(crate) struct Flatbuffers(FlatBufferBuilder<'static>);

/// The root of a set, how it is written, and what is read of it.
trait Sent {
    type Root<'a>;
    fn write<'a>(&self, builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<Self::Root<'a>>;
    fn root(bytes: &[u8]) -> Result<Self::Root<'_>, flatbuffers::InvalidFlatbuffer>;
    fn looked_at(root: &Self::Root<'_>) -> u64;
}

/// A verified root. The sets have more tables and more depth than a verifier takes unless it is told.
fn verified<'a, R>(bytes: &'a [u8]) -> Result<R, flatbuffers::InvalidFlatbuffer>
where
    R: Follow<'a, Inner = R> + Verifiable + 'a,
{
    let options = VerifierOptions { max_tables: 10_000_000, max_apparent_size: 1 << 31, ..VerifierOptions::default() };
    flatbuffers::root_with_opts::<R>(&options, bytes)
}

impl<S: Sent> Peer<S> for Flatbuffers {
    fn serialize(&mut self, set: &S) -> Result<&[u8]> {
        self.0.reset();
        let root = set.write(&mut self.0);
        self.0.finish_minimal(root);
        Ok(self.0.finished_data())
    }

    fn access(&mut self, bytes: &[u8]) -> Result {
        black_box(S::root(bytes)?);
        Ok(())
    }

    fn read(&mut self, bytes: &[u8]) -> Result<u64> {
        Ok(S::looked_at(&S::root(bytes)?))
    }
}
