//! Systems: laid out flat, with every connection checked.
//!
//! Each system is laid out for itself, those inside of it first: what is wrong inside is said there and not again. Then its
//! own connections, exports and gates join what it consists of.

mod exports;
mod feeds;
mod flat;
mod gates;
mod links;
mod report;

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use self::flat::{Budget, Flat, Piece, Wire};
use super::{
    Checker,
    graph::{Edge, walk},
};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{Connection, Instance, SystemFacts},
    model::{PartOf, System},
    source::Span,
};

/// How deep systems may nest.
const MAX_DEPTH: usize = 16;

impl Checker<'_> {
    /// Lays out every system whose parts are known.
    pub(super) fn systems(&mut self) {
        let mut budget = Budget::new();
        let mut depths: BTreeMap<Handle<System>, usize> = BTreeMap::new();
        for system in self.inner_first() {
            let inner = self.inner_systems(system);
            let depth = 1 + inner.iter().filter_map(|(inner, _)| depths.get(inner)).max().copied().unwrap_or_default();
            depths.insert(system, depth);
            if depth > MAX_DEPTH {
                self.too_deep(system, &inner, &depths);
                continue;
            }
            let mut flat = self.laid_flat(system, &mut budget);
            self.links(&mut flat);
            self.exports(&mut flat);
            self.gates(&mut flat);
            let is_fed = self.refuse_unfed(&flat);
            self.settle(flat);
            self.call_cycles(system);
            self.refuse_crowds(system);
            if is_fed {
                self.warn_lone(system);
            }
        }
        self.warn_left_behind();
    }

    /// Warns of policies that are not enforced, because their system is a part of one without a policy.
    fn warn_left_behind(&mut self) {
        let model = self.model;
        let policies: BTreeMap<_, _> = model.policies.iter().map(|(policy, item)| (item.system, policy)).collect();
        for (_, part) in model.parts.iter() {
            let PartOf::System(inner) = part.of else { continue };
            let (Some(policy), None) = (policies.get(&inner), policies.get(&part.system)) else { continue };
            let (name, outer) = (&model.policies[*policy].name, &model.systems[part.system].name);
            let inner = &model.systems[inner].name;
            self.report(
                Diagnostic::new(codes::W0904, format!("nothing enforces `{name}` in system `{outer}`"))
                    .label(model.systems.span(part.system), "has no policy")
                    .also(model.policies.span(*policy), format!("governs `{inner}` where that is a system of its own"))
                    .help(format!(
                        "write a policy for `{outer}`; its rules name what is inside with its path, as in `{}.…`",
                        part.name
                    )),
            );
        }
    }

    /// The systems inside of one, each where it is mentioned first.
    fn inner_systems(&self, system: Handle<System>) -> Vec<(Handle<System>, Span)> {
        let model = self.model;
        let mut inner: BTreeMap<Handle<System>, Span> = BTreeMap::new();
        for part in &model.systems[system].parts {
            if let PartOf::System(of) = model.parts[*part].of {
                inner.entry(of).or_insert(model.parts.span(*part));
            }
        }
        inner.into_iter().collect()
    }

    /// Every system behind those inside of it. One that includes itself is reported and left out.
    fn inner_first(&mut self) -> Vec<Handle<System>> {
        let model = self.model;
        let systems: Vec<_> = model.systems.handles().collect();
        let edge = |(to, span): (Handle<System>, Span)| Edge { to: to.index(), span };
        let edges: Vec<Vec<Edge>> =
            systems.iter().map(|system| self.inner_systems(*system).into_iter().map(edge).collect()).collect();
        let found = walk(&edges);
        let mut left_out = alloc::vec![false; systems.len()];
        for knot in &found.knots {
            for node in &knot.members {
                if let Some(place) = left_out.get_mut(*node) {
                    *place = true;
                }
            }
            let steps = knot.cycle.iter().filter_map(|(node, edge)| Some((*systems.get(*node)?, edge.span)));
            let steps: Vec<_> = steps.collect();
            self.includes_itself(&steps);
        }
        let healthy = found.order.iter().filter(|node| left_out.get(**node) == Some(&false));
        healthy.filter_map(|node| systems.get(*node).copied()).collect()
    }

    /// Names of the systems of a circle, each with the part that leads to the next.
    fn includes_itself(&mut self, steps: &[(Handle<System>, Span)]) {
        const SHOWN: usize = 8;
        let model = self.model;
        let Some((first, first_span)) = steps.first() else { return };
        let name = |system: &Handle<System>| format!("`{}`", model.systems[*system].name);
        let mut path: Vec<String> = steps.iter().take(SHOWN).map(|(system, _)| name(system)).collect();
        if steps.len() > SHOWN {
            path.push("…".into());
        }
        path.push(name(first));
        let next = |place: usize| steps.get(place + 1).map_or(first, |(next, _)| next);
        let mut diagnostic =
            Diagnostic::new(codes::E0411, format!("system {} includes itself: {}", name(first), path.join(" → ")))
                .label(*first_span, format!("{} includes {}", name(first), name(next(0))));
        for (place, (system, span)) in steps.iter().enumerate().skip(1).take(SHOWN - 1) {
            diagnostic = diagnostic.also(*span, format!("{} includes {}", name(system), name(next(place))));
        }
        self.report(diagnostic.help("every system is started whole, so this one would never end: remove one of these"));
    }

    fn too_deep(
        &mut self,
        system: Handle<System>,
        inner: &[(Handle<System>, Span)],
        depths: &BTreeMap<Handle<System>, usize>,
    ) {
        let deepest = inner.iter().find(|(inner, _)| depths.get(inner) == Some(&MAX_DEPTH));
        // The systems around it are as much too deep; one report is enough.
        let Some((_, span)) = deepest else { return };
        let name = &self.model.systems[system].name;
        self.report(
            Diagnostic::new(codes::E0419, format!("system `{name}` nests more than {MAX_DEPTH} deep"))
                .label(*span, "one level too many")
                .help("let one system hold more of the parts itself"),
        );
    }

    /// Puts a system that is laid out into the facts.
    fn settle(&mut self, flat: Flat) {
        let model = self.model;
        let system = flat.system;
        let mut instances = Vec::new();
        for (subject, piece) in (0_u16..).zip(flat.pieces) {
            let Piece { path, part, component, trust, span } = piece;
            let ports = &model.components[component];
            let feeds = alloc::vec![None; ports.uses.len()];
            let clients = alloc::vec![Vec::new(); ports.provides.len()];
            let instance = Instance { system, subject, path, part, component, trust, feeds, clients };
            instances.push(self.facts.instances.push(instance, span));
        }
        let mut connections = Vec::new();
        for (index, wire) in (0_u16..).zip(&flat.wires) {
            let instance = |subject: u16| instances.get(usize::from(subject)).copied();
            let (Some(from), Some(to)) = (instance(wire.from), instance(wire.to)) else { continue };
            let &Wire { declared, uses, provides, rights, span, .. } = wire;
            let interface = model.uses[uses].interface;
            let connection = Connection { system, index, declared, from, uses, to, provides, interface, rights };
            let handle = self.facts.connections.push(connection, span);
            connections.push(handle);
            let feed = self.facts.uses.get(uses).map(|facts| usize::from(facts.index));
            let port = self.facts.provides.get(provides).map(|facts| usize::from(facts.index));
            let feeds = &mut self.facts.instances.get_mut(from).feeds;
            if let Some(place) = feed.and_then(|feed| feeds.get_mut(feed)) {
                *place = Some(handle);
            }
            let clients = &mut self.facts.instances.get_mut(to).clients;
            if let Some(clients) = port.and_then(|port| clients.get_mut(port)) {
                clients.push(handle);
            }
        }
        let Flat { exports, gated, lacks, .. } = flat;
        let parts = flat.places.into_iter().filter_map(|(part, place)| Some((part, place?))).collect();
        self.facts.systems.set(system, SystemFacts { instances, connections, parts, exports, gated, lacks });
    }
}
