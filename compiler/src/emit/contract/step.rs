//! The steps of a session: methods that are only allowed in some states.

use tessera_idl::{arena::Handle, facts::Edges, model::Method};

use super::{
    super::{
        answer,
        interface::{self, method_docs},
        lease, message, method,
        place::{Here, Life},
    },
    is_total, pattern, session_in,
};
use crate::{
    plan::{
        names::ident,
        naming::{InterfaceNames, SessionNames},
    },
    print::docs,
    tokens::{Ident, TokenStream, quote},
};

/// Sessions after a failure, where failures of a method lead to several states.
pub(super) fn failures(here: Here<'_>, method: Handle<Method>, own: &SessionNames) -> Option<TokenStream> {
    let name = failed(here, method)?;
    let edges = &here.shapes().facts.methods[method].edges;
    let docs_of_type = docs(&format!("Where a failure of `{}` leads.", here.shapes().model.methods[method].name));
    let variants = reached(edges).into_iter().map(|state| {
        let name = own.states.get(usize::from(state)).map(|name| ident(name));
        let ty = session_in(own, state);
        let docs_of_variant =
            docs(&format!("In the state [`{}`].", name.as_ref().map(ToString::to_string).unwrap_or_default()));
        quote!(#docs_of_variant #name(#ty),)
    });
    let mut shown: Vec<_> = reached(edges)
        .into_iter()
        .filter_map(|state| {
            let name = own.states.get(usize::from(state))?;
            let variant = ident(name);
            Some(quote!(Self::#variant(_) => #name,))
        })
        .collect();
    if !is_total(here, method) {
        shown.push(quote!(Self::Stays(_) => "Stays",));
    }
    let stays = (!is_total(here, method)).then(|| {
        let session = ident(&own.session);
        quote! {
            /// The session is where it was.
            Stays(#session<K, R, S>),
        }
    });
    let same = same(here, method);
    Some(quote! {
        #docs_of_type
        pub enum #name<K: tessera::Kernel, R #same> {
            #(#variants)*
            #stays
        }

        impl<K: tessera::Kernel, R #same> core::fmt::Debug for #name<K, R #same> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(match self { #(#shown)* })
            }
        }
    })
}

/// The state that a session was in, as the last parameter of what is left of it: where some failure leaves it there.
fn same(here: Here<'_>, method: Handle<Method>) -> Option<TokenStream> {
    (!is_total(here, method)).then(|| quote!(, S))
}

/// The states that failures lead to, each once.
fn reached(edges: &Edges) -> Vec<u8> {
    let mut states: Vec<u8> = edges.fails.iter().map(|edge| edge.to).collect();
    states.sort_unstable();
    states.dedup();
    states
}

/// The name of the type of sessions after a failure, where there are several.
fn failed(here: Here<'_>, method: Handle<Method>) -> Option<Ident> {
    let edges = &here.shapes().facts.methods[method].edges;
    let by_variant = edges.fails.iter().any(|edge| edge.variant.is_some());
    by_variant.then(|| here.plan.names.methods.get(&method).map(|names| ident(&names.failed)))?
}

/// A method of a client, in parts.
struct Signature {
    docs: TokenStream,
    deprecated: Option<TokenStream>,
    parameters: TokenStream,
    arguments: Vec<Ident>,
    /// What the rights and the kernel must allow.
    bounds: TokenStream,
    /// The results; none for a method without any.
    answer: Option<TokenStream>,
    error: TokenStream,
    /// Whether the answer refers to the port's message.
    borrows: bool,
}

impl Signature {
    fn new(here: Here<'_>, method: Handle<Method>, names: &InterfaceNames) -> Option<Self> {
        let facts = &here.shapes().facts.methods[method];
        let fields = message::request(here, method)?.field_names();
        let reply = message::reply(here, method).filter(|reply| !reply.is_empty());
        let brings = reply.as_ref().is_some_and(|reply| reply.body.caps > 0);
        let borrows = reply
            .as_ref()
            .is_some_and(|reply| if brings { answer::borrows(here, reply) } else { reply.read_borrows() });
        let life = if borrows { Life::Port } else { Life::Elided };
        let answer =
            reply.map(|reply| if brings { answer::ty(here, method, &reply) } else { reply.read_type_of_all(life) });
        Some(Self {
            docs: method_docs(here, method),
            deprecated: interface::deprecated(here, method),
            parameters: lease::parameters(here, method, &fields),
            arguments: lease::passed_in(here, method, &fields).into_iter().map(|parameter| parameter.name).collect(),
            bounds: interface::needs(here, method, names),
            answer,
            error: method::error_type(here, facts),
            borrows,
        })
    }
}

/// A method of a session.
pub(super) fn step(
    here: Here<'_>,
    method: Handle<Method>,
    names: &InterfaceNames,
    own: &SessionNames,
    name: &Ident,
) -> TokenStream {
    let Some(signature) = Signature::new(here, method, names) else { return TokenStream::new() };
    let Signature { docs, deprecated, parameters, arguments, bounds, answer, error, borrows } = &signature;
    let Some(marker) = here.plan.names.methods.get(&method).map(|names| ident(&names.marker)) else {
        return TokenStream::new();
    };
    let facts = &here.shapes().facts.methods[method];
    let unordered = ident(&own.unordered);
    let bounds = quote!(where S: tessera::In<#marker>, #bounds);
    let (life, this) = if *borrows { (Some(quote!('p)), quote!(&'p self)) } else { (None, quote!(&self)) };
    let generics = borrows.then(|| quote!(<'p>));
    if facts.edges.stays() {
        let answer = answer.clone().unwrap_or_else(|| quote!(()));
        return quote! {
            #docs
            #deprecated
            #[inline]
            pub fn #name #generics (#this, port: &#life mut K, #parameters) -> Result<#answer, tessera::Failure<#error, K::Error>>
            #bounds
            {
                #unordered { port, cap: &self.cap }.#name(#(#arguments),*)
            }
        };
    }
    let Some(outcome) = here.plan.names.methods.get(&method).map(|names| ident(&names.outcome)) else {
        return TokenStream::new();
    };
    let next = if facts.edges.to.is_some() { quote!(enter(self)) } else { quote!(self) };
    let (found, ok) = if answer.is_some() { (quote!(answer), quote!((#next, answer))) } else { (quote!(()), next) };
    let fails = match (facts.edges.fails.as_slice(), failed(here, method)) {
        ([], _) if facts.error.is_none() => quote!(|_, error| match *error {}),
        ([], _) => quote!(|session, _| session),
        (edges, Some(failed)) => {
            let arms = edges.iter().map(|edge| {
                let pattern = pattern(here, method, edge.variant);
                let state = own.states.get(usize::from(edge.to)).map(|name| ident(name));
                quote!(#pattern => #failed::#state(enter(session)),)
            });
            let rest = (!is_total(here, method)).then(|| quote!(_ => #failed::Stays(session),));
            quote!(|session, error| match error { #(#arms)* #rest })
        }
        ([_, ..], None) => quote!(|session, _| enter(session)),
    };
    let (this, comma) = (life.as_ref(), life.as_ref().map(|_| quote!(,)));
    quote! {
        #docs
        #deprecated
        #[inline]
        pub fn #name #generics (self, port: &#life mut K, #parameters) -> #outcome<#this #comma K, R, S>
        #bounds
        {
            let outcome = #unordered { port, cap: &self.cap }.#name(#(#arguments),*);
            match outcome {
                Ok(#found) => Ok(#ok),
                Err(failure) => Err(failure.stopped(self, #fails)),
            }
        }
    }
}

/// What a step that leads somewhere gives.
pub(super) fn outcome(
    here: Here<'_>,
    method: Handle<Method>,
    names: &InterfaceNames,
    own: &SessionNames,
) -> Option<TokenStream> {
    let facts = &here.shapes().facts.methods[method];
    if facts.edges.stays() {
        return None;
    }
    let Signature { answer, error, borrows, .. } = Signature::new(here, method, names)?;
    let name = ident(&here.plan.names.methods.get(&method)?.outcome);
    let session = ident(&own.session);
    let here_still = quote!(#session<K, R, S>);
    let there = facts.edges.to.map_or_else(|| here_still.clone(), |to| session_in(own, to));
    let success = answer.map_or_else(|| there.clone(), |answer| quote!((#there, #answer)));
    let after = match (facts.edges.fails.as_slice(), failed(here, method)) {
        ([], _) if facts.error.is_none() => quote!(tessera::Never),
        ([], _) => here_still.clone(),
        (_, Some(failed)) => {
            let same = same(here, method);
            quote!(#failed<K, R #same>)
        }
        ([edge, ..], None) => session_in(own, edge.to),
    };
    let docs_of_type = docs(&format!(
        "What `{}` gives: the session where it leads, or what is left of it.",
        here.shapes().model.methods[method].name
    ));
    let life = borrows.then(|| quote!('p,));
    Some(quote! {
        #docs_of_type
        pub type #name<#life K, R, S> =
            Result<#success, tessera::Stopped<#here_still, #after, #error, <K as tessera::Kernel>::Error>>;
    })
}
