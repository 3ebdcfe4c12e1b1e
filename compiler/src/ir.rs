//! The model and its facts as versioned JSON: enough for another back end.
//!
//! `compiler/schema/ir-1.json` is the description: what each field holds, in which unit. The types here are counterparts of
//! the compiler's own, so that those may change. An item is named by its package and its name, `home.lock.Entry`; what may
//! need more than 53 bits is a decimal string.

mod component;
mod data;
mod decision;
mod interface;
mod names;
mod numbered;
mod policy;
mod refinement;
mod shape;

use serde::Serialize;
use tessera_idl::{Model, facts::Complete, model};

use self::{
    component::{Component, System},
    data::{Constant, TypeDef},
    interface::Interface,
    names::{Reader, Version},
    policy::Policy,
};

/// Raised when a field changes its meaning or goes away; new fields and new kinds do not raise it.
pub const VERSION: u32 = 1;

/// The JSON schema of [`render`]'s text, draft 2020-12.
pub const SCHEMA: &str = include_str!("../schema/ir-1.json");

/// Everything that the sources mean. Each list is in the order of the sources.
#[derive(Debug, Serialize)]
struct Document<'a> {
    ir_version: u32,
    packages: Vec<Package<'a>>,
    constants: Vec<Constant<'a>>,
    types: Vec<TypeDef<'a>>,
    interfaces: Vec<Interface<'a>>,
    components: Vec<Component<'a>>,
    systems: Vec<System<'a>>,
    policies: Vec<Policy<'a>>,
}

/// A package.
#[derive(Debug, Serialize)]
struct Package<'a> {
    name: &'a str,
    version: Option<Version>,
    docs: &'a [String],
}

/// The text, as indented JSON with a line end.
#[must_use]
pub fn render(model: &Model, facts: &Complete<'_>) -> String {
    let reader = Reader { model, facts };
    let document = Document {
        ir_version: VERSION,
        packages: model.packages.iter().map(|(_, package)| self::package(package)).collect(),
        constants: model.constants.handles().map(|handle| reader.constant(handle)).collect(),
        types: model.types.handles().map(|handle| reader.type_def(handle)).collect(),
        interfaces: model.interfaces.handles().map(|handle| reader.interface(handle)).collect(),
        components: model.components.handles().map(|handle| reader.component(handle)).collect(),
        systems: model.systems.handles().map(|handle| reader.system(handle)).collect(),
        policies: model.policies.handles().map(|handle| reader.policy(handle)).collect(),
    };
    // No map with keys that are not strings, so this cannot fail.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn package(package: &model::Package) -> Package<'_> {
    let model::Package { name, version, docs, .. } = package;
    Package { name, version: version.map(Version::from), docs }
}
