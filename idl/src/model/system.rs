//! Components, and systems made of them.

use alloc::{string::String, vec::Vec};

use super::{Expr, Gaps, Interface, Method, Package, Rights};
use crate::{arena::Handle, source::Span};

/// `component Name { … }`
#[derive(Clone, Debug)]
pub struct Component {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// The package that it belongs to.
    pub package: Handle<Package>,
    /// What it calls, in declaration order.
    pub uses: Vec<Handle<Use>>,
    /// What it serves, in declaration order.
    pub provides: Vec<Handle<Provide>>,
    /// Which handlers make calls, in the order of the text.
    pub during: Vec<During>,
    /// What it gives at run time, in the order of the text.
    pub hands_out: Vec<HandsOut>,
    /// The ports that were left out because of an error.
    pub(crate) gaps: Gaps,
}

/// `uses name: Interface<rights> optional;`
#[derive(Clone, Debug)]
pub struct Use {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// The component that it belongs to.
    pub component: Handle<Component>,
    /// What is called.
    pub interface: Handle<Interface>,
    /// The rights that are named; every right of the interface if none is.
    pub rights: Rights,
    /// Whether a system may leave it unconnected.
    pub optional: bool,
}

/// `provides name: Interface;`
#[derive(Clone, Debug)]
pub struct Provide {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// The component that it belongs to.
    pub component: Handle<Component>,
    /// What is served.
    pub interface: Handle<Interface>,
}

/// `during provides.method calls …;`
#[derive(Clone, Debug)]
pub struct During {
    /// What is served.
    pub provides: Handle<Provide>,
    /// The method whose handler it is.
    pub method: Handle<Method>,
    /// What the handler may call.
    pub calls: Vec<DuringCall>,
    /// Where the handler is named.
    pub span: Span,
}

/// `uses.method` behind `calls`.
#[derive(Clone, Debug)]
pub struct DuringCall {
    /// The client.
    pub uses: Handle<Use>,
    /// The method that it calls.
    pub method: Handle<Method>,
    /// Where it is written.
    pub span: Span,
}

/// `hands out Interface max 8;`: capabilities that are made at run time.
#[derive(Clone, Debug)]
pub struct HandsOut {
    /// To what. It is served as a `provides` is.
    pub interface: Handle<Interface>,
    /// The most that are open at a time.
    pub max: Expr,
    /// Where the interface is named.
    pub span: Span,
}

/// `system Name { … }`
#[derive(Clone, Debug)]
pub struct System {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// The package that it belongs to.
    pub package: Handle<Package>,
    /// Its instances, in declaration order.
    pub instances: Vec<Handle<Instance>>,
    /// Its connections, in declaration order.
    pub connections: Vec<Handle<Connection>>,
    /// The instances that were left out because of an error.
    pub(crate) gaps: Gaps,
    /// What a connection would feed that was left out: the name of the instance, or of the instance and its port.
    pub(crate) unfed: Gaps,
}

/// `name: Component trust;`
#[derive(Clone, Debug)]
pub struct Instance {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// The system that it belongs to.
    pub system: Handle<System>,
    /// What it is an instance of.
    pub component: Handle<Component>,
    /// How far it is trusted.
    pub trust: Trust,
}

/// How far an instance is trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// `untrusted`: it may do whatever its capabilities allow.
    Untrusted,
    /// Without a label.
    #[default]
    Unlabelled,
    /// `trusted`
    Trusted,
}

/// `from.uses -> to.provides;`
#[derive(Clone, Debug)]
pub struct Connection {
    /// The system that it belongs to.
    pub system: Handle<System>,
    /// Who calls.
    pub from: Handle<Instance>,
    /// What of `from` is fed.
    pub uses: Handle<Use>,
    /// Who serves.
    pub to: Handle<Instance>,
    /// What of `to` is reached.
    pub provides: Handle<Provide>,
}
