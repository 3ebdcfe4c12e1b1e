//! The model: what the sources name. Every name is looked up; what it means is for [`check`](crate::check) to say.
//!
//! The items of each kind lie in an [`Arena`] in the order of the sources, and refer to each other by [`Handle`]. What
//! could not be resolved is left out (or is a [`TypeKind::Bad`]) and the model is not [sound](Model::is_sound), so
//! whoever reads it meets no dangling name.

mod data;
mod interface;
mod policy;
mod scope;
mod system;

use alloc::{string::String, vec::Vec};

pub use data::{
    BinaryOp, Constant, Expr, ExprKind, FieldDef, FlagDef, Float, Int, StructDef, Type, TypeDef, TypeDefKind, TypeKind,
    UnaryOp, VariantDef,
};
pub use interface::{Attributes, Interface, Method, Right, Rights};
pub use policy::{Event, Place, Policy, Rule, RuleKind, State, StateField, StateKey};
pub use scope::{Item, Scope};
pub use system::{During, DuringCall, Component, Connection, Instance, Provide, System, Trust, Use};

use crate::{
    arena::{Arena, Handle},
    source::Span,
};

/// Everything that the sources of one build name.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The packages. Several files may share one.
    pub packages: Arena<Package>,
    /// What the names of each file stand for.
    pub scopes: Arena<Scope>,
    /// The constants.
    pub constants: Arena<Constant>,
    /// The type definitions: aliases, new types, enums, flags, structs.
    pub types: Arena<TypeDef>,
    /// The interfaces.
    pub interfaces: Arena<Interface>,
    /// The methods of all interfaces, those of one interface in a row.
    pub methods: Arena<Method>,
    /// The components.
    pub components: Arena<Component>,
    /// The `uses` of all components.
    pub uses: Arena<Use>,
    /// The `provides` of all components.
    pub provides: Arena<Provide>,
    /// The systems.
    pub systems: Arena<System>,
    /// The instances of all systems.
    pub instances: Arena<Instance>,
    /// The connections of all systems.
    pub connections: Arena<Connection>,
    /// The policies.
    pub policies: Arena<Policy>,
    pub(crate) unsound: bool,
}

impl Model {
    /// Whether every name in the sources was resolved. If not, some items are missing or hold a [`TypeKind::Bad`].
    #[must_use]
    pub fn is_sound(&self) -> bool {
        !self.unsound
    }

    /// Says that parsing found errors, so there must be no [complete](crate::facts::Facts::complete) facts.
    pub fn spoil(&mut self) {
        self.unsound = true;
    }

    /// The instance with this name.
    #[must_use]
    pub fn instance(&self, system: Handle<System>, name: &str) -> Option<Handle<Instance>> {
        self.systems[system].instances.iter().copied().find(|instance| self.instances[*instance].name == name)
    }

    /// The `uses` of a component with this name.
    #[must_use]
    pub fn use_named(&self, component: Handle<Component>, name: &str) -> Option<Handle<Use>> {
        self.components[component].uses.iter().copied().find(|uses| self.uses[*uses].name == name)
    }

    /// The `provides` of a component with this name.
    #[must_use]
    pub fn provide_named(&self, component: Handle<Component>, name: &str) -> Option<Handle<Provide>> {
        self.components[component].provides.iter().copied().find(|provide| self.provides[*provide].name == name)
    }

    /// The method of an interface with this name.
    #[must_use]
    pub fn method_named(&self, interface: Handle<Interface>, name: &str) -> Option<Handle<Method>> {
        self.interfaces[interface].methods.iter().copied().find(|method| self.methods[*method].name == name)
    }
}

/// A package: the names of one or more files.
#[derive(Clone, Debug)]
pub struct Package {
    /// The dotted name, such as `home.lock`.
    pub name: String,
    /// The version, such as 1 and 0.
    pub version: Option<Version>,
    /// The documentation, one line each, without the `///`.
    pub docs: Vec<String>,
}

/// The version of a package or of a method: `@1.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Before the dot.
    pub major: u32,
    /// After the dot, 0 if it is not written.
    pub minor: u32,
}

/// A name with the place where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name itself.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}
