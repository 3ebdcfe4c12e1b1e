//! Intervals of integers: which values a number can have.

use alloc::{format, string::String};

use super::{Number, NumberKind, Operand};
use crate::facts::{Arithmetic, Comparison};

/// The numbers from `low` to `high`; both belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) low: i128,
    pub(super) high: i128,
}

impl Interval {
    /// What a number has that may have no result.
    pub(super) const PARTIAL: Self = Self { low: i128::MIN, high: i128::MAX };

    pub(super) const fn new(low: i128, high: i128) -> Self {
        Self { low, high }
    }

    pub(super) const fn point(value: i128) -> Self {
        Self { low: value, high: value }
    }

    pub(super) const fn is_partial(self) -> bool {
        self.low == i128::MIN || self.high == i128::MAX
    }

    pub(super) const fn contains(self, other: Self) -> bool {
        self.low <= other.low && other.high <= self.high
    }

    /// What both have in common, if anything.
    pub(super) fn meet(self, other: Self) -> Option<Self> {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        (low <= high).then_some(Self { low, high })
    }

    /// The least interval that holds both.
    pub(super) fn join(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// "can be 3..=5"
    pub(super) fn shown(self) -> String {
        if self.low == self.high { format!("is {}", self.low) } else { format!("can be {}..={}", self.low, self.high) }
    }

    /// How many numbers there are, as far as it matters here.
    pub(super) const fn count(self) -> u128 {
        self.high.abs_diff(self.low).saturating_add(1)
    }

    pub(super) fn negate(self) -> Self {
        match (self.high.checked_neg(), self.low.checked_neg()) {
            (Some(low), Some(high)) if !self.is_partial() => Self { low, high },
            _ => Self::PARTIAL,
        }
    }

    /// What an arithmetic step can give.
    pub(super) fn combine(self, op: Arithmetic, right: Self) -> Self {
        if self.is_partial() || right.is_partial() {
            return Self::PARTIAL;
        }
        let result = match op {
            Arithmetic::Add => self.corners(right, i128::checked_add),
            Arithmetic::Sub => self.corners(right, i128::checked_sub),
            Arithmetic::Mul => self.corners(right, i128::checked_mul),
            // Away from zero a quotient is monotone in both numbers.
            Arithmetic::Div if !right.contains(Self::point(0)) => self.corners(right, i128::checked_div),
            Arithmetic::Rem if !right.contains(Self::point(0)) => Some(self.remainder(right)),
            Arithmetic::Div | Arithmetic::Rem => None,
        };
        result.unwrap_or(Self::PARTIAL)
    }

    fn corners(self, right: Self, step: fn(i128, i128) -> Option<i128>) -> Option<Self> {
        let corner = |left, right| step(left, right).map(Self::point);
        let low = corner(self.low, right.low)?.join(corner(self.low, right.high)?);
        let high = corner(self.high, right.low)?.join(corner(self.high, right.high)?);
        Some(low.join(high))
    }

    /// A remainder has the sign of the dividend, and is nearer to zero than the divisor.
    fn remainder(self, right: Self) -> Self {
        let divisor = right.low.unsigned_abs().max(right.high.unsigned_abs());
        let most = i128::try_from(divisor.saturating_sub(1)).unwrap_or(i128::MAX - 1);
        Self { low: self.low.max(-most).min(0), high: self.high.min(most).max(0) }
    }

    /// Whether a comparison always or never holds; `None` where it depends.
    pub(super) fn compare(self, comparison: Comparison, right: Self) -> Option<bool> {
        if self.is_partial() || right.is_partial() {
            return None;
        }
        let decide = |always: bool, never: bool| match (always, never) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        };
        match comparison {
            Comparison::Less => decide(self.high < right.low, self.low >= right.high),
            Comparison::AtMost => decide(self.high <= right.low, self.low > right.high),
            Comparison::Greater => right.compare(Comparison::Less, self),
            Comparison::AtLeast => right.compare(Comparison::AtMost, self),
            Comparison::Equal => {
                decide(self.count() == 1 && self == right, self.high < right.low || right.high < self.low)
            }
            Comparison::Unequal => self.compare(Comparison::Equal, right).map(|same| !same),
        }
    }

    /// The part of this interval that can stand on the left of a comparison that holds.
    pub(super) fn where_holds(self, comparison: Comparison, right: Self) -> Option<Self> {
        let (least, most) = match comparison {
            Comparison::Less => (i128::MIN, right.high.saturating_sub(1)),
            Comparison::AtMost => (i128::MIN, right.high),
            Comparison::Greater => (right.low.saturating_add(1), i128::MAX),
            Comparison::AtLeast => (right.low, i128::MAX),
            Comparison::Equal => (right.low, right.high),
            Comparison::Unequal if right.low == right.high && right.low == self.low => {
                (self.low.saturating_add(1), i128::MAX)
            }
            Comparison::Unequal if right.low == right.high && right.low == self.high => {
                (i128::MIN, self.high.saturating_sub(1))
            }
            Comparison::Unequal => (i128::MIN, i128::MAX),
        };
        self.meet(Self { low: least, high: most })
    }
}

/// The comparison that holds where this one does not.
pub(super) const fn opposite(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::Unequal,
        Comparison::Unequal => Comparison::Equal,
        Comparison::Less => Comparison::AtLeast,
        Comparison::AtMost => Comparison::Greater,
        Comparison::Greater => Comparison::AtMost,
        Comparison::AtLeast => Comparison::Less,
    }
}

/// The comparison with its sides exchanged.
pub(super) const fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Greater => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        same => same,
    }
}

impl Number {
    pub(super) fn literal(value: i128) -> Self {
        Self { kind: NumberKind::Operand(Operand::Literal(value)), low: value, high: value }
    }

    pub(super) fn read(operand: Operand, values: Interval) -> Self {
        Self { kind: NumberKind::Operand(operand), low: values.low, high: values.high }
    }

    pub(super) fn negate(self) -> Self {
        let Interval { low, high } = self.interval().negate();
        match self.as_literal().and_then(i128::checked_neg) {
            Some(value) => Self::literal(value),
            None => Self { kind: NumberKind::Negate(self.into()), low, high },
        }
    }

    /// Two numbers combined; of two that are written, the result.
    pub(super) fn binary(op: Arithmetic, left: Self, right: Self) -> Self {
        let Interval { low, high } = left.interval().combine(op, right.interval());
        if left.as_literal().is_some() && right.as_literal().is_some() && low == high {
            return Self::literal(low);
        }
        Self { kind: NumberKind::Binary(op, left.into(), right.into()), low, high }
    }

    pub(super) const fn interval(&self) -> Interval {
        Interval { low: self.low, high: self.high }
    }

    /// The value, if it is a written one.
    #[must_use]
    pub const fn as_literal(&self) -> Option<i128> {
        match self.kind {
            NumberKind::Operand(Operand::Literal(value)) => Some(value),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPS: [Arithmetic; 5] = [Arithmetic::Add, Arithmetic::Sub, Arithmetic::Mul, Arithmetic::Div, Arithmetic::Rem];
    const COMPARISONS: [Comparison; 6] = [
        Comparison::Equal,
        Comparison::Unequal,
        Comparison::Less,
        Comparison::AtMost,
        Comparison::Greater,
        Comparison::AtLeast,
    ];

    fn step(op: Arithmetic, left: i128, right: i128) -> Option<i128> {
        match op {
            Arithmetic::Add => left.checked_add(right),
            Arithmetic::Sub => left.checked_sub(right),
            Arithmetic::Mul => left.checked_mul(right),
            Arithmetic::Div => left.checked_div(right),
            Arithmetic::Rem => left.checked_rem(right),
        }
    }

    fn holds(comparison: Comparison, left: i128, right: i128) -> bool {
        match comparison {
            Comparison::Equal => left == right,
            Comparison::Unequal => left != right,
            Comparison::Less => left < right,
            Comparison::AtMost => left <= right,
            Comparison::Greater => left > right,
            Comparison::AtLeast => left >= right,
        }
    }

    fn all() -> impl Iterator<Item = Interval> {
        (-4..=4).flat_map(|low| (low..=4).map(move |high| Interval { low, high }))
    }

    /// Every interval within -4..=4 against every other, every number in them.
    #[test]
    fn nothing_escapes() {
        for (left, right) in all().flat_map(|left| all().map(move |right| (left, right))) {
            for (l, r) in (left.low..=left.high).flat_map(|l| (right.low..=right.high).map(move |r| (l, r))) {
                for op in OPS {
                    let result = left.combine(op, right);
                    match step(op, l, r) {
                        Some(value) => assert!(result.contains(Interval::point(value)), "{left:?} {op:?} {right:?}"),
                        None => assert!(result.is_partial()),
                    }
                }
                for comparison in COMPARISONS {
                    let truth = holds(comparison, l, r);
                    assert!(left.compare(comparison, right).is_none_or(|known| known == truth));
                    let part = left.where_holds(comparison, right);
                    assert!(!truth || part.is_some_and(|part| part.contains(Interval::point(l))));
                    assert_eq!(holds(opposite(comparison), l, r), !truth);
                    assert_eq!(holds(turned(comparison), r, l), truth);
                }
            }
        }
    }

    #[test]
    fn beyond_128_bits_there_is_no_result() {
        let wide = Interval::new(0, i128::from(u64::MAX));
        assert!(!wide.combine(Arithmetic::Mul, Interval::new(0, i128::from(u32::MAX))).is_partial());
        assert!(wide.combine(Arithmetic::Mul, wide).is_partial());
    }
}
