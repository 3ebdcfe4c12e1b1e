//! The instances of a system, with those of the systems inside.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};

use super::super::Checker;
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{Exported, Gated, Place},
    model::{Component, Export, Expr, Part, PartOf, Provide, Rights, System, Trust, Use},
    source::Span,
};

/// The most instances of a system, those inside included.
const MAX_INSTANCES: usize = 4096;

/// The most bytes of a path, such as `front.driver`.
const MAX_PATH: usize = 255;

/// What all systems of a build may hold together, so that arrays of systems with arrays stay small.
pub(super) struct Budget {
    /// Instances, their ports, and the methods that they serve.
    left: usize,
    reported: bool,
}

impl Budget {
    const ALL: usize = 1 << 18;

    pub(super) const fn new() -> Self {
        Self { left: Self::ALL, reported: false }
    }
}

/// A system as it is laid out.
pub(super) struct Flat {
    pub(super) system: Handle<System>,
    /// Its instances, by their subjects.
    pub(super) pieces: Vec<Piece>,
    pub(super) wires: Vec<Wire>,
    /// Where the instances of each part are; `None` for a part with an error.
    pub(super) places: BTreeMap<Handle<Part>, Option<Place>>,
    pub(super) exports: BTreeMap<Handle<Export>, Exported>,
    pub(super) gated: Vec<Gated>,
    /// What is fed, and where that is written.
    pub(super) fed: BTreeMap<(u16, Handle<Use>), Span>,
    /// Parts of which nobody knows what is fed, because of an error.
    pub(super) silent: BTreeSet<Handle<Part>>,
    /// Whether something is left out because of an error.
    pub(super) lacks: bool,
}

/// An instance.
#[derive(Clone)]
pub(super) struct Piece {
    pub(super) path: String,
    pub(super) part: Handle<Part>,
    pub(super) component: Handle<Component>,
    pub(super) trust: Trust,
    /// The part of this system that it is, or is inside of.
    pub(super) span: Span,
}

/// A connection, by subjects.
#[derive(Clone, Copy)]
pub(super) struct Wire {
    pub(super) declared: Handle<System>,
    pub(super) from: u16,
    pub(super) uses: Handle<Use>,
    pub(super) to: u16,
    pub(super) provides: Handle<Provide>,
    pub(super) rights: Rights,
    pub(super) span: Span,
}

impl Flat {
    /// How messages name a port of an instance: `front.driver.lock`.
    pub(super) fn port(&self, subject: u16, port: &str) -> String {
        let path = self.pieces.get(usize::from(subject)).map_or("", |piece| piece.path.as_str());
        format!("{path}.{port}")
    }
}

impl Checker<'_> {
    /// The instances of a system, with what connects those inside.
    pub(super) fn laid_flat(&mut self, system: Handle<System>, budget: &mut Budget) -> Flat {
        let model = self.model;
        let mut flat = Flat {
            system,
            pieces: Vec::new(),
            wires: Vec::new(),
            places: BTreeMap::new(),
            exports: BTreeMap::new(),
            gated: Vec::new(),
            fed: BTreeMap::new(),
            silent: BTreeSet::new(),
            lacks: model.systems[system].unfed.unnamed || !model.systems[system].unfed.names.is_empty(),
        };
        for part in &model.systems[system].parts {
            let place = self.place(*part, &mut flat, budget);
            flat.lacks |= place.is_none();
            flat.places.insert(*part, place);
        }
        flat
    }

    fn place(&mut self, handle: Handle<Part>, flat: &mut Flat, budget: &mut Budget) -> Option<Place> {
        let model = self.model;
        let part = &model.parts[handle];
        let count = match &part.size {
            Some(size) => self.array_size(handle, size)?,
            None => 1,
        };
        let (each, ports) = match part.of {
            PartOf::Component(component) => (1, ports(self, component)),
            PartOf::System(system) => {
                let instances = &self.facts.systems.get(system)?.instances;
                let components = instances.iter().map(|instance| self.facts.instances[*instance].component);
                (instances.len(), components.map(|component| ports(self, component)).sum())
            }
        };
        // An empty system is a mistake of its own.
        let each = u16::try_from(each).ok().filter(|each| *each > 0)?;
        if !self.has_room(
            handle,
            flat.pieces.len() + count * usize::from(each),
            count * (ports + usize::from(each)),
            budget,
        ) {
            return None;
        }
        let place = Place { first: u16::try_from(flat.pieces.len()).ok()?, each, count: u16::try_from(count).ok()? };
        for index in 0..count {
            let name = if part.size.is_some() { format!("{}[{index}]", part.name) } else { part.name.clone() };
            match part.of {
                PartOf::Component(component) => {
                    let span = model.parts.span(handle);
                    flat.pieces.push(Piece { path: name, part: handle, component, trust: part.trust, span });
                }
                PartOf::System(system) => self.include(handle, system, &name, flat)?,
            }
        }
        let longest = flat.pieces.iter().skip(usize::from(place.first)).find(|piece| piece.path.len() > MAX_PATH);
        if longest.is_some() {
            self.report(
                Diagnostic::new(codes::E0419, format!("the path of an instance has more than {MAX_PATH} bytes"))
                    .label(model.parts.span(handle), "too long, with what is inside")
                    .help("choose shorter names"),
            );
            return None;
        }
        Some(place)
    }

    /// How many there are of an array.
    fn array_size(&mut self, part: Handle<Part>, size: &Expr) -> Option<usize> {
        let number = self.integer(size)?;
        match usize::try_from(number) {
            Ok(count @ 1..=MAX_INSTANCES) => return Some(count),
            Ok(0) | Err(_) => {
                let (name, span) = (&self.model.parts[part].name, self.model.parts.span(part));
                let help = if number == 0 {
                    "an array has at least one instance: write a greater number, or remove it"
                } else {
                    "an array has at least one instance, and at most 4096"
                };
                self.report(
                    Diagnostic::new(codes::E0413, format!("there cannot be {number} of `{name}`"))
                        .label(size.span, "not a number of instances")
                        .also(span, "the array")
                        .help(help),
                );
            }
            Ok(_) => self.too_many(part),
        }
        None
    }

    fn has_room(&mut self, part: Handle<Part>, instances: usize, ports: usize, budget: &mut Budget) -> bool {
        if instances > MAX_INSTANCES {
            self.too_many(part);
            return false;
        }
        if let Some(left) = budget.left.checked_sub(ports) {
            budget.left = left;
            return true;
        }
        if !core::mem::replace(&mut budget.reported, true) {
            let span = self.model.parts.span(part);
            let most = Budget::ALL;
            self.report(
                Diagnostic::new(
                    codes::E0419,
                    format!("the systems have more than {most} instances, ports and served methods together"),
                )
                .label(span, "these are too many")
                .help("give the build fewer systems, or smaller arrays"),
            );
        }
        false
    }

    fn too_many(&mut self, part: Handle<Part>) {
        let system = &self.model.systems[self.model.parts[part].system].name;
        self.report(
            Diagnostic::new(codes::E0419, format!("system `{system}` has more than {MAX_INSTANCES} instances"))
                .label(self.model.parts.span(part), "these are too many, with what is inside")
                .help("make an array smaller, or split the system"),
        );
    }

    /// Puts a system into another one.
    fn include(&self, part: Handle<Part>, inner: Handle<System>, name: &str, flat: &mut Flat) -> Option<()> {
        let model = self.model;
        let base = u16::try_from(flat.pieces.len()).ok()?;
        let facts = self.facts.systems.get(inner)?;
        let trust = model.parts[part].trust;
        for instance in &facts.instances {
            let instance = &self.facts.instances[*instance];
            flat.pieces.push(Piece {
                path: format!("{name}.{}", instance.path),
                part: instance.part,
                component: instance.component,
                trust: around(trust, instance.trust),
                span: model.parts.span(part),
            });
        }
        let subject = |instance| base.saturating_add(self.facts.instances[instance].subject);
        for handle in &facts.connections {
            let connection = &self.facts.connections[*handle];
            flat.wires.push(Wire {
                declared: connection.declared,
                from: subject(connection.from),
                uses: connection.uses,
                to: subject(connection.to),
                provides: connection.provides,
                rights: connection.rights,
                span: self.facts.connections.span(*handle),
            });
        }
        let gated = facts.gated.iter();
        flat.gated.extend(gated.map(|gated| Gated { gate: base + gated.gate, to: base + gated.to, ..*gated }));
        Some(())
    }
}

/// The ports of a component, and the methods that it serves.
fn ports(checker: &Checker<'_>, component: Handle<Component>) -> usize {
    let model = checker.model;
    let component = &model.components[component];
    let served = component.provides.iter().map(|port| &model.interfaces[model.provides[*port].interface].methods);
    component.uses.len() + component.provides.len() + served.map(Vec::len).sum::<usize>()
}

/// How far an instance is trusted inside of a system with a label.
fn around(outer: Trust, inner: Trust) -> Trust {
    match (outer, inner) {
        (Trust::Untrusted, _) | (_, Trust::Untrusted) => Trust::Untrusted,
        (_, Trust::Unlabelled) => outer,
        (_, Trust::Trusted) => Trust::Trusted,
    }
}
