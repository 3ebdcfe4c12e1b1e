//! Names and what stands behind their dots: the request, states, constants.

use alloc::{format, string::String, vec::Vec};

use super::{
    Lowering, Request, Scope,
    scalars::{NoScalar, Scalar},
    terms::{Term, number_of},
};
use crate::{
    ast::{Expr, ExprKind, Name},
    codes,
    diagnostic::Diagnostic,
    facts::{Field, Meaning, Refinement, Shape, ShapeKind, Value},
    model::{Int, Item},
    policy::{
        Condition, Input, Kind, Operand, Step,
        bounds::{self, Of},
        interval::Interval,
    },
    source::Span,
};

/// An expression of names, dots and brackets.
pub(super) enum Path<'m> {
    /// `m.user`, `total.count`, `LIMIT`: the first name, and those behind dots.
    Names(&'m Name, Vec<&'m Name>),
    /// `tries[m.user].count`
    Record(&'m Name, &'m [Expr], Vec<&'m Name>),
    /// Anything else before a dot or a bracket.
    Other(Span),
}

/// Takes an expression of names, dots and brackets apart.
pub(super) fn path(expr: &Expr) -> Path<'_> {
    let mut names = Vec::new();
    let mut part = expr;
    loop {
        match &part.kind {
            ExprKind::Field { base, name } => {
                names.push(name);
                part = base;
            }
            ExprKind::Name(first) => {
                names.reverse();
                return Path::Names(first, names);
            }
            ExprKind::Index { base, keys } => {
                let ExprKind::Name(first) = &base.kind else { return Path::Other(part.span) };
                names.reverse();
                return Path::Record(first, keys, names);
            }
            _ => return Path::Other(part.span),
        }
    }
}

impl<'m> Lowering<'m> {
    /// What names, dots and brackets stand for.
    pub(super) fn path(&mut self, expr: &'m Expr, scope: Scope<'m>) -> Option<Term<'m>> {
        match path(expr) {
            Path::Names(first, rest) => {
                if first.text == "now" && rest.is_empty() && scope.request.is_some() {
                    return Some(Term::Now);
                }
                if let Some(request) = scope.request.filter(|_| scope.is_request(first)) {
                    return self.input(&rest, request, expr.span);
                }
                if let Some(state) = self.state_named(first) {
                    return self.field(state, &[], &rest, expr.span, scope);
                }
                self.constant_named(first, &rest, scope, expr.span)
            }
            Path::Record(first, keys, rest) => {
                if let Some(state) = self.state_named(first) {
                    return self.field(state, keys, &rest, expr.span, scope);
                }
                if scope.is_request(first) {
                    self.contents(expr.span);
                } else {
                    self.unknown_name(first, scope.request);
                }
                None
            }
            Path::Other(span) => {
                self.contents(span);
                None
            }
        }
    }

    pub(super) fn state_named(&self, name: &Name) -> Option<usize> {
        self.policy.states.iter().position(|state| state.name.text == name.text)
    }

    /// An element of something: only states have records.
    fn contents(&mut self, span: Span) {
        self.report(
            Diagnostic::new(codes::E0512, "a policy reads whole values and lengths, not elements")
                .label(span, "an element")
                .help(
                    "only a state has brackets: `tries[m.user]`; pass what the policy needs as a parameter of its own",
                ),
        );
    }

    fn constant_named(&mut self, first: &Name, rest: &[&Name], scope: Scope<'m>, span: Span) -> Option<Term<'m>> {
        let mut written = first.text.clone();
        for name in rest {
            written.push('.');
            written.push_str(&name.text);
        }
        match self.model.lookup(self.policy.scope, &written) {
            Some(Item::Constant(constant)) => {
                self.constants.insert(constant);
                match self.facts.constants.get(constant) {
                    Some(Value::Int(value)) => {
                        Some(Term::Number(number_of(Operand::Literal(*value), Interval::point(*value))))
                    }
                    Some(Value::Bool(value)) => Some(Term::Truth(Condition::literal(*value))),
                    None => {
                        self.incomplete = true;
                        None
                    }
                }
            }
            Some(Item::Bad) => {
                self.incomplete = true;
                None
            }
            Some(other) => {
                self.report(
                    Diagnostic::new(codes::E0203, format!("`{written}` is {}, but a value is wanted", other.noun()))
                        .label(span, "not a value")
                        .help("values are the request's fields, the fields of states, constants, and `now`"),
                );
                None
            }
            None => {
                self.unknown_name(first, scope.request);
                None
            }
        }
    }

    /// A value of the request.
    fn input(&mut self, names: &[&'m Name], request: Request<'m>, span: Span) -> Option<Term<'m>> {
        let body = request.body?;
        let Some((first, rest)) = names.split_first() else {
            self.mismatch(span, "a value", "the whole request", "name one of its fields: `m.user`");
            return None;
        };
        let method = &self.model.methods[request.method];
        let Some(field) = body.fields.iter().find(|field| field.name == first.text) else {
            let owner = format!("a request of `{}`", method.name);
            let names: Vec<String> = body.fields.iter().map(|field| field.name.clone()).collect();
            let mut diagnostic = self.unknown_member("field", first, &owner, &names);
            if let Some(result) = method.results.iter().find(|result| result.name == first.text) {
                diagnostic = diagnostic.also(result.span, "this is a result").help("the answer is not known yet");
            }
            self.report(diagnostic);
            return None;
        };
        let mut at = Cursor { path: alloc::vec![Step::Field(field.name.clone())], tail: 0, shape: &field.shape };
        let mut shown = match request.binding {
            Some(binding) => format!("{binding}.{first}"),
            None => first.text.clone(),
        };
        for name in rest {
            let is_len = name.text == "len";
            match self.step(&mut at, name, &shown) {
                Some(Stepped::Field) => {}
                Some(Stepped::Len(values)) if is_len => {
                    let more = rest.last().is_some_and(|last| !core::ptr::eq(*last, *name));
                    if more {
                        self.mismatch(span, "a number", "a part of one", "a length has no fields");
                        return None;
                    }
                    return Some(Term::Number(number_of(
                        Operand::Input(at.input(Kind::Int(Int::U32), values).into()),
                        values,
                    )));
                }
                _ => return None,
            }
            shown.push('.');
            shown.push_str(&name.text);
        }
        self.read(at, &shown, span)
    }

    /// The value that a cursor has reached.
    fn read(&mut self, mut at: Cursor<'m>, shown: &str, span: Span) -> Option<Term<'m>> {
        let Scalar { kind, values, wraps, .. } = match self.scalar(&at.shape.kind) {
            Ok(scalar) => scalar,
            Err(NoScalar::Missing) => {
                self.incomplete = true;
                return None;
            }
            Err(NoScalar::Other) => {
                self.unreadable(at.shape, shown, span);
                return None;
            }
        };
        at.path.extend((0..wraps).map(|_| Step::Unwrap));
        at.tail += wraps;
        let operand = Operand::Input(at.input(kind, values).into());
        Some(match kind {
            Kind::Bool => Term::Truth(Condition::Is(operand)),
            Kind::Enum { of, .. } => Term::Variant(of, operand),
            Kind::Int(_) | Kind::Time => Term::Number(number_of(operand, values)),
        })
    }

    /// Reports a value that a policy cannot look into.
    fn unreadable(&mut self, shape: &Shape, shown: &str, span: Span) {
        let (what, help) = match self.look_through(shape) {
            Some(Shape { kind: ShapeKind::Text { .. } | ShapeKind::InlineText { .. }, .. }) => {
                ("a text", format!("read how long it is: `{shown}.len`"))
            }
            Some(Shape { kind: ShapeKind::Bytes { .. } | ShapeKind::InlineBytes { .. }, .. }) => {
                ("bytes", format!("read how many there are: `{shown}.len`"))
            }
            Some(Shape { kind: ShapeKind::List { .. } | ShapeKind::InlineList { .. }, .. }) => {
                ("a list", format!("read how long it is: `{shown}.len`"))
            }
            Some(Shape { kind: ShapeKind::Named(handle), .. }) if self.fields(*handle).is_some() => {
                ("a struct", format!("read one of its fields: `{shown}.…`"))
            }
            _ => ("not one of these", "pass what the policy needs as a parameter of its own".into()),
        };
        self.report(
            Diagnostic::new(codes::E0512, "a policy reads integers, enums, `bool`s and lengths")
                .label(span, what)
                .help(help),
        );
    }

    /// Goes one name further.
    fn step(&mut self, at: &mut Cursor<'m>, name: &Name, shown: &str) -> Option<Stepped> {
        let facts = self.facts;
        loop {
            match &at.shape.kind {
                ShapeKind::Named(handle) => match &facts.types.get(*handle)?.meaning {
                    Meaning::Alias(inner) => at.shape = inner,
                    Meaning::Newtype { inner, refinement } => {
                        at.path.push(Step::Unwrap);
                        at.tail += 1;
                        at.shape = inner;
                        if name.text == "len" && bound(&inner.kind).is_some() {
                            at.path.push(Step::Len);
                            at.tail += 1;
                            return length(refinement.as_ref(), &inner.kind).map(Stepped::Len);
                        }
                    }
                    Meaning::Struct { fields, .. } => {
                        let Some(field) = fields.iter().find(|field| field.name == name.text) else {
                            let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
                            let owner = format!("struct `{}`", self.model.types[*handle].name);
                            let diagnostic = self.unknown_member("field", name, &owner, &names);
                            self.report(diagnostic);
                            return None;
                        };
                        at.path.push(Step::Field(field.name.clone()));
                        at.tail = 0;
                        at.shape = &field.shape;
                        return Some(Stepped::Field);
                    }
                    Meaning::Table { .. } | Meaning::Union { .. } => {
                        self.report(
                            Diagnostic::new(codes::E0512, "a policy does not look into tables and unions")
                                .label(name.span, format!("inside of `{}`", self.model.types[*handle].name))
                                .also(self.model.types.span(*handle), "what it holds may grow, or be one of several")
                                .help("pass what the policy needs as a parameter of its own"),
                        );
                        return None;
                    }
                    _ => break,
                },
                kind if bound(kind).is_some() && name.text == "len" => {
                    at.path.push(Step::Len);
                    at.tail += 1;
                    return length(None, kind).map(Stepped::Len);
                }
                _ => break,
            }
        }
        let members = if bound(&at.shape.kind).is_some() { alloc::vec!["len".into()] } else { Vec::new() };
        let diagnostic = self.unknown_member("part", name, &format!("`{shown}`"), &members);
        self.report(diagnostic);
        None
    }

    /// What a new type or an alias is made of.
    fn look_through<'s>(&'s self, shape: &'s Shape) -> Option<&'s Shape> {
        let ShapeKind::Named(handle) = shape.kind else { return Some(shape) };
        match &self.facts.types.get(handle)?.meaning {
            Meaning::Alias(inner) | Meaning::Newtype { inner, .. } => self.look_through(inner),
            _ => Some(shape),
        }
    }

    fn fields(&self, handle: crate::arena::Handle<crate::model::TypeDef>) -> Option<&[Field]> {
        match &self.facts.types.get(handle)?.meaning {
            Meaning::Struct { fields, .. } => Some(fields),
            _ => None,
        }
    }
}

/// A way into a request.
struct Cursor<'m> {
    path: Vec<Step>,
    /// How many of the last steps look through new types or take a length.
    tail: usize,
    /// What the way has reached.
    shape: &'m Shape,
}

impl Cursor<'_> {
    fn input(self, kind: Kind, values: Interval) -> Input {
        let Interval { low, high } = values;
        Input { path: self.path, tail: self.tail, shape: self.shape.clone(), kind, low, high }
    }
}

enum Stepped {
    Field,
    /// A length, between these.
    Len(Interval),
}

/// The bound of what has a length.
const fn bound(shape: &ShapeKind) -> Option<u32> {
    match shape {
        ShapeKind::Text { bound }
        | ShapeKind::Bytes { bound }
        | ShapeKind::List { bound, .. }
        | ShapeKind::InlineText { bound, .. }
        | ShapeKind::InlineBytes { bound, .. }
        | ShapeKind::InlineList { bound, .. } => Some(*bound),
        _ => None,
    }
}

/// Between which values a length lies.
fn length(refinement: Option<&Refinement>, shape: &ShapeKind) -> Option<Interval> {
    let all = Interval::new(0, i128::from(bound(shape)?));
    match refinement {
        Some(refinement) => bounds::solve(&refinement.condition, Of::Len, all).hull,
        None => Some(all),
    }
}
