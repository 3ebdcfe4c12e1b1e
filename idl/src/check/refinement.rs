//! Refinements: type-checks what a `where` says, and works out between which values its numbers lie.

mod print;
mod ranges;
mod satisfiable;

use alloc::{borrow::ToOwned, boxed::Box, format};

use super::Checker;
use crate::{
    arena::Handle,
    ast::{BinaryOp, Name, UnaryOp},
    codes,
    diagnostic::Diagnostic,
    facts::{
        Comparison, Condition, Field, Meaning, Number, NumberKind, Operand, Refinement, Shape, ShapeKind, TextClass,
        Value,
    },
    model::{Expr, ExprKind, TypeDef},
    source::Span,
    suggest::closest,
};

/// What a refinement is about.
#[derive(Clone, Copy)]
pub(super) enum Subject<'s> {
    /// The value of a new type.
    Itself(&'s Shape),
    /// The fields of a struct.
    Fields(&'s [Field]),
}

impl<'s> Subject<'s> {
    fn shape(self, operand: Operand) -> Option<&'s Shape> {
        match (self, operand) {
            (Self::Itself(shape), Operand::Itself) => Some(shape),
            (Self::Fields(fields), Operand::Field(position)) => fields.get(position).map(|field| &field.shape),
            _ => None,
        }
    }
}

/// An expression of a `where`.
enum Typed {
    Number(Number),
    /// A value of an enum, which is only compared with variants and values of the same enum.
    Enum(Number, Handle<TypeDef>),
    /// A variant of an enum that is not known yet.
    Variant(Name),
    Condition(Condition),
}

impl Typed {
    const fn noun(&self) -> &'static str {
        match self {
            Self::Number(_) => "a number",
            Self::Enum(..) => "a value of an enum",
            Self::Variant(_) => "a variant",
            Self::Condition(_) => "a truth value",
        }
    }
}

impl Checker<'_> {
    /// Works out a refinement. `None` if it has an error, or something that it names has one.
    pub(super) fn refinement(&mut self, expr: &Expr, subject: Subject<'_>) -> Option<Refinement> {
        let condition = self.condition(expr, subject)?;
        if satisfiable::is_never_true(&condition) {
            self.report(
                Diagnostic::new(codes::E0312, "no value fulfils this `where`")
                    .label(expr.span, "never true")
                    .help("compare with numbers that the type can have"),
            );
            return None;
        }
        let turned = Condition::Not(Box::new(condition));
        if satisfiable::is_never_true(&turned) {
            self.report(
                Diagnostic::new(codes::W0908, "every value fulfils this `where`")
                    .label(expr.span, "always true")
                    .help("leave it out, or compare with numbers that the type can also be beyond"),
            );
        }
        let Condition::Not(condition) = turned else { return None };
        let condition = *condition;
        Some(Refinement { condition, text: print::expr(self.model, expr, subject) })
    }

    fn condition(&mut self, expr: &Expr, subject: Subject<'_>) -> Option<Condition> {
        match self.typed(expr, subject)? {
            Typed::Condition(condition) => Some(condition),
            other => {
                let help = "a `where` says what is true of every value: `self < 10`, `len > 0`";
                self.mismatch(expr.span, "a truth value", other.noun(), help);
                None
            }
        }
    }

    fn numeric(&mut self, expr: &Expr, subject: Subject<'_>, help: &str) -> Option<Number> {
        match self.typed(expr, subject)? {
            Typed::Number(number) => Some(number),
            other => {
                self.mismatch(expr.span, "a number", other.noun(), help);
                None
            }
        }
    }

    fn typed(&mut self, expr: &Expr, subject: Subject<'_>) -> Option<Typed> {
        match &expr.kind {
            ExprKind::Int(number) => Some(Typed::Number(Number::literal(i128::from(*number)))),
            ExprKind::Bool(value) => Some(Typed::Condition(Condition::Literal(*value))),
            ExprKind::Constant(handle) => Some(match self.facts.constants.get(*handle)? {
                Value::Int(number) => Typed::Number(Number::literal(*number)),
                Value::Bool(value) => Typed::Condition(Condition::Literal(*value)),
            }),
            ExprKind::Itself => self.operand(Operand::Itself, expr.span, subject),
            ExprKind::Field(position) => self.operand(Operand::Field(*position), expr.span, subject),
            ExprKind::Len(field) => self.length(operand(*field), expr.span, subject),
            ExprKind::Class(class, field) => self.class(*class, operand(*field), expr.span, subject),
            ExprKind::Variant(name) => Some(Typed::Variant(name.clone())),
            ExprKind::Unary(UnaryOp::Not, inner) => {
                let inner = self.condition(inner, subject)?;
                Some(Typed::Condition(Condition::Not(Box::new(inner))))
            }
            ExprKind::Unary(UnaryOp::Negate, inner) => {
                let inner = self.numeric(inner, subject, "`-` takes a number")?;
                let negated = Number::negated(inner);
                if negated.is_none() {
                    self.inexact(expr.span);
                }
                negated.map(Typed::Number)
            }
            ExprKind::Binary(op, left, right) => self.pair(*op, left, right, expr.span, subject),
            ExprKind::In(value, low, high) => {
                let help = "a range is between numbers";
                let value = self.numeric(value, subject, help);
                let low = self.numeric(low, subject, help);
                let high = self.numeric(high, subject, help);
                Some(Typed::Condition(Condition::Within { value: value?, low: low?, high: high? }))
            }
            ExprKind::Bad => None,
        }
    }

    /// What a value of the subject is in a condition.
    fn operand(&mut self, operand: Operand, span: Span, subject: Subject<'_>) -> Option<Typed> {
        let shape = subject.shape(operand)?;
        let kind = NumberKind::Value(operand);
        let (what, help) = match self.underlying(shape) {
            ShapeKind::Bool => return Some(Typed::Condition(Condition::Is(operand))),
            ShapeKind::Int(int) => return Some(Typed::Number(Number { kind, low: int.least(), high: int.greatest() })),
            ShapeKind::Named(handle) => match self.facts.types.get(*handle).map(|facts| &facts.meaning) {
                Some(Meaning::Enum { repr, .. }) => {
                    return Some(Typed::Enum(Number { kind, low: repr.least(), high: repr.greatest() }, *handle));
                }
                Some(Meaning::Flags { .. }) => ("flags", "compare integers, enums, truth values and lengths"),
                Some(Meaning::Table { .. }) => {
                    ("a table", "a `where` does not look into tables: say it of a field's own type")
                }
                Some(Meaning::Union { .. }) => {
                    ("a union", "a `where` does not look into unions: say it of a variant's own type")
                }
                _ => ("a struct", "write a `where` at the struct: there its fields have names"),
            },
            ShapeKind::Text { .. } | ShapeKind::InlineText { .. } => {
                ("a string", "look at its `len`, `ascii` or `digits`")
            }
            ShapeKind::Bytes { .. } | ShapeKind::InlineBytes { .. } => ("bytes", "look at their `len`"),
            ShapeKind::List { .. } | ShapeKind::InlineList { .. } => ("a list", "look at its `len`"),
            ShapeKind::Float(_) => ("a float", "floats are bit patterns here and are not compared"),
            ShapeKind::Array { .. } => ("an array", "give its element a type with a `where`"),
            ShapeKind::Option { .. } => ("an option", "give the value inside a type with a `where`"),
            ShapeKind::Cap { .. } => ("a capability", "what a capability can do is in its rights"),
        };
        self.mismatch(span, "a number or a truth value", what, help);
        None
    }

    fn length(&mut self, operand: Operand, span: Span, subject: Subject<'_>) -> Option<Typed> {
        let shape = subject.shape(operand)?;
        match self.underlying(shape) {
            ShapeKind::Text { bound }
            | ShapeKind::Bytes { bound }
            | ShapeKind::List { bound, .. }
            | ShapeKind::InlineText { bound, .. }
            | ShapeKind::InlineBytes { bound, .. }
            | ShapeKind::InlineList { bound, .. } => {
                let high = i128::from(*bound);
                Some(Typed::Number(Number { kind: NumberKind::Len(operand), low: 0, high }))
            }
            _ => {
                self.nothing_like("len", "strings, bytes and lists have a length", span);
                None
            }
        }
    }

    fn class(&mut self, class: TextClass, operand: Operand, span: Span, subject: Subject<'_>) -> Option<Typed> {
        let shape = subject.shape(operand)?;
        match self.underlying(shape) {
            ShapeKind::Text { .. }
            | ShapeKind::Bytes { .. }
            | ShapeKind::InlineText { .. }
            | ShapeKind::InlineBytes { .. } => Some(Typed::Condition(Condition::Text { class, of: operand })),
            _ => {
                let word = match class {
                    TextClass::Ascii => "ascii",
                    TextClass::Digits => "digits",
                };
                self.nothing_like(word, "strings and bytes consist of characters", span);
                None
            }
        }
    }

    fn nothing_like(&mut self, word: &str, help: &str, span: Span) {
        self.report(
            Diagnostic::new(codes::E0305, format!("this value has no `{word}`"))
                .label(span, format!("`{word}` of something else"))
                .help(format!("only {help}")),
        );
    }

    fn pair(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span, subject: Subject<'_>) -> Option<Typed> {
        if op.is_logical() {
            let (a, b) = (self.condition(left, subject), self.condition(right, subject));
            let (a, b) = (Box::new(a?), Box::new(b?));
            return Some(Typed::Condition(match op {
                BinaryOp::And => Condition::And(a, b),
                BinaryOp::Or => Condition::Or(a, b),
                _ => Condition::Implies(a, b),
            }));
        }
        if let Some(comparison) = comparison(op) {
            return self.compared(comparison, op, left, right, subject).map(Typed::Condition);
        }
        let help = format!("`{}` takes numbers", op.symbol());
        let (a, b) = (self.numeric(left, subject, &help), self.numeric(right, subject, &help));
        let (a, b) = (a?, b?);
        if matches!(op, BinaryOp::Divide | BinaryOp::Remainder) && b.low <= 0 && b.high >= 0 {
            self.zero_divisor(right.span, "can be 0");
            return None;
        }
        let number = Number::combined(ranges::arithmetic(op)?, a, b);
        if number.is_none() {
            self.inexact(span);
        }
        number.map(Typed::Number)
    }

    fn compared(
        &mut self,
        comparison: Comparison,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        subject: Subject<'_>,
    ) -> Option<Condition> {
        let (a, b) = (self.typed(left, subject), self.typed(right, subject));
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::Unequal);
        let (a, b) = match (a?, b?) {
            (Typed::Number(a), Typed::Number(b)) => (a, b),
            (Typed::Enum(a, of), Typed::Enum(b, other)) if of == other && is_equality => (a, b),
            (Typed::Enum(a, of), Typed::Variant(name)) if is_equality => {
                let number = self.variant(of, &name)?;
                (a, Number::literal(number))
            }
            (Typed::Variant(name), Typed::Enum(b, of)) if is_equality => {
                let number = self.variant(of, &name)?;
                (Number::literal(number), b)
            }
            (Typed::Condition(a), Typed::Condition(b)) if is_equality => {
                let same = Condition::Same(Box::new(a), Box::new(b));
                return Some(match comparison {
                    Comparison::Equal => same,
                    _ => Condition::Not(Box::new(same)),
                });
            }
            (a, b) => {
                self.incomparable(op, (&a, left.span), (&b, right.span));
                return None;
            }
        };
        Some(Condition::Compare { comparison, left: a, right: b })
    }

    fn incomparable(&mut self, op: BinaryOp, left: (&Typed, Span), right: (&Typed, Span)) {
        let help = match (left.0, right.0) {
            (Typed::Enum(..), Typed::Enum(..)) => "`==` and `!=` compare two values of the same enum",
            (Typed::Enum(..), _) | (_, Typed::Enum(..)) => {
                "compare an enum with one of its variants: `== .name`, `!= .name`"
            }
            (Typed::Variant(_), _) | (_, Typed::Variant(_)) => "a variant is compared with a value of its enum",
            (Typed::Condition(_), Typed::Condition(_)) => {
                "truth values have no order: join them by `&&`, `||` or `implies`"
            }
            _ => "compare numbers with numbers",
        };
        self.report(
            Diagnostic::new(codes::E0305, format!("`{}` cannot compare these two", op.symbol()))
                .label(left.1, left.0.noun())
                .also(right.1, right.0.noun())
                .help(help),
        );
    }

    /// The number of a variant; reports one that does not exist.
    fn variant(&mut self, of: Handle<TypeDef>, name: &Name) -> Option<i128> {
        let variants = self.variants.get(&of)?;
        if let Some(number) = variants.get(name.text.as_str()) {
            return Some(*number);
        }
        let close = closest(&name.text, variants.keys().copied().take(64));
        let help =
            close.map_or_else(|| "name one of its variants".to_owned(), |close| format!("did you mean `.{close}`?"));
        let model = self.model;
        self.report(
            Diagnostic::new(codes::E0204, format!("enum `{}` has no variant `{}`", model.types[of].name, name.text))
                .label(name.span, "no such variant")
                .also(model.types.span(of), "the enum")
                .help(help),
        );
        None
    }
}

fn operand(field: Option<usize>) -> Operand {
    field.map_or(Operand::Itself, Operand::Field)
}

const fn comparison(op: BinaryOp) -> Option<Comparison> {
    Some(match op {
        BinaryOp::Equal => Comparison::Equal,
        BinaryOp::NotEqual => Comparison::Unequal,
        BinaryOp::Less => Comparison::Less,
        BinaryOp::LessEqual => Comparison::AtMost,
        BinaryOp::Greater => Comparison::Greater,
        BinaryOp::GreaterEqual => Comparison::AtLeast,
        _ => return None,
    })
}
