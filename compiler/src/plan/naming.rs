//! Which item of the model gets which name in Rust.
//!
//! The names depend on the whole model and never on the target, so that a type is called the same in the stubs of every
//! component.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use tessera_idl::{
    arena::Handle,
    facts::{Meaning, Shape, ShapeKind},
    model::{Component, Constant, Interface, Method, Model, Package, Policy, System, TypeDef, TypeDefKind},
};

use super::{
    names::{Scope, Taken, camel, screaming, snake},
    shapes::{Shapes, read_parts},
};

/// Crates that generated code names, and so no module can be called.
const CRATES: [&str; 4] = ["tessera", "core", "std", "alloc"];

/// Names of the prelude that generated code uses, and so no type can be called.
pub(crate) const PRELUDE: [&str; 17] = [
    "Clone", "Copy", "Default", "Drop", "Err", "Fn", "FnMut", "FnOnce", "From", "Into", "Iterator", "None", "Ok",
    "Option", "Result", "Some", "TryFrom",
];

/// What the modules of interfaces and components have: they see the package's types, too.
const OF_MODULES: [&str; 7] = ["Client", "Rights", "AllRights", "Uses", "Policed", "Dispatch", "Events"];

/// Type parameters of generated items: a type of the same name would be hidden behind them.
const PARAMETERS: [&str; 6] = ["I", "K", "M", "P", "R", "S"];

/// The names of a type: as a value, as what is read in place where that is another, and as what is kept.
#[derive(Clone, Debug)]
pub(crate) struct TypeNames {
    pub(crate) value: String,
    pub(crate) view: String,
    pub(crate) owned: String,
}

/// The names of an element that has none of its own: what a list calls it, and as what it is read in place.
#[derive(Clone, Debug)]
pub(crate) struct ElementNames {
    pub(crate) kind: String,
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
    pub(crate) elements: BTreeMap<(Handle<Package>, String), ElementNames>,
    /// The variants of enums and unions by their places; none for a number that is reserved.
    pub(crate) variants: BTreeMap<Handle<TypeDef>, Vec<Option<String>>>,
    pub(crate) constants: BTreeMap<Handle<Constant>, String>,
    pub(crate) interfaces: BTreeMap<Handle<Interface>, InterfaceNames>,
    pub(crate) methods: BTreeMap<Handle<Method>, MethodNames>,
    /// The module of each component.
    pub(crate) components: BTreeMap<Handle<Component>, String>,
    /// The module of each policy.
    pub(crate) policies: BTreeMap<Handle<Policy>, String>,
    pub(crate) systems: BTreeMap<Handle<System>, String>,
    /// All names of the types of a package.
    of_types: BTreeMap<Handle<Package>, Rc<Taken>>,
}

/// A scope for each package.
struct Scopes(BTreeMap<Handle<Package>, Scope>);

impl Scopes {
    fn with(model: &Model, own: &[&'static str]) -> Self {
        Self(model.packages.handles().map(|package| (package, Scope::with(own))).collect())
    }

    fn of(&mut self, package: Handle<Package>) -> &mut Scope {
        self.0.entry(package).or_default()
    }

    fn taken(self) -> BTreeMap<Handle<Package>, Rc<Taken>> {
        self.0.into_iter().map(|(package, scope)| (package, scope.taken())).collect()
    }
}

impl Names {
    /// Names everything, each kind in the order of the sources.
    pub(crate) fn new(shapes: Shapes<'_>) -> Self {
        let model = shapes.model;
        let mut names = Self::default();
        for (package, item) in model.packages.iter() {
            let segments = item.name.split('.').map(|segment| Scope::with(&CRATES).claim(&snake(segment)));
            names.packages.insert(package, segments.collect());
        }
        let of_package = [PRELUDE.as_slice(), &OF_MODULES].concat();
        names.types(model, &of_package);
        let elements = names.elements(shapes, &of_package);
        let mut modules = names.modules(model);
        for (handle, item) in model.interfaces.iter() {
            let module = modules.of(item.package).claim(&snake(&item.name));
            let around =
                [&names.of_types, &elements].map(|names| names.get(&item.package).cloned().unwrap_or_default());
            names.interface(model, handle, module, Scope::with(&of_package).below(&around));
        }
        for (handle, item) in model.components.iter() {
            names.components.insert(handle, modules.of(item.package).claim(&snake(&item.name)));
        }
        for (handle, item) in model.policies.iter() {
            names.policies.insert(handle, modules.of(item.package).claim(&snake(&item.name)));
        }
        let mut values = Scopes::with(model, &[]);
        for (handle, item) in model.constants.iter() {
            names.constants.insert(handle, values.of(item.package).claim(&screaming(&item.name)));
        }
        for (handle, item) in model.systems.iter() {
            names.systems.insert(handle, values.of(item.package).claim(&screaming(&item.name)));
        }
        names
    }

    /// A scope in which `own` has a meaning, and no name of the types of a package is free.
    pub(crate) fn beside_types(&self, package: Handle<Package>, own: &[&'static str]) -> Scope {
        Scope::with(own).below(&self.of_types.get(&package).cloned().into_iter().collect::<Vec<_>>())
    }

    fn types(&mut self, model: &Model, own: &[&'static str]) {
        let mut scopes = Scopes::with(model, own);
        for (handle, item) in model.types.iter() {
            let name = camel(&item.name);
            let name = if PARAMETERS.contains(&name.as_str()) { format!("{name}_") } else { name };
            let value = scopes.of(item.package).claim(&name);
            self.types.insert(handle, TypeNames { view: value.clone(), owned: value.clone(), value });
            self.variants.insert(handle, variants(&item.kind));
        }
        for (handle, names) in &mut self.types {
            let item = &model.types[*handle];
            let (scope, name) = (scopes.of(item.package), camel(&item.name));
            names.view = scope.claim(&format!("{name}View"));
            names.owned = scope.claim(&format!("{name}Owned"));
        }
        self.of_types = scopes.taken();
    }

    /// Names the elements, beside the types. Gives these names, package by package.
    fn elements(&mut self, shapes: Shapes<'_>, own: &[&'static str]) -> BTreeMap<Handle<Package>, Rc<Taken>> {
        let model = shapes.model;
        let beside = model.packages.handles().map(|package| (package, self.beside_types(package, own)));
        let mut scopes = Scopes(beside.collect());
        elements(shapes, &mut |package, shape| {
            let key = (package, super::signature::shape(model, shape));
            self.elements.entry(key).or_insert_with(|| {
                let (name, scope) = (element_name(model, shape), scopes.of(package));
                ElementNames { kind: scope.claim(&name), view: scope.claim(&format!("{name}View")) }
            });
        });
        scopes.taken()
    }

    /// The scopes of modules, in which those of packages inside are named already: `lock` in `home` for `home.lock`.
    fn modules(&self, model: &Model) -> Scopes {
        let mut scopes = Scopes::with(model, &CRATES);
        let packages: BTreeMap<_, _> =
            self.packages.iter().map(|(package, path)| (path.as_slice(), *package)).collect();
        let mut named = BTreeSet::new();
        for path in self.packages.values() {
            for (length, segment) in path.iter().enumerate() {
                let Some(around) = path.get(..length).and_then(|around| packages.get(around)) else { continue };
                if named.insert((*around, segment)) {
                    scopes.of(*around).claim(segment);
                }
            }
        }
        scopes
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
                owned: types.claim(&format!("{name}{what}Owned")),
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

/// The names of variants by their places.
fn variants(kind: &TypeDefKind) -> Vec<Option<String>> {
    let scope = |flexible| Scope::with(if flexible { &["Unknown"] } else { &[] });
    match kind {
        TypeDefKind::Enum { variants, flexible, .. } => {
            let mut scope = scope(*flexible);
            variants.iter().map(|variant| Some(scope.claim(&camel(&variant.name)))).collect()
        }
        TypeDefKind::Union(item) => {
            let mut scope = scope(item.flexible);
            item.variants.iter().map(|variant| Some(scope.claim(&camel(variant.name.as_deref()?)))).collect()
        }
        _ => Vec::new(),
    }
}

/// Finds the shapes without a name that are elements of lists, and in which packages: in types, then in messages.
fn elements(shapes: Shapes<'_>, found: &mut dyn FnMut(Handle<Package>, &Shape)) {
    let Shapes { model, facts, .. } = shapes;
    for (definition, item) in model.types.iter() {
        match &facts.types[definition].meaning {
            Meaning::Alias(_) => {}
            meaning => {
                read_parts(meaning).for_each(|part| shapes.elements(part, &mut |shape| found(item.package, shape)));
            }
        }
    }
    for (_, interface) in model.interfaces.iter() {
        for method in &interface.methods {
            let method = &facts.methods[*method];
            for body in [Some(&method.request), method.reply.as_ref()].into_iter().flatten() {
                let fields = body.fields.iter();
                fields.for_each(|field| shapes.elements(&field.shape, &mut |shape| found(interface.package, shape)));
            }
        }
    }
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
