//! What a `where` says about a single number: between which values it lies.

use super::interval::{Interval, opposite, turned};
use crate::facts::{Comparison, Condition, Number, NumberKind, Operand};

/// Which number of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// The value itself, an integer.
    Value,
    /// The length of a string, bytes or a list.
    Len,
}

/// The numbers that fulfil a refinement.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    /// They lie between these; `None` if no number fulfils it.
    pub(super) hull: Option<Interval>,
    /// Whether every number between these fulfils it.
    pub(super) exact: bool,
}

/// The numbers out of `all` that fulfil the refinement of a new type.
pub(super) fn solve(condition: &Condition, of: Of, all: Interval) -> Bounds {
    Solver { of, all }.solve(condition, true)
}

struct Solver {
    of: Of,
    all: Interval,
}

impl Solver {
    /// The numbers for which the condition is `wanted`.
    fn solve(&self, condition: &Condition, wanted: bool) -> Bounds {
        match condition {
            Condition::Literal(truth) => self.always(*truth == wanted),
            Condition::Compare { comparison, left, right } => {
                let comparison = if wanted { *comparison } else { opposite(*comparison) };
                match (self.is_subject(left), literal(right), literal(left), self.is_subject(right)) {
                    (true, Some(value), ..) => self.compare(comparison, value),
                    (_, _, Some(value), true) => self.compare(turned(comparison), value),
                    _ => self.unknown(),
                }
            }
            Condition::Within { value, low, high } => match (self.is_subject(value), literal(low), literal(high)) {
                (true, Some(low), Some(high)) if wanted => {
                    Bounds { hull: self.all.meet(Interval::new(low, high)), exact: true }
                }
                (true, Some(low), Some(high)) => {
                    union(self.compare(Comparison::Less, low), self.compare(Comparison::Greater, high))
                }
                _ => self.unknown(),
            },
            Condition::Not(inner) => self.solve(inner, !wanted),
            Condition::And(left, right) if wanted => intersection(self.solve(left, true), self.solve(right, true)),
            Condition::And(left, right) => union(self.solve(left, false), self.solve(right, false)),
            Condition::Or(left, right) if wanted => union(self.solve(left, true), self.solve(right, true)),
            Condition::Or(left, right) => intersection(self.solve(left, false), self.solve(right, false)),
            Condition::Implies(left, right) if wanted => union(self.solve(left, false), self.solve(right, true)),
            Condition::Implies(left, right) => intersection(self.solve(left, true), self.solve(right, false)),
            Condition::Is(_) | Condition::Same(..) | Condition::Text { .. } => self.unknown(),
        }
    }

    fn compare(&self, comparison: Comparison, value: i128) -> Bounds {
        let hull = self.all.where_holds(comparison, Interval::point(value));
        let inside = self.all.low < value && value < self.all.high;
        Bounds { hull, exact: comparison != Comparison::Unequal || !inside }
    }

    fn is_subject(&self, number: &Number) -> bool {
        matches!(
            (&number.kind, self.of),
            (NumberKind::Value(Operand::Itself), Of::Value) | (NumberKind::Len(Operand::Itself), Of::Len)
        )
    }

    const fn always(&self, truth: bool) -> Bounds {
        Bounds { hull: if truth { Some(self.all) } else { None }, exact: true }
    }

    /// Every number may fulfil it.
    const fn unknown(&self) -> Bounds {
        Bounds { hull: Some(self.all), exact: false }
    }
}

fn literal(number: &Number) -> Option<i128> {
    (number.kind == NumberKind::Literal).then_some(number.low)
}

fn intersection(left: Bounds, right: Bounds) -> Bounds {
    let hull = left.hull.zip(right.hull).and_then(|(left, right)| left.meet(right));
    Bounds { hull, exact: left.exact && right.exact }
}

fn union(left: Bounds, right: Bounds) -> Bounds {
    match (left.hull, right.hull) {
        (Some(l), Some(r)) => {
            let touch = l.low <= r.high.saturating_add(1) && r.low <= l.high.saturating_add(1);
            Bounds { hull: Some(l.join(r)), exact: left.exact && right.exact && touch }
        }
        (hull, None) | (None, hull) => Bounds { hull, exact: left.exact && right.exact },
    }
}
