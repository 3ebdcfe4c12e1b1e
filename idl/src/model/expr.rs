//! Expressions of constants, bounds and refinements.

use alloc::boxed::Box;

use super::Constant;
use crate::{
    arena::Handle,
    ast::{BinaryOp, Name, UnaryOp},
    facts::TextClass,
    source::Span,
};

/// An expression whose names are looked up.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Which.
    pub kind: ExprKind,
    /// Where it is written.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A number.
    Int(u64),
    /// `true`, `false`
    Bool(bool),
    /// A constant.
    Constant(Handle<Constant>),
    /// `self`: the value of a new type.
    Itself,
    /// A field of the struct, by its position.
    Field(usize),
    /// `len` of a new type, or `field.len` of a struct.
    Len(Option<usize>),
    /// `ascii` or `digits` of a new type, or `field.ascii` of a struct.
    Class(TextClass, Option<usize>),
    /// `.name`: a variant of the enum that it is compared with.
    Variant(Name),
    /// `!a`, `-a`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a in low..=high`
    In(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Something that is not understood; it has been reported.
    Bad,
}
