//! Events: how many are kept, and that they say only what can be kept.

use alloc::{format, string::String};

use super::Checker;
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::Body,
    model::{EventDef, Method},
    source::Span,
};

/// The most occurrences that are kept for a subscriber.
const MAX_KEEP: u16 = 256;

/// The most bytes that they take together.
const MAX_RING: u32 = 1 << 16;

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

    fn refuse_keep(&mut self, name: &str, at: Span, message: String, help: &str) {
        self.report(Diagnostic::new(codes::E0615, message).label(at, format!("kept of `{name}`")).help(help));
    }
}
