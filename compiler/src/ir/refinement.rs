//! Refinements as trees.

use serde::Serialize;
use tessera_idl::facts::{self, Arithmetic, Comparison, NumberKind, TextClass};

/// A `where`.
#[derive(Debug, Serialize)]
pub(super) struct Refinement<'a> {
    text: &'a str,
    condition: Condition,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Condition {
    Literal { value: bool },
    Is { of: Operand },
    Compare { comparison: &'static str, left: Number, right: Number },
    Within { value: Number, low: Number, high: Number },
    Same { left: Box<Condition>, right: Box<Condition> },
    Ascii { of: Operand },
    Digits { of: Operand },
    Not { inner: Box<Condition> },
    And { left: Box<Condition>, right: Box<Condition> },
    Or { left: Box<Condition>, right: Box<Condition> },
    Implies { left: Box<Condition>, right: Box<Condition> },
}

/// A number, with the least and the greatest value that it can have.
#[derive(Debug, Serialize)]
struct Number {
    #[serde(flatten)]
    kind: Kind,
    low: String,
    high: String,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Kind {
    Literal,
    Value { of: Operand },
    Len { of: Operand },
    Negate { inner: Box<Number> },
    Arithmetic { operator: &'static str, left: Box<Number>, right: Box<Number> },
}

/// `null` is the value of a new type itself, a number the position of a field in its struct, from 0.
type Operand = Option<usize>;

impl<'a> From<&'a facts::Refinement> for Refinement<'a> {
    fn from(refinement: &'a facts::Refinement) -> Self {
        Self { text: &refinement.text, condition: condition(&refinement.condition) }
    }
}

/// Expressions nest as deep as their text does, which is limited.
fn condition(condition: &facts::Condition) -> Condition {
    use facts::Condition as From;
    let boxed = |inner| Box::new(self::condition(inner));
    match condition {
        From::Literal(value) => Condition::Literal { value: *value },
        From::Is(of) => Condition::Is { of: operand(*of) },
        From::Compare { comparison, left, right } => {
            Condition::Compare { comparison: sign(*comparison), left: number(left), right: number(right) }
        }
        From::Within { value, low, high } => {
            Condition::Within { value: number(value), low: number(low), high: number(high) }
        }
        From::Same(left, right) => Condition::Same { left: boxed(left), right: boxed(right) },
        From::Text { class: TextClass::Ascii, of } => Condition::Ascii { of: operand(*of) },
        From::Text { class: TextClass::Digits, of } => Condition::Digits { of: operand(*of) },
        From::Not(inner) => Condition::Not { inner: boxed(inner) },
        From::And(left, right) => Condition::And { left: boxed(left), right: boxed(right) },
        From::Or(left, right) => Condition::Or { left: boxed(left), right: boxed(right) },
        From::Implies(left, right) => Condition::Implies { left: boxed(left), right: boxed(right) },
    }
}

fn number(number: &facts::Number) -> Number {
    let boxed = |inner| Box::new(self::number(inner));
    let kind = match &number.kind {
        NumberKind::Literal => Kind::Literal,
        NumberKind::Value(of) => Kind::Value { of: operand(*of) },
        NumberKind::Len(of) => Kind::Len { of: operand(*of) },
        NumberKind::Neg(inner) => Kind::Negate { inner: boxed(inner) },
        NumberKind::Binary(arithmetic, left, right) => {
            Kind::Arithmetic { operator: operator(*arithmetic), left: boxed(left), right: boxed(right) }
        }
    };
    Number { kind, low: number.low.to_string(), high: number.high.to_string() }
}

const fn operand(operand: facts::Operand) -> Operand {
    match operand {
        facts::Operand::Itself => None,
        facts::Operand::Field(position) => Some(position),
    }
}

pub(super) const fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "==",
        Comparison::Unequal => "!=",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::Greater => ">",
        Comparison::AtLeast => ">=",
    }
}

pub(super) const fn operator(arithmetic: Arithmetic) -> &'static str {
    match arithmetic {
        Arithmetic::Add => "+",
        Arithmetic::Sub => "-",
        Arithmetic::Mul => "*",
        Arithmetic::Div => "/",
        Arithmetic::Rem => "%",
    }
}
