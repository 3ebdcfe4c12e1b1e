//! A policy in its lowered form: state, rules, and where each lives.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use super::{Capture, Condition, Effect, Key, Space};
use crate::{
    arena::Handle,
    facts::Instance,
    model::{Constant, Int, Method, Provide, System, TypeDef},
    source::Span,
};

/// A policy whose every name is looked up, every type checked, every range proven.
#[derive(Clone, Debug)]
pub struct Program {
    /// What it governs.
    pub system: Handle<System>,
    /// Its state, in the order of the text.
    pub states: Vec<State>,
    /// Its `allow` and `deny` rules, in the order of the text: the rule with number N is at N - 1.
    pub rules: Vec<Rule>,
    /// Its `on` rules, in the order of the text.
    pub outcomes: Vec<On>,
    /// The names of its `audit NAME`, in the order in which the text first uses them.
    pub notes: Vec<Note>,
    /// The constants that it names; in the lowered form they are their values.
    pub constants: BTreeSet<Handle<Constant>>,
    /// Every instance of the system that provides a port, in the order of the system: also those without any rule.
    pub homes: Vec<Home>,
    /// The greatest table of connections of any home: the buckets of a limit without a key.
    pub connections: u16,
}

impl Program {
    /// The rule with this number.
    #[must_use]
    pub fn rule(&self, number: u16) -> Option<&Rule> {
        self.rules.get(usize::from(number).checked_sub(1)?)
    }

    /// Where the rules of an instance are enforced.
    #[must_use]
    pub fn home(&self, instance: Handle<Instance>) -> Option<&Home> {
        self.homes.iter().find(|home| home.instance == instance)
    }
}

/// `state name[key: type] { … }`: one record for each value of the keys.
#[derive(Clone, Debug)]
pub struct State {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// What its records are found by; none for a single record.
    pub keys: Vec<Space>,
    /// What each record holds.
    pub fields: Vec<StateField>,
    /// The instance whose dispatcher sees every event that reads or writes it; `None` if nothing does.
    pub home: Option<Handle<Instance>>,
    /// The name where it is declared.
    pub span: Span,
    /// From the name to the type of the last key.
    pub head: Span,
}

impl State {
    /// How many records there are, at least 1 and at most 65,536.
    #[must_use]
    pub fn records(&self) -> u32 {
        self.keys.iter().fold(1, |records: u32, key| records.saturating_mul(key.count()))
    }

    /// The size of one record in bytes.
    #[must_use]
    pub fn record_bytes(&self) -> u32 {
        let align = self.fields.iter().map(|field| field.kind.bytes()).max().unwrap_or(1);
        let sum = self.fields.iter().fold(0_u32, |sum, field| sum.saturating_add(field.kind.bytes()));
        sum.div_ceil(align).saturating_mul(align)
    }
}

/// A field of a state's records.
#[derive(Clone, Debug)]
pub struct StateField {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// What it holds.
    pub kind: Kind,
    /// The value at the start: 0 or 1 for a `bool`, the number of a variant for an enum.
    pub initial: i128,
    /// The least value that it may take.
    pub low: i128,
    /// The greatest value that it may take.
    pub high: i128,
    /// The whole field.
    pub span: Span,
}

/// What a value is. In the lowered form each value is one integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 0 or 1.
    Bool,
    /// An integer, stored in this type.
    Int(Int),
    /// The number of a variant, or any number of the representation for a flexible enum.
    Enum {
        /// Which enum.
        of: Handle<TypeDef>,
        /// How it is stored.
        repr: Int,
    },
    /// A point in time: milliseconds on the clock of the kernel port, 0 for "never".
    Time,
}

impl Kind {
    /// The size of a value in bytes, which is also its alignment.
    #[must_use]
    pub const fn bytes(self) -> u32 {
        match self {
            Self::Bool => 1,
            Self::Int(int) | Self::Enum { repr: int, .. } => int.size(),
            Self::Time => 8,
        }
    }
}

/// Which requests a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The callers, in the order of the system; any caller if none is named.
    pub from: Option<Vec<Handle<Instance>>>,
    /// Where such requests are decided, in order: the servers that are named, or the gates before them. At least one.
    pub to: Vec<Server>,
    /// The operation.
    pub method: Handle<Method>,
}

/// A port of an instance that serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Server {
    /// The instance.
    pub instance: Handle<Instance>,
    /// Its port.
    pub provides: Handle<Provide>,
}

impl Event {
    /// Whether every request of `other` is one of these.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let from = || match (&self.from, &other.from) {
            (None, _) => true,
            (Some(own), Some(other)) => includes(own, other),
            (Some(_), None) => false,
        };
        self.method == other.method && includes(&self.to, &other.to) && from()
    }

    /// Whether one request can be of both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let from = || match (&self.from, &other.from) {
            (Some(own), Some(other)) => meet(own, other),
            _ => true,
        };
        self.method == other.method && meet(&self.to, &other.to) && from()
    }

    /// The ports of an instance at which such requests come.
    pub fn ports_of(&self, instance: Handle<Instance>) -> impl Iterator<Item = Handle<Provide>> {
        self.to.iter().filter(move |server| server.instance == instance).map(|server| server.provides)
    }
}

/// Whether all of `others` are in a sorted list.
fn includes<T: Ord>(list: &[T], others: &[T]) -> bool {
    others.len() <= list.len() && others.iter().all(|other| list.binary_search(other).is_ok())
}

/// Whether two sorted lists have something in common.
fn meet<T: Ord>(one: &[T], other: &[T]) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short.iter().any(|item| long.binary_search(item).is_ok())
}

/// `allow …`, `deny …`
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its number, from 1 in the order of the text.
    pub number: u16,
    /// Which requests it is about.
    pub event: Event,
    /// What must hold for it to be about a request. Without a result an `allow` is not about it, and a `deny` is: both deny.
    pub when: Option<Condition>,
    /// Which answer it gives.
    pub verdict: Verdict,
    /// From the first word to the end of the pattern.
    pub head: Span,
    /// From the first word to the end.
    pub span: Span,
}

/// Which answer a rule gives.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Allowed, if all clauses hold.
    Allow(Vec<Clause>),
    /// Denied, whatever other rules say.
    Deny,
}

impl Rule {
    /// The clauses; none for a `deny`.
    #[must_use]
    pub fn clauses(&self) -> &[Clause] {
        match &self.verdict {
            Verdict::Allow(clauses) => clauses,
            Verdict::Deny => &[],
        }
    }

    /// Whether it is an `allow`.
    #[must_use]
    pub const fn allows(&self) -> bool {
        matches!(self.verdict, Verdict::Allow(_))
    }

    /// The keys of its `exclusive` clauses.
    pub fn exclusives(&self) -> impl Iterator<Item = (&Clause, &Key)> {
        self.clauses().iter().filter_map(|clause| match &clause.kind {
            ClauseKind::Exclusive(key) => Some((clause, key)),
            ClauseKind::Require(_) | ClauseKind::Limit(_) => None,
        })
    }

    /// Its `limit` clauses.
    pub fn limits(&self) -> impl Iterator<Item = (&Clause, &Limit)> {
        self.clauses().iter().filter_map(|clause| match &clause.kind {
            ClauseKind::Limit(limit) => Some((clause, limit)),
            ClauseKind::Require(_) | ClauseKind::Exclusive(_) => None,
        })
    }
}

/// One clause of an `allow`.
#[derive(Clone, Debug)]
pub struct Clause {
    /// Its number in the rule, from 1 in the order of the text.
    pub number: u8,
    /// Its name.
    pub name: Option<String>,
    /// What it demands.
    pub kind: ClauseKind,
    /// From the first word to the `;`.
    pub span: Span,
}

/// What a clause demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    /// No other request with this key, admitted by this rule, is open.
    Exclusive(Key),
    /// The condition holds; without a result it does not.
    Require(Condition),
    /// A token is there.
    Limit(Limit),
}

/// `limit name per key: count per period burst burst`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Which bucket; the one of the caller's wired connection if there is no key.
    pub key: Option<Key>,
    /// How many tokens are filled in, at least 1.
    pub count: u64,
    /// In how many milliseconds, at least 1.
    pub period: u64,
    /// The most tokens, and those at the start; at least 1. `burst * period` fits 64 bits.
    pub burst: u64,
}

impl Limit {
    /// Whether it never runs out before another one that is taken from together with it: then that one has the same
    /// buckets, holds no more tokens, and gets none back faster.
    #[must_use]
    pub fn never_before(&self, other: &Self) -> bool {
        let rate = |limit: &Self, period: u64| u128::from(limit.count) * u128::from(period);
        self.key == other.key && other.burst <= self.burst && rate(other, self.period) <= rate(self, other.period)
    }
}

/// `on … outcome { … }`
#[derive(Clone, Debug)]
pub struct On {
    /// Which requests the rule is about: those that any `allow` rule admitted.
    pub event: Event,
    /// How they ended.
    pub outcome: Outcome,
    /// What must hold besides, when the answer leaves.
    pub when: Option<Condition>,
    /// What happens then.
    pub effects: Vec<Effect>,
    /// From the first word to the end of the outcome.
    pub head: Span,
    /// From the first word to the end.
    pub span: Span,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With results; a one-way message when its handler is done.
    Ok,
    /// With any error of the interface.
    Fails,
    /// With this variant of the error.
    FailsWith {
        /// The enum or union.
        of: Handle<TypeDef>,
        /// The number of the variant.
        number: i128,
    },
}

/// The name of an `audit NAME`.
#[derive(Clone, Debug)]
pub struct Note {
    /// The name.
    pub name: String,
    /// Where the text first uses it.
    pub span: Span,
}

/// An instance whose dispatcher enforces rules, with everything that lives there.
#[derive(Clone, Debug)]
pub struct Home {
    /// The server.
    pub instance: Handle<Instance>,
    /// The states that live here, by their position in [`Program::states`].
    pub states: Vec<usize>,
    /// One for each method of each interface that it provides, in the order of the ports and of the interfaces' methods.
    /// Two ports of one interface share their guards.
    pub guards: Vec<Guard>,
    /// What is captured of requests at admission: one for each `allow` rule of which something is.
    pub captures: Vec<Capture>,
    /// Whether it needs a clock: a limit, or `now`.
    pub timed: bool,
    /// The state in bytes, with the exclusive keys and the limits' buckets, for [`Program::connections`].
    pub bytes: u64,
}

/// What is decided about one method of a server.
#[derive(Clone, Debug)]
pub struct Guard {
    /// The method.
    pub method: Handle<Method>,
    /// The ports that it comes to.
    pub ports: Vec<Handle<Provide>>,
    /// The gates before these ports: whatever comes from one of them is decided there, and allowed here.
    pub gates: Vec<Handle<Instance>>,
    /// The `deny` rules about it, by number.
    pub deny: Vec<u16>,
    /// The `allow` rules about it, by number.
    pub allow: Vec<u16>,
    /// The `on` rules about it, by their position in [`Program::outcomes`].
    pub on: Vec<usize>,
}
