//! The values of constants, bounds and numbers.

use alloc::{format, string::String};

use super::Checker;
use crate::{
    arena::Handle,
    ast::{BinaryOp, UnaryOp},
    codes,
    diagnostic::Diagnostic,
    facts::{ShapeKind, Value},
    model::{Constant, Expr, ExprKind, Int},
    source::Span,
};

impl Checker<'_> {
    /// Works out a constant.
    pub(super) fn constant(&mut self, handle: Handle<Constant>) {
        let model = self.model;
        let constant = &model.constants[handle];
        let shape = self.shape(&constant.ty);
        let value = self.value(&constant.value);
        let (Some((shape, _)), Some(value)) = (shape, value) else { return };
        let fits = match (&shape.kind, value) {
            (ShapeKind::Bool, Value::Bool(_)) => true,
            (ShapeKind::Int(int), Value::Int(number)) => {
                self.in_range(number, *int, constant.value.span, &format!("the constant `{}`", constant.name))
            }
            (ShapeKind::Bool, Value::Int(_)) => {
                self.mismatch(constant.value.span, "a truth value", "a number", "write `true` or `false`");
                false
            }
            (ShapeKind::Int(_), Value::Bool(_)) => {
                self.mismatch(constant.value.span, "a number", "a truth value", "write a number, or make it a `bool`");
                false
            }
            _ => {
                self.report(
                    Diagnostic::new(
                        codes::E0302,
                        format!("the constant `{}` is neither an integer nor a `bool`", constant.name),
                    )
                    .label(constant.ty.span, "no constant has such a type")
                    .help("give it an integer type or `bool`; a refined type takes its values where they are used"),
                );
                false
            }
        };
        if fits {
            self.facts.constants.set(handle, value);
        }
    }

    /// The number that an expression stands for, if it is one between the least and the greatest of a type.
    pub(super) fn number(&mut self, expr: &Expr, int: Int, what: &str) -> Option<i128> {
        let number = self.integer(expr)?;
        self.in_range(number, int, expr.span, what).then_some(number)
    }

    /// The number that an expression stands for.
    pub(super) fn integer(&mut self, expr: &Expr) -> Option<i128> {
        match self.value(expr)? {
            Value::Int(number) => Some(number),
            Value::Bool(_) => {
                self.mismatch(expr.span, "a number", "a truth value", "write a number");
                None
            }
        }
    }

    /// Whether a number fits a type; reports one that does not.
    pub(super) fn in_range(&mut self, number: i128, int: Int, span: Span, what: &str) -> bool {
        if (int.least()..=int.greatest()).contains(&number) {
            return true;
        }
        self.report(
            Diagnostic::new(codes::E0303, format!("{number} does not fit {what}"))
                .label(span, format!("`{}` goes from {} to {}", int.word(), int.least(), int.greatest()))
                .help(wider(number, int)),
        );
        false
    }

    /// Evaluates an expression without operands of a value: exact, and nothing wraps around.
    pub(super) fn value(&mut self, expr: &Expr) -> Option<Value> {
        match &expr.kind {
            ExprKind::Int(number) => Some(Value::Int(i128::from(*number))),
            ExprKind::Bool(value) => Some(Value::Bool(*value)),
            ExprKind::Constant(handle) => self.facts.constants.get(*handle).copied(),
            ExprKind::Unary(op, operand) => self.unary(*op, operand, expr.span),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right, expr.span),
            ExprKind::In(value, low, high) => {
                let (value, low, high) = (self.integer(value), self.integer(low), self.integer(high));
                Some(Value::Bool((low?..=high?).contains(&value?)))
            }
            ExprKind::Variant(name) => {
                self.mismatch(expr.span, "a number", "a variant", &format!("write the number of `{}`", name.text));
                None
            }
            // Only the `where` of a type has these, and it is not evaluated here.
            ExprKind::Itself | ExprKind::Field(_) | ExprKind::Len(_) | ExprKind::Class(..) | ExprKind::Bad => None,
        }
    }

    fn unary(&mut self, op: UnaryOp, operand: &Expr, span: Span) -> Option<Value> {
        match (op, self.value(operand)?) {
            (UnaryOp::Not, Value::Bool(value)) => Some(Value::Bool(!value)),
            (UnaryOp::Negate, Value::Int(number)) => self.exact(number.checked_neg(), span),
            (UnaryOp::Not, Value::Int(_)) => {
                self.mismatch(operand.span, "a truth value", "a number", "`!` turns a truth value around");
                None
            }
            (UnaryOp::Negate, Value::Bool(_)) => {
                self.mismatch(operand.span, "a number", "a truth value", "`-` takes a number");
                None
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) -> Option<Value> {
        let (a, b) = (self.value(left), self.value(right));
        let truth = |value| Some(Value::Bool(value));
        match (a?, b?) {
            (Value::Int(a), Value::Int(b)) => match op {
                BinaryOp::Add => self.exact(a.checked_add(b), span),
                BinaryOp::Subtract => self.exact(a.checked_sub(b), span),
                BinaryOp::Multiply => self.exact(a.checked_mul(b), span),
                BinaryOp::Divide | BinaryOp::Remainder if b == 0 => {
                    self.zero_divisor(right.span, "is 0");
                    None
                }
                BinaryOp::Divide => self.exact(a.checked_div(b), span),
                BinaryOp::Remainder => self.exact(a.checked_rem(b), span),
                BinaryOp::Equal => truth(a == b),
                BinaryOp::NotEqual => truth(a != b),
                BinaryOp::Less => truth(a < b),
                BinaryOp::LessEqual => truth(a <= b),
                BinaryOp::Greater => truth(a > b),
                BinaryOp::GreaterEqual => truth(a >= b),
                BinaryOp::Implies | BinaryOp::Or | BinaryOp::And => {
                    self.wrong_operand(op, left.span, "a truth value", "a number");
                    None
                }
            },
            (Value::Bool(a), Value::Bool(b)) => match op {
                BinaryOp::Implies => truth(!a || b),
                BinaryOp::Or => truth(a || b),
                BinaryOp::And => truth(a && b),
                BinaryOp::Equal => truth(a == b),
                BinaryOp::NotEqual => truth(a != b),
                _ => {
                    self.wrong_operand(op, left.span, "a number", "a truth value");
                    None
                }
            },
            (Value::Bool(_), Value::Int(_)) if op.is_logical() => {
                self.wrong_operand(op, right.span, "a truth value", "a number");
                None
            }
            (Value::Int(_), Value::Bool(_)) if op.is_logical() => {
                self.wrong_operand(op, left.span, "a truth value", "a number");
                None
            }
            (Value::Bool(_), Value::Int(_)) => {
                self.wrong_operand(op, left.span, "a number", "a truth value");
                None
            }
            (Value::Int(_), Value::Bool(_)) => {
                self.wrong_operand(op, right.span, "a number", "a truth value");
                None
            }
        }
    }

    fn exact(&mut self, number: Option<i128>, span: Span) -> Option<Value> {
        if number.is_none() {
            self.inexact(span);
        }
        number.map(Value::Int)
    }

    pub(super) fn inexact(&mut self, span: Span) {
        self.report(
            Diagnostic::new(codes::E0304, "this may need more than 128 bits")
                .label(span, "arithmetic is exact, so it needs room for every value")
                .help("compare smaller numbers, or divide before multiplying"),
        );
    }

    pub(super) fn zero_divisor(&mut self, span: Span, why: &str) {
        self.report(
            Diagnostic::new(codes::E0304, "this may divide by zero")
                .label(span, String::from(why))
                .help("divide by a constant, or by something that its type keeps above zero"),
        );
    }

    pub(super) fn wrong_operand(&mut self, op: BinaryOp, span: Span, wanted: &str, found: &str) {
        self.mismatch(span, wanted, found, &format!("`{}` takes {wanted} on both sides", op.symbol()));
    }

    /// Reports something of the wrong kind, such as a number where a truth value is wanted.
    pub(super) fn mismatch(&mut self, span: Span, wanted: &str, found: &str, help: &str) {
        self.report(
            Diagnostic::new(codes::E0305, format!("{wanted} is wanted, this is {found}"))
                .label(span, String::from(found))
                .help(String::from(help)),
        );
    }
}

/// What to write for a number that does not fit.
fn wider(number: i128, int: Int) -> String {
    let all = [Int::U8, Int::U16, Int::U32, Int::U64, Int::I8, Int::I16, Int::I32, Int::I64];
    let fits = |other: &&Int| {
        other.is_signed() == (number < 0 || int.is_signed()) && (other.least()..=other.greatest()).contains(&number)
    };
    match all.iter().find(fits) {
        Some(other) => format!("choose a smaller number, or `{}`", other.word()),
        None => "no integer type holds it: choose a smaller number".into(),
    }
}
