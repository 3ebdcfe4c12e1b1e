//! Components: what they use and provide, and which handlers make calls.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Declared, Entry, Resolver, attributes::Target, docs, expr::Context, unique::Seen};
use crate::{
    arena::Handle,
    ast::{self, ComponentMemberKind, Name, Side},
    codes,
    diagnostic::Diagnostic,
    model::{Component, During, DuringCall, HandsOut, Interface, Method, Provide, Scope, Use},
    source::Span,
};

impl<'a> Resolver<'a> {
    /// Fills in the ports of every component.
    pub(super) fn define_ports(&mut self) {
        for entry in self.entries() {
            let Declared::Component(tree, handle) = entry.item else { continue };
            self.attributes(entry.head, Target::Other("a component"), None);
            let mut seen = Seen::default();
            for member in &tree.members {
                self.port(entry, handle, member, &mut seen);
            }
            // Their ports have the numbers behind those that a system wires.
            for member in &tree.members {
                if let ComponentMemberKind::HandsOut(tree) = &member.kind {
                    self.hands_out(entry.scope, handle, &member.head, tree);
                }
            }
        }
    }

    fn port(&mut self, entry: Entry<'a>, component: Handle<Component>, member: &ast::ComponentMember, seen: &mut Seen) {
        let target = match &member.kind {
            ComponentMemberKind::Uses(_) => "a `uses`",
            ComponentMemberKind::Provides(_) => "a `provides`",
            _ => "a `during`",
        };
        match &member.kind {
            ComponentMemberKind::Uses(tree) => {
                self.attributes(&member.head, Target::Other(target), None);
                // A second port of the same name is reported and left out.
                if !self.is_new(seen, "port", &tree.name) {
                    return;
                }
                let interface = self.interface_named(entry.scope, &tree.interface.path);
                let rights = interface.and_then(|interface| self.rights_or_all(interface, &tree.interface.rights));
                let (Some(interface), Some(rights)) = (interface, rights) else {
                    self.model.components.get_mut(component).gaps.add(Some(&tree.name.text));
                    return;
                };
                let uses = Use {
                    name: tree.name.text.clone(),
                    docs: docs(&member.head.docs),
                    component,
                    interface,
                    rights,
                    optional: tree.optional.is_some(),
                };
                let handle = self.model.uses.push(uses, tree.name.span);
                self.members.uses.insert((component, tree.name.text.clone()), handle);
                self.model.components.get_mut(component).uses.push(handle);
            }
            ComponentMemberKind::Provides(tree) => {
                self.attributes(&member.head, Target::Other(target), None);
                if !self.is_new(seen, "port", &tree.name) {
                    return;
                }
                let Some(interface) = self.interface_named(entry.scope, &tree.interface) else {
                    self.model.components.get_mut(component).gaps.add(Some(&tree.name.text));
                    return;
                };
                let docs = docs(&member.head.docs);
                let provide = Provide { name: tree.name.text.clone(), docs, component, interface, handed_out: false };
                let handle = self.model.provides.push(provide, tree.name.span);
                self.members.provides.insert((component, tree.name.text.clone()), handle);
                self.model.components.get_mut(component).provides.push(handle);
            }
            ComponentMemberKind::During(_) => {
                self.attributes(&member.head, Target::Other(target), None);
            }
            ComponentMemberKind::HandsOut(_) => {
                self.attributes(&member.head, Target::Other("a `hands out`"), None);
            }
            ComponentMemberKind::Bad(bad) => {
                self.bad();
                let name = bad.name.as_ref().map(|name| name.text.as_str());
                self.model.components.get_mut(component).gaps.add(name);
            }
        }
    }

    fn hands_out(
        &mut self,
        scope: Handle<Scope>,
        component: Handle<Component>,
        head: &ast::Head,
        tree: &ast::HandsOut,
    ) {
        let max = self.expr(scope, &tree.max, Context::Constant);
        let Some(interface) = self.interface_named(scope, &tree.interface) else {
            let name = tree.interface.to_string();
            self.model.components.get_mut(component).gaps.add(Some(&name));
            return;
        };
        let span = tree.interface.span;
        let owner = self.model.components.get_mut(component);
        if let Some(first) = owner.hands_out.iter().find(|first| first.interface == interface) {
            let first = first.span;
            self.report(
                Diagnostic::new(codes::E0629, format!("`{}` is handed out from one pool", tree.interface))
                    .label(span, "a second pool")
                    .also(first, "the first pool")
                    .help("add the two numbers"),
            );
            return;
        }
        let name = self.model.interfaces[interface].name.clone();
        let docs = docs(&head.docs);
        let provide = Provide { name: name.clone(), docs, component, interface, handed_out: true };
        let provide = self.model.provides.push(provide, span);
        self.members.provides.entry((component, name)).or_insert(provide);
        let owner = self.model.components.get_mut(component);
        owner.provides.push(provide);
        owner.hands_out.push(HandsOut { interface, provide, max, span });
    }

    /// Fills in which handlers make calls, once every port and method is known.
    pub(super) fn define_during(&mut self) {
        for entry in self.entries() {
            let Declared::Component(tree, component) = entry.item else { continue };
            for member in &tree.members {
                if let ComponentMemberKind::During(during) = &member.kind {
                    self.during(component, during);
                }
            }
        }
    }

    fn during(&mut self, component: Handle<Component>, tree: &ast::During) {
        let handler = self.handler(component, &tree.handler);
        // The calls are looked up even if the handler is not known: each has its own error.
        let calls = tree.calls.iter().filter_map(|call| self.nested_call(component, call)).collect::<Vec<_>>();
        if let Some((provides, method)) = handler {
            let during = During { provides, method, calls, span: tree.handler.span };
            self.model.components.get_mut(component).during.push(during);
        }
    }

    fn handler(
        &mut self,
        component: Handle<Component>,
        tree: &ast::Operation,
    ) -> Option<(Handle<Provide>, Handle<Method>)> {
        let Some(provide) = self.members.provides(component, &tree.port.text) else {
            let help = "`during` begins with a method that this component serves; what it calls stands behind `calls`";
            let mirror = self.mirror(component, &tree.port, Side::Provides, help);
            self.unknown_port(component, &tree.port, Side::Provides, mirror);
            return None;
        };
        let method = self.method_of(self.model.provides[provide].interface, &tree.method)?;
        if self.model.methods[method].event.is_some() {
            let declared = self.model.methods.span(method);
            self.report(
                Diagnostic::new(codes::E0619, format!("the event `{}` has no handler", tree.method))
                    .label(tree.method.span, "no handler runs for it")
                    .also(declared, "the event")
                    .help("name the method whose handler makes the calls"),
            );
            return None;
        }
        Some((provide, method))
    }

    fn nested_call(&mut self, component: Handle<Component>, tree: &ast::Operation) -> Option<DuringCall> {
        let Some(uses) = self.members.uses(component, &tree.port.text) else {
            let help = "a handler calls what this component uses; it cannot call its own port";
            let mirror = self.mirror(component, &tree.port, Side::Uses, help);
            self.unknown_port(component, &tree.port, Side::Uses, mirror);
            return None;
        };
        let method = self.method_of(self.model.uses[uses].interface, &tree.method)?;
        Some(DuringCall { uses, method, span: tree.span })
    }

    /// The method of an interface; reports one that does not exist.
    pub(super) fn method_of(&mut self, interface: Handle<Interface>, name: &Name) -> Option<Handle<Method>> {
        if let Some(method) = self.members.methods.get(&(interface, name.text.clone())) {
            return Some(*method);
        }
        let owner = &self.model.interfaces[interface];
        if owner.gaps.may_hide(&name.text) {
            self.bad();
            return None;
        }
        let methods = owner.methods.iter().take(self.suggestions.room());
        let names: Vec<String> = methods.map(|method| self.model.methods[*method].name.clone()).collect();
        let owner = format!("interface `{}`", owner.name);
        let span = self.model.interfaces.span(interface);
        let diagnostic = self.unknown_member("method", name, &owner, &names).also(span, "the interface");
        self.report_missing(None, diagnostic);
        None
    }

    /// Reports a port that a component does not have on this side. `other` is where it has one of this name on the other
    /// side, and what to say about that.
    pub(super) fn unknown_port(
        &mut self,
        component: Handle<Component>,
        name: &Name,
        side: Side,
        other: Option<Mirror<'_>>,
    ) {
        let owner = &self.model.components[component];
        if other.is_none() && owner.gaps.may_hide(&name.text) {
            self.bad();
            return;
        }
        let room = self.suggestions.room();
        let mut names: Vec<String> = match side {
            Side::Uses => owner.uses.iter().take(room).map(|uses| self.model.uses[*uses].name.clone()).collect(),
            Side::Provides => {
                owner.provides.iter().take(room).map(|port| self.model.provides[*port].name.clone()).collect()
            }
        };
        // What was left out because of an error may be what was meant.
        names.extend(owner.gaps.names.iter().take(room).cloned());
        let owner = format!("component `{}`", owner.name);
        let span = self.model.components.span(component);
        let mut diagnostic: Diagnostic = self.unknown_member(side.noun(), name, &owner, &names);
        diagnostic = match other {
            Some((span, help)) => diagnostic.also(span, "it stands on the other side").help(help),
            None => diagnostic.also(span, "the component"),
        };
        self.report_missing(None, diagnostic);
    }
}

/// Where a port of the same name stands on the other side, and what to say about that.
pub(super) type Mirror<'h> = (Span, &'h str);
