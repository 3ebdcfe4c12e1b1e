//! The table.

use std::{fmt::Display, path::Path};

use crate::{Result, ping, text, tools};

/// The rows that count instructions: their names for people, for the command line, and what the ratio below them is to.
const ROWS: [(&str, &str, Option<&str>); 6] = [
    ("generated, with policy", "generated", Some("hand")),
    ("by hand, same checks and policy", "hand", None),
    ("generated, without policy", "generated-unpoliced", Some("hand-unpoliced")),
    ("by hand, same checks, no policy", "hand-unpoliced", None),
    ("by hand, no checks", "raw", None),
    ("the handler as a function", "direct", None),
];

/// Measures everything and prints it.
pub(crate) fn print() -> Result {
    line(&tools::machine());
    let programs = tools::LEVELS.map(|(_, profile)| tools::program(profile));
    let [three, small] = &programs;
    let (Ok(three), Ok(small)) = (three, small) else { return Err("the program at both levels does not build".into()) };
    instructions(&[three, small])?;
    bytes()?;
    round_trips(three)
}

fn instructions(programs: &[&Path; 2]) -> Result {
    line("");
    row("instructions per call of unlock(user, pin) over loopback", &["level 3", "level s"]);
    let empty = count(programs, "loop")?;
    let over_loop = |name: &str| -> Result<[f64; 2]> {
        let [three, small] = count(programs, name)?;
        Ok([three - empty[0], small - empty[1]])
    };
    let raw = over_loop("raw")?;
    for (label, name, peer) in ROWS {
        let found = over_loop(name)?;
        row(label, &found);
        if let Some(peer) = peer {
            let peer = over_loop(peer)?;
            row("    as a ratio to by hand", &pair(found, peer, |ours, theirs| format!("{:.2}", ours / theirs)));
            row("    more than with no checks", &pair(found, raw, |ours, raw| format!("{}", ours - raw)));
        }
    }
    Ok(())
}

fn count(programs: &[&Path; 2], name: &str) -> Result<[f64; 2]> {
    let [three, small] = programs;
    Ok([tools::instructions(three, name)?, tools::instructions(small, name)?])
}

fn bytes() -> Result {
    line("");
    row("bytes of .text for four methods", &["level 3", "level s"]);
    let [three, small] = tools::LEVELS.map(|(level, _)| text::bytes(level));
    let (three, small) = (three?, small?);
    row("serve loop, dispatcher, monitor, policy, port", &[three.server, small.server]);
    row("client, port", &[three.client, small.client]);
    Ok(())
}

fn round_trips(program: &Path) -> Result {
    line("");
    row("round trip over seqpacket, 24 bytes there, 16 back, ns", &["median", "min"]);
    let cpus = ping::cpus()?;
    let client = *cpus.first().ok_or("there is no processor")?;
    for (place, server) in [("same CPU", cpus.first()), ("two CPUs", cpus.get(1))] {
        let Some(server) = server else {
            line("two CPUs: this machine has one");
            continue;
        };
        let [ours, raw] = ping::both(program, client, *server)?;
        row(&format!("ours, {place}"), &[ours.median, ours.min]);
        row(&format!("raw sendmsg and recvmsg, {place}"), &[raw.median, raw.min]);
        row("    ratio", &[ratio(ours.median, raw.median), ratio(ours.min, raw.min)]);
    }
    for name in ping::ROWS {
        let calls = match tools::system_calls(program, name)? {
            Some(calls) => calls.iter().map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", "),
            None => "not counted, there is no strace".to_owned(),
        };
        line(&format!("system calls per round trip, {name}: {calls}"));
    }
    Ok(())
}

/// In hundredths, rounded.
fn ratio(ours: u64, raw: u64) -> String {
    let hundredths = (ours * 100 + raw / 2).checked_div(raw).unwrap_or(0);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn pair<T>(a: [f64; 2], b: [f64; 2], with: impl Fn(f64, f64) -> T) -> [T; 2] {
    let ([a3, a_s], [b3, b_s]) = (a, b);
    [with(a3, b3), with(a_s, b_s)]
}

fn row(label: &str, cells: &[impl Display; 2]) {
    let [first, second] = cells;
    line(&format!("{label:<58}{first:>10}{second:>10}"));
}

#[expect(clippy::print_stdout, reason = "the command's output")]
pub(crate) fn line(text: &str) {
    println!("{text}");
}
