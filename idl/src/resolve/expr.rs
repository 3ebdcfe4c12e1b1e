//! Expressions of constants, bounds and refinements.

use alloc::{
    borrow::ToOwned,
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::Resolver;
use crate::{
    arena::Handle,
    ast::{self, Name, Path},
    codes,
    diagnostic::Diagnostic,
    facts::TextClass,
    model::{Expr, ExprKind, FieldDef, Scope},
    source::Span,
};

/// Where an expression stands, which decides what its bare names are.
#[derive(Clone, Copy)]
pub(super) enum Context<'f> {
    /// A value or a bound: constants only.
    Constant,
    /// The `where` of a new type: `self`, `len`, `ascii`, `digits`.
    Newtype,
    /// The `where` of a struct: its fields.
    Struct(&'f [FieldDef]),
}

impl Resolver<'_> {
    /// Looks up the names of an expression. The tree has at most [`ast::MAX_EXPRESSION`] parts.
    pub(super) fn expr(&mut self, scope: Handle<Scope>, tree: &ast::Expr, context: Context<'_>) -> Expr {
        let mut sub = |tree: &ast::Expr| Box::new(self.expr(scope, tree, context));
        let kind = match &tree.kind {
            ast::ExprKind::Int(value) => ExprKind::Int(*value),
            ast::ExprKind::Bool(value) => ExprKind::Bool(*value),
            ast::ExprKind::Unary { op, operand } => ExprKind::Unary(*op, sub(operand)),
            ast::ExprKind::Binary { op, left, right, .. } => ExprKind::Binary(*op, sub(left), sub(right)),
            ast::ExprKind::In { value, range } => ExprKind::In(sub(value), sub(&range.low), sub(&range.high)),
            ast::ExprKind::Variant(name) => ExprKind::Variant(name.clone()),
            ast::ExprKind::Name(name) => self.bare_name(scope, name, context),
            ast::ExprKind::Field { base, name } => self.dotted(scope, tree, base, name, context),
            ast::ExprKind::Bad => {
                self.bad();
                ExprKind::Bad
            }
            ast::ExprKind::Str(_) => self.unfit(tree.span, "a text", "only numbers and truth values are compared here"),
            ast::ExprKind::Duration(_) => {
                self.unfit(tree.span, "a duration", "write a number, and say in the documentation what it counts")
            }
            ast::ExprKind::Version { .. } => self.unfit(tree.span, "a number with a point", "numbers are whole here"),
            ast::ExprKind::Index { .. } => self.unfit(
                tree.span,
                "an element",
                "a condition looks at whole values and their lengths, not into them",
            ),
            ast::ExprKind::Record(_) => self.unfit(tree.span, "a record", "only a policy assigns records"),
        };
        Expr { kind, span: tree.span }
    }

    fn unfit(&mut self, span: Span, what: &str, help: &str) -> ExprKind {
        self.report(
            Diagnostic::new(codes::E0305, format!("{what} cannot stand in a constant or a `where`"))
                .label(span, "not a number, not a truth value")
                .help(help),
        );
        ExprKind::Bad
    }

    fn bare_name(&mut self, scope: Handle<Scope>, name: &Name, context: Context<'_>) -> ExprKind {
        match (context, name.text.as_str()) {
            (Context::Newtype, "self") => return ExprKind::Itself,
            (Context::Newtype, "len") => return ExprKind::Len(None),
            (Context::Newtype, "ascii") => return ExprKind::Class(TextClass::Ascii, None),
            (Context::Newtype, "digits") => return ExprKind::Class(TextClass::Digits, None),
            (Context::Struct(fields), text) => {
                if let Some(position) = fields.iter().position(|field| field.name == text) {
                    return ExprKind::Field(position);
                }
            }
            _ => {}
        }
        if matches!(name.text.as_str(), "self" | "len" | "ascii" | "digits") {
            let help = match context {
                Context::Struct(_) => {
                    "in the `where` of a struct bare names are its fields: `lo <= hi`, `name.len > 0`"
                }
                _ => "only the `where` of a type has one",
            };
            self.report(
                Diagnostic::new(codes::E0201, format!("there is no `{name}` here"))
                    .label(name.span, "has no meaning here")
                    .help(help),
            );
            return ExprKind::Bad;
        }
        if self.model.lookup(scope, &name.text).is_none() {
            match context {
                Context::Struct(fields) => return self.unknown_field(scope, name, fields),
                Context::Newtype => {
                    if let Some(meant) = meant(&name.text) {
                        self.report(
                            Diagnostic::new(codes::E0201, format!("there is no constant `{name}`"))
                                .label(name.span, "not declared")
                                .help(format!("write `{meant}`")),
                        );
                        return ExprKind::Bad;
                    }
                }
                Context::Constant => {}
            }
        }
        let path = Path { segments: alloc::vec![name.clone()], span: name.span };
        self.constant_named(scope, &path).map_or(ExprKind::Bad, ExprKind::Constant)
    }

    fn unknown_field(&mut self, scope: Handle<Scope>, name: &Name, fields: &[FieldDef]) -> ExprKind {
        let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        let close = self.suggestions.closest(&name.text, names.iter().map(String::as_str));
        let help = match close {
            Some(close) => format!("did you mean `{close}`?"),
            None => "bare names are the fields of the struct, and constants".to_owned(),
        };
        self.report_missing(
            Some(scope),
            Diagnostic::new(codes::E0201, format!("there is no field and no constant `{name}`"))
                .label(name.span, "not declared")
                .help(help),
        );
        ExprKind::Bad
    }

    /// `field.len` of a struct, or a constant of another package.
    fn dotted(
        &mut self,
        scope: Handle<Scope>,
        tree: &ast::Expr,
        base: &ast::Expr,
        name: &Name,
        context: Context<'_>,
    ) -> ExprKind {
        if let (Context::Struct(fields), ast::ExprKind::Name(field)) = (context, &base.kind)
            && let Some(position) = fields.iter().position(|def| def.name == field.text)
        {
            return match name.text.as_str() {
                "len" => ExprKind::Len(Some(position)),
                "ascii" => ExprKind::Class(TextClass::Ascii, Some(position)),
                "digits" => ExprKind::Class(TextClass::Digits, Some(position)),
                _ => {
                    let names = ["len", "ascii", "digits"].map(ToOwned::to_owned);
                    let diagnostic = self.unknown_member("part", name, &format!("field `{field}`"), &names);
                    self.report(diagnostic);
                    ExprKind::Bad
                }
            };
        }
        if let (Context::Newtype | Context::Struct(_), ast::ExprKind::Name(value)) = (context, &base.kind)
            && let Some(kind) = self.part_of_nothing(scope, value, name, context)
        {
            return kind;
        }
        let path = path(tree);
        if let ast::ExprKind::Name(first) = &base.kind
            && self.model.lookup(scope, &first.text).is_some()
            && path.as_ref().is_none_or(|path| self.model.lookup(scope, &path.to_string()).is_none())
        {
            return self.unfit(tree.span, "a part of a value", "a constant has no parts: name the constant alone");
        }
        match path {
            Some(path) => self.constant_named(scope, &path).map_or(ExprKind::Bad, ExprKind::Constant),
            None => self.unfit(tree.span, "a part of a value", "name a constant: `LIMIT`, `package.LIMIT`"),
        }
    }

    /// `value.len` where there is no such value, or a part of `self`.
    fn part_of_nothing(
        &mut self,
        scope: Handle<Scope>,
        value: &Name,
        part: &Name,
        context: Context<'_>,
    ) -> Option<ExprKind> {
        let is_part = matches!(part.text.as_str(), "len" | "ascii" | "digits");
        match context {
            Context::Newtype if value.text == "self" => {
                let help = if is_part {
                    format!("write `{part}` alone: it is that of the value")
                } else {
                    "write `self`, `len`, `ascii` or `digits`: a condition looks at whole values".to_owned()
                };
                self.report(
                    Diagnostic::new(codes::E0204, format!("`self` has no part `{part}`"))
                        .label(value.span.to(part.span), "too much")
                        .help(help),
                );
                Some(ExprKind::Bad)
            }
            Context::Struct(fields) if value.text == "self" => {
                let message = "in the `where` of a struct bare names are its fields";
                let whole = value.span.to(part.span);
                let known = is_part || fields.iter().any(|field| field.name == part.text);
                let diagnostic = Diagnostic::new(codes::E0201, message).label(whole, "there is no `self` here");
                self.report(if known && !is_part {
                    diagnostic.fix(whole, part.text.clone(), format!("write `{part}`"))
                } else {
                    diagnostic.help("write the field alone: `lo <= hi`, `name.len > 0`")
                });
                Some(ExprKind::Bad)
            }
            Context::Struct(fields) if is_part && self.model.lookup(scope, &value.text).is_none() => {
                Some(self.unknown_field(scope, value, fields))
            }
            _ => None,
        }
    }
}

/// What other languages call the parts of a value.
fn meant(name: &str) -> Option<&'static str> {
    match name {
        "length" | "size" | "count" => Some("len"),
        "value" | "this" | "it" | "x" => Some("self"),
        "is_ascii" => Some("ascii"),
        "is_digits" | "numeric" => Some("digits"),
        _ => None,
    }
}

/// The names of an expression that is only names and dots.
fn path(tree: &ast::Expr) -> Option<Path> {
    let mut segments = Vec::new();
    let mut part = tree;
    loop {
        match &part.kind {
            ast::ExprKind::Field { base, name } => {
                segments.push(name.clone());
                part = base;
            }
            ast::ExprKind::Name(name) => {
                segments.push(name.clone());
                break;
            }
            _ => return None,
        }
    }
    segments.reverse();
    Some(Path { segments, span: tree.span })
}
