//! The dispatcher as a service: which operation goes where.

use super::{MethodPart, Parts, ProvidePart, context, marker, methods, server_generics, take};
use crate::{
    emit::{
        event,
        interface::{hexadecimal, is_direct_cap},
        lease, message,
        place::number,
    },
    tokens::{TokenStream, quote},
};

/// Bodies up to this size are copied out before they are read; larger ones are read in the port's buffer.
const COPY: u32 = 64;

pub(super) fn service(parts: &Parts<'_>) -> TokenStream {
    let generics = server_generics(parts);
    let single = parts.provides.len() == 1;
    let arms = methods(parts).map(|(provide, method)| arm(parts, provide, method, single));
    let (take, events) = (take(parts, true, true), event::arms(parts));
    let forgotten = parts.tells().then(|| quote!(self.events.close(badge);));
    let ended = if parts.tells() {
        quote!({
            events.close(gone.caller.badge);
            Self::closed(server, gone);
        })
    } else {
        quote!(Self::closed(server, gone))
    };
    // No system wires what is handed out.
    let wired: Vec<_> = parts.provides.iter().take(parts.provides.len() - parts.pools.len()).collect();
    let last = wired.last().map(|provide| &provide.number);
    let speaks = speaks(parts);
    let closed = if single {
        quote!(server.closed(&gone.caller);)
    } else {
        let arms = wired.iter().map(|provide| {
            let (number, server) = (&provide.number, &provide.server);
            quote!(#number => <S as #server<K>>::closed(server, &gone.caller),)
        });
        let sessions = parts.provides.iter().skip(wired.len()).zip(&parts.pools).map(|(provide, pool)| {
            let (number, server, pool) = (&provide.number, &provide.server, &pool.constant);
            quote! {
                #number => {
                    if let Some(session) = gone.session(#pool) {
                        <S as #server<K>>::closed(server, session);
                    }
                }
            }
        });
        quote!(match gone.caller.connection.port { #(#arms)* #(#sessions)* _ => {} })
    };
    let answer = quote! {
        match (request.port(), request.operation()) {
            #(#arms)*
            #events
            _ => monitor.otherwise(request, &SPEAKS, |gone| #ended),
        }
    };
    let answer = if parts.tells() { quote!(let answer = #answer; events.wake(port); answer) } else { answer };
    quote! {
        #speaks

        impl<#generics, P: Policed<K>> Dispatch<K, S, P> {
            fn closed(server: &mut S, gone: &tessera::Gone) {
                #closed
            }
        }

        impl<#generics, P: Policed<K>> tessera::Service<K> for Dispatch<K, S, P> {
            #[inline]
            fn dispatch(&mut self, port: &mut K, delivery: tessera::Delivery<K::Reply>) -> tessera::Answer<K::Reply> {
                #take
                let request = match monitor.admit(port, delivery) {
                    Ok(request) => request,
                    Err(gone) => return gone,
                };
                #answer
            }

            fn connect(&mut self, port: &mut K, connection: tessera::Connection) -> Option<tessera::Badge> {
                if connection.port > #last {
                    return None;
                }
                self.monitor.connect(port, connection)
            }

            fn disconnect(&mut self, port: &mut K, badge: tessera::Badge) {
                #forgotten
                if let Some(gone) = self.monitor.disconnect(port, badge) {
                    Self::closed(&mut self.server, &gone);
                }
            }

            fn reap(&mut self, port: &mut K) {
                self.monitor.reap(port);
            }
        }
    }
}

/// What `bind` answers to: for each port its interface, and those whose operations have the same numbers in it.
pub(in crate::emit) fn speaks(parts: &Parts<'_>) -> TokenStream {
    let shapes = parts.here.shapes();
    let mut pairs = Vec::new();
    for provide in &parts.provides {
        let number = &provide.number;
        for interface in &shapes.facts.interfaces[shapes.model.provides[provide.handle].interface].serves {
            let fingerprint = hexadecimal(shapes.facts.interfaces[*interface].fingerprint);
            pairs.push(quote!((#number, #fingerprint)));
        }
    }
    let count = crate::tokens::Literal::usize_unsuffixed(pairs.len());
    quote! {
        /// What each port speaks, as fingerprints.
        const SPEAKS: [(u8, u64); #count] = [#(#pairs),*];
    }
}

/// One operation of the dispatcher.
fn arm(parts: &Parts<'_>, provide: &ProvidePart, method: &MethodPart, single: bool) -> TokenStream {
    let here = parts.here;
    let (marker, port) = (marker(here, method.handle), &provide.number);
    let Some(request) = message::request(here, method.handle) else { return TokenStream::new() };
    let names = request.field_names();
    let claims = request
        .fields()
        .iter()
        .zip(names.fields.iter().zip(&names.locals))
        .filter(|(field, _)| is_direct_cap(&field.shape))
        .map(|(field, (name, local))| {
            let claim = if matches!(field.shape.kind, tessera_idl::facts::ShapeKind::Option { .. }) {
                quote!(m.#name.map(|mention| tessera::claim(port, mention)).transpose())
            } else {
                quote!(tessera::claim(port, m.#name))
            };
            quote! {
                let Ok(#local) = #claim else {
                    return Err(tessera::Stop::Refused(tessera::Refusal::Malformed));
                };
            }
        });
    let claims: TokenStream = claims.collect();
    let mut arguments: Vec<_> = request
        .fields()
        .iter()
        .zip(names.fields.iter().zip(&names.locals))
        .map(|(field, (name, local))| if is_direct_cap(&field.shape) { quote!(#local) } else { quote!(m.#name) })
        .collect();
    let (bind, lent) = lease::handed(here, method.handle);
    let lends = !lent.is_empty();
    for (def, argument) in here.shapes().model.methods[method.handle].leases.iter().zip(lent) {
        arguments.insert(def.place.min(arguments.len()), argument);
    }
    let call = method.call.as_ref().map_or_else(
        || quote!(call),
        |call| {
            let context = context(parts, method);
            quote!(&mut #call { call, #context })
        },
    );
    let (name, trait_name) = (&method.name, &provide.server);
    let handled = if single {
        quote!(server.#name(#call, #(#arguments),*))
    } else {
        quote!(<S as #trait_name<K>>::#name(server, #call, #(#arguments),*))
    };
    let message = if request.is_empty() { quote!(()) } else { quote!(m) };
    let port_name = if method.ported || !claims.is_empty() { quote!(port) } else { quote!(_) };
    let run = if here.shapes().model.methods[method.handle].oneway {
        quote!({ #claims #handled; Ok(()) })
    } else if claims.is_empty() && bind.is_empty() {
        handled
    } else {
        quote!({ #claims #bind #handled })
    };
    let size = request.body.max;
    let answer = if lends || method.desk.is_needed() {
        let (size, locals) = (number(size), lease::locals(here, method.handle));
        let count = number(u32::try_from(locals.len()).unwrap_or(u32::MAX));
        let loan = lends.then(|| quote!(let loan = tessera::lease::Loan::<#count>::of::<#marker>(lent);));
        let beside = if lends { quote!(loan) } else { quote!(()) };
        let beside = if method.desk.pools.is_empty() { beside } else { quote!(tessera::Handing(#beside)) };
        let desk = if method.desk.is_needed() { quote!(desk) } else { quote!(_) };
        quote!({
            #loan
            monitor.answer_with::<#marker, #size, #count, _>(
                request,
                #beside,
                |#port_name, call, #message, [#(#locals),*], #desk| #run,
            )
        })
    } else if method.ported || request.body.caps > 0 || size <= COPY {
        let size = number(size);
        quote!(monitor.answer::<#marker, #size>(request, |#port_name, call, #message| #run))
    } else {
        quote!(monitor.answer_in_place::<#marker>(request, |call, #message| #run))
    };
    quote!((#port, <#marker as tessera::Method>::OPERATION) => #answer,)
}
