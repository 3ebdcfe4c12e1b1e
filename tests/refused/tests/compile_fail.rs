//! What must not compile does not, and says why: each file of this package is a mistake, with the compiler's message beside it. In `derive/` are
//! the mistakes of `#[derive(Component)]`, and what compiles. Read a message before `TRYBUILD=overwrite` writes it anew.

use std::{
    io::{self, Write},
    process::Command,
};

/// Another version of the compiler may say the same in other words.
const WRITTEN_BY: &str = "rustc 1.95.";

#[test]
fn refused() -> io::Result<()> {
    let version = Command::new("rustc").arg("--version").output()?.stdout;
    if !version.starts_with(WRITTEN_BY.as_bytes()) {
        let version = String::from_utf8_lossy(&version);
        return write!(
            io::stderr(),
            "the messages are those of {WRITTEN_BY}x: not compared with what is said by {version}"
        );
    }
    let cases = trybuild::TestCases::new();
    for group in ["answer", "capability", "during", "kernel", "policy", "reply", "right", "session", "value"] {
        cases.compile_fail(format!("{group}*.rs"));
    }
    cases.pass("derive/good.rs");
    cases.compile_fail("derive/bad_*.rs");
    Ok(())
}
