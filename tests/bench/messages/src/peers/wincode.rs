//! wincode: fields one behind the other, decoded as a whole; text and plain elements are left where they are.

use std::hint::black_box;

use wincode::{SchemaRead, SchemaWrite, config::Configuration};

use super::{Peer, sum};
use crate::{
    Result,
    sets::{
        log::{self, Log},
        mesh::{self, Mesh, Triangle},
        minecraft::{self, Minecraft},
        mk48::{self, Mk48},
    },
};

/// The buffer.
#[derive(Debug, Default)]
pub(crate) struct Wincode(Vec<u8>);

/// What a set is decoded to, and what is read of it.
trait Looked: SchemaWrite<Config, Src = Self> {
    type Decoded<'a>: SchemaRead<'a, Config, Dst = Self::Decoded<'a>>;
    fn looked_at(decoded: &Self::Decoded<'_>) -> u64;
}

/// The default, for vectors of more than 4 MiB too.
type Config = Configuration<true, { usize::MAX }>;
const CONFIG: Config = Configuration::default().disable_preallocation_size_limit();

impl<S: Looked> Peer<S> for Wincode {
    fn serialize(&mut self, set: &S) -> Result<&[u8]> {
        if self.0.is_empty() {
            self.0.resize(usize::try_from(wincode::config::serialized_size(set, CONFIG)?)?, 0);
        }
        wincode::config::serialize_into(self.0.as_mut_slice(), set, CONFIG)?;
        Ok(&self.0)
    }

    fn access(&mut self, bytes: &[u8]) -> Result {
        black_box(decoded::<S>(bytes)?);
        Ok(())
    }

    fn read(&mut self, bytes: &[u8]) -> Result<u64> {
        Ok(S::looked_at(&decoded::<S>(bytes)?))
    }
}

#[inline(always)]
fn decoded<S: Looked>(bytes: &[u8]) -> Result<S::Decoded<'_>> {
    Ok(wincode::config::deserialize(bytes, CONFIG)?)
}

impl Looked for Log {
    type Decoded<'a> = Log<&'a str>;
    fn looked_at(decoded: &Log<&str>) -> u64 {
        sum(&decoded.entries, |entry| log::looked_at(entry.address.bytes(), entry.code, entry.size))
    }
}

impl Looked for Mesh {
    type Decoded<'a> = &'a [Triangle];
    fn looked_at(decoded: &&[Triangle]) -> u64 {
        sum(*decoded, |triangle| mesh::looked_at(triangle.normal.x, triangle.normal.y, triangle.normal.z))
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
