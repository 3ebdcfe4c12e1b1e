//! Components, and systems made of them.

use serde::Serialize;
use tessera_idl::{
    arena::Handle,
    facts::{self, ComponentFacts, Nested, NestedUse},
    model::{self, Trust},
};

use super::names::Reader;

/// A component.
#[derive(Debug, Serialize)]
pub(super) struct Component<'a> {
    name: String,
    docs: &'a [String],
    /// Whether it is generated for a `gate` of a system.
    gate: bool,
    uses: Vec<Use<'a>>,
    provides: Vec<Provide<'a>>,
    hands_out: Vec<HandsOut>,
    max_body: u32,
    max_caps: u32,
    max_leases: u32,
}

/// What a component makes at run time.
#[derive(Debug, Serialize)]
struct HandsOut {
    interface: String,
    max: u16,
}

#[derive(Debug, Serialize)]
struct Use<'a> {
    name: &'a str,
    docs: &'a [String],
    interface: String,
    rights: Vec<&'a str>,
    optional: bool,
    /// The methods that may be called over it.
    calls: Vec<&'a str>,
    /// Whether only the handlers that name it in a `during` are given its client.
    during: bool,
}

#[derive(Debug, Serialize)]
struct Provide<'a> {
    name: &'a str,
    docs: &'a [String],
    interface: String,
    handlers: Vec<Handler<'a>>,
}

/// A handler that is given clients.
#[derive(Debug, Serialize)]
struct Handler<'a> {
    method: &'a str,
    calls: Vec<HandlerUse<'a>>,
}

#[derive(Debug, Serialize)]
struct HandlerUse<'a> {
    uses: &'a str,
    methods: Vec<&'a str>,
}

/// A system, with those inside of it laid out flat.
#[derive(Debug, Serialize)]
pub(super) struct System<'a> {
    name: String,
    docs: &'a [String],
    instances: Vec<Instance<'a>>,
    connections: Vec<Connection<'a>>,
    exports: Vec<Export<'a>>,
    gates: Vec<Guarded<'a>>,
}

/// A port of its parts that a system has as its own.
#[derive(Debug, Serialize)]
struct Export<'a> {
    side: &'static str,
    name: &'a str,
    docs: &'a [String],
    interface: String,
    rights: Vec<&'a str>,
}

/// A port that only a gate calls.
#[derive(Debug, Serialize)]
struct Guarded<'a> {
    gate: &'a str,
    to: &'a str,
    provides: &'a str,
}

#[derive(Debug, Serialize)]
struct Instance<'a> {
    /// Its path, such as `front.workers[2]`.
    name: &'a str,
    docs: &'a [String],
    component: String,
    trust: &'static str,
    subject: u16,
}

#[derive(Debug, Serialize)]
struct Connection<'a> {
    from: &'a str,
    uses: &'a str,
    to: &'a str,
    provides: &'a str,
    interface: String,
    rights: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    pub(super) fn component(self, handle: Handle<model::Component>) -> Component<'a> {
        let model::Component { docs, uses, provides, hands_out, is_gate, .. } = &self.model.components[handle];
        let ComponentFacts { max_body, max_caps, max_leases, pools, .. } = &self.facts.components[handle];
        let hands_out = hands_out.iter().zip(pools);
        Component {
            name: self.component_name(handle),
            docs,
            gate: *is_gate,
            uses: uses.iter().map(|uses| self.uses(*uses)).collect(),
            provides: provides
                .iter()
                .filter(|provide| !self.model.provides[**provide].handed_out)
                .map(|provide| self.provide(*provide))
                .collect(),
            hands_out: hands_out
                .map(|(out, max)| HandsOut { interface: self.interface_name(out.interface), max: *max })
                .collect(),
            max_body: *max_body,
            max_caps: *max_caps,
            max_leases: *max_leases,
        }
    }

    fn uses(self, handle: Handle<model::Use>) -> Use<'a> {
        let uses = &self.model.uses[handle];
        let facts = &self.facts.uses[handle];
        Use {
            name: &uses.name,
            docs: &uses.docs,
            interface: self.interface_name(uses.interface),
            rights: self.rights(uses.interface, uses.rights),
            optional: uses.optional,
            calls: self.methods(facts.callable(self.model, uses)),
            during: facts.listed.is_some(),
        }
    }

    fn provide(self, handle: Handle<model::Provide>) -> Provide<'a> {
        let model::Provide { name, docs, interface, .. } = &self.model.provides[handle];
        let call = |NestedUse { uses, methods }: &NestedUse| HandlerUse {
            uses: &self.model.uses[*uses].name,
            methods: self.methods(methods.iter().copied()),
        };
        let handler = |Nested { method, calls }: &Nested| Handler {
            method: &self.model.methods[*method].name,
            calls: calls.iter().map(call).collect(),
        };
        let handlers = self.facts.provides[handle].nested.iter().map(handler).collect();
        Provide { name, docs, interface: self.interface_name(*interface), handlers }
    }

    pub(super) fn system(self, handle: Handle<model::System>) -> System<'a> {
        let model::System { docs, exports, .. } = &self.model.systems[handle];
        let facts::SystemFacts { instances, connections, gated, .. } = &self.facts.systems[handle];
        let path = |subject: u16| {
            instances.get(usize::from(subject)).map_or("", |instance| self.facts.instances[*instance].path.as_str())
        };
        let gate = |gated: &facts::Gated| Guarded {
            gate: path(gated.gate),
            to: path(gated.to),
            provides: &self.model.provides[gated.port].name,
        };
        System {
            name: self.system_name(handle),
            docs,
            instances: instances.iter().map(|instance| self.instance(*instance)).collect(),
            connections: connections.iter().map(|connection| self.connection(*connection)).collect(),
            exports: exports.iter().map(|export| self.export(*export)).collect(),
            gates: gated.iter().map(gate).collect(),
        }
    }

    fn export(self, handle: Handle<model::Export>) -> Export<'a> {
        let model::Export { name, docs, side, interface, rights, .. } = &self.model.exports[handle];
        let (interface, rights) = (self.interface_name(*interface), self.rights(*interface, *rights));
        Export { side: side.word(), name, docs, interface, rights }
    }

    fn instance(self, handle: Handle<facts::Instance>) -> Instance<'a> {
        let facts::Instance { path, part, component, trust, subject, .. } = &self.facts.instances[handle];
        Instance {
            name: path,
            docs: &self.model.parts[*part].docs,
            component: self.component_name(*component),
            trust: match trust {
                Trust::Untrusted => "untrusted",
                Trust::Unlabelled => "unlabelled",
                Trust::Trusted => "trusted",
            },
            subject: *subject,
        }
    }

    fn connection(self, handle: Handle<facts::Connection>) -> Connection<'a> {
        let facts::Connection { from, uses, to, provides, interface, rights, .. } = &self.facts.connections[handle];
        Connection {
            from: &self.facts.instances[*from].path,
            uses: &self.model.uses[*uses].name,
            to: &self.facts.instances[*to].path,
            provides: &self.model.provides[*provides].name,
            interface: self.interface_name(*interface),
            rights: self.rights(*interface, *rights),
        }
    }
}
