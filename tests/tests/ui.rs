//! What the front end says, as data: each `ui/AREA/CASE.idl` has its findings beside it in `ui/AREA/CASE.txt`.
//!
//! A case of several files is a folder, `ui/AREA/CASE/*.idl`; they are read in the order of their names. A clean case has an empty
//! text. `BLESS=1 cargo test -p tessera-tests --test ui` writes what is said now into the texts; review the difference.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use tessera_tests::{
    describe, files_of, front,
    ui::{areas, read, sorted},
};

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

#[test]
fn syntax() -> Result {
    area("syntax")
}

#[test]
fn names() -> Result {
    area("names")
}

#[test]
fn types() -> Result {
    area("types")
}

#[test]
fn wiring() -> Result {
    area("wiring")
}

#[test]
fn contracts() -> Result {
    area("contracts")
}

#[test]
fn policy() -> Result {
    area("policy")
}

#[test]
fn examples_are_clean() -> Result {
    let examples =
        files_of("idl")?.into_iter().filter(|path| path.components().any(|part| part.as_os_str() == "examples"));
    for path in examples {
        let sources = read(&path)?;
        assert_eq!(describe(&front(&sources), &sources), "", "{}", path.display());
    }
    Ok(())
}

/// The cases that belong to no area would never run.
#[test]
fn every_folder_is_an_area() -> Result {
    let mut areas = areas()?;
    areas.retain(|path| {
        !["syntax", "names", "types", "wiring", "contracts", "policy"].iter().any(|area| path.ends_with(area))
    });
    assert_eq!(areas, Vec::<PathBuf>::new());
    Ok(())
}

fn area(name: &str) -> Result {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui").join(name);
    let mut wrong = Vec::new();
    let mut cases = 0;
    for path in sorted(&folder)? {
        let is_text = path.extension().is_some_and(|extension| extension == "txt");
        if is_text {
            assert!(
                path.with_extension("idl").exists() || path.with_extension("").is_dir(),
                "no case for {}",
                path.display()
            );
            continue;
        }
        cases += 1;
        let sources = read(&path)?;
        let found = describe(&front(&sources), &sources);
        let expected = path.with_extension("txt");
        if env::var_os("BLESS").is_some() {
            fs::write(&expected, &found)?;
        } else if fs::read_to_string(&expected).ok().as_ref() != Some(&found) {
            wrong.push(format!("{} says:\n{found}", path.display()));
        }
    }
    assert!(cases > 0, "no cases in {}", folder.display());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
