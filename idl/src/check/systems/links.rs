//! The connections that a system declares.

use alloc::{format, vec::Vec};

use super::{
    super::Checker,
    MAX_DEPTH,
    flat::{Flat, Wire},
};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::Exported,
    model::{Index, Interface, Link, PartRef, Port, PortRef, Provide, Rights, Target, Use},
    source::Span,
};

/// The most connections of a system.
const MAX_CONNECTIONS: usize = 65536;

impl Checker<'_> {
    /// Joins what the connections of a system name.
    pub(super) fn links(&mut self, flat: &mut Flat) {
        let model = self.model;
        for link in &model.systems[flat.system].links {
            let from = self.fed(flat, &link.from);
            let to = self.server_at(flat, &link.to);
            let to = to.filter(|_| self.fits(flat, link));
            flat.lacks |= from.is_none() || to.is_none();
            let Some(from) = from else {
                flat.silent.insert(link.from.of.part);
                continue;
            };
            let rights = self.asked(link.from.port);
            for (subject, uses) in from {
                if let Some(first) = flat.fed.insert((subject, uses), link.span) {
                    self.fed_twice(&flat.port(subject, &model.uses[uses].name), uses, link.span, first);
                    flat.lacks = true;
                    break;
                }
                let Some((to, provides)) = to else { continue };
                if flat.wires.len() >= MAX_CONNECTIONS {
                    self.too_many_connections(flat, link.span);
                    return;
                }
                let (declared, span) = (flat.system, link.span);
                flat.wires.push(Wire { declared, from: subject, uses, to, provides, rights, span });
            }
        }
    }

    fn too_many_connections(&mut self, flat: &mut Flat, span: Span) {
        flat.lacks = true;
        self.report(
            Diagnostic::new(codes::E0419, format!("there are more than {MAX_CONNECTIONS} connections of a system"))
                .label(span, "one too many")
                .help("split the system"),
        );
    }

    /// Whether both ends speak the same, and nobody asks for more rights than there are.
    fn fits(&mut self, flat: &Flat, link: &Link) -> bool {
        let (wanted, found) = (self.called(link.from.port), self.spoken(link.to.port));
        match self.answers(found, wanted) {
            Some(true) => {}
            Some(false) => {
                self.interface_mismatch(flat, link);
                return false;
            }
            None => return false,
        }
        let (asked, given) = (self.asked(link.from.port), self.given(link.to.port));
        if let (Port::Export(export), false) = (link.to.port, given.contains(asked)) {
            self.amplified(link, export, Rights(asked.0 & !given.0));
            return false;
        }
        true
    }

    /// Whether a server of one interface can be called as another: as itself, and as what it extends if every number
    /// stays. `None` if it extends it, but has an error.
    pub(super) fn answers(&self, served: Handle<Interface>, called: Handle<Interface>) -> Option<bool> {
        if served == called {
            return Some(true);
        }
        match self.facts.interfaces.get(served) {
            Some(facts) => Some(facts.serves.contains(&called)),
            None => self.model.bases(served).all(|extends| extends.base != called).then_some(false),
        }
    }

    /// What a connection feeds: several ports for `[*]`. `None` after an error.
    pub(super) fn fed(&mut self, flat: &Flat, from: &PortRef<Use>) -> Option<Vec<(u16, Handle<Use>)>> {
        let subjects = self.subjects(flat, &from.of)?;
        match from.port {
            Port::Own(uses) => Some(subjects.into_iter().map(|subject| (subject, uses)).collect()),
            Port::Export(export) => {
                self.exported(export)?;
                Some(subjects.into_iter().flat_map(|base| self.exported_inside(export, base)).collect())
            }
        }
    }

    /// What a connection reaches. `None` after an error.
    pub(super) fn server_at(&mut self, flat: &Flat, to: &PortRef<Provide>) -> Option<(u16, Handle<Provide>)> {
        if let Some(Index::All(span)) = &to.of.index {
            self.many_servers(to, *span);
            return None;
        }
        if let Port::Own(port) = to.port
            && self.model.provides[port].handed_out
        {
            self.connected_to_sessions(port, to.span);
            return None;
        }
        let base = *self.subjects(flat, &to.of)?.first()?;
        match to.port {
            Port::Own(provides) => Some((base, provides)),
            Port::Export(export) => match self.exported(export)? {
                Exported::Provides(subject, provides) => Some((base.saturating_add(*subject), *provides)),
                Exported::Uses(_) => None,
            },
        }
    }

    /// The first subject of each instance that a mention means. `None` after an error.
    pub(super) fn subjects(&mut self, flat: &Flat, of: &PartRef) -> Option<Vec<u16>> {
        let place = flat.places.get(&of.part).copied().flatten();
        let part = &self.model.parts[of.part];
        let indices = match (&of.index, part.size.is_some()) {
            (None, false) => 0..1,
            (Some(Index::All(_)), true) => 0..place?.count,
            (Some(Index::One(expr)), true) => {
                let number = self.integer(expr)?;
                let count = place?.count;
                match u16::try_from(number) {
                    Ok(index) if index < count => index..index + 1,
                    _ => {
                        self.out_of_range(of.part, expr.span, number, count);
                        return None;
                    }
                }
            }
            (None, true) => {
                self.which_one(of);
                return None;
            }
            (Some(index), false) => {
                let span = match index {
                    Index::One(expr) => expr.span,
                    Index::All(span) => *span,
                };
                self.no_array(of.part, span);
                return None;
            }
        };
        let place = place?;
        Some(indices.map(|index| place.nth(index)).collect())
    }

    /// The name of a used port.
    pub(super) fn use_name(&self, port: Port<Use>) -> &str {
        match port {
            Port::Own(uses) => &self.model.uses[uses].name,
            Port::Export(export) => &self.model.exports[export].name,
        }
    }

    /// The name of a provided port.
    pub(super) fn provide_name(&self, port: Port<Provide>) -> &str {
        match port {
            Port::Own(provides) => &self.model.provides[provides].name,
            Port::Export(export) => &self.model.exports[export].name,
        }
    }

    /// What is called over a used port.
    pub(super) fn called(&self, port: Port<Use>) -> Handle<Interface> {
        match port {
            Port::Own(uses) => self.model.uses[uses].interface,
            Port::Export(export) => self.model.exports[export].interface,
        }
    }

    /// What is served at a provided port.
    pub(super) fn spoken(&self, port: Port<Provide>) -> Handle<Interface> {
        match port {
            Port::Own(provides) => self.model.provides[provides].interface,
            Port::Export(export) => self.model.exports[export].interface,
        }
    }

    /// The rights that a used port asks for.
    pub(super) fn asked(&self, port: Port<Use>) -> Rights {
        match port {
            Port::Own(uses) => self.model.uses[uses].rights,
            Port::Export(export) => self.model.exports[export].rights,
        }
    }

    /// The rights that there are at a provided port.
    pub(super) fn given(&self, port: Port<Provide>) -> Rights {
        match port {
            Port::Own(provides) => {
                let interface = self.model.provides[provides].interface;
                Rights::first(self.model.interfaces[interface].rights.len())
            }
            Port::Export(export) => self.model.exports[export].rights,
        }
    }

    /// Where the port of a component lies behind a used port: every export on the way, and the port.
    pub(super) fn way_in(&self, mut port: Port<Use>) -> Vec<Span> {
        let mut way = Vec::new();
        while let (Port::Export(export), 0..=MAX_DEPTH) = (port, way.len()) {
            way.push(self.model.exports.span(export));
            let Some(Target::Uses(inner)) = &self.model.exports[export].target else { return way };
            port = inner.port;
        }
        if let Port::Own(uses) = port {
            way.push(self.model.uses.span(uses));
        }
        way
    }

    /// Where the port of a component lies behind a provided port: every export on the way, and the port.
    pub(super) fn way_out(&self, mut port: Port<Provide>) -> Vec<Span> {
        let mut way = Vec::new();
        while let (Port::Export(export), 0..=MAX_DEPTH) = (port, way.len()) {
            way.push(self.model.exports.span(export));
            let Some(Target::Provides(inner)) = &self.model.exports[export].target else { return way };
            port = inner.port;
        }
        if let Port::Own(provides) = port {
            way.push(self.model.provides.span(provides));
        }
        way
    }
}
