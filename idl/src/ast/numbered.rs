//! Tables and unions: what they are made of has numbers.

use alloc::vec::Vec;

use super::{Bad, Expr, Head, Name, Type};
use crate::source::Span;

/// `resource table Settings max 256 caps 1 { 1: auto_lock: bool, 2: reserved u32 }`
#[derive(Clone, Debug)]
pub struct Table {
    /// The name.
    pub name: Name,
    /// The word `resource`.
    pub resource: Option<Span>,
    /// Room for what later versions add.
    pub room: Room,
    /// The fields that could be read.
    pub fields: Vec<Numbered>,
    /// The ones that could not.
    pub bad: Vec<Bad>,
}

/// `flexible resource union Proof max 256 caps 1 { 1: pin: Pin, 2: reserved }`
#[derive(Clone, Debug)]
pub struct Union {
    /// The name.
    pub name: Name,
    /// The word `flexible`.
    pub flexible: Option<Span>,
    /// The word `resource`.
    pub resource: Option<Span>,
    /// Room for what later versions add.
    pub room: Room,
    /// The variants that could be read.
    pub variants: Vec<Numbered>,
    /// The ones that could not.
    pub bad: Vec<Bad>,
}

/// `max 256 caps 2`
#[derive(Clone, Debug)]
pub struct Room {
    /// The greatest object in bytes, after `max`.
    pub max: Option<Expr>,
    /// The most capabilities, after `caps`.
    pub caps: Option<Expr>,
}

/// A field of a table or a variant of a union: `1: auto_lock: bool`, `2: reserved u32`
#[derive(Clone, Debug)]
pub struct Numbered {
    /// Documentation and attributes.
    pub head: Head,
    /// The number; absent after a finding.
    pub number: Option<u64>,
    /// Where the number stands.
    pub number_span: Span,
    /// What it stands for.
    pub kind: NumberedKind,
    /// From the number to the end.
    pub span: Span,
}

/// What a number of a table or union stands for.
#[derive(Clone, Debug)]
pub enum NumberedKind {
    /// `auto_lock: bool`
    Named {
        /// The name.
        name: Name,
        /// The type.
        ty: Type,
    },
    /// `reserved u32`: it was something once.
    Reserved {
        /// What it was.
        ty: Option<Type>,
    },
}
