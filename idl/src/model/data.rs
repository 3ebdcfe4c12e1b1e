//! Constants and types, as the sources name them.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::{Attributes, Expr, Interface, Package, Rights, TableDef, UnionDef};
use crate::{arena::Handle, ast::Primitive, source::Span};

/// `const NAME: type = value;`
#[derive(Clone, Debug)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// The package that it belongs to.
    pub package: Handle<Package>,
    /// Its type.
    pub ty: Type,
    /// Its value.
    pub value: Expr,
}

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// The package that it belongs to.
    pub package: Handle<Package>,
    /// What it is marked with.
    pub attributes: Attributes,
    /// What it is.
    pub kind: TypeDefKind,
}

/// The kinds of named types.
#[derive(Clone, Debug)]
pub enum TypeDefKind {
    /// `alias Name = type;`: another name for the same type.
    Alias(Type),
    /// `type Name = type where …;`: a new type.
    Newtype {
        /// What it is made of.
        inner: Type,
        /// What its values fulfil.
        condition: Option<Expr>,
    },
    /// `enum Name: repr { … }`
    Enum {
        /// How it is stored; absent where the text leaves it out, which is an error.
        repr: Option<Type>,
        /// Whether unknown values reach the program.
        flexible: bool,
        /// Its values.
        variants: Vec<VariantDef>,
    },
    /// `flags Name: repr { … }`
    Flags {
        /// How they are stored; absent where the text leaves it out, which is an error.
        repr: Option<Type>,
        /// Whether unknown bits are kept.
        flexible: bool,
        /// Its bits.
        flags: Vec<FlagDef>,
    },
    /// `struct Name { … }`
    Struct(StructDef),
    /// `table Name max … { … }`
    Table(TableDef),
    /// `union Name { … }`
    Union(UnionDef),
    /// Something that is not understood; it has been reported.
    Bad,
}

/// `name = value` of an enum.
#[derive(Clone, Debug)]
pub struct VariantDef {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub span: Span,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// What it is marked with.
    pub attributes: Attributes,
    /// Its number.
    pub value: Option<Expr>,
}

/// `name` or `name = value` of flags.
#[derive(Clone, Debug)]
pub struct FlagDef {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub span: Span,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// What it is marked with.
    pub attributes: Attributes,
    /// Its value, one bit. Without one it is the next higher bit than the flag before.
    pub value: Option<Expr>,
}

/// The body of a struct.
#[derive(Clone, Debug)]
pub struct StructDef {
    /// Whether it may hold capabilities, now or ever.
    pub resource: bool,
    /// Its fields in declaration order.
    pub fields: Vec<FieldDef>,
    /// What its fields fulfil together.
    pub condition: Option<Expr>,
}

/// A field of a struct, a parameter or a result.
#[derive(Clone, Debug)]
pub struct FieldDef {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub span: Span,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// What it is marked with.
    pub attributes: Attributes,
    /// Its type.
    pub ty: Type,
}

/// A type as it is written at one place.
#[derive(Clone, Debug)]
pub struct Type {
    /// What it is.
    pub kind: TypeKind,
    /// Where it is written.
    pub span: Span,
}

/// The kinds of types.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `bool`
    Bool,
    /// `u8` to `u64`, `i8` to `i64`
    Int(Int),
    /// `f32`, `f64`
    Float(Float),
    /// `[T; N]`
    Array(Box<Type>, Expr),
    /// `string<N>`, `inline string<N>`
    Text {
        /// The most bytes.
        bound: Expr,
        /// Whether it lies in place.
        inline: bool,
    },
    /// `bytes<N>`, `inline bytes<N>`
    Bytes {
        /// The most bytes.
        bound: Expr,
        /// Whether they lie in place.
        inline: bool,
    },
    /// `list<T, N>`, `inline list<T, N>`
    List {
        /// The type of an element.
        element: Box<Type>,
        /// The most elements.
        bound: Expr,
        /// Whether they lie in place.
        inline: bool,
    },
    /// `option<T>`
    Option(Box<Type>),
    /// The name of a type.
    Named(Handle<TypeDef>),
    /// `cap<Interface, right, …>`
    Cap {
        /// What can be called.
        interface: Handle<Interface>,
        /// The rights that are named; every right of the interface if none is.
        rights: Rights,
    },
    /// Something that is not understood; it has been reported.
    Bad,
}

/// Integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Int {
    /// 8 bits, unsigned.
    U8,
    /// 16 bits, unsigned.
    U16,
    /// 32 bits, unsigned.
    U32,
    /// 64 bits, unsigned.
    U64,
    /// 8 bits, two's complement.
    I8,
    /// 16 bits, two's complement.
    I16,
    /// 32 bits, two's complement.
    I32,
    /// 64 bits, two's complement.
    I64,
}

impl Int {
    /// The size in bytes, which is also the alignment.
    #[must_use]
    pub const fn size(self) -> u32 {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 => 4,
            Self::U64 | Self::I64 => 8,
        }
    }

    /// Whether negative numbers belong to it.
    #[must_use]
    pub const fn is_signed(self) -> bool {
        matches!(self, Self::I8 | Self::I16 | Self::I32 | Self::I64)
    }

    /// The least number.
    #[must_use]
    pub const fn least(self) -> i128 {
        if self.is_signed() { -(1 << (self.size() * 8 - 1)) } else { 0 }
    }

    /// The greatest number.
    #[must_use]
    pub const fn greatest(self) -> i128 {
        let bits = self.size() * 8;
        if self.is_signed() { (1 << (bits - 1)) - 1 } else { (1 << bits) - 1 }
    }

    /// The word of the language, which is also Rust's.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
        }
    }
}

/// Floats: bit patterns, NaN included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Float {
    /// 32 bits.
    F32,
    /// 64 bits.
    F64,
}

impl Float {
    /// The size in bytes, which is also the alignment.
    #[must_use]
    pub const fn size(self) -> u32 {
        match self {
            Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// The word of the language, which is also Rust's.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }
}

impl From<Primitive> for TypeKind {
    fn from(primitive: Primitive) -> Self {
        match primitive {
            Primitive::Bool => Self::Bool,
            Primitive::U8 => Self::Int(Int::U8),
            Primitive::U16 => Self::Int(Int::U16),
            Primitive::U32 => Self::Int(Int::U32),
            Primitive::U64 => Self::Int(Int::U64),
            Primitive::I8 => Self::Int(Int::I8),
            Primitive::I16 => Self::Int(Int::I16),
            Primitive::I32 => Self::Int(Int::I32),
            Primitive::I64 => Self::Int(Int::I64),
            Primitive::F32 => Self::Float(Float::F32),
            Primitive::F64 => Self::Float(Float::F64),
        }
    }
}
