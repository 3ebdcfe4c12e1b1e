//! Interfaces and their methods.

use serde::Serialize;
use tessera_idl::{
    arena::Handle,
    ast::Lend,
    facts::{self, FailureEdge, InterfaceFacts, MethodFacts},
    model::{self, LeaseDef, TypeDefKind},
};

use super::{
    names::{Attributes, Reader},
    shape::{Body, Shape},
};

/// An interface.
#[derive(Debug, Serialize)]
pub(super) struct Interface<'a> {
    name: String,
    docs: &'a [String],
    attributes: Attributes<'a>,
    /// Whether it has rights and nothing else, and nobody serves it.
    object: bool,
    open: bool,
    extends: Option<String>,
    rights: Vec<&'a str>,
    states: Vec<State<'a>>,
    /// Itself, and the interfaces that its server can be called as.
    serves: Vec<String>,
    /// 16 hexadecimal digits.
    fingerprint: String,
    max_request: u32,
    max_reply: u32,
    max_caps: u32,
    max_leases: u32,
    methods: Vec<Method<'a>>,
}

/// A state of a session.
#[derive(Debug, Serialize)]
struct State<'a> {
    name: &'a str,
    r#final: bool,
}

/// A method.
#[derive(Debug, Serialize)]
struct Method<'a> {
    name: &'a str,
    docs: &'a [String],
    attributes: Attributes<'a>,
    number: u16,
    requires: Vec<&'a str>,
    /// The states in which it may be called: all, if none is named.
    from: Vec<&'a str>,
    to: Option<&'a str>,
    failures: Vec<Failure<'a>>,
    /// The interface that it is taken over from.
    origin: Option<String>,
    form: &'static str,
    request: Body<'a>,
    leases: Vec<Lease<'a>>,
    reply: Option<Body<'a>>,
    error: Option<Body<'a>>,
    /// Of an event: how many are kept for each subscriber.
    keep: Option<u16>,
}

/// Where a failure leads: one variant of the error, or every one.
#[derive(Debug, Serialize)]
struct Failure<'a> {
    variant: Option<&'a str>,
    to: &'a str,
}

/// Memory that a request lends.
#[derive(Debug, Serialize)]
struct Lease<'a> {
    name: &'a str,
    docs: &'a [String],
    attributes: Attributes<'a>,
    /// Its place among all parameters, lent or not.
    place: usize,
    lend: &'static str,
    shape: Shape<'a>,
    max: u32,
}

impl<'a> Reader<'a> {
    pub(super) fn interface(self, handle: Handle<model::Interface>) -> Interface<'a> {
        let model::Interface { docs, attributes, object, open, extends, states, methods, .. } =
            &self.model.interfaces[handle];
        let facts = &self.facts.interfaces[handle];
        let InterfaceFacts { rights, fingerprint, max_request, max_reply, max_caps, max_leases, .. } = *facts;
        Interface {
            name: self.interface_name(handle),
            docs,
            attributes: attributes.into(),
            object: *object,
            open: *open,
            extends: extends.as_ref().map(|extends| self.interface_name(extends.base)),
            states: states.iter().map(|state| State { name: &state.name, r#final: state.last }).collect(),
            rights: self.rights(handle, rights),
            serves: facts.serves.iter().map(|served| self.interface_name(*served)).collect(),
            fingerprint: format!("{fingerprint:016x}"),
            max_request,
            max_reply,
            max_caps,
            max_leases,
            methods: methods.iter().map(|method| self.method(*method)).collect(),
        }
    }

    fn method(self, handle: Handle<model::Method>) -> Method<'a> {
        let model::Method { name, docs, interface, attributes, params, results, origin, .. } =
            &self.model.methods[handle];
        let MethodFacts { number, required, request, reply, error, keep, edges, .. } = &self.facts.methods[handle];
        Method {
            name,
            docs,
            attributes: attributes.into(),
            number: *number,
            requires: self.rights(*interface, *required),
            from: edges.from.iter().filter_map(|state| self.state(*interface, *state)).collect(),
            to: edges.to.and_then(|state| self.state(*interface, state)),
            failures: edges.fails.iter().filter_map(|edge| self.failure(*interface, error.as_ref(), *edge)).collect(),
            origin: origin.map(|origin| self.interface_name(self.model.methods[origin].interface)),
            form: match (reply, keep) {
                (None, _) => "oneway",
                (Some(_), None) => "call",
                (Some(_), Some(_)) => "event",
            },
            request: self.body(request, params),
            leases: self.leases(handle),
            reply: reply.as_ref().map(|reply| self.body(reply, results)),
            error: error.as_ref().map(|error| self.body(error, &[])),
            keep: *keep,
        }
    }

    fn state(self, interface: Handle<model::Interface>, state: u8) -> Option<&'a str> {
        Some(&self.model.interfaces[interface].states.get(usize::from(state))?.name)
    }

    fn failure(
        self,
        interface: Handle<model::Interface>,
        error: Option<&facts::Body>,
        FailureEdge { variant, to }: FailureEdge,
    ) -> Option<Failure<'a>> {
        let variant = match variant {
            Some(position) => Some(self.variant(error?, position)?),
            None => None,
        };
        Some(Failure { variant, to: self.state(interface, to)? })
    }

    /// The name of a variant of an error type.
    fn variant(self, error: &facts::Body, position: usize) -> Option<&'a str> {
        let facts::ShapeKind::Named(handle) = error.fields.first()?.shape.kind else { return None };
        match &self.model.types[handle].kind {
            TypeDefKind::Enum { variants, .. } => Some(&variants.get(position)?.name),
            TypeDefKind::Union(union) => union.variants.get(position)?.name.as_deref(),
            _ => None,
        }
    }

    fn leases(self, handle: Handle<model::Method>) -> Vec<Lease<'a>> {
        let defs = &self.model.methods[handle].leases;
        let lease = |(LeaseDef { place, field, .. }, facts): (&'a LeaseDef, &'a facts::Lease)| Lease {
            name: &field.name,
            docs: &field.docs,
            attributes: (&field.attributes).into(),
            place: *place,
            lend: match facts.lend {
                Lend::In => "in",
                Lend::Out => "out",
                Lend::InOut => "in_out",
            },
            shape: self.shape(&facts.shape),
            max: facts.max,
        };
        defs.iter().zip(&self.facts.methods[handle].leases).map(lease).collect()
    }
}
