//! How items and rights are named, and what a declaration is marked with.

use serde::Serialize;
use tessera_idl::{
    Model,
    arena::Handle,
    facts::Complete,
    model::{self, Component, Interface, Method, Package, Rights, System, TypeDef},
};

/// Reads the model and its facts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    pub(super) model: &'a Model,
    pub(super) facts: &'a Complete<'a>,
}

/// Of a package.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Version {
    major: u32,
    minor: u32,
}

impl From<(u32, u32)> for Version {
    fn from((major, minor): (u32, u32)) -> Self {
        Self { major, minor }
    }
}

/// What a declaration is marked with.
#[derive(Debug, Default, Serialize)]
pub(super) struct Attributes<'a> {
    deprecated: Option<&'a str>,
    since: Option<Version>,
    idempotent: bool,
    sensitive: bool,
}

impl<'a> From<&'a model::Attributes> for Attributes<'a> {
    fn from(attributes: &'a model::Attributes) -> Self {
        let model::Attributes { deprecated, since, idempotent, sensitive } = attributes;
        Self {
            deprecated: deprecated.as_deref(),
            since: since.map(Version::from),
            idempotent: *idempotent,
            sensitive: *sensitive,
        }
    }
}

impl<'a> Reader<'a> {
    /// `home.lock.Entry`
    pub(super) fn name(self, package: Handle<Package>, name: &str) -> String {
        format!("{}.{name}", self.model.packages[package].name)
    }

    pub(super) fn type_name(self, handle: Handle<TypeDef>) -> String {
        let def = &self.model.types[handle];
        self.name(def.package, &def.name)
    }

    pub(super) fn interface_name(self, handle: Handle<Interface>) -> String {
        let interface = &self.model.interfaces[handle];
        self.name(interface.package, &interface.name)
    }

    pub(super) fn component_name(self, handle: Handle<Component>) -> String {
        let component = &self.model.components[handle];
        self.name(component.package, &component.name)
    }

    pub(super) fn system_name(self, handle: Handle<System>) -> String {
        let system = &self.model.systems[handle];
        self.name(system.package, &system.name)
    }

    /// The names of rights in the order of their interface, which is the order of their bits.
    pub(super) fn rights(self, interface: Handle<Interface>, rights: Rights) -> Vec<&'a str> {
        let all = &self.model.interfaces[interface].rights;
        rights.positions().filter_map(|position| all.get(position)).map(|right| right.name.as_str()).collect()
    }

    pub(super) fn methods(self, methods: impl IntoIterator<Item = Handle<Method>>) -> Vec<&'a str> {
        methods.into_iter().map(|method| self.model.methods[method].name.as_str()).collect()
    }
}
