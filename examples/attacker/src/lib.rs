//! A compromised gateway: what somebody does who has taken over the process that faces the network.
//!
//! It has what the gateway had: descriptors 0 to 2, the boot socket as 3, and what the launcher wires. It uses no stubs and nothing else of
//! Tessera; it writes the documented bytes, and others, by hand. It tells its launcher on descriptor 1, in lines of text:
//!
//! - `count NAME N`: how much of what it sent (`sent`, and by kind), and what came back (`status-N`);
//! - `breach WHAT`: something worked that must not;
//! - `wait MS`: it asks for time to pass, and goes on when a line comes on descriptor 0;
//! - `event TEXT`: what it is about to do.
//!
//! Everything is deterministic, and nothing does harm where it gets through: signals are number 0, what is opened is closed.

mod boot;
mod derive;
mod escape;
mod flood;
mod guess;
mod line;
mod neighbours;
mod random;
mod tally;
mod wire;

use tally::{Tally, event};

/// Plays the whole evening, to the end.
pub fn run() {
    // What ends other programs is an answer to this one: SIGXFSZ for a write beyond a limit, SIGPIPE for one to nobody.
    for signal in [libc::SIGXFSZ, libc::SIGPIPE] {
        // SAFETY: ignoring a signal runs no code of ours (signal(2)).
        unsafe { libc::signal(signal, libc::SIG_IGN) };
    }
    let mut tally = Tally::default();
    event("walks its descriptors and reads its wiring");
    boot::walk(&mut tally);
    let Some(mut wiring) = boot::read(&mut tally) else {
        event("has no capability at all");
        return tally.print();
    };

    event("tries every way out of its process that it can name");
    neighbours::everybody(&mut tally);
    escape::everything(&mut tally);
    boot::forge(&mut tally, &wiring);

    let lock = &mut wiring.lock;
    tally.stage("operations", "sends every operation from 0 to 65535, with an empty and with a plausible body");
    flood::operations(&mut tally, lock);
    tally.stage("mutated", "sends ten thousand mutated bodies of valid messages");
    flood::mutations(&mut tally, lock);
    tally.stage("cut", "sends datagrams that are too long and too short");
    flood::lengths(&mut tally, lock);
    tally.stage("with-descriptors", "attaches descriptors where none belong, its own ends among them");
    flood::strays(&mut tally, lock);
    tally.stage("derive", "derives capabilities, to have more budget and more rights");
    derive::multiply(&mut tally, lock);
    derive::give_away(&mut tally, lock);
    tally.stage("staged", "prepares two wrong guesses, then has a hundred more in flight at once");
    guess::staged(&mut tally, lock);
    tally.stage("brute", "guesses at full speed");
    guess::brute(&mut tally, lock);

    lock.settle(&mut tally);
    tally.print();
}
