//! Policies in their lowered form: state, rules, and where each lives.

use serde::Serialize;
use tessera_idl::{
    arena::Handle,
    facts,
    model::{self, Method},
    policy::{self, ClauseKind, Home, Kind, Program, Server, Verdict},
};

use super::{
    decision::{self, Condition, Effect, Input, Key, Space},
    names::Reader,
};

/// A policy.
#[derive(Debug, Serialize)]
pub(super) struct Policy<'a> {
    name: String,
    docs: &'a [String],
    system: String,
    states: Vec<State<'a>>,
    rules: Vec<Rule<'a>>,
    outcomes: Vec<On<'a>>,
    /// The names of its audit records.
    audits: Vec<&'a str>,
    homes: Vec<HomeOf<'a>>,
    connections: u16,
}

#[derive(Debug, Serialize)]
struct State<'a> {
    name: &'a str,
    docs: &'a [String],
    keys: Vec<Space>,
    fields: Vec<Field<'a>>,
    /// The instance whose dispatcher holds it.
    home: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Field<'a> {
    name: &'a str,
    docs: &'a [String],
    holds: Holds,
    initial: String,
    low: String,
    high: String,
}

/// What a value of one integer stands for.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Holds {
    Bool,
    Int { r#type: &'static str },
    Enum { name: String, r#type: &'static str },
    Time,
}

/// Which requests a rule is about.
#[derive(Debug, Serialize)]
struct Event<'a> {
    /// Any caller if none is named.
    from: Option<Vec<&'a str>>,
    to: Vec<Port<'a>>,
    method: &'a str,
}

#[derive(Debug, Serialize)]
struct Port<'a> {
    instance: &'a str,
    provides: &'a str,
}

#[derive(Debug, Serialize)]
struct Rule<'a> {
    number: u16,
    event: Event<'a>,
    when: Option<Condition<'a>>,
    verdict: &'static str,
    clauses: Vec<Clause<'a>>,
}

#[derive(Debug, Serialize)]
struct Clause<'a> {
    number: u8,
    name: Option<&'a str>,
    demands: Demand<'a>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Demand<'a> {
    Exclusive {
        key: Key<'a>,
    },
    Require {
        condition: Box<Condition<'a>>,
    },
    /// The bucket of the caller's connection if there is no key.
    Limit {
        key: Option<Key<'a>>,
        count: u64,
        milliseconds: u64,
        burst: u64,
    },
}

#[derive(Debug, Serialize)]
struct On<'a> {
    event: Event<'a>,
    outcome: Outcome,
    when: Option<Condition<'a>>,
    effects: Vec<Effect<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Outcome {
    Ok,
    Fails,
    FailsWith { name: String, number: String },
}

/// Where rules are enforced.
#[derive(Debug, Serialize)]
struct HomeOf<'a> {
    instance: &'a str,
    /// The names of the states that live here.
    states: Vec<&'a str>,
    guards: Vec<Guard<'a>>,
    captures: Vec<Capture<'a>>,
    timed: bool,
    bytes: u64,
}

#[derive(Debug, Serialize)]
struct Guard<'a> {
    interface: String,
    method: &'a str,
    provides: Vec<&'a str>,
    gates: Vec<&'a str>,
    deny: Vec<u16>,
    allow: Vec<u16>,
    /// Positions among the outcomes, from 0.
    on: &'a [usize],
}

#[derive(Debug, Serialize)]
struct Capture<'a> {
    interface: String,
    method: &'a str,
    rule: u16,
    inputs: Vec<Input<'a>>,
}

impl<'a> Reader<'a> {
    pub(super) fn policy(self, handle: Handle<model::Policy>) -> Policy<'a> {
        let model::Policy { name, docs, package, system, .. } = &self.model.policies[handle];
        let program = &self.facts.policies[handle];
        Policy {
            name: self.name(*package, name),
            docs,
            system: self.system_name(*system),
            states: program.states.iter().map(|state| self.policy_state(state)).collect(),
            rules: program.rules.iter().map(|rule| self.rule(program, rule)).collect(),
            outcomes: program.outcomes.iter().map(|on| self.on(program, on)).collect(),
            audits: program.notes.iter().map(|note| note.name.as_str()).collect(),
            homes: program.homes.iter().map(|home| self.home(program, home)).collect(),
            connections: program.connections,
        }
    }

    fn policy_state(self, state: &'a policy::State) -> State<'a> {
        let policy::State { name, docs, keys, fields, home, .. } = state;
        let field = |field: &'a policy::StateField| Field {
            name: &field.name,
            docs: &field.docs,
            holds: self.holds(field.kind),
            initial: field.initial.to_string(),
            low: field.low.to_string(),
            high: field.high.to_string(),
        };
        State {
            name,
            docs,
            keys: keys.iter().map(|key| self.space(key)).collect(),
            fields: fields.iter().map(field).collect(),
            home: home.map(|home| self.path(home)),
        }
    }

    pub(super) fn holds(self, kind: Kind) -> Holds {
        match kind {
            Kind::Bool => Holds::Bool,
            Kind::Int(int) => Holds::Int { r#type: int.word() },
            Kind::Enum { of, repr } => Holds::Enum { name: self.type_name(of), r#type: repr.word() },
            Kind::Time => Holds::Time,
        }
    }

    fn path(self, instance: Handle<facts::Instance>) -> &'a str {
        &self.facts.instances[instance].path
    }

    fn method_of(self, method: Handle<Method>) -> (String, &'a str) {
        let Method { name, interface, .. } = &self.model.methods[method];
        (self.interface_name(*interface), name)
    }

    fn port(self, provides: Handle<model::Provide>) -> &'a str {
        &self.model.provides[provides].name
    }

    fn request(self, event: &policy::Event) -> Event<'a> {
        let port =
            |server: &Server| Port { instance: self.path(server.instance), provides: self.port(server.provides) };
        Event {
            from: event.from.as_ref().map(|from| from.iter().map(|instance| self.path(*instance)).collect()),
            to: event.to.iter().map(port).collect(),
            method: &self.model.methods[event.method].name,
        }
    }

    fn rule(self, program: &'a Program, rule: &'a policy::Rule) -> Rule<'a> {
        let lower = decision::Lowered { reader: self, program };
        let clause = |clause: &'a policy::Clause| Clause {
            number: clause.number,
            name: clause.name.as_deref(),
            demands: match &clause.kind {
                ClauseKind::Exclusive(key) => Demand::Exclusive { key: lower.key(key) },
                ClauseKind::Require(condition) => Demand::Require { condition: Box::new(lower.condition(condition)) },
                ClauseKind::Limit(policy::Limit { key, count, period, burst }) => Demand::Limit {
                    key: key.as_ref().map(|key| lower.key(key)),
                    count: *count,
                    milliseconds: *period,
                    burst: *burst,
                },
            },
        };
        Rule {
            number: rule.number,
            event: self.request(&rule.event),
            when: rule.when.as_ref().map(|when| lower.condition(when)),
            verdict: match rule.verdict {
                Verdict::Allow(_) => "allow",
                Verdict::Deny => "deny",
            },
            clauses: rule.clauses().iter().map(clause).collect(),
        }
    }

    fn on(self, program: &'a Program, on: &'a policy::On) -> On<'a> {
        let lower = decision::Lowered { reader: self, program };
        On {
            event: self.request(&on.event),
            outcome: match on.outcome {
                policy::Outcome::Ok => Outcome::Ok,
                policy::Outcome::Fails => Outcome::Fails,
                policy::Outcome::FailsWith { of, number } => {
                    Outcome::FailsWith { name: self.type_name(of), number: number.to_string() }
                }
            },
            when: on.when.as_ref().map(|when| lower.condition(when)),
            effects: lower.effects(&on.effects),
        }
    }

    fn home(self, program: &'a Program, home: &'a Home) -> HomeOf<'a> {
        let lower = decision::Lowered { reader: self, program };
        let guard = |guard: &'a policy::Guard| {
            let (interface, method) = self.method_of(guard.method);
            Guard {
                interface,
                method,
                provides: guard.ports.iter().map(|port| self.port(*port)).collect(),
                gates: guard.gates.iter().map(|gate| self.path(*gate)).collect(),
                deny: guard.deny.clone(),
                allow: guard.allow.clone(),
                on: &guard.on,
            }
        };
        let capture = |capture: &'a policy::Capture| {
            let (interface, method) = self.method_of(capture.method);
            let inputs = capture.inputs.iter().map(|input| lower.input(input)).collect();
            Capture { interface, method, rule: capture.rule, inputs }
        };
        HomeOf {
            instance: self.path(home.instance),
            states: home.states.iter().filter_map(|state| Some(program.states.get(*state)?.name.as_str())).collect(),
            guards: home.guards.iter().map(guard).collect(),
            captures: home.captures.iter().map(capture).collect(),
            timed: home.timed,
            bytes: home.bytes,
        }
    }
}
