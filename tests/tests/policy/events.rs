//! Sequences of events, played on both.

use std::{collections::BTreeSet, fmt::Write};

use proptest::prelude::*;
use tessera::{
    Badge, Caller, Connection, Moment, Verdict,
    audit::{Kind, Trail},
};
use tessera_idl::policy::{
    ClauseKind, Kind as ValueKind, Program,
    interpret::{Decision, Machine, Moment as Instant, Open, Request},
};

use crate::subject::{Call, Hook, Subject, Values};

/// Places of connections, as many as every table here has.
const ROOTS: u16 = 10;

/// So many events go by before records are compared again: to write them out takes longer than everything else.
const STEPS: usize = 16;

/// What happens. Numbers choose among what there is.
#[derive(Clone, Debug)]
pub enum Event {
    /// The clock goes on by so many milliseconds.
    Wait(u32),
    /// A request, of these values.
    Call { call: usize, caller: usize, root: u16, values: u64 },
    /// An open request is answered.
    Answer { open: usize, outcome: usize },
    /// An open request is lost.
    Lose { open: usize },
    /// A connection begins in the place of another one.
    Connect { root: u16 },
}

/// Events of all kinds, or mostly requests of one kind by one caller: some limits are only reached so.
pub fn events(most: usize) -> impl Strategy<Value = Vec<Event>> {
    let focus = (any::<usize>(), any::<usize>(), prop::collection::vec(event(1), 1..=most));
    let focused = focus.prop_map(|(one_call, one_caller, mut events)| {
        for event in &mut events {
            if let Event::Call { call, caller, root, .. } = event {
                (*call, *caller, *root) = (one_call, one_caller, 0);
            }
        }
        events
    });
    prop_oneof![prop::collection::vec(event(10), 1..=most), focused]
}

/// An event; the clock goes on so many times in a hundred.
fn event(waits: u32) -> impl Strategy<Value = Event> {
    prop_oneof![
        waits => prop_oneof![0..3_u32, 0..300_u32, 900..1100_u32, Just(30_000), 0..100_000_u32].prop_map(Event::Wait),
        50 => (any::<usize>(), any::<usize>(), prop_oneof![8 => 0..3_u16, 1 => 0..ROOTS], any::<u64>())
            .prop_map(|(call, caller, root, values)| Event::Call { call, caller, root, values }),
        35 => (any::<usize>(), any::<usize>()).prop_map(|(open, outcome)| Event::Answer { open, outcome }),
        4 => any::<usize>().prop_map(|open| Event::Lose { open }),
        1 => (0..3_u16).prop_map(|root| Event::Connect { root }),
    ]
}

/// What the events led to.
#[derive(Debug, Default)]
pub struct Seen {
    /// Verdicts.
    pub decisions: BTreeSet<u32>,
    /// Notes in the audit.
    pub notes: BTreeSet<usize>,
}

impl Seen {
    /// Every verdict that the rules of a home can give, and every note.
    pub fn expected(subject: &Subject) -> Self {
        let program = subject.program();
        let home = subject.home_of(program);
        let mut expected = Self::default();
        for guard in &home.guards {
            let rules = guard.deny.iter().chain(&guard.allow).filter_map(|number| program.rule(*number));
            for rule in rules {
                let whole = if rule.allows() { Verdict::allow(rule.number) } else { Verdict::deny(rule.number, 0) };
                let clauses = rule.clauses().iter().map(|clause| match clause.kind {
                    ClauseKind::Exclusive(_) => Verdict::busy(rule.number, clause.number),
                    ClauseKind::Require(_) | ClauseKind::Limit(_) => Verdict::deny(rule.number, clause.number),
                });
                expected.decisions.extend(clauses.chain([whole]).map(Verdict::bits));
            }
            // A method with rules for some callers only is refused to others.
            expected.decisions.insert(Verdict::NO_RULE.bits());
            if !guard.on.is_empty() {
                expected.notes.extend(0..program.notes.len());
            }
        }
        expected
    }
}

/// An open request: in the interpreter, and in the hook.
struct Pending<C> {
    call: Call,
    at: (Instant, Caller),
    open: Open,
    captured: C,
}

/// Plays the events on both; says where they differ. Adds every decision and every note that it met to `seen`.
pub fn play<H: Hook>(subject: &Subject, hook: &mut H, events: &[Event], seen: &mut Seen) -> Result<(), String> {
    let program = subject.program();
    let home = subject.home_of(program);
    let mut machine = Machine::new(program, home);
    let mut trail = Trail::new();
    let mut now = 1_000_000;
    let mut open: Vec<Pending<H::Captured>> = Vec::new();
    for (position, event) in events.iter().enumerate() {
        let differs = |what: &str| format!("event {position}, {event:?}: {what}");
        match event {
            Event::Wait(millis) => now += u64::from(*millis),
            Event::Connect { root } => {
                machine.opened(*root);
                hook.opened(*root);
            }
            Event::Call { call, caller, root, values } => {
                let Some(call) = pick(subject.calls, *call).copied() else { continue };
                let Some((from, port)) = pick(subject.callers, *caller).copied() else { continue };
                let values = values_of(&call, *values);
                let from = subject.facts.instance(program.system, from).expect("the caller is there");
                let provides = subject.port(home, port);
                let at = Instant { now, from, provides, root: *root };
                let connection = Connection {
                    port: u8::try_from(subject.facts.provides.get(provides).expect("a fact").index).expect("few ports"),
                    subject: subject.facts.instances[from].subject,
                    rights: 0,
                };
                let badge = Badge { index: 0, generation: core::num::NonZeroU16::MIN };
                let caller = Caller { badge, connection, root: *root };
                let request = Request { method: subject.method(home, call.name), values };
                let decision = machine.decide(&at, &request);
                let moment = Moment { now, caller };
                let verdict = hook.decide(call.name, &moment, &request.values);
                if verdict != verdict_of(decision) {
                    let values = &request.values;
                    return Err(differs(&format!(
                        "{} {values:?}: {decision:?}, but the hook says {verdict:?}",
                        call.name
                    )));
                }
                seen.decisions.insert(verdict.bits());
                if let Decision::Allowed { rule } = decision {
                    let captured = hook.admit(call.name, &moment, verdict, &request.values);
                    let admitted = machine.admit(&at, rule, &request);
                    open.push(Pending { call, at: (at, caller), open: admitted, captured });
                }
            }
            Event::Answer { open: which, outcome } => {
                let Some(place) = which.checked_rem(open.len()) else { continue };
                let pending = open.swap_remove(place);
                let errors = pending.call.errors;
                let outcome = match outcome % (errors.len() + 1) {
                    0 => Ok(()),
                    error => Err(errors.get(error - 1).copied().unwrap_or_default()),
                };
                let (at, caller) = (Instant { now, ..pending.at.0 }, pending.at.1);
                let notes = machine.settle(&at, &pending.open, outcome);
                hook.settle(pending.call.name, &Moment { now, caller }, pending.captured, outcome, &mut trail);
                let written = drain(&mut trail);
                seen.notes.extend(&notes);
                if notes != written {
                    return Err(differs(&format!("{outcome:?}: notes {notes:?}, but the hook writes {written:?}")));
                }
            }
            Event::Lose { open: which } => {
                let Some(place) = which.checked_rem(open.len()) else { continue };
                let pending = open.swap_remove(place);
                let (at, caller) = (Instant { now, ..pending.at.0 }, pending.at.1);
                machine.lost(&at, &pending.open);
                hook.lost(&Moment { now, caller }, pending.captured, &mut trail);
                if !trail.is_empty() {
                    return Err(differs("a lost answer leaves a note"));
                }
            }
        }
        if position % STEPS != 0 && position + 1 < events.len() {
            continue;
        }
        let (expected, found) = (state_of(subject, program, &machine), format!("{hook:?}"));
        if !expected.iter().all(|state| found.contains(state)) {
            return Err(differs(&format!("{expected:#?}\nis not in\n{found}")));
        }
    }
    Ok(())
}

fn pick<T>(from: &[T], number: usize) -> Option<&T> {
    from.get(number.checked_rem(from.len())?)
}

/// A value for each input, all from one number.
fn values_of(call: &Call, mut number: u64) -> Values {
    let inputs = call.inputs.iter().map(|(name, values)| {
        // Steele and Vigna's constant for congruential generators of 64 bits; the high bits are the random ones.
        number = number.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(1);
        ((*name).to_owned(), pick(values, (number >> 33) as usize).copied().unwrap_or_default())
    });
    inputs.collect()
}

fn verdict_of(decision: Decision) -> Verdict {
    match decision {
        Decision::NoRule => Verdict::NO_RULE,
        Decision::Allowed { rule } => Verdict::allow(rule),
        Decision::Denied { rule, clause } => Verdict::deny(rule, clause),
        Decision::Busy { rule, clause } => Verdict::busy(rule, clause),
    }
}

/// The notes that wait in the trail, oldest first.
fn drain(trail: &mut Trail) -> Vec<usize> {
    let records = core::iter::from_fn(|| trail.pop());
    let notes = records.inspect(|record| assert_eq!(record.kind, Kind::Note));
    notes.flat_map(|record| core::iter::repeat_n(usize::from(record.status), record.count as usize)).collect()
}

/// Each state as `Debug` writes it in the hook: `tries: [Tries { count: 0, until: 0 }, …]`.
fn state_of(subject: &Subject, program: &Program, machine: &Machine<'_>) -> Vec<String> {
    let home = subject.home_of(program);
    let states = home.states.iter().filter_map(|position| Some((*position, program.states.get(*position)?)));
    states
        .map(|(position, state)| {
            let mut text = format!("{}: ", state.name);
            let counts: Vec<usize> = state.keys.iter().map(|key| key.count() as usize).collect();
            records(subject, program, machine, position, &counts, &mut Vec::new(), &mut text);
            text
        })
        .collect()
}

fn records(
    subject: &Subject,
    program: &Program,
    machine: &Machine<'_>,
    state: usize,
    counts: &[usize],
    places: &mut Vec<usize>,
    text: &mut String,
) {
    if let Some((count, rest)) = counts.split_first() {
        text.push('[');
        for place in 0..*count {
            if place > 0 {
                text.push_str(", ");
            }
            places.push(place);
            records(subject, program, machine, state, rest, places, text);
            places.pop();
        }
        text.push(']');
        return;
    }
    let declared = program.states.get(state).expect("a state");
    let values = machine.record(state, places).expect("a record");
    let mut letters = declared.name.chars();
    let name: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    write!(text, "{name} {{ ").expect("a string");
    for (index, (field, value)) in declared.fields.iter().zip(values).enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        assert!((field.low..=field.high).contains(value), "{}: {value}", field.name);
        write!(text, "{}: {}", field.name, shown(subject, field.kind, *value)).expect("a string");
    }
    text.push_str(" }");
}

fn shown(subject: &Subject, kind: ValueKind, value: i128) -> String {
    match kind {
        ValueKind::Bool => (value != 0).to_string(),
        ValueKind::Int(_) | ValueKind::Time => value.to_string(),
        ValueKind::Enum { of, .. } => {
            let name = &subject.model.types[of].name;
            let variants =
                subject.variants.iter().find(|(own, _)| own == name).map_or(&[][..], |(_, variants)| variants);
            let variant = variants.iter().find(|(number, _)| *number == value);
            variant.map_or_else(|| format!("Unknown({value})"), |(_, name)| (*name).to_owned())
        }
    }
}
