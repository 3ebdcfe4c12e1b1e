//! Tables and unions, as the sources name them.

use alloc::{string::String, vec::Vec};

use super::{Attributes, Expr, Type};
use crate::source::Span;

/// The body of a table.
#[derive(Clone, Debug)]
pub struct TableDef {
    /// Whether it may hold capabilities, now or ever.
    pub resource: bool,
    /// The greatest object in bytes; absent where the text leaves it out, which is an error.
    pub max: Option<Expr>,
    /// The most capabilities.
    pub caps: Option<Expr>,
    /// Its fields in the order of the text.
    pub fields: Vec<NumberedDef>,
}

/// The body of a union.
#[derive(Clone, Debug)]
pub struct UnionDef {
    /// Whether unknown variants reach the program.
    pub flexible: bool,
    /// Whether it may hold capabilities, now or ever.
    pub resource: bool,
    /// The greatest object of a flexible one in bytes; absent where the text leaves it out.
    pub max: Option<Expr>,
    /// The most capabilities of a flexible one.
    pub caps: Option<Expr>,
    /// Its variants in the order of the text.
    pub variants: Vec<NumberedDef>,
}

/// A field of a table or a variant of a union.
#[derive(Clone, Debug)]
pub struct NumberedDef {
    /// Its number; absent after a finding.
    pub number: Option<u64>,
    /// Where the number is written.
    pub number_span: Span,
    /// Its name; absent where the number is reserved.
    pub name: Option<String>,
    /// From the number to the end.
    pub span: Span,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// What it is marked with.
    pub attributes: Attributes,
    /// Its type; absent where a reserved number says none.
    pub ty: Option<Type>,
}
