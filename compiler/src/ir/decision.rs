//! What policies decide by and what they change: conditions, keys and effects of the lowered form, as trees.

use serde::Serialize;
use tessera_idl::policy::{self, EffectKind, Instant, NumberKind, Program, Step, Value as From};

use super::{
    names::Reader,
    policy::Holds,
    refinement::{operator, sign},
};

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Condition<'a> {
    Holds { of: Operand<'a> },
    Compare { comparison: &'static str, left: Number<'a>, right: Number<'a> },
    Within { value: Number<'a>, low: Number<'a>, high: Number<'a> },
    SameVariant { name: String, left: Operand<'a>, right: Operand<'a> },
    Same { left: Box<Condition<'a>>, right: Box<Condition<'a>> },
    Now { comparison: &'static str, right: Place<'a> },
    Not { inner: Box<Condition<'a>> },
    And { left: Box<Condition<'a>>, right: Box<Condition<'a>> },
    Or { left: Box<Condition<'a>>, right: Box<Condition<'a>> },
    Implies { left: Box<Condition<'a>>, right: Box<Condition<'a>> },
}

/// A number with the values that it can have; `None` where it may have no result.
#[derive(Debug, Serialize)]
pub(super) struct Number<'a> {
    #[serde(flatten)]
    kind: Term<'a>,
    low: Option<String>,
    high: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Term<'a> {
    Read { of: Operand<'a> },
    Negate { inner: Box<Number<'a>> },
    Arithmetic { operator: &'static str, left: Box<Number<'a>>, right: Box<Number<'a>> },
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Operand<'a> {
    Constant { value: String },
    Input { input: Input<'a> },
    State { place: Place<'a> },
}

/// Something that is read of a request.
#[derive(Debug, Serialize)]
pub(super) struct Input<'a> {
    steps: Vec<StepTo<'a>>,
    /// How many of the last steps a capture does without.
    tail: usize,
    holds: Holds,
    low: String,
    high: String,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum StepTo<'a> {
    Field { name: &'a str },
    Unwrap,
    Length,
}

/// A field of a record.
#[derive(Debug, Serialize)]
pub(super) struct Place<'a> {
    record: Record<'a>,
    field: &'a str,
}

/// A record of a state.
#[derive(Debug, Serialize)]
pub(super) struct Record<'a> {
    state: &'a str,
    keys: Vec<Key<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Key<'a> {
    space: Space,
    value: Number<'a>,
}

/// The values of a key, and where each has its place.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Space {
    Bools,
    Integers { low: String, count: u32 },
    Variants { name: String, numbers: Vec<String> },
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Effect<'a> {
    Set { place: Place<'a>, value: Written<'a> },
    Replace { record: Record<'a>, values: Vec<Written<'a>> },
    If { condition: Box<Condition<'a>>, then: Vec<Effect<'a>>, r#else: Vec<Effect<'a>> },
    Audit { name: &'a str },
}

/// A value that is written.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Written<'a> {
    Number { number: Number<'a> },
    Saturating { number: Number<'a> },
    Truth { condition: Box<Condition<'a>> },
    Variant { name: String, of: Operand<'a> },
    Never,
    After { milliseconds: u64 },
}

/// Reads one policy.
#[derive(Clone, Copy)]
pub(super) struct Lowered<'a> {
    pub(super) reader: Reader<'a>,
    pub(super) program: &'a Program,
}

/// Everything nests as deep as its text does, which is limited.
impl<'a> Lowered<'a> {
    pub(super) fn condition(self, condition: &'a policy::Condition) -> Condition<'a> {
        use policy::Condition as From;
        let boxed = |inner| Box::new(self.condition(inner));
        match condition {
            From::Is(of) => Condition::Holds { of: self.operand(of) },
            From::Compare(comparison, left, right) => {
                Condition::Compare { comparison: sign(*comparison), left: self.number(left), right: self.number(right) }
            }
            From::Within(value, low, high) => {
                Condition::Within { value: self.number(value), low: self.number(low), high: self.number(high) }
            }
            From::SameVariant { of, left, right } => Condition::SameVariant {
                name: self.reader.type_name(*of),
                left: self.operand(left),
                right: self.operand(right),
            },
            From::Same(left, right) => Condition::Same { left: boxed(left), right: boxed(right) },
            From::Now(comparison, place) => Condition::Now { comparison: sign(*comparison), right: self.place(place) },
            From::Not(inner) => Condition::Not { inner: boxed(inner) },
            From::And(left, right) => Condition::And { left: boxed(left), right: boxed(right) },
            From::Or(left, right) => Condition::Or { left: boxed(left), right: boxed(right) },
            From::Implies(left, right) => Condition::Implies { left: boxed(left), right: boxed(right) },
        }
    }

    fn number(self, number: &'a policy::Number) -> Number<'a> {
        let boxed = |inner| Box::new(self.number(inner));
        let kind = match &number.kind {
            NumberKind::Operand(of) => Term::Read { of: self.operand(of) },
            NumberKind::Negate(inner) => Term::Negate { inner: boxed(inner) },
            NumberKind::Binary(arithmetic, left, right) => {
                Term::Arithmetic { operator: operator(*arithmetic), left: boxed(left), right: boxed(right) }
            }
        };
        let end = |end: i128| (!number.is_partial()).then(|| end.to_string());
        Number { kind, low: end(number.low), high: end(number.high) }
    }

    fn operand(self, operand: &'a policy::Operand) -> Operand<'a> {
        match operand {
            policy::Operand::Literal(value) => Operand::Constant { value: value.to_string() },
            policy::Operand::Input(input) => Operand::Input { input: self.input(input) },
            policy::Operand::State(place) => Operand::State { place: self.place(place) },
        }
    }

    pub(super) fn input(self, input: &'a policy::Input) -> Input<'a> {
        let step = |step: &'a Step| match step {
            Step::Field(name) => StepTo::Field { name },
            Step::Unwrap => StepTo::Unwrap,
            Step::Len => StepTo::Length,
        };
        Input {
            steps: input.path.iter().map(step).collect(),
            tail: input.tail,
            holds: self.reader.holds(input.kind),
            low: input.low.to_string(),
            high: input.high.to_string(),
        }
    }

    fn place(self, place: &'a policy::Place) -> Place<'a> {
        let state = self.program.states.get(place.slot.state);
        let field = state.and_then(|state| state.fields.get(place.field));
        Place { record: self.record(&place.slot), field: field.map_or("", |field| &field.name) }
    }

    fn record(self, slot: &'a policy::Slot) -> Record<'a> {
        let state = self.program.states.get(slot.state).map_or("", |state| &state.name);
        Record { state, keys: slot.keys.iter().map(|key| self.key(key)).collect() }
    }

    pub(super) fn key(self, key: &'a policy::Key) -> Key<'a> {
        Key { space: self.reader.space(&key.space), value: self.number(&key.value) }
    }

    pub(super) fn effects(self, effects: &'a [policy::Effect]) -> Vec<Effect<'a>> {
        let effect = |effect: &'a policy::Effect| match &effect.kind {
            EffectKind::Set(place, value) => Effect::Set { place: self.place(place), value: self.value(value) },
            EffectKind::Replace(slot, values) => {
                let values = values.iter().map(|value| self.value(value)).collect();
                Effect::Replace { record: self.record(slot), values }
            }
            EffectKind::If { condition, then, otherwise } => Effect::If {
                condition: Box::new(self.condition(condition)),
                then: self.effects(then),
                r#else: self.effects(otherwise),
            },
            EffectKind::Audit(note) => {
                Effect::Audit { name: self.program.notes.get(*note).map_or("", |note| &note.name) }
            }
        };
        effects.iter().map(effect).collect()
    }

    fn value(self, value: &'a From) -> Written<'a> {
        match value {
            From::Number(number) => Written::Number { number: self.number(number) },
            From::Saturating(number) => Written::Saturating { number: self.number(number) },
            From::Truth(condition) => Written::Truth { condition: Box::new(self.condition(condition)) },
            From::Variant(of, operand) => {
                Written::Variant { name: self.reader.type_name(*of), of: self.operand(operand) }
            }
            From::Instant(Instant::Never) => Written::Never,
            From::Instant(Instant::After(milliseconds)) => Written::After { milliseconds: *milliseconds },
        }
    }
}

impl Reader<'_> {
    pub(super) fn space(self, space: &policy::Space) -> Space {
        match space {
            policy::Space::Bool => Space::Bools,
            policy::Space::Integers { low, count } => Space::Integers { low: low.to_string(), count: *count },
            policy::Space::Variants { of, numbers } => Space::Variants {
                name: self.type_name(*of),
                numbers: numbers.iter().map(ToString::to_string).collect(),
            },
        }
    }
}
