//! Systems: whether each connection fits, and whether everything that is used is fed.

use alloc::{collections::BTreeMap, format, string::String, vec, vec::Vec};

use super::Checker;
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{ConnectionFacts, InstanceFacts},
    model::{Connection, Instance, Interface, System, Use},
};

impl Checker<'_> {
    /// Works out the connections of a system.
    pub(super) fn connections(&mut self, system: Handle<System>) {
        let model = self.model;
        let mut fed: BTreeMap<(Handle<Instance>, Handle<Use>), Handle<Connection>> = BTreeMap::new();
        for (index, handle) in model.systems[system].connections.iter().enumerate() {
            let connection = &model.connections[*handle];
            let Some(index) = self.position(index, "connections", model.connections.span(*handle)) else { break };
            if let Some(first) = fed.get(&(connection.from, connection.uses)) {
                self.fed_twice(*handle, *first);
                continue;
            }
            fed.insert((connection.from, connection.uses), *handle);
            let uses = &model.uses[connection.uses];
            if uses.interface != model.provides[connection.provides].interface {
                self.interface_mismatch(*handle);
                continue;
            }
            let facts = ConnectionFacts { index, interface: uses.interface, rights: uses.rights };
            self.facts.connections.set(*handle, facts);
        }
    }

    fn fed_twice(&mut self, handle: Handle<Connection>, first: Handle<Connection>) {
        let model = self.model;
        let connection = &model.connections[handle];
        let (instance, uses) = (&model.instances[connection.from].name, &model.uses[connection.uses].name);
        self.report(
            Diagnostic::new(codes::E0405, format!("`{instance}.{uses}` is fed twice"))
                .label(model.connections.span(handle), "again")
                .also(model.connections.span(first), "first")
                .also(model.uses.span(connection.uses), "this is one capability")
                .help("remove one of the connections; a component that needs two capabilities has two `uses`"),
        );
    }

    fn interface_mismatch(&mut self, handle: Handle<Connection>) {
        let model = self.model;
        let connection = &model.connections[handle];
        let (uses, provides) = (&model.uses[connection.uses], &model.provides[connection.provides]);
        let (wanted, found) = self.two_names(uses.interface, provides.interface);
        let (from, to) = (&model.instances[connection.from].name, &model.instances[connection.to].name);
        let others: Vec<String> = self.servers(model.instances[connection.from].system, uses.interface);
        let help = match others.first() {
            Some(server) => format!("`{server}` provides `{wanted}`"),
            None => format!("nothing in this system provides `{wanted}`: add an instance that does"),
        };
        self.report(
            Diagnostic::new(
                codes::E0406,
                format!("`{from}.{}` speaks `{wanted}`, but `{to}.{}` speaks `{found}`", uses.name, provides.name),
            )
            .label(model.connections.span(handle), "the two ends differ")
            .also(model.uses.span(connection.uses), format!("uses `{wanted}`"))
            .also(model.provides.span(connection.provides), format!("provides `{found}`"))
            .help(help),
        );
    }

    /// The names of two interfaces, with their packages where the names alone are equal.
    fn two_names(&self, left: Handle<Interface>, right: Handle<Interface>) -> (String, String) {
        let model = self.model;
        let (left, right) = (&model.interfaces[left], &model.interfaces[right]);
        if left.name != right.name {
            return (left.name.clone(), right.name.clone());
        }
        let full = |interface: &Interface| format!("{}.{}", model.packages[interface.package].name, interface.name);
        (full(left), full(right))
    }

    /// Who provides an interface, as `instance.port`; a few of them.
    fn servers(&self, system: Handle<System>, interface: Handle<Interface>) -> Vec<String> {
        let model = self.model;
        let instances = model.systems[system].instances.iter();
        instances
            .flat_map(|instance| {
                let instance = &model.instances[*instance];
                let ports = model.components[instance.component].provides.iter();
                ports
                    .filter(|port| model.provides[**port].interface == interface)
                    .map(|port| format!("{}.{}", instance.name, model.provides[*port].name))
            })
            .take(3)
            .collect()
    }

    /// Works out the instances of a system, and reports what nothing feeds.
    pub(super) fn instances(&mut self, system: Handle<System>) {
        let model = self.model;
        let mut feeds: BTreeMap<(Handle<Instance>, Handle<Use>), Handle<Connection>> = BTreeMap::new();
        let mut clients: BTreeMap<Handle<Instance>, Vec<Handle<Connection>>> = BTreeMap::new();
        for handle in &model.systems[system].connections {
            let connection = &model.connections[*handle];
            feeds.entry((connection.from, connection.uses)).or_insert(*handle);
            clients.entry(connection.to).or_default().push(*handle);
        }
        for (index, handle) in model.systems[system].instances.iter().enumerate() {
            let Some(subject) = self.position(index, "instances", model.instances.span(*handle)) else { break };
            let component = &model.components[model.instances[*handle].component];
            let mut complete = true;
            let mut fed = Vec::new();
            for uses in &component.uses {
                let connection = feeds.get(&(*handle, *uses)).copied();
                if connection.is_none() && !model.uses[*uses].optional {
                    complete = false;
                    self.unfed(system, *handle, *uses);
                }
                fed.push(connection);
            }
            if !complete {
                continue;
            }
            let reached = clients.remove(handle).unwrap_or_default();
            let mut by_port = vec![Vec::new(); component.provides.len()];
            for connection in reached {
                let provides = model.connections[connection].provides;
                let facts = self.facts.provides.get(provides);
                if let Some(port) = facts.and_then(|facts| by_port.get_mut(usize::from(facts.index))) {
                    port.push(connection);
                }
            }
            self.facts.instances.set(*handle, InstanceFacts { subject, feeds: fed, clients: by_port });
        }
    }

    fn unfed(&mut self, system: Handle<System>, instance: Handle<Instance>, uses: Handle<Use>) {
        let model = self.model;
        let (name, port) = (&model.instances[instance].name, &model.uses[uses].name);
        let unfed = &model.systems[system].unfed;
        if unfed.may_hide(name) || unfed.may_hide(&format!("{name}.{port}")) {
            // A connection with an error would have fed it.
            return;
        }
        let interface = model.uses[uses].interface;
        let help = if let Some(server) = self.servers(system, interface).first() {
            format!("add `{name}.{port} -> {server};`")
        } else {
            let interface = &model.interfaces[interface].name;
            format!("add an instance that provides `{interface}` and connect it, or write `optional` behind the `uses`")
        };
        self.report(
            Diagnostic::new(codes::E0403, format!("nothing feeds `{name}.{port}`"))
                .label(model.instances.span(instance), "has no such connection")
                .also(model.uses.span(uses), "needs one")
                .help(help),
        );
    }
}
