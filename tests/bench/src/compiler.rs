//! What compiling costs, beside the compilers of Cap'n Proto, `FlatBuffers` and Protocol Buffers: `tessera-bench compiler [N…]`.
//!
//! Each compiler gets the same N structs, the least CPU time of a few runs counts. book/src/compiler-speed.md says what is measured.

mod crates;
mod rows;
mod schema;
mod tools;

use std::fs;

use self::{
    crates::check,
    rows::{CODE, Row, SCHEMA},
    tools::{Cost, Tools, measured},
};
use crate::{Result, report::line};

/// How many structs, unless the command line says so.
const SIZES: [usize; 3] = [1_000, 10_000, 50_000];

/// Up to here code is generated: a peer takes gigabytes for more.
const MOST_CODE: usize = 10_000;

/// How many structs the generated code is checked for.
const CHECKED: [usize; 2] = [100, 1_000];

/// The best of so many runs.
const RUNS: usize = 3;

/// Measures everything and prints it.
pub(crate) fn print(sizes: &[&str]) -> Result {
    let sizes: Vec<usize> = match sizes {
        [] => SIZES.to_vec(),
        sizes => sizes.iter().map(|size| size.parse()).collect::<std::result::Result<_, _>>()?,
    };
    let tools = Tools::ready()?;
    line(&crate::tools::machine());
    for tool in tools::versions() {
        line(&tool);
    }
    let columns: Vec<_> = sizes.iter().map(|size| format!("{size} structs")).collect();
    line("");
    row("schema only: CPU s / peak MB", &columns);
    for compiler in &SCHEMA {
        let cells =
            sizes.iter().map(|size| Ok(cost(&tools, compiler, *size)?.to_string())).collect::<Result<Vec<_>>>()?;
        row(compiler.name, &cells);
    }
    let sizes: Vec<_> = sizes.into_iter().filter(|size| *size <= MOST_CODE).collect();
    line("");
    row("Rust code: CPU s / peak MB / bytes per struct", &columns);
    for compiler in &CODE {
        let cell = |size: &usize| {
            let cost = cost(&tools, compiler, *size)?;
            let bytes = fs::metadata(tools.out(compiler.name, *size).join(compiler.file))?.len() / *size as u64;
            Ok(format!("{cost} / {bytes}"))
        };
        row(compiler.name, &sizes.iter().map(cell).collect::<Result<Vec<_>>>()?);
    }
    line("");
    row("cargo check of that code: CPU s / peak MB", &CHECKED.map(|size| format!("{size} structs")));
    for compiler in CODE.iter().filter(|compiler| compiler.library.is_some()) {
        let cell = |size: &usize| {
            cost(&tools, compiler, *size)?;
            Ok(check(&tools, compiler, *size)?.to_string())
        };
        row(compiler.name, &CHECKED.iter().map(cell).collect::<Result<Vec<_>>>()?);
    }
    Ok(())
}

/// The best of a few runs of a compiler.
fn cost(tools: &Tools, row: &Row, structs: usize) -> Result<Cost> {
    let schema = tools.schema(row.language, structs)?;
    let out = tools.out(row.name, structs);
    fs::create_dir_all(&out)?;
    let mut best: Option<Cost> = None;
    for _ in 0..RUNS {
        let cost = measured(&mut (row.command)(tools, &schema, &out))?;
        best = Some(best.map_or(cost, |best| best.min(cost)));
    }
    best.ok_or_else(|| "no run".into())
}

fn row(label: &str, cells: &[String]) {
    line(&cells.iter().fold(format!("{label:<50}"), |text, cell| format!("{text}{cell:>22}")));
}
