//! The serving side of a component: calls, server traits, the dispatcher.

mod service;

pub(super) use self::service::speaks;

use std::collections::BTreeSet;

use tessera_idl::{arena::Handle, model::Method};

use super::{
    calls::{call_type, server_trait},
    component::{MethodPart, Parts, ProvidePart},
    event, gate, lease, message, method,
    place::{Here, Life, number},
    session,
};
use crate::{
    plan::names::ident,
    print::docs,
    tokens::{TokenStream, quote},
};

/// Everything about what a component provides.
pub(super) fn server(parts: &Parts<'_>) -> TokenStream {
    let calls = methods(parts).filter_map(|(provide, method)| call_type(parts, provide, method));
    let traits = parts.provides.iter().map(|provide| server_trait(parts, provide));
    let (policed, dispatch, service) = (policed(parts), dispatch(parts), service::service(parts));
    let events = event::events(parts);
    quote!(#events #(#calls)* #(#traits)* #policed #dispatch #service)
}

fn methods<'p>(parts: &'p Parts<'_>) -> impl Iterator<Item = (&'p ProvidePart, &'p MethodPart)> {
    parts.provides.iter().flat_map(|provide| provide.methods.iter().map(move |method| (provide, method)))
}

/// `lock::Unlock`
pub(super) fn marker(here: Here<'_>, method: Handle<Method>) -> TokenStream {
    let module = here.interface(here.shapes().model.methods[method].interface);
    let marker = here.plan.names.methods.get(&method).map(|names| ident(&names.marker));
    quote!(#module::#marker)
}

/// `lock.unlock`
pub(super) fn title(parts: &Parts<'_>, provide: &ProvidePart, method: &MethodPart) -> String {
    let model = parts.here.shapes().model;
    format!("{}.{}", model.provides[provide.handle].name, model.methods[method.handle].name)
}

pub(super) fn error(here: Here<'_>, method: Handle<Method>) -> TokenStream {
    method::error_type(here, &here.shapes().facts.methods[method])
}

/// What a handler answers, without the error.
pub(super) fn reply(here: Here<'_>, method: Handle<Method>) -> TokenStream {
    if event::is_event(here, method) {
        return quote!(tessera::events::Occurrence<'_>);
    }
    let module = here.interface(here.shapes().model.methods[method].interface);
    match message::reply(here, method) {
        Some(reply) if !reply.is_empty() => {
            let ty = reply.value_type(Life::Elided);
            quote!(#module::#ty)
        }
        _ => quote!(()),
    }
}

/// What a policy must say about what a component provides.
pub(super) fn policed(parts: &Parts<'_>) -> TokenStream {
    let mut guards: Vec<TokenStream> = Vec::new();
    let mut seen = BTreeSet::new();
    let told = parts.provides.iter().flat_map(|provide| &provide.events).map(|event| event.handle);
    for method in methods(parts).map(|(_, method)| method.handle).chain(told) {
        if seen.insert(method) {
            let marker = marker(parts.here, method);
            let marker = if parts.is_gate() { gate::passed(parts.here, parts.component, &marker) } else { marker };
            guards.push(quote!(tessera::Guard<K, #marker>));
        }
    }
    if guards.is_empty() {
        guards.push(quote!(tessera::Policy<K>));
    }
    if parts.here.plan.is_policed(parts.component) {
        guards.insert(0, quote!(tessera::Decides));
    }
    let name = &parts.here.shapes().model.components[parts.component].name;
    let message = format!("`{{Self}}` does not police what `{name}` provides");
    let label = format!("not a policy for `{name}`");
    quote! {
        /// What a policy must say about what the component provides.
        #[diagnostic::on_unimplemented(
            message = #message,
            label = #label,
            note = "a policy decides about every method that the component provides"
        )]
        pub trait Policed<K: tessera::Kernel>: #(#guards)+* {}

        impl<K: tessera::Kernel, P> Policed<K> for P where P: #(#guards)+* {}
    }
}

/// `K: tessera::Client + tessera::Server, S: LockServer<K>`
fn server_generics(parts: &Parts<'_>) -> TokenStream {
    let kernel = dispatch_kernel(parts);
    let servers = parts.provides.iter().map(|provide| {
        let server = &provide.server;
        quote!(#server<K>)
    });
    quote!(K: #kernel, S: #(#servers)+*)
}

fn dispatch_kernel(parts: &Parts<'_>) -> TokenStream {
    let server = if borrows(parts) { quote!(tessera::lease::Borrows) } else { quote!(tessera::Server) };
    if parts.lends() { quote!(tessera::Client + #server) } else { server }
}

/// The room for what one request lends at most, in bytes.
pub(super) fn room(parts: &Parts<'_>) -> u32 {
    methods(parts).map(|(_, method)| lease::room(parts.here, method.handle)).max().unwrap_or_default()
}

/// Whether some request lends memory.
fn borrows(parts: &Parts<'_>) -> bool {
    room(parts) > 0
}

fn dispatch(parts: &Parts<'_>) -> TokenStream {
    let (generics, kernel) = (server_generics(parts), dispatch_kernel(parts));
    let lends = parts.lends();
    let room = number(room(parts));
    let borrows = borrows(parts);
    let memory = borrows.then(|| quote!(lent: [u8; #room],));
    let (field, parameter, initializer) = if lends {
        (Some(quote!(uses: Uses<K>,)), Some(quote!(, uses: Uses<K>)), Some(quote!(, uses)))
    } else {
        (None, None, None)
    };
    let initializer = if borrows { quote!(#initializer, lent: [0; #room]) } else { quote!(#initializer) };
    let (events, no_events) = if parts.tells() {
        (Some(quote!(events: Events,)), Some(quote!(, events: Events::default())))
    } else {
        (None, None)
    };
    let monitor = |policy: TokenStream| session::monitor(parts, &policy);
    let policed = monitor(quote!(policy));
    let unguarded = monitor(quote!(tessera::Unpoliced::because(why)));
    let new = if parts.here.plan.is_policed(parts.component) {
        quote! {
            /// A server that is reached only past this policy.
            pub fn new(server: S, policy: P #parameter) -> Self {
                Self { server, monitor: #policed #initializer #no_events }
            }
        }
    } else {
        TokenStream::new()
    };
    let unpoliced = (!parts.here.plan.is_policed(parts.component)).then(|| {
        quote! {
            impl<#generics> Dispatch<K, S, tessera::Unpoliced> {
                /// A server that is reached without a policy; `why` stands in the source for whoever reviews it.
                pub fn unpoliced(server: S, why: &'static str #parameter) -> Self {
                    Self { server, monitor: #unguarded #initializer #no_events }
                }
            }
        }
    });
    let lent: Vec<_> = methods(parts).flat_map(|(_, method)| method.clients.iter().copied()).collect();
    let free =
        parts.uses.iter().enumerate().filter(|(position, _)| lends && !lent.contains(position)).map(|(_, part)| {
            let name = &parts.here.shapes().model.uses[part.handle].name;
            parts.accessor(part, &format!("The client of `{name}`, which no handler is given."), Some(quote!(port)))
        });
    // What is lent is given back with the answer, so such a request cannot wait.
    let finishes = methods(parts)
        .filter(|(_, method)| lease::of(parts.here, method.handle).is_empty() && !method.desk.is_needed())
        .filter_map(|(provide, method)| finish(parts, provide, method));
    let functions: TokenStream =
        std::iter::once(new).chain(free).chain(event::outside(parts)).chain(finishes).collect();
    let functions =
        (!functions.is_empty()).then(|| quote!(impl<#generics, P: Policed<K>> Dispatch<K, S, P> { #functions }));
    quote! {
        /// Brings requests to the server, each past the monitor.
        pub struct Dispatch<K: #kernel, S, P: tessera::Policy<K>> {
            /// The server.
            pub server: S,
            /// What sees every request first.
            pub monitor: tessera::Monitor<K, P, CONNECTIONS>,
            #field
            #memory
            #events
        }

        #functions
        #unpoliced
    }
}

/// The second half of a handler that kept its reply.
fn finish(parts: &Parts<'_>, provide: &ProvidePart, method: &MethodPart) -> Option<TokenStream> {
    let here = parts.here;
    if here.shapes().model.methods[method.handle].oneway {
        return None;
    }
    let (name, marker) = (&method.finish, marker(here, method.handle));
    let title = title(parts, provide, method);
    let docs_of_finish = docs(&format!(
        "The second half of a `{title}` whose handler kept its reply. Says whether anybody still waited."
    ));
    let module = here.interface(here.shapes().model.methods[method.handle].interface);
    let result = match message::reply(here, method.handle) {
        Some(reply) if !reply.is_empty() => {
            let borrowed = reply.value_type(Life::Server);
            quote!(#module::#borrowed)
        }
        _ => quote!(()),
    };
    let error = error(here, method.handle);
    let (take, context) = (take(parts, !method.clients.is_empty(), false), context(parts, method));
    let (call, argument) = match &method.call {
        Some(call) => (quote!(#call<'_, K>), quote!(&mut #call { call, #context })),
        None => (quote!(tessera::Call<K, #marker>), quote!(call)),
    };
    let port = if method.ported { quote!(port) } else { quote!(_) };
    let finish = quote!(monitor.finish(port, reply, |#port, call| run(server, #argument)));
    let finish = if parts.tells() { quote!(let waited = #finish; events.wake(port); waited) } else { finish };
    Some(quote! {
        #docs_of_finish
        pub fn #name<'s>(
            &'s mut self,
            port: &mut K,
            reply: tessera::Reply<#marker>,
            run: impl FnOnce(&'s mut S, &mut #call) -> Result<#result, tessera::Stop<#error>>,
        ) -> bool
        where
            K: tessera::Deferred,
        {
            #take
            #finish
        }
    })
}

/// The parts of a dispatcher: the server, the monitor, and of the others those that are wanted.
fn take(parts: &Parts<'_>, uses: bool, lent: bool) -> TokenStream {
    let fields = [
        (parts.lends(), uses, quote!(uses)),
        (borrows(parts), lent, quote!(lent)),
        (parts.tells(), true, quote!(events)),
    ];
    let rest = fields.iter().any(|(there, wanted, _)| *there && !wanted).then(|| quote!(, ..));
    let fields = fields.into_iter().filter_map(|(there, wanted, name)| (there && wanted).then_some(name));
    quote!(let Self { server, monitor #(, #fields)* #rest } = self;)
}

/// What a handler is given beside the request.
fn context(parts: &Parts<'_>, method: &MethodPart) -> TokenStream {
    let port = method.ported.then(|| quote!(port,));
    let uses = (!method.clients.is_empty()).then(|| quote!(uses,));
    let events = parts.tells().then(|| quote!(events,));
    let desk = method.desk.is_needed().then(|| quote!(desk,));
    quote!(#port #uses #events #desk)
}
