//! What a system has as its own of its parts' ports, and the gates before them.

use alloc::{format, string::String, vec::Vec};

use super::{Entry, Resolver, docs, unique::Seen};
use crate::{
    arena::Handle,
    ast::{self, Side},
    codes,
    diagnostic::Diagnostic,
    model::{
        Component, During, DuringCall, Export, Gaps, Guarded, Interface, Part, PartOf, PortRef, Provide, Rights, Scope,
        System, Target, Trust, Use,
    },
    source::Span,
};

/// The most methods that all gates of a build pass on.
pub(super) const MAX_PASSED_ON: usize = 1 << 16;

/// The most ports that one gate guards.
const MAX_GUARDED: usize = 256;

impl<'a> Resolver<'a> {
    /// Declares an exported port: everything but what it stands for.
    pub(super) fn export(
        &mut self,
        entry: Entry<'a>,
        system: Handle<System>,
        member: &ast::SystemMember,
        tree: &ast::Export,
        seen: &mut Seen,
    ) {
        if !self.is_new(seen, "port", &tree.name) {
            return;
        }
        let interface = self.interface_named(entry.scope, &tree.interface.path);
        let rights = interface.and_then(|interface| self.rights_or_all(interface, &tree.interface.rights));
        let (Some(interface), Some(rights)) = (interface, rights) else {
            self.model.systems.get_mut(system).gaps.add(Some(&tree.name.text));
            return;
        };
        let (name, docs) = (tree.name.text.clone(), docs(&member.head.docs));
        let (side, interface_span) = (tree.side, tree.interface.span);
        let export = Export { name, docs, system, side, interface, rights, interface_span, target: None };
        let handle = self.model.exports.push(export, tree.name.span);
        self.members.exports.insert((system, tree.name.text.clone()), handle);
        self.model.systems.get_mut(system).exports.push(handle);
    }

    /// Fills in what an exported port stands for.
    pub(super) fn export_target(&mut self, scope: Handle<Scope>, system: Handle<System>, tree: &ast::Export) {
        let of = self.direct_part(scope, system, &tree.port);
        let target = of.and_then(|of| match tree.side {
            Side::Uses => self.client(of, &tree.port).map(Target::Uses),
            Side::Provides => self.server(of, &tree.port).map(Target::Provides),
        });
        let declared = self.members.exports.get(&(system, tree.name.text.clone())).copied();
        // Of two with one name the first is declared.
        let declared = declared.filter(|export| self.model.exports.span(*export) == tree.name.span);
        match declared {
            Some(export) => self.model.exports.get_mut(export).target = target,
            // It may have been there to feed something.
            None => self.model.systems.get_mut(system).unfed.add(None),
        }
    }

    /// Declares a gate: a part whose component has no ports yet.
    pub(super) fn gate(
        &mut self,
        entry: Entry<'a>,
        system: Handle<System>,
        member: &ast::SystemMember,
        tree: &ast::Gate,
        seen: &mut Seen,
    ) {
        if !self.is_new(seen, "instance", &tree.name) {
            return;
        }
        let name = || tree.name.text.clone();
        let docs = docs(&member.head.docs);
        let component = Component {
            name: name(),
            docs: docs.clone(),
            package: entry.package,
            uses: Vec::new(),
            provides: Vec::new(),
            during: Vec::new(),
            hands_out: Vec::new(),
            is_gate: true,
            gaps: Gaps::default(),
        };
        let of = PartOf::Component(self.model.components.push(component, tree.name.span));
        let part = Part { name: name(), docs, system, of, size: None, trust: Trust::Trusted };
        self.add_part(&tree.name, part);
    }

    /// Gives a gate its ports: those that it guards, twice.
    pub(super) fn guards(&mut self, scope: Handle<Scope>, system: Handle<System>, tree: &ast::Gate) {
        let Some(gate) = self.members.parts.get(&(system, tree.name.text.clone())).copied() else { return };
        let PartOf::Component(component) = self.model.parts[gate].of else { return };
        // Of two with one name the first is declared.
        if self.model.parts.span(gate) != tree.name.span {
            return;
        }
        for (place, guard) in tree.guards.iter().enumerate() {
            let of = self.direct_part(scope, system, guard);
            let Some(to) = of.and_then(|of| self.server(of, guard)) else {
                self.model.components.get_mut(component).gaps.add(None);
                self.model.systems.get_mut(system).unfed.add(None);
                continue;
            };
            let methods = self.model.interfaces[self.spoken(to.port)].methods.len();
            let left = self.passed_on.checked_sub(methods.max(1)).filter(|_| place < MAX_GUARDED);
            let Some(left) = left else {
                self.guards_too_much(guard.span);
                self.model.systems.get_mut(system).unfed.add(None);
                return;
            };
            self.passed_on = left;
            let guarded = self.guarded(gate, component, gate_port(&tree.guards, place), to);
            self.model.systems.get_mut(system).guarded.push(guarded);
        }
    }

    fn guards_too_much(&mut self, span: Span) {
        let message =
            format!("gates guard too much: at most {MAX_GUARDED} ports each, {MAX_PASSED_ON} methods together");
        self.report(
            Diagnostic::new(codes::E0419, message)
                .label(span, "one too many")
                .help("use fewer gates, or split the system"),
        );
    }

    fn guarded(
        &mut self,
        gate: Handle<Part>,
        component: Handle<Component>,
        name: String,
        to: PortRef<Provide>,
    ) -> Guarded {
        let interface = self.spoken(to.port);
        let rights = Rights::first(self.model.interfaces[interface].rights.len());
        let docs = Vec::new();
        let provide = Provide { name: name.clone(), docs, component, interface, handed_out: false };
        let provides = self.model.provides.push(provide, to.span);
        let docs = Vec::new();
        let uses = Use { name: name.clone(), docs, component, interface, rights, optional: false };
        let uses = self.model.uses.push(uses, to.span);
        self.members.provides.insert((component, name.clone()), provides);
        self.members.uses.insert((component, name), uses);
        let during = self.passed_on(interface, provides, uses, &to);
        let item = self.model.components.get_mut(component);
        item.provides.push(provides);
        item.uses.push(uses);
        item.during.extend(during);
        Guarded { gate, provides, uses, to }
    }

    /// Each method that comes through a gate goes on to the same method.
    fn passed_on(
        &self,
        interface: Handle<Interface>,
        provides: Handle<Provide>,
        uses: Handle<Use>,
        to: &PortRef<Provide>,
    ) -> Vec<During> {
        let methods = self.model.interfaces[interface].methods.iter().copied();
        let during = methods.map(|method| {
            let calls = alloc::vec![DuringCall { uses, method, span: to.span }];
            During { provides, method, calls, span: to.span }
        });
        during.collect()
    }
}

/// The name of a gate's port: that of the port which it guards, with the part before it where two have the same name.
fn gate_port(guards: &[ast::PortRef], place: usize) -> String {
    let Some(guard) = guards.get(place) else { return String::new() };
    let part = |guard: &ast::PortRef| guard.path.parts.last().map(|part| part.name.text.clone()).unwrap_or_default();
    let same = |other: &&ast::PortRef| other.port.text == guard.port.text;
    if guards.iter().filter(same).count() < 2 {
        return guard.port.text.clone();
    }
    let before = guards.iter().take(place).filter(same).filter(|other| part(other) == part(guard)).count();
    let name = format!("{}_{}", part(guard), guard.port);
    if before == 0 { name } else { format!("{name}_{before}") }
}
