//! The build-script API without cargo.
#![expect(clippy::expect_used, reason = "a test")]

use std::{fs, path::PathBuf};

use idlc::build::{BuildError, Written, compile};

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for the test");
    folder
}

#[test]
fn writes_only_what_differs_and_names_what_it_read() {
    let folder = folder("build");
    let (first, second) = (folder.join("a.idl"), folder.join("b.idl"));
    fs::write(&first, "package a @1.0;\n").expect("written");
    fs::write(&second, "package b @1.0;\n").expect("written");
    let both = compile(&first).file(&second);
    let built = both.generate(folder.join("out/deep")).expect("no findings");
    assert_eq!(built.written, Written::New);
    assert_eq!(built.dependencies, [first, second]);
    assert_eq!(built.stubs, folder.join("out/deep/stubs.rs"));
    let again = both.generate(folder.join("out/deep")).expect("no findings");
    assert_eq!(again.written, Written::Same);
}

#[test]
fn findings_are_text_with_lines() {
    let folder = folder("findings");
    let file = folder.join("a.idl");
    fs::write(&file, "package a @1.0;\nstruct Pair { first: u8 second: u8 }\n").expect("written");
    let error = compile(&file).generate(&folder).expect_err("a comma is missing");
    let text = error.to_string();
    assert!(matches!(error, BuildError::Findings(_)), "{text}");
    assert!(text.starts_with("error[E01"), "{text}");
    assert!(text.contains("2 | struct Pair { first: u8 second: u8 }"), "{text}");
    assert!(!folder.join("stubs.rs").exists());
}
