//! Packages, scopes, and what each file declares.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Declared, Entry, Resolver, docs, unique};
use crate::{
    arena::Handle,
    ast::{self, ItemKind, Name},
    codes,
    diagnostic::Diagnostic,
    model::{
        Attributes, Component, Constant, Expr, ExprKind, Gaps, Interface, Item, Package, Scope, System, Type, TypeDef,
        TypeDefKind, TypeKind,
    },
    source::{FileId, Span},
    standard,
};

impl<'a> Resolver<'a> {
    /// One package for all files that name it, one scope for each file.
    pub(super) fn declare_packages(&mut self) {
        let mut known: BTreeMap<String, (Handle<Package>, String, Span)> = BTreeMap::new();
        let mut versions: BTreeMap<Handle<Package>, Span> = BTreeMap::new();
        for file in &self.ast.files {
            let handle = match &file.package {
                None => {
                    self.bad();
                    self.new_package(String::new(), None, Span::default())
                }
                Some(package) => {
                    let name = package.path.to_string();
                    let folded = unique::fold(&name);
                    let handle = match known.get(&folded) {
                        Some((handle, first, _)) if *first == name => *handle,
                        Some((_, first, span)) => {
                            let written = Name { text: name.clone(), span: package.path.span };
                            self.report(unique::clash("package", &written, first, *span));
                            self.new_package(name, None, package.path.span)
                        }
                        None => {
                            let handle = self.new_package(name.clone(), None, package.path.span);
                            known.insert(folded, (handle, name, package.path.span));
                            handle
                        }
                    };
                    self.refuse_standard(file.id, package);
                    self.complete_package(handle, package, &mut versions);
                    handle
                }
            };
            let scope = Scope { package: Some(handle), hides_names: file.hides_names, ..Scope::default() };
            self.model.scopes.push(scope, self.model.packages.span(handle));
        }
    }

    /// Only the compiler's own files declare standard packages.
    fn refuse_standard(&mut self, file: FileId, package: &ast::Package) {
        if let Some(root) = package.path.segments.first()
            && !file.is_standard()
            && unique::fold(&root.text) == standard::ROOT
        {
            self.report(
                reserved(root, "the packages below it are the compiler's own")
                    .help("choose another name; a standard package is there as soon as a `use` names it"),
            );
        }
    }

    fn new_package(&mut self, name: String, version: Option<(u32, u32)>, span: Span) -> Handle<Package> {
        self.model.packages.push(Package { name, version, docs: Vec::new(), items: BTreeMap::new() }, span)
    }

    /// Adds what a further file says about its package.
    fn complete_package(
        &mut self,
        handle: Handle<Package>,
        written: &ast::Package,
        versions: &mut BTreeMap<Handle<Package>, Span>,
    ) {
        let package = self.model.packages.get_mut(handle);
        package.docs.extend(docs(&written.docs));
        let Some(version) = &written.version else { return };
        let number = (version.major, version.minor);
        match (package.version, versions.get(&handle)) {
            (Some(first), Some(span)) if first != number => {
                let name = package.name.clone();
                let message = format!(
                    "package `{name}` is {}.{} here and {}.{} in another file",
                    number.0, number.1, first.0, first.1
                );
                let diagnostic = Diagnostic::new(codes::E0207, message)
                    .label(version.span, "this version")
                    .also(*span, "the other version")
                    .help("all files of a package have one version: write the same in each, or only in one");
                self.report(diagnostic);
            }
            (Some(_), _) => {}
            (None, _) => {
                package.version = Some(number);
                versions.insert(handle, version.span);
            }
        }
    }

    /// Gives each item its place, so that items may stand in any order.
    pub(super) fn declare_items(&mut self) {
        let scopes: Vec<_> = self.model.scopes.handles().collect();
        for (file, scope) in self.ast.files.iter().zip(scopes) {
            let Some(package) = self.model.scopes[scope].package else { continue };
            for item in &file.items {
                let declared = self.declare(item, scope, package);
                let Some(name) = item.name() else { continue };
                self.refuse_reserved(name, declared);
                let key = (package, unique::fold(&name.text));
                if let Some(first) = self.folded.get(&key) {
                    // The parser has complained about a bad item; its name may be a guess.
                    let first_item = self.model.packages[package].items.get(&first.text);
                    if declared != Item::Bad && first_item != Some(&Item::Bad) {
                        let diagnostic = unique::clash("name", name, &first.text, first.span);
                        self.report(diagnostic);
                    }
                } else {
                    self.folded.insert(key, name.clone());
                }
                self.model.packages.get_mut(package).items.entry(name.text.clone()).or_insert(declared);
            }
        }
    }

    fn declare(&mut self, item: &'a ast::Item, scope: Handle<Scope>, package: Handle<Package>) -> Item {
        let head = &item.head;
        let (declared, handle) = match &item.kind {
            ItemKind::Const(tree) => {
                let span = tree.name.span;
                let constant = Constant {
                    name: tree.name.text.clone(),
                    docs: docs(&head.docs),
                    package,
                    ty: Type { kind: TypeKind::Bad, span },
                    value: Expr { kind: ExprKind::Bad, span },
                };
                let handle = self.model.constants.push(constant, span);
                (Declared::Const(tree, handle), Item::Constant(handle))
            }
            ItemKind::Alias(tree) => {
                let handle = self.new_type(head, &tree.name, package);
                (Declared::Alias(tree, handle), Item::Type(handle))
            }
            ItemKind::Type(tree) => {
                let handle = self.new_type(head, &tree.name, package);
                (Declared::Newtype(tree, handle), Item::Type(handle))
            }
            ItemKind::Enum(tree) => {
                let handle = self.new_type(head, &tree.name, package);
                (Declared::Enum(tree, handle), Item::Type(handle))
            }
            ItemKind::Flags(tree) => {
                let handle = self.new_type(head, &tree.name, package);
                (Declared::Flags(tree, handle), Item::Type(handle))
            }
            ItemKind::Struct(tree) => {
                let handle = self.new_type(head, &tree.name, package);
                (Declared::Struct(tree, handle), Item::Type(handle))
            }
            ItemKind::Table(tree) => {
                let handle = self.new_type(head, &tree.name, package);
                (Declared::Table(tree, handle), Item::Type(handle))
            }
            ItemKind::Union(tree) => {
                let handle = self.new_type(head, &tree.name, package);
                (Declared::Union(tree, handle), Item::Type(handle))
            }
            ItemKind::Interface(tree) => {
                let handle = self.new_interface(head, &tree.name, package, false);
                let interface = self.model.interfaces.get_mut(handle);
                interface.open = tree.open.is_some();
                if tree.is_broken {
                    interface.gaps.add(None);
                }
                (Declared::Interface(tree, handle), Item::Interface(handle))
            }
            ItemKind::Object(tree) => {
                let handle = self.new_interface(head, &tree.name, package, true);
                (Declared::Object(tree, handle), Item::Object(handle))
            }
            ItemKind::Component(tree) => {
                let component = Component {
                    name: tree.name.text.clone(),
                    docs: docs(&head.docs),
                    package,
                    uses: Vec::new(),
                    provides: Vec::new(),
                    during: Vec::new(),
                    hands_out: Vec::new(),
                    is_gate: false,
                    gaps: Gaps::default(),
                };
                let handle = self.model.components.push(component, tree.name.span);
                (Declared::Component(tree, handle), Item::Component(handle))
            }
            ItemKind::System(tree) => {
                let system = System {
                    name: tree.name.text.clone(),
                    docs: docs(&head.docs),
                    package,
                    parts: Vec::new(),
                    links: Vec::new(),
                    exports: Vec::new(),
                    guarded: Vec::new(),
                    gaps: Gaps::default(),
                    unfed: Gaps::default(),
                };
                let handle = self.model.systems.push(system, tree.name.span);
                (Declared::System(tree, handle), Item::System(handle))
            }
            ItemKind::Policy(tree) => (Declared::Policy(tree), Item::Policy),
            ItemKind::NotYet(_) | ItemKind::Bad(_) => {
                self.bad();
                return Item::Bad;
            }
        };
        self.entries.push(Entry { head, scope, package, item: declared });
        handle
    }

    fn new_type(&mut self, head: &ast::Head, name: &Name, package: Handle<Package>) -> Handle<TypeDef> {
        let def = TypeDef {
            name: name.text.clone(),
            docs: docs(&head.docs),
            package,
            attributes: Attributes::default(),
            kind: TypeDefKind::Bad,
        };
        self.model.types.push(def, name.span)
    }

    fn new_interface(
        &mut self,
        head: &ast::Head,
        name: &Name,
        package: Handle<Package>,
        object: bool,
    ) -> Handle<Interface> {
        let interface = Interface {
            name: name.text.clone(),
            docs: docs(&head.docs),
            package,
            attributes: Attributes::default(),
            object,
            open: false,
            extends: None,
            rights: Vec::new(),
            states: Vec::new(),
            methods: Vec::new(),
            gaps: Gaps::default(),
        };
        self.model.interfaces.push(interface, name.span)
    }

    fn refuse_reserved(&mut self, name: &Name, declared: Item) {
        if declared != Item::Bad && is_reserved_item(&name.text) {
            self.report(reserved(name, "the language has a meaning of its own for it"));
        }
    }
}

/// The finding that a name cannot be declared.
pub(super) fn reserved(name: &Name, why: &str) -> Diagnostic {
    Diagnostic::new(codes::E0206, format!("nothing can be called `{name}`: {why}"))
        .label(name.span, "reserved")
        .help("choose another name")
}

/// Words that would hide a built-in meaning if an item had them as its name.
fn is_reserved_item(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "string", "bytes", "list", "option", "cap", "inline", "time", "now", "self", "len", "ascii", "digits", "true",
        "false", "none", "borrow", "revoke", "move",
    ];
    WORDS.contains(&name) || ast::Primitive::from_word(name).is_some()
}
