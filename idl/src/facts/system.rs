//! Systems as they run: every array and every system inside of another one is laid out flat.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use crate::{
    arena::Handle,
    model::{Component, Export, Interface, Part, Provide, Rights, System, Trust, Use},
};

/// What is known about a system.
#[derive(Clone, Debug, Default)]
pub struct SystemFacts {
    /// Its instances and those of the systems in it, depth first in the order of the text: the place of an instance is its
    /// subject number.
    pub instances: Vec<Handle<Instance>>,
    /// The connections between them: those of the systems in it first, then its own, then those behind its gates.
    pub connections: Vec<Handle<Connection>>,
    /// Where the instances of each of its parts are.
    pub parts: BTreeMap<Handle<Part>, Place>,
    /// What each of its exported ports stands for.
    pub exports: BTreeMap<Handle<Export>, Exported>,
    /// What its gates and those of the systems in it stand before.
    pub gated: Vec<Gated>,
    /// Whether instances or connections are left out because of an error.
    pub(crate) lacks: bool,
}

impl SystemFacts {
    /// Whether it is whole: no instance waits for a port that another system has to feed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        !self.exports.values().any(|export| matches!(export, Exported::Uses(_)))
    }
}

/// Where the instances of a part are among those of its system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The first subject.
    pub first: u16,
    /// How many instances each has, at least 1: more where the part is a system.
    pub each: u16,
    /// How many there are, at least 1: more where the part is an array.
    pub count: u16,
}

impl Place {
    /// The first subject of one of an array.
    #[must_use]
    pub const fn nth(self, index: u16) -> u16 {
        self.first.saturating_add(self.each.saturating_mul(index))
    }
}

/// What an exported port stands for, by subjects of the system that exports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exported {
    /// What is fed through it: several for `[*]`.
    Uses(Vec<(u16, Handle<Use>)>),
    /// What is reached through it.
    Provides(u16, Handle<Provide>),
}

/// A port that a gate stands before, by subjects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gated {
    /// The gate.
    pub gate: u16,
    /// Its port, which everybody but the gate calls in the place of the guarded one.
    pub provides: Handle<Provide>,
    /// The server behind it.
    pub to: u16,
    /// The port that only the gate calls.
    pub port: Handle<Provide>,
}

/// One instance of a system: a component with a place in it.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The system, with all that is in it.
    pub system: Handle<System>,
    /// Its subject number: its place among the instances of the system, from 0.
    pub subject: u16,
    /// How the system names it: `driver`, `workers[2]`, `front.driver`.
    pub path: String,
    /// What declares it, in this system or in one inside.
    pub part: Handle<Part>,
    /// What it is an instance of.
    pub component: Handle<Component>,
    /// How far it is trusted: by its own label, else by that of the system around it; `untrusted` holds for everything inside.
    pub trust: Trust,
    /// The connections that feed its `uses`, in the order of the component's `uses`; `None` for an optional one that
    /// nothing feeds, and for one that the system exports.
    pub feeds: Vec<Option<Handle<Connection>>>,
    /// For each `provides`, in their order, the connections that reach it, in the order of the system.
    pub clients: Vec<Vec<Handle<Connection>>>,
}

/// A connection between two instances.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The system, with all that is in it.
    pub system: Handle<System>,
    /// Its place among the connections of the system, from 0.
    pub index: u16,
    /// The system that declares it: this one or one inside.
    pub declared: Handle<System>,
    /// Who calls.
    pub from: Handle<Instance>,
    /// What of `from` is fed.
    pub uses: Handle<Use>,
    /// Who serves.
    pub to: Handle<Instance>,
    /// What of `to` is reached.
    pub provides: Handle<Provide>,
    /// The interface that is called over it.
    pub interface: Handle<Interface>,
    /// The rights that it grants: those that the `uses` names, for a gate those of all who call through it.
    pub rights: Rights,
}
