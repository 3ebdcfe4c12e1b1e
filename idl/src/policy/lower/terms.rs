//! Expressions: what each part stands for.

use alloc::{boxed::Box, format, string::String};

use super::{Lowering, Scope};
use crate::{
    arena::Handle,
    ast::{BinaryOp, Expr, ExprKind, Name, UnaryOp},
    codes,
    diagnostic::Diagnostic,
    facts::{Arithmetic, Comparison, UnionVariant},
    model::{TypeDef, TypeDefKind},
    policy::{Condition, Kind, Number, NumberKind, Operand, Place, possible::Possible},
    source::Span,
};

/// What an expression stands for.
#[derive(Clone, Debug)]
pub(super) enum Term<'m> {
    Number(Number),
    Truth(Condition),
    /// A value of an enum.
    Variant(Handle<TypeDef>, Operand),
    /// `.wrong_pin`, which waits for its enum.
    Name(&'m Name),
    /// A field of a state that holds a point in time.
    Time(Place),
    /// `now`
    Now,
    /// `now + 30s`, in milliseconds.
    After(u64),
    /// `30s`, in milliseconds.
    Duration(u64),
}

impl<'m> Lowering<'m> {
    /// What an expression stands for; reports what stands for nothing. The tree has at most
    /// [`MAX_EXPRESSION`](crate::ast::MAX_EXPRESSION) parts.
    pub(super) fn term(&mut self, expr: &'m Expr, scope: Scope<'m>) -> Option<Term<'m>> {
        match &expr.kind {
            ExprKind::Int(value) => Some(Term::Number(Number::literal(i128::from(*value)))),
            ExprKind::Bool(value) => Some(Term::Truth(Condition::literal(*value))),
            ExprKind::Duration(duration) => {
                let millis = duration.millis();
                if millis.is_none() {
                    self.no_result(expr.span, "longer than 64 bits of milliseconds", "use a shorter one");
                }
                millis.map(Term::Duration)
            }
            ExprKind::Variant(name) => Some(Term::Name(name)),
            ExprKind::Name(_) | ExprKind::Field { .. } | ExprKind::Index { .. } => self.path(expr, scope),
            ExprKind::Unary { op, operand } => self.unary(*op, operand, scope),
            ExprKind::Binary { op, left, right, .. } => {
                let (l, r) = (self.term(left, scope), self.term(right, scope));
                self.binary(*op, &(l?, left.span), &(r?, right.span), expr.span)
            }
            ExprKind::In { value, range } => {
                let value = self.number(value, scope);
                let (low, high) = (self.number(&range.low, scope), self.number(&range.high, scope));
                Some(Term::Truth(self.atom(Condition::Within(value?, low?, high?), expr.span)))
            }
            ExprKind::Bad => {
                self.incomplete = true;
                None
            }
            ExprKind::Str(_) => {
                self.no_value(expr.span, "a text", "a policy reads how long a text is, not what is in it")
            }
            ExprKind::Version { .. } => self.no_value(expr.span, "a number with a point", "numbers are whole here"),
            ExprKind::Record(_) => {
                self.no_value(expr.span, "a record", "a record is assigned as a whole: `tries[m.user] = { … }`")
            }
        }
    }

    fn no_value(&mut self, span: Span, found: &str, help: &str) -> Option<Term<'m>> {
        self.mismatch(span, "a value", found, help);
        None
    }

    /// A number; reports anything else.
    pub(super) fn number(&mut self, expr: &'m Expr, scope: Scope<'m>) -> Option<Number> {
        match self.term(expr, scope)? {
            Term::Number(number) => Some(number),
            other => {
                let found = self.noun(&other);
                self.mismatch(expr.span, "a number", &found, "write a number, or something that has one");
                None
            }
        }
    }

    /// A number that is known without any request; reports anything else.
    pub(super) fn constant(&mut self, expr: &'m Expr) -> Option<i128> {
        let number = self.number(expr, Scope::CONSTANT)?;
        debug_assert!(number.as_literal().is_some() || number.is_partial(), "numbers without reads are evaluated");
        number.as_literal()
    }

    /// A condition; reports anything else, and one that is always the same.
    pub(super) fn condition(&mut self, expr: &'m Expr, scope: Scope<'m>) -> Option<Condition> {
        let before = self.diagnostics.len();
        let condition = match self.term(expr, scope)? {
            Term::Truth(condition) => condition,
            other => {
                let found = self.noun(&other);
                let help = match other {
                    Term::Number(_) => "compare it with something: `!= 0`",
                    Term::Variant(..) | Term::Name(_) => "compare a value with a variant: `m.mode == .open`",
                    _ => "compare a time with `now`: `now >= tries[m.user].until`",
                };
                self.mismatch(expr.span, "a condition", &found, help);
                return None;
            }
        };
        if self.diagnostics.len() == before
            && let Some(always) = self.truth(&condition)
        {
            self.always(always, expr.span);
        }
        Some(condition)
    }

    /// The value of a condition that is always the same.
    fn truth(&mut self, condition: &Condition) -> Option<bool> {
        let state = |position: usize| Some(&self.states.get(position)?.as_ref()?.state);
        let possible = Possible::new(self.model, self.facts, &state, self.steps);
        let truth = possible.truth(condition);
        self.steps = possible.left();
        truth
    }

    /// Reports a comparison that is always the same.
    fn atom(&mut self, condition: Condition, span: Span) -> Condition {
        if let Some(always) = condition.truth() {
            self.always(always, span);
        }
        condition
    }

    fn always(&mut self, always: bool, span: Span) {
        let help = if always {
            "remove it, or compare with another value"
        } else {
            "nothing passes: compare with another value"
        };
        self.report(
            Diagnostic::new(codes::E0510, format!("this is always {always}"))
                .label(span, "no request and no state changes it")
                .help(help),
        );
    }

    fn unary(&mut self, op: UnaryOp, operand: &'m Expr, scope: Scope<'m>) -> Option<Term<'m>> {
        match (op, self.term(operand, scope)?) {
            (UnaryOp::Not, Term::Truth(condition)) => Some(Term::Truth(condition.negate())),
            (UnaryOp::Negate, Term::Number(number)) => Some(Term::Number(number.negate())),
            (UnaryOp::Not, other) => {
                let found = self.noun(&other);
                self.mismatch(operand.span, "a condition", &found, "`!` turns a condition around");
                None
            }
            (UnaryOp::Negate, other) => {
                let found = self.noun(&other);
                self.mismatch(operand.span, "a number", &found, "`-` takes a number");
                None
            }
        }
    }

    fn binary(
        &mut self,
        op: BinaryOp,
        left: &(Term<'m>, Span),
        right: &(Term<'m>, Span),
        span: Span,
    ) -> Option<Term<'m>> {
        if let Some(arithmetic) = arithmetic(op) {
            return self.arithmetic(arithmetic, left, right, span);
        }
        if let Some(comparison) = comparison(op) {
            let condition = self.compare(comparison, left, right, span)?;
            return Some(Term::Truth(self.atom(condition, span)));
        }
        let (Term::Truth(l), Term::Truth(r)) = (&left.0, &right.0) else {
            let (wrong, at) = if matches!(left.0, Term::Truth(_)) { right } else { left };
            let found = self.noun(wrong);
            self.mismatch(*at, "a condition", &found, &format!("`{}` joins two conditions", op.symbol()));
            return None;
        };
        let (l, r) = (Box::new(l.clone()), Box::new(r.clone()));
        Some(Term::Truth(match op {
            BinaryOp::And => Condition::And(l, r),
            BinaryOp::Or => Condition::Or(l, r),
            _ => Condition::Implies(l, r),
        }))
    }

    fn arithmetic(
        &mut self,
        op: Arithmetic,
        left: &(Term<'m>, Span),
        right: &(Term<'m>, Span),
        span: Span,
    ) -> Option<Term<'m>> {
        let literal = |number: &Number| number.as_literal().and_then(|value| u64::try_from(value).ok());
        let (result, what) = match (op, &left.0, &right.0) {
            (_, Term::Number(l), Term::Number(r)) => {
                let number = Number::binary(op, l.clone(), r.clone());
                let certain = |number: &Number| number.as_literal().is_some();
                let divides = matches!(op, Arithmetic::Div | Arithmetic::Rem);
                if divides && r.as_literal() == Some(0) {
                    self.no_result(span, "the divisor is 0", "divide by another number");
                    return None;
                }
                if certain(l) && certain(r) && !certain(&number) {
                    self.no_result(span, "beyond 128 bits", "use smaller numbers");
                    return None;
                }
                return Some(Term::Number(number));
            }
            (Arithmetic::Add, Term::Duration(l), Term::Duration(r)) => {
                (l.checked_add(*r).map(Term::Duration), "duration")
            }
            (Arithmetic::Sub, Term::Duration(l), Term::Duration(r)) => {
                (l.checked_sub(*r).map(Term::Duration), "duration")
            }
            (Arithmetic::Mul, Term::Duration(millis), Term::Number(times))
            | (Arithmetic::Mul, Term::Number(times), Term::Duration(millis))
                if literal(times).is_some() =>
            {
                (literal(times).and_then(|times| millis.checked_mul(times)).map(Term::Duration), "duration")
            }
            (Arithmetic::Add, Term::Now, Term::Duration(millis))
            | (Arithmetic::Add, Term::Duration(millis), Term::Now) => (Some(Term::After(*millis)), "time"),
            (Arithmetic::Add, Term::After(before), Term::Duration(millis)) => {
                (before.checked_add(*millis).map(Term::After), "time")
            }
            (_, l, r) if is_temporal(l) || is_temporal(r) => {
                self.report(
                    Diagnostic::new(codes::E0503, "there is no such arithmetic with times")
                        .label(span, format!("{} and {}", self.noun(l), self.noun(r)))
                        .help("a time is `0` or `now + 30s`; a condition compares one with `now`"),
                );
                return None;
            }
            (_, l, r) => {
                let (wrong, at) = if matches!(l, Term::Number(_)) { (r, right.1) } else { (l, left.1) };
                let found = self.noun(wrong);
                self.mismatch(at, "a number", &found, "arithmetic takes numbers");
                return None;
            }
        };
        if result.is_none() {
            self.no_result(
                span,
                &format!("no {what}: below 0, or beyond 64 bits of milliseconds"),
                "a duration is at least 0",
            );
        }
        result
    }

    pub(super) fn no_result(&mut self, span: Span, why: &str, help: &str) {
        self.report(Diagnostic::new(codes::E0505, "this arithmetic has no result").label(span, why).help(help));
    }

    fn compare(
        &mut self,
        comparison: Comparison,
        left: &(Term<'m>, Span),
        right: &(Term<'m>, Span),
        span: Span,
    ) -> Option<Condition> {
        let same = match comparison {
            Comparison::Equal => Some(true),
            Comparison::Unequal => Some(false),
            _ => None,
        };
        let maybe = |condition: Condition, same: bool| if same { condition } else { condition.negate() };
        match (&left.0, &right.0, same) {
            (Term::Number(l), Term::Number(r), _) => Some(Condition::Compare(comparison, l.clone(), r.clone())),
            (Term::Now, Term::Time(place), _) => Some(Condition::Now(comparison, place.clone())),
            (Term::Time(place), Term::Now, _) => {
                Some(Condition::Now(crate::policy::interval::turned(comparison), place.clone()))
            }
            (Term::Truth(l), Term::Truth(r), Some(same)) => {
                Some(maybe(Condition::Same(l.clone().into(), r.clone().into()), same))
            }
            (Term::Variant(of, l), Term::Variant(other, r), Some(same)) if of == other => {
                Some(maybe(Condition::SameVariant { of: *of, left: l.clone(), right: r.clone() }, same))
            }
            (Term::Variant(of, value), Term::Name(name), Some(same))
            | (Term::Name(name), Term::Variant(of, value), Some(same)) => {
                let right = Operand::Literal(self.variant(*of, name)?);
                Some(maybe(Condition::SameVariant { of: *of, left: value.clone(), right }, same))
            }
            (l, r, _) if is_temporal(l) || is_temporal(r) => {
                self.report(
                    Diagnostic::new(codes::E0503, "a time is only compared with `now`")
                        .label(span, format!("{} and {}", self.noun(l), self.noun(r)))
                        .help("write such as `now >= tries[m.user].until`, which holds when the time is over"),
                );
                None
            }
            (l, r, _) => {
                let (l, r) = (self.noun(l), self.noun(r));
                let help = if same.is_none() { "only numbers have an order" } else { "compare values of one type" };
                self.report(
                    Diagnostic::new(codes::E0501, "these cannot be compared")
                        .label(left.1, l)
                        .also(right.1, r)
                        .help(help),
                );
                None
            }
        }
    }

    /// The number of a variant; reports one that does not exist.
    pub(super) fn variant(&mut self, of: Handle<TypeDef>, name: &Name) -> Option<i128> {
        let model = self.model;
        let TypeDefKind::Enum { variants, .. } = &model.types[of].kind else { return None };
        if let Some(position) = variants.iter().position(|variant| variant.name == name.text) {
            let number = self.numbers(of).get(position).copied();
            self.incomplete |= number.is_none();
            return number;
        }
        let names: alloc::vec::Vec<String> = variants.iter().map(|variant| variant.name.clone()).collect();
        let owner = format!("enum `{}`", model.types[of].name);
        let diagnostic = self.unknown_member("variant", name, &owner, &names);
        self.report(diagnostic.also(model.types.span(of), "declared here"));
        None
    }

    /// The number of a variant of a union; reports one that does not exist.
    pub(super) fn variant_of_union(
        &mut self,
        of: Handle<TypeDef>,
        variants: &[UnionVariant],
        name: &Name,
    ) -> Option<i128> {
        let found = variants.iter().find(|variant| variant.shape.is_some() && variant.name == name.text);
        if found.is_none() {
            let known = variants.iter().filter(|variant| variant.shape.is_some());
            let names: alloc::vec::Vec<String> = known.map(|variant| variant.name.clone()).collect();
            let owner = format!("union `{}`", self.model.types[of].name);
            let diagnostic = self.unknown_member("variant", name, &owner, &names);
            self.report(diagnostic.also(self.model.types.span(of), "declared here"));
        }
        found.map(|variant| variant.number.into())
    }

    /// What a term is, with its article.
    pub(super) fn noun(&self, term: &Term<'_>) -> String {
        match term {
            Term::Number(_) => "a number".into(),
            Term::Truth(_) => "a condition".into(),
            Term::Variant(of, _) => format!("a value of `{}`", self.model.types[*of].name),
            Term::Name(name) => format!("the variant `.{name}`"),
            Term::Time(_) | Term::After(_) => "a point in time".into(),
            Term::Now => "the present time".into(),
            Term::Duration(_) => "a duration".into(),
        }
    }

    /// What a field of this kind holds, with its article.
    pub(super) fn kind_noun(&self, kind: Kind) -> String {
        match kind {
            Kind::Bool => "a `bool`".into(),
            Kind::Int(_) => "a number".into(),
            Kind::Enum { of, .. } => format!("a value of `{}`", self.model.types[of].name),
            Kind::Time => "a point in time".into(),
        }
    }
}

const fn is_temporal(term: &Term<'_>) -> bool {
    matches!(term, Term::Time(_) | Term::Now | Term::After(_) | Term::Duration(_))
}

const fn arithmetic(op: BinaryOp) -> Option<Arithmetic> {
    Some(match op {
        BinaryOp::Add => Arithmetic::Add,
        BinaryOp::Subtract => Arithmetic::Sub,
        BinaryOp::Multiply => Arithmetic::Mul,
        BinaryOp::Divide => Arithmetic::Div,
        BinaryOp::Remainder => Arithmetic::Rem,
        _ => return None,
    })
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

/// The number of a literal or read operand, for keys.
pub(super) fn number_of(operand: Operand, values: crate::policy::interval::Interval) -> Number {
    match operand {
        Operand::Literal(value) => Number::literal(value),
        other => Number { kind: NumberKind::Operand(other), low: values.low, high: values.high },
    }
}
