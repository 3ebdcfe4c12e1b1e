//! No panic is reachable from the runtime and from generated code: `bare/` links. And the proof can fail: with a planted panic it does not.

use std::{
    env,
    error::Error,
    fs,
    path::Path,
    process::{Command, Output},
};

type Result = std::result::Result<(), Box<dyn Error>>;

/// The panics that `bare/src/planted.rs` can plant.
const PLANTED: [&str; 8] = ["index", "unwrap", "overflow", "split", "copy", "handler", "getter", "source"];

/// What the panic handler calls and nobody defines.
const SYMBOL: &str = "a_panic_is_reachable";

#[test]
fn at_level_3() -> Result {
    proof("release")
}

#[test]
fn at_level_s() -> Result {
    proof("s")
}

#[test]
fn at_level_z() -> Result {
    proof("z")
}

/// The proof is built without debug assertions (`bare/Cargo.toml` says why), so there must be none that it could miss.
#[test]
fn there_are_no_debug_assertions() -> Result {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![tests.join("../runtime/src"), tests.join("stubs")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files += 1;
                assert!(!fs::read_to_string(&path)?.contains("debug_assert"), "a debug assertion: {}", path.display());
            }
        }
    }
    assert!(files > 20, "only {files} files were found");
    Ok(())
}

fn proof(profile: &str) -> Result {
    let clean = link(profile, None)?;
    assert!(clean.status.success(), "a panic is reachable, or the proof does not build:\n{}", said(&clean));
    for planted in PLANTED {
        let output = link(profile, Some(planted))?;
        let said = said(&output);
        assert!(!output.status.success(), "a panic that is there was not found: {planted}");
        assert!(said.contains(SYMBOL), "it failed for another reason than the planted panic {planted}:\n{said}");
    }
    Ok(())
}

fn link(profile: &str, planted: Option<&str>) -> std::io::Result<Output> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("bare");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bare");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--offline", "--locked", "--color", "never", "--profile", profile]).current_dir(folder);
    cargo.arg("--target-dir").arg(target);
    if let Some(planted) = planted {
        cargo.args(["--features", &format!("planted-{planted}")]);
    }
    // Flags of the surrounding build, such as coverage, are not part of what is proved.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS").env_remove("CARGO_TARGET_DIR");
    cargo.output()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
