//! `cargo check` of generated code: a crate that holds nothing else.

use std::{fs, process::Command};

use super::{
    rows::Row,
    tools::{Cost, Tools, measured},
};
use crate::{Result, tools::here};

/// Checks the code that a row generated before. What it depends on is checked already.
pub(crate) fn check(tools: &Tools, row: &Row, structs: usize) -> Result<Cost> {
    let out = tools.out(row.name, structs);
    let folder = out.join("crate");
    fs::create_dir_all(&folder)?;
    let library = match row.library.unwrap_or_default() {
        ours @ "tessera-runtime" => format!("{ours} = {{ path = \"{}\" }}", here().join("../../runtime").display()),
        other => other.to_owned(),
    };
    let head = "[package]\nname = \"checked\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[lib]\npath = \"lib.rs\"\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), format!("{head}[dependencies]\n{library}\n"))?;
    let code = out.join(row.file);
    // Code of Cap'n Proto says `crate::big_capnp`; a file that begins with inner attributes is a module of its own.
    let module = row.file.rsplit('/').next().and_then(|file| file.strip_suffix(".rs")).unwrap_or_default();
    fs::write(folder.join("lib.rs"), format!("#[path = \"{}\"]\npub mod {module};\n", code.display()))?;
    let mut best: Option<Cost> = None;
    // The first run checks what the code depends on.
    for run in 0..3 {
        fs::File::options().write(true).open(folder.join("lib.rs"))?.set_modified(std::time::SystemTime::now())?;
        let mut cargo = Command::new("cargo");
        cargo.args(["check", "--quiet", "--target-dir"]).arg(tools.folder().join("checked")).current_dir(&folder);
        let cost = measured(&mut cargo)?;
        if run > 0 {
            best = Some(best.map_or(cost, |best| best.min(cost)));
        }
    }
    best.ok_or_else(|| "no run".into())
}
