//! What both sides say happened, kept apart by who said it.

use std::collections::BTreeMap;

use tessera::system::System;
use tessera_linux::Confinement;

use crate::audit::{Record, name};

/// A request that reached a handler of the driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The method.
    pub method: String,
    /// Milliseconds on the system's clock.
    pub at: u64,
    /// Of which user; for `history` from which entry.
    pub user: u64,
    /// Whether the PIN was right.
    pub right: bool,
    /// Whether the gateway was compromised by then.
    pub evening: bool,
}

/// The whole day.
pub struct Ledger {
    /// The system that is played.
    pub system: &'static System,
    /// What somebody counted, by part of the day for the gateway's place.
    pub counts: BTreeMap<(String, String), u64>,
    /// What handlers saw, in order.
    pub seen: Vec<Seen>,
    /// How many audit records of a note there were.
    pub notes: u64,
    /// What got through.
    pub breaches: Vec<String>,
    /// What went wrong.
    pub faults: Vec<String>,
    /// What holds each process.
    pub confinements: Vec<(String, Confinement)>,
    evening: bool,
}

impl Ledger {
    pub fn new(system: &'static System) -> Self {
        Self {
            system,
            counts: BTreeMap::new(),
            seen: Vec::new(),
            notes: 0,
            breaches: Vec::new(),
            faults: Vec::new(),
            confinements: Vec::new(),
            evening: false,
        }
    }

    /// From now on the attacker is in the gateway's place.
    pub fn evening(&mut self) {
        self.evening = true;
    }

    /// Who is in this place now.
    fn who(&self, subject: u16) -> String {
        if subject == 0 && self.evening { crate::ATTACKER.to_owned() } else { name(subject).to_owned() }
    }

    pub fn confined(&mut self, subject: u16, confinement: Confinement) {
        self.confinements.push((self.who(subject), confinement));
    }

    pub fn count(&mut self, subject: u16, name: &str, number: u64) {
        *self.counts.entry((self.who(subject), name.to_owned())).or_default() += number;
    }

    pub fn seen(&mut self, subject: u16, text: &str) {
        let mut words = text.split(' ');
        let mut word = || words.next();
        let seen = (|| {
            let (method, at, user) = (word()?.to_owned(), word()?.parse().ok()?, word()?.parse().ok()?);
            Some(Seen { method, at, user, right: word() == Some("right"), evening: self.evening })
        })();
        match seen {
            Some(seen) => self.seen.push(seen),
            None => self.fault(subject, &format!("saw what is no request: {text}")),
        }
    }

    pub fn record(&mut self, _server: u16, record: &Record) {
        if record.kind == 1 {
            self.notes += record.count;
        }
    }

    pub fn breach(&mut self, subject: u16, what: &str) {
        self.breaches.push(format!("{}: {what}", self.who(subject)));
    }

    pub fn fault(&mut self, subject: u16, what: &str) {
        self.faults.push(format!("{} {what}", self.who(subject)));
    }

    /// What somebody counted; 0 when it did not.
    pub fn number(&self, who: &str, name: &str) -> u64 {
        self.counts.get(&(who.to_owned(), name.to_owned())).copied().unwrap_or(0)
    }
}
