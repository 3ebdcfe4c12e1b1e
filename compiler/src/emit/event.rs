//! Events: how a server tells them, how a subscriber fetches them.

use tessera_idl::{
    arena::Handle,
    model::{Method, Provide},
};

use super::{
    component::Parts,
    interface::method_docs,
    message,
    place::{Here, Life, number},
    serve::{error, marker},
};
use crate::{
    plan::names::{Scope, ident, snake},
    print::docs,
    tokens::{Ident, TokenStream, quote},
};

/// An event that a component provides.
#[derive(Clone, Debug)]
pub(super) struct EventPart {
    pub(super) handle: Handle<Method>,
    /// `bolted`: what tells it, and the field that keeps it.
    pub(super) name: Ident,
    /// `bolted_to`: what tells it to one subscriber.
    pub(super) one: Ident,
}

/// Whether a method is an event.
pub(super) fn is_event(here: Here<'_>, method: Handle<Method>) -> bool {
    here.shapes().facts.methods[method].keep.is_some()
}

/// What tells the subscribers of a component.
pub(super) fn events(parts: &Parts<'_>) -> TokenStream {
    if !parts.tells() {
        return TokenStream::new();
    }
    let here = parts.here;
    let all: Vec<_> =
        parts.provides.iter().flat_map(|provide| provide.events.iter().map(move |part| (provide, part))).collect();
    let names: Vec<_> = all.iter().map(|(_, part)| &part.name).collect();
    let fields = all.iter().map(|(provide, part)| {
        let (name, rings) = (&part.name, rings(here, provide.handle, part.handle));
        let model = here.shapes().model;
        let doc = docs(&format!("`{}.{}`", model.provides[provide.handle].name, model.methods[part.handle].name));
        quote!(#doc #name: #rings)
    });
    let tell = all.iter().map(|(_, part)| tell(here, part));
    quote! {
        /// Tells whoever subscribed what happens. Nothing here waits: of each event the newest are kept, the others are counted as lost.
        #[derive(Debug, Default)]
        pub struct Events { #(#fields,)* }

        impl Events {
            #(#tell)*

            fn close(&mut self, badge: tessera::Badge) {
                #(self.#names.close(badge);)*
            }

            fn wake<K: tessera::Server>(&mut self, port: &mut K) {
                #(self.#names.wake(port);)*
            }
        }
    }
}

/// `tessera::events::Rings<4, 16, 10>`
fn rings(here: Here<'_>, provide: Handle<Provide>, event: Handle<Method>) -> TokenStream {
    let facts = &here.shapes().facts.methods[event];
    let (keep, max) = (facts.keep.unwrap_or(1), facts.reply.as_ref().map_or(0, |reply| reply.max));
    let [keep, max, places] = [keep.into(), max, here.shapes().facts.provides[provide].places.into()].map(number);
    quote!(tessera::events::Rings<#keep, #max, #places>)
}

/// The functions that tell one event.
fn tell(here: Here<'_>, part: &EventPart) -> TokenStream {
    let Some(body) = message::reply(here, part.handle) else { return TokenStream::new() };
    let (docs, name, one) = (method_docs(here, part.handle), &part.name, &part.one);
    let docs_of_one = crate::print::docs(&format!("[`Events::{name}`] for one subscriber alone."));
    let names = body.field_names();
    let module = here.interface(here.shapes().model.methods[part.handle].interface);
    let value = body.value_name();
    // The first is `lost`.
    let said = body.fields().iter().zip(names.fields.iter().zip(&names.locals)).skip(1);
    let parameters = said.clone().map(|(field, (_, local))| {
        let ty = here.value(&field.shape, Life::Elided);
        quote!(#local: #ty)
    });
    let fields = said.map(|(_, (field, local))| if field == local { quote!(#field) } else { quote!(#field: #local) });
    let parameters = quote!(#(#parameters),*);
    let value = quote!(&#module::#value { lost: 0, #(#fields),* });
    quote! {
        #docs
        pub fn #name(&mut self, #parameters) {
            self.#name.tell(#value);
        }

        #docs_of_one
        pub fn #one(&mut self, only: tessera::Badge, #parameters) {
            self.#name.tell_to(only, #value);
        }
    }
}

/// What the dispatcher does for outside of a handler.
pub(super) fn outside(parts: &Parts<'_>) -> Option<TokenStream> {
    parts.tells().then(|| {
        quote! {
            /// Tells what happens outside of a handler, and wakes whoever subscribed.
            pub fn tell(&mut self, port: &mut K, run: impl FnOnce(&mut Events)) {
                run(&mut self.events);
                self.events.wake(port);
            }
        }
    })
}

/// The operations of the dispatcher by which one port's events are subscribed to and fetched.
pub(super) fn arms(parts: &Parts<'_>) -> TokenStream {
    let each = parts.provides.iter().filter(|provide| !provide.events.is_empty()).map(|provide| {
        let events = provide.events.iter().map(|part| {
            let (marker, name) = (marker(parts.here, part.handle), &part.name);
            quote! {
                Some(<#marker as tessera::Method>::OPERATION) => {
                    monitor.event::<#marker, _, _, _>(request, &mut events.#name)
                }
            }
        });
        let port = &provide.number;
        quote! {
            (#port, tessera::framework::SUBSCRIBE | tessera::framework::NEXT) => match request.event() {
                #(#events)*
                _ => monitor.otherwise(request, &SPEAKS, |_| {}),
            },
        }
    });
    each.collect()
}

/// The two functions of a client: `subscribe_bolted`, `next_bolted`.
pub(super) fn client(
    here: Here<'_>,
    event: Handle<Method>,
    scope: &mut Scope,
    bounds: Option<&TokenStream>,
) -> TokenStream {
    let shapes = here.shapes();
    let item = &shapes.model.methods[event];
    let Some(names) = here.plan.names.methods.get(&event) else { return TokenStream::new() };
    let Some(body) = message::reply(here, event) else { return TokenStream::new() };
    let snake = snake(&item.name);
    let [subscribe, next] = ["subscribe", "next"].map(|word| ident(&scope.claim(&format!("{word}_{snake}"))));
    let keep = shapes.facts.methods[event].keep.unwrap_or(1);
    let newest = if keep == 1 { "the newest".to_owned() } else { format!("the newest {keep}") };
    let docs_of_subscribe = docs(&format!(
        "Asks the server to keep {newest} of `{}` for this capability, from now on. A second time changes nothing.",
        item.name
    ));
    let docs_of_next = method_docs(here, event);
    let deprecated = super::types::deprecated(&item.attributes);
    let (marker, error) = (ident(&names.marker), error(here, event));
    let (receiver, life) =
        if body.read_borrows() { (quote!(self), Life::Port) } else { (quote!(&mut self), Life::Elided) };
    let answer = body.read_type_of_all(life);
    quote! {
        #docs_of_subscribe
        #deprecated
        #[inline]
        pub fn #subscribe(&mut self) -> Result<(), tessera::Failure<#error, K::Error>>
        #bounds
        {
            tessera::events::subscribe::<#marker, K>(self.port, self.cap.raw())
        }

        #docs_of_next
        ///
        /// Fetches the oldest that is kept; `None` when nothing happened since.
        #deprecated
        #[inline]
        pub fn #next(#receiver) -> Result<Option<#answer>, tessera::Failure<#error, K::Error>>
        #bounds
        {
            tessera::events::next::<#marker, K>(self.port, self.cap.raw())
        }
    }
}
