//! What rules read and write, part by part.

use super::{
    ClauseKind, Condition, Effect, EffectKind, Input, Instant, Key, Number, NumberKind, On, Operand, Place, Rule, Slot,
    Value,
};

/// One thing that a part of a rule does.
#[derive(Clone, Copy, Debug)]
pub enum Access<'p> {
    /// Reads the request.
    Input(&'p Input),
    /// Reads a field of a record.
    Read(&'p Place),
    /// Writes a field of a record.
    Write(&'p Place),
    /// Writes a whole record.
    Replace(&'p Slot),
    /// Asks for the time.
    Now,
}

impl<'p> Access<'p> {
    /// The record that it reads or writes.
    #[must_use]
    pub const fn slot(self) -> Option<&'p Slot> {
        match self {
            Self::Read(place) | Self::Write(place) => Some(&place.slot),
            Self::Replace(slot) => Some(slot),
            Self::Input(_) | Self::Now => None,
        }
    }
}

/// Everything that an `allow` or `deny` rule does.
pub fn rule<'p>(rule: &'p Rule, see: &mut impl FnMut(Access<'p>)) {
    if let Some(when) = &rule.when {
        condition(when, see);
    }
    for clause in rule.clauses() {
        match &clause.kind {
            ClauseKind::Exclusive(key) => number(&key.value, see),
            ClauseKind::Require(require) => condition(require, see),
            ClauseKind::Limit(limit) => {
                see(Access::Now);
                if let Some(Key { value, .. }) = &limit.key {
                    number(value, see);
                }
            }
        }
    }
}

/// Everything that an `on` rule does.
pub fn on<'p>(on: &'p On, see: &mut impl FnMut(Access<'p>)) {
    if let Some(when) = &on.when {
        condition(when, see);
    }
    effects(&on.effects, see);
}

/// Everything that some effects do.
pub fn effects<'p>(effects: &'p [Effect], see: &mut impl FnMut(Access<'p>)) {
    for effect in effects {
        match &effect.kind {
            EffectKind::Set(place, value) => {
                self::value(value, see);
                see(Access::Write(place));
                keys(&place.slot, see);
            }
            EffectKind::Replace(slot, values) => {
                for value in values {
                    self::value(value, see);
                }
                see(Access::Replace(slot));
                keys(slot, see);
            }
            EffectKind::If { condition, then, otherwise } => {
                self::condition(condition, see);
                self::effects(then, see);
                self::effects(otherwise, see);
            }
            EffectKind::Audit(_) => {}
        }
    }
}

/// Everything that a condition does.
pub fn condition<'p>(condition: &'p Condition, see: &mut impl FnMut(Access<'p>)) {
    match condition {
        Condition::Is(operand) => self::operand(operand, see),
        Condition::Compare(_, left, right) => {
            number(left, see);
            number(right, see);
        }
        Condition::Within(value, low, high) => {
            number(value, see);
            number(low, see);
            number(high, see);
        }
        Condition::SameVariant { left, right, .. } => {
            operand(left, see);
            operand(right, see);
        }
        Condition::Now(_, place) => {
            see(Access::Now);
            see(Access::Read(place));
            keys(&place.slot, see);
        }
        Condition::Not(inner) => self::condition(inner, see),
        Condition::Same(left, right)
        | Condition::And(left, right)
        | Condition::Or(left, right)
        | Condition::Implies(left, right) => {
            self::condition(left, see);
            self::condition(right, see);
        }
    }
}

/// Everything that a number does.
pub fn number<'p>(number: &'p Number, see: &mut impl FnMut(Access<'p>)) {
    match &number.kind {
        NumberKind::Operand(operand) => self::operand(operand, see),
        NumberKind::Negate(inner) => self::number(inner, see),
        NumberKind::Binary(_, left, right) => {
            self::number(left, see);
            self::number(right, see);
        }
    }
}

fn value<'p>(value: &'p Value, see: &mut impl FnMut(Access<'p>)) {
    match value {
        Value::Number(number) | Value::Saturating(number) => self::number(number, see),
        Value::Truth(condition) => self::condition(condition, see),
        Value::Variant(_, operand) => self::operand(operand, see),
        Value::Instant(Instant::After(_)) => see(Access::Now),
        Value::Instant(Instant::Never) => {}
    }
}

fn operand<'p>(operand: &'p Operand, see: &mut impl FnMut(Access<'p>)) {
    match operand {
        Operand::Literal(_) => {}
        Operand::Input(input) => see(Access::Input(input)),
        Operand::State(place) => {
            see(Access::Read(place));
            keys(&place.slot, see);
        }
    }
}

fn keys<'p>(slot: &'p Slot, see: &mut impl FnMut(Access<'p>)) {
    for key in &slot.keys {
        number(&key.value, see);
    }
}
