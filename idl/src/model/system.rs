//! Components, and systems made of them.

use alloc::{string::String, vec::Vec};

use super::{Expr, Gaps, Interface, Method, Package, Rights};
use crate::{arena::Handle, ast::Side, source::Span};

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
    /// What it serves, in declaration order; what it hands out comes last.
    pub provides: Vec<Handle<Provide>>,
    /// Which handlers make calls, in the order of the text.
    pub during: Vec<During>,
    /// What it gives at run time, in the order of the text.
    pub hands_out: Vec<HandsOut>,
    /// Whether nobody declares it: a gate, which serves each port that it guards, and calls the same port behind it.
    pub is_gate: bool,
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

/// `provides name: Interface;`, or what is served over the capabilities of a `hands out`.
#[derive(Clone, Debug)]
pub struct Provide {
    /// Its name: that of the interface if it is handed out.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// The component that it belongs to.
    pub component: Handle<Component>,
    /// What is served.
    pub interface: Handle<Interface>,
    /// Whether it is handed out: reached by what the component gives at run time, and by no connection of a system.
    pub handed_out: bool,
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
    /// To what.
    pub interface: Handle<Interface>,
    /// How it is served: as a port of the component.
    pub provide: Handle<Provide>,
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
    /// Its parts in declaration order, gates among them.
    pub parts: Vec<Handle<Part>>,
    /// Its connections, in declaration order.
    pub links: Vec<Link>,
    /// The ports of its parts that it has as its own, in declaration order.
    pub exports: Vec<Handle<Export>>,
    /// What its gates stand before, in declaration order.
    pub guarded: Vec<Guarded>,
    /// The parts and exports that were left out because of an error.
    pub(crate) gaps: Gaps,
    /// What a connection would feed that was left out: the name of the part, or of the part and its port.
    pub(crate) unfed: Gaps,
}

/// `name: Component trust;`, `name: System[size];`
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// The system that it belongs to.
    pub system: Handle<System>,
    /// What it is an instance of.
    pub of: PartOf,
    /// How many there are, for an array.
    pub size: Option<Expr>,
    /// How far it is trusted.
    pub trust: Trust,
}

/// What a part is an instance of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartOf {
    /// A component.
    Component(Handle<Component>),
    /// A system, seen from outside: its exports are its ports.
    System(Handle<System>),
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

/// `workers[2]`: a part where it is mentioned.
#[derive(Clone, Debug)]
pub struct PartRef {
    /// Which part.
    pub part: Handle<Part>,
    /// Which of an array.
    pub index: Option<Index>,
    /// From the name to `]`.
    pub span: Span,
}

/// Which of an array.
#[derive(Clone, Debug)]
pub enum Index {
    /// `[2]`
    One(Expr),
    /// `[*]`: each of them. With its place.
    All(Span),
}

/// `driver.lock`: a port of a part where it is mentioned. `T` is [`Use`] or [`Provide`].
#[derive(Clone, Debug)]
pub struct PortRef<T> {
    /// Which part.
    pub of: PartRef,
    /// Which of its ports.
    pub port: Port<T>,
    /// Both.
    pub span: Span,
}

/// A port of a part.
#[derive(Debug)]
pub enum Port<T> {
    /// Of a component.
    Own(Handle<T>),
    /// Of a system.
    Export(Handle<Export>),
}

impl<T> Copy for Port<T> {}

impl<T> Clone for Port<T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// `from.uses -> to.provides;`
#[derive(Clone, Debug)]
pub struct Link {
    /// Who calls.
    pub from: PortRef<Use>,
    /// Who serves.
    pub to: PortRef<Provide>,
    /// Both.
    pub span: Span,
}

/// `provides name: Interface<rights> = part.port;`, `uses …`
#[derive(Clone, Debug)]
pub struct Export {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// The system that it belongs to.
    pub system: Handle<System>,
    /// On which side it is.
    pub side: Side,
    /// What is spoken there.
    pub interface: Handle<Interface>,
    /// The rights that are named; every right of the interface if none is.
    pub rights: Rights,
    /// Where the interface and its rights are written.
    pub interface_span: Span,
    /// What it stands for; `None` if that has an error.
    pub target: Option<Target>,
}

/// What an exported port stands for.
#[derive(Clone, Debug)]
pub enum Target {
    /// Of `uses`.
    Uses(PortRef<Use>),
    /// Of `provides`.
    Provides(PortRef<Provide>),
}

/// `gate name guards to;`, for one port.
#[derive(Clone, Debug)]
pub struct Guarded {
    /// The gate: a part whose component is [generated](Component::is_gate).
    pub gate: Handle<Part>,
    /// The port of the gate through which calls come.
    pub provides: Handle<Provide>,
    /// The client of the gate over which they go on.
    pub uses: Handle<Use>,
    /// What it stands before.
    pub to: PortRef<Provide>,
}
