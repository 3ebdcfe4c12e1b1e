//! A method as a type: what both sides know, what a caller needs, what a server needs.

use tessera_idl::{arena::Handle, facts::MethodFacts, model::Method};

use super::{
    contract, lease,
    message::{reply, request},
    place::{Here, Life, number},
};
use crate::{
    plan::{names::ident, needs::Role},
    print::docs,
    tokens::{TokenStream, quote},
};

/// `Method` and its halves for one method.
pub(crate) fn method(here: Here<'_>, method: Handle<Method>, role: Role) -> TokenStream {
    let shapes = here.shapes();
    let (item, facts) = (&shapes.model.methods[method], &shapes.facts.methods[method]);
    let Some(names) = here.plan.names.methods.get(&method) else { return TokenStream::new() };
    let Some(request) = request(here, method) else { return TokenStream::new() };
    let reply = reply(here, method);
    let marker = ident(&names.marker);
    let interface = &shapes.model.interfaces[item.interface];
    let full_name = format!("{}.{}.{}", shapes.model.packages[interface.package].name, interface.name, item.name);
    let signature = crate::plan::signature::method(shapes.model, shapes.facts, method);
    let docs_of_marker = docs(&format!("Operation {}, `{signature}`", facts.number));
    let (operation, requires) = (number(facts.number.into()), number(facts.required.0.into()));
    let oneway = item.oneway.then(|| {
        quote!(
            const ONEWAY: bool = true;
        )
    });
    // Who fetches an event sends its number.
    let event = facts.keep.is_some();
    let max_request = number(if event { 8 } else { facts.request.max });
    let max_reply =
        facts.reply.as_ref().map_or(0, |reply| reply.max).max(facts.error.as_ref().map_or(0, |error| error.max));
    let max_reply = number(max_reply);
    let caps = |name: &str, caps: u32| {
        let (name, caps) = (ident(name), number(caps));
        quote!(const #name: u16 = #caps;)
    };
    let request_caps = (facts.request.caps > 0).then(|| caps("REQUEST_CAPS", facts.request.caps));
    let reply_caps = facts.reply.as_ref().map_or(0, |reply| reply.caps);
    let reply_caps = (reply_caps > 0).then(|| caps("REPLY_CAPS", reply_caps));
    let leases = lease::constant(here, method);
    let contract = contract::constant(here, method);
    let leads = contract::leads(here, method);
    let idempotent = item.attributes.idempotent.then(|| {
        quote!(
            const IDEMPOTENT: bool = true;
        )
    });
    let error = error_type(here, facts);
    let unit = || quote!(());
    let (args, read_request) = (request.value_type(Life::Named), request.read_type_of_all(Life::Named));
    let result = if event {
        quote!(tessera::events::Occurrence<'a>)
    } else {
        reply.as_ref().map_or_else(unit, |reply| reply.value_type(Life::Named))
    };
    let answer = reply.as_ref().map_or_else(unit, |reply| reply.read_type_of_all(Life::Named));
    let called = role.called.then(|| {
        quote! {
            impl tessera::Called for #marker {
                type Args<'a, K: tessera::Kernel> = #args;
                type Answer<'a> = #answer;
                type Error = #error;
            }
        }
    });
    let waits = !item.oneway && facts.leases.is_empty() && facts.keep.is_none();
    let waits = waits.then(|| quote!(impl tessera::Waits for #marker {}));
    let served = role.served.then(|| {
        quote! {
            impl tessera::Served for #marker {
                type Request<'a> = #read_request;
                type Reply<'a, K: tessera::Kernel> = #result;
                type Error = #error;
                #leads
            }

            #waits
        }
    });
    let fits = here.plan.port.as_ref().map(|port| quote!(const _: () = tessera::fits::<#port, #marker>();));
    let types_of_request = request.emit(role.called, role.served);
    let types_of_reply = reply.map(|reply| reply.emit(role.served, role.called));
    quote! {
        #docs_of_marker
        #[derive(Clone, Copy, Debug)]
        pub enum #marker {}

        impl tessera::Method for #marker {
            const OPERATION: u16 = #operation;
            const NAME: &'static str = #full_name;
            const REQUIRES: u16 = #requires;
            #oneway
            const MAX_REQUEST: usize = #max_request;
            const MAX_REPLY: usize = #max_reply;
            #request_caps
            #reply_caps
            #leases
            #contract
            #idempotent
        }

        #called
        #served
        #fits
        #types_of_request
        #types_of_reply
    }
}

/// The type of a method's error.
pub(crate) fn error_type(here: Here<'_>, facts: &MethodFacts) -> TokenStream {
    let error = facts.error.as_ref().and_then(|error| error.fields.first());
    error.map_or_else(|| quote!(tessera::Never), |field| here.value(&field.shape, Life::Elided))
}
