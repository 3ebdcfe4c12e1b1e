//! Sets of integers: which values something can still have.

use alloc::vec::Vec;

use super::interval::{Interval, opposite};
use crate::facts::Comparison;

/// The most pieces of a set. One with more is taken to be everything between its ends.
const MOST: usize = 64;

/// A set of integers: intervals in order, with a gap between each two. Empty without any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Values(Vec<Interval>);

impl Values {
    pub(super) fn between(all: Interval) -> Self {
        Self(alloc::vec![all])
    }

    /// These numbers, as many as there are.
    pub(super) fn of(numbers: &[i128]) -> Self {
        let mut numbers = numbers.to_vec();
        numbers.sort_unstable();
        let mut pieces: Vec<Interval> = Vec::new();
        for number in numbers {
            match pieces.last_mut() {
                Some(last) if last.high.saturating_add(1) >= number => last.high = number,
                _ => pieces.push(Interval::point(number)),
            }
        }
        Self(pieces).bounded()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The least interval that holds them.
    pub(super) fn hull(&self) -> Option<Interval> {
        Some(Interval::new(self.0.first()?.low, self.0.last()?.high))
    }

    /// Those of both sets.
    pub(super) fn meet(&self, other: &Self) -> Self {
        let met = self.0.iter().flat_map(|own| other.0.iter().filter_map(|piece| own.meet(*piece)));
        Self(met.collect()).bounded()
    }

    /// Those that stand on the left of a comparison with some number of `right` that holds.
    pub(super) fn where_holds(&self, comparison: Comparison, right: Interval) -> Self {
        let left_out = (comparison == Comparison::Unequal && right.low == right.high).then_some(right);
        let Some(point) = left_out else {
            return Self(self.0.iter().filter_map(|piece| piece.where_holds(comparison, right)).collect());
        };
        let sides = [Comparison::Less, Comparison::Greater];
        let around = |piece: &Interval| sides.map(|side| piece.where_holds(side, point)).into_iter().flatten();
        Self(self.0.iter().flat_map(around).collect()).bounded()
    }

    /// Those outside of an interval.
    pub(super) fn outside(&self, interval: Interval) -> Self {
        let below = self.where_holds(opposite(Comparison::AtLeast), Interval::point(interval.low));
        let above = self.where_holds(opposite(Comparison::AtMost), Interval::point(interval.high));
        Self(below.0.into_iter().chain(above.0).collect()).bounded()
    }

    fn bounded(self) -> Self {
        match self.hull() {
            Some(hull) if self.0.len() > MOST => Self::between(hull),
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPARISONS: [Comparison; 6] = [
        Comparison::Equal,
        Comparison::Unequal,
        Comparison::Less,
        Comparison::AtMost,
        Comparison::Greater,
        Comparison::AtLeast,
    ];

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

    fn listed(values: &Values) -> Vec<i128> {
        values.0.iter().flat_map(|piece| piece.low..=piece.high).collect()
    }

    /// Every set of numbers below 6 against every other, and against every number.
    #[test]
    fn sets_are_exact() {
        let sets: Vec<Vec<i128>> =
            (0..64_u32).map(|bits| (0..6).filter(|bit| bits >> bit & 1 != 0).map(i128::from).collect()).collect();
        for numbers in &sets {
            let values = Values::of(numbers);
            assert_eq!(listed(&values), *numbers);
            for others in &sets {
                let both: Vec<i128> = numbers.iter().copied().filter(|number| others.contains(number)).collect();
                assert_eq!(listed(&values.meet(&Values::of(others))), both);
            }
            for (comparison, right) in COMPARISONS.into_iter().flat_map(|each| (0..6).map(move |right| (each, right))) {
                let left: Vec<i128> =
                    numbers.iter().copied().filter(|number| holds(comparison, *number, right)).collect();
                assert_eq!(listed(&values.where_holds(comparison, Interval::point(right))), left);
            }
            for (low, high) in (0..6).flat_map(|low| (low..6).map(move |high| (low, high))) {
                let left: Vec<i128> = numbers.iter().copied().filter(|number| !(low..=high).contains(number)).collect();
                assert_eq!(listed(&values.outside(Interval::new(low, high))), left);
            }
        }
    }

    #[test]
    fn what_has_many_pieces_is_taken_as_a_whole() {
        let numbers: Vec<i128> = (0..200).map(|number| number * 2).collect();
        assert_eq!(Values::of(&numbers), Values::between(Interval::new(0, 398)));
    }
}
