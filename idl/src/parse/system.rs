//! Components, and systems made of them.

use alloc::format;
use alloc::vec::Vec;

use tessera_grammar::{Pair, Rule};

use super::context::Context;
use super::reader::{Kids, Reader};
use crate::ast::{
    Component, ComponentMember, ComponentMemberKind, Connection, During, Export, Gate, HandsOut, Index, Instance,
    InterfaceUse, Name, Operation, PartPath, PartRef, PortRef, Provides, Side, System, SystemMember, SystemMemberKind,
    Uses,
};
use crate::codes;
use crate::diagnostic::Diagnostic;

impl Reader<'_> {
    pub(super) fn component_item(&mut self, pair: Pair<'_>) -> Option<Component> {
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.want(Rule::name)?);
        let body = kids.want(Rule::component_body)?;
        let members = self.members(body, &Context::COMPONENT, |reader, head, pair| {
            let span = reader.span(&pair);
            reader.missing_end(&pair, &Context::COMPONENT);
            let bad = reader.bad(&pair);
            let kind = reader.component_member(pair).unwrap_or(ComponentMemberKind::Bad(bad));
            Some(ComponentMember { head, kind, span })
        });
        Some(Component { name, members })
    }

    fn component_member(&mut self, pair: Pair<'_>) -> Option<ComponentMemberKind> {
        let rule = pair.as_rule();
        if rule == Rule::bad_member {
            return Some(ComponentMemberKind::Bad(self.bad_node(&pair, &Context::COMPONENT)));
        }
        let mut kids = Kids::of(pair);
        Some(match rule {
            Rule::uses => {
                let name = self.name(&kids.want(Rule::name)?);
                let interface = self.interface_use(kids.want(Rule::interface_use)?)?;
                let optional = kids.accept(Rule::kw_optional).map(|word| self.span(&word));
                ComponentMemberKind::Uses(Uses { name, interface, optional })
            }
            Rule::provides => {
                let name = self.name(&kids.want(Rule::name)?);
                ComponentMemberKind::Provides(Provides { name, interface: self.path(kids.want(Rule::path)?) })
            }
            Rule::during => {
                let handler = self.operation(kids.want(Rule::pair)?)?;
                let calls =
                    kids.filter(|kid| kid.as_rule() == Rule::pair).filter_map(|kid| self.operation(kid)).collect();
                ComponentMemberKind::During(During { handler, calls })
            }
            Rule::hands_out => {
                let interface = self.path(kids.want(Rule::path)?);
                ComponentMemberKind::HandsOut(HandsOut { interface, max: self.expr(kids.want(Rule::expr)?) })
            }
            _ => return None,
        })
    }

    fn interface_use(&mut self, pair: Pair<'_>) -> Option<InterfaceUse> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let path = self.path(kids.want(Rule::path)?);
        Some(InterfaceUse { path, rights: self.names(kids), span })
    }

    fn operation(&mut self, pair: Pair<'_>) -> Option<Operation> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let port = self.name(&kids.want(Rule::name)?);
        Some(Operation { port, method: self.name(&kids.want(Rule::name)?), span })
    }

    pub(super) fn system_item(&mut self, pair: Pair<'_>) -> Option<System> {
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.want(Rule::name)?);
        let body = kids.want(Rule::system_body)?;
        let members = self.members(body, &Context::SYSTEM, |reader, head, pair| {
            let span = reader.span(&pair);
            reader.missing_end(&pair, &Context::SYSTEM);
            let bad = reader.bad(&pair);
            let kind = reader.system_member(pair).unwrap_or(SystemMemberKind::Bad(bad));
            Some(SystemMember { head, kind, span })
        });
        Some(System { name, members })
    }

    fn system_member(&mut self, pair: Pair<'_>) -> Option<SystemMemberKind> {
        let rule = pair.as_rule();
        if rule == Rule::bad_member {
            return Some(SystemMemberKind::Bad(self.bad_node(&pair, &Context::SYSTEM)));
        }
        let mut kids = Kids::of(pair);
        Some(match rule {
            Rule::instance => {
                let name = self.name(&kids.want(Rule::name)?);
                let of = self.path(kids.want(Rule::path)?);
                let size = kids.accept(Rule::size).and_then(|kid| Kids::of(kid).want(Rule::expr));
                let size = size.map(|kid| self.expr(kid));
                let trust = kids.accept(Rule::name).map(|name| self.name(&name));
                SystemMemberKind::Instance(Instance { name, of, size, trust })
            }
            Rule::connection => {
                let from = self.port(kids.want(Rule::port)?)?;
                SystemMemberKind::Connection(Connection { from, to: self.port(kids.want(Rule::port)?)? })
            }
            Rule::export => {
                let side = if kids.next()?.as_rule() == Rule::kw_uses { Side::Uses } else { Side::Provides };
                let name = self.name(&kids.want(Rule::name)?);
                let interface = self.interface_use(kids.want(Rule::interface_use)?)?;
                let port = self.port(kids.want(Rule::port)?)?;
                SystemMemberKind::Export(Export { side, name, interface, port })
            }
            Rule::gate => {
                let name = self.name(&kids.want(Rule::name)?);
                let ports = kids.filter(|kid| kid.as_rule() == Rule::port);
                SystemMemberKind::Gate(Gate { name, guards: ports.filter_map(|kid| self.port(kid)).collect() })
            }
            _ => return None,
        })
    }

    /// `driver.lock`: the last name is the port.
    fn port(&mut self, pair: Pair<'_>) -> Option<PortRef> {
        let span = self.span(&pair);
        let mut parts = self.parts(pair);
        let port = self.port_name(&mut parts)?;
        Some(PortRef { path: path_of(parts)?, port, span })
    }

    /// Takes the last name of a path, which is that of a port or a method.
    pub(super) fn port_name(&mut self, parts: &mut Vec<PartRef>) -> Option<Name> {
        let PartRef { name, index, span } = parts.pop()?;
        if index.is_some() {
            self.report(
                Diagnostic::new(codes::E0101, format!("`{name}` is no array of instances"))
                    .label(span, "there are no brackets behind a port or a method")
                    .help("an index stands behind the name of an array: `workers[2].port`"),
            );
        }
        Some(name)
    }

    /// The names of a path, each with its index.
    pub(super) fn parts(&mut self, pair: Pair<'_>) -> Vec<PartRef> {
        let parts = Kids::of(pair).filter(|kid| kid.as_rule() == Rule::part);
        parts.filter_map(|kid| self.part(kid)).collect()
    }

    fn part(&mut self, pair: Pair<'_>) -> Option<PartRef> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.want(Rule::name)?);
        kids.accept(Rule::lbracket);
        let index = match kids.next() {
            Some(kid) if kid.as_rule() == Rule::star => Some(Index::All(self.span(&kid))),
            Some(kid) if kid.as_rule() == Rule::expr => Some(Index::One(self.expr(kid))),
            _ => None,
        };
        Some(PartRef { name, index, span })
    }
}

/// A path of at least one part.
pub(super) fn path_of(parts: Vec<PartRef>) -> Option<PartPath> {
    let span = parts.first()?.span.to(parts.last()?.span);
    Some(PartPath { parts, span })
}
