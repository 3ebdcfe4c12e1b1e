//! Components: what may be called over each port, and by which handlers.

use alloc::{collections::BTreeMap, collections::BTreeSet, format, string::String, vec::Vec};

use super::{
    Checker,
    methods::{bodies, count},
};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{ComponentFacts, DERIVED, Instance, Nested, NestedUse, ProvideFacts, UseFacts},
    model::{Component, During, DuringCall, Method, Provide, Rights, Use},
    source::Span,
};

/// The most `uses`, and the most `provides`, of a component.
const MAX_PORTS: usize = 256;

/// The places of a table of connections of a component that no system has.
const UNWIRED: u16 = 16;

/// What a handler calls, by the client over which it does.
type Calls = BTreeMap<Handle<Use>, BTreeSet<Handle<Method>>>;

impl Checker<'_> {
    /// Works out the ports of a component.
    pub(super) fn ports(&mut self, component: Handle<Component>) {
        let model = self.model;
        let owner = &model.components[component];
        let mut listed = self.during(component);
        for (index, handle) in owner.uses.iter().enumerate() {
            let span = model.uses.span(*handle);
            let Some(index) = self.position(index, MAX_PORTS, "`uses` of a component", span) else { break };
            let listed = listed.remove(handle).map(|methods| methods.into_iter().collect());
            self.facts.uses.set(*handle, UseFacts { index, listed });
        }
        let mut nested = nested(&owner.during);
        for (index, handle) in owner.provides.iter().enumerate() {
            let span = model.provides.span(*handle);
            let Some(index) = self.position(index, MAX_PORTS, "`provides` of a component", span) else { break };
            let nested = nested.remove(handle).unwrap_or_default();
            self.facts.provides.set(*handle, ProvideFacts { index, nested, derived: DERIVED, places: UNWIRED });
        }
    }

    /// Checks the `during` lines of a component; gives every call that is listed.
    fn during(&mut self, component: Handle<Component>) -> Calls {
        let model = self.model;
        let mut handlers: BTreeMap<(Handle<Provide>, Handle<Method>), Span> = BTreeMap::new();
        let mut listed = Calls::new();
        for during in &model.components[component].during {
            let handler = format!("{}.{}", model.provides[during.provides].name, model.methods[during.method].name);
            if let Some(first) = handlers.get(&(during.provides, during.method)) {
                let first = *first;
                self.repeated(
                    &format!("`during {handler}` stands here twice"),
                    during.span,
                    first,
                    "add its calls to the first line",
                );
            }
            handlers.entry((during.provides, during.method)).or_insert(during.span);
            let mut seen: BTreeMap<(Handle<Use>, Handle<Method>), Span> = BTreeMap::new();
            for call in &during.calls {
                self.refuse_call_without_right(call);
                if let Some(first) = seen.get(&(call.uses, call.method)) {
                    let first = *first;
                    let name = format!("{}.{}", model.uses[call.uses].name, model.methods[call.method].name);
                    self.repeated(&format!("`{name}` is listed twice"), call.span, first, "remove one of them");
                }
                seen.entry((call.uses, call.method)).or_insert(call.span);
                listed.entry(call.uses).or_default().insert(call.method);
            }
        }
        listed
    }

    fn repeated(&mut self, message: &str, span: Span, first: Span, help: &str) {
        self.report(
            Diagnostic::new(codes::E0409, String::from(message))
                .label(span, "again")
                .also(first, "first")
                .help(String::from(help)),
        );
    }

    fn refuse_call_without_right(&mut self, call: &DuringCall) {
        let model = self.model;
        let (uses, method) = (&model.uses[call.uses], &model.methods[call.method]);
        if uses.rights.contains(method.required) {
            return;
        }
        let rights = &model.interfaces[uses.interface].rights;
        let missing = Rights(method.required.0 & !uses.rights.0);
        let names: Vec<String> = missing
            .positions()
            .filter_map(|position| rights.get(position))
            .map(|right| format!("`{}`", right.name))
            .collect();
        let noun = if names.len() == 1 { "right" } else { "rights" };
        let names = names.join(", ");
        self.report(
            Diagnostic::new(codes::E0408, format!("`{}.{}` needs the {noun} {names}", uses.name, method.name))
                .label(call.span, "called without it")
                .also(model.uses.span(call.uses), "this does not name it")
                .also(model.methods.span(call.method), "this requires it")
                .help(format!("add {names} to the rights of `uses {}`, or do not call it", uses.name)),
        );
    }

    /// Works out what a component has to reserve, if all its interfaces are known.
    pub(super) fn component(&mut self, handle: Handle<Component>) {
        let component = &self.model.components[handle];
        let Some(pools) = self.pools(&component.hands_out) else { return };
        let mut most = ComponentFacts { max_body: 0, max_caps: 0, max_leases: 0, connections: UNWIRED, pools };
        for uses in &component.uses {
            let (Some(facts), uses) = (self.facts.uses.get(*uses), &self.model.uses[*uses]) else { return };
            if self.facts.interfaces.get(uses.interface).is_none() {
                return;
            }
            for method in facts.callable(self.model, uses) {
                let leases = self.facts.methods.get(method).map_or(0, |facts| count(&facts.leases));
                most.max_leases = most.max_leases.max(leases);
                for body in bodies(&self.facts, method) {
                    most.max_body = most.max_body.max(body.max);
                    most.max_caps = most.max_caps.max(body.caps);
                }
            }
        }
        for provide in &component.provides {
            let interface = self.model.provides[*provide].interface;
            let Some(facts) = self.facts.interfaces.get(interface) else { return };
            most.max_body = most.max_body.max(facts.max_request).max(facts.max_reply);
            most.max_caps = most.max_caps.max(facts.max_caps);
            most.max_leases = most.max_leases.max(facts.max_leases);
        }
        self.facts.components.set(handle, most);
    }

    /// Sizes the components' tables of connections, once every system is worked out. A gate derives one connection for each
    /// of its own, so what it guards comes after it: as often as gates stand before gates.
    pub(super) fn tables(&mut self) {
        let guarded = self.guarded();
        let mut sized = true;
        while core::mem::take(&mut sized) {
            let mut most: BTreeMap<Handle<Component>, u16> = BTreeMap::new();
            for (_, instance) in self.facts.instances.iter() {
                let (component, places) = (instance.component, self.places(instance));
                most.entry(component).and_modify(|most| *most = places.max(*most)).or_insert(places);
            }
            for (component, connections) in most {
                let Some(mut facts) = self.facts.components.get(component).cloned() else { continue };
                let sessions = facts.pools.iter().fold(0_u16, |sum, pool| sum.saturating_add(*pool));
                facts.connections = connections.saturating_add(sessions.saturating_mul(DERIVED));
                for port in guarded.get(&component).into_iter().flatten() {
                    sized |= self.derive_more(*port, facts.connections);
                }
                self.facts.components.set(component, facts);
            }
        }
        self.port_places();
        for component in self.model.components.handles() {
            self.refuse_large_events(component);
        }
    }

    /// Works out how many connections each port may have.
    fn port_places(&mut self) {
        let mut wired: BTreeMap<Handle<Provide>, usize> = BTreeMap::new();
        for (_, instance) in self.facts.instances.iter() {
            let ports = &self.model.components[instance.component].provides;
            for (port, clients) in ports.iter().zip(&instance.clients) {
                let most = wired.entry(*port).or_default();
                *most = clients.len().max(*most);
            }
        }
        let component = |port| self.facts.components.get(self.model.provides[port].component);
        let pools = self.model.components.iter().flat_map(|(_, item)| item.hands_out.iter().enumerate());
        let sessions = pools.map(|(index, pool)| {
            let size = component(pool.provide).and_then(|facts| facts.pools.get(index)).copied();
            (pool.provide, usize::from(size.unwrap_or_default()))
        });
        let sessions: Vec<_> = sessions.collect();
        // One more than is wired replaces another.
        let wired = wired.into_iter().map(|(port, clients)| (port, clients.saturating_add(1)));
        for (port, count) in wired.filter(|(port, _)| !self.model.provides[*port].handed_out).chain(sessions) {
            let Some(facts) = self.facts.provides.get(port) else { continue };
            let count = u16::try_from(count).unwrap_or(u16::MAX);
            let facts = ProvideFacts { places: count.saturating_mul(facts.derived.saturating_add(1)), ..facts.clone() };
            self.facts.provides.set(port, facts);
        }
    }

    /// How many connections an instance may have: those of the system, and one that replaces another, with what they derive.
    fn places(&self, instance: &Instance) -> u16 {
        let ports = self.model.components[instance.component].provides.iter();
        let (mut sum, mut replaced) = (0_u16, DERIVED);
        for (port, clients) in ports.zip(&instance.clients) {
            let derived = self.facts.provides.get(*port).map_or(DERIVED, |facts| facts.derived);
            let clients = u16::try_from(clients.len()).unwrap_or(u16::MAX);
            sum = sum.saturating_add(clients.saturating_mul(derived.saturating_add(1)));
            replaced = replaced.max(derived);
        }
        sum.saturating_add(replaced).saturating_add(1)
    }

    /// What each gate stands before, in any system.
    fn guarded(&self) -> BTreeMap<Handle<Component>, BTreeSet<Handle<Provide>>> {
        let mut guarded: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (_, instance) in self.facts.instances.iter() {
            if self.model.components[instance.component].is_gate {
                let behind = instance.feeds.iter().flatten();
                let behind = behind.map(|connection| self.facts.connections[*connection].provides);
                guarded.entry(instance.component).or_default().extend(behind);
            }
        }
        guarded
    }

    /// Lets each connection of a port derive so many. Says whether that is more than before.
    fn derive_more(&mut self, port: Handle<Provide>, derived: u16) -> bool {
        let Some(facts) = self.facts.provides.get(port).filter(|facts| facts.derived < derived) else { return false };
        let facts = ProvideFacts { derived, ..facts.clone() };
        self.facts.provides.set(port, facts);
        true
    }

    /// A position in a list that has at most `most` members; reports the first that is one too many.
    pub(super) fn position(&mut self, index: usize, most: usize, noun: &str, span: Span) -> Option<u16> {
        let position = u16::try_from(index).ok().filter(|_| index < most);
        if position.is_none() {
            self.report(
                Diagnostic::new(codes::E0316, format!("there are more than {most} {noun}"))
                    .label(span, "one too many")
                    .help("split it into several"),
            );
        }
        position
    }
}

/// The handlers of each port that make calls, in the order of its methods.
fn nested(during: &[During]) -> BTreeMap<Handle<Provide>, Vec<Nested>> {
    let mut ports: BTreeMap<Handle<Provide>, BTreeMap<Handle<Method>, Calls>> = BTreeMap::new();
    for during in during {
        let calls = ports.entry(during.provides).or_default().entry(during.method).or_default();
        for call in &during.calls {
            calls.entry(call.uses).or_default().insert(call.method);
        }
    }
    // Handles are in the order of the sources.
    let uses = |(uses, methods): (_, BTreeSet<_>)| NestedUse { uses, methods: methods.into_iter().collect() };
    let handler = |(method, calls): (_, Calls)| Nested { method, calls: calls.into_iter().map(uses).collect() };
    ports.into_iter().map(|(port, handlers)| (port, handlers.into_iter().map(handler).collect())).collect()
}
