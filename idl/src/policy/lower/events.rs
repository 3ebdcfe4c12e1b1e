//! Which requests a rule is about: callers and servers, as the instances that a path means.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};

use super::{Lowering, report};
use crate::{
    arena::Handle,
    ast::{BinaryOp, UnaryOp},
    codes,
    diagnostic::Diagnostic,
    facts::{Connection, Exported, Instance, SystemFacts, Value},
    model::{self, Expr, ExprKind, Index, PartRef, Port, Provide},
    policy::{Event, Server},
};

impl<'m> Lowering<'m> {
    /// The requests that a rule is about; reports where none can come.
    pub(super) fn event(&mut self, rule: &'m model::Rule) -> Option<Event> {
        let event = &rule.event;
        let from = match &event.from {
            Some(path) => Some(self.instances(path)?),
            None => None,
        };
        let to = self.servers(&event.to, event.port)?;
        let to = self.before(&to, from.as_deref());
        if to.iter().all(|server| self.model.provides[server.provides].handed_out) {
            // Whoever was given one may call.
            return Some(Event { from, to, method: event.method });
        }
        let connections = self.connections(from.as_deref(), &to);
        if connections.is_empty() {
            self.not_connected(event, from.as_deref(), &to);
            return None;
        }
        // A caller can send what its interface does not have, so a `deny` may be about that.
        let is_known = matches!(rule.kind, model::RuleKind::Deny(_)) || self.is_known(event, &connections);
        (is_known && self.has_right(event, &connections)).then_some(Event { from, to, method: event.method })
    }

    fn system(&mut self) -> Option<&'m SystemFacts> {
        let facts = self.facts.systems.get(self.policy.system);
        self.incomplete |= facts.is_none();
        facts
    }

    /// The subjects of the instances that a path means, or the first of each that is a system.
    fn subjects(&mut self, path: &[PartRef]) -> Option<Vec<u16>> {
        let mut system = Some(self.policy.system);
        let mut bases = alloc::vec![0_u16];
        for step in path {
            let part = &self.model.parts[step.part];
            let place = self.facts.systems.get(system?).and_then(|facts| facts.parts.get(&step.part)).copied();
            let Some(place) = place else {
                self.incomplete = true;
                return None;
            };
            let indices = match (&step.index, part.size.is_some()) {
                (None, false) => 0..1,
                (Some(Index::All(_)), true) => 0..place.count,
                (Some(Index::One(expr)), true) => {
                    let index = number(self, expr).and_then(|number| u16::try_from(number).ok());
                    let Some(index) = index.filter(|index| *index < place.count) else {
                        self.no_element(step, place.count);
                        return None;
                    };
                    index..index.saturating_add(1)
                }
                (None, true) | (Some(_), false) => {
                    self.no_element(step, place.count);
                    return None;
                }
            };
            self.members = self.members.saturating_sub(bases.len() * indices.len());
            if self.members == 0 {
                self.too_many_members(step);
                return None;
            }
            let nth = |base: &u16| indices.clone().map(move |index| (*base, index)).collect::<Vec<_>>();
            bases = bases.iter().flat_map(nth).map(|(base, index)| base.saturating_add(place.nth(index))).collect();
            system = match part.of {
                model::PartOf::System(system) => Some(system),
                model::PartOf::Component(_) => None,
            };
        }
        Some(bases)
    }

    /// The instances that a path means: callers.
    fn instances(&mut self, path: &[PartRef]) -> Option<Vec<Handle<Instance>>> {
        let facts = self.system()?;
        let subjects = self.subjects(path)?;
        let last = path.last()?;
        if let model::PartOf::System(system) = self.model.parts[last.part].of {
            let (name, of) = (&self.model.parts[last.part].name, &self.model.systems[system]);
            let inside: Vec<String> =
                of.parts.iter().take(4).map(|part| format!("{name}.{}", self.model.parts[*part].name)).collect();
            let help = format!("name an instance inside of it, such as {}", report::quoted(&inside));
            self.report(
                Diagnostic::new(codes::E0203, format!("`{name}` is a system, but an instance is wanted"))
                    .label(last.span, "nobody who calls")
                    .also(self.model.parts.span(last.part), "declared here")
                    .help(help),
            );
            return None;
        }
        Some(subjects.iter().filter_map(|subject| facts.instances.get(usize::from(*subject))).copied().collect())
    }

    /// The ports that a path and a port mean, in the order of the system.
    fn servers(&mut self, path: &[PartRef], port: Port<Provide>) -> Option<Vec<Server>> {
        let facts = self.system()?;
        let subjects = self.subjects(path)?;
        let (offset, provides) = match port {
            Port::Own(provides) => (0, provides),
            Port::Export(export) => {
                let inner = self.facts.systems.get(self.model.exports[export].system);
                let exported = inner.and_then(|inner| inner.exports.get(&export));
                let Some(Exported::Provides(subject, provides)) = exported else {
                    self.incomplete = true;
                    return None;
                };
                (*subject, *provides)
            }
        };
        let instance = |subject: &u16| facts.instances.get(usize::from(subject.saturating_add(offset))).copied();
        let server = |instance| Server { instance, provides };
        Some(subjects.iter().filter_map(instance).map(server).collect())
    }

    /// Where requests for these ports are decided: at the gate before a port, unless the gate itself calls.
    fn before(&mut self, to: &[Server], from: Option<&[Handle<Instance>]>) -> Vec<Server> {
        let Some(facts) = self.system() else { return Vec::new() };
        let instance = |subject: u16| facts.instances.get(usize::from(subject)).copied();
        let before = |server: Server| {
            let gated = facts.gated.iter().find(|gated| {
                (instance(gated.to), gated.port) == (Some(server.instance), server.provides)
                    && from.is_none_or(|from| instance(gated.gate).is_none_or(|gate| !from.contains(&gate)))
            })?;
            Some(Server { instance: instance(gated.gate)?, provides: gated.provides })
        };
        let mut found: Vec<Server> = Vec::new();
        for server in to {
            let mut at = *server;
            // A system may put a gate before what is a gate inside of another.
            for _ in 0..=facts.gated.len() {
                let Some(next) = before(at) else { break };
                at = next;
            }
            found.push(at);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The connections over which such requests come.
    fn connections(&self, from: Option<&[Handle<Instance>]>, to: &[Server]) -> Vec<&'m Connection> {
        let mut found = Vec::new();
        for server in to {
            for handle in self.clients(*server) {
                let connection = &self.facts.connections[*handle];
                if from.is_none_or(|from| from.binary_search(&connection.from).is_ok()) {
                    found.push(connection);
                }
            }
        }
        found
    }

    fn clients(&self, server: Server) -> &'m [Handle<Connection>] {
        let port = self.facts.provides.get(server.provides).map(|facts| usize::from(facts.index));
        port.and_then(|port| self.facts.instances[server.instance].clients.get(port))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn not_connected(&mut self, event: &model::Event, from: Option<&[Handle<Instance>]>, to: &[Server]) {
        const SHOWN: usize = 8;
        if self.facts.systems.get(self.policy.system).is_none_or(|facts| facts.lacks) {
            self.incomplete = true;
            return;
        }
        let system = &self.model.systems[self.policy.system];
        let target = format!("{}.{}", self.written(&event.to), self.port_name(event.port));
        let message = match (&event.from, from) {
            (Some(path), Some(_)) => format!("`{}` is not connected to `{target}`", self.written(path)),
            _ => format!("nothing is connected to `{target}`"),
        };
        let clients = to.iter().flat_map(|server| self.clients(*server));
        let callers: BTreeSet<_> = clients.map(|client| self.facts.connections[*client].from).collect();
        let callers: Vec<String> =
            callers.iter().take(SHOWN).map(|caller| self.facts.instances[*caller].path.clone()).collect();
        let help = if callers.is_empty() {
            format!("add a connection to system `{}`, or remove the rule", system.name)
        } else {
            format!("{} {} connected to it", report::quoted(&callers), if callers.len() == 1 { "is" } else { "are" })
        };
        self.report(
            Diagnostic::new(codes::E0502, message)
                .label(event.span, "no such request can come")
                .also(self.model.systems.span(self.policy.system), "this is where connections are declared")
                .help(help),
        );
    }

    /// Whether the method is one of the interface that some caller uses; reports where the server's extends all of them.
    fn is_known(&mut self, event: &'m model::Event, connections: &[&'m Connection]) -> bool {
        let model = self.model;
        let knows = |connection: &&Connection| {
            let methods = core::iter::successors(Some(event.method), |method| model.methods[*method].origin);
            methods.into_iter().any(|method| model.methods[method].interface == connection.interface)
        };
        if connections.iter().any(knows) {
            return true;
        }
        let method = &model.methods[event.method];
        let served = &model.interfaces[method.interface].name;
        let mut diagnostic = Diagnostic::new(codes::E0508, "the rule can never match: no caller knows the method")
            .label(event.span, format!("`{}` is a method of `{served}`", method.name));
        let uses: BTreeMap<_, _> =
            connections.iter().map(|connection| (connection.uses, connection.interface)).collect();
        for (uses, interface) in uses.into_iter().take(2) {
            diagnostic =
                diagnostic.also(model.uses.span(uses), format!("speaks `{}`", model.interfaces[interface].name));
        }
        self.report(diagnostic.help(format!("let the caller use `{served}`, or remove the rule")));
        false
    }

    /// Whether some connection of the event grants what the method requires; reports where none does.
    fn has_right(&mut self, event: &'m model::Event, connections: &[&'m Connection]) -> bool {
        let method = &self.model.methods[event.method];
        if connections.iter().any(|connection| connection.rights.contains(method.required)) {
            return true;
        }
        let interface = &self.model.interfaces[method.interface];
        let needed = method.required.positions().filter_map(|position| interface.rights.get(position));
        let needed: Vec<_> = needed.map(|right| right.name.clone()).collect();
        let mut diagnostic =
            Diagnostic::new(codes::E0508, "the rule can never match: no connection grants what it needs")
                .label(event.span, format!("`{}` requires {}", method.name, report::quoted(&needed)));
        // Two instances of one component have one `uses`.
        let uses: BTreeSet<_> = connections.iter().map(|connection| connection.uses).collect();
        for uses in uses.into_iter().take(2) {
            diagnostic = diagnostic.also(self.model.uses.span(uses), "this does not ask for it");
        }
        self.report(diagnostic.help("add the right to the `uses` of the caller, or remove the rule"));
        false
    }

    /// A path as it is written, with its numbers worked out.
    fn written(&self, path: &[PartRef]) -> String {
        let mut written = String::new();
        for step in path {
            if !written.is_empty() {
                written.push('.');
            }
            written.push_str(&self.model.parts[step.part].name);
            match &step.index {
                Some(Index::One(expr)) => {
                    let index = number(self, expr).map_or_else(|| "…".into(), |number| format!("{number}"));
                    written.extend(["[", index.as_str(), "]"]);
                }
                Some(Index::All(_)) => written.push_str("[*]"),
                None => {}
            }
        }
        written
    }

    fn port_name(&self, port: Port<Provide>) -> &'m str {
        match port {
            Port::Own(provides) => &self.model.provides[provides].name,
            Port::Export(export) => &self.model.exports[export].name,
        }
    }

    fn no_element(&mut self, step: &PartRef, count: u16) {
        let part = &self.model.parts[step.part];
        let name = &part.name;
        let (message, help) = match (&step.index, part.size.is_some()) {
            (Some(Index::One(expr)), true) => (
                match number(self, expr) {
                    Some(number) => format!("there is no `{name}[{number}]`"),
                    None => format!("this is no number of an instance of `{name}`"),
                },
                format!("write a number from 0 to {}", count.saturating_sub(1)),
            ),
            (_, true) => (
                format!("`{name}` is an array: this does not say which one"),
                format!("write `{name}[0]` for one of them, or `{name}[*]` for any"),
            ),
            (_, false) => (format!("`{name}` is one instance, not an array"), format!("write `{name}`")),
        };
        self.report(
            Diagnostic::new(codes::E0412, message)
                .label(step.span, if step.index.is_none() { "which of them?" } else { "no such instance" })
                .also(self.model.parts.span(step.part), "declared here")
                .help(help),
        );
    }

    fn too_many_members(&mut self, step: &PartRef) {
        self.incomplete = true;
        if !core::mem::replace(&mut self.reported_members, true) {
            self.report(
                Diagnostic::new(codes::E0515, "the rules name more than a million instances together")
                    .label(step.span, "too many, with those before")
                    .help("leave the caller out where a rule holds for everybody"),
            );
        }
    }
}

/// The number that an index stands for; `None` where it is none. Constants with an error are reported elsewhere.
fn number(lowering: &Lowering<'_>, expr: &Expr) -> Option<i128> {
    match &expr.kind {
        ExprKind::Int(number) => Some(i128::from(*number)),
        ExprKind::Constant(constant) => match lowering.facts.constants.get(*constant)? {
            Value::Int(number) => Some(*number),
            Value::Bool(_) => None,
        },
        ExprKind::Unary(UnaryOp::Negate, operand) => number(lowering, operand)?.checked_neg(),
        ExprKind::Binary(op, left, right) => {
            let (left, right) = (number(lowering, left)?, number(lowering, right)?);
            match op {
                BinaryOp::Add => left.checked_add(right),
                BinaryOp::Subtract => left.checked_sub(right),
                BinaryOp::Multiply => left.checked_mul(right),
                BinaryOp::Divide => left.checked_div(right),
                BinaryOp::Remainder => left.checked_rem(right),
                _ => None,
            }
        }
        _ => None,
    }
}
