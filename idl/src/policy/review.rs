//! Rules that say nothing, state that nothing reads, connections that nothing allows.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    vec::Vec,
};

use super::{
    Clause, ClauseKind, Condition, Effect, EffectKind, Event, On, Program, Rule, Server,
    visit::{self, Access},
};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::Facts,
    model::{Method, Model},
    source::Span,
};

/// How many pairs of rules are compared at most, so that a long policy stays cheap.
const PAIRS: usize = 1_000_000;

/// Reports what a policy could as well leave out.
pub(super) fn review(model: &Model, facts: &Facts, program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    rules(program, diagnostics);
    limits(program, diagnostics);
    outcomes(program, diagnostics);
    states(program, diagnostics);
    connections(model, facts, program, diagnostics);
}

type Target = (Server, Handle<Method>);

/// What an event is about, port by port.
fn targets(event: &Event) -> impl Iterator<Item = Target> {
    event.to.iter().map(|server| (*server, event.method))
}

/// An `allow` or `deny` rule with what it demands of a request.
struct Demands<'p> {
    rule: &'p Rule,
    /// What must hold, part by part.
    conditions: Vec<&'p Condition>,
    /// Whether it also takes tokens or keys.
    takes: bool,
}

impl<'p> Demands<'p> {
    fn of(rule: &'p Rule) -> Self {
        let mut conditions = Vec::new();
        let requires = rule.clauses().iter().filter_map(|clause| match &clause.kind {
            ClauseKind::Require(condition) => Some(condition),
            ClauseKind::Exclusive(_) | ClauseKind::Limit(_) => None,
        });
        rule.when.iter().chain(requires).for_each(|condition| conjuncts(condition, &mut conditions));
        let takes = rule.clauses().iter().any(|clause| !matches!(clause.kind, ClauseKind::Require(_)));
        Self { rule, conditions, takes }
    }

    /// Whether this rule gives its answer to every request that another one gives its answer to.
    fn includes(&self, other: &Self) -> bool {
        // Tokens and keys of two rules are counted apart: beside each other both let more pass than one.
        let same = || {
            let kinds = |rule: &'p Rule| rule.clauses().iter().map(|clause| &clause.kind);
            self.rule.event == other.rule.event
                && self.rule.when == other.rule.when
                && kinds(self.rule).eq(kinds(other.rule))
        };
        self.rule.event.covers(&other.rule.event)
            && self.conditions.len() <= other.conditions.len()
            && self.conditions.iter().all(|condition| other.conditions.contains(condition))
            && (!self.takes || same())
    }
}

fn rules(program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    let all: Vec<Demands<'_>> = program.rules.iter().map(Demands::of).collect();
    let mut groups: BTreeMap<Target, Vec<usize>> = BTreeMap::new();
    for (position, rule) in program.rules.iter().enumerate() {
        for target in targets(&rule.event) {
            groups.entry(target).or_default().push(position);
        }
    }
    let mut left = PAIRS;
    for (position, rule) in all.iter().enumerate() {
        // What includes the rule is about each of its targets.
        let group = targets(&rule.rule.event).next().and_then(|target| groups.get(&target));
        let group = group.map(Vec::as_slice).unwrap_or_default();
        let others = group.iter().filter(|other| **other != position).take(left);
        let finding = others
            .filter_map(|other| Some((*other, all.get(*other)?)))
            .find_map(|(other, by)| overruled(rule, by, other < position));
        left = left.saturating_sub(group.len());
        diagnostics.extend(finding);
    }
}

/// Why a rule changes nothing beside another one. Of two that are the same the second one is too much.
fn overruled(rule: &Demands<'_>, by: &Demands<'_>, is_later: bool) -> Option<Diagnostic> {
    let (head, by_head) = (rule.rule.head, by.rule.head);
    if rule.rule.allows() && !by.rule.allows() {
        return (by.conditions.is_empty() && by.includes(rule)).then(|| {
            Diagnostic::new(codes::E0508, "the rule can never match: a `deny` is about every such request")
                .label(head, "never allows")
                .also(by_head, "beats every `allow`")
                .help("say behind the pattern of the `deny` when it denies: `when …`")
        });
    }
    if rule.rule.allows() != by.rule.allows() || !by.includes(rule) || (!is_later && rule.includes(by)) {
        return None;
    }
    let (message, other, help) = if rule.rule.allows() {
        let help = "remove one of them: where two rules allow, the weaker one decides";
        ("another rule allows everything that this one allows", "allows as much or more", help)
    } else {
        ("another rule denies everything that this one denies", "denies as much or more", "remove it")
    };
    Some(Diagnostic::new(codes::E0507, message).label(head, "changes nothing").also(by_head, other).help(help))
}

fn conjuncts<'p>(condition: &'p Condition, parts: &mut Vec<&'p Condition>) {
    match condition {
        Condition::And(left, right) => {
            conjuncts(left, parts);
            conjuncts(right, parts);
        }
        other => parts.push(other),
    }
}

/// Limits beside one of the same rule that always runs out first.
///
/// A full bucket that holds no more and gets no more back has never more tokens than the other one: each request takes one
/// out of both.
fn limits(program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    for rule in &program.rules {
        for (clause, limit) in rule.limits() {
            let earlier = |other: &Clause| other.number < clause.number;
            let first = rule.limits().find(|(other, by)| {
                other.number != clause.number && limit.never_before(by) && (earlier(other) || !by.never_before(limit))
            });
            let Some((other, _)) = first else { continue };
            diagnostics.push(
                Diagnostic::new(codes::W0913, "the limit never runs out before another one of the rule")
                    .label(clause.span, "never refuses anything")
                    .also(other.span, "always runs out first")
                    .help("remove it, or let it pass fewer requests in a longer time"),
            );
        }
    }
}

/// `on` rules about requests that nothing admits.
fn outcomes(program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    let mut admitted: BTreeMap<Target, Vec<&Event>> = BTreeMap::new();
    for rule in program.rules.iter().filter(|rule| rule.allows()) {
        for target in targets(&rule.event) {
            admitted.entry(target).or_default().push(&rule.event);
        }
    }
    for on in &program.outcomes {
        let mut rules = targets(&on.event).filter_map(|target| admitted.get(&target)).flatten();
        let is_admitted = rules.any(|event| event.overlaps(&on.event));
        if !is_admitted {
            diagnostics.push(
                Diagnostic::new(codes::E0509, "no rule allows the requests that this rule is about")
                    .label(on.head, "never happens")
                    .help("add an `allow` for them, or remove the rule; the caller stands before the arrow, the server behind it"),
            );
        } else if on.effects.is_empty() {
            diagnostics.push(
                Diagnostic::new(codes::E0507, "the rule has no effect")
                    .label(on.head, "changes nothing")
                    .help("remove it"),
            );
        }
    }
}

/// State that says nothing.
fn states(program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    #[derive(Clone, Copy, Default)]
    struct Use {
        read: bool,
        written: bool,
    }
    let mut uses: Vec<Vec<Use>> =
        program.states.iter().map(|state| state.fields.iter().map(|_| Use::default()).collect()).collect();
    let mut see = |access: Access<'_>| match access {
        Access::Read(place) => {
            if let Some(field) = uses.get_mut(place.slot.state).and_then(|state| state.get_mut(place.field)) {
                field.read = true;
            }
        }
        Access::Write(place) => {
            if let Some(field) = uses.get_mut(place.slot.state).and_then(|state| state.get_mut(place.field)) {
                field.written = true;
            }
        }
        Access::Replace(slot) => {
            for field in uses.get_mut(slot.state).into_iter().flatten() {
                field.written = true;
            }
        }
        Access::Input(_) | Access::Now => {}
    };
    for rule in &program.rules {
        visit::rule(rule, &mut see);
    }
    for on in &program.outcomes {
        visit_apart(on, &mut see);
    }
    for (state, uses) in program.states.iter().zip(&uses) {
        if uses.iter().all(|field| !field.read && !field.written) {
            diagnostics.push(
                Diagnostic::new(codes::W0902, format!("nothing uses the state `{}`", state.name))
                    .label(state.span, "never read, never written")
                    .help("remove it"),
            );
            continue;
        }
        for (field, used) in state.fields.iter().zip(uses) {
            let (message, label, help) = match (used.read, used.written) {
                (true, true) => continue,
                (false, true) => {
                    ("no condition reads", "changed, but never read", "remove it, or use it in a condition")
                }
                (false, false) => ("nothing uses", "never read, never written", "remove it"),
                (true, false) => {
                    ("nothing ever changes", "always as at the start", "use a constant, or change it in an `on` rule")
                }
            };
            let message = format!("{message} `{}`", field.name);
            diagnostics.push(Diagnostic::new(codes::W0902, message).label(field.span, label).help(help));
        }
    }
}

/// What an `on` rule does. `x += 1` reads `x`, but only to change it.
fn visit_apart<'p>(on: &'p On, see: &mut impl FnMut(Access<'p>)) {
    if let Some(when) = &on.when {
        visit::condition(when, see);
    }
    apart(&on.effects, see);
}

fn apart<'p>(effects: &'p [Effect], see: &mut impl FnMut(Access<'p>)) {
    for effect in effects {
        match &effect.kind {
            EffectKind::If { condition, then, otherwise } => {
                visit::condition(condition, see);
                apart(then, see);
                apart(otherwise, see);
            }
            EffectKind::Set(target, _) => visit::effects(core::slice::from_ref(effect), &mut |access| match access {
                Access::Read(place) if place == target => {}
                other => see(other),
            }),
            EffectKind::Replace(..) | EffectKind::Audit(_) => visit::effects(core::slice::from_ref(effect), see),
        }
    }
}

/// Connections over which no request is ever allowed.
fn connections(model: &Model, facts: &Facts, program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    let Some(system) = facts.systems.get(program.system) else { return };
    let Some((policy, named)) = model.policies.iter().find(|(_, policy)| policy.system == program.system) else {
        return;
    };
    let mut allowed: BTreeMap<Server, Vec<&Event>> = BTreeMap::new();
    for rule in program.rules.iter().filter(|rule| rule.allows()) {
        for server in &rule.event.to {
            allowed.entry(*server).or_default().push(&rule.event);
        }
    }
    // What a gate lets pass is allowed behind it.
    let instance = |subject: u16| system.instances.get(usize::from(subject)).copied();
    let passed: BTreeSet<_> =
        system.gated.iter().map(|gated| (instance(gated.gate), instance(gated.to), gated.port)).collect();
    let mut seen: BTreeSet<Span> = BTreeSet::new();
    for handle in &system.connections {
        let connection = &facts.connections[*handle];
        let server = Server { instance: connection.to, provides: connection.provides };
        let rules = allowed.get(&server).map(Vec::as_slice).unwrap_or_default();
        let from = |event: &&Event| event.from.as_ref().is_none_or(|from| from.binary_search(&connection.from).is_ok());
        let span = facts.connections.span(*handle);
        if rules.iter().any(from)
            || passed.contains(&(Some(connection.from), Some(connection.to), connection.provides))
            || !seen.insert(span)
        {
            continue;
        }
        let (from, to) = (&facts.instances[connection.from].path, &facts.instances[connection.to].path);
        let port = &model.provides[connection.provides].name;
        diagnostics.push(
            Diagnostic::new(codes::W0901, format!("no rule of `{}` allows anything over this connection", named.name))
                .label(span, "every request is denied")
                .also(model.policies.span(policy), "by this policy")
                .help(format!("write `allow {from} -> {to}.{port}.…;`, or remove the connection")),
        );
    }
}
