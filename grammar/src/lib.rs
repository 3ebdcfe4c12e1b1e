//! The shape of Tessera's interface language.
//!
//! `idl.pest` holds the whole syntax. This crate turns it into a parser and gives every rule a name for people; what a text means is the
//! matter of `tessera-idl`.
//!
//! A file is read in steps, one declaration each, so memory follows the largest declaration and not the file. A step never fails: the
//! grammar ends with recovery rules that take whatever stands there.
//!
//! ```
//! use tessera_grammar::{Rule, expected, human, step};
//!
//! let entry = step("alias Digest = [u8; 32]; alias Rest = u8;").unwrap();
//! assert_eq!(entry.as_str(), "alias Digest = [u8; 32];");
//!
//! let broken = "alias Digest = ;";
//! let failure = expected(Rule::why_entry, broken).unwrap();
//! assert_eq!((failure.offset, failure.rules.iter().copied().map(human).collect::<Vec<_>>()), (15, vec!["a type"]));
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::vec::Vec;

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};

mod human;
mod parser {
    #![expect(missing_docs, reason = "the derive documents the rules, not its own items")]

    /// The parser that the derive makes of the grammar.
    #[derive(pest_derive::Parser)]
    #[grammar = "../idl.pest"]
    pub(crate) struct IdlParser;
}

pub use human::{continues, human, keyword};
pub use parser::Rule;

/// A piece of text that a rule has matched.
pub type Pair<'text> = pest::iterators::Pair<'text, Rule>;
/// Pieces of text in a row.
pub type Pairs<'text> = pest::iterators::Pairs<'text, Rule>;

/// Reads the first declaration of the text: an [`entry`](Rule::entry), or [`EOI`](Rule::EOI) where only space and comments are left.
///
/// `None` is not expected for any text; a caller treats it as text that cannot be read. Brackets must not nest deeper than the caller's
/// stack allows, at most 8 KiB a level in an unoptimized build.
#[must_use]
pub fn step(text: &str) -> Option<Pair<'_>> {
    parser::IdlParser::parse(Rule::step, text).ok()?.next()?.into_inner().next()
}

/// Reads a body with its braces, such as an [`interface_body`](Rule::interface_body), where a text begins with one.
#[must_use]
pub fn body(rule: Rule, text: &str) -> Option<Pair<'_>> {
    parser::IdlParser::parse(rule, text).ok()?.next()
}

/// How far a rule got, and what it could have gone on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The offset in the text, in bytes.
    pub offset: usize,
    /// The rules that would have matched there, in the order of the grammar, each once.
    pub rules: Vec<Rule>,
}

/// Where the text departs from a rule; `None` where it begins with what the rule describes.
#[must_use]
pub fn expected(rule: Rule, text: &str) -> Option<Expected> {
    let error = parser::IdlParser::parse(rule, text).err()?;
    let (InputLocation::Pos(offset) | InputLocation::Span((offset, _))) = error.location;
    let rules = match error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Some(Expected { offset, rules })
}
