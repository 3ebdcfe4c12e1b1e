//! Facts: what a model means. Constants have values, types have layouts, methods have numbers, connections have rights.
//!
//! Every table is indexed by the model's own handles. An item with an error has no fact, and nothing is said twice about
//! it; [`Facts::complete`] gives a view without gaps, and only for sources without any error. So a back end takes
//! [`Complete`], and never meets a missing fact.

mod contract;
mod numbered;
mod refinement;
mod shape;
mod system;

use alloc::{string::String, vec::Vec};
use core::ops::Range;

pub use contract::{Edges, FailureEdge};
pub use numbered::{MAX_TABLE_FIELDS, TableField, UnionForm, UnionVariant};
pub use refinement::{Arithmetic, Comparison, Condition, Number, NumberKind, Operand, Refinement, TextClass};
pub use shape::{Absence, Body, Extent, Field, Lease, Shape, ShapeKind};
pub use system::{Connection, Exported, Gated, Instance, Place, SystemFacts};

use crate::{
    arena::{Arena, Full, Handle, Table},
    check::layout::Advance,
    model::{Component, Constant, Int, Interface, Method, Model, Policy, Provide, Rights, System, TypeDef, Use},
    policy::Program,
};

/// What is known about the items of a [`Model`], item by item.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The value of each constant.
    pub constants: Table<Constant, Value>,
    /// The layout of each type.
    pub types: Table<TypeDef, TypeFacts>,
    /// The types that have one, each behind those that it is made of.
    pub order: Vec<Handle<TypeDef>>,
    /// Number, rights and bodies of each method.
    pub methods: Table<Method, MethodFacts>,
    /// The fingerprint of each interface.
    pub interfaces: Table<Interface, InterfaceFacts>,
    /// The place of each `uses` in its component.
    pub uses: Table<Use, UseFacts>,
    /// The place of each `provides` in its component, and what its handlers may call.
    pub provides: Table<Provide, ProvideFacts>,
    /// Sizes that a component has to reserve.
    pub components: Table<Component, ComponentFacts>,
    /// What each system consists of.
    pub systems: Table<System, SystemFacts>,
    /// The instances of all systems, those of one system in a row.
    pub instances: Arena<Instance>,
    /// The connections of all systems, those of one system in a row.
    pub connections: Arena<Connection>,
    /// The lowered form of each policy.
    pub policies: Table<Policy, Program>,
    sound: bool,
}

impl Facts {
    /// Tables without any fact yet.
    pub(crate) fn new(model: &Model) -> Self {
        Self {
            constants: Table::of(&model.constants),
            types: Table::of(&model.types),
            order: Vec::new(),
            methods: Table::of(&model.methods),
            interfaces: Table::of(&model.interfaces),
            uses: Table::of(&model.uses),
            provides: Table::of(&model.provides),
            components: Table::of(&model.components),
            systems: Table::of(&model.systems),
            instances: Arena::new(),
            connections: Arena::new(),
            policies: Table::of(&model.policies),
            sound: model.is_sound(),
        }
    }

    /// Says that some item has an error, so there is no complete view.
    pub(crate) fn spoil(&mut self) {
        self.sound = false;
    }

    /// The instance of a system with this path, such as `front.driver` or `workers[2]`.
    #[must_use]
    pub fn instance(&self, system: Handle<System>, path: &str) -> Option<Handle<Instance>> {
        let instances = &self.systems.get(system)?.instances;
        instances.iter().copied().find(|instance| self.instances[*instance].path == path)
    }

    /// The view for back ends: every item has its facts. `None` if the sources have any error.
    #[must_use]
    pub fn complete(&self) -> Option<Complete<'_>> {
        if !self.sound {
            return None;
        }
        Some(Complete {
            constants: self.constants.full()?,
            types: self.types.full()?,
            order: &self.order,
            methods: self.methods.full()?,
            interfaces: self.interfaces.full()?,
            uses: self.uses.full()?,
            provides: self.provides.full()?,
            components: self.components.full()?,
            systems: self.systems.full()?,
            instances: &self.instances,
            connections: &self.connections,
            policies: self.policies.full()?,
        })
    }
}

/// The facts of a model without errors: look them up by indexing, `facts.methods[method].number`.
#[derive(Clone, Debug)]
pub struct Complete<'a> {
    /// The value of each constant.
    pub constants: Full<'a, Constant, Value>,
    /// The layout of each type.
    pub types: Full<'a, TypeDef, TypeFacts>,
    /// Every type, each behind those that it is made of.
    pub order: &'a [Handle<TypeDef>],
    /// Number, rights and bodies of each method.
    pub methods: Full<'a, Method, MethodFacts>,
    /// The fingerprint of each interface.
    pub interfaces: Full<'a, Interface, InterfaceFacts>,
    /// The place of each `uses` in its component.
    pub uses: Full<'a, Use, UseFacts>,
    /// The place of each `provides` in its component, and what its handlers may call.
    pub provides: Full<'a, Provide, ProvideFacts>,
    /// Sizes that a component has to reserve.
    pub components: Full<'a, Component, ComponentFacts>,
    /// What each system consists of.
    pub systems: Full<'a, System, SystemFacts>,
    /// The instances of all systems.
    pub instances: &'a Arena<Instance>,
    /// The connections of all systems.
    pub connections: &'a Arena<Connection>,
    /// The lowered form of each policy.
    pub policies: Full<'a, Policy, Program>,
}

/// The value of a constant: it fits the constant's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Of an integer type.
    Int(i128),
    /// Of `bool`.
    Bool(bool),
}

/// What a type definition means on the wire.
#[derive(Clone, Debug)]
pub struct TypeFacts {
    /// What a value takes, in place and behind it.
    pub extent: Extent,
    /// What it is.
    pub meaning: Meaning,
    /// How far its objects move the cursor at most.
    pub(crate) objects: Advance,
}

/// The kinds of type definitions, with everything evaluated.
#[derive(Clone, Debug)]
pub enum Meaning {
    /// Another name for a shape. No [`Shape`] names an alias: they are looked through.
    Alias(Shape),
    /// A new type: the values of `inner` that fulfil the refinement.
    Newtype {
        /// The type that it is made of.
        inner: Shape,
        /// The `where`, if there is one.
        refinement: Option<Refinement>,
    },
    /// An enum: one integer.
    Enum {
        /// How it is stored.
        repr: Int,
        /// The number of each variant, in the order of the model's variants.
        numbers: Vec<i128>,
    },
    /// Flags: one unsigned integer.
    Flags {
        /// How they are stored.
        repr: Int,
        /// The bit of each flag, from 0 for the lowest, in the order of the model's flags.
        bits: Vec<u8>,
        /// Every declared bit.
        all: u64,
    },
    /// A struct in C layout.
    Struct {
        /// Its fields in declaration order.
        fields: Vec<Field>,
        /// The bytes that belong to no field, as `offset..end`, in order: zero on the wire.
        padding: Vec<Range<u32>>,
        /// The `where`, if there is one.
        refinement: Option<Refinement>,
    },
    /// A table: `offset: u32, len: u32` (bytes), and an object aligned 8. The object is a header of 8 bytes (a presence
    /// mask of 48 bits, the length of the fixed part in words of 8 bytes as a `u16`), the fields as a C struct that is
    /// cut behind the word of the last present one, then their objects.
    Table {
        /// Its fields in the order of their numbers.
        fields: Vec<TableField>,
        /// The greatest object in bytes.
        room: u32,
        /// The most capabilities.
        caps: u32,
    },
    /// A union.
    Union {
        /// Its variants in the order of their numbers.
        variants: Vec<UnionVariant>,
        /// How it lies in a body.
        form: UnionForm,
    },
}

/// What is known about a method.
#[derive(Clone, Debug)]
pub struct MethodFacts {
    /// The operation number: at least 32, unique in the interface.
    pub number: u16,
    /// The rights that a caller needs, all of them.
    pub required: Rights,
    /// The body of a request: the parameters that are not lent.
    pub request: Body,
    /// What a request lends beside its body, in the order of the parameters.
    pub leases: Vec<Lease>,
    /// The body of an answer: the results. A `oneway` method has none.
    pub reply: Option<Body>,
    /// The body of a failure: the error type as its only field. `None` without `fails`.
    pub error: Option<Body>,
    /// What it does to the state of the session.
    pub edges: Edges,
    /// For an event: how many the server keeps for each subscriber, the newest, at least 1. Its request is empty, its
    /// reply is `lost: u32` and what the event says.
    pub keep: Option<u16>,
}

/// What is known about an interface.
#[derive(Clone, Debug)]
pub struct InterfaceFacts {
    /// Every right of the interface.
    pub rights: Rights,
    /// What both ends must agree on, as one number.
    pub fingerprint: u64,
    /// The greatest request of any method, in bytes.
    pub max_request: u32,
    /// The greatest reply or error of any method, in bytes.
    pub max_reply: u32,
    /// The most capabilities that any message carries.
    pub max_caps: u32,
    /// The most leases that any request carries.
    pub max_leases: u32,
    /// The names of the states of its sessions: each starts in the first. None without a contract.
    pub states: Vec<String>,
    /// What its server can be called as: itself, and the interfaces that it extends as long as all numbers stay.
    pub serves: Vec<Handle<Interface>>,
}

/// What is known about a `uses` of a component.
#[derive(Clone, Debug)]
pub struct UseFacts {
    /// Its place among the component's `uses`, from 0.
    pub index: u16,
    /// If some `during` names it: the methods that may be called over it, in the order of the interface. Then only the
    /// handlers that list them are given its client. Otherwise it is the component's to call whatever its rights allow.
    pub listed: Option<Vec<Handle<Method>>>,
}

impl UseFacts {
    /// The methods that may be called over a `uses`, in the order of the interface.
    pub fn callable<'m>(&'m self, model: &'m Model, uses: &Use) -> impl Iterator<Item = Handle<Method>> + use<'m> {
        let rights = uses.rights;
        let methods = match &self.listed {
            Some(listed) => listed,
            None => &model.interfaces[uses.interface].methods,
        };
        methods.iter().copied().filter(move |method| rights.contains(model.methods[*method].required))
    }
}

/// What is known about a `provides` of a component.
#[derive(Clone, Debug)]
pub struct ProvideFacts {
    /// Its place among the component's `provides`, from 0: the port.
    pub index: u16,
    /// The handlers that are given clients, in the order of the interface's methods; others get none.
    pub nested: Vec<Nested>,
    /// How many capabilities each of its connections may derive: [`DERIVED`], or as many as a gate before it has callers.
    pub derived: u16,
    /// How many connections it has at a time at most: those that a system wires to it and one that replaces another, or those
    /// that are handed out, each with what it derives. 16 where no system has it.
    pub places: u16,
}

/// A handler that makes calls of its own.
#[derive(Clone, Debug)]
pub struct Nested {
    /// The method whose handler it is.
    pub method: Handle<Method>,
    /// The clients that it is given, in the order of the component's `uses`.
    pub calls: Vec<NestedUse>,
}

/// One client that a handler is given.
#[derive(Clone, Debug)]
pub struct NestedUse {
    /// The `uses` whose client it is.
    pub uses: Handle<Use>,
    /// The methods that it may call, in the order of the interface.
    pub methods: Vec<Handle<Method>>,
}

/// What is known about a component.
#[derive(Clone, Debug)]
pub struct ComponentFacts {
    /// The greatest body that it sends or receives, in bytes.
    pub max_body: u32,
    /// The most capabilities in one message that it sends or receives.
    pub max_caps: u32,
    /// The most leases of one request that it sends or receives.
    pub max_leases: u32,
    /// How many connections its table has places for, beside those that it hands out: as many as a system wires to one
    /// instance and one more while a peer is replaced, each with [those](ProvideFacts::derived) that it may derive, and those
    /// derived from what it hands out. 16 where no system has it.
    pub connections: u16,
    /// How many of each interface that it hands out are open at a time at most, in the order of the text.
    pub pools: Vec<u16>,
}

/// How many capabilities each connection may derive, itself not counted; the runtime has the same number.
pub const DERIVED: u16 = 4;
