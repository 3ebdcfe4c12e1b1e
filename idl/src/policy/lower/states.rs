//! What a policy keeps: its states, their keys and fields.

use alloc::{format, vec::Vec};

use super::{
    DeclaredState, Lowering, Scope,
    scalars::{MOST_PLACES, NoScalar, Scalar},
    terms::Term,
};
use crate::{
    codes,
    diagnostic::Diagnostic,
    model::{self, StateType},
    policy::{Kind, Space, State, StateField, interval::Interval},
    source::Span,
};

impl<'m> Lowering<'m> {
    pub(super) fn states(&mut self) {
        for state in &self.policy.states {
            let state = self.state(state);
            self.states.push(state);
        }
    }

    fn state(&mut self, state: &'m model::State) -> Option<DeclaredState> {
        if let Some(max) = &state.max {
            self.not_yet("pools that are smaller than their key space", max.span);
        }
        let keys: Vec<_> = state.keys.iter().map(|key| self.key_type(key)).collect();
        let fields: Vec<_> = state.fields.iter().map(|field| self.state_field(field)).collect();
        let (keys, key_types): (Vec<Space>, Vec<_>) = keys.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
        let fields = fields.into_iter().collect::<Option<Vec<_>>>()?;
        let name = state.name.text.clone();
        let (span, docs) = (state.name.span, state.docs.clone());
        let head = state.keys.last().map_or(span, |key| span.to(key.ty.span));
        let lowered = State { name, docs, keys, fields, home: None, span, head };
        if lowered.records() > MOST_PLACES {
            self.report(
                Diagnostic::new(codes::E0504, format!("`{}` has more than {MOST_PLACES} records", state.name))
                    .label(state.name.span, format!("{} of {} bytes", lowered.records(), lowered.record_bytes()))
                    .help("every record has its place in memory from the start: use fewer or smaller keys"),
            );
            return None;
        }
        Some(DeclaredState { state: lowered, key_types })
    }

    fn key_type(&mut self, key: &model::StateKey) -> Option<(Space, Option<crate::arena::Handle<model::TypeDef>>)> {
        let scalar = match self.scalar_type(&key.ty) {
            Ok(scalar) => scalar,
            Err(NoScalar::Missing) => {
                self.incomplete = true;
                return None;
            }
            Err(NoScalar::Other) => {
                self.report(
                    Diagnostic::new(codes::E0504, "a key is a `bool`, an enum or an integer")
                        .label(key.ty.span, "none of these")
                        .help("use a number or an enum that stands for it"),
                );
                return None;
            }
        };
        let Some(space) = self.space(&scalar) else {
            self.unbounded_key(key.ty.span, &format!("{} values", scalar.values.count()));
            return None;
        };
        Some((space, scalar.newtype))
    }

    /// A key that could have more values than a pool has places.
    pub(super) fn unbounded_key(&mut self, span: Span, why: &str) {
        self.report(
            Diagnostic::new(codes::E0504, format!("a key has at most {MOST_PLACES} values"))
                .label(span, why)
                .help("bound it with a new type, such as `type UserId = u16 where self < 32;`, or use an enum"),
        );
    }

    fn state_field(&mut self, field: &'m model::StateField) -> Option<StateField> {
        let scalar = match &field.ty {
            StateType::Time => return self.time_field(field),
            StateType::Of(ty) => match self.scalar_type(ty) {
                Ok(scalar) => scalar,
                Err(NoScalar::Missing) => {
                    self.incomplete = true;
                    return None;
                }
                Err(NoScalar::Other) => {
                    self.report(
                        Diagnostic::new(codes::E0512, "a state keeps integers, enums, `bool`s and `time`s")
                            .label(field.ty_span, "none of these")
                            .help("keep what the rules need of it, such as a length"),
                    );
                    return None;
                }
            },
        };
        if !scalar.exact {
            let whole = "keep the plain type, and give the field a range: `count: u8 = 0 in 0..=3`";
            self.mismatch(field.ty_span, "a type without holes", "one that leaves out values in its middle", whole);
            return None;
        }
        let initial = self.term(&field.initial, Scope::CONSTANT);
        let range = match &field.range {
            None => Some(scalar.values),
            Some(range) => self.range(range, &scalar),
        };
        let initial = self.initial(initial?, &scalar, field.initial.span)?;
        let values = range?;
        if !values.contains(Interval::point(initial)) {
            self.report(
                Diagnostic::new(codes::E0505, format!("`{}` does not begin in its range", field.name))
                    .label(field.initial.span, format!("not in {}..={}", values.low, values.high))
                    .also(field.ty_span, "the type of the field")
                    .help("begin with a value of the range, or make the range wider"),
            );
            return None;
        }
        Some(field_of(field, scalar.kind, initial, values))
    }

    fn initial(&mut self, term: Term<'m>, scalar: &Scalar, span: Span) -> Option<i128> {
        match (scalar.kind, term) {
            (Kind::Int(_), Term::Number(number)) if number.as_literal().is_some() => number.as_literal(),
            (Kind::Bool, Term::Truth(condition)) if condition.as_literal().is_some() => {
                condition.as_literal().map(i128::from)
            }
            (Kind::Enum { of, .. }, Term::Name(name)) => self.variant(of, name),
            (kind, other) => {
                let wanted = self.kind_noun(kind);
                self.mismatch(
                    span,
                    &wanted,
                    &self.noun(&other),
                    "the value at the start is written out, or a constant",
                );
                None
            }
        }
    }

    fn time_field(&mut self, field: &'m model::StateField) -> Option<StateField> {
        if let Some(range) = &field.range {
            self.report(
                Diagnostic::new(codes::E0503, "a `time` has no range")
                    .label(range.span, "only numbers have")
                    .help("remove it"),
            );
        }
        match self.term(&field.initial, Scope::CONSTANT)? {
            Term::Number(number) if number.as_literal() == Some(0) => {
                Some(field_of(field, Kind::Time, 0, Interval::new(0, i128::from(u64::MAX))))
            }
            _ => {
                self.report(
                    Diagnostic::new(codes::E0503, "a `time` begins as 0")
                        .label(field.initial.span, "nothing has happened yet")
                        .help("write `= 0`: a time that is always over"),
                );
                None
            }
        }
    }

    /// The range of a field, within its type.
    fn range(&mut self, range: &'m crate::ast::Range, scalar: &Scalar) -> Option<Interval> {
        if !matches!(scalar.kind, Kind::Int(_)) {
            self.report(
                Diagnostic::new(codes::E0501, "only integers have a range")
                    .label(range.span, "the field is no integer")
                    .help("remove it"),
            );
            return None;
        }
        let low = self.constant(&range.low);
        let high = self.constant(&range.high);
        let values = Interval::new(low?, high?);
        if values.low > values.high || !scalar.values.contains(values) {
            let why = if values.low > values.high { "no number is in it" } else { "wider than the type" };
            self.report(
                Diagnostic::new(codes::E0505, "the range does not fit the field's type")
                    .label(range.span, why)
                    .help(format!("the type goes from {} to {}", scalar.values.low, scalar.values.high)),
            );
            return None;
        }
        Some(values)
    }
}

fn field_of(field: &model::StateField, kind: Kind, initial: i128, values: Interval) -> StateField {
    StateField {
        name: field.name.text.clone(),
        docs: field.docs.clone(),
        kind,
        initial,
        low: values.low,
        high: values.high,
        span: field.span,
    }
}
