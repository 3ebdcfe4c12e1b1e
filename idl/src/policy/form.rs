//! Conditions, keys and effects of the lowered form.
//!
//! Arithmetic is exact. Every number says between which values it lies, so a back end can choose a width in which nothing
//! overflows. Where there is none the number is [partial](Number::is_partial): it may have no result.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::Kind;
pub use crate::facts::Comparison;
use crate::{
    arena::Handle,
    facts::{Arithmetic, Shape},
    model::{Method, TypeDef},
    source::Span,
};

/// Something that is read of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// How it is reached from the request's view.
    pub path: Vec<Step>,
    /// How many of the last steps only look through new types, or take a length: a capture keeps the value before them,
    /// or the length.
    pub tail: usize,
    /// The type of the value before these steps; for a length, the type that has it.
    pub shape: Shape,
    /// What is read.
    pub kind: Kind,
    /// The least value that it can have.
    pub low: i128,
    /// The greatest value that it can have.
    pub high: i128,
}

/// One step into a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A field of the request or of a struct.
    Field(String),
    /// Through a new type, to what it is made of.
    Unwrap,
    /// The length of a string, bytes or a list.
    Len,
}

impl Input {
    /// The steps as the language writes them behind the request's name: `user`, `pin.len`, `range.lo`.
    #[must_use]
    pub fn name(&self) -> String {
        let mut name = String::new();
        for step in &self.path {
            let part = match step {
                Step::Field(field) => field.as_str(),
                Step::Len => "len",
                Step::Unwrap => continue,
            };
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(part);
        }
        name
    }

    /// Whether it is a length.
    #[must_use]
    pub fn is_len(&self) -> bool {
        matches!(self.path.last(), Some(Step::Len))
    }
}

/// A value that is written, or read as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A value that is written.
    Literal(i128),
    /// Of the request.
    Input(Box<Input>),
    /// Of the state.
    State(Box<Place>),
}

/// A record of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The state, by its position in the program.
    pub state: usize,
    /// One key for each of the state's.
    pub keys: Vec<Key>,
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The record.
    pub slot: Slot,
    /// The field, by its position in the state.
    pub field: usize,
}

/// The values of a key, and where each has its place in a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Space {
    /// `false` is at place 0, `true` at 1.
    Bool,
    /// Integers, or the numbers of a flexible enum: `low` is at place 0.
    Integers {
        /// The least value.
        low: i128,
        /// How many there are.
        count: u32,
    },
    /// A strict enum: a variant is at its position in the declaration.
    Variants {
        /// Which enum.
        of: Handle<TypeDef>,
        /// The numbers of its variants.
        numbers: Vec<i128>,
    },
}

impl Space {
    /// How many values there are, at least 1 and at most 65,536.
    #[must_use]
    pub fn count(&self) -> u32 {
        match self {
            Self::Bool => 2,
            Self::Integers { count, .. } => *count,
            Self::Variants { numbers, .. } => u32::try_from(numbers.len()).unwrap_or(u32::MAX),
        }
    }

    /// Where a value has its place; `None` for one that the key cannot have.
    #[must_use]
    pub fn place(&self, value: i128) -> Option<usize> {
        let place = match self {
            Self::Bool => usize::try_from(value).ok()?,
            Self::Integers { low, .. } => usize::try_from(value.checked_sub(*low)?).ok()?,
            Self::Variants { numbers, .. } => numbers.iter().position(|number| *number == value)?,
        };
        u32::try_from(place).is_ok_and(|place| place < self.count()).then_some(place)
    }
}

/// A key: where a record, a bucket or an open request has its place. It reads the request only, and always has one of
/// the values of its space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Which values it may have.
    pub space: Space,
    /// Its value.
    pub value: Number,
}

/// A number with the values that it can have. A `bool` is 0 or 1 and an enum its number where they are keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// How it comes about.
    pub kind: NumberKind,
    /// The least value that it can have; `i128::MIN` where it may have no result.
    pub low: i128,
    /// The greatest value that it can have; `i128::MAX` where it may have no result.
    pub high: i128,
}

/// How a number comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// A value that is written or read.
    Operand(Operand),
    /// `-a`
    Negate(Box<Number>),
    /// Two numbers combined; `/` and `%` round towards zero, and have no result for a zero divisor.
    Binary(Arithmetic, Box<Number>, Box<Number>),
}

impl Number {
    /// Whether it may have no result: a divisor may be zero, or a step may leave the 128 bits of a signed number.
    #[must_use]
    pub const fn is_partial(&self) -> bool {
        self.low == i128::MIN || self.high == i128::MAX
    }
}

/// Something that is true or false, or has no result because a [partial](Number::is_partial) number in it has none.
/// `&&`, `||` and `implies` look at their right side only where the left does not decide, as in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A `bool`.
    Is(Operand),
    /// Two numbers compared.
    Compare(Comparison, Number, Number),
    /// `value in low..=high`
    Within(Number, Number, Number),
    /// Two values of one enum are the same.
    SameVariant {
        /// The enum.
        of: Handle<TypeDef>,
        /// One value.
        left: Operand,
        /// The other.
        right: Operand,
    },
    /// Two conditions are both true or both false.
    Same(Box<Condition>, Box<Condition>),
    /// `now` compared with a point in time.
    Now(Comparison, Place),
    /// `!a`
    Not(Box<Condition>),
    /// `a && b`
    And(Box<Condition>, Box<Condition>),
    /// `a || b`
    Or(Box<Condition>, Box<Condition>),
    /// `a implies b`
    Implies(Box<Condition>, Box<Condition>),
}

/// One step of an `on` rule.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Which.
    pub kind: EffectKind,
    /// From the first word to the end.
    pub span: Span,
}

/// The steps of an `on` rule. None of them can leave the range of what it writes: that is proven.
#[derive(Clone, Debug)]
pub enum EffectKind {
    /// A field takes a value.
    Set(Place, Value),
    /// A record takes values, one for each field in the order of the state. All are worked out before any is written.
    Replace(Slot, Vec<Value>),
    /// One way or the other.
    If {
        /// Which way.
        condition: Condition,
        /// Where it holds.
        then: Vec<Effect>,
        /// Where it does not.
        otherwise: Vec<Effect>,
    },
    /// A record in the audit, by the position of its name in the program.
    Audit(usize),
}

/// A value that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// For an integer.
    Number(Number),
    /// For an integer: the nearest number of the field's range.
    Saturating(Number),
    /// For a `bool`.
    Truth(Condition),
    /// For an enum.
    Variant(Handle<TypeDef>, Operand),
    /// For a `time`.
    Instant(Instant),
}

/// A point in time that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instant {
    /// 0: always over.
    Never,
    /// So many milliseconds after the step that writes it.
    After(u64),
}

/// What is captured of requests that one rule admits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The method.
    pub method: Handle<Method>,
    /// The `allow` rule, by number.
    pub rule: u16,
    /// What its `exclusive` keys and the `on` rules about the method read of the request. May be empty: then only the rule
    /// is remembered.
    pub inputs: Vec<Input>,
}
