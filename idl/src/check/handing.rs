//! Where the capabilities come from that a component gives away.

use alloc::{collections::BTreeSet, format, vec::Vec};

use super::{Checker, methods::shapes};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{Body, Facts, Meaning, Shape, ShapeKind},
    model::{Component, Interface, Method, Provide},
    source::Span,
};

/// Interfaces to which there are capabilities.
type Interfaces = BTreeSet<Handle<Interface>>;

impl Checker<'_> {
    /// Checks that a component has what it answers with, and that what it hands out is in some answer.
    pub(super) fn handing_out(&mut self, component: Handle<Component>) {
        let model = self.model;
        let owner = &model.components[component];
        if owner.gaps.unnamed || !owner.gaps.names.is_empty() {
            // What is missing may be what hands it out.
            return;
        }
        let mut has: Interfaces = owner.hands_out.iter().map(|pool| pool.interface).collect();
        let mut found = Found { facts: &self.facts, has: &mut has };
        for uses in owner.uses.iter().map(|uses| &model.uses[*uses]) {
            found.has.insert(uses.interface);
            for method in &model.interfaces[uses.interface].methods {
                found.body(found.facts.methods.get(*method).and_then(|method| method.reply.as_ref()));
            }
        }
        let served: Vec<(Handle<Provide>, Handle<Method>)> = owner
            .provides
            .iter()
            .flat_map(|port| {
                model.interfaces[model.provides[*port].interface].methods.iter().map(|method| (*port, *method))
            })
            .collect();
        for (_, method) in &served {
            found.body(found.facts.methods.get(*method).map(|method| &method.request));
        }
        let mut given = Interfaces::new();
        for (port, method) in served {
            let mut answer = Interfaces::new();
            let facts = self.facts.methods.get(method);
            Found { facts: &self.facts, has: &mut answer }.body(facts.and_then(|facts| facts.reply.as_ref()));
            for interface in &answer {
                // An object is the kernel's to give.
                if !has.contains(interface) && !model.interfaces[*interface].object {
                    self.without_source(component, port, method, *interface);
                }
            }
            given.extend(answer);
        }
        for pool in owner.hands_out.iter().filter(|pool| !given.contains(&pool.interface)) {
            // A method with an error may be the one.
            if owner.provides.iter().any(|port| self.facts.interfaces.get(model.provides[*port].interface).is_none()) {
                return;
            }
            let name = &model.interfaces[pool.interface].name;
            self.report(
                Diagnostic::new(codes::E0631, format!("nothing that `{}` provides hands out a `{name}`", owner.name))
                    .label(pool.span, "nobody ever gets one")
                    .help(format!(
                        "let a method answer with it, such as `open() -> (it: cap<{name}>)`, or remove the line"
                    )),
            );
        }
    }

    fn without_source(
        &mut self,
        component: Handle<Component>,
        port: Handle<Provide>,
        method: Handle<Method>,
        interface: Handle<Interface>,
    ) {
        let model = self.model;
        let (owner, name) = (&model.components[component].name, &model.interfaces[interface].name);
        let called = format!("{}.{}", model.provides[port].name, model.methods[method].name);
        self.report(
            Diagnostic::new(
                codes::E0630,
                format!("`{called}` answers with a `cap<{name}>`, which `{owner}` does not have"),
            )
            .label(model.provides.span(port), "serves it")
            .also(model.methods.span(method), "this answer brings the capability")
            .help(format!("if `{owner}` makes it, write `hands out {name} max 8;`: the most that are open at a time")),
        );
    }

    /// Reports a system that names what is only handed out.
    pub(super) fn connected_to_sessions(&mut self, port: Handle<Provide>, span: Span) {
        let model = self.model;
        let name = &model.provides[port].name;
        let owner = &model.components[model.provides[port].component].name;
        self.report(
            Diagnostic::new(codes::E0632, format!("`{owner}` hands out each `{name}` when somebody asks for it"))
                .label(span, "nobody asked")
                .also(model.provides.span(port), "handed out, not provided")
                .help(format!("connect to the port whose method answers with `cap<{name}>`")),
        );
    }
}

/// Collects the interfaces to which messages bring capabilities.
struct Found<'f> {
    facts: &'f Facts,
    has: &'f mut Interfaces,
}

impl Found<'_> {
    fn body(&mut self, body: Option<&Body>) {
        body.into_iter().filter(|body| body.caps > 0).flat_map(shapes).for_each(|shape| self.shape(shape));
    }

    /// Types nest at most [`MAX_LEVELS`](super::MAX_LEVELS) deep.
    fn shape(&mut self, shape: &Shape) {
        if shape.extent.caps == 0 {
            return;
        }
        match &shape.kind {
            ShapeKind::Cap { interface, .. } => {
                self.has.insert(*interface);
            }
            ShapeKind::Array { element, .. }
            | ShapeKind::List { element, .. }
            | ShapeKind::InlineList { element, .. }
            | ShapeKind::Option { value: element, .. } => self.shape(element),
            ShapeKind::Named(handle) => match self.facts.types.get(*handle).map(|facts| &facts.meaning) {
                Some(Meaning::Alias(inner) | Meaning::Newtype { inner, .. }) => self.shape(inner),
                Some(Meaning::Struct { fields, .. }) => fields.iter().for_each(|field| self.shape(&field.shape)),
                Some(Meaning::Table { fields, .. }) => fields.iter().for_each(|field| self.shape(&field.shape)),
                Some(Meaning::Union { variants, .. }) => {
                    variants.iter().filter_map(|variant| variant.shape.as_ref()).for_each(|shape| self.shape(shape));
                }
                Some(Meaning::Enum { .. } | Meaning::Flags { .. }) | None => {}
            },
            _ => {}
        }
    }
}
