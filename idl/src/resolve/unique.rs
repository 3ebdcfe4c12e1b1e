//! Names that must differ: also after case folding, because `FooBar` and `foo_bar` become the same name in some language.

use alloc::{collections::BTreeMap, format, string::String};

use super::Resolver;
use crate::{ast::Name, codes, diagnostic::Diagnostic, source::Span};

/// The names of one list that were seen so far.
#[derive(Default)]
pub(super) struct Seen {
    folded: BTreeMap<String, Name>,
}

impl Seen {
    /// The name before, if there was one that folds to the same; else remembers this one.
    pub(super) fn insert(&mut self, name: &Name) -> Option<&Name> {
        match self.folded.entry(fold(&name.text)) {
            alloc::collections::btree_map::Entry::Occupied(entry) => Some(entry.into_mut()),
            alloc::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(name.clone());
                None
            }
        }
    }
}

impl Resolver<'_> {
    /// Whether this is the first name of its kind in the list; reports it otherwise. `what` is a noun such as "field".
    pub(super) fn is_new(&mut self, seen: &mut Seen, what: &str, name: &Name) -> bool {
        let Some(first) = seen.insert(name) else { return true };
        let diagnostic = clash(what, name, &first.text, first.span);
        self.report(diagnostic);
        false
    }
}

/// The finding that a name is taken.
pub(super) fn clash(what: &str, name: &Name, first: &str, first_span: Span) -> Diagnostic {
    if first == name.text {
        let done = if what == "import" { "imported" } else { "declared" };
        Diagnostic::new(codes::E0202, format!("the {what} `{first}` is {done} twice"))
            .label(name.span, "again")
            .also(first_span, "first")
            .help("give one of them another name, or remove it")
    } else {
        Diagnostic::new(
            codes::E0211,
            format!("the {what} `{name}` differs from `{first}` only in case and underscores"),
        )
        .label(name.span, "too close to the other name")
        .also(first_span, "the other name")
        .help("names become CamelCase or snake_case in generated code, where these two would clash: change one of them")
    }
}

/// A name without what case conventions change: letters become small, underscores vanish.
pub(super) fn fold(name: &str) -> String {
    name.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect()
}
