//! Where rules are enforced and state lives: the dispatcher that sees every event that reads or writes it.

use alloc::{collections::BTreeMap, format, vec::Vec};

use super::{
    Capture, Event, Guard, Home, Input, Program, Server,
    visit::{self, Access},
};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{Facts, Gated, Instance, SystemFacts},
    model::{Method, Model},
    source::Span,
};

/// Finds the home of every state and rule.
pub(super) fn place(model: &Model, facts: &Facts, program: &mut Program, diagnostics: &mut Vec<Diagnostic>) {
    states(model, facts, program, diagnostics);
    let mut homes: Vec<Home> = Vec::new();
    let mut guards = BTreeMap::new();
    let Some(system) = facts.systems.get(program.system) else { return };
    let mut gated: BTreeMap<u16, Vec<Gated>> = BTreeMap::new();
    for one in &system.gated {
        gated.entry(one.to).or_default().push(*one);
    }
    for instance in &system.instances {
        let Some(mut home) = empty(model, facts, *instance) else { continue };
        for (position, guard) in home.guards.iter_mut().enumerate() {
            let gated = gated.get(&facts.instances[*instance].subject).map(Vec::as_slice).unwrap_or_default();
            guard.gates = gates(system, gated, guard);
            guards.insert((*instance, guard.method), (homes.len(), position));
        }
        homes.push(home);
    }
    let mut guard = |event: &Event, add: &dyn Fn(&mut Guard)| {
        let mut last = None;
        for server in &event.to {
            // Two ports of one instance share their guards.
            if last.replace(server.instance) == Some(server.instance) {
                continue;
            }
            let place = guards.get(&(server.instance, event.method)).copied();
            let guard = place.and_then(|(home, position)| homes.get_mut(home)?.guards.get_mut(position));
            guard.map(add);
        }
    };
    for rule in &program.rules {
        guard(&rule.event, &|guard| if rule.allows() { &mut guard.allow } else { &mut guard.deny }.push(rule.number));
    }
    for (position, on) in program.outcomes.iter().enumerate() {
        guard(&on.event, &|guard| guard.on.push(position));
    }
    for home in &mut homes {
        home.states = states_of(program, home.instance);
        home.captures = home.guards.iter().flat_map(|guard| captures(program, guard)).collect();
        home.timed = timed(program, home);
        home.bytes = bytes(program, home);
    }
    program.homes = homes;
}

/// A home without rules; `None` for an instance that serves nobody.
fn empty(model: &Model, facts: &Facts, instance: Handle<Instance>) -> Option<Home> {
    let provides = &model.components[facts.instances[instance].component].provides;
    let mut guards: Vec<Guard> = Vec::new();
    let mut seen: BTreeMap<Handle<Method>, usize> = BTreeMap::new();
    for port in provides {
        for method in &model.interfaces[model.provides[*port].interface].methods {
            let position = *seen.entry(*method).or_insert_with(|| {
                let (ports, gates) = (Vec::new(), Vec::new());
                let (deny, allow, on) = (Vec::new(), Vec::new(), Vec::new());
                guards.push(Guard { method: *method, ports, gates, deny, allow, on });
                guards.len() - 1
            });
            if let Some(guard) = guards.get_mut(position) {
                guard.ports.push(*port);
            }
        }
    }
    let (states, captures) = (Vec::new(), Vec::new());
    (!provides.is_empty()).then_some(Home { instance, states, guards, captures, timed: false, bytes: 0 })
}

/// The gates before the ports of a guard.
fn gates(system: &SystemFacts, gated: &[Gated], guard: &Guard) -> Vec<Handle<Instance>> {
    let before = gated.iter().filter(|gated| guard.ports.contains(&gated.port));
    before.filter_map(|gated| system.instances.get(usize::from(gated.gate)).copied()).collect()
}

/// Gives every state its home; reports one that would have two.
fn states(model: &Model, facts: &Facts, program: &mut Program, diagnostics: &mut Vec<Diagnostic>) {
    // For each state the first event that touches it at each instance.
    let mut touched: Vec<Vec<(Server, Span)>> = program.states.iter().map(|_| Vec::new()).collect();
    let mut touch = |event: &Event, head: Span, access: Access<'_>| {
        let Some(homes) = access.slot().and_then(|slot| touched.get_mut(slot.state)) else { return };
        for server in event.to.iter().take(2) {
            if homes.len() < 2 && homes.iter().all(|(home, _)| home.instance != server.instance) {
                homes.push((*server, head));
            }
        }
    };
    for rule in &program.rules {
        visit::rule(rule, &mut |access| touch(&rule.event, rule.head, access));
    }
    for on in &program.outcomes {
        visit::on(on, &mut |access| touch(&on.event, on.head, access));
    }
    for (state, homes) in program.states.iter_mut().zip(touched) {
        state.home = homes.first().map(|(home, _)| home.instance);
        if let [(first, first_head), (second, second_head), ..] = homes.as_slice() {
            let handed_out = [first, second].iter().any(|server| model.provides[server.provides].handed_out);
            let port = |server: &Server| {
                format!("{}.{}", facts.instances[server.instance].path, model.provides[server.provides].name)
            };
            let gate = if handed_out {
                ": what is handed out goes past every gate".into()
            } else {
                format!(", or put a gate before both: `gate warden guards {}, {};`", port(first), port(second))
            };
            let (first, second) = (&facts.instances[first.instance].path, &facts.instances[second.instance].path);
            diagnostics.push(
                Diagnostic::new(codes::E0513, format!("`{}` would live in two places", state.name))
                    .label(state.span, "one memory")
                    .also(*first_head, format!("seen by `{first}` only"))
                    .also(*second_head, format!("seen by `{second}` only"))
                    .help(format!("keep a state for each of the two{gate}")),
            );
        }
    }
}

fn states_of(program: &Program, instance: Handle<Instance>) -> Vec<usize> {
    let states = program.states.iter().enumerate();
    states.filter(|(_, state)| state.home == Some(instance)).map(|(position, _)| position).collect()
}

/// What is captured of requests for a method, for each `allow` rule of which something is.
fn captures(program: &Program, guard: &Guard) -> Vec<Capture> {
    let mut captures = Vec::new();
    for number in &guard.allow {
        let Some(rule) = program.rule(*number) else { continue };
        let mut inputs: Vec<Input> = Vec::new();
        let mut exclusive = false;
        let mut see = |access: Access<'_>| {
            if let Access::Input(input) = access
                && !inputs.contains(input)
            {
                inputs.push(input.clone());
            }
        };
        for (_, key) in rule.exclusives() {
            exclusive = true;
            visit::number(&key.value, &mut see);
        }
        for on in guard.on.iter().filter_map(|on| program.outcomes.get(*on)) {
            if on.event.overlaps(&rule.event) {
                visit::on(on, &mut see);
            }
        }
        if exclusive || !inputs.is_empty() {
            captures.push(Capture { method: guard.method, rule: *number, inputs });
        }
    }
    captures
}

fn timed(program: &Program, home: &Home) -> bool {
    let mut timed = false;
    let mut see = |access: Access<'_>| timed |= matches!(access, Access::Now);
    for guard in &home.guards {
        for rule in guard.deny.iter().chain(&guard.allow).filter_map(|number| program.rule(*number)) {
            visit::rule(rule, &mut see);
        }
        for on in guard.on.iter().filter_map(|on| program.outcomes.get(*on)) {
            visit::on(on, &mut see);
        }
    }
    timed
}

fn bytes(program: &Program, home: &Home) -> u64 {
    let states = home.states.iter().filter_map(|state| program.states.get(*state));
    let mut bytes: u64 = states.map(|state| u64::from(state.records()) * u64::from(state.record_bytes())).sum();
    for rule in home.guards.iter().flat_map(|guard| &guard.allow).filter_map(|number| program.rule(*number)) {
        let keys = rule.exclusives().map(|(_, key)| u64::from(key.space.count().div_ceil(64)) * 8);
        let connections = u32::from(program.connections);
        let buckets = rule.limits().map(|(_, limit)| limit.key.as_ref().map_or(connections, |key| key.space.count()));
        bytes += keys.sum::<u64>() + buckets.map(|count| u64::from(count) * 16).sum::<u64>();
    }
    bytes.next_multiple_of(8)
}
