//! The effects of `on` rules.

use alloc::{format, string::String, vec::Vec};

use super::{
    Lowering, Scope,
    inputs::{Path, path},
    report::quoted,
    terms::Term,
};
use crate::{
    ast::{self, AssignOp, Expr, ExprKind, FieldValue, Name},
    codes,
    diagnostic::Diagnostic,
    facts::Arithmetic,
    policy::{
        Effect, EffectKind, Instant, Kind, Note, Number, NumberKind, Operand, Place, Slot, StateField, Value,
        interval::Interval,
    },
    source::Span,
};

/// The most effects of a rule, those inside of `if` included.
const MOST_EFFECTS: usize = 256;

/// Where the effect stands that is one too many.
fn nth(effects: &[ast::Effect], left: &mut usize) -> Option<Span> {
    effects.iter().find_map(|effect| {
        if *left == 0 {
            return Some(effect.span);
        }
        *left -= 1;
        match &effect.kind {
            ast::EffectKind::If { then, otherwise, .. } => nth(then, left).or_else(|| nth(otherwise, left)),
            _ => None,
        }
    })
}

/// How many effects a rule has, those inside of `if` included.
fn written(effects: &[ast::Effect]) -> usize {
    let inner = |effect: &ast::Effect| match &effect.kind {
        ast::EffectKind::If { then, otherwise, .. } => written(then) + written(otherwise),
        _ => 0,
    };
    effects.iter().map(|effect| 1 + inner(effect)).sum()
}

/// The same of the effects without errors.
fn known(effects: &[Effect]) -> usize {
    let inner = |effect: &Effect| match &effect.kind {
        EffectKind::If { then, otherwise, .. } => known(then) + known(otherwise),
        _ => 0,
    };
    effects.iter().map(|effect| 1 + inner(effect)).sum()
}

/// What an assignment changes.
enum Target {
    Field(Place),
    Record(Slot),
}

impl<'m> Lowering<'m> {
    /// The steps of a rule that have no error.
    pub(super) fn rule_effects(&mut self, effects: &'m [ast::Effect], scope: Scope<'m>) -> Vec<Effect> {
        let mut left = MOST_EFFECTS;
        if let Some(extra) = nth(effects, &mut left) {
            self.report(
                Diagnostic::new(codes::E0515, format!("a rule has at most {MOST_EFFECTS} effects"))
                    .label(extra, "one too many")
                    .help("every answer waits for them: use fewer, or several rules"),
            );
            return Vec::new();
        }
        let lowered = self.effects(effects, scope);
        // What a rule does as a whole is not known without the effects that have errors.
        if written(effects) == known(&lowered) { lowered } else { Vec::new() }
    }

    fn effects(&mut self, effects: &'m [ast::Effect], scope: Scope<'m>) -> Vec<Effect> {
        effects
            .iter()
            .filter_map(|effect| Some(Effect { kind: self.effect(effect, scope)?, span: effect.span }))
            .collect()
    }

    fn effect(&mut self, effect: &'m ast::Effect, scope: Scope<'m>) -> Option<EffectKind> {
        match &effect.kind {
            ast::EffectKind::Assign { place, op, value, saturating } => {
                self.assign(place, *op, value, *saturating, scope)
            }
            ast::EffectKind::If { condition, then, otherwise } => {
                let condition = self.condition(condition, scope);
                let (then, otherwise) = (self.effects(then, scope), self.effects(otherwise, scope));
                Some(EffectKind::If { condition: condition?, then, otherwise })
            }
            ast::EffectKind::Audit(name) => self.note(name).map(EffectKind::Audit),
            // The resolver has reported it.
            ast::EffectKind::NotYet(_) | ast::EffectKind::Bad(_) => {
                self.incomplete = true;
                None
            }
        }
    }

    fn note(&mut self, name: &Name) -> Option<usize> {
        if let Some(position) = self.notes.iter().position(|note| note.name == name.text) {
            return Some(position);
        }
        if self.notes.len() >= usize::from(u16::MAX) {
            self.report(
                Diagnostic::new(codes::E0515, format!("a policy has at most {} names of audits", u16::MAX))
                    .label(name.span, "one too many")
                    .help("a record names its audit in 16 bits"),
            );
            return None;
        }
        self.notes.push(Note { name: name.text.clone(), span: name.span });
        Some(self.notes.len() - 1)
    }

    fn assign(
        &mut self,
        place: &'m Expr,
        op: AssignOp,
        value: &'m Expr,
        saturating: Option<Span>,
        scope: Scope<'m>,
    ) -> Option<EffectKind> {
        let target = self.target(place, scope);
        if let ExprKind::Record(values) = &value.kind {
            if let (Target::Record(slot), AssignOp::Set) = (target?, op) {
                self.no_saturating(saturating);
                let values = self.record(&slot, values, value.span, scope)?;
                return Some(EffectKind::Replace(slot, values));
            }
            self.mismatch(
                value.span,
                "a value",
                "a record",
                "a record is assigned as a whole: `tries[m.user] = { … }`",
            );
            return None;
        }
        match target? {
            Target::Field(at) => {
                let field = self.field_at(at.slot.state, at.field)?.clone();
                let value = self.value(&field, Some((&at, op)), value, saturating, scope)?;
                Some(EffectKind::Set(at, value))
            }
            Target::Record(_) => {
                self.mismatch(value.span, "a record", "something else", "write every field: `{ count: 0, until: 0 }`");
                None
            }
        }
    }

    fn target(&mut self, place: &'m Expr, scope: Scope<'m>) -> Option<Target> {
        let (first, keys, names): (_, &'m [Expr], _) = match path(place) {
            Path::Names(first, names) => (first, &[], names),
            Path::Record(first, keys, names) => (first, keys, names),
            Path::Other(span) => {
                self.mismatch(span, "a state", "something else", "effects change states: `tries[m.user].count += 1`");
                return None;
            }
        };
        let Some(state) = self.state_named(first) else {
            if scope.is_request(first) || first.text == "now" {
                let found = if scope.is_request(first) { "the request" } else { "the present time" };
                self.mismatch(place.span, "a state", found, "effects change states: `tries[m.user].count += 1`");
            } else if self.policy.gaps.may_hide(&first.text) {
                self.incomplete = true;
            } else {
                let names: Vec<String> = self.policy.states.iter().map(|state| state.name.text.clone()).collect();
                let owner = format!("policy `{}`", self.policy.name);
                let diagnostic = self.unknown_member("state", first, &owner, &names);
                self.report(diagnostic);
            }
            return None;
        };
        match names.as_slice() {
            [] => self.slot(state, keys, place.span, scope).map(Target::Record),
            [name] => self.place(state, keys, name, place.span, scope).map(Target::Field),
            [name, extra, ..] => {
                let diagnostic = self.unknown_member("part", extra, &format!("`{name}`"), &[]);
                self.report(diagnostic);
                None
            }
        }
    }

    fn field_at(&self, state: usize, field: usize) -> Option<&StateField> {
        self.states.get(state)?.as_ref()?.state.fields.get(field)
    }

    /// A value for every field of a record, in the order of the state.
    fn record(&mut self, slot: &Slot, written: &'m [FieldValue], span: Span, scope: Scope<'m>) -> Option<Vec<Value>> {
        let state = &self.states.get(slot.state)?.as_ref()?.state;
        let (fields, owner, at) = (state.fields.clone(), format!("state `{}`", state.name), state.span);
        let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        for (index, value) in written.iter().enumerate() {
            if !names.contains(&value.name.text) {
                let diagnostic = self.unknown_member("field", &value.name, &owner, &names);
                self.report(diagnostic.also(at, "declared here"));
            }
            let first = written.iter().take(index).find(|first| first.name.text == value.name.text);
            if let Some(first) = first {
                self.report(
                    Diagnostic::new(codes::E0202, format!("`{}` is there twice", value.name))
                        .label(value.name.span, "again")
                        .also(first.name.span, "first")
                        .help("remove one of them"),
                );
            }
        }
        let missing: Vec<String> =
            names.iter().filter(|name| written.iter().all(|value| value.name.text != **name)).cloned().collect();
        if !missing.is_empty() {
            self.report(
                Diagnostic::new(codes::E0501, format!("the record lacks {}", quoted(&missing)))
                    .label(span, "every field is written")
                    .also(at, "declared here")
                    .help("to change some fields only, assign them one by one"),
            );
            return None;
        }
        let values: Vec<_> = fields
            .iter()
            .map(|field| {
                let value = &written.iter().find(|value| value.name.text == field.name)?.value;
                self.value(field, None, value, None, scope)
            })
            .collect();
        values.into_iter().collect()
    }

    /// A value for a field. `change` is the field and the operator of an assignment.
    fn value(
        &mut self,
        field: &StateField,
        change: Option<(&Place, AssignOp)>,
        value: &'m Expr,
        saturating: Option<Span>,
        scope: Scope<'m>,
    ) -> Option<Value> {
        let step = match change {
            Some((at, AssignOp::Add)) => Some((at, Arithmetic::Add)),
            Some((at, AssignOp::Subtract)) => Some((at, Arithmetic::Sub)),
            _ => None,
        };
        let term = self.term(value, scope)?;
        if !matches!(field.kind, Kind::Int(_)) {
            self.no_saturating(saturating);
        }
        match (field.kind, step, term) {
            (Kind::Int(_), step, Term::Number(number)) => {
                let number = match step {
                    Some((at, op)) => {
                        let before =
                            Number::read(Operand::State(at.clone().into()), Interval::new(field.low, field.high));
                        Number {
                            kind: NumberKind::Binary(op, before.clone().into(), number.clone().into()),
                            ..Number::binary(op, before, number)
                        }
                    }
                    None => number,
                };
                Some(if saturating.is_some() { Value::Saturating(number) } else { Value::Number(number) })
            }
            (Kind::Bool, None, Term::Truth(condition)) => Some(Value::Truth(condition)),
            (Kind::Enum { of, .. }, None, Term::Name(name)) => {
                Some(Value::Variant(of, Operand::Literal(self.variant(of, name)?)))
            }
            (Kind::Enum { of, .. }, None, Term::Variant(other, operand)) if of == other => {
                Some(Value::Variant(of, operand))
            }
            (Kind::Time, None, Term::After(millis)) => Some(Value::Instant(Instant::After(millis))),
            (Kind::Time, None, Term::Number(number)) if number.as_literal() == Some(0) => {
                Some(Value::Instant(Instant::Never))
            }
            (Kind::Time, _, other) => {
                self.report(
                    Diagnostic::new(
                        codes::E0503,
                        format!("`{}` can only become `0`, or `now` and a constant", field.name),
                    )
                    .label(value.span, self.noun(&other))
                    .also(field.span, "a `time`")
                    .help("write `0`, which is always over, or such as `now + 30s`"),
                );
                None
            }
            (kind, _, other) => {
                let (wanted, found) = (self.kind_noun(kind), self.noun(&other));
                let help = if step.is_some() {
                    "`+=` and `-=` change numbers by numbers"
                } else {
                    "assign a value of the field's type"
                };
                self.mismatch(value.span, &wanted, &found, help);
                None
            }
        }
    }

    fn no_saturating(&mut self, saturating: Option<Span>) {
        if let Some(span) = saturating {
            self.report(
                Diagnostic::new(codes::E0501, "only numbers take `saturating`")
                    .label(span, "reaches no end")
                    .help("remove the word"),
            );
        }
    }
}
