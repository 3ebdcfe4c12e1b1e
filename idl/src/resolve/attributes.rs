//! What stands behind `@`.

use alloc::{collections::BTreeMap, format, string::String, string::ToString, vec::Vec};

use super::{Resolver, expr::Context};
use crate::{
    arena::Handle,
    ast::{self, Attribute, ExprKind, Name},
    codes,
    diagnostic::Diagnostic,
    model::{Attributes, Expr, Scope},
    source::Span,
};

/// What an attribute stands before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A type.
    Type,
    /// Another name for a type: nothing that is hidden, or shown.
    Alias,
    /// An interface.
    Interface,
    /// An object.
    Object,
    /// A method.
    Method,
    /// An event.
    Event,
    /// A field, a parameter, a result.
    Field,
    /// A variant or a flag.
    Variant,
    /// Anything else, as a noun with its article: it takes no attributes.
    Other(&'static str),
}

impl Target {
    const fn noun(self) -> &'static str {
        match self {
            Self::Type => "a type",
            Self::Alias => "an alias",
            Self::Interface => "an interface",
            Self::Object => "an object",
            Self::Method => "a method",
            Self::Event => "an event",
            Self::Field => "a field",
            Self::Variant => "a variant",
            Self::Other(noun) => noun,
        }
    }

    /// The attributes that it takes.
    const fn accepts(self) -> &'static [&'static str] {
        match self {
            Self::Type | Self::Interface | Self::Field => &["deprecated", "since", "sensitive"],
            Self::Method => &["requires", "op", "deprecated", "since", "idempotent", "sensitive"],
            Self::Event => &["requires", "op", "deprecated", "since", "sensitive"],
            Self::Alias | Self::Object | Self::Variant => &["deprecated", "since"],
            Self::Other(_) => &[],
        }
    }
}

/// What the attributes of a declaration say.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) attributes: Attributes,
    /// `@requires(…)`: the rights, none for `none`, and the whole attribute.
    pub(super) requires: Option<(Vec<Name>, Span)>,
    /// `@op(n)`
    pub(super) number: Option<Expr>,
    /// Whether an attribute could not be read.
    pub(super) broken: bool,
}

impl Resolver<'_> {
    /// Reads the attributes of a declaration. The scope is only needed where `@op` may stand.
    pub(super) fn attributes(&mut self, head: &ast::Head, target: Target, scope: Option<Handle<Scope>>) -> Marks {
        let mut marks = Marks::default();
        let mut seen: BTreeMap<&str, &Attribute> = BTreeMap::new();
        for attribute in &head.attributes {
            let result = match seen.insert(&attribute.name.text, attribute) {
                Some(before) => Err(twice(attribute, before)),
                None if !target.accepts().contains(&attribute.name.text.as_str()) => {
                    Err(self.misplaced(attribute, target))
                }
                None => self.read(attribute, scope, &mut marks),
            };
            if let Err(diagnostic) = result {
                marks.broken = true;
                self.report(diagnostic);
            }
        }
        marks
    }

    fn read(
        &mut self,
        attribute: &Attribute,
        scope: Option<Handle<Scope>>,
        marks: &mut Marks,
    ) -> Result<(), Diagnostic> {
        let arguments = attribute.arguments.as_slice();
        match (attribute.name.text.as_str(), arguments) {
            ("idempotent", []) => marks.attributes.idempotent = true,
            ("sensitive", []) => marks.attributes.sensitive = true,
            ("deprecated", [ast::Expr { kind: ExprKind::Str(text), .. }]) => {
                marks.attributes.deprecated = Some(text.clone());
            }
            ("since", [ast::Expr { kind: ExprKind::Version { major, minor }, .. }]) => {
                marks.attributes.since = Some((*major, *minor));
            }
            ("op", [number]) => {
                if let Some(scope) = scope {
                    marks.number = Some(self.expr(scope, number, Context::Constant));
                }
            }
            ("requires", [_, ..]) => marks.requires = Some((required(attribute)?, attribute.span)),
            (name, _) => return Err(malformed(attribute, form(name))),
        }
        Ok(())
    }

    fn misplaced(&mut self, attribute: &Attribute, target: Target) -> Diagnostic {
        let name = &attribute.name;
        let known = Target::Method.accepts();
        if known.contains(&name.text.as_str()) {
            let takes = target.accepts().iter().map(|name| format!("`@{name}`")).collect::<Vec<_>>().join(", ");
            let help = match takes.as_str() {
                "" => format!("remove it: {} takes no attributes", target.noun()),
                takes => format!("{} takes {takes}", target.noun()),
            };
            return Diagnostic::new(codes::E0208, format!("`@{name}` does not belong to {}", target.noun()))
                .label(attribute.span, "not here")
                .help(help);
        }
        let close = self.suggestions.closest(&name.text, known.iter().copied());
        let help = match close {
            Some(close) => format!("did you mean `@{close}`?"),
            None => {
                format!("there are {}", known.iter().map(|name| format!("`@{name}`")).collect::<Vec<_>>().join(", "))
            }
        };
        Diagnostic::new(codes::E0208, format!("there is no attribute `@{name}`")).label(name.span, "unknown").help(help)
    }
}

/// The names in `@requires(a, b)`; none for `@requires(none)`.
pub(super) fn required(attribute: &Attribute) -> Result<Vec<Name>, Diagnostic> {
    let mut names: Vec<Name> = Vec::new();
    for argument in &attribute.arguments {
        match &argument.kind {
            ExprKind::Name(name) => names.push(name.clone()),
            _ => return Err(malformed(attribute, form("requires"))),
        }
    }
    match names.iter().find(|name| name.text == "none") {
        Some(none) if names.len() > 1 => {
            Err(Diagnostic::new(codes::E0209, "`none` and a right exclude each other".to_string())
                .label(none.span, "says that no right is needed")
                .help("remove `none`, or the rights"))
        }
        Some(_) => Ok(Vec::new()),
        None => Ok(names),
    }
}

fn form(name: &str) -> &'static str {
    match name {
        "idempotent" => "@idempotent",
        "sensitive" => "@sensitive",
        "deprecated" => "@deprecated(\"use the other one\")",
        "since" => "@since(1.2)",
        "op" => "@op(40)",
        _ => "@requires(open, read)` or `@requires(none)",
    }
}

fn malformed(attribute: &Attribute, form: &str) -> Diagnostic {
    Diagnostic::new(codes::E0209, format!("`@{}` is not written like this", attribute.name))
        .label(attribute.span, "wrong arguments")
        .help(String::from("write `") + form + "`")
}

fn twice(attribute: &Attribute, first: &Attribute) -> Diagnostic {
    Diagnostic::new(codes::E0202, format!("`@{}` stands here twice", attribute.name))
        .label(attribute.span, "again")
        .also(first.span, "first")
        .help("remove one of them")
}
