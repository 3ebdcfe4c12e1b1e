//! Triangles.

use super::{Sent, len, sets_capnp as sets};
use crate::sets::mesh::{self, Mesh, Vector};

impl Sent for Mesh {
    type Root = sets::mesh::Owned;

    fn write(&self, root: sets::mesh::Builder<'_>) -> capnp::Result<()> {
        let mut triangles = root.init_triangles(len(&self.triangles));
        for (index, from) in (0..).zip(&self.triangles) {
            let mut to = triangles.reborrow().get(index);
            vector(from.v0, to.reborrow().init_v0());
            vector(from.v1, to.reborrow().init_v1());
            vector(from.v2, to.reborrow().init_v2());
            vector(from.normal, to.init_normal());
        }
        Ok(())
    }

    fn looked_at(root: sets::mesh::Reader<'_>) -> capnp::Result<u64> {
        let mut sum = 0_u64;
        for triangle in root.get_triangles()? {
            let normal = triangle.get_normal()?;
            sum = sum.wrapping_add(mesh::looked_at(normal.get_x(), normal.get_y(), normal.get_z()));
        }
        Ok(sum)
    }
}

fn vector(from: Vector, mut to: sets::vector::Builder<'_>) {
    to.set_x(from.x);
    to.set_y(from.y);
    to.set_z(from.z);
}
