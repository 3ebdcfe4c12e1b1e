//! Components, and systems made of them.

use tessera_grammar::{Pair, Rule};

use super::context::Context;
use super::reader::{Kids, Reader};
use crate::ast::{
    Component, ComponentMember, ComponentMemberKind, Connection, During, HandsOut, Instance, InterfaceUse, NotYet,
    Operation, PortRef, Provides, System, SystemMember, SystemMemberKind, Uses,
};

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
        let span = self.span(&pair);
        let rule = pair.as_rule();
        if rule == Rule::bad_member {
            return Some(SystemMemberKind::Bad(self.bad_node(&pair, &Context::SYSTEM)));
        }
        let mut kids = Kids::of(pair);
        Some(match rule {
            Rule::instance => {
                let name = self.name(&kids.want(Rule::name)?);
                let component = self.path(kids.want(Rule::path)?);
                let trust = kids.accept(Rule::name).map(|name| self.name(&name));
                SystemMemberKind::Instance(Instance { name, component, trust })
            }
            Rule::connection => {
                let from = self.port(kids.want(Rule::pair)?)?;
                SystemMemberKind::Connection(Connection { from, to: self.port(kids.want(Rule::pair)?)? })
            }
            Rule::gate => {
                let name = kids.want(Rule::name).map(|name| self.name(&name));
                SystemMemberKind::NotYet(NotYet { what: "gates", name, span })
            }
            _ => return None,
        })
    }

    fn port(&mut self, pair: Pair<'_>) -> Option<PortRef> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let instance = self.name(&kids.want(Rule::name)?);
        Some(PortRef { instance, port: self.name(&kids.want(Rule::name)?), span })
    }
}
