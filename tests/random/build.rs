//! Makes up packages and compiles them: each half becomes a file of stubs, one of the glue to the tests, and a folder with the sources.
//!
//! `TESSERA_PACKAGES` sets how many there are (200), `TESSERA_SEED` which ones (0).

use std::{env, error::Error, fs, path::Path};

use idlc::{Target, compile};
use tessera_idl::{Severity, Sources, check, parse, resolve};
use tessera_tests::{
    choices::Choices,
    glue::glue,
    random::{File, packages as family},
    ui::sorted,
};

/// Two crates: cargo compiles them at the same time.
const PARTS: usize = 2;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR")?;
    let packages = number("TESSERA_PACKAGES", 200)?;
    let seed = number("TESSERA_SEED", 0)?;
    let mut parts: [Vec<File>; PARTS] = Default::default();
    // One that another uses is no package of its own: it has no messages.
    let (mut count, mut numbers) = (0, 0..);
    while let Some(number) = numbers.next().filter(|_| count < packages) {
        let mut choices = Choices::seeded((seed as u64) << 32 | number as u64);
        let files = family(&format!("p{number}"), number, &mut choices);
        count += files.iter().filter(|file| file.text.contains("interface ")).count();
        parts[number % PARTS].extend(files);
    }
    for (part, files) in parts.into_iter().enumerate() {
        let mut sources = Sources::new();
        let folder = Path::new(&out).join(format!("part{part}"));
        _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)?;
        if part == 0 {
            found(&folder, &mut sources)?;
        }
        for File { name, text } in files {
            fs::write(folder.join(format!("{name}.idl")), &text)?;
            sources.add(format!("{name}.idl"), text)?;
        }
        // What is kept is generated for the first half: it is much to compile.
        let outcome = compile(&sources, &Target { owned: part == 0, ..Target::default() });
        let Ok(files) = outcome.files else {
            let errors = outcome.diagnostics.iter().filter(|finding| finding.severity() == Severity::Error);
            return Err(errors
                .map(|finding| format!("{}: {}\n", finding.code, finding.message))
                .collect::<String>()
                .into());
        };
        let text: String = files.into_iter().map(|file| file.text).collect();
        let (model, _) = resolve(&parse(&sources).0);
        let (facts, _) = check(&model);
        let facts = facts.complete().ok_or("the packages have errors")?;
        fs::write(folder.with_extension("glue.rs"), glue(&model, &facts, &text)?)?;
        fs::write(folder.with_extension("rs"), text)?;
    }
    Ok(())
}

/// Adds the packages in which something was wrong once.
fn found(folder: &Path, sources: &mut Sources) -> Result<(), Box<dyn Error>> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../random/found");
    println!("cargo::rerun-if-changed={}", found.display());
    for path in sorted(&found)?.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "idl")) {
        let (name, text) = (path.file_name().unwrap_or_default(), fs::read_to_string(&path)?);
        fs::write(folder.join(name), &text)?;
        sources.add(name.display().to_string(), text)?;
    }
    Ok(())
}

/// What a variable of the environment says, of which the packages depend.
fn number(name: &str, otherwise: usize) -> Result<usize, Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed={name}");
    Ok(env::var(name).ok().map(|number| number.parse()).transpose()?.unwrap_or(otherwise))
}
