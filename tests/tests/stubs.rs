//! The generated code, as reviewed files: each line of a folder's `commands` is a call of `idlc build`, and `NAME.snap.rs` beside it is what it
//! writes to `NAME.rs`. The tests of calls include the same files, so what was reviewed is what runs.
//!
//! `cargo insta review` shows what a change of the compiler changes in them.

use std::{error::Error, fs, path::Path};

use idlc::{Target, compile, idl::Sources};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

#[test]
fn reviewed() -> Result {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the workspace")?;
    let stubs = root.join("tests/stubs");
    let mut folders = 0;
    for folder in fs::read_dir(&stubs)? {
        let commands = folder?.path().join("commands");
        if !commands.exists() {
            continue;
        }
        folders += 1;
        let folder = commands.parent().ok_or("a folder")?;
        for command in fs::read_to_string(&commands)?.lines() {
            for file in build(root, command).map_err(|error| format!("{command}: {error}"))? {
                let mut settings = insta::Settings::clone_current();
                settings.set_snapshot_path(folder);
                settings.set_prepend_module_to_snapshot(false);
                settings.set_description(command);
                settings.set_omit_expression(true);
                settings.bind(|| insta::assert_binary_snapshot!(&file.name, file.text.clone().into_bytes()));
            }
        }
    }
    assert!(folders > 0, "no commands below {}", stubs.display());
    Ok(())
}

/// What `idlc build FILES… [--component NAME] [--system NAME] [--port PATH] [--owned]` writes, with files from the workspace's root.
fn build(root: &Path, command: &str) -> Result<Vec<idlc::File>> {
    let mut words = command.strip_prefix("idlc build ").ok_or("a line is `idlc build …`")?.split_whitespace();
    let (mut sources, mut target) = (Sources::new(), Target::default());
    while let Some(word) = words.next() {
        let mut value = || words.next().map(str::to_owned).ok_or("a flag without its value");
        match word {
            "--component" => target.component = Some(value()?),
            "--system" => target.system = Some(value()?),
            "--port" => target.port = Some(value()?),
            "--owned" => target.owned = true,
            file => {
                sources.add(file, fs::read_to_string(root.join(file))?)?;
            }
        }
    }
    let outcome = compile(&sources, &target);
    outcome.files.map_err(|error| format!("{error:?}: {:?}", outcome.diagnostics).into())
}
