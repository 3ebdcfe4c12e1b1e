//! From the plan to Rust. Back ends of equal rank, one file each; every one is pure.

mod answer;
mod calls;
mod check;
mod clear;
mod component;
mod condition;
mod contract;
mod element;
mod error;
mod event;
mod exact;
mod fields;
mod gate;
mod interface;
mod lease;
mod look;
mod message;
mod method;
mod newtype;
mod owned;
mod place;
mod policy;
mod read;
mod serve;
mod session;
mod structure;
mod system;
mod table;
mod types;
mod union;
mod view;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use tessera_idl::{
    arena::Handle,
    facts::Value,
    model::{Constant, Package},
};

use self::place::Here;
use crate::{
    File,
    plan::{Plan, names::ident, part::Part},
    print::{Printer, Row, docs},
    tokens::{ToTokens, TokenStream, quote},
};

/// The files of a plan.
pub(crate) fn emit(plan: &Plan<'_>) -> Vec<File> {
    let mut printer = Printer::new(&plan.header);
    let mut tree = Module::default();
    for package in plan.packages.keys() {
        let path = plan.names.packages.get(package).map(Vec::as_slice).unwrap_or_default();
        tree.at(path).package = Some(*package);
    }
    tree.print_inner(plan, None, &mut printer);
    vec![File { name: plan.file.clone(), text: printer.finish() }]
}

/// A module of a package, or one around packages.
#[derive(Debug, Default)]
struct Module {
    package: Option<Handle<Package>>,
    inner: BTreeMap<String, Module>,
    /// The names of those inside in the order of the sources.
    order: Vec<String>,
}

impl Module {
    /// The module at a path below this one.
    fn at(&mut self, path: &[String]) -> &mut Self {
        let Some((name, rest)) = path.split_first() else { return self };
        if !self.inner.contains_key(name) {
            self.order.push(name.clone());
        }
        self.inner.entry(name.clone()).or_default().at(rest)
    }

    fn print_inner(&self, plan: &Plan<'_>, own: Option<&String>, printer: &mut Printer) {
        for (name, module) in self.order.iter().filter_map(|name| self.inner.get_key_value(name)) {
            module.print(plan, name, own, printer);
        }
    }

    /// What is in it is printed as soon as it is made: the tokens of everything would take many times the room of the text.
    fn print(&self, plan: &Plan<'_>, name: &String, around: Option<&String>, printer: &mut Printer) {
        let docs = self.package.map_or_else(|| docs("Packages."), |package| package_docs(plan, package));
        let is_outermost = around.is_none();
        let forbid = is_outermost.then(|| quote!(#[forbid(unsafe_code)]));
        let part = (is_outermost && !plan.whole).then(|| {
            quote! {
                #[allow(dead_code, clippy::allow_attributes, reason = "a component uses what it needs of an interface")]
            }
        });
        let old = (is_outermost && plan.keeps_deprecated())
            .then(|| quote!(#[allow(deprecated, clippy::allow_attributes, reason = "what is deprecated still works")]));
        let twin = twin(around, name);
        printer.begin(quote!(#docs #forbid #part #old #twin pub), &ident(name).to_string());
        if let Some((package, part)) = self.package.and_then(|package| plan.packages.get_key_value(&package)) {
            self::package(plan, *package, part, printer);
        }
        self.print_inner(plan, Some(name), printer);
        printer.end();
    }
}

fn package_docs(plan: &Plan<'_>, package: Handle<Package>) -> TokenStream {
    let item = &plan.shapes.model.packages[package];
    let version = item.version.map(|(major, minor)| format!(" {major}.{minor}")).unwrap_or_default();
    types::described(&format!("Package `{}`{version}.", item.name), &item.docs)
}

/// What is in a package's module.
fn package(plan: &Plan<'_>, package: Handle<Package>, part: &Part, printer: &mut Printer) {
    let here = Here::new(plan, package);
    let (model, needs) = (plan.shapes.model, &plan.needs);
    let inner =
        Inner { outer: plan.names.packages.get(&package).and_then(|path| path.last()), names: names_of(here, part) };
    section("constants", part.constants.iter().map(|handle| constant(here, *handle)), printer);
    let types = part.types.iter().filter_map(|handle| needs.types.get_key_value(handle));
    let types = types.map(|(handle, needs)| types::definition(here, *handle, *needs));
    let elements = of_package(&needs.elements, package).map(|needs| element::unnamed(here, needs));
    section("types", types.chain(elements), printer);
    for (handle, role) in part.interfaces.iter().filter_map(|handle| needs.roles.get_key_value(handle)) {
        let Some(names) = plan.names.interfaces.get(handle) else { continue };
        let interface = &model.interfaces[*handle];
        printer.section(&format!("{} {}", interface::word(interface), interface.name));
        let docs = interface::documentation(here, *handle);
        let items = vec![Piece::Items(interface::module(here.inside(), *handle, *role))];
        inner.module(&docs, &names.module, items, printer);
    }
    for handle in &part.components {
        let Some(name) = plan.names.components.get(handle) else { continue };
        printer.section(&format!("component {}", model.components[*handle].name));
        let docs = component::documentation(here, *handle);
        let items = vec![Piece::Items(component::module(here.inside(), *handle))];
        inner.module(&docs, name, items, printer);
    }
    for handle in &part.policies {
        let Some(name) = plan.names.policies.get(handle) else { continue };
        printer.section(&format!("policy {}", model.policies[*handle].name));
        let docs = policy::documentation(here, *handle);
        inner.module(&docs, name, policy::module(here.inside(), *handle), printer);
    }
    section("systems", part.systems.iter().map(|handle| system::constant(here, *handle)), printer);
}

/// Those of one package.
fn of_package<T>(
    elements: &BTreeMap<(Handle<Package>, String), T>,
    package: Handle<Package>,
) -> impl Iterator<Item = &T> {
    let all = elements.range((package, String::new())..);
    all.take_while(move |((of, _), _)| *of == package).map(|(_, element)| element)
}

fn section(title: &str, items: impl Iterator<Item = TokenStream>, printer: &mut Printer) {
    let mut items = items.filter(|item| !item.is_empty()).peekable();
    if items.peek().is_some() {
        printer.section(title);
        items.for_each(|item| printer.items(&Row::new(item)));
    }
}

/// A part of a module.
enum Piece {
    /// The title of what follows.
    Section(String),
    /// One item or several.
    Items(TokenStream),
}

/// The modules inside of a package's.
struct Inner<'p> {
    /// The name of the module around them.
    outer: Option<&'p String>,
    /// What they may use of it.
    names: HashSet<String>,
}

impl Inner<'_> {
    /// Prints a module, with the names of the package that it uses.
    fn module(&self, docs: &TokenStream, name: &str, pieces: Vec<Piece>, printer: &mut Printer) {
        let mut used = BTreeSet::new();
        let in_rows = |piece| match piece {
            Piece::Section(title) => Err(title),
            Piece::Items(tokens) => {
                let row = Row::new(tokens);
                used.extend(row.heads().filter_map(|head| self.names.get(head)));
                Ok(row)
            }
        };
        let pieces: Vec<_> = pieces.into_iter().map(in_rows).collect();
        let used: Vec<_> = used.iter().map(|name| ident(name)).collect();
        let imports = match used.as_slice() {
            [] => None,
            [one] => Some(quote!(use super::#one;)),
            several => Some(quote!(use super::{#(#several),*};)),
        };
        let twin = twin(self.outer, name);
        printer.begin(quote!(#docs #twin pub), &ident(name).to_string());
        for row in imports.map(|imports| Ok(Row::new(imports))).into_iter().chain(pieces) {
            match row {
                Ok(row) => printer.items(&row),
                Err(title) => printer.section(&title),
            }
        }
        printer.end();
    }
}

/// What a module is marked with that is called like the one around it: `interface Clock` of `std.clock`.
fn twin(outer: Option<&String>, name: &str) -> Option<TokenStream> {
    let alike = outer.is_some_and(|outer| outer == name);
    alike.then(|| quote!(#[expect(clippy::module_inception, reason = "its package is called so, too")]))
}

/// The types and modules of a package that the modules inside of it may use.
fn names_of(here: Here<'_>, part: &Part) -> HashSet<String> {
    let names = &here.plan.names;
    let types = part.types.iter().filter_map(|handle| names.types.get(handle));
    let types = types.flat_map(|names| [&names.value, &names.view, &names.owned]);
    let elements = of_package(&names.elements, here.package).flat_map(|names| [&names.kind, &names.view]);
    let interfaces = part.interfaces.iter().filter_map(|handle| names.interfaces.get(handle));
    let interfaces = interfaces.map(|names| &names.module);
    types.chain(elements).chain(interfaces).map(|name| ident(name).to_string()).collect()
}

fn constant(here: Here<'_>, constant: Handle<Constant>) -> TokenStream {
    let item = &here.shapes().model.constants[constant];
    let Some(name) = here.plan.names.constants.get(&constant).map(|name| ident(name)) else {
        return TokenStream::new();
    };
    let (ty, value) = match here.shapes().facts.constants[constant] {
        Value::Bool(value) => (quote!(bool), value.to_token_stream()),
        Value::Int(value) => (constant_type(here, constant), condition::literal(value)),
    };
    let docs = types::described(&format!("`const {}`", item.name), &item.docs);
    quote!(#docs pub const #name: #ty = #value;)
}

/// The Rust type of an integer constant.
fn constant_type(here: Here<'_>, constant: Handle<Constant>) -> TokenStream {
    use tessera_idl::{
        facts::{Meaning, ShapeKind},
        model::TypeKind,
    };
    let word = match &here.shapes().model.constants[constant].ty.kind {
        TypeKind::Int(int) => int.word(),
        TypeKind::Named(definition) => match here.shapes().meaning(*definition) {
            Meaning::Alias(shape) => match shape.kind {
                ShapeKind::Int(int) => int.word(),
                _ => "i128",
            },
            _ => "i128",
        },
        _ => "i128",
    };
    ident(word).to_token_stream()
}
