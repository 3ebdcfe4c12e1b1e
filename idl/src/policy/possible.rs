//! Whether conditions can hold together, for any request and any state.
//!
//! Each value that they read has a set of integers that it can have, of an enum the numbers of its variants. Comparisons make
//! the sets smaller until one is empty, or nothing changes; a disjunction is tried one way after the other. Of two values
//! that are compared with each other it is known which orders are left. What this does not see, such as sums of values and
//! orders over three of them, is taken as possible, and so is everything when the steps run out.

#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::cell::Cell;

use super::{
    Comparison, Condition, Kind, Number, NumberKind, Operand, Place, State,
    interval::{Interval, opposite, turned},
    values::Values,
    visit::{self, Access},
};
use crate::{
    arena::Handle,
    facts::{Facts, Meaning},
    model::{Model, TypeDef, TypeDefKind},
};

/// Conditions and comparisons that are looked at for one question.
const STEPS: usize = 512;
/// Rounds in which comparisons of two values make each other's sets smaller.
const ROUNDS: usize = 8;

/// What is asked about a policy.
pub(super) struct Possible<'p> {
    model: &'p Model,
    facts: &'p Facts,
    /// A state by its position; `None` for one with an error.
    state: &'p dyn Fn(usize) -> Option<&'p State>,
    /// How many steps are left for all questions.
    steps: Cell<usize>,
}

/// A condition, and whether it holds.
pub(super) type Fact<'p> = (&'p Condition, bool);

impl<'p> Possible<'p> {
    pub(super) fn new(
        model: &'p Model,
        facts: &'p Facts,
        state: &'p dyn Fn(usize) -> Option<&'p State>,
        steps: usize,
    ) -> Self {
        Self { model, facts, state, steps: Cell::new(steps) }
    }

    /// How many steps are left for other questions.
    pub(super) const fn left(&self) -> usize {
        self.steps.get()
    }

    /// Whether all of them can be as they are said to be. `false` is certain, `true` is not.
    pub(super) fn together(&self, facts: impl IntoIterator<Item = Fact<'p>>) -> bool {
        let mut steps = self.steps.get().min(STEPS);
        let before = steps;
        let goals = facts.into_iter().map(|(condition, truth)| Goal::Is(condition, truth)).collect();
        let world = World { possible: self, values: Vec::new(), orders: Vec::new(), goals, choices: Vec::new() };
        let answer = world.exists(&mut steps);
        self.steps.set(self.steps.get().saturating_sub(before - steps));
        answer
    }

    /// The value of a condition, if no request and no state changes it.
    pub(super) fn truth(&self, condition: &'p Condition) -> Option<bool> {
        if !is_total(condition) {
            return None;
        }
        match (self.together([(condition, true)]), self.together([(condition, false)])) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    /// What a value can be at all.
    fn values(&self, atom: Atom<'p>) -> Option<Values> {
        let (kind, low, high) = match atom {
            Atom::Number(number) => return Some(Values::between(number.interval())),
            Atom::Operand(Operand::Literal(value)) => return Some(Values::of(&[*value])),
            Atom::Operand(Operand::Input(input)) => (input.kind, input.low, input.high),
            Atom::Operand(Operand::State(place)) => {
                let field = (self.state)(place.slot.state)?.fields.get(place.field)?;
                (field.kind, field.low, field.high)
            }
        };
        let all = Values::between(Interval::new(low, high));
        match kind {
            Kind::Enum { of, .. } => Some(self.variants(of).map_or(all.clone(), |variants| all.meet(&variants))),
            Kind::Bool => Some(all.meet(&Values::of(&[0, 1]))),
            Kind::Int(_) | Kind::Time => Some(all),
        }
    }

    /// The numbers of a strict enum.
    fn variants(&self, of: Handle<TypeDef>) -> Option<Values> {
        let TypeDefKind::Enum { flexible: false, .. } = self.model.types[of].kind else { return None };
        match &self.facts.types.get(of)?.meaning {
            Meaning::Enum { numbers, .. } => Some(Values::of(numbers)),
            _ => None,
        }
    }
}

/// Whether every number in it has a result.
pub(super) fn is_total(condition: &Condition) -> bool {
    match condition {
        Condition::Compare(_, left, right) => !left.is_partial() && !right.is_partial(),
        Condition::Within(value, low, high) => [value, low, high].iter().all(|number| !number.is_partial()),
        Condition::Not(inner) => is_total(inner),
        Condition::Same(left, right)
        | Condition::And(left, right)
        | Condition::Or(left, right)
        | Condition::Implies(left, right) => is_total(left) && is_total(right),
        Condition::Is(_) | Condition::SameVariant { .. } | Condition::Now(..) => true,
    }
}

/// Whether it reads nothing but the request, so that it is the same whenever it is asked.
pub(super) fn is_about_request(condition: &Condition) -> bool {
    let mut alone = true;
    visit::condition(condition, &mut |access| alone &= matches!(access, Access::Input(_)));
    alone
}

/// Something that has a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Atom<'p> {
    Operand(&'p Operand),
    /// A sum, a product, …
    Number(&'p Number),
}

impl<'p> Atom<'p> {
    fn of(number: &'p Number) -> Self {
        match &number.kind {
            NumberKind::Operand(operand) => Self::Operand(operand),
            _ => Self::Number(number),
        }
    }
}

/// What has an order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pair<'p> {
    Atoms(Atom<'p>, Atom<'p>),
    /// The present and a point in time.
    Now(&'p Place),
}

/// What is still to be looked at.
#[derive(Clone, Copy)]
enum Goal<'p> {
    Is(&'p Condition, bool),
    Compare(Comparison, &'p Number, &'p Number),
}

/// The one goal alone, or this one beside it and not the first.
type Choice<'p> = [(Goal<'p>, Option<Goal<'p>>); 2];

/// What is known on one way through the disjunctions.
#[derive(Clone)]
struct World<'p, 'q> {
    possible: &'q Possible<'p>,
    values: Vec<(Atom<'p>, Values)>,
    /// Which of "less, equal, greater" are left, a bit each.
    orders: Vec<(Pair<'p>, u8)>,
    goals: Vec<Goal<'p>>,
    choices: Vec<Choice<'p>>,
}

impl<'p> World<'p, '_> {
    /// Whether there is a way on which nothing contradicts.
    fn exists(mut self, steps: &mut usize) -> bool {
        while let Some(goal) = self.goals.pop() {
            let Some(left) = steps.checked_sub(1) else { return true };
            *steps = left;
            if !self.learn(goal) {
                return false;
            }
        }
        if !self.settles() {
            return false;
        }
        let Some(choice) = self.choices.pop() else { return true };
        choice.into_iter().any(|(first, second)| {
            let mut world = self.clone();
            world.goals.extend([first].into_iter().chain(second));
            world.exists(steps)
        })
    }

    /// Takes over what a goal says; `false` if nothing is left.
    fn learn(&mut self, goal: Goal<'p>) -> bool {
        let (condition, truth) = match goal {
            Goal::Compare(comparison, left, right) => return self.compare(comparison, left, right),
            Goal::Is(condition, truth) => (condition, truth),
        };
        match condition {
            Condition::Is(operand) => {
                self.narrow(Atom::Operand(operand), |values| values.meet(&Values::of(&[i128::from(truth)])))
            }
            Condition::Compare(comparison, left, right) => {
                self.compare(if truth { *comparison } else { opposite(*comparison) }, left, right)
            }
            Condition::Within(value, low, high) if truth => {
                self.compare(Comparison::AtLeast, value, low) && self.compare(Comparison::AtMost, value, high)
            }
            Condition::Within(value, low, high) => match (low.as_literal(), high.as_literal()) {
                (Some(low), Some(high)) if low <= high => {
                    self.narrow(Atom::of(value), |values| values.outside(Interval::new(low, high)))
                }
                _ => {
                    let below = Goal::Compare(Comparison::Less, value, low);
                    self.choices.push([(below, None), (Goal::Compare(Comparison::Greater, value, high), None)]);
                    true
                }
            },
            Condition::SameVariant { left, right, .. } => {
                let comparison = if truth { Comparison::Equal } else { Comparison::Unequal };
                self.order(comparison, Atom::Operand(left), Atom::Operand(right))
            }
            Condition::Now(comparison, place) => {
                let comparison = if truth { *comparison } else { opposite(*comparison) };
                self.leave(Pair::Now(place), orders(comparison))
            }
            Condition::Not(inner) => self.learn(Goal::Is(inner, !truth)),
            Condition::And(left, right) if truth => self.both((left, true), (right, true)),
            Condition::Or(left, right) if !truth => self.both((left, false), (right, false)),
            Condition::Implies(left, right) if !truth => self.both((left, true), (right, false)),
            // Otherwise the one decides, or it does not and the other one does.
            Condition::And(left, right) => self.either((left, false), (right, false)),
            Condition::Or(left, right) => self.either((left, true), (right, true)),
            Condition::Implies(left, right) => self.either((left, false), (right, true)),
            Condition::Same(left, right) => {
                let way = |side: bool| (Goal::Is(left, side), Some(Goal::Is(right, side == truth)));
                self.choices.push([way(true), way(false)]);
                true
            }
        }
    }

    fn both(&mut self, one: Fact<'p>, other: Fact<'p>) -> bool {
        self.goals.extend([Goal::Is(one.0, one.1), Goal::Is(other.0, other.1)]);
        true
    }

    fn either(&mut self, one: Fact<'p>, other: Fact<'p>) -> bool {
        let other = Goal::Is(other.0, other.1);
        self.choices.push([(Goal::Is(one.0, one.1), None), (Goal::Is(one.0, !one.1), Some(other))]);
        true
    }

    fn compare(&mut self, comparison: Comparison, left: &'p Number, right: &'p Number) -> bool {
        left.is_partial() || right.is_partial() || self.order(comparison, Atom::of(left), Atom::of(right))
    }

    fn order(&mut self, comparison: Comparison, left: Atom<'p>, right: Atom<'p>) -> bool {
        self.narrow_by(comparison, left, right) && self.leave(Pair::Atoms(left, right), orders(comparison))
    }

    /// Makes the sets of two values smaller, so that the comparison can hold.
    fn narrow_by(&mut self, comparison: Comparison, left: Atom<'p>, right: Atom<'p>) -> bool {
        let (Some(l), Some(r)) = (self.now(left), self.now(right)) else { return true };
        if comparison == Comparison::Equal {
            return self.narrow(left, |values| values.meet(&r)) && self.narrow(right, |values| values.meet(&l));
        }
        let (Some(l), Some(r)) = (l.hull(), r.hull()) else { return false };
        self.narrow(left, |values| values.where_holds(comparison, r))
            && self.narrow(right, |values| values.where_holds(turned(comparison), l))
    }

    /// What a value can be by what is known.
    fn now(&self, atom: Atom<'p>) -> Option<Values> {
        let known = self.values.iter().find(|(known, _)| *known == atom).map(|(_, values)| values.clone());
        known.or_else(|| self.possible.values(atom))
    }

    fn narrow(&mut self, atom: Atom<'p>, smaller: impl FnOnce(&Values) -> Values) -> bool {
        let Some(values) = self.now(atom).map(|values| smaller(&values)) else { return true };
        let is_left = !values.is_empty();
        match self.values.iter_mut().find(|(known, _)| *known == atom) {
            Some((_, known)) => *known = values,
            None => self.values.push((atom, values)),
        }
        is_left
    }

    /// Leaves only some orders of a pair.
    fn leave(&mut self, pair: Pair<'p>, left: u8) -> bool {
        for (known, orders) in &mut self.orders {
            let left = match (*known, pair) {
                (known, pair) if known == pair => left,
                (Pair::Atoms(one, other), Pair::Atoms(first, second)) if one == second && other == first => {
                    left.reverse_bits() >> 5
                }
                _ => continue,
            };
            *orders &= left;
            return *orders != 0;
        }
        self.orders.push((pair, left));
        // A value has one order with itself.
        !matches!(pair, Pair::Atoms(one, other) if one == other) || left & EQUAL != 0
    }

    /// Lets the comparisons of two values see what the others left of them.
    fn settles(&mut self) -> bool {
        for _ in 0..ROUNDS {
            let before = self.values.clone();
            for (pair, left) in self.orders.clone() {
                let (Pair::Atoms(one, other), Some(comparison)) = (pair, comparison(left)) else { continue };
                if !self.narrow_by(comparison, one, other) {
                    return false;
                }
            }
            if before == self.values {
                break;
            }
        }
        true
    }
}

const LESS: u8 = 1;
const EQUAL: u8 = 2;
const GREATER: u8 = 4;

/// In which orders a comparison holds.
const fn orders(comparison: Comparison) -> u8 {
    match comparison {
        Comparison::Less => LESS,
        Comparison::AtMost => LESS | EQUAL,
        Comparison::Equal => EQUAL,
        Comparison::Unequal => LESS | GREATER,
        Comparison::AtLeast => EQUAL | GREATER,
        Comparison::Greater => GREATER,
    }
}

/// The comparison that holds in these orders; `None` where every one does, or none.
const fn comparison(orders: u8) -> Option<Comparison> {
    match orders {
        LESS => Some(Comparison::Less),
        3 => Some(Comparison::AtMost),
        EQUAL => Some(Comparison::Equal),
        5 => Some(Comparison::Unequal),
        6 => Some(Comparison::AtLeast),
        GREATER => Some(Comparison::Greater),
        _ => None,
    }
}
