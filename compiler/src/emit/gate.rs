//! The serving side of a gate: what it decides about, and how it passes on what is allowed.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use tessera_idl::{arena::Handle, model::Component};

use super::{
    component::{MethodPart, Parts, ProvidePart, UsePart},
    place::{Here, number},
    serve::{marker, policed, speaks},
};

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
    let model = parts.here.shapes().model;
    let mut methods = parts.provides.iter().flat_map(|provide| &provide.methods);
    if methods.any(|method| model.methods[method.handle].oneway) {
        quote!(tessera::OneWay + tessera::Server)
    } else {
        quote!(tessera::Client + tessera::Server)
    }
}

fn dispatch(parts: &Parts<'_>) -> TokenStream {
    let kernel = kernel(parts);
    let facts = &parts.here.shapes().facts.components[parts.component];
    let (body, caps) = (number(facts.max_body), caps(parts.here, parts.component));
    let new = if parts.here.plan.is_policed(parts.component) {
        quote! {
            impl<K: #kernel, P: Policed<K>> Dispatch<K, P> {
                /// A gate that decides by this policy.
                pub const fn new(policy: P, uses: Uses<K>) -> Self {
                    Self { monitor: tessera::Monitor::new(policy), uses, relay: tessera::gate::Relay::new() }
                }
            }
        }
    } else {
        quote! {
            impl<K: #kernel> Dispatch<K, tessera::Unpoliced> {
                /// A gate that lets everything pass; `why` stands in the source for whoever reviews it.
                pub const fn unpoliced(why: &'static str, uses: Uses<K>) -> Self {
                    let monitor = tessera::Monitor::new(tessera::Unpoliced::because(why));
                    Self { monitor, uses, relay: tessera::gate::Relay::new() }
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
            relay: tessera::gate::Relay<#body, #caps>,
        }

        #new
    }
}

fn service(parts: &Parts<'_>) -> TokenStream {
    let kernel = kernel(parts);
    let methods =
        ports(parts).flat_map(|(provide, uses)| provide.methods.iter().map(move |method| (provide, uses, method)));
    let arms = methods.map(|(provide, uses, method)| arm(parts, provide, uses, method));
    let last = parts.provides.last().map(|provide| &provide.number);
    let speaks = speaks(parts);
    quote! {
        #speaks

        impl<K: #kernel, P: Policed<K>> tessera::Service<K> for Dispatch<K, P> {
            fn dispatch(&mut self, port: &mut K, delivery: tessera::Delivery<K::Reply>) -> tessera::Answer<K::Reply> {
                let Self { monitor, uses, relay } = self;
                let request = match monitor.admit(port, delivery) {
                    Ok(request) => request,
                    Err(gone) => return gone,
                };
                match (request.port(), request.operation()) {
                    #(#arms)*
                    _ => monitor.otherwise(request, &SPEAKS, |_| ()),
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
    let size = number(shapes.facts.methods[method.handle].request.max);
    let pass = if shapes.model.methods[method.handle].oneway { quote!(pass_oneway) } else { quote!(pass) };
    quote! {
        (#port, <#marker as tessera::Method>::OPERATION) => {
            monitor.answer::<#passed, #size>(request, |port, _, m| relay.#pass(port, uses.#client.raw(), m))
        }
    }
}
