//! What is said to be impossible is tried with every value.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::unreachable,
    reason = "a test says what it expects by failing"
)]

use alloc::{boxed::Box, string::String, vec, vec::Vec};

use super::{Comparison, Condition, Fact, Kind, Number, NumberKind, Operand, Possible};
use crate::{
    facts::{Arithmetic, Extent, Facts, Shape, ShapeKind},
    model::{Int, Model},
    policy::{Input, Step},
};

/// How many values there are: two numbers from 0 to 4 and a `bool`.
const NAMES: [(&str, Kind, i128); 3] =
    [("a", Kind::Int(Int::U8), 4), ("b", Kind::Int(Int::U8), 4), ("c", Kind::Bool, 1)];

type Values = [i128; 3];

fn input(which: usize) -> Operand {
    let (name, kind, high) = NAMES[which];
    let shape = Shape { kind: ShapeKind::Bool, extent: Extent { size: 1, align: 1, depth: 0, caps: 0 } };
    Operand::Input(Box::new(Input { path: vec![Step::Field(String::from(name))], tail: 0, shape, kind, low: 0, high }))
}

fn value(operand: &Operand, values: Values) -> i128 {
    match operand {
        Operand::Literal(value) => *value,
        Operand::Input(input) => values[NAMES.iter().position(|(name, ..)| *name == input.name()).unwrap()],
        Operand::State(_) => unreachable!(),
    }
}

fn number(number: &Number, values: Values) -> i128 {
    match &number.kind {
        NumberKind::Operand(operand) => value(operand, values),
        NumberKind::Negate(inner) => -self::number(inner, values),
        NumberKind::Binary(op, left, right) => {
            let (left, right) = (self::number(left, values), self::number(right, values));
            match op {
                Arithmetic::Add => left + right,
                Arithmetic::Sub => left - right,
                _ => left * right,
            }
        }
    }
}

fn compared(comparison: Comparison, left: i128, right: i128) -> bool {
    match comparison {
        Comparison::Equal => left == right,
        Comparison::Unequal => left != right,
        Comparison::Less => left < right,
        Comparison::AtMost => left <= right,
        Comparison::Greater => left > right,
        Comparison::AtLeast => left >= right,
    }
}

fn holds(condition: &Condition, values: Values) -> bool {
    let holds = |condition: &Condition| holds(condition, values);
    match condition {
        Condition::Is(operand) => value(operand, values) != 0,
        Condition::Compare(comparison, left, right) => {
            compared(*comparison, number(left, values), number(right, values))
        }
        Condition::Within(inner, low, high) => {
            (number(low, values)..=number(high, values)).contains(&number(inner, values))
        }
        Condition::Not(inner) => !holds(inner),
        Condition::Same(left, right) => holds(left) == holds(right),
        Condition::And(left, right) => holds(left) && holds(right),
        Condition::Or(left, right) => holds(left) || holds(right),
        Condition::Implies(left, right) => !holds(left) || holds(right),
        Condition::SameVariant { .. } | Condition::Now(..) => unreachable!(),
    }
}

/// A linear congruential generator with the constants of Knuth's MMIX.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn number(&mut self, depth: usize) -> Number {
        match self.below(if depth == 0 { 4 } else { 6 }) {
            0 | 1 => Number::literal(i128::try_from(self.below(6)).unwrap()),
            which @ (2 | 3) => Number { kind: NumberKind::Operand(input(which - 2)), low: 0, high: 4 },
            4 => self.number(depth - 1).negate(),
            _ => {
                let op = [Arithmetic::Add, Arithmetic::Sub, Arithmetic::Mul][self.below(3)];
                Number::binary(op, self.number(depth - 1), self.number(depth - 1))
            }
        }
    }

    fn condition(&mut self, depth: usize) -> Condition {
        const COMPARISONS: [Comparison; 6] = [
            Comparison::Equal,
            Comparison::Unequal,
            Comparison::Less,
            Comparison::AtMost,
            Comparison::Greater,
            Comparison::AtLeast,
        ];
        let sub = |dice: &mut Self| Box::new(dice.condition(depth - 1));
        match self.below(if depth == 0 { 6 } else { 11 }) {
            0 => Condition::Is(input(2)),
            1 => Condition::Within(self.number(0), self.number(0), self.number(0)),
            2..6 => Condition::Compare(COMPARISONS[self.below(6)], self.number(1), self.number(1)),
            6 => Condition::Not(sub(self)),
            7 => Condition::Same(sub(self), sub(self)),
            8 => Condition::And(sub(self), sub(self)),
            9 => Condition::Or(sub(self), sub(self)),
            _ => Condition::Implies(sub(self), sub(self)),
        }
    }
}

#[test]
fn what_is_impossible_holds_for_no_value() {
    let model = Model::default();
    let facts = Facts::new(&model);
    let mut dice = Dice(7);
    let (mut impossible, mut missed) = (0, 0);
    for _ in 0..20_000 {
        let conditions: Vec<Condition> = (0..=dice.below(3)).map(|_| dice.condition(2)).collect();
        let wanted: Vec<Fact<'_>> = conditions.iter().map(|condition| (condition, dice.below(2) == 0)).collect();
        let possible = Possible::new(&model, &facts, &|_| None, usize::MAX);
        let answer = possible.together(wanted.iter().copied());
        let all = (0..5).flat_map(|a| (0..5).flat_map(move |b| (0..2).map(move |c| [a, b, c])));
        let witness = all.into_iter().find(|values| wanted.iter().all(|(c, truth)| holds(c, *values) == *truth));
        assert!(answer || witness.is_none(), "{wanted:#?} hold for {witness:?}");
        impossible += usize::from(!answer);
        missed += usize::from(answer && witness.is_none());
    }
    assert!(impossible > 2_000 && missed < impossible / 10, "{impossible} found, {missed} missed");
}
