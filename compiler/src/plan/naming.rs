//! Which item of the model gets which name in Rust.
//!
//! The names depend on the whole model and never on the target, so that a type is called the same in the stubs of every
//! component.

use std::collections::BTreeMap;

use tessera_idl::{
    arena::Handle,
    facts::{Meaning, Shape, ShapeKind},
    model::{Component, Constant, Interface, Method, Model, Package, Policy, System, TypeDef},
};

use super::{
    names::{Scope, camel, screaming, snake},
    shapes::{Shapes, read_parts},
};

/// Crates that generated code names, and so no module can be called.
const CRATES: [&str; 4] = ["tessera", "core", "std", "alloc"];

/// Names of the prelude that generated code uses, and so no type can be called.
pub(crate) const PRELUDE: [&str; 16] = [
    "Clone", "Copy", "Default", "Drop", "Err", "Fn", "FnMut", "FnOnce", "From", "Into", "Iterator", "None", "Ok",
    "Option", "Result", "Some",
];

/// What the modules of interfaces and components have: they see the package's types, too.
const OF_MODULES: [&str; 7] = ["Client", "Rights", "AllRights", "Uses", "Policed", "Dispatch", "Events"];

/// Type parameters of generated items: a type of the same name would be hidden behind them.
const PARAMETERS: [&str; 6] = ["I", "K", "M", "P", "R", "S"];

/// The names of a type: as a value, or what a list calls its elements, and as what is read in place where that is another.
#[derive(Clone, Debug)]
pub(crate) struct TypeNames {
    pub(crate) value: String,
    pub(crate) view: String,
}

/// The names that an interface brings.
#[derive(Clone, Debug)]
pub(crate) struct InterfaceNames {
    /// Its module.
    pub(crate) module: String,
    /// The type that names it in other types.
    pub(crate) marker: String,
    /// The type of each right.
    pub(crate) rights: Vec<String>,
    /// The type parameter of each right in its set.
    pub(crate) places: Vec<String>,
    /// What its contract brings, if it has one.
    pub(crate) session: Option<SessionNames>,
}

/// The names that a contract brings, all in its interface's module.
#[derive(Clone, Debug)]
pub(crate) struct SessionNames {
    /// The client whose type says the state.
    pub(crate) session: String,
    /// The client that does not know the state.
    pub(crate) unordered: String,
    /// The type of each state.
    pub(crate) states: Vec<String>,
}

/// The names that a method brings, all in its interface's module.
#[derive(Clone, Debug)]
pub(crate) struct MethodNames {
    /// The type that names it.
    pub(crate) marker: String,
    /// Parameters: to write and to read.
    pub(crate) request: TypeNames,
    /// Results: to write and to read.
    pub(crate) reply: TypeNames,
    /// Results as a caller has them whose capabilities were claimed.
    pub(crate) answer: String,
    /// What a step of a session gives, in an interface with a contract.
    pub(crate) outcome: String,
    /// Sessions after a failure of it.
    pub(crate) failed: String,
}

/// All names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// The modules around a package's items.
    pub(crate) packages: BTreeMap<Handle<Package>, Vec<String>>,
    pub(crate) types: BTreeMap<Handle<TypeDef>, TypeNames>,
    /// The elements that have no name of their own, by package and by what the language calls them.
    pub(crate) elements: BTreeMap<(Handle<Package>, String), TypeNames>,
    pub(crate) constants: BTreeMap<Handle<Constant>, String>,
    pub(crate) interfaces: BTreeMap<Handle<Interface>, InterfaceNames>,
    pub(crate) methods: BTreeMap<Handle<Method>, MethodNames>,
    /// The module of each component.
    pub(crate) components: BTreeMap<Handle<Component>, String>,
    /// The module of each policy.
    pub(crate) policies: BTreeMap<Handle<Policy>, String>,
    pub(crate) systems: BTreeMap<Handle<System>, String>,
}

impl Names {
    /// Names everything.
    pub(crate) fn new(shapes: Shapes<'_>) -> Self {
        let model = shapes.model;
        let mut names = Self::default();
        for (package, item) in model.packages.iter() {
            let segments = item.name.split('.').map(|segment| Scope::with(&CRATES).claim(&snake(segment)));
            names.packages.insert(package, segments.collect());
        }
        for package in model.packages.handles() {
            names.package(shapes, package);
        }
        names
    }

    /// The names in one package's module. A `BTreeMap` of handles is in the order of the sources, so is all that follows.
    fn package(&mut self, shapes: Shapes<'_>, package: Handle<Package>) {
        let model = shapes.model;
        let mut types = Scope::with(&[PRELUDE.as_slice(), &OF_MODULES].concat());
        for (handle, item) in model.types.iter().filter(|(_, item)| item.package == package) {
            let name = camel(&item.name);
            let value = types.claim(&if PARAMETERS.contains(&name.as_str()) { format!("{name}_") } else { name });
            self.types.insert(handle, TypeNames { view: value.clone(), value });
        }
        for handle in model.types.handles().filter(|handle| model.types[*handle].package == package) {
            if let Some(names) = self.types.get_mut(&handle) {
                names.view = types.claim(&format!("{}View", camel(&model.types[handle].name)));
            }
        }
        for shape in elements(shapes, package) {
            let key = (package, super::signature::shape(model, &shape));
            self.elements.entry(key).or_insert_with(|| {
                let name = element_name(model, &shape);
                TypeNames { value: types.claim(&name), view: types.claim(&format!("{name}View")) }
            });
        }
        let mut modules = Scope::with(&CRATES);
        for segment in self.below(package) {
            modules.claim(&segment);
        }
        for (handle, item) in model.interfaces.iter().filter(|(_, item)| item.package == package) {
            let module = modules.claim(&snake(&item.name));
            self.interface(model, handle, module, types.clone());
        }
        for (handle, item) in model.components.iter().filter(|(_, item)| item.package == package) {
            self.components.insert(handle, modules.claim(&snake(&item.name)));
        }
        for (handle, item) in model.policies.iter().filter(|(_, item)| item.package == package) {
            self.policies.insert(handle, modules.claim(&snake(&item.name)));
        }
        let mut values = Scope::default();
        for (handle, item) in model.constants.iter().filter(|(_, item)| item.package == package) {
            self.constants.insert(handle, values.claim(&screaming(&item.name)));
        }
        for (handle, item) in model.systems.iter().filter(|(_, item)| item.package == package) {
            self.systems.insert(handle, values.claim(&screaming(&item.name)));
        }
    }

    /// The modules of packages inside this one: of `home.lock` inside `home`.
    fn below(&self, package: Handle<Package>) -> Vec<String> {
        let Some(own) = self.packages.get(&package) else { return Vec::new() };
        self.packages.values().filter_map(|other| other.strip_prefix(own.as_slice())?.first().cloned()).collect()
    }

    fn interface(&mut self, model: &Model, handle: Handle<Interface>, module: String, mut types: Scope) {
        let item = &model.interfaces[handle];
        let marker = types.claim(&camel(&item.name));
        let rights: Vec<_> = item
            .rights
            .iter()
            .map(|right| {
                let name = camel(&right.name);
                types.claim_or(&name, &format!("{name}Right"))
            })
            .collect();
        for method in &item.methods {
            let name = camel(&model.methods[*method].name);
            let marker = types.claim_or(&name, &format!("{name}Method"));
            let mut pair = |what: &str| TypeNames {
                value: types.claim(&format!("{name}{what}")),
                view: types.claim(&format!("{name}{what}View")),
            };
            let answered = if model.methods[*method].event.is_some() { "Event" } else { "Reply" };
            let (request, reply) = (pair("Request"), pair(answered));
            let answer = types.claim(&format!("{name}Answer"));
            let (outcome, failed) = (types.claim(&format!("{name}Outcome")), types.claim(&format!("{name}Failed")));
            self.methods.insert(*method, MethodNames { marker, request, reply, answer, outcome, failed });
        }
        let session = (!item.states.is_empty()).then(|| SessionNames {
            session: types.claim("Session"),
            unordered: types.claim("Unordered"),
            states: item.states.iter().map(|state| state_name(&mut types, &camel(&state.name))).collect(),
        });
        let places = rights.iter().map(|right| types.claim(right.get(..1).unwrap_or("R"))).collect();
        self.interfaces.insert(handle, InterfaceNames { module, marker, rights, places, session });
    }
}

/// A state is a type argument beside type parameters.
fn state_name(types: &mut Scope, name: &str) -> String {
    let name = if PARAMETERS.contains(&name) { format!("{name}_") } else { name.to_owned() };
    types.claim_or(&name, &format!("{name}State"))
}

/// The shapes without a name that are elements of lists somewhere in a package.
fn elements(shapes: Shapes<'_>, package: Handle<Package>) -> Vec<Shape> {
    let Shapes { model, facts, .. } = shapes;
    let mut found = Vec::new();
    for definition in model.types.handles().filter(|handle| model.types[*handle].package == package) {
        match &facts.types[definition].meaning {
            Meaning::Alias(_) => {}
            meaning => read_parts(meaning).for_each(|part| shapes.elements(part, &mut found)),
        }
    }
    for interface in model.interfaces.handles().filter(|handle| model.interfaces[*handle].package == package) {
        for method in &model.interfaces[interface].methods {
            let method = &facts.methods[*method];
            for body in [Some(&method.request), method.reply.as_ref()].into_iter().flatten() {
                body.fields.iter().for_each(|field| shapes.elements(&field.shape, &mut found));
            }
        }
    }
    found
}

/// `InlineString8`, `OptionU32`, `CapDoor`: a name for a shape that has none.
fn element_name(model: &Model, shape: &Shape) -> String {
    let inner = |element: &Shape| element_name(model, element);
    match &shape.kind {
        ShapeKind::Bool => "Bool".to_owned(),
        ShapeKind::Int(int) => camel(int.word()),
        ShapeKind::Float(float) => camel(float.word()),
        ShapeKind::Array { element, len } => format!("Array{len}Of{}", inner(element)),
        ShapeKind::Text { bound } => format!("String{bound}"),
        ShapeKind::Bytes { bound } => format!("Bytes{bound}"),
        ShapeKind::List { element, bound } => format!("List{bound}Of{}", inner(element)),
        ShapeKind::InlineText { bound, .. } => format!("InlineString{bound}"),
        ShapeKind::InlineBytes { bound, .. } => format!("InlineBytes{bound}"),
        ShapeKind::InlineList { element, bound, .. } => format!("InlineList{bound}Of{}", inner(element)),
        ShapeKind::Option { value, .. } => format!("Option{}", inner(value)),
        ShapeKind::Named(definition) => camel(&model.types[*definition].name),
        ShapeKind::Cap { interface, .. } => format!("Cap{}", camel(&model.interfaces[*interface].name)),
    }
}
