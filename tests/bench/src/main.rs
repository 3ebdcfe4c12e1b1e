//! What a call costs. `cargo run --release -p tessera-bench` measures everything and prints one table; README.md says how to read it.
//! With `compiler` behind it, it measures what compiling costs; with `messages`, what writing and reading messages costs.
//!
//! The program runs itself: `count ROW N` under callgrind, `ping ROW N` and `serve ROW` as the two ends of a socket.

mod calls;
mod compiler;
mod free;
mod hand;
mod home;
mod messages;
mod ping;
mod report;
mod text;
mod tools;

/// The stubs under review.
#[expect(dead_code, unreachable_pub, clippy::pedantic, reason = "the rows use a part of it")]
mod stubs {
    include!("../../stubs/smart_lock/all.snap.rs");
}

use std::{env, error::Error, process::ExitCode};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

#[expect(clippy::print_stderr, reason = "the command's errors")]
fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tessera-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result {
    match arguments {
        [] => report::print(),
        ["count", row, n] => calls::Row::named(row)?.run(n.parse()?),
        ["ping", row, n] => ping::alone(row, n.parse()?),
        ["serve", row, cpu] => ping::serve(row, cpu),
        ["compiler", sizes @ ..] => compiler::print(sizes),
        ["messages"] => messages::print(false),
        ["messages", "--book"] => messages::print(true),
        _ => Err("usage: cargo run --release -p tessera-bench [compiler [STRUCTS…] | messages [--book]]".into()),
    }
}
