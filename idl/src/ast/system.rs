//! Components, and systems made of them.

use alloc::vec::Vec;
use core::fmt;

use super::{Bad, Expr, Head, Name, Path};
use crate::source::Span;

/// `component Driver { … }`
#[derive(Clone, Debug)]
pub struct Component {
    /// The name.
    pub name: Name,
    /// The members, in the order of the text.
    pub members: Vec<ComponentMember>,
}

/// One member of a component.
#[derive(Clone, Debug)]
pub struct ComponentMember {
    /// Documentation and attributes.
    pub head: Head,
    /// Which.
    pub kind: ComponentMemberKind,
    /// From the first word (without documentation and attributes) to `;`.
    pub span: Span,
}

/// The members of a component.
#[derive(Clone, Debug)]
pub enum ComponentMemberKind {
    /// `uses bolt: Bolt;`
    Uses(Uses),
    /// `provides lock: Lock;`
    Provides(Provides),
    /// `during lock.unlock calls bolt.drive;`
    During(During),
    /// `hands out Session max 8;`
    HandsOut(HandsOut),
    /// Reported by the parser.
    Bad(Bad),
}

/// `uses lock: Lock<open, read> optional;`
#[derive(Clone, Debug)]
pub struct Uses {
    /// The port.
    pub name: Name,
    /// What is used, with which rights.
    pub interface: InterfaceUse,
    /// The word `optional`.
    pub optional: Option<Span>,
}

/// `provides lock: Lock;`
#[derive(Clone, Debug)]
pub struct Provides {
    /// The port.
    pub name: Name,
    /// What is provided.
    pub interface: Path,
}

/// `Lock<open, read>`
#[derive(Clone, Debug)]
pub struct InterfaceUse {
    /// The interface.
    pub path: Path,
    /// The rights; empty where the text names none.
    pub rights: Vec<Name>,
    /// From the path to `>`.
    pub span: Span,
}

/// `during lock.unlock calls bolt.drive, horn.sound;`
#[derive(Clone, Debug)]
pub struct During {
    /// The handler: a method of a provided port.
    pub handler: Operation,
    /// What it may call: methods of used ports.
    pub calls: Vec<Operation>,
}

/// `hands out Session max 8;`
#[derive(Clone, Debug)]
pub struct HandsOut {
    /// What is handed out.
    pub interface: Path,
    /// The most that are open at a time.
    pub max: Expr,
}

/// `lock.unlock`: a method of a port.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The port.
    pub port: Name,
    /// The method.
    pub method: Name,
    /// Both.
    pub span: Span,
}

/// `system Home { … }`
#[derive(Clone, Debug)]
pub struct System {
    /// The name.
    pub name: Name,
    /// The members, in the order of the text.
    pub members: Vec<SystemMember>,
}

/// One member of a system.
#[derive(Clone, Debug)]
pub struct SystemMember {
    /// Documentation and attributes.
    pub head: Head,
    /// Which.
    pub kind: SystemMemberKind,
    /// From the first word (without documentation and attributes) to `;`.
    pub span: Span,
}

/// The members of a system.
#[derive(Clone, Debug)]
pub enum SystemMemberKind {
    /// `gateway: Gateway untrusted;`
    Instance(Instance),
    /// `gateway.lock -> driver.lock;`
    Connection(Connection),
    /// `provides door: Lock = driver.lock;`, `uses net: Net<send> = gateway.net;`
    Export(Export),
    /// `gate warden guards driver.lock;`
    Gate(Gate),
    /// Reported by the parser.
    Bad(Bad),
}

/// `gateway: Gateway untrusted;`, `workers: Worker[4];`
#[derive(Clone, Debug)]
pub struct Instance {
    /// The name.
    pub name: Name,
    /// The component, or the system that it is a part as.
    pub of: Path,
    /// How many there are, for an array.
    pub size: Option<Expr>,
    /// The trust label: `trusted`, `untrusted`, or the level of a policy.
    pub trust: Option<Name>,
}

/// `gateway.lock -> driver.lock;`
#[derive(Clone, Debug)]
pub struct Connection {
    /// Who uses.
    pub from: PortRef,
    /// Who provides.
    pub to: PortRef,
}

/// `provides door: Lock<open> = driver.lock;`: a port of a part that the system has as its own.
#[derive(Clone, Debug)]
pub struct Export {
    /// Which word it begins with.
    pub side: Side,
    /// The name of the port.
    pub name: Name,
    /// What is spoken there, with which rights.
    pub interface: InterfaceUse,
    /// The port of a part.
    pub port: PortRef,
}

/// The side of a component or of a system on which a port is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// `uses`
    Uses,
    /// `provides`
    Provides,
}

impl Side {
    /// The word that a port of this side begins with.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Uses => "uses",
            Self::Provides => "provides",
        }
    }

    /// The word as messages write it.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Uses => "`uses`",
            Self::Provides => "`provides`",
        }
    }
}

/// `gate warden guards driver.lock, driver.admin;`
#[derive(Clone, Debug)]
pub struct Gate {
    /// The name.
    pub name: Name,
    /// What it stands before.
    pub guards: Vec<PortRef>,
}

/// `gateway.lock`, `workers[2].in`: a port of a part.
#[derive(Clone, Debug)]
pub struct PortRef {
    /// The part.
    pub path: PartPath,
    /// Its port.
    pub port: Name,
    /// Both.
    pub span: Span,
}

/// `gateway`, `workers[*]`, `front.driver`: a part of a system, or of a system in it.
#[derive(Clone, Debug)]
pub struct PartPath {
    /// At least one.
    pub parts: Vec<PartRef>,
    /// From the first to the last.
    pub span: Span,
}

/// `gateway`, `workers[2]`, `workers[*]`
#[derive(Clone, Debug)]
pub struct PartRef {
    /// The name.
    pub name: Name,
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
    /// `[*]`, with its place.
    All(Span),
}

impl fmt::Display for PartPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, part) in self.parts.iter().enumerate() {
            let dot = if position > 0 { "." } else { "" };
            let index = match part.index {
                Some(Index::One(_)) => "[…]",
                Some(Index::All(_)) => "[*]",
                None => "",
            };
            write!(f, "{dot}{}{index}", part.name)?;
        }
        Ok(())
    }
}
