//! Scopes: what a name stands for in a file.

use alloc::{collections::BTreeMap, string::String};

use super::{Component, Constant, Interface, Model, Package, System, TypeDef};
use crate::{arena::Handle, source::Span};

/// What a name of a package stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A constant.
    Constant(Handle<Constant>),
    /// A type.
    Type(Handle<TypeDef>),
    /// An interface.
    Interface(Handle<Interface>),
    /// An object: an interface without methods.
    Object(Handle<Interface>),
    /// A component.
    Component(Handle<Component>),
    /// A system.
    System(Handle<System>),
    /// A policy, which nothing names.
    Policy,
    /// Something that has been reported; whoever names it stays silent.
    Bad,
}

impl Item {
    /// What it is, as a noun with its article.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Constant(_) => "a constant",
            Self::Type(_) => "a type",
            Self::Interface(_) => "an interface",
            Self::Object(_) => "an object",
            Self::Component(_) => "a component",
            Self::System(_) => "a system",
            Self::Policy => "a policy",
            Self::Bad => "an item with an error",
        }
    }

    /// Where it is named, as far as it is known.
    #[must_use]
    pub fn span(self, model: &Model) -> Option<Span> {
        Some(match self {
            Self::Constant(handle) => model.constants.span(handle),
            Self::Type(handle) => model.types.span(handle),
            Self::Interface(handle) | Self::Object(handle) => model.interfaces.span(handle),
            Self::Component(handle) => model.components.span(handle),
            Self::System(handle) => model.systems.span(handle),
            Self::Policy | Self::Bad => return None,
        })
    }
}

/// What the names of one file stand for: the items of its package, and what its `use` lines bring.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The package of the file.
    pub package: Option<Handle<Package>>,
    /// Names that stand alone: what `use a.b.{Name}` brings. The package's own items are in [`Package::items`].
    pub names: BTreeMap<String, Item>,
    /// Names before a dot: `time` and `home.time` after `use home.time`.
    pub packages: BTreeMap<String, Handle<Package>>,
    /// Whether a `use` line could not be read, so that a name may be missing here without being wrong.
    pub hides_names: bool,
}

impl Model {
    /// What a name stands for in a scope: `Name`, `package.Name` or `path.to.package.Name`.
    #[must_use]
    pub fn lookup(&self, scope: Handle<Scope>, path: &str) -> Option<Item> {
        let scope = &self.scopes[scope];
        let (package, name) = if let Some((package, name)) = path.rsplit_once('.') {
            (*scope.packages.get(package)?, name)
        } else if let Some(item) = scope.names.get(path) {
            return Some(*item);
        } else {
            (scope.package?, path)
        };
        self.packages[package].items.get(name).copied()
    }
}
