//! What the generated text declares: which Rust name each thing of the description has. The text says so itself, as the first line of
//! its documentation.

use std::collections::{BTreeMap, BTreeSet};

/// The declarations of a generated file.
#[derive(Debug, Default)]
pub(super) struct Declared {
    /// Paths of modules and types, by the module that they are in, what they are, and their name in the description.
    items: BTreeMap<(String, Kind, String), String>,
    /// The parameters of each struct and enum, by its path, as they are used here.
    generics: BTreeMap<String, String>,
    /// Fields and variants, by the path of their type and their name in the description.
    members: BTreeMap<(String, String), String>,
    /// What reads a field, by the same.
    getters: BTreeMap<(String, String), String>,
    /// The paths of values that a `From` makes of views.
    converted: BTreeSet<String>,
}

/// What an item is for the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Package,
    Interface,
    Type,
    /// A type that is read in place; its name is that of the value in Rust.
    View,
    Method,
    Request,
    RequestView,
    RequestOwned,
    Reply,
    ReplyView,
    ReplyOwned,
}

impl Declared {
    /// Reads a generated file, or several in a row.
    pub(super) fn new(generated: &str) -> Self {
        let mut declared = Self::default();
        let mut modules: Vec<&str> = Vec::new();
        let (mut doc, mut within, mut is_in_attribute) = (None, None, false);
        for line in generated.lines() {
            let text = line.trim_start();
            let depth = (line.len() - text.len()) / 4;
            if is_in_attribute || text.starts_with("#[") {
                is_in_attribute = !text.ends_with(']');
                continue;
            }
            if let Some(text) = text.strip_prefix("///") {
                doc.get_or_insert(text.trim_start());
                continue;
            }
            let doc = doc.take();
            let is_item =
                text.starts_with("pub mod ") || text.starts_with("pub struct ") || text.starts_with("pub enum ");
            if is_item || text.starts_with("impl") {
                modules.truncate(depth);
            }
            let path = |name: &str| modules.iter().fold(String::new(), |path, module| path + module + "::") + name;
            if is_item {
                let path = path(word(text.splitn(3, ' ').nth(2).unwrap_or_default()));
                if let Some((kind, name)) = doc.and_then(item) {
                    // What a caller has whose capabilities were claimed comes behind them.
                    declared.items.entry((modules.join("::"), kind, name.to_owned())).or_insert_with(|| path.clone());
                }
                if text.starts_with("pub mod ") {
                    modules.push(word(text.trim_start_matches("pub mod ")));
                } else {
                    declared.generics.insert(path.clone(), generics(text));
                    within = Some((depth, path, false));
                }
            } else if let Some(header) = text.strip_prefix("impl") {
                let header =
                    header.strip_prefix('<').and_then(|rest| rest.split_once("> ")).map_or(header, |(_, rest)| rest);
                if let Some((view, value)) =
                    header.trim_start().strip_prefix("From<").and_then(|rest| rest.split_once(" for "))
                    && !view.starts_with('&')
                {
                    declared.converted.insert(path(word(value)));
                }
                within = (!header.contains(" for ")).then(|| (depth, path(word(header.trim_start())), true));
            } else if let (Some(doc), Some((outer, of, is_impl))) = (doc, &within)
                && doc.starts_with('`')
                && depth == outer + 1
            {
                let name = word(
                    ["pub ", "const ", "fn "].iter().fold(text, |text, word| text.strip_prefix(word).unwrap_or(text)),
                );
                let members = if *is_impl { &mut declared.getters } else { &mut declared.members };
                members.insert((of.clone(), member(doc).to_owned()), name.to_owned());
            }
        }
        declared
    }

    /// The path of an item, if there is such an item.
    pub(super) fn item(&self, module: &str, kind: Kind, name: &str) -> Option<&String> {
        self.items.get(&(module.to_owned(), kind, name.to_owned()))
    }

    /// The path of a package's module.
    pub(super) fn package(&self, name: &str) -> String {
        let (mut module, mut path) = (String::new(), String::new());
        for segment in name.split('.') {
            path = if path.is_empty() { segment.to_owned() } else { format!("{path}.{segment}") };
            let found = self.item(&module, Kind::Package, &path).cloned();
            module = found
                .unwrap_or_else(|| if module.is_empty() { segment.to_owned() } else { format!("{module}::{segment}") });
        }
        module
    }

    /// The path of what is read in place for a value.
    pub(super) fn view(&self, value: &str) -> Option<&String> {
        let (module, name) = value.rsplit_once("::")?;
        self.item(module, Kind::View, name)
    }

    /// A type with its parameters.
    pub(super) fn whole(&self, path: &str) -> String {
        format!("{path}{}", self.generics.get(path).map_or("", String::as_str))
    }

    /// The field or variant of this name.
    pub(super) fn member(&self, of: &str, name: &str) -> String {
        self.members.get(&(of.to_owned(), name.to_owned())).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// What reads the field of this name.
    pub(super) fn getter(&self, of: &str, name: &str) -> String {
        self.getters.get(&(of.to_owned(), name.to_owned())).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// Whether a `From` makes this value of its view.
    pub(super) fn converts(&self, value: &str) -> bool {
        self.converted.contains(value)
    }
}

/// What the documentation of an item says that it is, and its name.
fn item(doc: &str) -> Option<(Kind, &str)> {
    let (before, rest) = doc.split_once('`')?;
    let (quoted, behind) = rest.split_once('`')?;
    let (is_view, is_owned) = (behind.starts_with(", read in place"), behind.starts_with(", owned"));
    Some(match before {
        "Package " => (Kind::Package, quoted),
        "A [" => (Kind::View, quoted),
        "The parameters of " if is_view => (Kind::RequestView, quoted),
        "The parameters of " if is_owned => (Kind::RequestOwned, quoted),
        "The parameters of " => (Kind::Request, quoted),
        "The results of " | "The content of " if is_view => (Kind::ReplyView, quoted),
        "The results of " | "The content of " if is_owned => (Kind::ReplyOwned, quoted),
        "The results of " | "The content of " => (Kind::Reply, quoted),
        "" if !is_owned => declaration(quoted)?,
        before if before.starts_with("Operation") => (Kind::Method, method(quoted)?),
        _ => return None,
    })
}

/// The name of a method: `@requires(open) oneway touched(user: UserId)`.
fn method(mut quoted: &str) -> Option<&str> {
    while let Some(attribute) = quoted.strip_prefix('@') {
        let end = attribute.find([' ', '('])?;
        let end = if attribute.get(end..)?.starts_with('(') { attribute.find(')')? + 1 } else { end };
        quoted = attribute.get(end..)?.trim_start();
    }
    quoted.split('(').next()?.rsplit(' ').next()
}

/// The same of a declaration, as it is quoted.
fn declaration(quoted: &str) -> Option<(Kind, &str)> {
    let mut words = quoted.split([' ', ':']);
    loop {
        match words.next()? {
            "flexible" | "resource" | "open" => {}
            "interface" | "object" => return Some((Kind::Interface, words.next()?)),
            "enum" | "flags" | "struct" | "table" | "union" | "type" => return Some((Kind::Type, words.next()?)),
            _ => return None,
        }
    }
}

/// The name of a field or a variant: `at: u64`, `1: at: u64`, `wrong_pin = 1`.
fn member(doc: &str) -> &str {
    let quoted = doc.trim_start_matches('`').trim_start_matches(|digit: char| digit.is_ascii_digit());
    let named = quoted.strip_prefix(": ").unwrap_or(quoted);
    named.split([':', ' ', '`']).next().unwrap_or_default()
}

/// The identifier that a text begins with.
fn word(text: &str) -> &str {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let begin = if text.starts_with("r#") { 2 } else { 0 };
    let end = text.get(begin..).and_then(|name| name.find(|letter| !is_part(letter)));
    end.and_then(|end| text.get(..begin + end)).unwrap_or(text)
}

/// The parameters of a struct or enum, as they are used here.
fn generics(declaration: &str) -> String {
    let name = declaration.splitn(3, ' ').nth(2).unwrap_or_default();
    let list =
        name.strip_prefix(word(name)).and_then(|rest| rest.strip_prefix('<')).and_then(|rest| rest.split_once('>'));
    let parameters: Vec<_> = list
        .map_or("", |(list, _)| list)
        .split(',')
        .map(str::trim)
        .filter(|parameter| !parameter.is_empty())
        .map(|parameter| if parameter.starts_with('\'') { "'a" } else { "Paper" })
        .collect();
    if parameters.is_empty() { String::new() } else { format!("<{}>", parameters.join(", ")) }
}
