//! postcard: numbers of variable length, decoded as a whole; text and bytes are left where they are.

use std::hint::black_box;

use serde::{Deserialize, Serialize};

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

/// The buffer.
#[derive(Debug, Default)]
pub(crate) struct Postcard(Vec<u8>);

/// What a set is decoded to, and what is read of it.
trait Looked: Serialize {
    type Decoded<'a>: Deserialize<'a>;
    fn looked_at(decoded: &Self::Decoded<'_>) -> u64;
}

impl<S: Looked> Peer<S> for Postcard {
    fn serialize(&mut self, set: &S) -> Result<&[u8]> {
        if self.0.is_empty() {
            self.0.resize(postcard::experimental::serialized_size(set)?, 0);
        }
        Ok(postcard::to_slice(set, &mut self.0)?)
    }

    fn access(&mut self, bytes: &[u8]) -> Result {
        black_box(postcard::from_bytes::<S::Decoded<'_>>(bytes)?);
        Ok(())
    }

    fn read(&mut self, bytes: &[u8]) -> Result<u64> {
        Ok(S::looked_at(&postcard::from_bytes(bytes)?))
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
    type Decoded<'a> = Mk48<&'a [u8]>;
    fn looked_at(decoded: &Mk48<&[u8]>) -> u64 {
        sum(&decoded.updates, |update| mk48::looked_at(update.score))
    }
}
