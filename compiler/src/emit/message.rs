//! Messages: the parameters and results of a method, and the error of those that fail.

use tessera_idl::{
    arena::Handle,
    facts::{Body, Field},
    model::{FieldDef, Method},
};

use super::{
    fields::{FieldNames, debug_of, field_docs, read_fields},
    owned,
    place::{Here, Life, number},
    read::Reader,
    write::{Writer, give},
};
use crate::{
    plan::{names::ident, naming::TypeNames},
    print::docs,
    tokens::{Ident, TokenStream, Tokens, quote},
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
    let what = if item.event.is_some() { "content" } else { "results" };
    Some(Message { here, body, declared: &item.results, hidden, names, what, method: &item.name })
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

    /// Whether the type to write holds capabilities.
    pub(super) fn carries(&self) -> bool {
        self.fields().iter().any(|field| self.here.shapes().carries(&field.shape))
    }

    /// Whether what is read refers to the message.
    pub(crate) fn read_borrows(&self) -> bool {
        self.fields().iter().any(|field| self.read_type(field, Life::Named).mentions("'a"))
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
        match (self.value_borrows(), self.carries()) {
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
        let owned = owned::message(self, written, read);
        let read = read.then(|| self.read());
        quote!(#value #write #view #read #owned)
    }

    /// What the message's declaration says of a field.
    pub(super) fn declared(&self, index: usize) -> Option<&'p FieldDef> {
        self.declared.get(index)
    }

    /// The type that is kept.
    pub(super) fn owned_name(&self) -> Ident {
        ident(&self.names.owned)
    }

    /// "The parameters of `unlock`, owned: at most 16 bytes."
    pub(super) fn title(&self, form: &str) -> String {
        format!("The {} of `{}`{form}{}.", self.what, self.method, self.size())
    }

    fn size(&self) -> String {
        match (self.body.max, self.body.is_fixed()) {
            (max, true) => format!("{max} bytes"),
            (max, false) => format!("at most {max} bytes"),
        }
    }

    pub(super) fn is_secret(&self, index: usize) -> bool {
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
        let docs_of_type = docs(&self.title(", "));
        let generics = match (self.value_borrows(), self.carries()) {
            (false, false) => quote!(),
            (true, false) => quote!(<'a>),
            (false, true) => quote!(<K: tessera::Kernel>),
            (true, true) => quote!(<'a, K: tessera::Kernel>),
        };
        let by_hand = self.carries() || self.has_secret();
        let derive = match (self.carries(), by_hand) {
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
        let docs_of_type = docs(&self.title(", read in place: "));
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
        let kernel = self.carries().then(|| quote!(<K: tessera::Kernel>));
        let names = self.field_names();
        let write = write_body(self.here, self.body, |index, _| {
            let name = names.fields.get(index);
            quote!(self.#name)
        });
        let give = self.carries().then(|| {
            let each = self
                .fields()
                .iter()
                .zip(&names.fields)
                .map(|(field, name)| give(self.here, &field.shape, &quote!(self.#name)));
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
pub(super) fn is_whole(body: &Body) -> bool {
    body.is_fixed() && body.caps == 0
}

/// The size of the fixed part. A body without objects is rounded up to a multiple of 8 as a whole.
pub(super) fn fixed_size(body: &Body) -> u32 {
    if body.is_fixed() { body.max } else { body.fixed }
}

/// Writes a body into `out` and returns its length.
pub(super) fn write_body(here: Here<'_>, body: &Body, of: impl Fn(usize, &Field) -> TokenStream) -> TokenStream {
    let size = number(fixed_size(body));
    let writer = Writer { here, owns_objects: true };
    let padding: TokenStream = body.padding.iter().map(|gap| Writer::zero(gap.start, gap.end)).collect();
    if is_whole(body) {
        let statements = writer.fields(&body.fields, of);
        return quote! {
            let mut fixed = tessera::build::FixedMut::<#size>::whole(out)?;
            #statements
            #padding
            Ok(#size)
        };
    }
    let statements = writer.fields(&body.fields, of);
    quote! {
        let (mut fixed, mut objects) = tessera::build::FixedMut::<#size>::open(out)?;
        #statements
        #padding
        objects.end()
    }
}

/// Reads the fields of a body from `message` into variables.
fn read_body(here: Here<'_>, body: &Body, names: &FieldNames) -> TokenStream {
    let size = number(fixed_size(body));
    let reader = Reader { here, owns_objects: true };
    let statements = read_fields(reader, &body.fields, &body.padding, fixed_size(body), names);
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
