//! The reckoning: computed from what both sides counted, and from what the handlers saw. Nothing here asks the policy.

use std::collections::BTreeMap;

use tessera::Refusal;
use tessera_linux::Outcome;

use crate::ledger::{Ledger, Seen};

/// What the policy of `smart_lock.idl` promises, written a second time by hand: wrong PINs before a lock-out, and how long that lasts.
const GUESSES: usize = 3;
const LOCK_OUT: u64 = 30_000;
/// `limit`: method, tokens per second, capacity.
const LIMITS: [(&str, u64, u64); 3] = [("admitted", 5, 3), ("history", 10, 10), ("touched", 20, 20)];

/// Prints the summary; says whether the lock held.
pub fn print(ledger: &Ledger) -> bool {
    println!("\nRECKONING\n");
    confinement(ledger);
    traffic(ledger);
    let mut checks = vec![
        ("both sides count the same requests", same_requests(ledger)),
        ("every request ended in one way", one_end(ledger)),
        ("every refusal that the attacker got is one that a dispatcher counted", same_refusals(ledger)),
        ("no handler ran without the right", no_admin(ledger)),
        ("at most three wrong PINs per user and lock-out reached the driver", guesses(ledger)),
        ("the bolt moved once for each right PIN, and never in the evening", bolt(ledger)),
        ("the siren sounded once for each lock-out", siren(ledger)),
        ("nothing that came with a refused message was kept", kept(ledger)),
        ("every process was confined before its own code ran", confined(ledger)),
        ("the attacker itself found nothing open", nothing_open(ledger)),
        ("nothing broke", nothing_broke(ledger)),
    ];
    for (method, rate, burst) in LIMITS {
        checks.push((limit_name(method), limit(ledger, method, rate, burst)));
    }
    let mut held = true;
    for (what, check) in &checks {
        match check {
            Ok(how) => println!("  held    {what}{how}"),
            Err(why) => {
                held = false;
                println!("  BREACH  {what}: {why}");
            }
        }
    }
    println!(
        "\n{}",
        if held { "HELD: what the policy allows, and nothing else." } else { "BREACH: something else got through." }
    );
    held
}

/// The outcome of one check: what was seen, or what is wrong.
type Check = Result<String, String>;

fn ensure(fact: bool, how: String) -> Check {
    if fact { Ok(format!(" ({how})")) } else { Err(how) }
}

fn confinement(ledger: &Ledger) {
    println!("confinement (a part that the machine refuses is not claimed)");
    let mut parts: BTreeMap<&str, (usize, Vec<String>)> = BTreeMap::new();
    for (who, confinement) in &ledger.confinements {
        for (part, outcome) in confinement.parts() {
            let (held, refused) = parts.entry(part).or_default();
            match outcome {
                Outcome::Held => *held += 1,
                Outcome::Refused(errno) => refused.push(format!("{who}: {errno}")),
            }
        }
    }
    for (part, (held, refused)) in parts {
        let refused = if refused.is_empty() { String::new() } else { format!(", REFUSED by {}", refused.join(", ")) };
        println!("  {part:<55} holds {held} processes{refused}");
    }
}

fn traffic(ledger: &Ledger) {
    println!("\nwhat the attacker sent and tried");
    for ((_, name), number) in ledger.counts.iter().filter(|((who, _), _)| who == crate::ATTACKER) {
        println!("  {name:<40} {number:>8}");
    }
    println!("\nwhat the driver's dispatcher answered, all day");
    for status in 16..27 {
        let number = status_of(ledger, "driver", status);
        if number > 0 {
            println!("  {:<40} {number:>8}", describe(status));
        }
    }
    println!("\nwhat the driver's handlers saw");
    for (when, evening) in [("morning", false), ("evening", true)] {
        let seen = |method: &str| ledger.seen.iter().filter(|s| s.method == method && s.evening == evening).count();
        let right = ledger.seen.iter().filter(|s| s.right && s.evening == evening).count();
        println!(
            "  {when}: {} unlock ({right} with the right PIN), {} set_pin, {} history, {} touched",
            seen("unlock"),
            seen("set_pin"),
            seen("history"),
            seen("touched")
        );
    }
    println!();
}

fn describe(status: u64) -> String {
    match status {
        16 => "ok".to_owned(),
        17 => "fails".to_owned(),
        other => Refusal::from_status(tessera::Status(u16::try_from(other).unwrap_or(0))).to_string(),
    }
}

fn status_of(ledger: &Ledger, who: &str, status: u64) -> u64 {
    ledger.number(who, &format!("status-{status}"))
}

fn same_requests(ledger: &Ledger) -> Check {
    let sent = ledger.number("gateway", "sent") + ledger.number(crate::ATTACKER, "sent");
    let arrived = ledger.number("driver", "requests");
    ensure(sent == arrived && arrived > 0, format!("{sent} sent, {arrived} arrived"))
}

fn one_end(ledger: &Ledger) -> Check {
    let ends: u64 = (16..27).map(|status| status_of(ledger, "driver", status)).sum();
    let lost = ledger.number("driver", "lost-callers");
    let arrived = ledger.number("driver", "requests");
    ensure(ends + lost == arrived, format!("{ends} answered or handled, {lost} whose caller was gone, of {arrived}"))
}

fn same_refusals(ledger: &Ledger) -> Check {
    let (mut got, mut counted) = (0, 0);
    for status in 18..27 {
        let (mine, theirs) = (status_of(ledger, crate::ATTACKER, status), status_of(ledger, "driver", status));
        // One-way messages and answers that found no room are refused without a word, so the server may count more, never less.
        if mine > theirs {
            return Err(format!("the attacker got {mine} × \"{}\", the driver counted {theirs}", describe(status)));
        }
        got += mine;
        counted += theirs;
    }
    let silent = ledger.number(crate::ATTACKER, "sent-one-way") + ledger.number("driver", "unanswered");
    // The morning has one refusal of its own, which the gateway got.
    ensure(counted <= got + silent + 1, format!("{got} got, {counted} counted, {silent} without an answer"))
}

fn no_admin(ledger: &Ledger) -> Check {
    let seen = ledger.seen.iter().filter(|seen| seen.method == "set_pin").count();
    ensure(seen == 0, format!("{seen} set_pin"))
}

fn guesses(ledger: &Ledger) -> Check {
    let mut users: BTreeMap<u64, (usize, u64)> = BTreeMap::new();
    let mut wrong = 0;
    for seen in ledger.seen.iter().filter(|seen| seen.method == "unlock") {
        let (count, last) = users.entry(seen.user).or_default();
        if *count == GUESSES {
            if seen.at < last.saturating_add(LOCK_OUT) {
                return Err(format!(
                    "user {}: a PIN was checked {} ms after the third wrong one",
                    seen.user,
                    seen.at.saturating_sub(*last)
                ));
            }
            *count = 0;
        }
        if seen.right {
            *count = 0;
        } else {
            *count += 1;
            *last = seen.at;
            wrong += 1;
        }
    }
    ensure(
        wrong > GUESSES,
        format!("{wrong} wrong PINs of {} users, never a fourth within {} s", users.len(), LOCK_OUT / 1000),
    )
}

fn bolt(ledger: &Ledger) -> Check {
    let right =
        |evening| ledger.seen.iter().filter(|seen: &&Seen| seen.right && seen.evening == evening).count() as u64;
    let (morning, evening, moves) = (right(false), right(true), ledger.number("motor", "moves"));
    ensure(
        moves == morning && evening == 0 && morning == 2,
        format!("{moves} moves, {morning} right PINs in the morning, {evening} in the evening"),
    )
}

fn siren(ledger: &Ledger) -> Check {
    let (sounded, lock_outs) = (ledger.number("horn", "sounded"), ledger.notes);
    ensure(sounded == lock_outs && sounded > 0, format!("{sounded} times, {lock_outs} lock-outs"))
}

fn kept(ledger: &Ledger) -> Check {
    let kept = ledger.number("driver", "descriptors-kept");
    let given = ledger.number(crate::ATTACKER, "descriptors-given");
    ensure(kept == 0 && given > 0, format!("{given} descriptors sent, {kept} kept"))
}

fn confined(ledger: &Ledger) -> Check {
    let free: Vec<&str> = ledger
        .confinements
        .iter()
        .filter(|(_, confinement)| !confinement.parts().iter().any(|(_, outcome)| *outcome == Outcome::Held))
        .map(|(who, _)| who.as_str())
        .collect();
    let confined = ledger.confinements.len();
    if free.is_empty() {
        ensure(confined == ledger.system.instances.len() + 1, format!("{confined} processes"))
    } else {
        Err(free.join(", "))
    }
}

fn nothing_open(ledger: &Ledger) -> Check {
    let tried = ledger.number(crate::ATTACKER, "tried");
    if ledger.breaches.is_empty() {
        ensure(tried > 0, format!("{tried} ways out tried"))
    } else {
        Err(some(&ledger.breaches))
    }
}

fn nothing_broke(ledger: &Ledger) -> Check {
    if ledger.faults.is_empty() { Ok(String::new()) } else { Err(some(&ledger.faults)) }
}

/// The first few of many.
fn some(all: &[String]) -> String {
    let rest = all.len().saturating_sub(4);
    let more = if rest > 0 { format!("; and {rest} more") } else { String::new() };
    format!("{}{more}", all.iter().take(4).cloned().collect::<Vec<_>>().join("; "))
}

fn limit_name(method: &str) -> &'static str {
    match method {
        "admitted" => "unlock kept its limit",
        "history" => "history kept its limit",
        _ => "touched kept its limit",
    }
}

/// In any stretch of time a bucket lets through its capacity and what was refilled, no more: checked for every pair of requests.
fn limit(ledger: &Ledger, method: &str, rate: u64, burst: u64) -> Check {
    // Each part of the day has connections of its own, and each wired connection its own bucket.
    for evening in [false, true] {
        let times: Vec<u64> =
            ledger.seen.iter().filter(|s| s.method == method && s.evening == evening).map(|seen| seen.at).collect();
        for (first, begin) in times.iter().enumerate() {
            for (count, end) in times.iter().skip(first).enumerate() {
                let through = count as u64 + 1;
                let allowed = burst + end.saturating_sub(*begin).saturating_mul(rate) / 1_000;
                if through > allowed {
                    let stretch = end.saturating_sub(*begin);
                    return Err(format!("{through} in {stretch} ms from {begin} ms on, {allowed} allowed"));
                }
            }
        }
    }
    let all = ledger.seen.iter().filter(|seen| seen.method == method).count();
    ensure(all > 0, format!("{all} reached the handler, at most {burst} at once"))
}
