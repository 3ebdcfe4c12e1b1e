//! Triangles.

use tessera::wire::{DoesNotFit, Write};

use super::{
    Sent,
    stubs::sets::{self, sets::MeshRequest, sets::MeshRequestView},
};
use crate::{
    peers::sum,
    sets::mesh::{self, Mesh, Triangle, Vector},
};

impl Sent for Mesh {
    type Method = sets::sets::Mesh;

    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        let triangles: Vec<_> = self.triangles.iter().map(triangle).collect();
        MeshRequest { triangles: &triangles }.write(out)
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
