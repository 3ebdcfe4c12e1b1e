//! The meaning of Tessera's interface language.
//!
//! Data flows one way, and every step keeps one promise:
//!
//! ```text
//! parse   : Sources -> Ast     what was written; never fails, may hold Bad nodes
//! resolve : Ast     -> Model   what it names; arenas, every name is a handle
//! check   : Model   -> Facts   what it means; per item, absent where the item has an error
//! ```
//!
//! Each step also returns its [`Diagnostic`]s and never stops at the first one. The crate does no input or output and
//! holds no state: the same sources give the same tree and the same diagnostics on every machine. No input makes it
//! panic.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

// What was written.
pub mod ast;
pub mod parse;
pub mod source;
pub mod standard;

// How it is laid out.
pub mod format;
mod trivia;

// What it names.
pub mod arena;
pub mod model;
pub mod resolve;

// What it means.
pub mod check;
pub mod facts;
pub mod fit;
pub mod policy;

// Its values and their bytes.
pub mod reflect;

// What is wrong with it.
pub mod codes;
pub mod diagnostic;
pub mod edit;
mod habits;
pub mod suggest;

pub use ast::Ast;
pub use check::check;
pub use codes::Code;
pub use diagnostic::{Diagnostic, Fix, Label, Severity};
pub use facts::Facts;
pub use format::format;
pub use model::Model;
pub use parse::parse;
pub use resolve::resolve;
pub use source::{FileId, Sources, Span};
