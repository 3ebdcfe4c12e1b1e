//! Contracts: what a method may do in which state, and sessions whose type says their state.

mod step;

use tessera_idl::{
    arena::Handle,
    facts::{Meaning, ShapeKind},
    model::{Interface, Method, TypeDef, TypeDefKind},
};

use super::{
    interface, method,
    place::{Here, number},
    types,
};
use crate::{
    plan::{
        names::{Scope, ident, snake},
        naming::{InterfaceNames, SessionNames},
    },
    print::docs,
    tokens::{TokenStream, quote, spelled},
};

/// `const CONTRACT` of a method whose interface has states.
pub(super) fn constant(here: Here<'_>, method: Handle<Method>) -> Option<TokenStream> {
    let shapes = here.shapes();
    let states = &shapes.model.interfaces[shapes.model.methods[method].interface].states;
    let edges = &shapes.facts.methods[method].edges;
    let contract = if states.is_empty() {
        return None;
    } else if edges.from.is_empty() {
        quote!(tessera::Contract::ANYWHERE)
    } else {
        let mask = edges.from.iter().fold(0_u32, |mask, state| mask | 1 << u32::from(*state));
        let width = states.len();
        let from = spelled(&format!("0b{mask:0width$b}"), mask);
        let to = place(edges.to);
        quote!(tessera::Contract { from: #from, to: #to })
    };
    Some(quote!(const CONTRACT: Option<tessera::Contract> = Some(#contract);))
}

/// `Some(2)`
fn place(state: Option<u8>) -> TokenStream {
    state.map_or_else(
        || quote!(None),
        |state| {
            let state = number(state.into());
            quote!(Some(#state))
        },
    )
}

/// Where a failure leads, for the server.
pub(super) fn leads(here: Here<'_>, method: Handle<Method>) -> Option<TokenStream> {
    let facts = &here.shapes().facts.methods[method];
    let error = method::error_type(here, facts);
    let body = match facts.edges.fails.as_slice() {
        [] => return None,
        [edge] if edge.variant.is_none() => {
            let to = place(Some(edge.to));
            quote!(let _ = error; #to)
        }
        edges => {
            let arms = edges.iter().map(|edge| {
                let (pattern, to) = (pattern(here, method, edge.variant), place(Some(edge.to)));
                quote!(#pattern => #to,)
            });
            let rest = (!is_total(here, method)).then(|| quote!(_ => None,));
            quote!(match error { #(#arms)* #rest })
        }
    };
    Some(quote! {
        #[inline]
        fn leads(error: &#error) -> Option<u8> {
            #body
        }
    })
}

/// `Bad::Version`
fn pattern(here: Here<'_>, method: Handle<Method>, variant: Option<usize>) -> TokenStream {
    let (Some(definition), Some(variant)) = (error(here, method), variant) else { return quote!(_) };
    let name = here.value_name(definition);
    let variant = types::variant(here, definition, variant);
    let content = matches!(here.shapes().meaning(definition), Meaning::Union { .. }).then(|| quote!((_)));
    quote!(#name::#variant #content)
}

/// Whether every failure of a method has an edge.
fn is_total(here: Here<'_>, method: Handle<Method>) -> bool {
    error(here, method).is_some_and(|definition| {
        let flexible = matches!(here.shapes().model.types[definition].kind, TypeDefKind::Enum { flexible: true, .. });
        let declared = types::variants(here, definition).flatten().count();
        !flexible && here.shapes().facts.methods[method].edges.fails.len() == declared
    })
}

/// The type that `fails` names.
fn error(here: Here<'_>, method: Handle<Method>) -> Option<Handle<TypeDef>> {
    let error = here.plan.shapes.facts.methods[method].error.as_ref()?;
    match error.fields.first()?.shape.kind {
        ShapeKind::Named(definition) => Some(definition),
        _ => None,
    }
}

/// The states, and sessions in them; nothing for an interface without a contract.
pub(super) fn sessions(here: Here<'_>, interface: Handle<Interface>, names: &InterfaceNames) -> TokenStream {
    let item = &here.shapes().model.interfaces[interface];
    let Some(own) = &names.session else { return TokenStream::new() };
    let (marker, session) = (ident(&names.marker), ident(&own.session));
    let states = item.states.iter().zip(&own.states).enumerate().map(|(place, (state, name))| {
        let docs_of_state = docs(&format!("The state `{}`.", state.name));
        let name = ident(name);
        let allowed = item.methods.iter().filter(|method| starts_in(here, **method, place)).filter_map(|method| {
            let method = ident(&here.plan.names.methods.get(method)?.marker);
            Some(quote!(impl tessera::In<#method> for #name {}))
        });
        quote! {
            #docs_of_state
            #[derive(Clone, Copy, Debug)]
            pub enum #name {}

            #(#allowed)*
        }
    });
    let Some(first) = own.states.first().map(|name| ident(name)) else { return TokenStream::new() };
    let mut scope = Scope::default();
    let methods: Vec<_> = item
        .methods
        .iter()
        .map(|method| (*method, ident(&scope.claim(&snake(&here.shapes().model.methods[*method].name)))))
        .filter(|(method, _)| !here.shapes().facts.methods[*method].edges.from.is_empty())
        .map(|(method, name)| step::step(here, method, names, own, &name))
        .collect();
    let failures = item.methods.iter().filter_map(|method| step::failures(here, *method, own));
    let outcomes = item.methods.iter().filter_map(|method| step::outcome(here, *method, names, own));
    let docs_of_session = docs(&format!(
        "A session with [`{0}`] in the state `S`. What leads to another state takes the session and gives it back there.\n\
         What may be called in every state goes over the capability: `session.as_ref().on(port)`.",
        names.marker
    ));
    let docs_of_first = docs(&format!("A session starts in [`{first}`], with a capability that was not used before."));
    quote! {
        #(#states)*

        #docs_of_session
        #[must_use = "a session that is dropped is given up"]
        pub struct #session<K: tessera::Kernel, R, S> {
            cap: tessera::Cap<K, #marker, R>,
            state: core::marker::PhantomData<fn() -> S>,
        }

        #docs_of_first
        impl<K: tessera::Kernel, R> From<tessera::Cap<K, #marker, R>> for #session<K, R, #first> {
            fn from(cap: tessera::Cap<K, #marker, R>) -> Self {
                Self { cap, state: core::marker::PhantomData }
            }
        }

        impl<K: tessera::Kernel, R> From<#session<K, R, #first>> for tessera::Cap<K, #marker, R> {
            fn from(session: #session<K, R, #first>) -> Self {
                session.cap
            }
        }

        impl<K: tessera::Kernel, R, S> AsRef<tessera::Cap<K, #marker, R>> for #session<K, R, S> {
            fn as_ref(&self) -> &tessera::Cap<K, #marker, R> {
                &self.cap
            }
        }

        impl<K: tessera::Kernel, R, S> core::fmt::Debug for #session<K, R, S> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.cap.fmt(f)
            }
        }

        /// The session where a step has led.
        #[inline]
        fn enter<K: tessera::Kernel, R, S, T>(session: #session<K, R, S>) -> #session<K, R, T> {
            #session { cap: session.cap, state: core::marker::PhantomData }
        }

        #(#failures)*
        #(#outcomes)*

        impl<K: tessera::Client, R, S> #session<K, R, S> {
            #(#methods)*
        }
    }
}

fn starts_in(here: Here<'_>, method: Handle<Method>, state: usize) -> bool {
    here.shapes().facts.methods[method].edges.from.iter().any(|from| usize::from(*from) == state)
}

/// The type of the session in a state.
fn session_in(own: &SessionNames, state: u8) -> TokenStream {
    let session = ident(&own.session);
    let state = own.states.get(usize::from(state)).map(|name| ident(name));
    quote!(#session<K, R, #state>)
}

/// The way from a client to what its contract would order.
pub(super) fn into_unordered(own: &SessionNames) -> TokenStream {
    let unordered = ident(&own.unordered);
    quote! {
        /// What depends on the state, for whoever does not have the session: the server refuses what is out of order.
        #[inline]
        pub fn unordered(self) -> #unordered<'p, 'p, K, R> {
            #unordered { port: self.port, cap: self.cap }
        }
    }
}

/// Calls in whatever state a session is: the server refuses what is out of order.
pub(super) fn unordered(here: Here<'_>, interface: Handle<Interface>, names: &InterfaceNames) -> Option<TokenStream> {
    let own = names.session.as_ref()?;
    let (marker, unordered) = (ident(&names.marker), ident(&own.unordered));
    let docs_of_type = docs(&format!(
        "Calls a [`{}`] whose state only the server knows: what is out of order is refused.\n\
         For handlers, which are lent a client for one request.",
        names.marker
    ));
    let methods = interface::calls(here, interface, names, |edges| !edges.from.is_empty());
    let life = interface::lends(&methods);
    let (life, argument) = if life { (quote!('p,), quote!('p)) } else { (quote!(), quote!('_)) };
    Some(quote! {
        #docs_of_type
        #[derive(Debug)]
        pub struct #unordered<'p, 'c, K: tessera::Client, R> {
            port: &'p mut K,
            cap: &'c tessera::Cap<K, #marker, R>,
        }

        impl<#life K: tessera::Client, R> #unordered<#argument, '_, K, R> {
            #(#methods)*
        }
    })
}
