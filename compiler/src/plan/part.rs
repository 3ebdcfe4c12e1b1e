//! What is generated, package by package.

use std::collections::BTreeMap;

use tessera_idl::{
    arena::Handle,
    model::{Component, Constant, Interface, Package, Policy, System, TypeDef},
};

/// What is generated of one package, in the order of the sources.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub(crate) constants: Vec<Handle<Constant>>,
    pub(crate) types: Vec<Handle<TypeDef>>,
    pub(crate) interfaces: Vec<Handle<Interface>>,
    pub(crate) components: Vec<Handle<Component>>,
    pub(crate) policies: Vec<Handle<Policy>>,
    /// The systems that are described for a launcher.
    pub(crate) systems: Vec<Handle<System>>,
}

/// The parts of the packages of which something is generated, as they grow.
#[derive(Debug, Default)]
pub(super) struct Parts(BTreeMap<Handle<Package>, Part>);

impl Parts {
    /// The part of a package, which has something.
    pub(super) fn of(&mut self, package: Handle<Package>) -> &mut Part {
        self.0.entry(package).or_default()
    }

    pub(super) fn finish(self) -> BTreeMap<Handle<Package>, Part> {
        self.0
    }
}
