//! Shapes: types with every name looked up and every bound evaluated, and the bytes that they take.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::ops::Range;

use crate::{
    arena::Handle,
    ast::Lend,
    model::{Float, Int, Interface, Rights, TypeDef},
};

/// A type as it lies in a body: what it is and what it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// What it is.
    pub kind: ShapeKind,
    /// What it takes, in place and behind it.
    pub extent: Extent,
}

/// The kinds of shapes. Aliases are looked through; new types, enums, flags, structs, tables and unions keep their name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    /// One byte, 0 or 1.
    Bool,
    /// An integer, little-endian.
    Int(Int),
    /// The bits of a float, little-endian.
    Float(Float),
    /// `[T; N]`: the elements one after the other.
    Array {
        /// The type of an element.
        element: Box<Shape>,
        /// How many there are, at least 1.
        len: u32,
    },
    /// `string<N>`: `offset: u32, len: u32`, the UTF-8 bytes are an object aligned 1.
    Text {
        /// The most bytes that it may have, at least 1.
        bound: u32,
    },
    /// `bytes<N>`: as a string, but any bytes.
    Bytes {
        /// The most bytes that there may be, at least 1.
        bound: u32,
    },
    /// `list<T, N>`: `offset: u32, len: u32` (elements), the elements are an object at their alignment.
    List {
        /// The type of an element.
        element: Box<Shape>,
        /// The most elements that there may be, at least 1.
        bound: u32,
    },
    /// `inline string<N>`: a C struct of the length and `N` bytes, the unused ones zero.
    InlineText {
        /// The most bytes that it may have, at least 1.
        bound: u32,
        /// The type of the length at offset 0. The bytes follow directly: they are aligned 1.
        prefix: Int,
    },
    /// `inline bytes<N>`: as an inline string, but any bytes.
    InlineBytes {
        /// The most bytes that there may be, at least 1.
        bound: u32,
        /// The type of the length at offset 0.
        prefix: Int,
    },
    /// `inline list<T, N>`: a C struct of the length and `N` places, the unused ones zero. `T` has no objects and no
    /// capabilities.
    InlineList {
        /// The type of an element.
        element: Box<Shape>,
        /// The most elements that there may be, at least 1.
        bound: u32,
        /// The type of the length at offset 0.
        prefix: Int,
        /// Where the first place begins: the length's size rounded up to the element's alignment.
        places: u32,
    },
    /// `option<T>`.
    Option {
        /// The type of the value.
        value: Box<Shape>,
        /// How the wire says that there is none.
        absence: Absence,
    },
    /// A new type, an enum, flags, a struct, a table or a union.
    Named(Handle<TypeDef>),
    /// `cap<I, rights>`: its index among the message's capabilities, a `u16`.
    Cap {
        /// What can be called.
        interface: Handle<Interface>,
        /// The rights that the capability carries.
        rights: Rights,
    },
}

/// How an absent `option<T>` looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// As an out-of-line `T` whose offset is all ones and whose length is 0; the tag of a flexible union is 0.
    Offset,
    /// As a capability whose index is all ones.
    Index,
    /// As a C struct `{ u8 0/1, T }`: the byte is 0, and so is every byte of `T`, which begins at this offset.
    Tag(u32),
}

/// What a value takes: bytes in place, and what it mentions behind them. All numbers are the greatest possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Bytes in place, a multiple of the alignment.
    pub size: u32,
    /// The alignment in place: 1, 2, 4 or 8.
    pub align: u32,
    /// Levels of objects below the value: 0 when it lies in place entirely.
    pub depth: u32,
    /// The most capabilities that it mentions.
    pub caps: u32,
}

impl Extent {
    /// Whether a value mentions objects behind the fixed part.
    #[must_use]
    pub const fn has_objects(self) -> bool {
        self.depth > 0
    }
}

/// A field of a struct or of a body's fixed part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the sources.
    pub name: String,
    /// Bytes from the beginning of the struct or body.
    pub offset: u32,
    /// Its type.
    pub shape: Shape,
}

/// The body of a message: a fixed part, which is the parameters as a C struct, then the objects, then zeros up to a
/// multiple of 8.
///
/// Objects begin where the fixed part ends, and that is a multiple of its alignment, as in C.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The parameters in declaration order.
    pub fields: Vec<Field>,
    /// The bytes of the fixed part that belong to no field, as `offset..end`, in order. The zeros up to a multiple of
    /// 8 of a body that is only a fixed part belong to it.
    pub padding: Vec<Range<u32>>,
    /// The size of the fixed part in bytes, 0 without parameters.
    pub fixed: u32,
    /// `MAX_BODY`: the greatest body in bytes, a multiple of 8, at most 2³¹.
    pub max: u32,
    /// `MAX_CAPS`: the most capabilities.
    pub caps: u32,
    /// `DEPTH`: levels of objects, 0 when there are none.
    pub depth: u32,
}

/// Memory of the caller that the server may use until it answers: no byte of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Its name in the sources.
    pub name: String,
    /// What the server may do with it.
    pub lend: Lend,
    /// What is lent: [`ShapeKind::Bytes`], or a [`ShapeKind::List`] of elements that lie in place entirely. The lent memory
    /// is the elements alone, one after the other as in an object; a caller lends as many as it has, up to the bound.
    pub shape: Shape,
    /// The greatest length in bytes.
    pub max: u32,
}

impl Body {
    /// Whether the body is only a fixed part: then every body has the same size, [`Body::max`].
    #[must_use]
    pub const fn is_fixed(&self) -> bool {
        self.depth == 0
    }
}
