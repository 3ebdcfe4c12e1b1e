//! A smart lock that cannot be talked into opening.
//!
//! `cargo run -p smart-lock` plays a day in its life. The program is its own launcher: it executes itself once more for each component of
//! `smart_lock.idl`, as a confined process that holds only the capabilities that the file gives it. In the evening the gateway is compromised:
//! `attacker`, a raw program without stubs, takes its place. Exit code 0: the lock held. 1: something else got through. 2: it could not be played.

mod audit;
mod day;
mod driver;
mod gateway;
mod horn;
mod ledger;
mod motor;
mod say;
mod verdict;

use std::process::ExitCode;

use tessera_linux::Role;

/// What `idlc` made of `smart_lock.idl`, for all its components.
#[expect(dead_code, reason = "nobody in this house has the right to `set_pin`, and nobody asks for all rights")]
mod stubs {
    tessera::stubs!();
}
pub(crate) use stubs::smart_lock;

/// The role that takes the gateway's place.
pub(crate) const ATTACKER: &str = "attacker";

fn main() -> ExitCode {
    if let Some(role) = tessera_linux::role() {
        return match play(role) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                eprintln!("{why}");
                ExitCode::FAILURE
            }
        };
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let real_time = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => false,
        ["--real-time"] => true,
        ["-h" | "--help"] => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("smart-lock takes `--real-time` or nothing\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match day::live(real_time) {
        Ok(held) => ExitCode::from(u8::from(!held)),
        Err(error) => {
            eprintln!("the day cannot be played: {error}");
            ExitCode::from(2)
        }
    }
}

const HELP: &str = "\
Plays a day in the life of a smart lock, then lets its gateway be compromised.

Usage: smart-lock [--real-time]

  --real-time  waiting takes as long as it says; without it the launcher advances a declared clock

Exit code: 0 the lock held, 1 something got through, 2 the day could not be played";

/// Plays one part of the system.
fn play(role: Role) -> Result<(), String> {
    let name = role.name().to_owned();
    let boot = |role: Role| role.boot().map_err(|error| format!("{name} cannot start: {error}"));
    match &*name {
        "driver" => driver::run(boot(role)?),
        "motor" => motor::run(boot(role)?),
        "horn" => horn::run(boot(role)?),
        "gateway" => gateway::run(boot(role)?),
        ATTACKER => {
            role.confine().map_err(|error| format!("the attacker cannot start: {error}"))?;
            attacker::run();
            Ok(())
        }
        _ => Err(format!("the system has no part {name}")),
    }
}
