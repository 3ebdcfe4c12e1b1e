//! Constants, types and what they are made of.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::{Bad, Expr, Head, Name, Path};
use crate::source::Span;

/// `const MAX_USERS: u32 = 4 * 8;`
#[derive(Clone, Debug)]
pub struct Const {
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: Type,
    /// The value.
    pub value: Expr,
}

/// `alias Digest = [u8; 32];`
#[derive(Clone, Debug)]
pub struct Alias {
    /// The name.
    pub name: Name,
    /// What it stands for.
    pub ty: Type,
}

/// `type UserId = u16 where self < MAX_USERS;`
#[derive(Clone, Debug)]
pub struct NewType {
    /// The name.
    pub name: Name,
    /// The type that it wraps.
    pub ty: Type,
    /// The refinement.
    pub condition: Option<Expr>,
}

/// `enum Why: u8 { wrong_pin = 1, jammed = 2 }`
#[derive(Clone, Debug)]
pub struct Enum {
    /// The name.
    pub name: Name,
    /// The word `flexible`.
    pub flexible: Option<Span>,
    /// The type of the number; absent where the text leaves it out.
    pub base: Option<Type>,
    /// The variants that could be read.
    pub variants: Vec<Variant>,
    /// The ones that could not.
    pub bad: Vec<Bad>,
}

/// `flags Days: u8 { mon, tue }`
#[derive(Clone, Debug)]
pub struct Flags {
    /// The name.
    pub name: Name,
    /// The word `flexible`.
    pub flexible: Option<Span>,
    /// The type of the bits; absent where the text leaves it out.
    pub base: Option<Type>,
    /// The flags; a value has one bit.
    pub bits: Vec<Variant>,
    /// The flags that could not be read.
    pub bad: Vec<Bad>,
}

/// A variant of an enum or a flag: `wrong_pin = 1`, `mon`
#[derive(Clone, Debug)]
pub struct Variant {
    /// Documentation and attributes.
    pub head: Head,
    /// The name.
    pub name: Name,
    /// The number after `=`.
    pub value: Option<Expr>,
    /// From the name to the value.
    pub span: Span,
}

/// `struct Range { lo: u32, hi: u32 } where lo <= hi;`
#[derive(Clone, Debug)]
pub struct Struct {
    /// The name.
    pub name: Name,
    /// The word `resource`.
    pub resource: Option<Span>,
    /// The fields that could be read.
    pub fields: Vec<Field>,
    /// The fields that could not.
    pub bad: Vec<Bad>,
    /// The refinement.
    pub condition: Option<Expr>,
}

/// `at: Millis`
#[derive(Clone, Debug)]
pub struct Field {
    /// Documentation and attributes.
    pub head: Head,
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: Type,
    /// From the name to the type.
    pub span: Span,
}

/// A type where one is used.
#[derive(Clone, Debug)]
pub struct Type {
    /// Which.
    pub kind: TypeKind,
    /// Where.
    pub span: Span,
}

/// The forms of a type.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `bool`, `u8`, …
    Primitive(Primitive),
    /// `[T; N]`
    Array {
        /// The element.
        element: Box<Type>,
        /// How many.
        length: Expr,
    },
    /// `string<N>`, `bytes<N>`, `list<T, N>`, each also `inline`
    Sequence(Sequence),
    /// `option<T>`
    Option(Box<Type>),
    /// `cap<Lock, open>`
    Capability(Capability),
    /// `&T`, `&out T`, `&mut T`
    Lease {
        /// Who may do what with the memory.
        lend: Lend,
        /// What is lent.
        lent: Box<Type>,
    },
    /// A declared type.
    Path(Path),
    /// Reported by the parser.
    Bad,
}

/// `inline list<Entry, 16>`
#[derive(Clone, Debug)]
pub struct Sequence {
    /// What it holds.
    pub kind: SequenceKind,
    /// The greatest length.
    pub bound: Expr,
    /// The word `inline`.
    pub inline: Option<Span>,
}

/// What a sequence holds.
#[derive(Clone, Debug)]
pub enum SequenceKind {
    /// UTF-8, counted in bytes.
    String,
    /// Bytes.
    Bytes,
    /// Elements of a type.
    List(Box<Type>),
}

/// `cap<Lock, open, read>`: a capability to an interface with these rights.
#[derive(Clone, Debug)]
pub struct Capability {
    /// The interface.
    pub interface: Path,
    /// The rights; empty where the text names none.
    pub rights: Vec<Name>,
}

/// What the server may do with memory that a caller lends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lend {
    /// `&T`: read it.
    In,
    /// `&out T`: write it. It starts as zeros.
    Out,
    /// `&mut T`: both.
    InOut,
}

impl Lend {
    /// How a lease begins in the language.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::In => "&",
            Self::Out => "&out ",
            Self::InOut => "&mut ",
        }
    }

    /// Whether the server sees what the caller had there.
    #[must_use]
    pub const fn is_read(self) -> bool {
        matches!(self, Self::In | Self::InOut)
    }

    /// Whether the caller sees what the server left there.
    #[must_use]
    pub const fn is_written(self) -> bool {
        matches!(self, Self::Out | Self::InOut)
    }
}

/// The types that the language brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Primitive {
    /// `bool`
    Bool,
    /// `u8`
    U8,
    /// `u16`
    U16,
    /// `u32`
    U32,
    /// `u64`
    U64,
    /// `i8`
    I8,
    /// `i16`
    I16,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `f32`
    F32,
    /// `f64`
    F64,
}

impl Primitive {
    /// Every one, in the order of this type.
    pub const ALL: [Self; 11] = [
        Self::Bool,
        Self::U8,
        Self::U16,
        Self::U32,
        Self::U64,
        Self::I8,
        Self::I16,
        Self::I32,
        Self::I64,
        Self::F32,
        Self::F64,
    ];

    /// The word of the language.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }

    /// The primitive of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|primitive| primitive.word() == word)
    }
}
