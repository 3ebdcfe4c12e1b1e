//! Whether a value fulfils a refinement.
//!
//! A condition only looks at what its type has, so a look that finds nothing does not happen for values that were decoded or checked
//! before; it counts as not fulfilled. Arithmetic is exact: the facts say that nothing leaves 128 bits.

use super::{
    refusal::{Reason, Refusal},
    value::Value,
};
use crate::facts::{Arithmetic, Comparison, Condition, Number, NumberKind, Operand, Refinement, TextClass};

/// Refuses a new type's value or a struct, whose bytes begin at `at`, that does not fulfil its refinement.
pub(super) fn check(refinement: Option<&Refinement>, value: &Value, at: usize) -> Result<(), Refusal> {
    match refinement {
        Some(refinement) if !evaluate(&refinement.condition, value).unwrap_or(false) => {
            Err(Refusal::new(Reason::Refinement(refinement.text.clone()), at))
        }
        _ => Ok(()),
    }
}

fn evaluate(condition: &Condition, value: &Value) -> Option<bool> {
    Some(match condition {
        Condition::Literal(literal) => *literal,
        Condition::Is(operand) => matches!(find(*operand, value)?, Value::Bool(true)),
        Condition::Compare { comparison, left, right } => {
            let (left, right) = (number(left, value)?, number(right, value)?);
            match comparison {
                Comparison::Equal => left == right,
                Comparison::Unequal => left != right,
                Comparison::Less => left < right,
                Comparison::AtMost => left <= right,
                Comparison::Greater => left > right,
                Comparison::AtLeast => left >= right,
            }
        }
        Condition::Within { value: inner, low, high } => {
            (number(low, value)?..=number(high, value)?).contains(&number(inner, value)?)
        }
        Condition::Same(left, right) => evaluate(left, value)? == evaluate(right, value)?,
        Condition::Text { class, of } => {
            let bytes = match find(*of, value)? {
                Value::Text(text) => text.as_bytes(),
                Value::Bytes(bytes) => bytes,
                _ => return None,
            };
            match class {
                TextClass::Ascii => bytes.is_ascii(),
                TextClass::Digits => bytes.iter().all(u8::is_ascii_digit),
            }
        }
        Condition::Not(inner) => !evaluate(inner, value)?,
        Condition::And(left, right) => evaluate(left, value)? && evaluate(right, value)?,
        Condition::Or(left, right) => evaluate(left, value)? || evaluate(right, value)?,
        Condition::Implies(left, right) => !evaluate(left, value)? || evaluate(right, value)?,
    })
}

fn number(number: &Number, value: &Value) -> Option<i128> {
    match &number.kind {
        NumberKind::Literal => Some(number.low),
        NumberKind::Value(operand) => match find(*operand, value)? {
            Value::Int(number) => Some(*number),
            _ => None,
        },
        NumberKind::Len(operand) => {
            let length = match find(*operand, value)? {
                Value::Text(text) => text.len(),
                Value::Bytes(bytes) => bytes.len(),
                Value::List(elements) => elements.len(),
                _ => return None,
            };
            i128::try_from(length).ok()
        }
        NumberKind::Neg(inner) => self::number(inner, value)?.checked_neg(),
        NumberKind::Binary(arithmetic, left, right) => {
            let (left, right) = (self::number(left, value)?, self::number(right, value)?);
            match arithmetic {
                Arithmetic::Add => left.checked_add(right),
                Arithmetic::Sub => left.checked_sub(right),
                Arithmetic::Mul => left.checked_mul(right),
                Arithmetic::Div => left.checked_div(right),
                Arithmetic::Rem => left.checked_rem(right),
            }
        }
    }
}

fn find(operand: Operand, value: &Value) -> Option<&Value> {
    match (operand, value) {
        (Operand::Itself, value) => Some(value),
        (Operand::Field(position), Value::Struct(fields)) => fields.get(position),
        (Operand::Field(_), _) => None,
    }
}
