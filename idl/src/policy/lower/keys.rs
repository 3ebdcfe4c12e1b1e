//! Keys: where a record, a bucket or an open request has its place.

use alloc::{format, vec::Vec};

use super::{
    Lowering, Scope,
    inputs::{Path, path},
    scalars::integers,
    terms::{Term, number_of},
};
use crate::{
    arena::Handle,
    ast::{Expr, Name},
    codes,
    diagnostic::Diagnostic,
    facts::{Shape, ShapeKind},
    model::TypeDef,
    policy::{Condition, Key, Kind, NumberKind, Operand, Place, Slot, Space, interval::Interval},
    source::Span,
};

impl<'m> Lowering<'m> {
    /// `state[keys].field`
    pub(super) fn field(
        &mut self,
        state: usize,
        keys: &'m [Expr],
        rest: &[&'m Name],
        span: Span,
        scope: Scope<'m>,
    ) -> Option<Term<'m>> {
        let Some((name, more)) = rest.split_first() else {
            self.mismatch(span, "a value", "a whole record", "name one of its fields");
            return None;
        };
        let place = self.place(state, keys, name, span, scope)?;
        let field = self.states.get(place.slot.state)?.as_ref()?.state.fields.get(place.field)?;
        let (kind, values) = (field.kind, Interval::new(field.low, field.high));
        if let Some(extra) = more.first() {
            let diagnostic = self.unknown_member("part", extra, &format!("`{name}`"), &[]);
            self.report(diagnostic);
            return None;
        }
        Some(match kind {
            Kind::Time => Term::Time(place),
            Kind::Bool => Term::Truth(Condition::Is(Operand::State(place.into()))),
            Kind::Enum { of, .. } => Term::Variant(of, Operand::State(place.into())),
            Kind::Int(_) => Term::Number(number_of(Operand::State(place.into()), values)),
        })
    }

    pub(super) fn place(
        &mut self,
        state: usize,
        keys: &'m [Expr],
        name: &Name,
        span: Span,
        scope: Scope<'m>,
    ) -> Option<Place> {
        let slot = self.slot(state, keys, span, scope)?;
        let declared = &self.states.get(state)?.as_ref()?.state;
        if let Some(field) = declared.fields.iter().position(|field| field.name == name.text) {
            return Some(Place { slot, field });
        }
        let owner = format!("state `{}`", declared.name);
        let at = declared.span;
        let names: Vec<_> = declared.fields.iter().map(|field| field.name.clone()).collect();
        let diagnostic = self.unknown_member("field", name, &owner, &names);
        self.report(diagnostic.also(at, "declared here"));
        None
    }

    /// `state[keys]`
    pub(super) fn slot(&mut self, state: usize, keys: &'m [Expr], span: Span, scope: Scope<'m>) -> Option<Slot> {
        if !scope.reads_state {
            let (what, help) = match scope.request {
                Some(_) => ("a key", "a key is read from the request only"),
                None => ("a value at the start, a range or a limit", "write a number, or a constant"),
            };
            self.report(
                Diagnostic::new(codes::E0517, format!("{what} cannot read state"))
                    .label(span, "reads state")
                    .help(help),
            );
            return None;
        }
        let Some(declared) = self.states.get(state)?.as_ref() else {
            self.incomplete = true;
            return None;
        };
        let (name, at) = (declared.state.name.clone(), declared.state.span);
        let wanted: Vec<_> = declared.state.keys.iter().cloned().zip(declared.key_types.iter().copied()).collect();
        if wanted.len() != keys.len() {
            let many = |count: usize| match count {
                0 => "no key".into(),
                1 => "one key".into(),
                more => format!("{more} keys"),
            };
            let given = if keys.len() > 1 { "are" } else { "is" };
            self.report(
                Diagnostic::new(
                    codes::E0501,
                    format!("`{name}` has {}, {} {given} given", many(wanted.len()), many(keys.len())),
                )
                .label(span, many(keys.len()))
                .also(at, "declared here")
                .help(if wanted.is_empty() {
                    "write it without brackets"
                } else {
                    "write the keys in brackets, with commas between them"
                }),
            );
            return None;
        }
        let scope = Scope { reads_state: false, ..scope };
        let keys: Vec<_> =
            keys.iter().zip(wanted).map(|(key, (space, newtype))| self.key(key, space, newtype, scope)).collect();
        Some(Slot { state, keys: keys.into_iter().collect::<Option<_>>()? })
    }

    /// One key of a state.
    fn key(&mut self, expr: &'m Expr, space: Space, newtype: Option<Handle<TypeDef>>, scope: Scope<'m>) -> Option<Key> {
        let term = self.term(expr, scope)?;
        let name = newtype.map(|newtype| self.model.types[newtype].name.clone());
        match (&space, term) {
            (Space::Bool, Term::Truth(Condition::Is(operand))) => {
                Some(Key { space, value: number_of(operand, Interval::new(0, 1)) })
            }
            (Space::Variants { of, numbers }, Term::Variant(other, operand)) if *of == other => {
                let values = hull(numbers);
                Some(Key { space, value: number_of(operand, values) })
            }
            (Space::Variants { of, .. }, Term::Name(variant)) => {
                let number = self.variant(*of, variant)?;
                Some(Key { space, value: number_of(Operand::Literal(number), Interval::point(number)) })
            }
            (Space::Integers { low, count }, Term::Number(number)) => {
                let all = Interval::new(*low, low.saturating_add(i128::from(*count) - 1));
                if newtype.is_some() && newtype != newtype_of(&number.kind) && number.as_literal().is_none() {
                    let name = name.unwrap_or_default();
                    self.mismatch(
                        expr.span,
                        &format!("a `{name}`"),
                        "another number",
                        "the key says which type it takes",
                    );
                    return None;
                }
                if !all.contains(number.interval()) {
                    self.report(
                        Diagnostic::new(codes::E0505, "this may be no value of the key")
                            .label(expr.span, number.interval().shown())
                            .help(format!("the key goes from {} to {}", all.low, all.high)),
                    );
                    return None;
                }
                Some(Key { space, value: number })
            }
            (Space::Integers { low, count }, Term::Variant(_, operand)) if newtype.is_none() => {
                let all = Interval::new(*low, low.saturating_add(i128::from(*count) - 1));
                Some(Key { space, value: number_of(operand, all) })
            }
            (space, other) => {
                let wanted = match (space, name) {
                    (_, Some(name)) => format!("a `{name}`"),
                    (Space::Bool, None) => "a `bool` of the request".into(),
                    (Space::Integers { .. }, None) => "a number".into(),
                    (Space::Variants { of, .. }, None) => format!("a value of `{}`", self.model.types[*of].name),
                };
                let found = self.noun(&other);
                self.mismatch(expr.span, &wanted, &found, "the key says which type it takes");
                None
            }
        }
    }

    /// The key of an `exclusive` or a `limit`: its type says which values it has.
    pub(super) fn free_key(&mut self, expr: &'m Expr, scope: Scope<'m>) -> Option<Key> {
        let term = self.term(expr, Scope { reads_state: false, ..scope })?;
        let reads = !matches!(path(expr), Path::Other(_));
        match term {
            Term::Truth(Condition::Is(operand @ Operand::Input(_))) => {
                Some(Key { space: Space::Bool, value: number_of(operand, Interval::new(0, 1)) })
            }
            Term::Variant(of, operand @ Operand::Input(_)) => {
                let scalar = self.scalar(&ShapeKind::Named(of)).ok()?;
                let Some(space) = self.space(&scalar) else {
                    self.unbounded_key(expr.span, &format!("{} values", scalar.values.count()));
                    return None;
                };
                let values = scalar.values;
                Some(Key { space, value: number_of(operand, values) })
            }
            Term::Number(number) if number.as_literal().is_none() => {
                if number.is_partial() {
                    self.no_result(expr.span, "may have none", "use smaller numbers, and a divisor that is never 0");
                    return None;
                }
                let Some(space) = integers(number.interval()) else {
                    let what = if reads { "this has" } else { "this can have" };
                    self.unbounded_key(expr.span, &format!("{what} {} values", number.interval().count()));
                    return None;
                };
                Some(Key { space, value: number })
            }
            other => {
                let found = self.noun(&other);
                self.mismatch(
                    expr.span,
                    "a key",
                    &found,
                    "a key is a number, an enum or a `bool` of the request: `m.user`",
                );
                None
            }
        }
    }
}

/// The new type of a value that is read as it is.
fn newtype_of(number: &NumberKind) -> Option<Handle<TypeDef>> {
    match number {
        NumberKind::Operand(Operand::Input(input)) if !input.is_len() => match input.shape {
            Shape { kind: ShapeKind::Named(newtype), .. } => Some(newtype),
            _ => None,
        },
        _ => None,
    }
}

fn hull(numbers: &[i128]) -> Interval {
    let points = numbers.iter().copied().map(Interval::point);
    points.reduce(Interval::join).unwrap_or(Interval::new(0, 0))
}
