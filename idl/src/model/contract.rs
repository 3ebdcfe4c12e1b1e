//! Contracts: the states of a session, what methods do to them, and what an interface takes over from another.

use alloc::{string::String, vec::Vec};

use super::{Expr, Interface};
use crate::{arena::Handle, source::Span};

/// A state of the sessions of an interface.
#[derive(Clone, Debug)]
pub struct SessionState {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub span: Span,
    /// Whether a session is meant to end here (`final`).
    pub last: bool,
}

/// What a method's clauses say about the state of a session.
#[derive(Clone, Debug, Default)]
pub struct Clauses {
    /// `from a, b`: where it may be called, at least one; empty without the clause, which is *everywhere*.
    pub from: Vec<Mentioned>,
    /// `to c`: where it leads; it stays without the clause.
    pub to: Option<Mentioned>,
    /// `fails E to c`, `fails E { .v to c }`: where failures lead, in the order of the text; the others stay.
    pub failures: Vec<Failure>,
    /// Whether a clause was left out, or has an error, that is reported already.
    pub(crate) broken: bool,
}

impl Clauses {
    /// Whether there is no clause.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.from.is_empty() && self.to.is_none() && self.failures.is_empty()
    }
}

/// A state where a clause names it.
#[derive(Clone, Copy, Debug)]
pub struct Mentioned {
    /// Its place among the states of the interface.
    pub state: usize,
    /// Where it is named.
    pub span: Span,
}

/// Where a failure leads.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The variant of the error, and where it is named; `None` for every failure.
    pub variant: Option<(String, Span)>,
    /// The state.
    pub to: Mentioned,
}

/// `extends Other at 0x100`
#[derive(Clone, Debug)]
pub struct Extends {
    /// Whose methods and rights are taken over.
    pub base: Handle<Interface>,
    /// The number of the operation that is 32 in `base`.
    pub at: Expr,
    /// Where the base is named.
    pub span: Span,
}
