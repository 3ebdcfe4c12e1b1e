//! Triangles.

use super::{Sent, sets};
use crate::{
    peers::sum,
    sets::mesh::{self, Mesh, Triangle, Vector},
};

impl Sent for Mesh {
    type Message = sets::Mesh;

    fn message(&self) -> sets::Mesh {
        sets::Mesh { triangles: self.triangles.iter().map(triangle).collect() }
    }

    fn looked_at(message: &sets::Mesh) -> u64 {
        sum(&message.triangles, |triangle| {
            let normal = triangle.normal.unwrap_or_default();
            mesh::looked_at(normal.x, normal.y, normal.z)
        })
    }
}

fn triangle(from: &Triangle) -> sets::Triangle {
    sets::Triangle { v0: vector(from.v0), v1: vector(from.v1), v2: vector(from.v2), normal: vector(from.normal) }
}

#[expect(clippy::unnecessary_wraps, reason = "every message is optional")]
fn vector(from: Vector) -> Option<sets::Vector> {
    Some(sets::Vector { x: from.x, y: from.y, z: from.z })
}
