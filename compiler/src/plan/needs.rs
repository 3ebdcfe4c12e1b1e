//! What of each type the stubs of a target need, so that nothing is generated that nothing uses.

use std::collections::{BTreeMap, BTreeSet};

use tessera_idl::{
    arena::Handle,
    facts::{Body, Lease, Meaning, Shape, ShapeKind},
    model::{Interface, Method, Package, TypeDef},
};

use super::shapes::{Shapes, is_unnamed, parts, read_parts};

/// How an interface takes part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Role {
    /// There is a client.
    pub(crate) called: bool,
    /// There is a server.
    pub(crate) served: bool,
}

/// What of a type is generated beside the type itself.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent answers to independent questions")]
pub(crate) struct TypeNeeds {
    /// It is written into a body.
    pub(crate) put: bool,
    /// It is read from a body, as a value.
    pub(crate) read: bool,
    /// It is read in place.
    pub(crate) view: bool,
    /// It is an element of a list that is read.
    pub(crate) element: bool,
    /// It is an element of a list that is written.
    pub(crate) told: bool,
    /// It is an element of a lent list.
    pub(crate) lent: bool,
    /// It is the error of a method that is served.
    pub(crate) error_written: bool,
    /// It is the error of a method that is called.
    pub(crate) error_read: bool,
    /// Another package makes values of it from validated bytes.
    pub(crate) foreign: bool,
}

/// What of an element without a name is generated.
#[derive(Clone, Debug)]
pub(crate) struct ElementNeeds {
    pub(crate) shape: Shape,
    /// It is an element of a list that is read.
    pub(crate) viewed: bool,
    /// It is an element of a list that is written.
    pub(crate) told: bool,
}

/// What everything needs.
#[derive(Debug)]
pub(crate) struct Needs<'a> {
    shapes: Shapes<'a>,
    /// The types that are generated.
    pub(crate) types: BTreeMap<Handle<TypeDef>, TypeNeeds>,
    /// Unnamed elements, by package and by what the language calls them.
    pub(crate) elements: BTreeMap<(Handle<Package>, String), ElementNeeds>,
    /// The interfaces that are generated.
    pub(crate) roles: BTreeMap<Handle<Interface>, Role>,
    seen: BTreeSet<(Handle<TypeDef>, Way)>,
    /// Interfaces with a client whose messages are not followed yet: capabilities lead from one to the next, however far.
    open: Vec<Handle<Interface>>,
}

/// A direction in which a type was followed already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Put,
    Read,
    View,
    Element,
}

impl<'a> Needs<'a> {
    pub(crate) fn new(shapes: Shapes<'a>) -> Self {
        Self {
            shapes,
            types: BTreeMap::new(),
            elements: BTreeMap::new(),
            roles: BTreeMap::new(),
            seen: BTreeSet::new(),
            open: Vec::new(),
        }
    }

    /// A client of an interface is needed, with all that its messages need.
    pub(crate) fn call(&mut self, interface: Handle<Interface>) {
        self.client(interface);
        self.follow();
    }

    /// A client of an interface is needed.
    fn client(&mut self, interface: Handle<Interface>) {
        let role = self.roles.entry(interface).or_default();
        if !std::mem::replace(&mut role.called, true) {
            self.open.push(interface);
        }
    }

    /// Follows the messages of clients.
    fn follow(&mut self) {
        while let Some(interface) = self.open.pop() {
            self.messages(interface);
        }
    }

    /// What a client's messages need.
    fn messages(&mut self, interface: Handle<Interface>) {
        let package = self.shapes.model.interfaces[interface].package;
        for method in self.methods(interface) {
            let facts = &self.shapes.facts.methods[method];
            self.body_put(package, &facts.request);
            self.lend(package, &facts.leases);
            facts.reply.iter().for_each(|reply| self.body_read(package, reply));
            if let Some(definition) = error(facts.error.as_ref()) {
                self.emit(definition).error_read = true;
                facts.error.iter().for_each(|error| self.body_read(package, error));
            }
        }
    }

    /// A server of an interface is needed, with all that its messages need.
    pub(crate) fn serve(&mut self, interface: Handle<Interface>) {
        let role = self.roles.entry(interface).or_default();
        if std::mem::replace(&mut role.served, true) {
            return;
        }
        let package = self.shapes.model.interfaces[interface].package;
        for method in self.methods(interface) {
            let facts = &self.shapes.facts.methods[method];
            self.body_read(package, &facts.request);
            self.lend(package, &facts.leases);
            facts.reply.iter().for_each(|reply| self.body_put(package, reply));
            if let Some(definition) = error(facts.error.as_ref()) {
                self.emit(definition).error_written = true;
                facts.error.iter().for_each(|error| self.body_put(package, error));
            }
        }
        self.follow();
    }

    /// A type is generated, whether a message mentions it or not.
    pub(crate) fn declare(&mut self, definition: Handle<TypeDef>) {
        self.definition(definition);
        self.follow();
    }

    fn definition(&mut self, definition: Handle<TypeDef>) {
        self.emit(definition);
        let package = self.shapes.model.types[definition].package;
        match self.shapes.meaning(definition) {
            Meaning::Alias(_) => {}
            meaning => read_parts(meaning).for_each(|part| self.mention(package, part)),
        }
    }

    fn methods(&self, interface: Handle<Interface>) -> Vec<Handle<Method>> {
        self.shapes.model.interfaces[interface].methods.clone()
    }

    fn emit(&mut self, definition: Handle<TypeDef>) -> &mut TypeNeeds {
        self.types.entry(definition).or_default()
    }

    fn body_put(&mut self, package: Handle<Package>, body: &Body) {
        body.fields.iter().for_each(|field| self.put(package, &field.shape));
    }

    fn body_read(&mut self, package: Handle<Package>, body: &Body) {
        body.fields.iter().for_each(|field| self.read(package, &field.shape));
    }

    /// The elements of lent lists are written and read one by one, on both sides.
    fn lend(&mut self, package: Handle<Package>, leases: &[Lease]) {
        for lease in leases {
            let ShapeKind::List { element, .. } = &lease.shape.kind else { continue };
            self.put(package, element);
            self.read(package, element);
            if let ShapeKind::Named(definition) = element.kind {
                self.emit(definition).lent = true;
            }
        }
    }

    /// The types inside of a shape that name nothing else are generated, too.
    fn mention(&mut self, package: Handle<Package>, shape: &Shape) {
        match &shape.kind {
            // A list of what is told element by element has a type that asks for how.
            ShapeKind::List { element, .. } | ShapeKind::InlineList { element, .. } if self.shapes.is_told(element) => {
                self.put(package, shape);
            }
            ShapeKind::Array { element, .. }
            | ShapeKind::List { element, .. }
            | ShapeKind::InlineList { element, .. }
            | ShapeKind::Option { value: element, .. } => self.mention(package, element),
            ShapeKind::Named(definition) if !self.types.contains_key(definition) => self.definition(*definition),
            ShapeKind::Cap { interface, .. } => self.client(*interface),
            _ => {}
        }
    }

    fn put(&mut self, package: Handle<Package>, shape: &Shape) {
        match &shape.kind {
            ShapeKind::List { element, .. } | ShapeKind::InlineList { element, .. } => {
                self.put(package, element);
                if self.shapes.is_told(element) {
                    match element.kind {
                        ShapeKind::Named(definition) => self.emit(definition).told = true,
                        _ => self.unnamed(package, element).told = true,
                    }
                }
            }
            ShapeKind::Array { element, .. } | ShapeKind::Option { value: element, .. } => self.put(package, element),
            ShapeKind::Named(definition) => {
                self.emit(*definition).put = true;
                self.inside(*definition, Way::Put);
            }
            ShapeKind::Cap { interface, .. } => self.client(*interface),
            _ => {}
        }
    }

    fn read(&mut self, package: Handle<Package>, shape: &Shape) {
        match &shape.kind {
            ShapeKind::Array { element, .. } if self.shapes.scalar(element) => self.view(package, element),
            ShapeKind::Array { element, .. }
            | ShapeKind::List { element, .. }
            | ShapeKind::InlineList { element, .. } => self.element(package, element),
            ShapeKind::Option { value, .. } => self.read(package, value),
            ShapeKind::Named(definition) => {
                let uniform = self.shapes.uniform_definition(*definition);
                let foreign = self.shapes.model.types[*definition].package != package;
                let needs = self.emit(*definition);
                if uniform {
                    needs.read = true;
                } else {
                    needs.view = true;
                    needs.foreign |= foreign;
                }
                self.inside(*definition, if uniform { Way::Read } else { Way::View });
            }
            ShapeKind::Cap { interface, .. } => self.client(*interface),
            _ => {}
        }
    }

    /// Read in place.
    fn view(&mut self, package: Handle<Package>, shape: &Shape) {
        match &shape.kind {
            ShapeKind::Array { element, .. } if self.shapes.scalar(element) => self.view(package, element),
            ShapeKind::Array { element, .. }
            | ShapeKind::List { element, .. }
            | ShapeKind::InlineList { element, .. } => self.element(package, element),
            ShapeKind::Option { value, .. } => self.view(package, value),
            ShapeKind::Named(definition) => {
                let foreign = self.shapes.model.types[*definition].package != package;
                let needs = self.emit(*definition);
                needs.view = true;
                needs.foreign |= foreign;
                self.inside(*definition, Way::View);
            }
            ShapeKind::Cap { interface, .. } => self.client(*interface),
            _ => {}
        }
    }

    /// Read in place as an element of a list.
    fn element(&mut self, package: Handle<Package>, shape: &Shape) {
        if let ShapeKind::Named(definition) = &shape.kind {
            let needs = self.emit(*definition);
            needs.view = true;
            needs.element = true;
            self.inside(*definition, Way::Element);
        } else {
            if is_unnamed(shape) {
                self.unnamed(package, shape).viewed = true;
            }
            self.view(package, shape);
        }
    }

    fn unnamed(&mut self, package: Handle<Package>, shape: &Shape) -> &mut ElementNeeds {
        let key = (package, super::signature::shape(self.shapes.model, shape));
        let none = || ElementNeeds { shape: shape.clone(), viewed: false, told: false };
        self.elements.entry(key).or_insert_with(none)
    }

    /// Follows a definition into its parts, once for each way.
    fn inside(&mut self, definition: Handle<TypeDef>, way: Way) {
        if !self.seen.insert((definition, way)) {
            return;
        }
        let package = self.shapes.model.types[definition].package;
        let meaning = self.shapes.meaning(definition);
        for part in if way == Way::Put { parts(meaning) } else { read_parts(meaning) } {
            match way {
                Way::Put => self.put(package, part),
                Way::Read => self.read(package, part),
                Way::View | Way::Element => self.view(package, part),
            }
        }
    }
}

/// The type that `fails` names.
fn error(body: Option<&Body>) -> Option<Handle<TypeDef>> {
    match body?.fields.first()?.shape.kind {
        ShapeKind::Named(definition) => Some(definition),
        _ => None,
    }
}
