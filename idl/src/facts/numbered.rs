//! Tables and unions: what has a number on the wire.

use alloc::string::String;

use super::Shape;

/// The most fields of a table: the bits of its presence mask.
pub const MAX_TABLE_FIELDS: usize = 48;

/// A field of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableField {
    /// Its number, from 1: bit `number - 1` of the presence mask.
    pub number: u8,
    /// Its name in the sources; empty where it is reserved.
    pub name: String,
    /// Bytes from the beginning of the table's object; the header takes the first 8.
    pub offset: u32,
    /// Its type, never an option.
    pub shape: Shape,
    /// Whether it is no field any more: it is validated and dropped, and never written.
    pub reserved: bool,
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnionVariant {
    /// Its number, from 1: the tag.
    pub number: u32,
    /// Its name in the sources; empty where it is reserved.
    pub name: String,
    /// Its type. `None` where the number is reserved: a strict union refuses it, to a flexible one it is unknown.
    pub shape: Option<Shape>,
}

/// How a union lies in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnionForm {
    /// In place: the tag, a `u32`, then the slot.
    Strict {
        /// Where the slot begins; what a variant leaves free of it up to the end of the union is zero.
        slot: u32,
    },
    /// `tag: u32, offset: u32, len: u32` (bytes): the variant is an object aligned 8, with its own objects.
    Flexible {
        /// The greatest object in bytes.
        room: u32,
        /// The most capabilities.
        caps: u32,
    },
}
