//! Whether memory of zeros fulfils a condition: what a server leaves unwritten is read as values.

use crate::facts::{Arithmetic, Comparison, Condition, Number, NumberKind};

/// Whether a condition holds when every number is 0, every `bool` false and every text empty.
pub(super) fn holds(condition: &Condition) -> bool {
    match condition {
        Condition::Literal(value) => *value,
        Condition::Is(_) => false,
        Condition::Compare { comparison, left, right } => {
            let (left, right) = (at_zero(left), at_zero(right));
            match comparison {
                Comparison::Equal => left == right,
                Comparison::Unequal => left != right,
                Comparison::Less => left < right,
                Comparison::AtMost => left <= right,
                Comparison::Greater => left > right,
                Comparison::AtLeast => left >= right,
            }
        }
        Condition::Within { value, low, high } => (at_zero(low)..=at_zero(high)).contains(&at_zero(value)),
        Condition::Same(left, right) => holds(left) == holds(right),
        Condition::Text { .. } => true,
        Condition::Not(of) => !holds(of),
        Condition::And(left, right) => holds(left) && holds(right),
        Condition::Or(left, right) => holds(left) || holds(right),
        Condition::Implies(left, right) => !holds(left) || holds(right),
    }
}

/// Arithmetic was found exact and its divisors above or below zero, so nothing here wraps around.
fn at_zero(number: &Number) -> i128 {
    match &number.kind {
        NumberKind::Literal => number.low,
        NumberKind::Value(_) | NumberKind::Len(_) => 0,
        NumberKind::Neg(of) => at_zero(of).wrapping_neg(),
        NumberKind::Binary(arithmetic, left, right) => {
            let (left, right) = (at_zero(left), at_zero(right));
            match arithmetic {
                Arithmetic::Add => left.wrapping_add(right),
                Arithmetic::Sub => left.wrapping_sub(right),
                Arithmetic::Mul => left.wrapping_mul(right),
                Arithmetic::Div => left.checked_div(right).unwrap_or_default(),
                Arithmetic::Rem => left.checked_rem(right).unwrap_or_default(),
            }
        }
    }
}
