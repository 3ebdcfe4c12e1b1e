//! What to say of a name that stands for nothing: what was probably meant.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use super::{Resolver, lookup::Wanted};
use crate::{
    arena::Handle,
    ast::{Name, Path},
    codes,
    diagnostic::Diagnostic,
    habits::{Meant, type_of_another_language},
    model::{Item, Scope},
    suggest::closest,
};

/// How many names may still be looked at to find a close one, so that a file full of unknown names stays cheap.
pub(super) struct Suggestions {
    left: usize,
}

impl Suggestions {
    pub(super) const fn new() -> Self {
        Self { left: 100_000 }
    }

    /// At most so many names are worth collecting.
    pub(super) const fn room(&self) -> usize {
        self.left
    }

    /// The candidate that was probably meant.
    pub(super) fn closest<'c>(
        &mut self,
        written: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) -> Option<&'c str> {
        self.closest_of(written, candidates, Some)
    }

    /// The candidate whose name was probably meant; `name` passes over the ones that do not fit. Each that is looked at
    /// counts.
    pub(super) fn closest_of<'c, C>(
        &mut self,
        written: &str,
        candidates: impl IntoIterator<Item = C>,
        name: impl Fn(C) -> Option<&'c str>,
    ) -> Option<&'c str> {
        let is_near = |name: &&str| name.len().abs_diff(written.len()) <= (written.len() / 3).max(1);
        let mut near = Vec::new();
        for candidate in candidates.into_iter().take(self.left) {
            self.left -= 1;
            near.extend(name(candidate).filter(is_near));
        }
        closest(written, near)
    }
}

impl Resolver<'_> {
    /// Reports a path that stands for nothing.
    pub(super) fn unknown(&mut self, scope: Handle<Scope>, path: &Path, wanted: Wanted) {
        match path.segments.as_slice() {
            [name] => self.unknown_name(scope, name, wanted),
            [packages @ .., name] => self.unknown_in_package(scope, packages, name, wanted),
            [] => {}
        }
    }

    fn unknown_name(&mut self, scope: Handle<Scope>, name: &Name, wanted: Wanted) {
        if let Some(diagnostic) = foreign(name, wanted) {
            self.report_missing(Some(scope), diagnostic);
            return;
        }
        if self.model.scopes[scope].hides_names || self.lost_its_package(&name.text, wanted) {
            self.bad();
            return;
        }
        let help = self.close_name(scope, &name.text, wanted).or_else(|| self.elsewhere(scope, &name.text, wanted));
        self.report_missing(
            Some(scope),
            Diagnostic::new(codes::E0201, format!("there is no {} `{name}`", wanted.noun()))
                .label(name.span, "not declared here, and not imported")
                .help_if(help),
        );
    }

    fn unknown_in_package(&mut self, scope: Handle<Scope>, packages: &[Name], name: &Name, wanted: Wanted) {
        let package = joined(packages);
        let Some(handle) = self.model.scopes[scope].packages.get(&package).copied() else {
            self.unimported(scope, packages, &package, name);
            return;
        };
        let owner = &self.model.packages[handle];
        let close = self
            .suggestions
            .closest_of(&name.text, &owner.items, |(name, item)| wanted.accepts(*item).then_some(name.as_str()));
        let help = close.map(|close| format!("did you mean `{package}.{close}`?"));
        let message = format!("there is no {} `{name}` in package `{}`", wanted.noun(), owner.name);
        let diagnostic = Diagnostic::new(codes::E0201, message).label(name.span, "not declared there").help_if(help);
        self.report_missing(Some(scope), diagnostic);
    }

    /// Reports the name of a package that this file does not import.
    fn unimported(&mut self, scope: Handle<Scope>, packages: &[Name], package: &str, name: &Name) {
        let is_lost = self.homeless(&name.text).is_some();
        if is_lost || self.model.scopes[scope].hides_names {
            self.bad();
            return;
        }
        let scope = &self.model.scopes[scope];
        let has_it = |package| self.model.packages[package].items.contains_key(&name.text);
        let help = if self.model.packages.iter().any(|(_, other)| other.name == package) {
            format!("add `use {package};`")
        } else {
            let close = self
                .suggestions
                .closest_of(package, &scope.packages, |(path, package)| has_it(*package).then_some(path.as_str()));
            match close {
                Some(close) => format!("did you mean `{close}.{name}`?"),
                None => "name the package in a `use` line at the top of the file".to_owned(),
            }
        };
        let span = packages.iter().fold(name.span, |span, part| span.to(part.span));
        self.report(
            Diagnostic::new(codes::E0205, format!("no package `{package}` is imported here"))
                .label(span, "needs a `use`")
                .help(help),
        );
    }

    /// Whether a file without a readable package line declares the name.
    fn lost_its_package(&self, name: &str, wanted: Wanted) -> bool {
        self.homeless(name).is_some_and(|item| wanted.accepts(item) || item == Item::Bad)
    }

    /// What a file without a readable package line declares with this name.
    pub(super) fn homeless(&self, name: &str) -> Option<Item> {
        let mut homeless = self.model.packages.iter().filter(|(_, package)| package.name.is_empty());
        homeless.find_map(|(_, package)| package.items.get(name).copied())
    }

    fn close_name(&mut self, scope: Handle<Scope>, written: &str, wanted: Wanted) -> Option<String> {
        let scope = &self.model.scopes[scope];
        let own = scope.package.map(|package| &self.model.packages[package].items);
        let names = scope.names.iter().chain(own.into_iter().flatten());
        let names = names.map(|(name, item)| (name.as_str(), wanted.accepts(*item)));
        let words = if wanted == Wanted::Type { TYPE_WORDS } else { &[] };
        let words = words.iter().map(|word| (*word, true));
        let close = self.suggestions.closest_of(written, words.chain(names), |(name, fits)| fits.then_some(name))?;
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

    /// The finding that an owner has nothing of this name: "`owner` has no `what` `name`".
    pub(super) fn unknown_member(&mut self, what: &str, name: &Name, owner: &str, candidates: &[String]) -> Diagnostic {
        let close = self.suggestions.closest(&name.text, candidates.iter().map(String::as_str));
        let help = match close {
            Some(close) => Some(format!("did you mean `{close}`?")),
            None if (1..=8).contains(&candidates.len()) => Some(format!("it has {}", quoted(candidates))),
            None => None,
        };
        Diagnostic::new(codes::E0204, format!("{owner} has no {what} `{name}`"))
            .label(name.span, format!("no such {what}"))
            .help_if(help)
    }
}

const TYPE_WORDS: &[&str] = &["bool", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f32", "f64"];

/// What is said of a type that has another name in this language.
fn foreign(name: &Name, wanted: Wanted) -> Option<Diagnostic> {
    let meant = type_of_another_language(&name.text).filter(|_| wanted == Wanted::Type)?;
    let diagnostic = Diagnostic::new(codes::E0231, format!("`{name}` is a type of other languages"))
        .label(name.span, "not a type here");
    Some(match meant {
        Meant::Exactly(word) => diagnostic.fix(name.span, word, format!("write `{word}`")),
        Meant::Form(form) => diagnostic.help(format!("write `{form}`")),
        Meant::Advice(advice) => diagnostic.help(advice),
    })
}

/// Names with dots between them.
fn joined(names: &[Name]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".")
}

/// "`a`, `b` and `c`"
fn quoted(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [before @ .., last] => {
            let before = before.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            format!("{before} and `{last}`")
        }
    }
}
