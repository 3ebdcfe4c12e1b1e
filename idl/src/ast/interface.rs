//! Interfaces and their methods.

use alloc::vec::Vec;

use super::{Bad, Expr, Head, Name, NotYet, Type};
use crate::source::Span;

/// `interface Lock { … }`
#[derive(Clone, Debug)]
pub struct Interface {
    /// The name.
    pub name: Name,
    /// `open`, `extends Other at 0x100`
    pub not_yet: Vec<NotYet>,
    /// The members, in the order of the text.
    pub members: Vec<Member>,
}

/// `object Memory { rights { read, write } }`
#[derive(Clone, Debug)]
pub struct Object {
    /// The name.
    pub name: Name,
    /// The members, in the order of the text; only a list of rights belongs there.
    pub members: Vec<Member>,
}

/// One member of an interface.
#[derive(Clone, Debug)]
pub struct Member {
    /// Documentation and attributes.
    pub head: Head,
    /// Which.
    pub kind: MemberKind,
    /// From the first word (without documentation and attributes) to `;`.
    pub span: Span,
}

/// The members of an interface.
#[derive(Clone, Debug)]
pub enum MemberKind {
    /// `rights { open, admin, read }`
    Rights(Rights),
    /// `unlock(user: UserId) -> (until: u64) fails Why;`
    Method(Method),
    /// `event bolted(at: Millis) keep 4;`
    Event(Event),
    /// A list of states.
    NotYet(NotYet),
    /// Reported by the parser.
    Bad(Bad),
}

/// `rights { open, admin, read }`
#[derive(Clone, Debug)]
pub struct Rights {
    /// The rights, in the order of the text.
    pub names: Vec<Name>,
    /// The word `rights`.
    pub keyword: Span,
    /// What stands among them and could not be read.
    pub bad: Vec<Bad>,
}

/// `oneway touched(user: UserId);`
#[derive(Clone, Debug)]
pub struct Method {
    /// The name.
    pub name: Name,
    /// The word `oneway`.
    pub oneway: Option<Span>,
    /// What the client sends.
    pub params: Vec<Param>,
    /// What the server answers; `None` without an arrow, which is an empty answer unless the method is one-way.
    pub results: Option<Results>,
    /// What the server answers instead.
    pub fails: Option<Fails>,
    /// `from` and `to`, the clauses of a contract.
    pub not_yet: Vec<NotYet>,
    /// From `(` to `)`.
    pub params_span: Span,
}

/// `event bolted(at: Millis) keep 4;`
#[derive(Clone, Debug)]
pub struct Event {
    /// The name.
    pub name: Name,
    /// What it says.
    pub params: Vec<Param>,
    /// `-> (…)` or `fails E`, which no event has.
    pub answer: Option<Span>,
    /// How many the server keeps for each subscriber.
    pub keep: Option<Expr>,
}

/// `-> (until: Millis)`
#[derive(Clone, Debug)]
pub struct Results {
    /// The values.
    pub values: Vec<Param>,
    /// From the arrow to `)`.
    pub span: Span,
}

/// One value of a message: `user: UserId`
#[derive(Clone, Debug)]
pub struct Param {
    /// Documentation and attributes.
    pub head: Head,
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: Type,
    /// From the name to the type.
    pub span: Span,
}

/// `fails Why`
#[derive(Clone, Debug)]
pub struct Fails {
    /// The type of the error.
    pub ty: Type,
    /// From `fails` to the type.
    pub span: Span,
}
