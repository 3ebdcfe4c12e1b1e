//! Triangles.

use tessera::{
    Block, Elements, each,
    wire::{DoesNotFit, Write},
};

use super::{
    Sent, Tessera,
    stubs::sets::{self, sets::MeshRequest, sets::MeshRequestView},
};
use crate::{
    Result,
    peers::{Peer, sum},
    sets::mesh::{self, Mesh, Triangle, Vector},
};

impl Sent for Mesh {
    type Method = sets::sets::Mesh;

    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        let triangles = each::<sets::Triangle, _, _>(&self.triangles, |from, out| out.push(&triangle(from)));
        MeshRequest { triangles: Elements::of(&triangles) }.write(out)
    }

    fn looked_at(request: &MeshRequestView<'_>) -> u64 {
        sum(request.triangles, |triangle| {
            let normal = triangle.normal();
            mesh::looked_at(normal.x(), normal.y(), normal.z())
        })
    }
}

#[inline(always)]
fn triangle(from: &Triangle) -> sets::Triangle {
    sets::Triangle { v0: vector(from.v0), v1: vector(from.v1), v2: vector(from.v2), normal: vector(from.normal) }
}

#[inline(always)]
fn vector(from: Vector) -> sets::Vector {
    sets::Vector { x: from.x, y: from.y, z: from.z }
}

/// Ours, where the owner's structs lie in memory as they do in a message: they are copied as one block.
#[derive(Debug, Default)]
pub(crate) struct Whole(Tessera);

impl Peer<Mesh> for Whole {
    fn serialize(&mut self, set: &Mesh) -> Result<&[u8]> {
        let triangles = Block::<sets::Triangle>::new(bytemuck::cast_slice(&set.triangles)).map_err(|_| "malformed")?;
        self.0.written::<sets::sets::Mesh>(|out| MeshRequest { triangles: Elements::of(&triangles) }.write(out))
    }

    fn access(&mut self, bytes: &[u8]) -> Result {
        Peer::<Mesh>::access(&mut self.0, bytes)
    }

    fn read(&mut self, bytes: &[u8]) -> Result<u64> {
        Peer::<Mesh>::read(&mut self.0, bytes)
    }
}
