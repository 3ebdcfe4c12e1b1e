//! The command as a process: its exit codes, and what happens when its reader goes away.
#![cfg(feature = "cli")]
#![expect(clippy::expect_used, reason = "a test")]

use std::process::{Command, Output, Stdio};

fn idlc(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_idlc"));
    command.args(arguments).env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
    command
}

fn output(arguments: &[&str]) -> Output {
    idlc(arguments).output().expect("the command starts")
}

#[test]
fn exit_codes() {
    assert_eq!(output(&["explain", "E0101"]).status.code(), Some(0));
    assert_eq!(output(&["explain", "nothing"]).status.code(), Some(2));
    assert_eq!(output(&["check", "/nonexistent.idl"]).status.code(), Some(2));
    assert_eq!(output(&["check", "/dev/zero"]).status.code(), Some(2));
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let mut child =
        idlc(&["explain", "E0101"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
