//! What messages cost, beside peers: `tessera-bench messages`. With `--book` the tables and the picture of the book's page are written too.
//!
//! The programs of `messages/` do the work; book/src/messages.md says what is measured.

mod picture;
mod programs;
mod small;
mod tables;

use std::fs;

use self::programs::Programs;
use crate::{Result, report::line, tools};

/// The sets, by the names of the public benchmark.
const SETS: [&str; 4] = ["log", "mesh", "minecraft", "mk48"];

/// What each peer does with each set.
const OPERATIONS: [&str; 3] = ["serialize", "access", "read"];

/// What a peer took for a set.
#[derive(Clone, Debug)]
struct Row {
    peer: String,
    /// What it wrote.
    bytes: u64,
    /// One of each operation.
    instructions: [u64; 3],
    /// The least processor time of one of each, in nanoseconds.
    time: [u64; 3],
}

/// The rows of a set, ours first.
#[derive(Clone, Debug)]
struct Set {
    name: &'static str,
    rows: Vec<Row>,
}

/// Measures everything, prints it as Markdown, and writes it into the book where that is wanted.
pub(crate) fn print(book: bool) -> Result {
    let programs = Programs::ready()?;
    let sets = SETS.iter().map(|name| programs.set(name)).collect::<Result<Vec<_>>>()?;
    let mut text = tables::sets(&sets);
    text.push_str(&small::table(&programs)?);
    line(&tools::machine());
    line("");
    line(&text);
    if book {
        let folder = tools::here().join("../../book/src");
        let page = folder.join("messages.md");
        fs::write(&page, tables::replaced(&fs::read_to_string(&page)?, &text)?)?;
        fs::write(folder.join("messages.svg"), picture::svg(&sets))?;
    }
    Ok(())
}
