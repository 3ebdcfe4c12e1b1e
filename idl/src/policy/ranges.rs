//! Whether effects keep every field in its range: intervals, narrowed by the conditions around each step.
//!
//! What a field can hold between two events is worked out first: it begins with its initial value, and each `on` rule adds
//! what it can leave behind, until nothing changes. Numbers that conditions compare it with are good guesses where it stops,
//! so a counter that is reset at 3 is found to stay below 3. The steps are bounded: what is not found soon is taken to be
//! the whole range. Then each step is looked at once more.

mod env;

use alloc::{format, vec::Vec};

use self::env::Env;
use super::{
    Comparison, Condition, Effect, EffectKind, Input, Instant, Number, NumberKind, Operand, Place, Program, Slot,
    State, StateField, Value,
    interval::{Interval, opposite, turned},
};
use crate::{codes, diagnostic::Diagnostic, facts::Arithmetic, source::Span};

/// Rounds in which a range may grow freely, and in which it may grow to the next guess.
const FREE: usize = 3;
const GUESSED: usize = 24;

/// Reports every step that can leave the range of what it writes, and arithmetic that can have no result.
pub(super) fn check(program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    let held = fixpoint(program);
    let mut checker = Checker { program, findings: Some(diagnostics) };
    for on in &program.outcomes {
        checker.rule(on.when.as_ref(), &on.effects, on.head, &held);
    }
}

/// What each field of each state can hold between two events.
fn fixpoint(program: &Program) -> Vec<Vec<Interval>> {
    let each = |value: fn(&StateField) -> Interval| -> Vec<Vec<Interval>> {
        program.states.iter().map(|state| state.fields.iter().map(value).collect()).collect()
    };
    let whole = each(|field| Interval::new(field.low, field.high));
    let mut held = each(|field| Interval::point(field.initial));
    let guesses = guesses(program);
    for round in 0.. {
        let mut after = held.clone();
        for on in &program.outcomes {
            let mut checker = Checker { program, findings: None };
            if let Some(env) = checker.rule(on.when.as_ref(), &on.effects, on.head, &held) {
                env.leave(&mut after);
            }
        }
        if after == held {
            return held;
        }
        let fields = held.iter_mut().flatten().zip(after.iter().flatten());
        for ((now, next), (guesses, declared)) in fields.zip(guesses.iter().flatten().zip(whole.iter().flatten())) {
            let grown = now.join(*next);
            *now = match round {
                _ if grown == *now => grown,
                0..FREE => grown,
                FREE..GUESSED => widen(*now, grown, guesses),
                _ => *declared,
            };
        }
    }
    whole
}

/// The ends that moved go on to the next guess.
fn widen(now: Interval, grown: Interval, guesses: &[i128]) -> Interval {
    let low = guesses.iter().copied().filter(|guess| *guess <= grown.low).max().unwrap_or(grown.low);
    let high = guesses.iter().copied().filter(|guess| *guess >= grown.high).min().unwrap_or(grown.high);
    Interval::new(if grown.low < now.low { low } else { now.low }, if grown.high > now.high { high } else { now.high })
}

/// For each field where it may stop: the ends of its range, and beside what it is compared with.
fn guesses(program: &Program) -> Vec<Vec<Vec<i128>>> {
    const MOST: usize = 64;
    let ends = |state: &State| state.fields.iter().map(|field| alloc::vec![field.low, field.high]).collect();
    let mut guesses: Vec<Vec<Vec<i128>>> = program.states.iter().map(ends).collect();
    let mut compared = |place: &Place, value: i128| {
        let field = guesses.get_mut(place.slot.state).and_then(|state| state.get_mut(place.field));
        let Some(field) = field else { return };
        let &mut [low, high, ..] = field.as_mut_slice() else { return };
        for guess in [value.saturating_sub(1), value, value.saturating_add(1)] {
            if field.len() < MOST && low <= guess && guess <= high && !field.contains(&guess) {
                field.push(guess);
            }
        }
    };
    for on in &program.outcomes {
        on.when.iter().for_each(|when| comparisons(when, &mut compared));
        conditions(&on.effects, &mut |condition| comparisons(condition, &mut compared));
    }
    guesses
}

fn conditions(effects: &[Effect], see: &mut impl FnMut(&Condition)) {
    for effect in effects {
        if let EffectKind::If { condition, then, otherwise } = &effect.kind {
            see(condition);
            conditions(then, see);
            conditions(otherwise, see);
        }
    }
}

/// Every comparison of a field with a written number.
fn comparisons(condition: &Condition, see: &mut impl FnMut(&Place, i128)) {
    let mut pair = |left: &Number, right: &Number| {
        if let (NumberKind::Operand(Operand::State(place)), Some(value)) = (&left.kind, right.as_literal()) {
            see(place, value);
        }
    };
    match condition {
        Condition::Compare(_, left, right) => {
            pair(left, right);
            pair(right, left);
        }
        Condition::Within(value, low, high) => {
            pair(value, low);
            pair(value, high);
        }
        Condition::Not(inner) => comparisons(inner, see),
        Condition::Same(left, right)
        | Condition::And(left, right)
        | Condition::Or(left, right)
        | Condition::Implies(left, right) => {
            comparisons(left, see);
            comparisons(right, see);
        }
        Condition::Is(_) | Condition::SameVariant { .. } | Condition::Now(..) => {}
    }
}

struct Checker<'p, 'd> {
    program: &'p Program,
    /// Where findings go; `None` while ranges are still worked out.
    findings: Option<&'d mut Vec<Diagnostic>>,
}

impl<'p> Checker<'p, '_> {
    /// What a rule can leave behind; `None` if it never runs.
    fn rule(
        &mut self,
        when: Option<&'p Condition>,
        effects: &'p [Effect],
        head: Span,
        known: &[Vec<Interval>],
    ) -> Option<Env<'p>> {
        let mut env = Env::new(known);
        if let Some(when) = when {
            self.total(when, &env, head);
            if !env.assume(when, true) {
                return None;
            }
        }
        self.effects(effects, env)
    }

    fn effects(&mut self, effects: &'p [Effect], mut env: Env<'p>) -> Option<Env<'p>> {
        for effect in effects {
            match &effect.kind {
                EffectKind::Set(place, value) => {
                    let values = self.value(place.slot.state, place.field, value, &env, effect.span);
                    env.write(place, values);
                }
                EffectKind::Replace(slot, values) => self.replace(slot, values, &mut env, effect.span),
                EffectKind::If { condition, then, otherwise } => {
                    self.total(condition, &env, effect.span);
                    let (mut yes, mut no) = (env.clone(), env);
                    let yes = yes.assume(condition, true).then_some(yes).and_then(|env| self.effects(then, env));
                    let no = no.assume(condition, false).then_some(no).and_then(|env| self.effects(otherwise, env));
                    env = match (yes, no) {
                        (Some(yes), Some(no)) => yes.join(no),
                        (Some(env), None) | (None, Some(env)) => env,
                        (None, None) => return None,
                    };
                }
                EffectKind::Audit(_) => {}
            }
        }
        Some(env)
    }

    fn replace(&mut self, slot: &'p Slot, values: &'p [Value], env: &mut Env<'p>, span: Span) {
        let values: Vec<_> =
            values.iter().enumerate().map(|(field, value)| self.value(slot.state, field, value, env, span)).collect();
        for (field, values) in values.into_iter().enumerate() {
            env.write_field(slot, field, values);
        }
    }

    /// What a written value can be, within the range of its field.
    fn value(&mut self, state: usize, field: usize, value: &'p Value, env: &Env<'p>, span: Span) -> Interval {
        let Some(declared) = self.program.states.get(state).and_then(|state| state.fields.get(field)) else {
            return Interval::PARTIAL;
        };
        let range = Interval::new(declared.low, declared.high);
        match value {
            Value::Number(number) => {
                let values = self.number(number, env, span);
                if !values.is_partial() && !range.contains(values) {
                    let (low, high) = (values.low, values.high);
                    let (name, at) = (&declared.name, declared.span);
                    let can = if low == high { format!("gives {low}") } else { format!("can give {low}..={high}") };
                    let message = format!("`{name}` can leave its range");
                    self.report(|| {
                        Diagnostic::new(codes::E0505, message)
                            .label(span, can)
                            .also(at, format!("goes from {} to {}", range.low, range.high))
                            .help("end the statement with `saturating`, test the value with `if` before, or widen the range")
                    });
                }
                values.meet(range).unwrap_or(range)
            }
            Value::Saturating(number) => {
                let values = self.number(number, env, span);
                let end = |value: i128| value.clamp(range.low, range.high);
                Interval::new(end(values.low), end(values.high))
            }
            Value::Truth(condition) => {
                self.total(condition, env, span);
                condition.as_literal().map_or(range, |truth| Interval::point(i128::from(truth)))
            }
            Value::Variant(_, operand) => env.operand(operand).unwrap_or(range).meet(range).unwrap_or(range),
            Value::Instant(Instant::Never | Instant::After(_)) => range,
        }
    }

    fn number(&mut self, number: &'p Number, env: &Env<'p>, span: Span) -> Interval {
        let values = env.number(number);
        if values.is_partial() {
            let divides = has_division(number);
            let why = if divides { "the divisor may be 0" } else { "may be beyond 128 bits" };
            self.report(|| {
                Diagnostic::new(codes::E0505, "this arithmetic may have no result")
                    .label(span, why)
                    .help("put it into an `if` that tests the numbers")
            });
        }
        values
    }

    /// Reports numbers of a condition that can have no result: in effects nothing could be done then. The right side of
    /// `&&`, `||` and `implies` is only looked at where the left one does not decide.
    fn total(&mut self, condition: &'p Condition, env: &Env<'p>, span: Span) {
        match condition {
            Condition::Compare(_, left, right) => {
                self.number(left, env, span);
                self.number(right, env, span);
            }
            Condition::Within(value, low, high) => {
                for number in [value, low, high] {
                    self.number(number, env, span);
                }
            }
            Condition::Not(inner) => self.total(inner, env, span),
            Condition::Same(left, right) => {
                self.total(left, env, span);
                self.total(right, env, span);
            }
            Condition::And(left, right) | Condition::Implies(left, right) => self.sides(left, true, right, env, span),
            Condition::Or(left, right) => self.sides(left, false, right, env, span),
            Condition::Is(_) | Condition::SameVariant { .. } | Condition::Now(..) => {}
        }
    }

    /// Two sides of which the right one is looked at where the left one is `decisive`.
    fn sides(&mut self, left: &'p Condition, decisive: bool, right: &'p Condition, env: &Env<'p>, span: Span) {
        self.total(left, env, span);
        let mut env = env.clone();
        if env.assume(left, decisive) {
            self.total(right, &env, span);
        }
    }

    fn report(&mut self, diagnostic: impl FnOnce() -> Diagnostic) {
        if let Some(findings) = &mut self.findings {
            findings.push(diagnostic());
        }
    }
}

fn has_division(number: &Number) -> bool {
    match &number.kind {
        NumberKind::Operand(_) => false,
        NumberKind::Negate(inner) => has_division(inner),
        NumberKind::Binary(op, left, right) => {
            matches!(op, Arithmetic::Div | Arithmetic::Rem) || has_division(left) || has_division(right)
        }
    }
}
