//! Interfaces and their methods.

use alloc::vec::Vec;

use super::{Bad, Expr, Head, Name, Path, Type};
use crate::source::Span;

/// `interface Lock { … }`
#[derive(Clone, Debug)]
pub struct Interface {
    /// The name.
    pub name: Name,
    /// The word `open`.
    pub open: Option<Span>,
    /// `extends Other at 0x100`
    pub extends: Option<Extends>,
    /// The members, in the order of the text.
    pub members: Vec<Member>,
    /// Whether something before the members could not be read, which is reported.
    pub is_broken: bool,
}

/// `object Memory { rights { read, write } }`
#[derive(Clone, Debug)]
pub struct Object {
    /// The name.
    pub name: Name,
    /// The members, in the order of the text; only a list of rights belongs there.
    pub members: Vec<Member>,
}

/// `extends Other at 0x100`
#[derive(Clone, Debug)]
pub struct Extends {
    /// The interface whose methods and rights are taken over.
    pub base: Path,
    /// The number of the first operation that is taken over.
    pub at: Expr,
    /// From `extends` to the number.
    pub span: Span,
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
    /// `states { idle, receiving }`
    States(States),
    /// `unlock(user: UserId) -> (until: u64) fails Why;`
    Method(Method),
    /// `event bolted(at: Millis) keep 4;`
    Event(Event),
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

/// `states { idle, receiving, final done }`
#[derive(Clone, Debug)]
pub struct States {
    /// The states, in the order of the text: a session starts in the first.
    pub states: Vec<SessionState>,
    /// The word `states`.
    pub keyword: Span,
    /// What stands among them and could not be read.
    pub bad: Vec<Bad>,
}

/// `idle`, `final done`
#[derive(Clone, Debug)]
pub struct SessionState {
    /// The name.
    pub name: Name,
    /// The word `final`: a session is meant to end here.
    pub last: Option<Span>,
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
    /// In which states of the session it may be called.
    pub from: Option<FromStates>,
    /// In which state the session is afterwards.
    pub to: Option<ToState>,
    /// What the server answers instead.
    pub fails: Option<Fails>,
    /// From `(` to `)`.
    pub params_span: Span,
    /// Whether it breaks off inside its line, which is reported.
    pub is_cut: bool,
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

/// `from receiving, verified`
#[derive(Clone, Debug)]
pub struct FromStates {
    /// The names of the states, at least one.
    pub states: Vec<Name>,
    /// From `from` to the last name.
    pub span: Span,
}

/// `to idle`
#[derive(Clone, Debug)]
pub struct ToState {
    /// The name of the state.
    pub state: Name,
    /// From `to` to the name.
    pub span: Span,
}

/// `fails Why`, `fails Why to idle`, `fails Why { .jammed to idle }`
#[derive(Clone, Debug)]
pub struct Fails {
    /// The type of the error.
    pub ty: Type,
    /// Where failures lead, in the order of the text.
    pub edges: Vec<FailureEdge>,
    /// From `fails` to the type.
    pub span: Span,
}

/// Where a failure leads: `.jammed to idle`
#[derive(Clone, Debug)]
pub struct FailureEdge {
    /// The variant; `None` for every failure.
    pub variant: Option<Name>,
    /// The name of the state.
    pub state: Name,
}
