//! The model: what the sources name. Every name is looked up; what it means is for [`check`](crate::check()) to say.
//!
//! The items of each kind lie in an [`Arena`] in the order of the sources, and refer to each other by [`Handle`]. What
//! could not be resolved is left out (or is a [`TypeKind::Bad`]) and the model is not [sound](Model::is_sound), so
//! whoever reads it meets no dangling name.

mod contract;
mod data;
mod expr;
mod interface;
mod numbered;
mod policy;
mod scope;
mod system;

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

pub use contract::{Clauses, Extends, Failure, Mentioned, SessionState};
pub use data::{Constant, FieldDef, FlagDef, Float, Int, StructDef, Type, TypeDef, TypeDefKind, TypeKind, VariantDef};
pub use expr::{Expr, ExprKind};
pub use interface::{Attributes, EventDef, Interface, LeaseDef, Method, Right, Rights};
pub use numbered::{NumberedDef, TableDef, UnionDef};
pub use policy::{Event, Policy, Rule, RuleKind, State, StateField, StateKey, StateType};
pub use scope::{Item, Scope};
pub use system::{
    Component, During, DuringCall, Export, Guarded, HandsOut, Index, Link, Part, PartOf, PartRef, Port, PortRef,
    Provide, System, Target, Trust, Use,
};

use crate::arena::{Arena, Handle, Table};
pub use crate::ast::Side;

/// Everything that the sources of one build name.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The packages. Several files may share one.
    pub packages: Arena<Package>,
    /// What the names of each file stand for.
    pub scopes: Arena<Scope>,
    /// The constants.
    pub constants: Arena<Constant>,
    /// The type definitions: aliases, new types, enums, flags, structs, tables, unions.
    pub types: Arena<TypeDef>,
    /// The interfaces and objects.
    pub interfaces: Arena<Interface>,
    /// The methods of all interfaces, those of one interface in a row.
    pub methods: Arena<Method>,
    /// The components, and behind them those of gates.
    pub components: Arena<Component>,
    /// The `uses` of all components.
    pub uses: Arena<Use>,
    /// The `provides` of all components.
    pub provides: Arena<Provide>,
    /// The systems.
    pub systems: Arena<System>,
    /// The parts of all systems.
    pub parts: Arena<Part>,
    /// The exported ports of all systems.
    pub exports: Arena<Export>,
    /// The policies.
    pub policies: Arena<Policy>,
    pub(crate) unsound: bool,
}

impl Model {
    /// Whether the sources could be read and every name in them was resolved. If not, some items are missing or hold a
    /// [`TypeKind::Bad`].
    #[must_use]
    pub fn is_sound(&self) -> bool {
        !self.unsound
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

    /// What an interface extends, then what that extends, and so on.
    pub fn bases(&self, interface: Handle<Interface>) -> impl Iterator<Item = &Extends> {
        let next = |interface: Handle<Interface>| self.interfaces[interface].extends.as_ref();
        core::iter::successors(next(interface), move |extends| next(extends.base))
    }

    /// The interfaces, each after the one that it extends.
    #[must_use]
    pub fn bases_first(&self) -> Vec<Handle<Interface>> {
        let mut order = Vec::with_capacity(self.interfaces.len());
        let mut placed = Table::of(&self.interfaces);
        for handle in self.interfaces.handles() {
            let mut chain = Vec::new();
            let mut next = Some(handle);
            while let Some(handle) = next.filter(|handle| placed.get(*handle).is_none()) {
                placed.set(handle, ());
                chain.push(handle);
                next = self.interfaces[handle].extends.as_ref().map(|extends| extends.base);
            }
            order.extend(chain.into_iter().rev());
        }
        order
    }

    /// The method of an interface with this name.
    #[must_use]
    pub fn method_named(&self, interface: Handle<Interface>, name: &str) -> Option<Handle<Method>> {
        self.interfaces[interface].methods.iter().copied().find(|method| self.methods[*method].name == name)
    }
}

/// A package: the items of one or more files.
#[derive(Clone, Debug)]
pub struct Package {
    /// The dotted name, such as `home.lock`.
    pub name: String,
    /// Major and minor version, such as 1 and 0, where one is given.
    pub version: Option<(u32, u32)>,
    /// The documentation, one line each.
    pub docs: Vec<String>,
    /// What its names stand for.
    pub items: BTreeMap<String, Item>,
}

/// What is missing of a list because of errors that are reported already: whoever looks for it stays silent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gaps {
    /// The names that the missing members would have had.
    pub(crate) names: BTreeSet<String>,
    /// Whether a member is missing and nobody knows its name.
    pub(crate) unnamed: bool,
}

impl Gaps {
    /// Whether a member of this name may be missing for a reason that is reported already.
    pub(crate) fn may_hide(&self, name: &str) -> bool {
        self.unnamed || self.names.contains(name)
    }

    /// Takes over what is missing of another list.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.names.extend(other.names.iter().cloned());
        self.unnamed |= other.unnamed;
    }

    /// Whether nothing is missing.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty() && !self.unnamed
    }

    /// Notes a missing member.
    pub(crate) fn add(&mut self, name: Option<&str>) {
        match name {
            Some(name) => {
                self.names.insert(name.into());
            }
            None => self.unnamed = true,
        }
    }
}
