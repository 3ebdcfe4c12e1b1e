//! Where the capabilities come from that a component gives away.

use alloc::{collections::BTreeSet, format, vec::Vec};

use super::{Checker, methods::shapes};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{Body, Facts, Meaning, Shape, ShapeKind},
    model::{Component, Interface, Method, Provide, TypeDef},
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
        let mut found = Found::new(&self.facts);
        found.has.extend(owner.hands_out.iter().map(|pool| pool.interface));
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
        let has = found.has;
        let answer = |method| self.facts.methods.get(method).and_then(|facts| facts.reply.as_ref());
        let mut found = Found::new(&self.facts);
        for (_, method) in &served {
            found.body(answer(*method));
        }
        let given = found.has;
        // An object is the kernel's to give.
        let lacks: Interfaces =
            given.difference(&has).copied().filter(|interface| !model.interfaces[*interface].object).collect();
        let brings = |method| {
            let mut found = Found::new(&self.facts);
            found.body(answer(method));
            found.has
        };
        let without_source: Vec<_> = served
            .iter()
            .filter(|_| !lacks.is_empty())
            .flat_map(|(port, method)| {
                let lacks = brings(*method).intersection(&lacks).copied().collect::<Vec<_>>();
                lacks.into_iter().map(|interface| (*port, *method, interface))
            })
            .collect();
        for (port, method, interface) in without_source {
            self.without_source(component, port, method, interface);
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
    has: Interfaces,
    /// Types that were looked into already.
    seen: BTreeSet<Handle<TypeDef>>,
}

impl<'f> Found<'f> {
    fn new(facts: &'f Facts) -> Self {
        Self { facts, has: Interfaces::new(), seen: BTreeSet::new() }
    }

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
            ShapeKind::Named(handle) if !self.seen.insert(*handle) => {}
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
