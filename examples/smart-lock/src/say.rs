//! What a component tells its launcher: lines of text on descriptor 1. The launcher decides what to believe; it trusts the trusted ones.

use std::{
    fmt,
    io::{self, BufRead, Write},
};

use tessera::{Counts, Ended, audit::Trail};

fn line(text: fmt::Arguments<'_>) {
    // A launcher that is gone ends its components anyway.
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Something that a person wants to read.
pub fn event(text: fmt::Arguments<'_>) {
    line(format_args!("event {text}"));
}

/// A request that reached a handler, with the time at which the policy let it through.
pub fn seen(method: &str, at: u64, what: fmt::Arguments<'_>) {
    line(format_args!("seen {method} {at} {what}"));
}

/// A value reached a handler that no value of its type is.
pub fn impossible(method: &str) {
    line(format_args!("breach a malformed request reached the handler of {method}"));
}

/// A number for the summary.
pub fn count(name: &str, number: u64) {
    line(format_args!("count {name} {number}"));
}

/// Asks for time to pass, and waits until it has.
pub fn wait(milliseconds: u64) {
    line(format_args!("wait {milliseconds}"));
    let _ = io::stdin().lock().read_line(&mut String::new());
}

/// The records that wait in an audit trail.
pub fn audit(trail: &mut Trail) {
    while let Some(record) = trail.pop() {
        line(format_args!(
            "audit {} {} {} {} {} {} {} {} {}",
            record.at,
            record.count,
            record.kind as u8,
            record.verdict.bits(),
            record.badge,
            record.subject,
            record.port,
            record.operation,
            record.status
        ));
    }
}

/// What a monitor counted.
pub fn counts(counts: &Counts) {
    count("requests", counts.requests());
    count("lost-callers", counts.lost_callers());
    for status in 16..27 {
        count(&format!("status-{status}"), counts.with_status(status));
    }
}

/// How many descriptors this process holds.
pub fn descriptors() -> u64 {
    tessera_linux::descriptors()
}

/// How serving ended: well when nobody can call any more.
pub fn ended<E: fmt::Display>(ended: &Ended<E>) -> Result<(), String> {
    match ended {
        Ended::Nobody => Ok(()),
        Ended::Kernel(error) => Err(error.to_string()),
    }
}
