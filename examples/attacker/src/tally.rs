//! What the attacker counts, and says.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    io::{BufRead, Write, stdin, stdout},
};

/// The counts of the evening.
#[derive(Default)]
pub(crate) struct Tally {
    counts: BTreeMap<String, u64>,
    breaches: BTreeSet<String>,
    stage: &'static str,
}

impl Tally {
    pub(crate) fn add(&mut self, name: &str, count: u64) {
        match self.counts.get_mut(name) {
            Some(all) => *all += count,
            None => drop(self.counts.insert(name.to_owned(), count)),
        }
    }

    /// What was counted so far.
    pub(crate) fn number(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or(0)
    }

    /// A datagram that left.
    pub(crate) fn sent(&mut self, one_way: bool, descriptors: usize) {
        self.add("sent", 1);
        self.add(&format!("sent-{}", self.stage), 1);
        self.add("sent-one-way", u64::from(one_way));
        self.add("descriptors-given", descriptors as u64);
    }

    /// Something worked that must not. The same thing is said once and counted.
    pub(crate) fn breach(&mut self, what: impl Display) {
        self.add("breaches", 1);
        let what = what.to_string();
        if self.breaches.insert(what.clone()) {
            say(format_args!("breach {what}"));
        }
    }

    /// From now on, what is sent is of this kind.
    pub(crate) fn stage(&mut self, name: &'static str, what: &str) {
        self.stage = name;
        event(what);
    }

    pub(crate) fn print(&self) {
        for (name, count) in &self.counts {
            say(format_args!("count {name} {count}"));
        }
    }
}

/// For whoever watches.
pub(crate) fn event(what: &str) {
    say(format_args!("event {what}"));
}

/// Lets time pass.
pub(crate) fn wait(milliseconds: u64) {
    say(format_args!("wait {milliseconds}"));
    // Nobody answers when the launcher is gone, and then this process goes, too.
    let _ = stdin().lock().read_line(&mut String::new());
}

fn say(text: std::fmt::Arguments<'_>) {
    let mut out = stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}
