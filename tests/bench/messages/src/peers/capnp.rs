//! Cap'n Proto, unpacked: structs in segments, the first of them memory that is used again. What is read is checked when it is read.

mod log;
mod mesh;
mod minecraft;
mod mk48;

use std::hint::black_box;

use capnp::{
    message::{Builder, ReaderOptions, ScratchSpaceHeapAllocator},
    serialize,
    traits::Owned,
};

use super::Peer;
use crate::Result;

/// The generated code.
#[expect(warnings, reason = "it is what it is")]
mod sets_capnp {
    include!(concat!(env!("OUT_DIR"), "/sets_capnp.rs"));
}

/// Where the first segment lies, and the buffer.
pub(crate) struct Capnp {
    allocator: ScratchSpaceHeapAllocator<'static>,
    buffer: Vec<u8>,
}

/// As many bytes as the largest set takes.
const SCRATCH: usize = 1 << 24;

impl Default for Capnp {
    /// The memory is never given back, for the allocator borrows it, and is to be used again: a new one fills all its memory with zero.
    fn default() -> Self {
        let scratch = vec![0; SCRATCH].leak();
        Self { allocator: ScratchSpaceHeapAllocator::new(scratch), buffer: Vec::new() }
    }
}

/// The root of a set, how it is written, and what is read of it.
trait Sent {
    type Root: Owned;
    fn write(&self, root: <Self::Root as Owned>::Builder<'_>) -> capnp::Result<()>;
    fn looked_at(root: <Self::Root as Owned>::Reader<'_>) -> capnp::Result<u64>;
}

impl<S: Sent> Peer<S> for Capnp {
    fn serialize(&mut self, set: &S) -> Result<&[u8]> {
        let mut message = Builder::new(&mut self.allocator);
        set.write(message.init_root())?;
        self.buffer.clear();
        serialize::write_message(&mut self.buffer, &message)?;
        Ok(&self.buffer)
    }

    fn access(&mut self, mut bytes: &[u8]) -> Result {
        let message = serialize::read_message_from_flat_slice_no_alloc(&mut bytes, ReaderOptions::new())?;
        black_box(message.get_root::<<S::Root as Owned>::Reader<'_>>()?);
        Ok(())
    }

    fn read(&mut self, mut bytes: &[u8]) -> Result<u64> {
        let message = serialize::read_message_from_flat_slice_no_alloc(&mut bytes, ReaderOptions::new())?;
        Ok(S::looked_at(message.get_root()?)?)
    }
}

/// The length of a list, as Cap'n Proto has it.
fn len<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}
