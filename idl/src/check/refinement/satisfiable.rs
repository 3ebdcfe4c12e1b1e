//! Whether a condition can be true at all, as far as that is cheap to see.

use alloc::vec::Vec;

use crate::facts::{Comparison, Condition, Number, NumberKind, Operand};

/// Whether no value fulfils the condition. Misses some such conditions, but is never wrong about one.
pub(super) fn is_never_true(condition: &Condition) -> bool {
    let mut parts = Vec::new();
    conjuncts(condition, &mut parts);
    let mut known = Known::default();
    for part in &parts {
        if !known.learn(part) {
            return true;
        }
    }
    parts.iter().any(|part| truth(part, &known) == Some(false))
}

/// What is joined by `&&`.
fn conjuncts<'c>(condition: &'c Condition, parts: &mut Vec<&'c Condition>) {
    match condition {
        Condition::And(left, right) => {
            conjuncts(left, parts);
            conjuncts(right, parts);
        }
        other => parts.push(other),
    }
}

/// Between which values the value and the length of each operand lie. There are as many as a condition has parts.
#[derive(Default)]
struct Known {
    ranges: Vec<(Operand, bool, i128, i128)>,
}

impl Known {
    /// Narrows what a comparison with a number says. Whether something is left.
    fn learn(&mut self, condition: &Condition) -> bool {
        match condition {
            Condition::Compare { comparison, left, right } => match (&left.kind, &right.kind) {
                (_, NumberKind::Literal) => self.narrow(left, *comparison, right.low),
                (NumberKind::Literal, _) => self.narrow(right, mirrored(*comparison), left.low),
                _ => true,
            },
            Condition::Within { value, low, high } => {
                self.narrow(value, Comparison::AtLeast, low.low) && self.narrow(value, Comparison::AtMost, high.high)
            }
            _ => true,
        }
    }

    fn narrow(&mut self, number: &Number, comparison: Comparison, limit: i128) -> bool {
        let (operand, is_len) = match number.kind {
            NumberKind::Value(operand) => (operand, false),
            NumberKind::Len(operand) => (operand, true),
            _ => return true,
        };
        let place = self.ranges.iter().position(|range| range.0 == operand && range.1 == is_len);
        let place = place.unwrap_or_else(|| {
            self.ranges.push((operand, is_len, number.low, number.high));
            self.ranges.len() - 1
        });
        let Some((_, _, low, high)) = self.ranges.get_mut(place) else { return true };
        match comparison {
            Comparison::Equal => {
                *low = limit.max(*low);
                *high = limit.min(*high);
            }
            Comparison::Less => *high = limit.saturating_sub(1).min(*high),
            Comparison::AtMost => *high = limit.min(*high),
            Comparison::Greater => *low = limit.saturating_add(1).max(*low),
            Comparison::AtLeast => *low = limit.max(*low),
            Comparison::Unequal => {
                // Only at an end does it take a value away.
                if *low == limit {
                    *low = low.saturating_add(1);
                }
                if *high == limit {
                    *high = high.saturating_sub(1);
                }
            }
        }
        low <= high
    }

    fn range(&self, number: &Number) -> (i128, i128) {
        let (operand, is_len) = match number.kind {
            NumberKind::Value(operand) => (operand, false),
            NumberKind::Len(operand) => (operand, true),
            _ => return (number.low, number.high),
        };
        let found = self.ranges.iter().find(|range| range.0 == operand && range.1 == is_len);
        found.map_or((number.low, number.high), |range| (range.2, range.3))
    }
}

const fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Greater => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        Comparison::Equal | Comparison::Unequal => comparison,
    }
}

/// Whether a condition is always or never true; `None` if it depends, or is not seen.
fn truth(condition: &Condition, known: &Known) -> Option<bool> {
    match condition {
        Condition::Literal(value) => Some(*value),
        Condition::Is(_) | Condition::Text { .. } => None,
        Condition::Compare { comparison, left, right } => compared(*comparison, known.range(left), known.range(right)),
        Condition::Within { value, low, high } => {
            let (value, low, high) = (known.range(value), known.range(low), known.range(high));
            let above = compared(Comparison::AtLeast, value, low);
            let below = compared(Comparison::AtMost, value, high);
            let empty = compared(Comparison::AtMost, low, high);
            if empty == Some(false) { Some(false) } else { both(above, below) }
        }
        Condition::Same(left, right) => Some(truth(left, known)? == truth(right, known)?),
        Condition::Not(inner) => truth(inner, known).map(|value| !value),
        Condition::And(left, right) => both(truth(left, known), truth(right, known)),
        Condition::Or(left, right) => either(truth(left, known), truth(right, known)),
        Condition::Implies(left, right) => either(truth(left, known).map(|value| !value), truth(right, known)),
    }
}

fn both(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn either(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    both(left.map(|value| !value), right.map(|value| !value)).map(|value| !value)
}

fn compared(comparison: Comparison, left: (i128, i128), right: (i128, i128)) -> Option<bool> {
    let less = if left.1 < right.0 {
        Some(true)
    } else if left.0 >= right.1 {
        Some(false)
    } else {
        None
    };
    let greater = if left.0 > right.1 {
        Some(true)
    } else if left.1 <= right.0 {
        Some(false)
    } else {
        None
    };
    match comparison {
        Comparison::Less => less,
        Comparison::Greater => greater,
        Comparison::AtLeast => less.map(|value| !value),
        Comparison::AtMost => greater.map(|value| !value),
        Comparison::Unequal => either(less, greater),
        Comparison::Equal => either(less, greater).map(|value| !value),
    }
}
