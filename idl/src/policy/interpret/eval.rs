//! The values of expressions.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::position;
use crate::{
    facts::{Arithmetic, Comparison},
    policy::{Condition, Key, Number, NumberKind, Operand, Program, Slot},
};

/// What expressions read.
#[derive(Clone, Copy)]
pub(super) struct Reader<'r> {
    pub(super) program: &'r Program,
    pub(super) records: &'r [Vec<Vec<i128>>],
    pub(super) now: u64,
    pub(super) values: &'r BTreeMap<String, i128>,
}

impl Reader<'_> {
    pub(super) fn operand(&self, operand: &Operand) -> Option<i128> {
        match operand {
            Operand::Literal(value) => Some(*value),
            Operand::Input(input) => self.values.get(&input.name()).copied(),
            Operand::State(place) => {
                let record = self.records.get(place.slot.state)?.get(self.position(&place.slot)?)?;
                record.get(place.field).copied()
            }
        }
    }

    pub(super) fn position(&self, slot: &Slot) -> Option<usize> {
        position(self.program, slot, |key| self.key(key))
    }

    pub(super) fn key(&self, key: &Key) -> Option<usize> {
        key.space.place(self.number(&key.value)?)
    }

    /// `None` where it has no result.
    pub(super) fn number(&self, number: &Number) -> Option<i128> {
        match &number.kind {
            NumberKind::Operand(operand) => self.operand(operand),
            NumberKind::Negate(inner) => self.number(inner)?.checked_neg(),
            NumberKind::Binary(op, left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                match op {
                    Arithmetic::Add => left.checked_add(right),
                    Arithmetic::Sub => left.checked_sub(right),
                    Arithmetic::Mul => left.checked_mul(right),
                    Arithmetic::Div => left.checked_div(right),
                    Arithmetic::Rem => left.checked_rem(right),
                }
            }
        }
    }

    /// `None` where a number in it has no result.
    pub(super) fn condition(&self, condition: &Condition) -> Option<bool> {
        Some(match condition {
            Condition::Is(operand) => self.operand(operand)? != 0,
            Condition::Compare(comparison, left, right) => holds(*comparison, self.number(left)?, self.number(right)?),
            Condition::Within(value, low, high) => {
                let (value, low, high) = (self.number(value)?, self.number(low)?, self.number(high)?);
                low <= value && value <= high
            }
            Condition::SameVariant { left, right, .. } => self.operand(left)? == self.operand(right)?,
            Condition::Same(left, right) => self.condition(left)? == self.condition(right)?,
            Condition::Now(comparison, place) => {
                let time = self.operand(&Operand::State(place.clone().into()))?;
                holds(*comparison, i128::from(self.now), time)
            }
            Condition::Not(inner) => !self.condition(inner)?,
            Condition::And(left, right) => self.condition(left)? && self.condition(right)?,
            Condition::Or(left, right) => self.condition(left)? || self.condition(right)?,
            Condition::Implies(left, right) => !self.condition(left)? || self.condition(right)?,
        })
    }
}

const fn holds(comparison: Comparison, left: i128, right: i128) -> bool {
    match comparison {
        Comparison::Equal => left == right,
        Comparison::Unequal => left != right,
        Comparison::Less => left < right,
        Comparison::AtMost => left <= right,
        Comparison::Greater => left > right,
        Comparison::AtLeast => left >= right,
    }
}
