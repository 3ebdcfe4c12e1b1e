//! The serving side of a gate: what it decides about, and how it passes on what is allowed.

use tessera_idl::{arena::Handle, model::Component};

use super::{
    component::{MethodPart, Parts, ProvidePart, UsePart},
    place::{Here, number},
    serve::{marker, policed, room, speaks},
    session,
};
use crate::tokens::{Literal, TokenStream, quote};

/// Everything about what a gate guards.
pub(super) fn server(parts: &Parts<'_>) -> TokenStream {
    let (policed, dispatch, service) = (policed(parts), dispatch(parts), service(parts));
    quote!(#policed #dispatch #service)
}

/// The method as the gate serves it: `tessera::gate::Passed<lock::Unlock, 0>`.
pub(super) fn passed(here: Here<'_>, component: Handle<Component>, marker: &TokenStream) -> TokenStream {
    let caps = caps(here, component);
    quote!(tessera::gate::Passed<#marker, #caps>)
}

/// The most capabilities of a message that goes through a gate.
pub(super) fn caps(here: Here<'_>, component: Handle<Component>) -> Literal {
    number(here.shapes().facts.components[component].max_caps)
}

/// Each port that is guarded, with the client over which its requests go on.
fn ports<'p>(parts: &'p Parts<'_>) -> impl Iterator<Item = (&'p ProvidePart, &'p UsePart)> {
    parts.provides.iter().zip(&parts.uses)
}

fn kernel(parts: &Parts<'_>) -> TokenStream {
    let shapes = parts.here.shapes();
    let methods = || parts.provides.iter().flat_map(|provide| &provide.methods).map(|method| method.handle);
    let sends = methods().any(|method| shapes.model.methods[method].oneway);
    let lends = methods().any(|method| !shapes.facts.methods[method].leases.is_empty());
    let client = match (sends, lends) {
        (false, false) => quote!(tessera::Client),
        (true, false) => quote!(tessera::OneWay),
        (false, true) => quote!(tessera::lease::Lends),
        (true, true) => quote!(tessera::OneWay + tessera::lease::Lends),
    };
    let server = if lends { quote!(tessera::lease::Borrows) } else { quote!(tessera::Server) };
    quote!(#client + #server)
}

/// What the dispatcher keeps what is lent in, with its first contents.
fn lent(parts: &Parts<'_>) -> Option<(TokenStream, TokenStream)> {
    let room = room(parts);
    let bytes = number(room);
    (room > 0).then(|| (quote!(lent: [u8; #bytes],), quote!(lent: [0; #bytes],)))
}

fn dispatch(parts: &Parts<'_>) -> TokenStream {
    let kernel = kernel(parts);
    let facts = &parts.here.shapes().facts.components[parts.component];
    let (body, caps) = (number(facts.max_body), caps(parts.here, parts.component));
    let (lent, nothing_lent) = lent(parts).unzip();
    let monitor = |policy: TokenStream| session::monitor(parts, &policy);
    let (policed, unpoliced) = (monitor(quote!(policy)), monitor(quote!(tessera::Unpoliced::because(why))));
    let gate = |monitor: TokenStream| {
        quote! {
            Self {
                monitor: #monitor,
                uses,
                behind: tessera::gate::Behind::new(),
                relay: tessera::gate::Relay::new(),
                #nothing_lent
            }
        }
    };
    let new = if parts.here.plan.is_policed(parts.component) {
        let this = gate(policed);
        quote! {
            impl<K: #kernel, P: Policed<K>> Dispatch<K, P> {
                /// A gate that decides by this policy.
                pub const fn new(policy: P, uses: Uses<K>) -> Self {
                    #this
                }
            }
        }
    } else {
        let this = gate(unpoliced);
        quote! {
            impl<K: #kernel> Dispatch<K, tessera::Unpoliced> {
                /// A gate that lets everything pass; `why` stands in the source for whoever reviews it.
                pub const fn unpoliced(why: &'static str, uses: Uses<K>) -> Self {
                    #this
                }
            }
        }
    };
    quote! {
        /// Decides about every request, and passes on what is allowed.
        pub struct Dispatch<K: #kernel, P: tessera::Policy<K>> {
            /// What sees every request first.
            pub monitor: tessera::Monitor<K, P, CONNECTIONS>,
            uses: Uses<K>,
            behind: tessera::gate::Behind<K, CONNECTIONS>,
            relay: tessera::gate::Relay<#body, #caps>,
            #lent
        }

        #new
    }
}

fn service(parts: &Parts<'_>) -> TokenStream {
    let kernel = kernel(parts);
    let methods =
        ports(parts).flat_map(|(provide, uses)| provide.methods.iter().map(move |method| (provide, uses, method)));
    let arms = methods.map(|(provide, uses, method)| arm(parts, provide, uses, method));
    let events = ports(parts).filter_map(|(provide, uses)| events(parts, provide, uses));
    let last = parts.provides.last().map(|provide| &provide.number);
    let speaks = speaks(parts);
    let lent = (room(parts) > 0).then(|| quote!(, lent));
    quote! {
        #speaks

        impl<K: #kernel, P: Policed<K>> tessera::Service<K> for Dispatch<K, P> {
            fn dispatch(&mut self, port: &mut K, delivery: tessera::Delivery<K::Reply>) -> tessera::Answer<K::Reply> {
                let Self { monitor, uses, behind, relay #lent } = self;
                let request = match monitor.admit(port, delivery) {
                    Ok(request) => request,
                    Err(gone) => return gone,
                };
                match (request.port(), request.operation()) {
                    #(#arms)*
                    #(#events)*
                    _ => {
                        let mut ended = None;
                        let answer = monitor.otherwise(request, &SPEAKS, |gone| ended = Some(gone.caller.badge));
                        if let Some(badge) = ended {
                            behind.close(port, badge);
                        }
                        answer
                    }
                }
            }

            fn connect(&mut self, port: &mut K, connection: tessera::Connection) -> Option<tessera::Badge> {
                if connection.port > #last {
                    return None;
                }
                self.monitor.connect(port, connection)
            }

            fn disconnect(&mut self, port: &mut K, badge: tessera::Badge) {
                self.monitor.disconnect(port, badge);
                self.behind.close(port, badge);
            }

            fn reap(&mut self, port: &mut K) {
                self.monitor.reap(port);
            }
        }
    }
}

/// One operation of a guarded port.
fn arm(parts: &Parts<'_>, provide: &ProvidePart, uses: &UsePart, method: &MethodPart) -> TokenStream {
    let shapes = parts.here.shapes();
    let (marker, port, client) = (marker(parts.here, method.handle), &provide.number, &uses.name);
    let passed = passed(parts.here, parts.component, &marker);
    let facts = &shapes.facts.methods[method.handle];
    let size = number(facts.request.max);
    let way = quote!(behind.of(uses.#client.raw(), call.caller()));
    let answer = if facts.leases.is_empty() {
        let pass = if shapes.model.methods[method.handle].oneway { quote!(pass_oneway) } else { quote!(pass) };
        quote!(monitor.answer::<#passed, #size>(request, |port, call, m| relay.#pass(port, #way, m)))
    } else {
        let count = number(u32::try_from(facts.leases.len()).unwrap_or(u32::MAX));
        quote!({
            let loan = tessera::lease::Loan::<#count>::of::<#marker>(lent);
            monitor.answer_with::<#passed, #size, #count, _>(request, loan, |port, call, m, lent, _| {
                relay.pass_lending(port, #way, m, lent)
            })
        })
    };
    quote!((#port, <#marker as tessera::Method>::OPERATION) => { #answer })
}

/// The operations by which the events of a guarded port are subscribed to and fetched.
fn events(parts: &Parts<'_>, provide: &ProvidePart, uses: &UsePart) -> Option<TokenStream> {
    let (port, client) = (&provide.number, &uses.name);
    let caps = caps(parts.here, parts.component);
    let events = provide.events.iter().map(|event| {
        let marker = marker(parts.here, event.handle);
        quote! {
            Some(<#marker as tessera::Method>::OPERATION) => {
                monitor.event_passed::<#marker, #caps>(request, |port, caller, operation| {
                    relay.pass_event::<K, #marker>(port, behind.of(uses.#client.raw(), caller), operation)
                })
            }
        }
    });
    (!provide.events.is_empty()).then(|| {
        quote! {
            (#port, tessera::framework::SUBSCRIBE | tessera::framework::NEXT) => match request.event() {
                #(#events)*
                _ => monitor.otherwise(request, &SPEAKS, |_| {}),
            },
        }
    })
}
