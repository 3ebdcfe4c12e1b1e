//! Messages: the parameters and results of a method, and the error of those that fail.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use tessera_idl::{
    arena::Handle,
    facts::{Body, Field, MethodFacts, Shape, ShapeKind},
    model::{FieldDef, Method, TypeDef},
};

use super::{
    place::{Here, Life, number},
    read::Reader,
    structure::{FieldNames, debug_of, field_docs, in_order, read_fields},
    write::{Writer, give},
};
use crate::{
    plan::{
        names::ident,
        naming::TypeNames,
        needs::{Role, TypeNeeds},
    },
    print::docs,
};

/// One direction of a method.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message<'p> {
    pub(crate) here: Here<'p>,
    pub(crate) body: &'p Body,
    declared: &'p [FieldDef],
    /// `@sensitive` stands at the method: nothing of it is shown.
    hidden: bool,
    names: &'p TypeNames,
    /// "The parameters of `unlock`".
    what: &'static str,
    method: &'p str,
}

/// The parameters of a method.
pub(crate) fn request(here: Here<'_>, method: Handle<Method>) -> Option<Message<'_>> {
    let names = &here.plan.names.methods.get(&method)?.request;
    let shapes = here.shapes();
    let item = &shapes.model.methods[method];
    let body = &shapes.facts.methods[method].request;
    let hidden = item.attributes.sensitive;
    Some(Message { here, body, declared: &item.params, hidden, names, what: "parameters", method: &item.name })
}

/// The results of a method; none for a `oneway` one.
pub(crate) fn reply(here: Here<'_>, method: Handle<Method>) -> Option<Message<'_>> {
    let names = &here.plan.names.methods.get(&method)?.reply;
    let shapes = here.shapes();
    let item = &shapes.model.methods[method];
    let body = shapes.facts.methods[method].reply.as_ref()?;
    let hidden = item.attributes.sensitive;
    Some(Message { here, body, declared: &item.results, hidden, names, what: "results", method: &item.name })
}

impl<'p> Message<'p> {
    /// Whether there is nothing in it: then its type is `()`.
    pub(crate) fn is_empty(&self) -> bool {
        self.body.fields.is_empty()
    }

    pub(crate) fn fields(&self) -> &'p [Field] {
        &self.body.fields
    }

    pub(crate) fn field_names(&self) -> FieldNames {
        FieldNames::new(self.fields())
    }

    fn uniform(&self) -> bool {
        self.fields().iter().all(|field| self.here.shapes().uniform(&field.shape))
    }

    /// Whether the type to write has a lifetime.
    fn value_borrows(&self) -> bool {
        self.fields().iter().any(|field| self.here.shapes().borrows(&field.shape))
    }

    /// Whether what is read refers to the message.
    pub(crate) fn read_borrows(&self) -> bool {
        self.fields().iter().any(|field| self.read_type(field, Life::Named).to_string().contains("'a"))
    }

    fn read_type(&self, field: &Field, life: Life) -> TokenStream {
        self.here.read(&field.shape, life)
    }

    /// The type to write, without generic arguments.
    pub(crate) fn value_name(&self) -> Ident {
        ident(&self.names.value)
    }

    fn read_name(&self) -> Ident {
        if self.uniform() { self.value_name() } else { ident(&self.names.view) }
    }

    /// The type to write.
    pub(crate) fn value_type(&self, life: Life) -> TokenStream {
        if self.is_empty() {
            return quote!(());
        }
        let (name, argument) = (self.value_name(), life.argument());
        match (self.value_borrows(), self.body.caps > 0) {
            (false, false) => quote!(#name),
            (true, false) => quote!(#name<#argument>),
            (false, true) => quote!(#name<K>),
            (true, true) => quote!(#name<#argument, K>),
        }
    }

    /// The type to read.
    pub(crate) fn read_type_of_all(&self, life: Life) -> TokenStream {
        if self.is_empty() {
            return quote!(());
        }
        let (name, argument) = (self.read_name(), life.argument());
        if self.read_borrows() { quote!(#name<#argument>) } else { quote!(#name) }
    }

    /// The types of the message, and how they are written and read.
    pub(crate) fn emit(&self, written: bool, read: bool) -> TokenStream {
        if self.is_empty() {
            return TokenStream::new();
        }
        let value = (written || self.uniform()).then(|| self.value());
        let view = (read && !self.uniform()).then(|| self.view());
        let write = written.then(|| self.write());
        let read = read.then(|| self.read());
        quote!(#value #write #view #read)
    }

    fn size(&self) -> String {
        match (self.body.max, self.body.is_fixed()) {
            (max, true) => format!("{max} bytes"),
            (max, false) => format!("at most {max} bytes"),
        }
    }

    fn is_secret(&self, index: usize) -> bool {
        self.hidden || self.declared.get(index).is_some_and(|field| field.attributes.sensitive)
    }

    fn has_secret(&self) -> bool {
        self.hidden || self.declared.iter().any(|field| field.attributes.sensitive)
    }

    fn debug(&self, name: &Ident, generics: &TokenStream) -> TokenStream {
        let names = self.field_names();
        let fields = self.fields().iter().zip(&names.fields).enumerate().map(|(index, (field, name))| {
            let value = if self.is_secret(index) { quote!(format_args!("<redacted>")) } else { quote!(self.#name) };
            (field.name.clone(), value)
        });
        debug_of(&quote!(#name), generics, fields)
    }

    pub(crate) fn struct_fields(&self, ty: impl Fn(&Field) -> TokenStream) -> Vec<TokenStream> {
        let names = self.field_names();
        let fields = self.fields().iter().zip(&names.fields).enumerate();
        fields
            .map(|(index, (field, name))| {
                let (docs, ty) = (field_docs(self.here, field, self.declared.get(index)), ty(field));
                quote!(#docs pub #name: #ty)
            })
            .collect()
    }

    /// The struct to write, and to read where that is the same.
    fn value(&self) -> TokenStream {
        let name = self.value_name();
        let docs_of_type = docs(&format!("The {} of `{}`, {}.", self.what, self.method, self.size()));
        let generics = match (self.value_borrows(), self.body.caps > 0) {
            (false, false) => quote!(),
            (true, false) => quote!(<'a>),
            (false, true) => quote!(<K: tessera::Kernel>),
            (true, true) => quote!(<'a, K: tessera::Kernel>),
        };
        let by_hand = self.body.caps > 0 || self.has_secret();
        let derive = match (self.body.caps > 0, by_hand) {
            (true, _) => quote!(),
            (false, true) => quote!(#[derive(Clone, Copy, PartialEq)]),
            (false, false) => quote!(#[derive(Clone, Copy, Debug, PartialEq)]),
        };
        let debug = by_hand.then(|| self.debug(&name, &generics));
        let fields = self.struct_fields(|field| self.here.value(&field.shape, Life::Named));
        quote! {
            #docs_of_type
            #derive
            pub struct #name #generics { #(#fields),* }

            #debug
        }
    }

    /// The struct to read.
    fn view(&self) -> TokenStream {
        let name = self.read_name();
        let docs_of_type = docs(&format!("The {} of `{}`, read in place: {}.", self.what, self.method, self.size()));
        let generics = if self.read_borrows() { quote!(<'a>) } else { TokenStream::new() };
        let (derive, debug) = if self.has_secret() {
            (quote!(#[derive(Clone, Copy, PartialEq)]), Some(self.debug(&name, &generics)))
        } else {
            (quote!(#[derive(Clone, Copy, Debug, PartialEq)]), None)
        };
        let fields = self.struct_fields(|field| self.read_type(field, Life::Named));
        quote! {
            #docs_of_type
            #derive
            pub struct #name #generics { #(#fields),* }

            #debug
        }
    }

    fn write(&self) -> TokenStream {
        let ty = self.value_type(Life::Elided);
        let kernel = (self.body.caps > 0).then(|| quote!(<K: tessera::Kernel>));
        let names = self.field_names();
        let write = write_body(self.here, self.body, |index, _| {
            let name = names.fields.get(index);
            quote!(self.#name)
        });
        let give = (self.body.caps > 0).then(|| {
            let each =
                self.fields().iter().zip(&names.fields).map(|(field, name)| give(&field.shape, &quote!(self.#name)));
            quote! {
                #[inline]
                fn give(self, port: &mut K) -> Result<(), tessera::wire::DoesNotFit> {
                    #(#each)*
                    Ok(())
                }
            }
        });
        quote! {
            impl #kernel tessera::wire::Write for #ty {
                #[inline]
                fn write(&self, out: &mut [u8]) -> Result<usize, tessera::wire::DoesNotFit> {
                    #write
                }
            }

            impl<K: tessera::Kernel> tessera::wire::Give<K> for #ty {
                #give
            }
        }
    }

    fn read(&self) -> TokenStream {
        let borrows = self.read_borrows();
        let ty = self.read_type_of_all(Life::Named);
        let names = self.field_names();
        let (declared, life) = if borrows { (quote!(<'a>), quote!('a)) } else { (quote!(), quote!('_)) };
        let read = read_body(self.here, self.body, &names);
        let fields = names.initializers();
        quote! {
            impl #declared tessera::wire::Read<#life> for #ty {
                #[inline]
                fn read(message: tessera::wire::Message<#life>) -> Result<Self, tessera::wire::Malformed> {
                    #read
                    Ok(Self { #fields })
                }
            }
        }
    }
}

/// Whether a body is one fixed part and nothing else: then its size is known, and there is no cursor.
fn is_whole(body: &Body) -> bool {
    body.is_fixed() && body.caps == 0
}

/// The size of the fixed part. A body without objects is rounded up to a multiple of 8 as a whole.
fn fixed_size(body: &Body) -> u32 {
    if body.is_fixed() { body.max } else { body.fixed }
}

/// Writes a body into `out` and returns its length.
fn write_body(here: Here<'_>, body: &Body, of: impl Fn(usize, &Field) -> TokenStream) -> TokenStream {
    let size = number(fixed_size(body));
    let writer = Writer { here, owns_objects: true };
    if is_whole(body) {
        let statements = writer.fields(&body.fields, of);
        return quote! {
            let mut fixed = tessera::build::FixedMut::<#size>::whole(out)?;
            #statements
            Ok(#size)
        };
    }
    let statements = writer.fields(&body.fields, of);
    quote! {
        let (mut fixed, mut objects) = tessera::build::FixedMut::<#size>::open(out)?;
        #statements
        objects.end()
    }
}

/// Reads the fields of a body from `message` into variables.
fn read_body(here: Here<'_>, body: &Body, names: &FieldNames) -> TokenStream {
    let size = number(fixed_size(body));
    let reader = Reader { here, owns_objects: true };
    let statements = read_fields(reader, &body.fields, &body.padding, names);
    if is_whole(body) {
        return quote! {
            let fixed = tessera::view::Fixed::<#size>::whole(message)?;
            #statements
        };
    }
    quote! {
        let (fixed, mut objects) = tessera::view::Fixed::<#size>::open(message)?;
        #statements
        objects.end()?;
    }
}

/// How an error is written and read: its body has the error as its only field.
pub(super) fn error(here: Here<'_>, definition: Handle<TypeDef>, needs: TypeNeeds) -> TokenStream {
    if !needs.error_written && !needs.error_read {
        return TokenStream::new();
    }
    let Some(body) = body_of_error(here, definition) else { return TokenStream::new() };
    let name = here.value_name(definition);
    let write = needs.error_written.then(|| {
        let write = if is_whole(body) && here.shapes().scalar(&error_shape(here, definition)) {
            one_number(here, body)
        } else {
            write_body(here, body, |_, _| quote!(self))
        };
        quote! {
            impl tessera::wire::Write for #name {
                #[inline]
                fn write(&self, out: &mut [u8]) -> Result<usize, tessera::wire::DoesNotFit> {
                    #write
                }
            }
        }
    });
    let read = needs.error_read.then(|| {
        let reader = Reader { here, owns_objects: true };
        let error = ident("error");
        let size = number(fixed_size(body));
        let statements =
            in_order(&body.fields, &body.padding, |_, field| reader.read(&field.shape, field.offset, &error));
        quote! {
            impl tessera::wire::Read<'_> for #name {
                #[inline]
                fn read(message: tessera::wire::Message<'_>) -> Result<Self, tessera::wire::Malformed> {
                    let fixed = tessera::view::Fixed::<#size>::whole(message)?;
                    #statements
                    Ok(error)
                }
            }
        }
    });
    quote!(#write #read)
}

/// Writes an error that is one number in one expression.
fn one_number(here: Here<'_>, body: &Body) -> TokenStream {
    let size = number(fixed_size(body));
    let writer = Writer { here, owns_objects: true };
    let put = writer.fields(&body.fields, |_, _| quote!(self));
    // `fixed.u8::<0>(…)` with the fixed part in its place.
    let tail: TokenStream = put.into_iter().skip(1).collect();
    quote! {
        tessera::build::FixedMut::<#size>::whole(out)?#tail
        Ok(#size)
    }
}

fn error_shape(here: Here<'_>, definition: Handle<TypeDef>) -> Shape {
    Shape { kind: ShapeKind::Named(definition), extent: here.shapes().facts.types[definition].extent }
}

/// The body of some failure with this error; all are the same.
fn body_of_error(here: Here<'_>, definition: Handle<TypeDef>) -> Option<&Body> {
    let shapes = here.shapes();
    shapes.model.methods.handles().find_map(|method| {
        let body = shapes.facts.methods[method].error.as_ref()?;
        (body.fields.first()?.shape.kind == ShapeKind::Named(definition)).then_some(body)
    })
}

/// The type of a method's error.
pub(crate) fn error_type(here: Here<'_>, facts: &MethodFacts) -> TokenStream {
    let error = facts.error.as_ref().and_then(|error| error.fields.first());
    error.map_or_else(|| quote!(tessera::Never), |field| here.value(&field.shape, Life::Elided))
}

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
    let max_request = number(facts.request.max);
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
    let error = error_type(here, facts);
    let unit = || quote!(());
    let (args, read_request) = (request.value_type(Life::Named), request.read_type_of_all(Life::Named));
    let result = reply.as_ref().map_or_else(unit, |reply| reply.value_type(Life::Named));
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
    let served = role.served.then(|| {
        quote! {
            impl tessera::Served for #marker {
                type Request<'a> = #read_request;
                type Reply<'a, K: tessera::Kernel> = #result;
                type Error = #error;
            }
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
        }

        #called
        #served
        #fits
        #types_of_request
        #types_of_reply
    }
}
