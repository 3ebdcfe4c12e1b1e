//! The reference interpreter: what a policy means, step by step, over plain values.
//!
//! It is written to be read, not to be fast, and shares no code with the generated hook: tests run both on the same
//! events and compare verdicts, reasons, notes and state.

mod eval;

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use self::eval::Reader;
use super::{
    ClauseKind, Condition, Effect, EffectKind, Event, Home, Instant, Key, Limit, On, Outcome, Place, Program, Rule,
    Slot, Value,
};
use crate::{
    arena::Handle,
    facts::Instance,
    model::{Method, Provide},
};

/// When and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Milliseconds.
    pub now: u64,
    /// The instance that calls.
    pub from: Handle<Instance>,
    /// The port that it calls.
    pub provides: Handle<Provide>,
    /// The place of the wired connection, also of what was derived from it.
    pub root: u16,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// The operation.
    pub method: Handle<Method>,
    /// What rules can read of it, by [`Input::name`](super::Input::name): a `bool` is 0 or 1, an enum its number.
    pub values: BTreeMap<String, i128>,
}

/// What is decided, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// No rule is about it.
    NoRule,
    /// This rule allows it.
    Allowed {
        /// By number.
        rule: u16,
    },
    /// This clause of this rule is not met; clause 0 is a `deny`.
    Denied {
        /// By number.
        rule: u16,
        /// By number.
        clause: u8,
    },
    /// Another request with the same key is open.
    Busy {
        /// By number.
        rule: u16,
        /// By number.
        clause: u8,
    },
}

/// A request that was allowed and has no outcome yet.
#[derive(Clone, Debug)]
pub struct Open {
    /// What was asked.
    pub request: Request,
    /// The rule that allowed it.
    pub rule: u16,
}

/// The state of one home while it runs.
#[derive(Clone, Debug)]
pub struct Machine<'p> {
    program: &'p Program,
    home: &'p Home,
    /// For each state each record: its values.
    records: Vec<Vec<Vec<i128>>>,
    /// For each `exclusive` clause the keys of its open requests.
    exclusive: BTreeMap<(u16, u8), BTreeSet<usize>>,
    /// For each `limit` clause its buckets that were touched.
    buckets: BTreeMap<(u16, u8), BTreeMap<usize, Bucket>>,
    /// Whether a number in an `on` rule had no result.
    lacked: bool,
}

/// Tokens, each of `period` parts, as they were at a time.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    parts: u128,
    at: u64,
}

impl<'p> Machine<'p> {
    /// A home as it starts.
    #[must_use]
    pub fn new(program: &'p Program, home: &'p Home) -> Self {
        let records = program.states.iter().map(|state| {
            let record: Vec<i128> = state.fields.iter().map(|field| field.initial).collect();
            (0..state.records()).map(|_| record.clone()).collect()
        });
        let (records, exclusive, buckets) = (records.collect(), BTreeMap::new(), BTreeMap::new());
        Self { program, home, records, exclusive, buckets, lacked: false }
    }

    /// The values of a record: of the state with this position, at these places of its keys.
    #[must_use]
    pub fn record(&self, state: usize, places: &[usize]) -> Option<&[i128]> {
        let declared = self.program.states.get(state)?;
        let position = declared.keys.iter().zip(places).try_fold(0_usize, |position, (key, place)| {
            let count = usize::try_from(key.count()).ok()?;
            (*place < count).then_some(position.checked_mul(count)?.checked_add(*place)?)
        })?;
        self.records.get(state)?.get(position).map(Vec::as_slice)
    }

    /// Whether a number in an `on` rule had no result. It never has: that is proven before.
    #[must_use]
    pub const fn lacked_result(&self) -> bool {
        self.lacked
    }

    /// A wired connection begins: the limits that are counted for it are full again.
    pub fn opened(&mut self, root: u16) {
        for ((rule, clause), buckets) in &mut self.buckets {
            let limits = self.program.rule(*rule).into_iter().flat_map(Rule::limits);
            let mut limits = limits.filter(|(own, _)| own.number == *clause);
            if limits.any(|(_, limit)| limit.key.is_none()) {
                buckets.remove(&usize::from(root));
            }
        }
    }

    /// Decides, and changes nothing.
    #[must_use]
    pub fn decide(&self, at: &Moment, request: &Request) -> Decision {
        let rules = || self.program.rules.iter().filter(|rule| self.is_about(&rule.event, at, request));
        for rule in rules().filter(|rule| !rule.allows()) {
            let read = self.reader(at, request);
            if rule.when.as_ref().is_none_or(|when| read.condition(when).unwrap_or(true)) {
                return Decision::Denied { rule: rule.number, clause: 0 };
            }
        }
        let guard = self.home.guards.iter().find(|guard| guard.method == request.method);
        if guard.is_some_and(|guard| guard.gates.contains(&at.from)) {
            // A gate has decided about it, and sent it on.
            return Decision::Allowed { rule: 0 };
        }
        let mut reason = Decision::NoRule;
        for rule in rules().filter(|rule| rule.allows()) {
            let read = self.reader(at, request);
            if rule.when.as_ref().is_some_and(|when| !read.condition(when).unwrap_or(false)) {
                continue;
            }
            match self.first_failing(rule, at, request) {
                None => return Decision::Allowed { rule: rule.number },
                Some(failing) if reason == Decision::NoRule => reason = failing,
                Some(_) => {}
            }
        }
        reason
    }

    /// The first clause that is not met.
    fn first_failing(&self, rule: &Rule, at: &Moment, request: &Request) -> Option<Decision> {
        let read = self.reader(at, request);
        rule.clauses().iter().find_map(|declared| {
            let own @ (rule, clause) = (rule.number, declared.number);
            match &declared.kind {
                ClauseKind::Require(condition) => {
                    (!read.condition(condition).unwrap_or(false)).then_some(Decision::Denied { rule, clause })
                }
                ClauseKind::Exclusive(key) => {
                    let is_open = self
                        .exclusive
                        .get(&own)
                        .is_some_and(|open| read.key(key).is_none_or(|key| open.contains(&key)));
                    is_open.then_some(Decision::Busy { rule, clause })
                }
                ClauseKind::Limit(limit) => {
                    let has =
                        self.level(own, limit, at, request).is_some_and(|level| level >= u128::from(limit.period));
                    (!has).then_some(Decision::Denied { rule, clause })
                }
            }
        })
    }

    /// Takes tokens and exclusive keys for a request that a rule allows.
    pub fn admit(&mut self, at: &Moment, rule: u16, request: &Request) -> Open {
        let declared = self.program.rule(rule);
        for (clause, limit) in declared.into_iter().flat_map(Rule::limits) {
            let own = (rule, clause.number);
            let Some(level) = self.level(own, limit, at, request) else { continue };
            let Some(place) = self.bucket(limit, at, request) else { continue };
            let parts = level.saturating_sub(u128::from(limit.period));
            self.buckets.entry(own).or_default().insert(place, Bucket { parts, at: at.now });
        }
        for (clause, key) in declared.into_iter().flat_map(Rule::exclusives) {
            if let Some(key) = self.reader(at, request).key(key) {
                self.exclusive.entry((rule, clause.number)).or_default().insert(key);
            }
        }
        Open { request: request.clone(), rule }
    }

    /// The answer leaves: with results, or with an error, whose number is given where it is an enum. Says which notes the
    /// audit gets.
    pub fn settle(&mut self, at: &Moment, open: &Open, outcome: Result<(), i128>) -> Vec<usize> {
        self.close(at, open);
        let mut notes = Vec::new();
        let program = self.program;
        for on in &program.outcomes {
            if self.is_about(&on.event, at, &open.request)
                && ends(on, outcome)
                && on.when.as_ref().is_none_or(|when| self.holds(when, at, &open.request))
            {
                self.effects(&on.effects, at, &open.request, &mut notes);
            }
        }
        notes
    }

    /// Nobody learns the outcome.
    pub fn lost(&mut self, at: &Moment, open: &Open) {
        self.close(at, open);
    }

    fn close(&mut self, at: &Moment, open: &Open) {
        for (clause, key) in self.program.rule(open.rule).into_iter().flat_map(Rule::exclusives) {
            if let Some(key) = self.reader(at, &open.request).key(key) {
                self.exclusive.entry((open.rule, clause.number)).or_default().remove(&key);
            }
        }
    }

    fn effects(&mut self, effects: &[Effect], at: &Moment, request: &Request, notes: &mut Vec<usize>) {
        for effect in effects {
            match &effect.kind {
                EffectKind::Set(place, value) => {
                    let value = self.value(place, value, at, request);
                    self.lacked |= value.is_none();
                    self.write(place, value, at, request);
                }
                EffectKind::Replace(slot, values) => {
                    let place = |field| Place { slot: slot.clone(), field };
                    let new: Vec<_> = values
                        .iter()
                        .enumerate()
                        .map(|(field, value)| self.value(&place(field), value, at, request))
                        .collect();
                    self.lacked |= new.iter().any(Option::is_none);
                    for (field, value) in new.into_iter().enumerate() {
                        self.write(&place(field), value, at, request);
                    }
                }
                EffectKind::If { condition, then, otherwise } => {
                    let way = if self.holds(condition, at, request) { then } else { otherwise };
                    self.effects(way, at, request, notes);
                }
                EffectKind::Audit(note) => notes.push(*note),
            }
        }
    }

    fn holds(&mut self, condition: &Condition, at: &Moment, request: &Request) -> bool {
        let holds = self.reader(at, request).condition(condition);
        self.lacked |= holds.is_none();
        holds == Some(true)
    }

    fn value(&self, place: &Place, value: &Value, at: &Moment, request: &Request) -> Option<i128> {
        let read = self.reader(at, request);
        let field = self.program.states.get(place.slot.state)?.fields.get(place.field)?;
        match value {
            Value::Number(number) => read.number(number),
            Value::Saturating(number) => Some(read.number(number)?.clamp(field.low, field.high)),
            Value::Truth(condition) => read.condition(condition).map(i128::from),
            Value::Variant(_, operand) => read.operand(operand),
            Value::Instant(Instant::Never) => Some(0),
            Value::Instant(Instant::After(millis)) => Some(i128::from(at.now.saturating_add(*millis))),
        }
    }

    fn write(&mut self, place: &Place, value: Option<i128>, at: &Moment, request: &Request) {
        let position = self.reader(at, request).position(&place.slot);
        let record = self.records.get_mut(place.slot.state).zip(position).and_then(|(state, at)| state.get_mut(at));
        if let (Some(field), Some(value)) = (record.and_then(|record| record.get_mut(place.field)), value) {
            *field = value;
        }
    }

    /// Whether an event is about a request.
    fn is_about(&self, event: &Event, at: &Moment, request: &Request) -> bool {
        event.method == request.method
            && event.ports_of(self.home.instance).any(|provides| provides == at.provides)
            && event.from.as_ref().is_none_or(|from| from.contains(&at.from))
    }

    /// How many parts of tokens a limit has for a request.
    fn level(&self, own: (u16, u8), limit: &Limit, at: &Moment, request: &Request) -> Option<u128> {
        let full = u128::from(limit.burst) * u128::from(limit.period);
        let place = self.bucket(limit, at, request)?;
        let Some(bucket) = self.buckets.get(&own).and_then(|buckets| buckets.get(&place)) else { return Some(full) };
        let passed = u128::from(at.now.saturating_sub(bucket.at));
        Some(full.min(bucket.parts + passed * u128::from(limit.count)))
    }

    fn bucket(&self, limit: &Limit, at: &Moment, request: &Request) -> Option<usize> {
        match &limit.key {
            None => (at.root < self.program.connections).then_some(usize::from(at.root)),
            Some(key) => self.reader(at, request).key(key),
        }
    }

    fn reader<'r>(&'r self, at: &'r Moment, request: &'r Request) -> Reader<'r> {
        Reader { program: self.program, records: &self.records, now: at.now, values: &request.values }
    }
}

fn ends(on: &On, outcome: Result<(), i128>) -> bool {
    match (on.outcome, outcome) {
        (Outcome::Ok, Ok(())) | (Outcome::Fails, Err(_)) => true,
        (Outcome::FailsWith { number, .. }, Err(error)) => number == error,
        _ => false,
    }
}

/// Where a record lies: its position among all records of its state.
fn position(program: &Program, slot: &Slot, key: impl Fn(&Key) -> Option<usize>) -> Option<usize> {
    let state = program.states.get(slot.state)?;
    state.keys.iter().zip(&slot.keys).try_fold(0_usize, |position, (space, own)| {
        position.checked_mul(usize::try_from(space.count()).ok()?)?.checked_add(key(own)?)
    })
}
