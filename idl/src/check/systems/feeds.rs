//! What nothing feeds, and who stands alone.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};

use super::{super::Checker, flat::Flat};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{Exported, Instance},
    model::{Export, Interface, Part, PartOf, Port, Provide, Side, System, Use},
};

/// The most clients of a server.
const MAX_CLIENTS: usize = 1024;

/// A port that nothing feeds: the part, its port as the system sees it, and what is behind.
struct Unfed {
    port: Port<Use>,
    /// `driver.bolt`, `workers[2].in`, `front.net`
    name: String,
    /// `front.driver.bolt`, where that is another name.
    path: Option<String>,
    interface: Handle<Interface>,
}

impl Checker<'_> {
    /// Reports what nothing feeds, unless it is optional, or a connection with an error would have fed it. Says whether
    /// everything is fed.
    pub(super) fn refuse_unfed(&mut self, flat: &Flat) -> bool {
        let mut all = true;
        let model = self.model;
        let hidden = &model.systems[flat.system].unfed;
        for part in &model.systems[flat.system].parts {
            let name = &model.parts[*part].name;
            let Some(place) = flat.places.get(part).copied().flatten() else { continue };
            if flat.silent.contains(part) || hidden.may_hide(name) {
                continue;
            }
            let ports = self.needed(*part);
            let is_array = model.parts[*part].size.is_some();
            let mut unfed = Vec::new();
            for (port, port_name) in &ports {
                if hidden.may_hide(&format!("{name}.{port_name}")) {
                    continue;
                }
                let lacking: Vec<_> = (0..place.count)
                    .filter_map(|index| Some((index, self.unfed_behind(flat, *port, place.nth(index))?)))
                    .collect();
                // Where each of an array lacks it, that is one thing to say.
                let each = lacking.len() > 1 && lacking.len() == usize::from(place.count);
                for (index, (subject, uses)) in lacking.into_iter().take(if each { 1 } else { usize::MAX }) {
                    let one = match (is_array, each) {
                        (false, _) => name.clone(),
                        (true, false) => format!("{name}[{index}]"),
                        (true, true) => format!("{name}[*]"),
                    };
                    let name = format!("{one}.{port_name}");
                    let path = flat.port(subject, &model.uses[uses].name);
                    let is_inside = matches!(port, Port::Export(_));
                    let path = is_inside.then_some(path);
                    unfed.push(Unfed { port: *port, name, path, interface: model.uses[uses].interface });
                }
            }
            if !unfed.is_empty() {
                all = false;
                self.unfed(flat, *part, &unfed);
            }
        }
        all
    }

    /// The ports of a part that a system has to feed, with their names.
    fn needed(&self, part: Handle<Part>) -> Vec<(Port<Use>, &str)> {
        let model = self.model;
        match model.parts[part].of {
            PartOf::Component(component) => {
                let uses = &model.components[component].uses;
                uses.iter().map(|uses| (Port::Own(*uses), model.uses[*uses].name.as_str())).collect()
            }
            PartOf::System(system) => {
                let exports = model.systems[system].exports.iter();
                let exports = exports.filter(|export| model.exports[**export].side == Side::Uses);
                exports.map(|export| (Port::Export(*export), model.exports[*export].name.as_str())).collect()
            }
        }
    }

    /// What nothing feeds behind a used port, given the first subject of its part.
    fn unfed_behind(&self, flat: &Flat, port: Port<Use>, base: u16) -> Option<(u16, Handle<Use>)> {
        let needs = |(subject, uses): &(u16, Handle<Use>)| {
            !self.model.uses[*uses].optional && !flat.fed.contains_key(&(*subject, *uses))
        };
        self.behind(port, base).find(needs)
    }

    /// What a used port stands for, given the first subject of its part.
    fn behind(&self, port: Port<Use>, base: u16) -> impl Iterator<Item = (u16, Handle<Use>)> {
        let (own, exported) = match port {
            Port::Own(uses) => (Some((base, uses)), Vec::new()),
            Port::Export(export) => (None, self.exported_inside(export, base)),
        };
        own.into_iter().chain(exported)
    }

    fn unfed(&mut self, flat: &Flat, part: Handle<Part>, unfed: &[Unfed]) {
        const SHOWN: usize = 4;
        let model = self.model;
        let mut names: Vec<String> = unfed.iter().take(SHOWN).map(|unfed| format!("`{}`", unfed.name)).collect();
        if unfed.len() > SHOWN {
            names.push("…".into());
        }
        let mut diagnostic = Diagnostic::new(codes::E0403, format!("nothing feeds {}", names.join(", ")))
            .label(model.parts.span(part), "has no such connection");
        let mut connections = Vec::new();
        let mut seen = Vec::new();
        for Unfed { port, name, path, interface } in unfed.iter().take(SHOWN) {
            let way = self.way_in(*port);
            for (step, span) in way.iter().enumerate().filter(|(_, span)| !seen.contains(*span)) {
                let text = match path {
                    Some(path) if step + 1 == way.len() => format!("needs one, as `{path}`"),
                    Some(_) => "its system leaves it to the one around it".into(),
                    None => "needs one".into(),
                };
                diagnostic = diagnostic.also(*span, text);
            }
            seen.extend(way);
            let server = self.server_of(flat, *interface);
            connections.extend(server.map(|server| format!("`{name} -> {server};`")));
        }
        let help = match unfed.first() {
            None => return,
            Some(_) if !connections.is_empty() => format!("add {}", connections.join(" ")),
            Some(first) => {
                let interface = &model.interfaces[first.interface].name;
                format!(
                    "add an instance that provides `{interface}` and connect it, or write `optional` behind the `uses`"
                )
            }
        };
        self.report(diagnostic.help(help));
    }

    /// A port of a part of the system that speaks an interface, as a connection names it.
    pub(super) fn server_of(&self, flat: &Flat, interface: Handle<Interface>) -> Option<String> {
        const LOOKED_AT: usize = 256;
        let model = self.model;
        let all = model.systems[flat.system].parts.iter().take(LOOKED_AT);
        all.copied().find_map(|handle| {
            let part = &model.parts[handle];
            let server = match part.of {
                PartOf::Component(component) => {
                    let mut served = model.components[component].provides.iter();
                    let spoken = |port: &&Handle<Provide>| {
                        let provide = &model.provides[**port];
                        self.answers(provide.interface, interface) == Some(true) && !provide.handed_out
                    };
                    served.find(spoken).map(|port| &model.provides[*port].name)
                }
                PartOf::System(system) => {
                    let mut exports = model.systems[system].exports.iter().map(|export| &model.exports[*export]);
                    let spoken = |item: &&Export| {
                        item.side == Side::Provides && self.answers(item.interface, interface) == Some(true)
                    };
                    let spoken = exports.find(spoken);
                    spoken.map(|export| &export.name)
                }
            };
            let index = if part.size.is_some() { "[0]" } else { "" };
            server.map(|server| format!("{}{index}.{server}", part.name))
        })
    }

    /// Reports servers with more clients than there are places in the table of a server.
    pub(super) fn refuse_crowds(&mut self, system: Handle<System>) {
        let Some(facts) = self.facts.systems.get(system) else { return };
        let crowded = facts.instances.iter().find_map(|handle| {
            let mut clients = self.facts.instances[*handle].clients.iter().flatten().copied();
            // What is too much inside of another system is reported there.
            let extra = clients.nth(MAX_CLIENTS).filter(|extra| self.facts.connections[*extra].declared == system)?;
            Some((*handle, extra, MAX_CLIENTS + 1 + clients.count()))
        });
        let Some((instance, extra, count)) = crowded else { return };
        let (item, span) = (&self.facts.instances[instance], self.facts.connections.span(extra));
        let diagnostic =
            Diagnostic::new(codes::E0422, format!("`{}` has {count} clients, and room for {MAX_CLIENTS}", item.path))
                .label(span, "one too many")
                .also(self.facts.instances.span(instance), "the server")
                .help("use several instances of it, or let one component collect what the clients say");
        self.report(diagnostic);
    }

    /// Warns of instances that serve nobody and call nobody.
    pub(super) fn warn_lone(&mut self, system: Handle<System>) {
        let model = self.model;
        let Some(facts) = self.facts.systems.get(system).filter(|facts| !facts.lacks && facts.instances.len() > 1)
        else {
            return;
        };
        let mut exported: BTreeSet<u16> = BTreeSet::new();
        for export in facts.exports.values() {
            match export {
                Exported::Uses(inner) => exported.extend(inner.iter().map(|(subject, _)| *subject)),
                Exported::Provides(subject, _) => exported.extend([*subject]),
            }
        }
        let mut lone: BTreeMap<Handle<Part>, Handle<Instance>> = BTreeMap::new();
        let mut joined: BTreeSet<Handle<Part>> = BTreeSet::new();
        for handle in &facts.instances {
            let instance = &self.facts.instances[*handle];
            let component = &model.components[instance.component];
            let is_own = model.parts[instance.part].system == system;
            let is_alone = instance.feeds.iter().all(Option::is_none) && instance.clients.iter().all(Vec::is_empty);
            let is_exported = exported.contains(&instance.subject);
            let is_empty = component.uses.is_empty() && component.provides.is_empty();
            if !is_own || !is_alone || is_exported || is_empty {
                joined.insert(instance.part);
            } else {
                lone.entry(instance.part).or_insert(*handle);
            }
        }
        for (part, instance) in lone.into_iter().filter(|(part, _)| !joined.contains(part)) {
            let path = &self.facts.instances[instance].path;
            self.report(
                Diagnostic::new(codes::W0903, format!("`{path}` calls nobody, and nobody calls it"))
                    .label(model.parts.span(part), "connected to nothing")
                    .help("connect one of its ports, export one, or remove it"),
            );
        }
    }
}
