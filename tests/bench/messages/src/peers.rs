//! Whoever writes a set and reads it back.

pub(crate) mod bitcode;
#[cfg(feature = "schemas")]
mod capnp;
#[cfg(feature = "schemas")]
mod flatbuffers;
pub(crate) mod postcard;
#[cfg(feature = "schemas")]
mod prost;
pub(crate) mod rkyv;
pub(crate) mod tessera;
pub(crate) mod wincode;

use crate::{Result, case::Begin};

/// A peer on a set. It holds the buffers that it uses again.
pub(crate) trait Peer<S>: Default {
    /// Writes the set.
    fn serialize(&mut self, set: &S) -> Result<&[u8]>;

    /// What stands before the first field: the bytes are validated, or decoded. The bytes begin at a multiple of 16.
    fn access(&mut self, bytes: &[u8]) -> Result;

    /// The same, and then the fields that are read: their sum.
    fn read(&mut self, bytes: &[u8]) -> Result<u64>;
}

/// The sum of what is read of each element.
#[inline(always)]
pub(crate) fn sum<T>(elements: impl IntoIterator<Item = T>, looked_at: impl Fn(T) -> u64) -> u64 {
    elements.into_iter().fold(0, |sum, element| sum.wrapping_add(looked_at(element)))
}

/// A set, with the peers on it that have a compiler of their own.
pub(crate) trait Compiled: Sized {
    /// None without the feature `schemas`.
    fn peers<'a>() -> Vec<(&'static str, Begin<'a, Self>)>;
}

#[cfg(not(feature = "schemas"))]
impl<S> Compiled for S {
    fn peers<'a>() -> Vec<(&'static str, Begin<'a, Self>)> {
        Vec::new()
    }
}

#[cfg(feature = "schemas")]
impl<S> Compiled for S
where
    flatbuffers::Flatbuffers: Peer<S>,
    capnp::Capnp: Peer<S>,
    prost::Prost: Peer<S>,
{
    fn peers<'a>() -> Vec<(&'static str, Begin<'a, Self>)> {
        use crate::case::begin;
        vec![
            ("flatbuffers", begin::<S, flatbuffers::Flatbuffers>),
            ("capnp", begin::<S, capnp::Capnp>),
            ("prost", begin::<S, prost::Prost>),
        ]
    }
}
