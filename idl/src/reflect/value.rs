//! Values of any type, as a tree.

use alloc::{boxed::Box, string::String, vec::Vec};

use crate::facts::TableField;

/// A value. Its type says the rest: names of fields and variants are not repeated in each value.
///
/// A new type is the value inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Of `bool`.
    Bool(bool),
    /// Of an integer type; the number of an enum; the bits of flags.
    Int(i128),
    /// The bits of an `f32`.
    F32(u32),
    /// The bits of an `f64`.
    F64(u64),
    /// Of a string.
    Text(String),
    /// Of bytes.
    Bytes(Vec<u8>),
    /// The elements of an array or a list.
    List(Vec<Value>),
    /// The fields of a struct, or the parameters of a message, in declaration order.
    Struct(Vec<Value>),
    /// Of an option.
    Option(Option<Box<Value>>),
    /// A capability: its index among those of the message.
    Cap(u16),
    /// The fields of a table that are present, by their numbers, reserved ones among them, and what is not known.
    Table(Vec<(u8, Value)>, Option<Box<Unknown>>),
    /// The variant of a union with this number.
    Union(u32, Box<Value>),
    /// A variant of a flexible union that the type does not know: its number and its bytes.
    UnknownVariant(u32, Vec<u8>),
}

/// The fields of a table that its type does not know.
///
/// They hold for the very place in which they were found: offsets in them count from the beginning of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Which fields they are: bit `number - 1`.
    pub mask: u64,
    /// What lies behind the known fields in the fixed part.
    pub fixed: Vec<u8>,
    /// What lies behind the objects of known fields.
    pub objects: Vec<u8>,
}

/// The header of a table's object in bytes: the presence mask, then the length of the fixed part.
pub(super) const HEADER: u32 = 8;

/// The bits of the presence mask.
pub(super) const MASK: u64 = (1 << 48) - 1;

/// Where a field of a table ends, in bytes from the beginning of the object.
pub(super) const fn end_of(field: &TableField) -> u32 {
    field.offset.saturating_add(field.shape.extent.size)
}

impl Value {
    /// What it is, with its article.
    #[must_use]
    pub const fn noun(&self) -> &'static str {
        match self {
            Self::Bool(_) => "a truth value",
            Self::Int(_) => "a whole number",
            Self::F32(_) => "an `f32`",
            Self::F64(_) => "an `f64`",
            Self::Text(_) => "a string",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "a list",
            Self::Struct(_) => "a struct",
            Self::Option(_) => "an option",
            Self::Cap(_) => "a capability",
            Self::Table(..) => "a table",
            Self::Union(..) | Self::UnknownVariant(..) => "a variant of a union",
        }
    }
}
