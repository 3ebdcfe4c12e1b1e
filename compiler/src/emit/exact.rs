//! In which type two numbers of a refinement are compared: their own, or one in which nothing overflows.

use crate::tokens::{TokenStream, quote};
use tessera_idl::facts::{Condition, Number, NumberKind, Refinement, TextClass};

/// Whether the condition needs nothing that a `const fn` cannot do.
pub(super) fn is_const(refinement: &Refinement) -> bool {
    simple(&refinement.condition)
}

fn simple(condition: &Condition) -> bool {
    match condition {
        Condition::Literal(_) | Condition::Is(_) => true,
        Condition::Compare { left, right, .. } => native(left, right),
        Condition::Within { value, low, high } => native(value, low) && native(value, high),
        Condition::Text { class, .. } => *class == TextClass::Ascii,
        Condition::Not(inner) => simple(inner),
        Condition::Same(left, right)
        | Condition::And(left, right)
        | Condition::Or(left, right)
        | Condition::Implies(left, right) => simple(left) && simple(right),
    }
}

/// Whether two numbers can be compared in the type of the first, which is a value or a length.
pub(super) fn native(left: &Number, right: &Number) -> bool {
    is_direct(left) && right.kind == NumberKind::Literal && fits(right, left)
}

fn is_direct(number: &Number) -> bool {
    matches!(number.kind, NumberKind::Value(_) | NumberKind::Len(_))
}

/// Whether a literal is one of the values of a number's own type. A refinement is checked to be no constant, so what lies
/// outside of the number's values is not written; lengths are `usize`, which has at least 16 bits.
fn fits(literal: &Number, number: &Number) -> bool {
    number.low <= literal.low && literal.high <= number.high
}

/// A width in which a comparison is exact.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wide {
    I64,
    I128,
}

impl Wide {
    pub(super) fn of(numbers: &[&Number]) -> Self {
        if numbers.iter().all(|number| small(number)) { Self::I64 } else { Self::I128 }
    }

    pub(super) fn ty(self) -> TokenStream {
        match self {
            Self::I64 => quote!(i64),
            Self::I128 => quote!(i128),
        }
    }
}

/// Whether a number and all that it is made of are `i64`.
fn small(number: &Number) -> bool {
    let here = i64::try_from(number.low).is_ok() && i64::try_from(number.high).is_ok();
    here && match &number.kind {
        NumberKind::Neg(inner) => small(inner),
        NumberKind::Binary(_, left, right) => small(left) && small(right),
        _ => true,
    }
}
