//! What is known of the values inside of a rule, at one place of its text.

use alloc::{borrow::ToOwned, vec::Vec};

use super::{Comparison, Condition, Input, Interval, Number, NumberKind, Operand, Place, Slot, opposite, turned};

/// What values can be. Two records of one state may be the same one, as their keys may be equal: what is written to one
/// may be read from the other.
#[derive(Clone)]
pub(super) struct Env<'p> {
    /// For each field of each state: what a record can hold of which nothing else is known.
    any: Vec<Vec<Interval>>,
    /// Records of which more is known.
    records: Vec<(&'p Slot, Vec<Interval>)>,
    /// Values of the request of which more is known.
    inputs: Vec<(&'p Input, Interval)>,
}

impl<'p> Env<'p> {
    /// Only what records can hold between two events.
    pub(super) fn new(held: &[Vec<Interval>]) -> Self {
        Self { any: held.to_owned(), records: Vec::new(), inputs: Vec::new() }
    }

    /// Adds what the rule leaves behind.
    pub(super) fn leave(&self, held: &mut [Vec<Interval>]) {
        for (slot, fields) in &self.records {
            let Some(held) = held.get_mut(slot.state) else { continue };
            for (held, values) in held.iter_mut().zip(fields) {
                *held = held.join(*values);
            }
        }
    }

    pub(super) fn write(&mut self, place: &'p Place, values: Interval) {
        self.write_field(&place.slot, place.field, values);
    }

    pub(super) fn write_field(&mut self, slot: &'p Slot, field: usize, values: Interval) {
        self.know(slot);
        for (known, fields) in &mut self.records {
            if known.state == slot.state
                && let Some(held) = fields.get_mut(field)
            {
                *held = if *known == slot { values } else { held.join(values) };
            }
        }
        if let Some(held) = self.any.get_mut(slot.state).and_then(|fields| fields.get_mut(field)) {
            *held = held.join(values);
        }
    }

    /// The record, to know more of it.
    fn know(&mut self, slot: &'p Slot) -> Option<&mut Vec<Interval>> {
        let mut position = self.records.len();
        if let Some(known) = self.records.iter().position(|(known, _)| *known == slot) {
            position = known;
        } else {
            self.records.push((slot, self.any.get(slot.state)?.clone()));
        }
        self.records.get_mut(position).map(|(_, fields)| fields)
    }

    /// What an operand can be, if anything is known of it here.
    pub(super) fn operand(&self, operand: &Operand) -> Option<Interval> {
        match operand {
            Operand::Literal(value) => Some(Interval::point(*value)),
            Operand::Input(input) => {
                let known = self.inputs.iter().find(|(known, _)| **known == **input);
                Some(known.map_or(Interval::new(input.low, input.high), |(_, values)| *values))
            }
            Operand::State(place) => {
                let known = self.records.iter().find(|(known, _)| **known == place.slot);
                let fields = known.map(|(_, fields)| fields).or_else(|| self.any.get(place.slot.state))?;
                fields.get(place.field).copied()
            }
        }
    }

    pub(super) fn number(&self, number: &Number) -> Interval {
        match &number.kind {
            NumberKind::Operand(operand) => self.operand(operand).unwrap_or(number.interval()),
            NumberKind::Negate(inner) => self.number(inner).negate(),
            NumberKind::Binary(op, left, right) => self.number(left).combine(*op, self.number(right)),
        }
    }

    /// What is known where a condition is `wanted`; `false` if that never is.
    pub(super) fn assume(&mut self, condition: &'p Condition, wanted: bool) -> bool {
        match condition {
            Condition::Compare(comparison, left, right) => {
                self.compare(if wanted { *comparison } else { opposite(*comparison) }, left, right)
            }
            Condition::Within(value, low, high) if wanted => {
                self.compare(Comparison::AtLeast, value, low) && self.compare(Comparison::AtMost, value, high)
            }
            Condition::Within(value, low, high) => self.either(
                |env| env.compare(Comparison::Less, value, low),
                |env| env.compare(Comparison::Greater, value, high),
            ),
            Condition::Is(operand) => self.narrow(operand, Interval::point(i128::from(wanted))),
            Condition::SameVariant { left, right, .. } if wanted => {
                let (l, r) = (self.operand(left), self.operand(right));
                r.is_none_or(|r| self.narrow(left, r)) && l.is_none_or(|l| self.narrow(right, l))
            }
            Condition::Not(inner) => self.assume(inner, !wanted),
            Condition::And(left, right) if wanted => self.assume(left, true) && self.assume(right, true),
            // Each side is looked at once: what the other says of it would make the time grow with the nesting.
            Condition::And(left, right) => self.either(|env| env.assume(left, false), |env| env.assume(right, false)),
            Condition::Or(left, right) if wanted => {
                self.either(|env| env.assume(left, true), |env| env.assume(right, true))
            }
            Condition::Or(left, right) => self.assume(left, false) && self.assume(right, false),
            Condition::Implies(left, right) if wanted => {
                self.either(|env| env.assume(left, false), |env| env.assume(right, true))
            }
            Condition::Implies(left, right) => self.assume(left, true) && self.assume(right, false),
            Condition::SameVariant { .. } | Condition::Same(..) | Condition::Now(..) => true,
        }
    }

    fn compare(&mut self, comparison: Comparison, left: &'p Number, right: &'p Number) -> bool {
        let (l, r) = (self.number(left), self.number(right));
        if l.is_partial() || r.is_partial() {
            return true;
        }
        let (Some(new_l), Some(new_r)) = (l.where_holds(comparison, r), r.where_holds(turned(comparison), l)) else {
            return false;
        };
        let mut narrow = |number: &'p Number, values| match &number.kind {
            NumberKind::Operand(operand) => self.narrow(operand, values),
            _ => true,
        };
        narrow(left, new_l) && narrow(right, new_r)
    }

    fn narrow(&mut self, operand: &'p Operand, values: Interval) -> bool {
        let Some(met) = self.operand(operand).map(|known| known.meet(values)) else { return true };
        let Some(met) = met else { return false };
        match operand {
            Operand::Literal(_) => {}
            Operand::Input(input) => match self.inputs.iter_mut().find(|(known, _)| **known == **input) {
                Some((_, known)) => *known = met,
                None => self.inputs.push((input, met)),
            },
            Operand::State(place) => {
                if let Some(known) = self.know(&place.slot).and_then(|fields| fields.get_mut(place.field)) {
                    *known = met;
                }
            }
        }
        true
    }

    fn either(&mut self, one: impl FnOnce(&mut Self) -> bool, other: impl FnOnce(&mut Self) -> bool) -> bool {
        let mut second = self.clone();
        match (one(self), other(&mut second)) {
            (true, true) => *self = self.clone().join(second),
            (true, false) => {}
            (false, true) => *self = second,
            (false, false) => return false,
        }
        true
    }

    /// What is known where two ways meet.
    pub(super) fn join(mut self, mut other: Self) -> Self {
        for (slot, _) in other.records.clone() {
            self.know(slot);
        }
        for (slot, fields) in &mut self.records {
            let Some(others) = other.know(slot) else { continue };
            for (held, values) in fields.iter_mut().zip(others) {
                *held = held.join(*values);
            }
        }
        for (held, values) in self.any.iter_mut().flatten().zip(other.any.iter().flatten()) {
            *held = held.join(*values);
        }
        self.inputs.retain_mut(|(input, values)| {
            let known = other.inputs.iter().find(|(known, _)| known == input);
            known.map(|(_, others)| *values = values.join(*others)).is_some()
        });
        self
    }
}
