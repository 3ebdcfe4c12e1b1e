//! Events: how many are kept, and that they say only what can be kept.

use alloc::{format, string::String, vec::Vec};

use super::Checker;
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::Body,
    model::{Component, EventDef, Method},
    source::Span,
};

/// The most occurrences that are kept for a subscriber.
const MAX_KEEP: u16 = 256;

/// The most bytes that they take together.
const MAX_RING: u32 = 1 << 16;

/// The most bytes that a component keeps of its events for all its subscribers: a dispatcher is built on the stack.
const MAX_EVENTS: u64 = 1 << 18;

impl Checker<'_> {
    /// How many occurrences of an event are kept for each subscriber, given the body in which each is fetched.
    pub(super) fn keep(&mut self, method: Handle<Method>, event: &EventDef, body: &Body) -> Option<u16> {
        let model = self.model;
        let (name, span) = (&model.methods[method].name, model.methods.span(method));
        if body.caps > 0 {
            let holder = body.fields.iter().position(|field| field.shape.extent.caps > 0);
            let holder = holder.and_then(|index| model.methods[method].results.get(index));
            self.report(
                Diagnostic::new(codes::E0616, format!("the event `{name}` may carry a capability"))
                    .label(holder.map_or(span, |field| field.ty.span), "holds capabilities")
                    .help("let it say what happened, and give the capability as the result of a method"),
            );
            return None;
        }
        let (number, at) = match &event.keep {
            Some(keep) => (self.integer(keep)?, keep.span),
            None => (1, span),
        };
        let keep = u16::try_from(number).ok().filter(|keep| (1..=MAX_KEEP).contains(keep));
        let Some(keep) = keep else {
            let help = format!("keep between 1 and {MAX_KEEP}; the older ones are counted as lost");
            self.refuse_keep(name, at, format!("the event `{name}` keeps {number}"), &help);
            return None;
        };
        if u32::from(keep).saturating_mul(body.max) > MAX_RING {
            let most = MAX_RING.checked_div(body.max).unwrap_or(MAX_RING);
            let help = match most {
                0 => String::from("lower its bounds, or let subscribers call a method for what is large"),
                most => format!("keep at most {most}, or lower its bounds"),
            };
            let message =
                format!("the event `{name}` keeps {keep} of at most {} bytes, together more than {MAX_RING}", body.max);
            self.refuse_keep(name, at, message, &help);
            return None;
        }
        Some(keep)
    }

    /// Reports a component that would keep too much of its events.
    pub(super) fn refuse_large_events(&mut self, component: Handle<Component>) {
        let model = self.model;
        let mut all: Vec<(u64, Handle<Method>, u16)> = Vec::new();
        for port in &model.components[component].provides {
            let Some(facts) = self.facts.provides.get(*port) else { return };
            for event in &model.interfaces[model.provides[*port].interface].methods {
                let Some(method) = self.facts.methods.get(*event) else { return };
                let (Some(keep), Some(body)) = (method.keep, &method.reply) else { continue };
                let bytes = u64::from(facts.places) * u64::from(keep) * u64::from(body.max);
                all.push((bytes, *event, facts.places));
            }
        }
        let sum = all.iter().fold(0_u64, |sum, (bytes, _, _)| sum.saturating_add(*bytes));
        if sum <= MAX_EVENTS {
            return;
        }
        let name = &model.components[component].name;
        let mut diagnostic = Diagnostic::new(
            codes::E0621,
            format!("`{name}` keeps {sum} bytes of its events, and may keep {MAX_EVENTS}"),
        )
        .label(model.components.span(component), "too much for its subscribers");
        all.sort_by_key(|(bytes, _, _)| core::cmp::Reverse(*bytes));
        for (bytes, event, places) in all.into_iter().take(3) {
            diagnostic =
                diagnostic.also(model.methods.span(event), format!("{bytes} bytes, for up to {places} subscribers"));
        }
        self.report(diagnostic.help(
            "keep fewer of them, lower their bounds, let subscribers call a method for what is large, or let fewer connect",
        ));
    }

    fn refuse_keep(&mut self, name: &str, at: Span, message: String, help: &str) {
        self.report(Diagnostic::new(codes::E0615, message).label(at, format!("kept of `{name}`")).help(help));
    }
}
