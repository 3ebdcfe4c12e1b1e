//! Triangles.

use flatbuffers::{FlatBufferBuilder, InvalidFlatbuffer, WIPOffset};

use super::{Sent, sets, verified};
use crate::{
    peers::sum,
    sets::mesh::{self, Mesh, Triangle, Vector},
};

impl Sent for Mesh {
    type Root<'a> = sets::Mesh<'a>;

    fn write<'a>(&self, builder: &mut FlatBufferBuilder<'a>) -> WIPOffset<sets::Mesh<'a>> {
        let triangles = Some(builder.create_vector_from_iter(self.triangles.iter().map(triangle)));
        sets::Mesh::create(builder, &sets::MeshArgs { triangles })
    }

    fn root(bytes: &[u8]) -> Result<sets::Mesh<'_>, InvalidFlatbuffer> {
        verified(bytes)
    }

    fn looked_at(root: &sets::Mesh<'_>) -> u64 {
        sum(root.triangles(), |triangle| {
            let normal = triangle.normal();
            mesh::looked_at(normal.x(), normal.y(), normal.z())
        })
    }
}

#[inline(always)]
fn triangle(from: &Triangle) -> sets::Triangle {
    sets::Triangle::new(&vector(from.v0), &vector(from.v1), &vector(from.v2), &vector(from.normal))
}

#[inline(always)]
fn vector(from: Vector) -> sets::Vector {
    sets::Vector::new(from.x, from.y, from.z)
}
