//! bitcode: columns of fields, decoded as a whole; text is left where it is.

use bitcode::{Buffer, Decode, Encode};
use std::hint::black_box;

use super::{Peer, sum};
use crate::{
    Result,
    sets::{
        log::{self, Log},
        mesh::{self, Mesh},
        minecraft::{self, Minecraft},
        mk48::{self, Mk48},
    },
};

/// The buffers: what is written, and what is needed while decoding.
#[derive(Default)]
pub(crate) struct Bitcode(Buffer);

/// What a set is decoded to, and what is read of it.
trait Looked: Encode {
    type Decoded<'a>: Decode<'a>;
    fn looked_at(decoded: &Self::Decoded<'_>) -> u64;
}

impl<S: Looked> Peer<S> for Bitcode {
    fn serialize(&mut self, set: &S) -> Result<&[u8]> {
        Ok(self.0.encode(set))
    }

    fn access(&mut self, bytes: &[u8]) -> Result {
        black_box(self.0.decode::<S::Decoded<'_>>(bytes)?);
        Ok(())
    }

    fn read(&mut self, bytes: &[u8]) -> Result<u64> {
        Ok(S::looked_at(&self.0.decode(bytes)?))
    }
}

impl Looked for Log {
    type Decoded<'a> = Log<&'a str>;
    fn looked_at(decoded: &Log<&str>) -> u64 {
        sum(&decoded.entries, |entry| log::looked_at(entry.address.bytes(), entry.code, entry.size))
    }
}

impl Looked for Mesh {
    type Decoded<'a> = Self;
    fn looked_at(decoded: &Self) -> u64 {
        sum(&decoded.triangles, |triangle| mesh::looked_at(triangle.normal.x, triangle.normal.y, triangle.normal.z))
    }
}

impl Looked for Minecraft {
    type Decoded<'a> = Minecraft<&'a str>;
    fn looked_at(decoded: &Minecraft<&str>) -> u64 {
        sum(&decoded.players, |player| minecraft::looked_at(player.game_type as u8))
    }
}

impl Looked for Mk48 {
    type Decoded<'a> = Self;
    fn looked_at(decoded: &Self) -> u64 {
        sum(&decoded.updates, |update| mk48::looked_at(update.score))
    }
}
