//! An interface's module: its rights, its name in types, its methods, its client.

use tessera_idl::{
    arena::Handle,
    facts::{Edges, Shape, ShapeKind},
    model::{Interface, Method},
};

use super::{
    contract, event,
    fields::FieldNames,
    lease,
    message::{self, Message},
    method,
    place::{Here, Life, number},
    types::{self, add_paragraph, described, since},
};
use crate::{
    plan::{
        names::{Scope, ident, snake},
        naming::InterfaceNames,
        needs::Role,
        signature,
    },
    print::docs,
    tokens::{Ident, Literal, TokenStream, Tokens, quote, spelled},
};

/// Everything in the module of an interface.
pub(super) fn module(here: Here<'_>, interface: Handle<Interface>, role: Role) -> TokenStream {
    let item = &here.shapes().model.interfaces[interface];
    let Some(names) = here.plan.names.interfaces.get(&interface) else { return TokenStream::new() };
    let marker = role.called.then(|| marker(here, interface, names));
    let rights = rights(here, interface, names, role);
    let methods = item.methods.iter().map(|method| method::method(here, *method, role));
    let client = (role.called && !item.object).then(|| client(here, interface, names));
    quote!(#marker #rights #(#methods)* #client)
}

/// The documentation of the module.
pub(super) fn documentation(here: Here<'_>, interface: Handle<Interface>) -> TokenStream {
    let item = &here.shapes().model.interfaces[interface];
    let mut lines = item.docs.clone();
    if lines.is_empty() {
        lines.push(format!("`{} {}`", word(item), item.name));
    }
    let (docs, deprecated) = (docs(&since(&lines, &item.attributes).join("\n")), types::deprecated(&item.attributes));
    quote!(#docs #deprecated)
}

/// The word that declares it.
pub(crate) fn word(item: &Interface) -> &'static str {
    if item.object { "object" } else { "interface" }
}

fn marker(here: Here<'_>, interface: Handle<Interface>, names: &InterfaceNames) -> TokenStream {
    let shapes = here.shapes();
    let item = &shapes.model.interfaces[interface];
    let marker = ident(&names.marker);
    let docs_of_marker = docs(&format!("Names `{} {}` in types.", word(item), item.name));
    let full_name = format!("{}.{}", shapes.model.packages[item.package].name, item.name);
    let fingerprint = hexadecimal(shapes.facts.interfaces[interface].fingerprint);
    // Nobody answers for an object: there is nothing to call.
    let called = (!item.object).then(|| {
        quote! {
            impl tessera::Interface for #marker {
                const FINGERPRINT: u64 = #fingerprint;
                type Client<'p, K: tessera::Client + 'p, R: 'p> = Client<'p, K, R>;

                #[inline(always)]
                fn client<'p, K: tessera::Client, R>(
                    port: &'p mut K,
                    cap: &'p tessera::Cap<K, Self, R>,
                ) -> Client<'p, K, R> {
                    Client { port, cap }
                }
            }
        }
    });
    quote! {
        #docs_of_marker
        #[derive(Clone, Copy, Debug)]
        pub enum #marker {}

        impl tessera::Named for #marker {
            const NAME: &'static str = #full_name;
        }

        #called
    }
}

/// `0x0123_4567_89ab_cdef`
pub(super) fn hexadecimal(value: u64) -> Literal {
    let digits = format!("{value:016x}");
    let groups: Vec<_> = (0..4).filter_map(|group| digits.get(group * 4..group * 4 + 4)).collect();
    spelled(&format!("0x{}", groups.join("_")), value)
}

/// One type for each right; for a caller also the sets of them.
fn rights(here: Here<'_>, interface: Handle<Interface>, names: &InterfaceNames, role: Role) -> TokenStream {
    let item = &here.shapes().model.interfaces[interface];
    if item.rights.is_empty() {
        return if role.called {
            quote! {
                /// All rights: the interface has none.
                pub type AllRights = ();
            }
        } else {
            TokenStream::new()
        };
    }
    let single = item.rights.iter().zip(&names.rights).enumerate().map(|(bit, (right, name))| {
        let docs = docs(&format!("The right `{}`, bit {bit}.", right.name));
        let (name, mask) = (ident(name), number(1 << bit));
        quote! {
            #docs
            #[derive(Clone, Copy, Debug)]
            pub enum #name {}

            impl tessera::Right for #name {
                const BIT: u16 = #mask;
            }
        }
    });
    let sets = role.called.then(|| sets(names));
    quote!(#(#single)* #sets)
}

fn sets(names: &InterfaceNames) -> TokenStream {
    let rights: Vec<_> = names.rights.iter().map(|name| ident(name)).collect();
    let places: Vec<_> = names.places.iter().map(|name| ident(name)).collect();
    let marker = names.marker.as_str();
    let docs_of_set =
        docs(&format!("A set of rights of [`{marker}`]: each place holds its right, or [`tessera::No`]."));
    let docs_of_all = docs(&format!("All rights of [`{marker}`]."));
    let wider: Vec<_> = (0..places.len()).map(|place| ident(&format!("Q{place}"))).collect();
    let has = rights.iter().enumerate().map(|(position, right)| {
        let free: Vec<_> = others(&places, position);
        let declared = (!free.is_empty()).then(|| quote!(<#(#free),*>));
        let arguments = places.iter().enumerate().map(|(other, place)| if other == position { right } else { place });
        quote! {
            #[diagnostic::do_not_recommend]
            impl #declared tessera::Has<#right> for Rights<#(#arguments),*> {}

            #[diagnostic::do_not_recommend]
            impl tessera::SubsetOf<Self> for #right {}
        }
    });
    quote! {
        #docs_of_set
        #[derive(Clone, Copy, Debug)]
        pub struct Rights<#(#places = tessera::No),*>(core::marker::PhantomData<(#(#places,)*)>);

        #docs_of_all
        pub type AllRights = Rights<#(#rights),*>;

        impl<#(#places: tessera::Right),*> tessera::RightSet for Rights<#(#places),*> {
            const MASK: u16 = #(#places::BIT)|*;
        }

        #(#has)*

        #[diagnostic::do_not_recommend]
        impl<#(#places: tessera::SubsetOf<#wider>, #wider),*> tessera::SubsetOf<Rights<#(#wider),*>> for Rights<#(#places),*> {}
    }
}

fn others(places: &[Ident], without: usize) -> Vec<&Ident> {
    places.iter().enumerate().filter(|(position, _)| *position != without).map(|(_, place)| place).collect()
}

fn client(here: Here<'_>, interface: Handle<Interface>, names: &InterfaceNames) -> TokenStream {
    let item = &here.shapes().model.interfaces[interface];
    let marker = ident(&names.marker);
    let docs_of_client = docs(&format!("Calls a [`{}`] through a port, with the rights `R`.", names.marker));
    // What depends on the state of a session is called over the session.
    let methods = calls(here, interface, names, |edges| edges.from.is_empty());
    let answers = item.methods.iter().map(|method| super::answer::definition(here, *method));
    let unordered = contract::unordered(here, interface, names);
    let into_unordered = names.session.as_ref().map(contract::into_unordered);
    let lends = lends(&methods) || unordered.is_some();
    let (life, argument) = if lends { (quote!('p,), quote!('p)) } else { (quote!(), quote!('_)) };
    let sessions = contract::sessions(here, interface, names);
    let functions = (!methods.is_empty() || unordered.is_some()).then(|| {
        quote! {
            impl<#life K: tessera::Client, R> Client<#argument, K, R> {
                #into_unordered
                #(#methods)*
            }
        }
    });
    quote! {
        #(#answers)*

        #docs_of_client
        #[derive(Debug)]
        pub struct Client<'p, K: tessera::Client, R> {
            port: &'p mut K,
            cap: &'p tessera::Cap<K, #marker, R>,
        }

        #functions
        #unordered
        #sessions
    }
}

/// The client's methods for those whose edges are as wanted.
pub(super) fn calls(
    here: Here<'_>,
    interface: Handle<Interface>,
    names: &InterfaceNames,
    wanted: impl Fn(&Edges) -> bool,
) -> Vec<TokenStream> {
    let mut scope = Scope::with(if names.session.is_some() { &["unordered"] } else { &[] });
    let mut all = Vec::new();
    for method in &here.shapes().model.interfaces[interface].methods {
        let call = if event::is_event(here, *method) {
            event::client(here, *method, &mut scope, bounds(here, *method, names).as_ref())
        } else {
            let name = ident(&scope.claim(&snake(&here.shapes().model.methods[*method].name)));
            call(here, *method, names, &name)
        };
        if wanted(&here.shapes().facts.methods[*method].edges) {
            all.push(call);
        }
    }
    all
}

/// Whether some method lends its client's borrow of the port to its answer.
pub(super) fn lends(methods: &[TokenStream]) -> bool {
    methods.iter().any(|method| method.mentions("'p"))
}

/// The documentation of a method: how it is declared, what its author says, what its attributes say.
pub(super) fn method_docs(here: Here<'_>, method: Handle<Method>) -> TokenStream {
    let shapes = here.shapes();
    let item = &shapes.model.methods[method];
    let mut lines = since(&item.docs, &item.attributes);
    if item.attributes.idempotent {
        add_paragraph(&mut lines, "Idempotent: calling twice is as good as calling once.".to_owned());
    }
    described(&format!("`{}`", signature::method(shapes.model, shapes.facts, method)), &lines)
}

/// What the rights and the kernel must allow, behind `where`.
fn bounds(here: Here<'_>, method: Handle<Method>, names: &InterfaceNames) -> Option<TokenStream> {
    let bounds = needs(here, method, names);
    (!bounds.is_empty()).then(|| quote!(where #bounds))
}

/// What the rights and the kernel must allow.
pub(super) fn needs(here: Here<'_>, method: Handle<Method>, names: &InterfaceNames) -> TokenStream {
    let (item, facts) = (&here.shapes().model.methods[method], &here.shapes().facts.methods[method]);
    let needed = facts.required.positions().filter_map(|position| names.rights.get(position)).map(|right| {
        let right = ident(right);
        quote!(R: tessera::Has<#right>,)
    });
    let oneway = item.oneway.then(|| quote!(K: tessera::OneWay,));
    let lends = (!facts.leases.is_empty()).then(|| quote!(K: tessera::lease::Lends,));
    quote!(#(#needed)* #oneway #lends)
}

/// `#[deprecated(note = "use the other one")]`
pub(super) fn deprecated(here: Here<'_>, method: Handle<Method>) -> Option<TokenStream> {
    types::deprecated(&here.shapes().model.methods[method].attributes)
}

fn call(here: Here<'_>, method: Handle<Method>, names: &InterfaceNames, name: &Ident) -> TokenStream {
    let shapes = here.shapes();
    let (item, facts) = (&shapes.model.methods[method], &shapes.facts.methods[method]);
    let Some(of_method) = here.plan.names.methods.get(&method) else { return TokenStream::new() };
    let Some(request) = message::request(here, method) else { return TokenStream::new() };
    let reply = message::reply(here, method);
    let docs_of_method = method_docs(here, method);
    let deprecated = deprecated(here, method);
    let marker = ident(&of_method.marker);
    let fields = request.field_names();
    let parameters = lease::parameters(here, method, &fields);
    let error = method::error_type(here, facts);
    let bounds = bounds(here, method, names);
    let arguments = arguments(&request, &fields);
    let many = too_many(1 + request.fields().len() + facts.leases.len());
    if item.oneway {
        return quote! {
            #docs_of_method
            #deprecated
            #many
            #[inline]
            pub fn #name(&mut self, #parameters) -> Result<(), tessera::Failure<#error, K::Error>>
            #bounds
            {
                tessera::send::<#marker, K>(self.port, self.cap.raw(), #arguments)
            }
        };
    }
    let Some(reply) = reply else { return TokenStream::new() };
    if reply.body.caps > 0 {
        let call = super::answer::call(here, method, &reply, &arguments);
        let ty = super::answer::ty(here, method, &reply);
        let receiver = if super::answer::borrows(here, &reply) { quote!(self) } else { quote!(&mut self) };
        return quote! {
            #docs_of_method
            #deprecated
            #many
            #[inline]
            pub fn #name(#receiver, #parameters) -> Result<#ty, tessera::Failure<#error, K::Error>>
            #bounds
            {
                #call
            }
        };
    }
    // An answer that borrows from the port takes the client, so that it may outlive the variable that held it.
    let (receiver, life) =
        if reply.read_borrows() { (quote!(self), Life::Port) } else { (quote!(&mut self), Life::Elided) };
    let answer = reply.read_type_of_all(life);
    let call = if facts.leases.is_empty() {
        quote!(tessera::call::<#marker, K>(self.port, self.cap.raw(), #arguments))
    } else {
        let leases = lease::passed(here, method);
        quote! {
            let returned = tessera::lend::<#marker, K>(self.port, self.cap.raw(), #arguments, #leases)?;
            tessera::answer_behind::<#marker, K>(self.port, returned)
        }
    };
    quote! {
        #docs_of_method
        #deprecated
        #many
        #[inline]
        pub fn #name(#receiver, #parameters) -> Result<#answer, tessera::Failure<#error, K::Error>>
        #bounds
        {
            #call
        }
    }
}

/// For a function with more parameters than clippy likes.
pub(super) fn too_many(parameters: usize) -> Option<TokenStream> {
    const LIKED: usize = 7;
    let reason = "as many as the method has parameters";
    (parameters > LIKED).then(|| quote!(#[expect(clippy::too_many_arguments, reason = #reason)]))
}

/// `UnlockRequest { user, pin }`
fn arguments(request: &Message<'_>, names: &FieldNames) -> TokenStream {
    if request.is_empty() {
        return quote!(());
    }
    let (name, fields) = (request.value_name(), names.initializers());
    quote!(#name { #fields })
}

/// Whether a result or parameter is a capability itself, and not something around one.
pub(super) fn is_direct_cap(shape: &Shape) -> bool {
    match &shape.kind {
        ShapeKind::Cap { .. } => true,
        ShapeKind::Option { value, .. } => matches!(value.kind, ShapeKind::Cap { .. }),
        _ => false,
    }
}
