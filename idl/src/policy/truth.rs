//! Whether a condition depends on anything.

use super::{Condition, Operand};

impl Condition {
    pub(super) const fn literal(value: bool) -> Self {
        Self::Is(Operand::Literal(value as i128))
    }

    pub(super) fn negate(self) -> Self {
        match (self.as_literal(), self) {
            (Some(value), _) => Self::literal(!value),
            (None, Self::Not(inner)) => *inner,
            (None, other) => Self::Not(other.into()),
        }
    }

    /// The value, if it is a written one.
    #[must_use]
    pub const fn as_literal(&self) -> Option<bool> {
        match self {
            Self::Is(Operand::Literal(value)) => Some(*value != 0),
            _ => None,
        }
    }

    /// Its value, if no request and no state within its ranges changes it.
    #[must_use]
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Is(_) => self.as_literal(),
            Self::Compare(comparison, left, right) => left.interval().compare(*comparison, right.interval()),
            Self::Within(value, low, high) => {
                let value = value.interval();
                let above = low.interval().compare(crate::facts::Comparison::AtMost, value);
                let below = value.compare(crate::facts::Comparison::AtMost, high.interval());
                and(above, below)
            }
            Self::SameVariant { left, right, .. } => match (left, right) {
                (Operand::Literal(left), Operand::Literal(right)) => Some(left == right),
                _ => (left == right).then_some(true),
            },
            Self::Same(left, right) => Some(left.truth()? == right.truth()?),
            Self::Now(..) => None,
            Self::Not(inner) => inner.truth().map(|truth| !truth),
            Self::And(left, right) => and(left.truth(), right.truth()),
            Self::Or(left, right) => or(left.truth(), right.truth()),
            Self::Implies(left, right) => or(left.truth().map(|truth| !truth), right.truth()),
        }
    }
}

const fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

const fn or(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}
