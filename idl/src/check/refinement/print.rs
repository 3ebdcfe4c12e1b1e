//! A condition as it was written, on one line.

use alloc::{format, string::String};

use super::Subject;
use crate::{
    ast::{BinaryOp, UnaryOp},
    facts::TextClass,
    model::{Expr, ExprKind, Model},
};

/// Prints an expression with the brackets that it needs.
pub(super) fn expr(model: &Model, tree: &Expr, subject: Subject<'_>) -> String {
    Printer { model, subject }.print(tree, 0)
}

struct Printer<'p> {
    model: &'p Model,
    subject: Subject<'p>,
}

/// How tightly a prefix binds.
const PREFIX: u8 = 7;

/// Comparisons and `in` do not chain.
const COMPARISON: u8 = 4;

impl Printer<'_> {
    fn print(&self, tree: &Expr, outer: u8) -> String {
        let (text, own) = match &tree.kind {
            ExprKind::Int(number) => (format!("{number}"), u8::MAX),
            ExprKind::Bool(value) => (format!("{value}"), u8::MAX),
            ExprKind::Constant(handle) => (self.model.constants[*handle].name.clone(), u8::MAX),
            ExprKind::Itself => ("self".into(), u8::MAX),
            ExprKind::Field(position) => (self.field(*position), u8::MAX),
            ExprKind::Len(field) => (self.part("len", *field), u8::MAX),
            ExprKind::Class(TextClass::Ascii, field) => (self.part("ascii", *field), u8::MAX),
            ExprKind::Class(TextClass::Digits, field) => (self.part("digits", *field), u8::MAX),
            ExprKind::Variant(name) => (format!(".{name}"), u8::MAX),
            ExprKind::Unary(UnaryOp::Not, inner) => (format!("!{}", self.print(inner, PREFIX)), PREFIX),
            ExprKind::Unary(UnaryOp::Negate, inner) => (format!("-{}", self.print(inner, PREFIX)), PREFIX),
            ExprKind::Binary(op, left, right) => {
                let own = strength(*op);
                // Comparisons do not chain, `implies` binds to the right, all others to the left.
                let is_right = matches!(op, BinaryOp::Implies);
                let before = if is_right || op.is_comparison() { own + 1 } else { own };
                let behind = if is_right { own } else { own + 1 };
                let (left, right) = (self.print(left, before), self.print(right, behind));
                (format!("{left} {} {right}", op.symbol()), own)
            }
            ExprKind::In(value, low, high) => {
                let part = |tree| self.print(tree, COMPARISON + 1);
                (format!("{} in {}..={}", part(value), part(low), part(high)), COMPARISON)
            }
            ExprKind::Bad => (String::new(), u8::MAX),
        };
        if own < outer { format!("({text})") } else { text }
    }

    fn field(&self, position: usize) -> String {
        match self.subject {
            Subject::Fields(fields) => fields.get(position).map(|field| field.name.clone()).unwrap_or_default(),
            Subject::Itself(_) => "self".into(),
        }
    }

    fn part(&self, part: &str, field: Option<usize>) -> String {
        match field {
            Some(position) => format!("{}.{part}", self.field(position)),
            None => part.into(),
        }
    }
}

/// How tightly an operator binds: weakest first, as the language orders them.
const fn strength(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Implies => 1,
        BinaryOp::Or => 2,
        BinaryOp::And => 3,
        BinaryOp::Add | BinaryOp::Subtract => 5,
        BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Remainder => 6,
        _ => COMPARISON,
    }
}
