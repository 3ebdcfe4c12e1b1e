//! Values of any type, as a tree.

use alloc::{boxed::Box, string::String, vec::Vec};

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
        }
    }
}
