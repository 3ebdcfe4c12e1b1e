//! Systems: whether each connection fits, and whether everything that is used is fed.

use alloc::{collections::BTreeMap, format, string::String, vec, vec::Vec};

use super::Checker;
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{ConnectionFacts, InstanceFacts},
    model::{Connection, Instance, Interface, Provide, System, Use},
};

/// The most instances of a system.
const MAX_INSTANCES: usize = 4096;

/// The most connections of a system.
const MAX_CONNECTIONS: usize = 65536;

/// For each interface, who provides it first: `instance.port`.
type Servers = BTreeMap<Handle<Interface>, (Handle<Instance>, Handle<Provide>)>;

impl Checker<'_> {
    /// Works out the connections of a system.
    pub(super) fn connections(&mut self, system: Handle<System>) {
        let model = self.model;
        let servers = self.servers(system);
        let mut fed: BTreeMap<(Handle<Instance>, Handle<Use>), Handle<Connection>> = BTreeMap::new();
        for (index, handle) in model.systems[system].connections.iter().enumerate() {
            let connection = &model.connections[*handle];
            let span = model.connections.span(*handle);
            let Some(index) = self.position(index, MAX_CONNECTIONS, "connections of a system", span) else { break };
            if let Some(first) = fed.get(&(connection.from, connection.uses)) {
                self.fed_twice(*handle, *first);
                continue;
            }
            fed.insert((connection.from, connection.uses), *handle);
            let uses = &model.uses[connection.uses];
            if uses.interface != model.provides[connection.provides].interface {
                self.interface_mismatch(*handle, &servers);
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

    fn interface_mismatch(&mut self, handle: Handle<Connection>, servers: &Servers) {
        let model = self.model;
        let connection = &model.connections[handle];
        let (uses, provides) = (&model.uses[connection.uses], &model.provides[connection.provides]);
        let (wanted, found) = self.two_names(uses.interface, provides.interface);
        let (from, to) = (&model.instances[connection.from].name, &model.instances[connection.to].name);
        let help = match self.server(servers, uses.interface) {
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

    /// Who provides each interface in a system.
    fn servers(&self, system: Handle<System>) -> Servers {
        let model = self.model;
        let mut servers = Servers::new();
        for instance in model.systems[system].instances.iter().take(MAX_INSTANCES) {
            for provide in &model.components[model.instances[*instance].component].provides {
                servers.entry(model.provides[*provide].interface).or_insert((*instance, *provide));
            }
        }
        servers
    }

    /// The name of a server, `instance.port`.
    fn server(&self, servers: &Servers, interface: Handle<Interface>) -> Option<String> {
        let (instance, provide) = servers.get(&interface)?;
        Some(format!("{}.{}", self.model.instances[*instance].name, self.model.provides[*provide].name))
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
        let servers = self.servers(system);
        for (index, handle) in model.systems[system].instances.iter().enumerate() {
            let span = model.instances.span(*handle);
            let Some(subject) = self.position(index, MAX_INSTANCES, "instances of a system", span) else { break };
            let component = &model.components[model.instances[*handle].component];
            let mut fed = Vec::new();
            let mut unfed = Vec::new();
            for uses in &component.uses {
                let connection = feeds.get(&(*handle, *uses)).copied();
                if connection.is_none() && !model.uses[*uses].optional {
                    unfed.push(*uses);
                }
                fed.push(connection);
            }
            if !unfed.is_empty() {
                self.unfed(system, *handle, &unfed, &servers);
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

    /// Reports what nothing feeds, unless a connection with an error would have fed it.
    fn unfed(&mut self, system: Handle<System>, instance: Handle<Instance>, unfed: &[Handle<Use>], servers: &Servers) {
        const SHOWN: usize = 4;
        let model = self.model;
        let name = &model.instances[instance].name;
        let hidden = &model.systems[system].unfed;
        let full = |uses: &Handle<Use>| format!("{name}.{}", model.uses[*uses].name);
        let unfed: Vec<Handle<Use>> =
            unfed.iter().copied().filter(|uses| !hidden.may_hide(name) && !hidden.may_hide(&full(uses))).collect();
        let mut names: Vec<String> = unfed.iter().take(SHOWN).map(|uses| format!("`{}`", full(uses))).collect();
        if unfed.len() > SHOWN {
            names.push("…".into());
        }
        let mut diagnostic = Diagnostic::new(codes::E0403, format!("nothing feeds {}", names.join(", ")))
            .label(model.instances.span(instance), "has no such connection");
        let mut connections = Vec::new();
        for uses in unfed.iter().take(SHOWN) {
            diagnostic = diagnostic.also(model.uses.span(*uses), "needs one");
            let server = self.server(servers, model.uses[*uses].interface);
            connections.extend(server.map(|server| format!("`{} -> {server};`", full(uses))));
        }
        let help = match unfed.first() {
            None => return,
            Some(_) if !connections.is_empty() => format!("add {}", connections.join(" ")),
            Some(first) => {
                let interface = &model.interfaces[model.uses[*first].interface].name;
                format!(
                    "add an instance that provides `{interface}` and connect it, or write `optional` behind the `uses`"
                )
            }
        };
        self.report(diagnostic.help(help));
    }
}
