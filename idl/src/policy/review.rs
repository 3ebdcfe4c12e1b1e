//! Rules and limits that say nothing, state that nothing reads, connections that nothing allows.

mod rules;

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    vec::Vec,
};

use super::{
    Clause, Effect, EffectKind, Event, On, Program, Server,
    possible::Possible,
    visit::{self, Access},
};
use crate::{codes, diagnostic::Diagnostic, facts::Facts, model::Model, source::Span};

/// How many steps are made to find conditions that exclude or include each other.
const STEPS: usize = 200_000;

/// Reports what a policy could as well leave out.
pub(super) fn review(model: &Model, facts: &Facts, program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    let state = |position: usize| program.states.get(position);
    let possible = Possible::new(model, facts, &state, STEPS);
    rules::verdicts(program, &possible, diagnostics);
    limits(program, diagnostics);
    rules::outcomes(program, &possible, diagnostics);
    states(program, diagnostics);
    connections(model, facts, program, diagnostics);
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
