//! What `use` lines bring.

use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Resolver, unique};
use crate::{
    arena::Handle,
    ast, codes,
    diagnostic::Diagnostic,
    model::{Item, Package, Scope},
    source::Span,
    standard,
};

impl Resolver<'_> {
    /// Fills the scopes with what the `use` lines of their files name.
    pub(super) fn import(&mut self) {
        let mut packages: BTreeMap<String, Handle<Package>> = BTreeMap::new();
        for (handle, package) in self.model.packages.iter() {
            packages.entry(package.name.clone()).or_insert(handle);
        }
        let ast = self.ast;
        let scopes: Vec<_> = self.model.scopes.handles().collect();
        for (file, scope) in ast.files.iter().zip(scopes) {
            // A file may always name its own package in full.
            if let Some(own) = self.model.scopes[scope].package {
                let name = self.model.packages[own].name.clone();
                self.model.scopes.get_mut(scope).packages.insert(name, own);
            }
            let mut origin: BTreeMap<String, (String, Span)> = BTreeMap::new();
            for line in &file.uses {
                self.import_line(scope, line, &packages, &mut origin, &file.unused);
            }
        }
    }

    fn import_line(
        &mut self,
        scope: Handle<Scope>,
        line: &ast::Use,
        packages: &BTreeMap<String, Handle<Package>>,
        origin: &mut BTreeMap<String, (String, Span)>,
        unused: &BTreeSet<Span>,
    ) {
        let path = line.path.to_string();
        let Some(package) = packages.get(&path).copied() else {
            self.unknown_package(line, packages);
            if let Some(names) = &line.names {
                // Whoever names them has an error that is reported here.
                for name in names {
                    self.model.scopes.get_mut(scope).names.entry(name.text.clone()).or_insert(Item::Bad);
                }
            }
            return;
        };
        if self.model.scopes[scope].package == Some(package) {
            let diagnostic = Diagnostic::new(codes::W0907, format!("package `{path}` uses itself"))
                .label(line.path.span, "the package of this file")
                .fix(line.span, "", "remove the line: what a package declares is known in all its files");
            self.report(diagnostic);
            return;
        }
        // What clashes or does not exist is reported as that.
        let before = self.diagnostics.len();
        match &line.names {
            None => self.import_package(scope, line, package, origin),
            Some(names) => {
                for name in names {
                    self.import_name(scope, name, package, origin);
                }
            }
        }
        if self.diagnostics.len() == before {
            self.unused(line, unused);
        }
    }

    /// Reports the names of a line that the file never writes again.
    fn unused(&mut self, line: &ast::Use, unused: &BTreeSet<Span>) {
        let Some(names) = &line.names else {
            if let Some(last) = line.path.segments.last().filter(|last| unused.contains(&last.span)) {
                let diagnostic = Diagnostic::new(codes::W0905, format!("nothing here names package `{}`", line.path));
                self.report(diagnostic.label(last.span, "not used").fix(line.span, "", "remove the line"));
            }
            return;
        };
        let is_unused = |name: &&ast::Name| unused.contains(&name.span);
        let Some(first) = names.iter().find(is_unused) else { return };
        let kept: Vec<&str> = names.iter().filter(|name| !is_unused(name)).map(|name| name.text.as_str()).collect();
        let rest = names.iter().filter(is_unused).skip(1);
        let diagnostic =
            Diagnostic::new(codes::W0905, format!("nothing here names `{first}`")).label(first.span, "not used");
        let diagnostic = rest.fold(diagnostic, |diagnostic, name| diagnostic.also(name.span, "not used either"));
        let (text, title) = if kept.is_empty() {
            (String::new(), "remove the line")
        } else {
            (format!("use {}.{{{}}};", line.path, kept.join(", ")), "import the others alone")
        };
        self.report(diagnostic.fix(line.span, text, title));
    }

    fn import_package(
        &mut self,
        scope: Handle<Scope>,
        line: &ast::Use,
        package: Handle<Package>,
        origin: &mut BTreeMap<String, (String, Span)>,
    ) {
        let Some(last) = line.path.segments.last() else { return };
        // A dot cannot be part of an item's name, so the two kinds of origins never meet.
        let key = format!("{last}.");
        if let Some((_, first)) = origin.get(&key) {
            if self.model.scopes[scope].packages.get(&line.path.to_string()) == Some(&package) {
                let diagnostic = Diagnostic::new(codes::W0906, format!("package `{}` is imported twice", line.path))
                    .label(last.span, "again")
                    .also(*first, "first")
                    .fix(line.span, "", "remove the second line");
                self.report(diagnostic);
                return;
            }
            let diagnostic = unique::clash("import", last, &last.text, *first)
                .help("name the items that you need instead: `use package.{Item};`");
            self.report(diagnostic);
            return;
        }
        origin.insert(key, (last.text.clone(), last.span));
        let scope = self.model.scopes.get_mut(scope);
        scope.packages.insert(last.text.clone(), package);
        scope.packages.insert(line.path.to_string(), package);
    }

    fn import_name(
        &mut self,
        scope: Handle<Scope>,
        name: &ast::Name,
        package: Handle<Package>,
        origin: &mut BTreeMap<String, (String, Span)>,
    ) {
        let Some(item) = self.model.packages[package].items.get(&name.text).copied() else {
            let items = &self.model.packages[package].items;
            let close = self.suggestions.closest(&name.text, items.keys().map(String::as_str));
            let help = close.map(|close| format!("did you mean `{close}`?"));
            let owner = self.model.packages[package].name.clone();
            self.report(
                Diagnostic::new(codes::E0201, format!("package `{owner}` has no item `{name}`"))
                    .label(name.span, "not declared there")
                    .help_if(help),
            );
            self.model.scopes.get_mut(scope).names.entry(name.text.clone()).or_insert(Item::Bad);
            return;
        };
        let folded = unique::fold(&name.text);
        if let Some((first, span)) = origin.get(&folded) {
            if self.model.scopes[scope].names.get(&name.text) == Some(&item) {
                let diagnostic = Diagnostic::new(codes::W0906, format!("`{name}` is imported twice"))
                    .label(name.span, "again")
                    .also(*span, "first")
                    .help("name it in one of the lines");
                self.report(diagnostic);
                return;
            }
            let diagnostic = unique::clash("import", name, first, *span);
            self.report(diagnostic);
            return;
        }
        if let Some((own, span)) = self.own_item(scope, folded.clone()) {
            let diagnostic = unique::clash("name", name, &own, span)
                .help("write `use` with the package alone, and the package's name before the item's");
            self.report(diagnostic);
            return;
        }
        origin.insert(folded, (name.text.clone(), name.span));
        self.model.scopes.get_mut(scope).names.insert(name.text.clone(), item);
    }

    /// The item of the file's own package with this folded name.
    fn own_item(&self, scope: Handle<Scope>, folded: String) -> Option<(String, Span)> {
        let package = self.model.scopes[scope].package?;
        self.folded.get(&(package, folded)).map(|name| (name.text.clone(), name.span))
    }

    fn unknown_package(&mut self, line: &ast::Use, packages: &BTreeMap<String, Handle<Package>>) {
        let path = line.path.to_string();
        // A file whose package line is missing may be of this one.
        let may_be_lost = match &line.names {
            Some(names) => names.iter().any(|name| self.homeless(&name.text).is_some()),
            None => {
                self.package_may_be_hidden()
                    && self.suggestions.closest(&path, packages.keys().map(String::as_str)).is_none()
            }
        };
        if may_be_lost {
            self.bad();
            return;
        }
        // `use home.time.Millis;` for `use home.time.{Millis};`
        let item = path.rsplit_once('.').filter(|(package, item)| {
            let package = packages.get(*package).map(|package| &self.model.packages[*package]);
            line.names.is_none() && package.is_some_and(|package| package.items.contains_key(*item))
        });
        let standard = standard::PACKAGES.iter().map(|(name, _)| *name);
        let known = packages.keys().map(String::as_str).chain(standard);
        let help = match item {
            Some((package, item)) => format!("to import the item write `use {package}.{{{item}}};`"),
            None => match self.suggestions.closest(&path, known) {
                Some(close) => format!("did you mean `{close}`?"),
                None if line.path.segments.first().is_some_and(|root| root.text == standard::ROOT) => {
                    let names: Vec<_> = standard::PACKAGES.iter().map(|(name, _)| format!("`{name}`")).collect();
                    format!("the standard packages are {}", names.join(", "))
                }
                None => "a build is given all its files: add the file that declares the package".to_owned(),
            },
        };
        self.report(
            Diagnostic::new(codes::E0205, format!("there is no package `{path}` in this build"))
                .label(line.path.span, "no file declares it")
                .help(help),
        );
    }

    /// Whether some file has no package line that could be read, so any package may be missing.
    fn package_may_be_hidden(&self) -> bool {
        self.ast.files.iter().any(|file| file.package.is_none())
    }
}
