//! Components: what may be called over each port, and by which handlers.

use alloc::{collections::BTreeMap, collections::BTreeSet, format, string::String, vec::Vec};

use super::{Checker, methods::bodies};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{ComponentFacts, Nested, NestedUse, ProvideFacts, UseFacts},
    model::{Component, During, DuringCall, Method, Provide, Rights, Use},
    source::Span,
};

impl Checker<'_> {
    /// Works out the ports of a component.
    pub(super) fn ports(&mut self, component: Handle<Component>) {
        let model = self.model;
        let owner = &model.components[component];
        let listed = self.during(component);
        for (index, handle) in owner.uses.iter().enumerate() {
            let Some(index) = self.position(index, "ports", model.uses.span(*handle)) else { break };
            let uses = &model.uses[*handle];
            let nested = owner.during.iter().flat_map(|during| &during.calls).any(|call| call.uses == *handle);
            let methods = model.interfaces[uses.interface].methods.iter().copied();
            let callable = methods
                .filter(|method| uses.rights.contains(model.methods[*method].required))
                .filter(|method| !nested || listed.contains(&(*handle, *method)))
                .collect();
            self.facts.uses.set(*handle, UseFacts { index, callable, nested });
        }
        for (index, handle) in owner.provides.iter().enumerate() {
            let Some(index) = self.position(index, "ports", model.provides.span(*handle)) else { break };
            let nested = nested(&owner.during, *handle);
            self.facts.provides.set(*handle, ProvideFacts { index, nested });
        }
    }

    /// Checks the `during` lines of a component; gives every call that is listed.
    fn during(&mut self, component: Handle<Component>) -> BTreeSet<(Handle<Use>, Handle<Method>)> {
        let model = self.model;
        let mut handlers: BTreeMap<(Handle<Provide>, Handle<Method>), Span> = BTreeMap::new();
        let mut listed = BTreeSet::new();
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
                listed.insert((call.uses, call.method));
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
        let mut methods: Vec<Handle<Method>> = Vec::new();
        for uses in &component.uses {
            if self.facts.interfaces.get(self.model.uses[*uses].interface).is_none() {
                return;
            }
            methods.extend(self.facts.uses.get(*uses).into_iter().flat_map(|facts| &facts.callable));
        }
        for provide in &component.provides {
            let interface = self.model.provides[*provide].interface;
            if self.facts.interfaces.get(interface).is_none() {
                return;
            }
            methods.extend(&self.model.interfaces[interface].methods);
        }
        let bodies = methods.iter().flat_map(|method| bodies(&self.facts, *method));
        let (max_body, max_caps) =
            bodies.fold((0, 0), |(size, caps): (u32, u32), body| (size.max(body.max), caps.max(body.caps)));
        self.facts.components.set(handle, ComponentFacts { max_body, max_caps });
    }

    /// A position in a list as 16 bits; reports a list that is too long.
    pub(super) fn position(&mut self, index: usize, noun: &str, span: Span) -> Option<u16> {
        let position = u16::try_from(index).ok();
        if position.is_none() {
            self.report(
                Diagnostic::new(codes::E0316, format!("there are more than {} {noun}", u32::from(u16::MAX) + 1))
                    .label(span, "one too many")
                    .help("split it"),
            );
        }
        position
    }
}

/// What a handler calls, by the client over which it does.
type Calls = BTreeMap<Handle<Use>, BTreeSet<Handle<Method>>>;

/// The handlers of a port that make calls, in the order of its methods.
fn nested(during: &[During], provide: Handle<Provide>) -> Vec<Nested> {
    let mut handlers: BTreeMap<Handle<Method>, Calls> = BTreeMap::new();
    for during in during.iter().filter(|during| during.provides == provide) {
        let calls = handlers.entry(during.method).or_default();
        for call in &during.calls {
            calls.entry(call.uses).or_default().insert(call.method);
        }
    }
    // Handles are in the order of the sources.
    let uses = |(uses, methods): (Handle<Use>, BTreeSet<Handle<Method>>)| NestedUse {
        uses,
        methods: methods.into_iter().collect(),
    };
    handlers
        .into_iter()
        .map(|(method, calls)| Nested { method, calls: calls.into_iter().map(uses).collect() })
        .collect()
}
