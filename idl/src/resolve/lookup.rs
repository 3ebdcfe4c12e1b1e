//! Looking up names, and what to say when there is none.

use alloc::{borrow::ToOwned, format, string::String, string::ToString, vec::Vec};

use super::Resolver;
use crate::{
    arena::Handle,
    ast::{Name, Path},
    codes,
    diagnostic::Diagnostic,
    model::{Component, Constant, Interface, Item, Package, Scope, System, TypeDef},
    suggest::closest,
};

/// How much may still be compared to find a close name, so that a file full of unknown names stays cheap.
pub(super) struct Suggestions {
    left: usize,
}

impl Suggestions {
    pub(super) const fn new() -> Self {
        Self { left: 100_000 }
    }

    /// The candidate that was probably meant.
    pub(super) fn closest<'c>(
        &mut self,
        written: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) -> Option<&'c str> {
        let near = |candidate: &&str| candidate.len().abs_diff(written.len()) <= (written.len() / 3).max(1);
        let candidates: Vec<&str> = candidates.into_iter().take(self.left).collect();
        self.left -= candidates.len();
        closest(written, candidates.into_iter().filter(near))
    }
}

/// What a name should stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Type,
    Constant,
    Interface,
    Component,
    System,
}

impl Wanted {
    const fn noun(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Constant => "constant",
            Self::Interface => "interface",
            Self::Component => "component",
            Self::System => "system",
        }
    }

    const fn accepts(self, item: Item) -> bool {
        matches!(
            (self, item),
            (Self::Type, Item::Type(_))
                | (Self::Constant, Item::Constant(_))
                | (Self::Interface, Item::Interface(_))
                | (Self::Component, Item::Component(_))
                | (Self::System, Item::System(_))
        )
    }
}

impl Resolver<'_> {
    pub(super) fn type_named(&mut self, scope: Handle<Scope>, path: &Path) -> Option<Handle<TypeDef>> {
        match self.item(scope, path, Wanted::Type)? {
            Item::Type(handle) => Some(handle),
            _ => None,
        }
    }

    pub(super) fn constant_named(&mut self, scope: Handle<Scope>, path: &Path) -> Option<Handle<Constant>> {
        match self.item(scope, path, Wanted::Constant)? {
            Item::Constant(handle) => Some(handle),
            _ => None,
        }
    }

    pub(super) fn interface_named(&mut self, scope: Handle<Scope>, path: &Path) -> Option<Handle<Interface>> {
        match self.item(scope, path, Wanted::Interface)? {
            Item::Interface(handle) => Some(handle),
            _ => None,
        }
    }

    pub(super) fn component_named(&mut self, scope: Handle<Scope>, path: &Path) -> Option<Handle<Component>> {
        match self.item(scope, path, Wanted::Component)? {
            Item::Component(handle) => Some(handle),
            _ => None,
        }
    }

    pub(super) fn system_named(&mut self, scope: Handle<Scope>, path: &Path) -> Option<Handle<System>> {
        match self.item(scope, path, Wanted::System)? {
            Item::System(handle) => Some(handle),
            _ => None,
        }
    }

    /// What a path stands for, if it is what is wanted; reports what is not.
    fn item(&mut self, scope: Handle<Scope>, path: &Path, wanted: Wanted) -> Option<Item> {
        let text = path.to_string();
        match self.model.lookup(scope, &text) {
            Some(Item::Bad) => {
                self.bad();
                None
            }
            Some(item) if wanted.accepts(item) => Some(item),
            Some(item) => {
                self.wrong_kind(path, item, wanted);
                None
            }
            None => {
                self.unknown(scope, path, wanted);
                None
            }
        }
    }

    fn wrong_kind(&mut self, path: &Path, item: Item, wanted: Wanted) {
        let help = match (wanted, item) {
            (Wanted::Type, Item::Interface(_)) => Some(format!("to pass a capability to it, write `cap<{path}>`")),
            (Wanted::Type, Item::Constant(_)) => {
                Some(format!("a constant is a length or a number: `[u8; {path}]`, `string<{path}>`"))
            }
            (Wanted::Interface, Item::Component(_)) => {
                Some("ports name what they speak: write the interface that the component provides".to_owned())
            }
            (Wanted::System, Item::Component(_)) => {
                Some("a policy governs a system: write the name of the system that holds the component".to_owned())
            }
            (Wanted::Component, Item::Interface(_)) => {
                Some("an instance is one of a component: write a component that provides the interface".to_owned())
            }
            _ => None,
        };
        let mut diagnostic = Diagnostic::new(
            codes::E0203,
            format!("`{path}` is {}, but a {} is wanted", item.noun(), wanted.noun())
                .replace("a interface", "an interface"),
        )
        .label(path.span, format!("not {} {}", article(wanted.noun()), wanted.noun()));
        if let Some(span) = item.span(&self.model) {
            diagnostic = diagnostic.also(span, "declared here");
        }
        self.report(diagnostic.help_if(help));
    }

    fn unknown(&mut self, scope: Handle<Scope>, path: &Path, wanted: Wanted) {
        let noun = wanted.noun();
        let Some(name) = path.single() else {
            self.unknown_in_package(scope, path, wanted);
            return;
        };
        let help = foreign(&name.text, wanted)
            .or_else(|| self.close_name(scope, &name.text, wanted))
            .or_else(|| self.elsewhere(scope, &name.text, wanted));
        self.report(
            Diagnostic::new(codes::E0201, format!("there is no {noun} `{name}`"))
                .label(name.span, "not declared here, and not imported")
                .help_if(help),
        );
    }

    fn unknown_in_package(&mut self, scope: Handle<Scope>, path: &Path, wanted: Wanted) {
        let Some((name, packages)) = path.segments.split_last() else { return };
        let package = joined(packages);
        let span = packages.iter().fold(name.span, |span, part| span.to(part.span));
        let known = self.model.scopes[scope].packages.get(&package).copied();
        let Some(handle) = known else {
            let scope = &self.model.scopes[scope];
            let written = self.model.packages.iter().any(|(_, other)| other.name == package);
            let help = if written {
                Some(format!("add `use {package};`"))
            } else {
                let has_it = |package: &Handle<Package>| self.model.packages[*package].items.contains_key(&name.text);
                let packages = scope.packages.iter().filter(|(_, package)| has_it(package));
                let names = packages.map(|(path, _)| path.as_str());
                self.suggestions.closest(&package, names).map(|close| format!("did you mean `{close}.{name}`?"))
            };
            if self.package_may_be_hidden() {
                self.bad();
                return;
            }
            self.report(
                Diagnostic::new(codes::E0205, format!("no package `{package}` is imported here"))
                    .label(span.to(path.span), "needs a `use`")
                    .help_if(
                        help.or_else(|| Some("name the package in a `use` line at the top of the file".to_owned())),
                    ),
            );
            return;
        };
        let items = &self.model.packages[handle].items;
        let candidates = items.iter().filter(|(_, item)| wanted.accepts(**item)).map(|(name, _)| name.as_str());
        let help =
            self.suggestions.closest(&name.text, candidates).map(|close| format!("did you mean `{package}.{close}`?"));
        let package = self.model.packages[handle].name.clone();
        self.report(
            Diagnostic::new(codes::E0201, format!("there is no {} `{name}` in package `{package}`", wanted.noun()))
                .label(name.span, "not declared there")
                .help_if(help),
        );
    }

    fn close_name(&mut self, scope: Handle<Scope>, written: &str, wanted: Wanted) -> Option<String> {
        let scope = &self.model.scopes[scope];
        let own = scope.package.map(|package| &self.model.packages[package].items);
        let all = scope.names.iter().chain(own.into_iter().flatten());
        let names = all.filter(|(_, item)| wanted.accepts(**item)).map(|(name, _)| name.as_str());
        let words = if wanted == Wanted::Type { TYPE_WORDS } else { &[] };
        let close = self.suggestions.closest(written, names.chain(words.iter().copied()))?;
        Some(format!("did you mean `{close}`?"))
    }

    /// Another package of the build that declares the name.
    fn elsewhere(&mut self, scope: Handle<Scope>, name: &str, wanted: Wanted) -> Option<String> {
        let scope = &self.model.scopes[scope];
        let looked_at = self.model.packages.len().min(self.suggestions.left);
        self.suggestions.left -= looked_at;
        let (handle, package) = self
            .model
            .packages
            .iter()
            .take(looked_at)
            .find(|(_, package)| package.items.get(name).is_some_and(|item| wanted.accepts(*item)))?;
        if let Some((alias, _)) = scope.packages.iter().find(|(_, imported)| **imported == handle) {
            return Some(format!("write `{alias}.{name}`, or `use {}.{{{name}}};`", package.name));
        }
        Some(format!("package `{0}` declares it: add `use {0}.{{{name}}};`", package.name))
    }

    /// Reports a name that a list does not have: "there is no `what` `name` in `owner`".
    pub(super) fn unknown_member(&mut self, what: &str, name: &Name, owner: &str, candidates: &[String]) -> Diagnostic {
        let close = self.suggestions.closest(&name.text, candidates.iter().map(String::as_str));
        let help = match close {
            Some(close) => Some(format!("did you mean `{close}`?")),
            None if candidates.is_empty() => Some(format!("{owner} has none")),
            None if candidates.len() <= 8 => Some(format!("it has {}", quoted(candidates))),
            None => None,
        };
        Diagnostic::new(codes::E0204, format!("{owner} has no {what} `{name}`"))
            .label(name.span, format!("no such {what}"))
            .help_if(help)
    }
}

const TYPE_WORDS: &[&str] = &["bool", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f32", "f64"];

/// The names of other languages for what the language has.
fn foreign(name: &str, wanted: Wanted) -> Option<String> {
    if wanted != Wanted::Type {
        return None;
    }
    let meant = match name {
        "int" | "int32" | "int32_t" | "s32" | "Int32" => "i32",
        "int8" | "int8_t" | "s8" | "Int8" => "i8",
        "int16" | "int16_t" | "s16" | "short" | "Int16" => "i16",
        "int64" | "int64_t" | "s64" | "Int64" => "i64",
        "uint" | "uint32" | "uint32_t" | "UInt32" | "unsigned" => "u32",
        "uint8" | "uint8_t" | "UInt8" | "byte" | "char" => "u8",
        "uint16" | "uint16_t" | "UInt16" => "u16",
        "uint64" | "uint64_t" | "UInt64" | "time" | "Time" | "timestamp" | "Timestamp" => "u64",
        "usize" | "isize" | "size_t" | "long" => {
            return Some("sizes are the same on every machine here: write `u32` or `u64`".to_owned());
        }
        "u128" | "i128" => {
            return Some("the widest integers have 64 bits: write two `u64`, or `[u8; 16]`".to_owned());
        }
        "boolean" | "Bool" => "bool",
        "float" | "float32" => "f32",
        "double" | "float64" => "f64",
        "str" | "String" => "string<64>",
        "Vec" | "vec" | "vector" | "array" | "sequence" => "list<u8, 64>",
        "Option" | "optional" => "option<u8>",
        _ => return None,
    };
    Some(format!("write `{meant}`"))
}

/// Names with dots between them.
pub(super) fn joined(names: &[Name]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".")
}

/// "`a`, `b` and `c`"
pub(super) fn quoted(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [before @ .., last] => {
            let before = before.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            format!("{before} and `{last}`")
        }
    }
}

/// The article of a noun.
pub(super) fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
