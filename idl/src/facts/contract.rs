//! What methods do to the state of a session. States are places in [`InterfaceFacts::states`](super::InterfaceFacts).

use alloc::vec::Vec;

/// What a method does to the state of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edges {
    /// The states in which it may be called, in rising order; empty for a method that may be called in every state.
    pub from: Vec<u8>,
    /// The state after results; `None` for a method that stays.
    pub to: Option<u8>,
    /// Where failures lead; a failure that no edge is about stays.
    pub fails: Vec<FailureEdge>,
}

impl Edges {
    /// Whether every outcome leaves the state.
    #[must_use]
    pub const fn stays(&self) -> bool {
        self.to.is_none() && self.fails.is_empty()
    }
}

/// Where a failure leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailureEdge {
    /// The place of the variant among those of the error type; `None` for every failure, and then it is the only edge.
    pub variant: Option<usize>,
    /// The state.
    pub to: u8,
}
