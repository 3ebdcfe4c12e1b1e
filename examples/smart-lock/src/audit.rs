//! The audit, for a person: when, who, what, verdict, rule and clause with its line.

use std::collections::BTreeMap;

use tessera::{Method, Refusal, Status, Verdict};

use crate::{
    day::GATEWAY,
    smart_lock::{SMART_LOCK, bolt, lock, lock_policy, siren},
};

/// One record, as a component reported it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Milliseconds on the system's clock.
    pub at: u64,
    /// How often.
    pub count: u64,
    /// What it tells: 0 a request, 1 a note, 2 opened, 3 closed, 4 lost records.
    pub kind: u8,
    /// Why.
    pub verdict: Verdict,
    /// The instance that called.
    pub subject: u16,
    /// The operation.
    pub operation: u16,
    /// The status of the answer, or the number of the note.
    pub status: u16,
}

/// What equal lines have in common.
type Key = (u16, u16, u8, u16, u32, Option<u16>);

/// Prints what happens. In the evening a flood is one line for each kind of answer.
pub struct Scene {
    summary: bool,
    flood: BTreeMap<Key, (u64, u64)>,
}

impl Scene {
    pub fn new() -> Self {
        Self { summary: false, flood: BTreeMap::new() }
    }

    /// From now on equal records are one line.
    pub fn summarise(&mut self) {
        self.summary = true;
    }

    /// Something that somebody says. In the evening each step of the attacker is a paragraph: what came of it, then the next step.
    pub fn event(&mut self, now: u64, subject: u16, text: &str) {
        if self.summary && subject == GATEWAY {
            self.flush();
        }
        line(now, name(subject), text);
    }

    /// A record of this server, in the form in which components report them.
    pub fn record(&mut self, server: u16, text: &str) -> Option<Record> {
        let record = parse(text)?;
        if !self.summary {
            line(record.at, name(server), &describe(server, &record, Some(record.operation)));
            return Some(record);
        }
        // Whether a hundred operations were unknown is one line, not a hundred.
        let operation = (record.status != Refusal::UnknownOperation.status().0).then_some(record.operation);
        let key = (server, record.subject, record.kind, record.status, record.verdict.bits(), operation);
        let (_, count) = self.flood.entry(key).or_insert((record.at, 0));
        *count += record.count;
        Some(record)
    }

    /// Prints what was held back, in the order in which it began.
    pub fn flush(&mut self) {
        let mut flood: Vec<_> = std::mem::take(&mut self.flood).into_iter().collect();
        flood.sort_by_key(|(_, (at, _))| *at);
        for ((server, subject, kind, status, verdict, operation), (at, count)) in flood {
            let verdict = Verdict::from_bits(verdict);
            let record = Record { at, count, kind, verdict, subject, operation: operation.unwrap_or(0), status };
            line(at, name(server), &describe(server, &record, operation));
        }
    }
}

fn line(at: u64, who: &str, text: &str) {
    println!("{:>9.3} s  {who:<8} {text}", Duration(at).seconds());
}

struct Duration(u64);

impl Duration {
    #[expect(clippy::cast_precision_loss, reason = "a day has few milliseconds")]
    fn seconds(&self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

/// The name of an instance.
pub fn name(subject: u16) -> &'static str {
    SMART_LOCK.instances.get(usize::from(subject)).map_or("nobody", |instance| instance.name)
}

fn parse(text: &str) -> Option<Record> {
    let numbers: Vec<u64> = text.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [at, count, kind, verdict, _badge, subject, _port, operation, status] = numbers.try_into().ok()?;
    Some(Record {
        at,
        count,
        kind: u8::try_from(kind).ok()?,
        verdict: Verdict::from_bits(u32::try_from(verdict).ok()?),
        subject: u16::try_from(subject).ok()?,
        operation: u16::try_from(operation).ok()?,
        status: u16::try_from(status).ok()?,
    })
}

fn describe(server: u16, record: &Record, operation: Option<u16>) -> String {
    let who = name(record.subject);
    let times = if record.count > 1 { format!(" ×{}", record.count) } else { String::new() };
    match record.kind {
        1 => format!("AUDIT {}: {who}{times}", lock_policy::note(record.status)),
        2 if operation == Some(0) => format!("{who} is connected{times}"),
        2 => format!("{who} derives a connection{times}, which it calls {}", record.status),
        3 => format!("a connection of {who} is closed{times}"),
        4 => format!("{} records found no room", record.count),
        _ => {
            let what = operation.map_or("unknown operations".to_owned(), |operation| method(server, operation));
            format!("{who} → {what}{times}: {}", answer(record))
        }
    }
}

/// What an operation of a server is called.
fn method(server: u16, operation: u16) -> String {
    fn named<M: Method>() -> (u16, &'static str) {
        (M::OPERATION, M::NAME.split_once('.').map_or(M::NAME, |(_package, name)| name))
    }
    let own: &[(u16, &str)] = match name(server) {
        "driver" => {
            &[named::<lock::Unlock>(), named::<lock::SetPin>(), named::<lock::History>(), named::<lock::Touched>()]
        }
        "motor" => &[named::<bolt::Drive>()],
        "horn" => &[named::<siren::Sound>()],
        _ => &[],
    };
    let framework = [(16, "bind"), (17, "derive"), (18, "subscribe"), (19, "next event"), (20, "close")];
    let known = own.iter().chain(&framework).find(|(number, _)| *number == operation);
    known.map_or_else(|| format!("operation {operation}"), |(_, name)| (*name).to_owned())
}

fn answer(record: &Record) -> String {
    let rule = if record.verdict == Verdict::NO_RULE && record.status != Refusal::Denied.status().0 {
        String::new()
    } else {
        format!(" [{}]", lock_policy::explain(record.verdict))
    };
    match Status(record.status) {
        Status::OK => format!("ok{rule}"),
        Status::FAILS => format!("fails{rule}"),
        status => format!("{}{rule}", Refusal::from_status(status)),
    }
}
