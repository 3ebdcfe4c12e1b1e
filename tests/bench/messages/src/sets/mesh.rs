//! 125,000 triangles: nothing but numbers. `repr(C)` lets wincode and us copy them as one block.

use bitcode::{Decode, Encode};
use rand::Rng;
use rkyv::{Archive, Serialize};
use wincode::{SchemaRead, SchemaWrite};

use crate::draw::{Source, many, source};

/// The set.
#[derive(Debug, Archive, Serialize, Encode, Decode, SchemaWrite, SchemaRead, serde::Serialize, serde::Deserialize)]
pub(crate) struct Mesh {
    pub(crate) triangles: Vec<Triangle>,
}

/// Three corners and where it looks.
#[derive(
    Clone,
    Copy,
    Debug,
    Archive,
    Serialize,
    Encode,
    Decode,
    SchemaWrite,
    SchemaRead,
    serde::Serialize,
    serde::Deserialize,
    bytemuck::Pod,
    bytemuck::Zeroable,
)]
#[repr(C)]
pub(crate) struct Triangle {
    pub(crate) v0: Vector,
    pub(crate) v1: Vector,
    pub(crate) v2: Vector,
    pub(crate) normal: Vector,
}

/// A point or a direction.
#[derive(
    Clone,
    Copy,
    Debug,
    Archive,
    Serialize,
    Encode,
    Decode,
    SchemaWrite,
    SchemaRead,
    serde::Serialize,
    serde::Deserialize,
    bytemuck::Pod,
    bytemuck::Zeroable,
)]
#[repr(C)]
pub(crate) struct Vector {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) z: f32,
}

/// What is read of a triangle: its normal.
#[inline(always)]
pub(crate) fn looked_at(x: f32, y: f32, z: f32) -> u64 {
    [x, y, z].into_iter().fold(0, |sum: u64, part| sum.wrapping_add(u64::from(part.to_bits())))
}

impl Mesh {
    /// Draws the set.
    pub(crate) fn draw() -> Self {
        Self { triangles: many(&mut source(), 125_000..125_001, Triangle::draw) }
    }
}

impl Triangle {
    fn draw(source: &mut Source) -> Self {
        let mut vector = || Vector { x: source.r#gen(), y: source.r#gen(), z: source.r#gen() };
        Self { v0: vector(), v1: vector(), v2: vector(), normal: vector() }
    }
}
