//! Systems: instances, and the connections between them.

use alloc::{format, string::String, vec::Vec};

use super::{Declared, Entry, Resolver, attributes::Target, components::Side, docs, unique::Seen};
use crate::{
    arena::Handle,
    ast::{self, Name, SystemMemberKind},
    codes,
    diagnostic::Diagnostic,
    model::{Connection, Instance, Provide, System, Trust, Use},
};

impl<'a> Resolver<'a> {
    /// Fills in every system.
    pub(super) fn define_systems(&mut self) {
        for entry in self.entries() {
            let Declared::System(tree, handle) = entry.item else { continue };
            self.attributes(entry.head, Target::Other("a system"), None);
            let mut seen = Seen::default();
            for member in &tree.members {
                self.instance(entry, handle, member, &mut seen);
            }
            for member in &tree.members {
                if let SystemMemberKind::Connection(connection) = &member.kind {
                    self.attributes(&member.head, Target::Other("a connection"), None);
                    self.connection(handle, connection);
                }
            }
        }
    }

    fn instance(&mut self, entry: Entry<'a>, system: Handle<System>, member: &ast::SystemMember, seen: &mut Seen) {
        match &member.kind {
            SystemMemberKind::Instance(tree) => {
                self.attributes(&member.head, Target::Other("an instance"), None);
                let trust = self.trust(tree);
                if !self.is_new(seen, "instance", &tree.name) {
                    return;
                }
                let Some(component) = self.component_named(entry.scope, &tree.component) else {
                    self.model.systems.get_mut(system).gaps.add(Some(&tree.name.text));
                    return;
                };
                let docs = docs(&member.head.docs);
                let instance = Instance { name: tree.name.text.clone(), docs, system, component, trust };
                let handle = self.model.instances.push(instance, tree.name.span);
                self.members.instances.insert((system, tree.name.text.clone()), handle);
                self.model.systems.get_mut(system).instances.push(handle);
            }
            SystemMemberKind::NotYet(not_yet) => {
                let name = not_yet.name.as_ref().map(|name| name.text.as_str());
                let system = self.model.systems.get_mut(system);
                system.gaps.add(name);
                system.unfed.add(None);
            }
            SystemMemberKind::Bad(bad) => {
                self.bad();
                let name = bad.name.as_ref().map(|name| name.text.as_str());
                let system = self.model.systems.get_mut(system);
                system.gaps.add(name);
                // It may have been a connection.
                system.unfed.add(None);
            }
            SystemMemberKind::Connection(_) => {}
        }
    }

    fn trust(&mut self, tree: &ast::Instance) -> Trust {
        let Some(label) = &tree.trust else { return Trust::Unlabelled };
        match label.text.as_str() {
            "trusted" => Trust::Trusted,
            "untrusted" => Trust::Untrusted,
            _ => {
                let help = match self.suggestions.closest(&label.text, ["trusted", "untrusted"]) {
                    Some(close) => format!("did you mean `{close}`?"),
                    None => "write `trusted` or `untrusted`; the levels of a policy are not taken yet".into(),
                };
                self.report(
                    Diagnostic::new(codes::E0204, format!("there is no trust label `{label}`"))
                        .label(label.span, "not a label")
                        .help(help),
                );
                Trust::Unlabelled
            }
        }
    }

    fn connection(&mut self, system: Handle<System>, tree: &ast::Connection) {
        let from = self.instance_of(system, &tree.from.instance);
        let to = self.instance_of(system, &tree.to.instance);
        if let (Some(from), Some(to)) = (from, to)
            && self.is_reversed(from, to, tree)
        {
            self.reversed(system, from, to, tree);
            return;
        }
        let fed = from.and_then(|from| Some((from, self.fed(from, &tree.from.port)?)));
        let served = to.and_then(|to| Some((to, self.served(to, &tree.to.port)?)));
        match (fed, served) {
            (Some((from, uses)), Some((to, provides))) => {
                let connection = Connection { system, from, uses, to, provides };
                let handle = self.model.connections.push(connection, tree.from.span.to(tree.to.span));
                self.model.systems.get_mut(system).connections.push(handle);
            }
            (Some(_), None) => self.leave_unfed(system, Some(&format!("{}.{}", tree.from.instance, tree.from.port))),
            (None, _) if from.is_some() => self.leave_unfed(system, Some(&tree.from.instance.text)),
            (None, _) => self.leave_unfed(system, None),
        }
    }

    fn leave_unfed(&mut self, system: Handle<System>, what: Option<&str>) {
        self.model.systems.get_mut(system).unfed.add(what);
    }

    /// Whether the connection makes sense only when it is turned around.
    fn is_reversed(&self, from: Handle<Instance>, to: Handle<Instance>, tree: &ast::Connection) -> bool {
        let (left, right) = (self.model.instances[from].component, self.model.instances[to].component);
        let (left_port, right_port) = (&tree.from.port.text, &tree.to.port.text);
        self.members.uses(left, left_port).is_none()
            && self.members.provides(right, right_port).is_none()
            && self.members.provides(left, left_port).is_some()
            && self.members.uses(right, right_port).is_some()
    }

    fn reversed(
        &mut self,
        system: Handle<System>,
        from: Handle<Instance>,
        to: Handle<Instance>,
        tree: &ast::Connection,
    ) {
        let (left, right) = (&self.model.instances[from].name, &self.model.instances[to].name);
        let help = format!("write `{right}.{} -> {left}.{};`", tree.to.port, tree.from.port);
        self.leave_unfed(system, Some(&format!("{}.{}", tree.to.instance, tree.to.port)));
        self.report(
            Diagnostic::new(codes::E0404, "the connection goes from a server to its client")
                .label(tree.from.span, "this is provided")
                .also(tree.to.span, "this is used")
                .help(help),
        );
    }

    /// The instance of a system with this name; reports one that does not exist.
    pub(super) fn instance_of(&mut self, system: Handle<System>, name: &Name) -> Option<Handle<Instance>> {
        if let Some(instance) = self.members.instances.get(&(system, name.text.clone())) {
            return Some(*instance);
        }
        let owner = &self.model.systems[system];
        if owner.gaps.may_hide(&name.text) {
            self.bad();
            return None;
        }
        let instances = || owner.instances.iter().take(self.suggestions.room());
        let names: Vec<String> = instances().map(|instance| self.model.instances[*instance].name.clone()).collect();
        let component = instances().copied().find(|instance| {
            let component = self.model.instances[*instance].component;
            self.model.components[component].name == name.text
        });
        let owner = format!("system `{}`", owner.name);
        let mut diagnostic = self.unknown_member("instance", name, &owner, &names);
        if let Some(instance) = component {
            let instance = &self.model.instances[instance].name;
            diagnostic = diagnostic.help(format!("`{name}` is a component, its instance is `{instance}`"));
        }
        self.report_missing(None, diagnostic.also(self.model.systems.span(system), "the system"));
        None
    }

    fn fed(&mut self, from: Handle<Instance>, port: &Name) -> Option<Handle<Use>> {
        let component = self.model.instances[from].component;
        if let Some(uses) = self.members.uses(component, &port.text) {
            return Some(uses);
        }
        let other = self.members.provides(component, &port.text).map(|port| self.model.provides.span(port));
        let help = "a connection begins at what a component uses, and ends at what another provides";
        self.unknown_port(component, port, Side::Uses, other.map(|span| (span, help)));
        None
    }

    /// The port of an instance that is served; reports one that does not exist.
    pub(super) fn served(&mut self, to: Handle<Instance>, port: &Name) -> Option<Handle<Provide>> {
        let component = self.model.instances[to].component;
        if let Some(provide) = self.members.provides(component, &port.text) {
            return Some(provide);
        }
        let other = self.members.uses(component, &port.text).map(|port| self.model.uses.span(port));
        let help = "calls go to what a component provides; this is what it uses itself";
        self.unknown_port(component, port, Side::Provides, other.map(|span| (span, help)));
        None
    }
}
