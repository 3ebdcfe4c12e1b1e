//! Names: most say what they name, some are such that generated code might trip over them.

use std::collections::BTreeSet;

use super::Writer;

/// Of types: what Rust, the prelude or generated code calls something else.
const TYPES: [&str; 26] = [
    "Self",
    "Option",
    "Some",
    "None",
    "Result",
    "Default",
    "Client",
    "Rights",
    "Uses",
    "K",
    "R",
    "I",
    "Cap",
    "List",
    "Text",
    "type",
    "match",
    "fn",
    "as_is",
    "HTTPServer",
    "Entry",
    "EntryView",
    "trailing_",
    "_1",
    "X__y",
    "Elements",
];

/// Of fields, variants, parameters and results.
const PARTS: [&str; 56] = [
    "self",
    "Self",
    "super",
    "crate",
    "type",
    "fn",
    "match",
    "gen",
    "async",
    "dyn",
    "abstract",
    "where",
    "in",
    "body",
    "caps",
    "message",
    "objects",
    "fixed",
    "value",
    "new",
    "read",
    "put",
    "give",
    "get",
    "number",
    "bits",
    "from_bits",
    "place",
    "places",
    "element",
    "table",
    "buffer",
    "room",
    "bytes",
    "slot",
    "writer",
    "K",
    "x_",
    "_1",
    "__",
    "HTTPServer",
    "camelCase",
    "len",
    "ascii",
    "digits",
    "reserved",
    "option",
    "string",
    "max",
    "u8",
    "none",
    "some",
    "unknown",
    "client",
    "port",
    "cap",
];

/// Of methods.
const METHODS: [&str; 26] = [
    "new",
    "drop",
    "clone",
    "into",
    "self",
    "super",
    "type",
    "loop",
    "client",
    "call",
    "derive",
    "close",
    "subscribe",
    "serve",
    "finish",
    "dispatch",
    "keep",
    "event",
    "oneway",
    "rights",
    "states",
    "x_",
    "_1",
    "port",
    "borrow",
    "Request",
];

/// Words that mean something else where a condition names fields.
const MEANT: [&str; 8] = ["self", "len", "ascii", "digits", "in", "none", "some", "unknown"];

/// The names of one scope, folded as the language folds them.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope(BTreeSet<String>);

impl Scope {
    /// A scope in which some names are taken.
    pub(super) fn of(names: &[&str]) -> Self {
        let mut scope = Self::default();
        for name in names {
            scope.take(name);
        }
        scope
    }

    /// Takes a name, if no other is too close to it.
    fn take(&mut self, name: &str) -> bool {
        self.0.insert(name.replace('_', "").to_lowercase())
    }
}

/// Whether a condition may name a field of this name.
pub(super) fn is_plain(name: &str) -> bool {
    !MEANT.contains(&name)
}

impl Writer<'_, '_> {
    /// The name of the next type.
    pub(super) fn name(&mut self, kind: &str) -> String {
        let usual = format!("{kind}{}", self.known.len());
        let name = if self.choices.once_in(6) { (*self.choices.of(&TYPES)).to_owned() } else { usual.clone() };
        if self.names.take(&name) {
            return name;
        }
        // The number is taken by none, but an odd name may be like it.
        self.names.take(&usual);
        usual
    }

    /// The name of a part of something.
    pub(super) fn part_name(&mut self, scope: &mut Scope, letter: &str, number: usize) -> String {
        self.odd(scope, &PARTS, format!("{letter}{number}"))
    }

    /// The name of a method.
    pub(super) fn method_name(&mut self, scope: &mut Scope, word: &str, number: usize) -> String {
        self.odd(scope, &METHODS, format!("{word}{number}"))
    }

    fn odd(&mut self, scope: &mut Scope, odd: &[&str], usual: String) -> String {
        let name = if self.choices.once_in(5) { (*self.choices.of(odd)).to_owned() } else { usual.clone() };
        if scope.take(&name) { name } else { usual }
    }
}
