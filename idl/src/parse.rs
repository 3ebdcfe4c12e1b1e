//! From text to the syntax tree.
//!
//! A file is read in three moves: a scan finds what the grammar cannot say well and whether the file nests too deep; the
//! grammar reads one declaration after the other and recovers by itself; the reader turns what it matched into the tree and
//! each recovery node into a diagnostic.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::ast::{Ast, File};
use crate::diagnostic::{Diagnostic, Findings, sort};
use crate::source::{self, FileId, Sources};
use crate::standard;

mod braces;
mod context;
mod data;
mod effect;
mod explain;
mod expr;
mod imports;
mod interface;
mod item;
mod lex;
mod numbered;
mod policy;
mod reader;
mod recover;
mod scan;
mod slips;
mod system;
mod token;
mod types;

pub(crate) use reader::MAX_DECLARATION;
pub(crate) use scan::is_hidden;
pub(crate) use token::{escape, parse_digits};

/// How many syntax errors of one file are explained. More of them say nothing new, and each costs time.
pub const MAX_ERRORS: usize = 256;

/// Reads every file, and of the standard packages those that some file uses.
///
/// Never fails: where the text has a syntax error there is a diagnostic and a `Bad` node, and reading goes on at the next
/// member or item. Time and memory are bounded by a constant times the length of the text. The diagnostics come in the order
/// of the sources.
#[must_use]
pub fn parse(sources: &Sources) -> (Ast, Vec<Diagnostic>) {
    let mut diagnostics = Findings::default();
    let mut files: Vec<File> = sources.files().map(|(id, file)| read(id, file, &mut diagnostics)).collect();
    let mut standard: Vec<_> = sources.standard().zip(standard::PACKAGES).collect();
    let mut next = 0;
    while let Some(file) = files.get(next) {
        next += 1;
        // A standard package may use others: what is read is looked at in its turn.
        let is_used = |name: &str| file.uses.iter().any(|line| line.path.starts_with(name));
        let used: Vec<_> = standard.extract_if(.., |(_, (name, _))| is_used(name)).collect();
        files.extend(used.into_iter().map(|((id, file), _)| read(id, file, &mut diagnostics)));
    }
    let mut diagnostics = diagnostics.finish();
    sort(&mut diagnostics);
    (Ast { files, broken: !diagnostics.is_empty() }, diagnostics)
}

/// Reads one file.
fn read(id: FileId, file: &source::File, diagnostics: &mut Findings) -> File {
    let span = file.span();
    let first_look = scan::scan(file.text(), span.start);
    let mut tree =
        File { id, package: None, uses: Vec::new(), hides_names: false, unused: BTreeSet::new(), items: Vec::new() };
    let mut is_sound = first_look.diagnostics.is_empty();
    let findings = reader::read(&first_look.cover.over(file.text()), span.start, &first_look.places, &mut tree);
    is_sound &= findings.is_empty();
    diagnostics.extend(findings);
    diagnostics.extend(first_look.diagnostics);
    // What cannot be read may name them.
    if is_sound {
        tree.unused = imports::unused(file.text(), span.start, &tree.uses);
    }
    tree
}
