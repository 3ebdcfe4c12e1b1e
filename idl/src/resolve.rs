//! From the syntax tree to the model: every name is looked up, once.

use alloc::vec::Vec;

use crate::{ast::Ast, diagnostic::Diagnostic, model::Model};

/// Looks up every name of the tree.
///
/// Never fails: what cannot be resolved is reported, left out, and makes the model [unsound](Model::is_sound).
#[must_use]
pub fn resolve(ast: &Ast) -> (Model, Vec<Diagnostic>) {
    let _ = ast;
    (Model::default(), Vec::new())
}
