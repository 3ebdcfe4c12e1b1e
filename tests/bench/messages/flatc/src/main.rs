//! Runs the `flatc` that came with the crate.

use std::{
    env,
    process::{Command, ExitCode},
};

fn main() -> ExitCode {
    match Command::new(flatc_fork::flatc()).args(env::args_os().skip(1)).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
