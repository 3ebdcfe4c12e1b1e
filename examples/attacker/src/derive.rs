//! Capabilities from capabilities: more budget, more rights, more holders?

use std::{os::fd::AsFd, time::Instant};

use crate::{
    line::{Answer, Line},
    tally::{Tally, wait},
    wire::{self, DERIVE, FAILS, HISTORY, OK, READ, SET_PIN, UNLOCK},
};

/// The limits that the policy states: tokens per second, and how many there are at most.
const HISTORIES: (u64, u64) = (10, 10);
const GUESSES: (u64, u64) = (5, 3);

/// Asks for another capability, once.
fn ask(tally: &mut Tally, from: &mut Line, rights: u16) -> Option<Line> {
    let answer = from.call(tally, DERIVE, &wire::derive(rights, 7))?;
    match answer {
        Answer { status: OK, descriptor: Some(end), .. } => {
            tally.add("derived", 1);
            Some(Line::new(end, rights & from.rights()))
        }
        Answer { status: OK, descriptor: None, .. } => {
            tally.breach("a derived capability without a capability");
            None
        }
        _ => None,
    }
}

/// Asks until there is one: places become free when closed connections are noticed.
pub(crate) fn one(tally: &mut Tally, from: &mut Line, rights: u16) -> Option<Line> {
    (0..50).find_map(|_| ask(tally, from, rights))
}

/// As many as there are, with all rights; then what they can do together that one could not.
pub(crate) fn multiply(tally: &mut Tally, lock: &mut Line) {
    wait(2_000);
    let mut lines: Vec<Line> = one(tally, lock, 0xffff).into_iter().collect();
    for _ in 0..16 {
        lines.extend(ask(tally, lock, 0xffff));
        if let Some(derived) = lines.last_mut() {
            // A child of a child.
            let more = ask(tally, derived, 0xffff);
            lines.extend(more);
        }
    }
    for line in &mut lines {
        line.call(tally, SET_PIN, &wire::guess(7, "0000"));
    }
    let mut all: Vec<&mut Line> = std::iter::once(&mut *lock).chain(&mut lines).collect();
    together(tally, &mut all, HISTORY, OK, HISTORIES, "the history was read more often than its limit allows");
    wait(2_000);
    together(tally, &mut all, UNLOCK, FAILS, GUESSES, "more PINs were checked than the limit allows");
    drop(lines);

    // Fewer rights, and all of them again from there.
    for rights in [READ, 0] {
        let Some(mut narrow) = one(tally, lock, rights) else { continue };
        let wide = ask(tally, &mut narrow, 0xffff);
        for mut line in std::iter::once(narrow).chain(wide) {
            for operation in [UNLOCK, SET_PIN, HISTORY] {
                wait(1_000);
                line.call(tally, operation, &wire::plausible(operation));
            }
        }
    }
}

/// Spends the budget of all lines at once; there must be no more of it than one line has.
fn together(
    tally: &mut Tally,
    lines: &mut [&mut Line],
    operation: u16,
    wanted: u16,
    (rate, burst): (u64, u64),
    what: &str,
) {
    let begin = Instant::now();
    let mut through = 0;
    for user in 0..20 {
        for (line, other) in lines.iter_mut().zip(0..) {
            let body = if operation == UNLOCK { wire::guess((user + other) % 32, "111111") } else { wire::history(0) };
            line.ask(tally, operation, &body, &[]);
        }
    }
    for line in lines.iter_mut() {
        through += line.settle(tally).iter().filter(|answer| answer.status == wanted).count() as u64;
    }
    // Where time is real, some passes meanwhile.
    let passed = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
    if through > burst + 1 + passed.saturating_mul(rate) / 1_000 {
        tally.breach(what);
    }
}

/// Gives ends away, to the server itself: the only one there is, and one over itself.
pub(crate) fn give_away(tally: &mut Tally, lock: &mut Line) {
    for operation in [0, UNLOCK, HISTORY] {
        if let Some(line) = one(tally, lock, 0xffff) {
            let end = line.end();
            drop(line);
            lock.ask(tally, operation, &wire::plausible(operation), &[end.as_fd()]);
            drop(end);
            lock.settle(tally);
        }
        if let Some(mut line) = one(tally, lock, 0xffff) {
            let end = line.end();
            line.ask(tally, operation, &wire::plausible(operation), &[end.as_fd()]);
        }
    }
}
