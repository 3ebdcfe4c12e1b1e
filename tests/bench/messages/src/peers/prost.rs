//! Protocol Buffers by prost. Who has structs of their own makes the generated ones from them, so that is measured too; decoding owns everything.

mod log;
mod mesh;
mod minecraft;
mod mk48;

use std::hint::black_box;

use prost::Message;

use super::Peer;
use crate::Result;

/// The generated code.
#[expect(warnings, reason = "it is what it is")]
mod sets {
    include!(concat!(env!("OUT_DIR"), "/sets.rs"));
}

/// The buffer.
#[derive(Debug, Default)]
pub(crate) struct Prost(Vec<u8>);

/// The message of a set, and what is read of it.
trait Sent {
    type Message: Message + Default;
    fn message(&self) -> Self::Message;
    fn looked_at(message: &Self::Message) -> u64;
}

impl<S: Sent> Peer<S> for Prost {
    fn serialize(&mut self, set: &S) -> Result<&[u8]> {
        self.0.clear();
        set.message().encode(&mut self.0)?;
        Ok(&self.0)
    }

    fn access(&mut self, bytes: &[u8]) -> Result {
        black_box(S::Message::decode(bytes)?);
        Ok(())
    }

    fn read(&mut self, bytes: &[u8]) -> Result<u64> {
        Ok(S::looked_at(&S::Message::decode(bytes)?))
    }
}
