//! Parts of systems and their ports, where they are mentioned.

use alloc::{format, string::String, vec::Vec};

use super::{Resolver, components::Mirror, expr::Context};
use crate::{
    arena::Handle,
    ast::{self, Name, Side},
    codes,
    diagnostic::Diagnostic,
    model::{Component, Export, Index, Interface, Part, PartOf, PartRef, Port, PortRef, Provide, Scope, System, Use},
};

impl Resolver<'_> {
    /// The part that a path of one name mentions; reports a longer path, because a system is a component seen from
    /// outside.
    pub(super) fn direct_part(
        &mut self,
        scope: Handle<Scope>,
        system: Handle<System>,
        tree: &ast::PortRef,
    ) -> Option<PartRef> {
        let mut path = self.part_path(scope, system, &tree.path)?;
        let inner = path.pop()?;
        let Some(outer) = path.pop() else { return Some(inner) };
        let index = if outer.index.is_some() { "[…]" } else { "" };
        let owner = self.model.parts[inner.part].system;
        let name = &self.model.systems[owner].name;
        let outer = &self.model.parts[outer.part].name;
        self.report(
            Diagnostic::new(codes::E0417, format!("a connection does not reach into `{outer}`"))
                .label(tree.span, format!("inside of system `{name}`"))
                .also(self.model.systems.span(owner), "a system is a component seen from outside")
                .help(format!(
                    "let `{name}` export the port, as in `provides {0}: … = {1}.{0};`, and write `{outer}{index}.{0}`",
                    tree.port, self.model.parts[inner.part].name,
                )),
        );
        None
    }

    /// The parts of a path, each in the system that the part before it is; reports what does not exist.
    pub(super) fn part_path(
        &mut self,
        scope: Handle<Scope>,
        system: Handle<System>,
        tree: &ast::PartPath,
    ) -> Option<Vec<PartRef>> {
        let mut path: Vec<PartRef> = Vec::new();
        let mut inside = system;
        for (depth, step) in tree.parts.iter().enumerate() {
            let part = self.part_named(inside, &step.name)?;
            let index = step.index.as_ref().map(|index| match index {
                ast::Index::One(expr) => Index::One(self.expr(scope, expr, Context::Constant)),
                ast::Index::All(span) => Index::All(*span),
            });
            path.push(PartRef { part, index, span: step.span });
            match self.model.parts[part].of {
                PartOf::System(inner) => inside = inner,
                PartOf::Component(_) if depth + 1 == tree.parts.len() => {}
                PartOf::Component(component) => {
                    let (name, of) = (&step.name, &self.model.components[component].name);
                    let (rest, span) = (step.span.to(tree.span), self.model.parts.span(part));
                    self.report(
                        Diagnostic::new(codes::E0204, format!("`{name}` has no parts"))
                            .label(rest, format!("`{of}` is a component"))
                            .also(span, "declared here")
                            .help("only a system has instances inside"),
                    );
                    return None;
                }
            }
        }
        Some(path)
    }

    /// The part of a system with this name; reports one that does not exist.
    fn part_named(&mut self, system: Handle<System>, name: &Name) -> Option<Handle<Part>> {
        if let Some(part) = self.members.parts.get(&(system, name.text.clone())) {
            return Some(*part);
        }
        let owner = &self.model.systems[system];
        if owner.gaps.may_hide(&name.text) {
            self.bad();
            return None;
        }
        let parts = || owner.parts.iter().take(self.suggestions.room());
        let names: Vec<String> = parts().map(|part| self.model.parts[*part].name.clone()).collect();
        let instance = parts().copied().find_map(|part| {
            let (kind, of) = match self.model.parts[part].of {
                PartOf::Component(component) => ("component", &self.model.components[component].name),
                PartOf::System(system) => ("system", &self.model.systems[system].name),
            };
            (*of == name.text).then_some((part, kind))
        });
        let owner = format!("system `{}`", owner.name);
        let mut diagnostic = self.unknown_member("instance", name, &owner, &names);
        if let Some((part, kind)) = instance {
            let part = &self.model.parts[part].name;
            diagnostic = diagnostic.help(format!("`{name}` is a {kind}, its instance is `{part}`"));
        }
        self.report_missing(None, diagnostic.also(self.model.systems.span(system), "the system"));
        None
    }

    /// What a part uses under this name.
    pub(super) fn use_of(&self, part: Handle<Part>, name: &Name) -> Option<Port<Use>> {
        match self.model.parts[part].of {
            PartOf::Component(component) => self.members.uses(component, &name.text).map(Port::Own),
            PartOf::System(system) => self.export_named(system, name, Side::Uses).map(Port::Export),
        }
    }

    /// What a part provides under this name.
    pub(super) fn provide_of(&self, part: Handle<Part>, name: &Name) -> Option<Port<Provide>> {
        match self.model.parts[part].of {
            PartOf::Component(component) => self.members.provides(component, &name.text).map(Port::Own),
            PartOf::System(system) => self.export_named(system, name, Side::Provides).map(Port::Export),
        }
    }

    fn export_named(&self, system: Handle<System>, name: &Name, side: Side) -> Option<Handle<Export>> {
        let export = self.members.exports.get(&(system, name.text.clone())).copied()?;
        (self.model.exports[export].side == side).then_some(export)
    }

    /// A port that is fed; reports one that does not exist.
    pub(super) fn client(&mut self, of: PartRef, tree: &ast::PortRef) -> Option<PortRef<Use>> {
        if let Some(port) = self.use_of(of.part, &tree.port) {
            return Some(PortRef { of, port, span: tree.span });
        }
        let help = "a connection begins at what a component uses, and ends at what another provides";
        self.no_port(of.part, &tree.port, Side::Uses, help);
        None
    }

    /// A port that is served; reports one that does not exist.
    pub(super) fn server(&mut self, of: PartRef, tree: &ast::PortRef) -> Option<PortRef<Provide>> {
        let port = self.served(of.part, &tree.port)?;
        Some(PortRef { of, port, span: tree.span })
    }

    /// The port of a part that is served; reports one that does not exist.
    pub(super) fn served(&mut self, part: Handle<Part>, name: &Name) -> Option<Port<Provide>> {
        let served = self.provide_of(part, name);
        if served.is_none() {
            let help = "calls go to what a component provides; this is what it uses itself";
            self.no_port(part, name, Side::Provides, help);
        }
        served
    }

    /// What is spoken at a served port.
    pub(super) fn spoken(&self, port: Port<Provide>) -> Handle<Interface> {
        match port {
            Port::Own(provide) => self.model.provides[provide].interface,
            Port::Export(export) => self.model.exports[export].interface,
        }
    }

    /// Reports a port that a part does not have on this side; `help` is for one that it has on the other.
    fn no_port(&mut self, part: Handle<Part>, name: &Name, side: Side, help: &str) {
        let system = match self.model.parts[part].of {
            PartOf::System(system) => system,
            PartOf::Component(component) => {
                let mirror = self.mirror(component, name, side, help);
                self.unknown_port(component, name, side, mirror);
                return;
            }
        };
        let other = self.members.exports.get(&(system, name.text.clone())).copied();
        let owner = &self.model.systems[system];
        if other.is_none() && owner.gaps.may_hide(&name.text) {
            self.bad();
            return;
        }
        let room = self.suggestions.room();
        let exports = owner.exports.iter().take(room).map(|export| &self.model.exports[*export]);
        let names: Vec<String> = exports.filter(|export| export.side == side).map(|item| item.name.clone()).collect();
        let inside = owner.parts.iter().take(room).copied().find(|part| match side {
            Side::Uses => self.use_of(*part, name).is_some(),
            Side::Provides => self.provide_of(*part, name).is_some(),
        });
        let described = format!("system `{}`", owner.name);
        let span = self.model.systems.span(system);
        let mut diagnostic = self.unknown_member(side.noun(), name, &described, &names);
        diagnostic = match (other, inside) {
            (Some(other), _) => {
                diagnostic.also(self.model.exports.span(other), "it stands on the other side").help(help)
            }
            (None, Some(inside)) => {
                let part = &self.model.parts[inside].name;
                diagnostic.also(span, "the system").help(format!(
                    "`{part}` in it has one: let the system export it, as in `{} {name}: … = {part}.{name};`",
                    side.word()
                ))
            }
            (None, None) => diagnostic.also(span, "the system"),
        };
        self.report_missing(None, diagnostic);
    }

    /// Where a component has a port of this name on the other side, and what to say about that.
    pub(super) fn mirror<'h>(
        &self,
        component: Handle<Component>,
        name: &Name,
        side: Side,
        help: &'h str,
    ) -> Option<Mirror<'h>> {
        let span = match side {
            Side::Uses => self.members.provides(component, &name.text).map(|port| self.model.provides.span(port)),
            Side::Provides => self.members.uses(component, &name.text).map(|port| self.model.uses.span(port)),
        };
        span.map(|span| (span, help))
    }
}
