//! Answers that bring capabilities: the client claims those of the results themselves, and hands the others over beside them.

use tessera_idl::{arena::Handle, model::Method};

use super::{
    fields::{FieldNames, debug_of},
    interface::is_direct_cap,
    lease,
    message::{self, Message},
    place::{Here, Life, number},
};
use crate::{
    plan::names::ident,
    print::docs,
    tokens::{TokenStream, Tokens, quote},
};

/// Whether an answer refers to the port's message.
pub(super) fn borrows(here: Here<'_>, reply: &Message<'_>) -> bool {
    reply
        .fields()
        .iter()
        .filter(|field| !is_direct_cap(&field.shape))
        .any(|field| here.read(&field.shape, Life::Named).mentions("'a"))
}

/// Whether capabilities lie inside of other results.
fn has_nested(reply: &Message<'_>) -> bool {
    reply.fields().iter().any(|field| field.shape.extent.caps > 0 && !is_direct_cap(&field.shape))
}

/// The type of an answer, as the client returns it.
pub(super) fn ty(here: Here<'_>, method: Handle<Method>, reply: &Message<'_>) -> TokenStream {
    let name = here.plan.names.methods.get(&method).map(|names| ident(&names.answer));
    if borrows(here, reply) { quote!(#name<'p, K>) } else { quote!(#name<K>) }
}

/// The struct of the answers of a method; nothing for a method whose answers bring no capabilities.
pub(super) fn definition(here: Here<'_>, method: Handle<Method>) -> TokenStream {
    let Some(reply) = message::reply(here, method).filter(|reply| reply.body.caps > 0) else {
        return TokenStream::new();
    };
    let Some(names) = here.plan.names.methods.get(&method) else { return TokenStream::new() };
    let name = ident(&names.answer);
    let generics = if borrows(here, &reply) { quote!(<'a, K: tessera::Kernel>) } else { quote!(<K: tessera::Kernel>) };
    let docs_of_type =
        docs(&format!("The results of `{}`, with the capabilities.", here.shapes().model.methods[method].name));
    let fields_names = reply.field_names();
    let fields = reply.struct_fields(|field| {
        if is_direct_cap(&field.shape) {
            here.value(&field.shape, Life::Named)
        } else {
            here.read(&field.shape, Life::Named)
        }
    });
    let caps_name = caps_name(&fields_names);
    let caps = has_nested(&reply).then(|| {
        let most = number(reply.body.caps);
        quote! {
            /// What the results mention inside of others: `caps.claim(mention)`.
            pub #caps_name: tessera::Caps<K, #most>
        }
    });
    let shown =
        reply.fields().iter().zip(&fields_names.fields).map(|(field, name)| (field.name.clone(), quote!(self.#name)));
    let debug = debug_of(&quote!(#name), &generics, shown);
    quote! {
        #docs_of_type
        pub struct #name #generics { #(#fields,)* #caps }

        #debug
    }
}

/// The name of the field with the capabilities that nobody claimed yet.
fn caps_name(names: &FieldNames) -> crate::tokens::Ident {
    let mut name = "caps".to_owned();
    while names.fields.iter().any(|field| *field == name) {
        name.push('_');
    }
    ident(&name)
}

/// The client's method: calls, takes the capabilities out of the port, reads the answer in place beside them.
pub(super) fn call(
    here: Here<'_>,
    method: Handle<Method>,
    reply: &Message<'_>,
    arguments: &TokenStream,
) -> TokenStream {
    let Some(names) = here.plan.names.methods.get(&method) else { return TokenStream::new() };
    let (marker, answer, most) = (ident(&names.marker), ident(&names.answer), number(reply.body.caps));
    let fields_names = reply.field_names();
    let fields = reply.fields().iter().zip(&fields_names.fields).map(|(field, name)| match &field.shape.kind {
        _ if !is_direct_cap(&field.shape) => quote!(#name: answer.#name),
        tessera_idl::facts::ShapeKind::Option { .. } => {
            quote!(#name: answer.#name.map(|mention| caps.claim(mention)).transpose()?)
        }
        _ => quote!(#name: caps.claim(answer.#name)?),
    });
    let claims = reply.fields().iter().any(|field| is_direct_cap(&field.shape)).then(|| quote!(mut));
    let nested = has_nested(reply).then(|| {
        let name = caps_name(&fields_names);
        if name == "caps" { quote!(caps) } else { quote!(#name: caps) }
    });
    let (request, received, answered) = if lease::of(here, method).is_empty() {
        let request = quote!(let received = tessera::request::<#marker, K>(self.port, self.cap.raw(), #arguments)?;);
        (request, quote!(received), quote!(tessera::answer::<#marker, K>(self.port, received)?))
    } else {
        let leases = lease::passed(here, method);
        let request =
            quote!(let returned = tessera::lend::<#marker, K>(self.port, self.cap.raw(), #arguments, #leases)?;);
        (request, quote!(returned.received), quote!(tessera::answer_behind::<#marker, K>(self.port, returned)?))
    };
    quote! {
        #request
        let #claims caps = tessera::Caps::<K, #most>::take(self.port, #received);
        let answer = #answered;
        Ok(#answer { #(#fields,)* #nested })
    }
}
