//! From the syntax tree to the model: every name is looked up, once.
//!
//! Items may stand in any order, so all are declared before the first is defined. Whatever cannot be resolved is reported
//! where it is written, left out, and remembered as a gap, so that nobody reports its absence again.

mod attributes;
mod components;
mod contracts;
mod events;
mod exports;
mod expr;
mod imports;
mod interfaces;
mod leases;
mod lookup;
mod not_yet;
mod numbered;
mod packages;
mod paths;
mod policies;
mod systems;
mod types;
mod unique;
mod unknown;

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use crate::{
    arena::Handle,
    ast::{self, Ast, Docs},
    diagnostic::{Diagnostic, Findings, Label},
    model::{
        Component, Constant, Export, Interface, Method, Model, Package, Part, Provide, Scope, System, TypeDef, Use,
    },
    source::Span,
};

/// Looks up every name of the tree.
///
/// Never fails: what cannot be resolved is reported, left out, and makes the model [unsound](Model::is_sound).
#[must_use]
pub fn resolve(ast: &Ast) -> (Model, Vec<Diagnostic>) {
    let mut resolver = Resolver {
        ast,
        model: Model::default(),
        diagnostics: Findings::default(),
        entries: Vec::new(),
        folded: BTreeMap::new(),
        members: Members::default(),
        missing: BTreeMap::new(),
        passed_on: exports::MAX_PASSED_ON,
        suggestions: unknown::Suggestions::new(),
        sizes: Vec::new(),
        taken_over: 0,
    };
    resolver.declare_packages();
    resolver.declare_items();
    resolver.import();
    let interfaces = resolver.interfaces();
    resolver.define_rights(&interfaces);
    resolver.define_data();
    resolver.define_methods(&interfaces);
    resolver.define_ports();
    resolver.define_during();
    resolver.define_systems();
    resolver.define_policies();
    resolver.report_not_yet();
    let Resolver { mut model, mut diagnostics, .. } = resolver;
    model.unsound |= ast.broken || diagnostics.has_errors();
    (model, diagnostics.finish())
}

/// The model as it grows.
struct Resolver<'a> {
    ast: &'a Ast,
    model: Model,
    diagnostics: Findings,
    /// The items that were declared, in the order of the sources.
    entries: Vec<Entry<'a>>,
    /// The names of each package's items as they are declared, by their folded form.
    folded: BTreeMap<(Handle<Package>, String), ast::Name>,
    /// The members of interfaces, components and systems by their names.
    members: Members,
    /// Which finding says that a name does not exist.
    missing: BTreeMap<Missing, usize>,
    /// How many methods gates may still pass on.
    passed_on: usize,
    suggestions: unknown::Suggestions,
    /// How long the declaration of each method is, in bytes.
    sizes: Vec<u32>,
    /// How much of them was taken over from other interfaces.
    taken_over: u32,
}

/// A name that does not exist: two such findings that are equal are one mistake.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Missing {
    /// The message and the help.
    said: (String, Option<String>),
    /// The scope that lacks it.
    scope: Option<Handle<Scope>>,
    /// The owner that lacks it.
    owner: Option<Span>,
}

/// Members by owner and name; the first of a name counts.
#[derive(Default)]
struct Members {
    methods: BTreeMap<(Handle<Interface>, String), Handle<Method>>,
    uses: BTreeMap<(Handle<Component>, String), Handle<Use>>,
    provides: BTreeMap<(Handle<Component>, String), Handle<Provide>>,
    parts: BTreeMap<(Handle<System>, String), Handle<Part>>,
    exports: BTreeMap<(Handle<System>, String), Handle<Export>>,
}

impl Members {
    fn uses(&self, component: Handle<Component>, name: &str) -> Option<Handle<Use>> {
        self.uses.get(&(component, name.into())).copied()
    }

    fn provides(&self, component: Handle<Component>, name: &str) -> Option<Handle<Provide>> {
        self.provides.get(&(component, name.into())).copied()
    }
}

/// A declared item: its tree, where it stands, and its place in the model.
#[derive(Clone, Copy)]
struct Entry<'a> {
    head: &'a ast::Head,
    scope: Handle<Scope>,
    package: Handle<Package>,
    item: Declared<'a>,
}

/// The kinds of items with a place in the model.
#[derive(Clone, Copy)]
enum Declared<'a> {
    Const(&'a ast::Const, Handle<Constant>),
    Alias(&'a ast::Alias, Handle<TypeDef>),
    Newtype(&'a ast::NewType, Handle<TypeDef>),
    Enum(&'a ast::Enum, Handle<TypeDef>),
    Flags(&'a ast::Flags, Handle<TypeDef>),
    Struct(&'a ast::Struct, Handle<TypeDef>),
    Table(&'a ast::Table, Handle<TypeDef>),
    Union(&'a ast::Union, Handle<TypeDef>),
    Interface(&'a ast::Interface, Handle<Interface>),
    Object(&'a ast::Object, Handle<Interface>),
    Component(&'a ast::Component, Handle<Component>),
    System(&'a ast::System, Handle<System>),
    Policy(&'a ast::Policy),
}

impl<'a> Resolver<'a> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports a name that does not exist. Where the same name is looked for again, by the same scope or in the same
    /// owner (the second label), the finding gets another label: one misspelt declaration is one mistake.
    fn report_missing(&mut self, scope: Option<Handle<Scope>>, diagnostic: Diagnostic) {
        const SHOWN: usize = 8;
        let owner = diagnostic.labels.get(1).map(|label| label.span);
        let said = (diagnostic.message.clone(), diagnostic.help.clone());
        let key = Missing { said, scope, owner };
        let Some(first) = self.missing.get(&key).and_then(|first| self.diagnostics.get_mut(*first)) else {
            self.missing.insert(key, self.diagnostics.len());
            self.report(diagnostic);
            return;
        };
        if let Some(span) = diagnostic.primary()
            && first.labels.len() < SHOWN
        {
            first.labels.push(Label { span, text: "and here".into(), primary: false });
        }
        first.fixes.extend(diagnostic.fixes);
    }

    /// Something is missing that the parser has reported.
    fn bad(&mut self) {
        self.model.unsound = true;
    }

    /// The entries, free of the borrow of the resolver.
    fn entries(&self) -> Vec<Entry<'a>> {
        self.entries.clone()
    }
}

/// The lines of a documentation.
fn docs(docs: &Docs) -> Vec<String> {
    docs.lines.iter().map(|line| line.text.clone()).collect()
}
