//! Contracts: interfaces whose sessions have states, and methods that are only allowed in some of them.
//!
//! The server keeps the state of each connection in its table and checks it before a body is read: [`Refusal::OutOfOrder`]. In the
//! client's types the state is a convenience: a wrong order does not compile.

use core::fmt;

use crate::{Failure, Refusal};

/// The part of a method in a contract. States are numbers from 0, where every session starts; there are at most 32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The states in which it may be called, one bit each.
    pub from: u32,
    /// The state after results; `None` for a method that stays.
    pub to: Option<u8>,
}

impl Contract {
    /// A method that may be called in every state, and stays.
    pub const ANYWHERE: Self = Self { from: u32::MAX, to: None };
}

/// In this state of a session the method `M` may be called.
#[diagnostic::on_unimplemented(
    message = "`{M}` cannot be called in the state `{Self}`",
    label = "out of order",
    note = "the contract of the interface says in which states a method may be called, and where it leads"
)]
pub trait In<M> {}

/// Why a step of a contract did not lead where success leads, and what is left of the session.
///
/// `S` is the session as it was, `T` the session after a failure.
#[derive(Debug)]
pub enum Stopped<S, T, E, X> {
    /// What the interface says (`fails E`), and the session where this failure leads.
    Fails(T, E),
    /// The framework refused: the handler never ran, and the session is where it was.
    Refused(S, Refusal),
    /// There is no answer that can be read, because something did not fit or is malformed, or nobody will answer; the handler may have run.
    /// The session is where it was: a server that moved on all the same refuses the next step as out of order.
    Unfit(S, Refusal),
    /// What the kernel says; nobody knows where the session is, so it is given up.
    Lost(X),
}

impl<E, X> Failure<E, X> {
    /// What is left of a session whose step failed so; `fails` says where the interface's errors lead.
    pub fn stopped<S, T>(self, session: S, fails: impl FnOnce(S, &E) -> T) -> Stopped<S, T, E, X> {
        match self {
            Self::Error(error) => Stopped::Fails(fails(session, &error), error),
            Self::Refused(refusal @ (Refusal::DoesNotFit | Refusal::Malformed | Refusal::Gone | Refusal::Withheld)) => {
                Stopped::Unfit(session, refusal)
            }
            Self::Refused(refusal) => Stopped::Refused(session, refusal),
            Self::Kernel(error) => Stopped::Lost(error),
        }
    }
}

impl<S, T, E: fmt::Debug, X: fmt::Debug> fmt::Display for Stopped<S, T, E, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fails(_, error) => write!(f, "the call fails: {error:?}"),
            Self::Refused(_, refusal) => write!(f, "refused: {refusal}"),
            Self::Unfit(_, refusal) => write!(f, "no answer: {refusal}"),
            Self::Lost(error) => write!(f, "the kernel reports {error:?}"),
        }
    }
}

impl<S: fmt::Debug, T: fmt::Debug, E: fmt::Debug, X: fmt::Debug> core::error::Error for Stopped<S, T, E, X> {}
