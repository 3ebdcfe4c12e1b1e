//! Compiles the descriptions of `tests/conformance`, each for itself: the stubs, and the glue between them and the tests.

use std::{env, error::Error, fs, path::Path};

use idlc::{Target, compile};
use tessera_idl::{Sources, check, parse, resolve};
use tessera_tests::glue::{glue, makers};

fn main() -> Result<(), Box<dyn Error>> {
    let (folder, out) = (Path::new("../conformance"), env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "idl") {
            continue;
        }
        let name = path.file_stem().and_then(|name| name.to_str()).ok_or("a name")?;
        println!("cargo::rerun-if-changed={}", path.display());
        let sources = Sources::single(name, fs::read_to_string(&path)?)?;
        let outcome = compile(&sources, &Target { owned: true, ..Target::default() });
        let Ok(files) = outcome.files else { return Err(format!("{name}: {:?}", outcome.diagnostics).into()) };
        let mut text: String = files.into_iter().map(|file| file.text).collect();
        let (model, _) = resolve(&parse(&sources).0);
        let (facts, _) = check(&model);
        let facts = facts.complete().ok_or("no errors, and no facts")?;
        let parts = [glue(&model, &facts, &text)?, makers(&model, &facts, &text)?];
        text.extend(parts);
        fs::write(Path::new(&out).join(format!("{name}.rs")), text)?;
    }
    Ok(())
}
