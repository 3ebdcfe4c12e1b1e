//! Interfaces and their methods.

use serde::Serialize;
use tessera_idl::{
    arena::Handle,
    facts::{InterfaceFacts, MethodFacts},
    model,
};

use super::{
    names::{Attributes, Reader},
    shape::Body,
};

/// An interface.
#[derive(Debug, Serialize)]
pub(super) struct Interface<'a> {
    name: String,
    docs: &'a [String],
    attributes: Attributes<'a>,
    rights: Vec<&'a str>,
    /// 16 hexadecimal digits.
    fingerprint: String,
    max_request: u32,
    max_reply: u32,
    max_caps: u32,
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
    oneway: bool,
    request: Body<'a>,
    reply: Option<Body<'a>>,
    error: Option<Body<'a>>,
}

impl<'a> Reader<'a> {
    pub(super) fn interface(self, handle: Handle<model::Interface>) -> Interface<'a> {
        let model::Interface { docs, attributes, methods, .. } = &self.model.interfaces[handle];
        let InterfaceFacts { rights, fingerprint, max_request, max_reply, max_caps } = self.facts.interfaces[handle];
        Interface {
            name: self.interface_name(handle),
            docs,
            attributes: attributes.into(),
            rights: self.rights(handle, rights),
            fingerprint: format!("{fingerprint:016x}"),
            max_request,
            max_reply,
            max_caps,
            methods: methods.iter().map(|method| self.method(*method)).collect(),
        }
    }

    fn method(self, handle: Handle<model::Method>) -> Method<'a> {
        let model::Method { name, docs, interface, attributes, oneway, params, results, .. } =
            &self.model.methods[handle];
        let MethodFacts { number, required, request, reply, error } = &self.facts.methods[handle];
        Method {
            name,
            docs,
            attributes: attributes.into(),
            number: *number,
            requires: self.rights(*interface, *required),
            oneway: *oneway,
            request: self.body(request, params),
            reply: reply.as_ref().map(|reply| self.body(reply, results)),
            error: error.as_ref().map(|error| self.body(error, &[])),
        }
    }
}
