//! Interfaces and their methods.

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::{Clauses, Expr, Extends, FieldDef, Gaps, Package, SessionState, Type};
use crate::{arena::Handle, ast::Lend, source::Span};

/// `interface Name { … }`, or an object: what a capability can be to.
#[derive(Clone, Debug)]
pub struct Interface {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// The package that it belongs to.
    pub package: Handle<Package>,
    /// What it is marked with.
    pub attributes: Attributes,
    /// Whether it is an `object`: it has rights and nothing else, and nobody serves it. A shared region, an interrupt.
    pub object: bool,
    /// Whether newer clients may call operations that it does not have (`open`).
    pub open: bool,
    /// What it takes over from another interface.
    pub extends: Option<Extends>,
    /// Its rights, at most 16, those that it takes over first: the first is bit 0 of [`Rights`].
    pub rights: Vec<Right>,
    /// The states of its sessions, of which each starts in the first; none without a contract.
    pub states: Vec<SessionState>,
    /// Its methods and events, those that it takes over first, then its own in declaration order.
    pub methods: Vec<Handle<Method>>,
    /// The methods and rights that were left out because of an error.
    pub(crate) gaps: Gaps,
}

/// A right of an interface.
#[derive(Clone, Debug)]
pub struct Right {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub span: Span,
}

/// A set of rights of one interface, one bit each: bit 0 is the first right that the interface lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rights(pub u16);

impl Rights {
    /// No right.
    pub const NONE: Self = Self(0);

    /// The first `count` rights: every right of an interface that has so many.
    #[must_use]
    pub const fn first(count: usize) -> Self {
        if count >= 16 { Self(u16::MAX) } else { Self((1 << count) - 1) }
    }

    /// The set of the right with this position; empty for a position that no right has.
    #[must_use]
    pub const fn single(position: usize) -> Self {
        if position >= 16 { Self::NONE } else { Self(1 << position) }
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every right of `other` is in this set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there is no right in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The positions of its rights, in order.
    pub fn positions(self) -> impl Iterator<Item = usize> {
        (0..16).filter(move |position| self.contains(Self::single(*position)))
    }
}

impl fmt::Binary for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A method of an interface, or an event.
///
/// An event is a method without parameters, by which a subscriber fetches what happened: its results are how many were
/// lost before it (`lost: u32`), then what the event says.
#[derive(Clone, Debug)]
pub struct Method {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// The interface that it belongs to.
    pub interface: Handle<Interface>,
    /// The method that it is taken over from, if it is not the interface's own.
    pub origin: Option<Handle<Method>>,
    /// What it is marked with.
    pub attributes: Attributes,
    /// What `@requires` names, all of them: `NONE` for `@requires(none)` and in an interface without rights.
    pub required: Rights,
    /// What `@op` says.
    pub number: Option<Expr>,
    /// Whether it has no answer, and may be lost.
    pub oneway: bool,
    /// What makes it an event.
    pub event: Option<EventDef>,
    /// What the client sends in the body.
    pub params: Vec<FieldDef>,
    /// What the client lends beside it.
    pub leases: Vec<LeaseDef>,
    /// What the server answers.
    pub results: Vec<FieldDef>,
    /// What the server answers instead when it fails.
    pub fails: Option<Type>,
    /// What it does to the state of the session.
    pub clauses: Clauses,
}

/// What makes a method an event.
#[derive(Clone, Debug)]
pub struct EventDef {
    /// `keep 4`: how many the server keeps for each subscriber, the newest.
    pub keep: Option<Expr>,
}

/// A parameter that is lent: `image: &bytes<4096>`
#[derive(Clone, Debug)]
pub struct LeaseDef {
    /// Its place among all parameters of the method, lent or not.
    pub place: usize,
    /// What the server may do with the memory.
    pub lend: Lend,
    /// Its name, and the type that is lent.
    pub field: FieldDef,
}

/// What a declaration is marked with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// `@deprecated("…")`: what to use instead.
    pub deprecated: Option<String>,
    /// `@since(1.2)`: the version of the package that brought it, major and minor.
    pub since: Option<(u32, u32)>,
    /// `@idempotent`: calling twice is as good as calling once.
    pub idempotent: bool,
    /// `@sensitive`: redacted wherever values are printed.
    pub sensitive: bool,
}
