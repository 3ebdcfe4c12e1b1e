//! rkyv: archived structs, read in place after a validation.

use std::mem;

use rkyv::{
    Archive, Serialize, access,
    api::high::{HighSerializer, HighValidator, to_bytes_in},
    bytecheck::CheckBytes,
    rancor::Failure,
    ser::allocator::ArenaHandle,
    util::AlignedVec,
};
use std::hint::black_box;

use super::{Peer, sum};
use crate::{
    Result,
    sets::{
        log::{self, ArchivedLog, Log},
        mesh::{self, ArchivedMesh, Mesh},
        minecraft::{self, ArchivedGameType, ArchivedMinecraft, Minecraft},
        mk48::{self, ArchivedMk48, Mk48},
    },
};

/// The buffer.
#[derive(Debug, Default)]
pub(crate) struct Rkyv(AlignedVec);

/// What is read of a set.
trait Looked: Archive {
    fn looked_at(archived: &Self::Archived) -> u64;
}

impl<S> Peer<S> for Rkyv
where
    S: Looked + for<'a> Serialize<HighSerializer<AlignedVec, ArenaHandle<'a>, Failure>>,
    S::Archived: for<'a> CheckBytes<HighValidator<'a, Failure>>,
{
    fn serialize(&mut self, set: &S) -> Result<&[u8]> {
        let mut buffer = mem::take(&mut self.0);
        buffer.clear();
        self.0 = to_bytes_in::<_, Failure>(set, buffer)?;
        Ok(&self.0)
    }

    fn access(&mut self, bytes: &[u8]) -> Result {
        black_box(access::<S::Archived, Failure>(bytes)?);
        Ok(())
    }

    fn read(&mut self, bytes: &[u8]) -> Result<u64> {
        Ok(S::looked_at(access::<S::Archived, Failure>(bytes)?))
    }
}

impl Looked for Log {
    fn looked_at(archived: &ArchivedLog<String>) -> u64 {
        sum(archived.entries.iter(), |entry| {
            let address = &entry.address;
            let address = [address.x0, address.x1, address.x2, address.x3];
            log::looked_at(address, entry.code.to_native(), entry.size.to_native())
        })
    }
}

impl Looked for Mesh {
    fn looked_at(archived: &ArchivedMesh) -> u64 {
        sum(archived.triangles.iter(), |triangle| {
            let normal = &triangle.normal;
            mesh::looked_at(normal.x.to_native(), normal.y.to_native(), normal.z.to_native())
        })
    }
}

impl Looked for Minecraft {
    fn looked_at(archived: &ArchivedMinecraft<String>) -> u64 {
        sum(archived.players.iter(), |player| {
            minecraft::looked_at(match player.game_type {
                ArchivedGameType::Survival => 0,
                ArchivedGameType::Creative => 1,
                ArchivedGameType::Adventure => 2,
                ArchivedGameType::Spectator => 3,
            })
        })
    }
}

impl Looked for Mk48 {
    fn looked_at(archived: &ArchivedMk48<Vec<u8>>) -> u64 {
        sum(archived.updates.iter(), |update| mk48::looked_at(update.score.to_native()))
    }
}
