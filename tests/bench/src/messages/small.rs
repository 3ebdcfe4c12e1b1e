//! A small message: instructions of writing and reading it once, and the code that this needs.

use super::{programs::Programs, tables};
use crate::{
    Result,
    tools::{callgrind, text},
};

/// The ways to write it: programs of `messages/small`, and what they are called.
const WAYS: [(&str, &str); 10] = [
    ("tessera-inline", "**Tessera**, inline"),
    ("tessera-outline", "**Tessera**, out of line"),
    ("hand", "by hand"),
    ("rkyv-checked", "rkyv, validated"),
    ("rkyv-raw", "rkyv, believed"),
    ("postcard", "postcard"),
    ("capnp", "Cap'n Proto"),
    ("prost", "prost"),
    ("flatbuffers", "FlatBuffers"),
    ("nothing", "the loop alone"),
];

/// The table.
pub(super) fn table(programs: &Programs) -> Result<String> {
    const N: u64 = 1000;
    let nothing = text(&programs.small("nothing"))?;
    let mut table = String::from("\n| six fields | instructions | bytes of `.text` |\n|---|--:|--:|\n");
    for (way, name) in WAYS {
        let program = programs.small(way);
        let times = |n: u64| callgrind(&program, &[], &[&n.to_string()]);
        let instructions = times(2 * N)?.saturating_sub(times(N)?) / N;
        let bytes = text(&program)?.saturating_sub(nothing);
        table = format!("{table}| {name} | {} | {} |\n", tables::grouped(instructions), tables::grouped(bytes));
    }
    Ok(table)
}
