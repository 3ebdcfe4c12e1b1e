//! Methods: their bodies, and what an interface adds up to.

use alloc::{format, vec, vec::Vec};
use core::ops::Range;

use super::{
    Checker, fingerprint,
    layout::{MAX_CAPS, MAX_SIZE, round_up},
    shapes::Laid,
};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{Body, Facts, InterfaceFacts, Lease, Meaning, MethodFacts, Shape, ShapeKind, UnionForm},
    model::{Attributes, FieldDef, Interface, Method, Rights, Type},
    source::Span,
};

/// The most parameters, and the most results, of a method. More belong into a struct, where they have names at the call.
const MAX_PARAMETERS: usize = 32;

/// The most methods of an interface.
const MAX_METHODS: usize = 1024;

impl Checker<'_> {
    /// Works out the methods of an interface, given their numbers.
    pub(super) fn methods(&mut self, interface: Handle<Interface>, numbers: &[Option<u16>]) {
        let model = self.model;
        let methods = &model.interfaces[interface].methods;
        if let Some(extra) = methods.get(MAX_METHODS) {
            self.report(
                Diagnostic::new(codes::E0316, format!("there are more than {MAX_METHODS} methods of an interface"))
                    .label(model.methods.span(*extra), "one too many")
                    .help("split the interface"),
            );
            return;
        }
        for (handle, number) in methods.iter().zip(numbers) {
            let method = &model.methods[*handle];
            if let Some(origin) = method.origin {
                self.taken_over(*handle, origin, *number);
                continue;
            }
            let span = model.methods.span(*handle);
            let request = self.body(&method.params, &format!("a request of `{}`", method.name), "parameters", span);
            let leases = self.leases(&method.leases);
            let reply = self.body(&method.results, &format!("an answer of `{}`", method.name), "results", span);
            let error = method.fails.as_ref().map(|fails| self.error(method, fails, span));
            let error = match error {
                Some(None) => continue,
                Some(Some(error)) => Some(error),
                None => None,
            };
            let edges = self.edges(*handle, error.as_ref());
            let (Some(number), Some(request), Some(leases), Some(reply), Some(edges)) =
                (*number, request, leases, reply, edges)
            else {
                continue;
            };
            let keep = method.event.as_ref().map(|event| self.keep(*handle, event, &reply));
            let keep = match keep {
                Some(None) => continue,
                Some(keep) => keep,
                None => None,
            };
            let reply = if method.oneway { None } else { Some(reply) };
            let facts = MethodFacts { number, required: method.required, request, leases, reply, error, edges, keep };
            self.facts.methods.set(*handle, facts);
        }
    }

    /// A method that is taken over is as it is where it comes from, but for its number.
    fn taken_over(&mut self, handle: Handle<Method>, origin: Handle<Method>, number: Option<u16>) {
        if let (Some(facts), Some(number)) = (self.facts.methods.get(origin), number) {
            let facts = MethodFacts { number, ..facts.clone() };
            self.facts.methods.set(handle, facts);
        }
    }

    /// Values laid out as the body of a message.
    fn body(&mut self, fields: &[FieldDef], what: &str, noun: &str, span: Span) -> Option<Body> {
        if let Some(extra) = fields.get(MAX_PARAMETERS) {
            self.report(
                Diagnostic::new(
                    codes::E0316,
                    format!("{what} has {} {noun}, at most {MAX_PARAMETERS} are taken", fields.len()),
                )
                .label(extra.span, "one too many")
                .help("put what belongs together into a struct"),
            );
            return None;
        }
        let Laid { fields, padding, measure } = self.lay_out(fields, what, span)?;
        let end = measure.size.saturating_add(measure.objects.from(measure.size));
        let max = round_up(end, 8);
        if max > MAX_SIZE {
            self.too_large(what, max, span);
            return None;
        }
        if measure.caps > MAX_CAPS {
            self.report(
                Diagnostic::new(codes::E0308, format!("{what} may hold more than {MAX_CAPS} capabilities"))
                    .label(span, format!("up to {}", measure.caps))
                    .help("lower the bounds of what holds them"),
            );
            return None;
        }
        let narrow = |number: u64| u32::try_from(number).ok();
        let (fixed, max) = (narrow(measure.size)?, narrow(max)?);
        let padding = if measure.depth == 0 { up_to_a_word(padding, fixed, max) } else { padding };
        Some(Body { fields, padding, fixed, max, caps: narrow(measure.caps)?, depth: measure.depth })
    }

    /// The body of a failure.
    fn error(&mut self, method: &Method, fails: &Type, span: Span) -> Option<Body> {
        let (shape, measure) = self.shape(fails)?;
        let meaning = match &shape.kind {
            ShapeKind::Named(handle) => self.facts.types.get(*handle).map(|facts| &facts.meaning),
            _ => None,
        };
        let is_fit = matches!(
            meaning,
            Some(Meaning::Enum { .. } | Meaning::Struct { .. } | Meaning::Union { form: UnionForm::Strict { .. }, .. })
        );
        let is_alone = self.stands_alone(&shape);
        if !is_fit || measure.resource || !is_alone {
            let (label, help) = if is_fit && !measure.resource {
                (
                    "has text, bytes, a list or an array of structs",
                    "an error outlives the message that brought it, so it is made of numbers: return the rest among the results",
                )
            } else if is_fit {
                ("may hold capabilities", "an error carries no authority: return capabilities among the results")
            } else if matches!(meaning, Some(Meaning::Union { .. })) {
                (
                    "a flexible union lies in the message that brought it",
                    "an error outlives its message: write a strict union, or a flexible enum where later versions fail for more reasons",
                )
            } else {
                (
                    "neither an enum nor a struct nor a strict union",
                    "name the reasons in an enum: `enum Why: u8 { broken = 1 }`",
                )
            };
            self.report(
                Diagnostic::new(codes::E0314, format!("`{}` cannot fail with this type", method.name))
                    .label(fails.span, label)
                    .help(help),
            );
            return None;
        }
        let field = FieldDef {
            name: "error".into(),
            span: fails.span,
            docs: vec![],
            attributes: Attributes::default(),
            ty: fails.clone(),
        };
        self.body(&[field], &format!("a failure of `{}`", method.name), "errors", span)
    }

    /// Works out the interfaces, once all methods are worked out. One with an error in a method has no facts.
    pub(super) fn interfaces(&mut self) {
        let mut known = fingerprint::Known::default();
        for (handle, interface) in self.model.interfaces.iter() {
            let methods = interface.methods.iter().map(|method| self.facts.methods.get(*method));
            let Some(methods) = methods.collect::<Option<Vec<_>>>() else { continue };
            let replies = methods.iter().flat_map(|method| method.reply.iter().chain(&method.error));
            let bodies = methods.iter().map(|method| &method.request).chain(replies.clone());
            let Some(fingerprint) = known.interface(self.model, &self.facts, handle) else { continue };
            let facts = InterfaceFacts {
                rights: Rights::first(interface.rights.len()),
                fingerprint,
                max_request: methods.iter().map(|method| method.request.max).max().unwrap_or_default(),
                max_reply: replies.map(|body| body.max).max().unwrap_or_default(),
                max_caps: bodies.map(|body| body.caps).max().unwrap_or_default(),
                max_leases: methods.iter().map(|method| count(&method.leases)).max().unwrap_or_default(),
                serves: self.serves(handle),
                states: interface.states.iter().map(|state| state.name.clone()).collect(),
            };
            self.facts.interfaces.set(handle, facts);
        }
    }
}

/// The gaps of a body that is only a fixed part, with the zeros behind it.
fn up_to_a_word(mut padding: Vec<Range<u32>>, fixed: u32, end: u32) -> Vec<Range<u32>> {
    if fixed == end {
        return padding;
    }
    match padding.last_mut() {
        Some(last) if last.end == fixed => last.end = end,
        _ => padding.push(fixed..end),
    }
    padding
}

/// How many there are; a method has at most [`MAX_LEASES`](super::leases::MAX_LEASES).
pub(super) fn count(leases: &[Lease]) -> u32 {
    u32::try_from(leases.len()).unwrap_or(u32::MAX)
}

/// The shapes of a body's fields, in order.
pub(super) fn shapes(body: &Body) -> impl Iterator<Item = &Shape> {
    body.fields.iter().map(|field| &field.shape)
}

/// Every body of a method.
pub(super) fn bodies(facts: &Facts, method: Handle<Method>) -> impl Iterator<Item = &Body> {
    let facts = facts.methods.get(method);
    facts.into_iter().flat_map(|facts| [Some(&facts.request), facts.reply.as_ref(), facts.error.as_ref()]).flatten()
}
