//! Interfaces and their methods.

use serde::Serialize;
use tessera_idl::{
    arena::Handle,
    ast::Lend,
    facts::{self, InterfaceFacts, MethodFacts},
    model::{self, LeaseDef},
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
    rights: Vec<&'a str>,
    /// 16 hexadecimal digits.
    fingerprint: String,
    max_request: u32,
    max_reply: u32,
    max_caps: u32,
    max_leases: u32,
    methods: Vec<Method<'a>>,
}

/// A method.
#[derive(Debug, Serialize)]
struct Method<'a> {
    name: &'a str,
    docs: &'a [String],
    attributes: Attributes<'a>,
    number: u16,
    requires: Vec<&'a str>,
    form: &'static str,
    request: Body<'a>,
    leases: Vec<Lease<'a>>,
    reply: Option<Body<'a>>,
    error: Option<Body<'a>>,
    /// Of an event: how many are kept for each subscriber.
    keep: Option<u16>,
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
        let model::Interface { docs, attributes, object, methods, .. } = &self.model.interfaces[handle];
        let InterfaceFacts { rights, fingerprint, max_request, max_reply, max_caps, max_leases, .. } =
            self.facts.interfaces[handle];
        Interface {
            name: self.interface_name(handle),
            docs,
            attributes: attributes.into(),
            object: *object,
            rights: self.rights(handle, rights),
            fingerprint: format!("{fingerprint:016x}"),
            max_request,
            max_reply,
            max_caps,
            max_leases,
            methods: methods.iter().map(|method| self.method(*method)).collect(),
        }
    }

    fn method(self, handle: Handle<model::Method>) -> Method<'a> {
        let model::Method { name, docs, interface, attributes, params, results, .. } = &self.model.methods[handle];
        let MethodFacts { number, required, request, reply, error, keep, .. } = &self.facts.methods[handle];
        Method {
            name,
            docs,
            attributes: attributes.into(),
            number: *number,
            requires: self.rights(*interface, *required),
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
