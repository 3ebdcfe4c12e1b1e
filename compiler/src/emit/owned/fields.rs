//! Structs, tables and messages that are kept: field by field.

use tessera_idl::{
    arena::Handle,
    facts::{Field, Shape},
    model::TypeDef,
};

use super::{
    convert::{Form, lend, lend_option, own, own_option},
    derives, owned,
};
use crate::{
    emit::{
        fields::{FieldNames, debug_of, declared, field_docs},
        place::Here,
        table::Visible,
        write::Source,
    },
    plan::names::{Scope, ident, snake},
    tokens::{Ident, TokenStream, quote},
};

/// Fields that are kept.
pub(super) struct Fields<'p> {
    pub(super) here: Here<'p>,
    pub(super) parts: Vec<Part<'p>>,
}

/// One of them.
pub(super) struct Part<'p> {
    pub(super) shape: &'p Shape,
    /// A field of a table may be absent.
    pub(super) optional: bool,
    pub(super) docs: TokenStream,
    /// As a field.
    pub(super) name: Ident,
    /// How what is read in place is asked for it.
    pub(super) getter: TokenStream,
    /// Its name in the language.
    pub(super) title: &'p str,
    pub(super) secret: bool,
}

impl<'p> Fields<'p> {
    pub(super) fn of_struct(here: Here<'p>, definition: Handle<TypeDef>, fields: &'p [Field]) -> Self {
        let (declared, names) = (declared(here, definition), FieldNames::new(fields));
        let hidden = here.shapes().model.types[definition].attributes.sensitive;
        let mut getters = Scope::with(&["check", "view"]);
        let parts = fields.iter().zip(names.fields).enumerate().map(|(index, (field, name))| {
            let getter = ident(&getters.claim(&snake(&field.name)));
            Part {
                shape: &field.shape,
                optional: false,
                docs: field_docs(here, field, declared.get(index)),
                name,
                getter: quote!(#getter()),
                title: &field.name,
                secret: hidden || declared.get(index).is_some_and(|field| field.attributes.sensitive),
            }
        });
        Self { here, parts: parts.collect() }
    }

    pub(super) fn of_table(here: Here<'p>, fields: Vec<Visible<'p>>) -> Self {
        let parts = fields.into_iter().map(|Visible { field, docs, name, getter, secret }| Part {
            shape: &field.shape,
            optional: true,
            docs,
            name,
            getter: quote!(#getter()),
            title: &field.name,
            secret,
        });
        Self { here, parts: parts.collect() }
    }

    /// The struct.
    pub(super) fn declare(&self, ty: &TokenStream, docs: &TokenStream, visible: bool, default: bool) -> TokenStream {
        let secret = self.parts.iter().any(|part| part.secret);
        let derives = derives(self.here.shapes(), self.parts.iter().map(|part| part.shape), secret);
        let default = default.then(|| quote!(#[derive(Default)]));
        let visible = visible.then(|| quote!(pub));
        let fields = self.parts.iter().map(|Part { shape, optional, docs, name, .. }| {
            let ty = owned(self.here, shape);
            let ty = if *optional { quote!(Option<#ty>) } else { ty };
            quote!(#docs #visible #name: #ty)
        });
        let debug = secret.then(|| {
            let fields = self.parts.iter().map(|Part { name, title, secret, .. }| {
                let value = if *secret { quote!(format_args!("<redacted>")) } else { quote!(self.#name) };
                ((*title).to_owned(), value)
            });
            debug_of(ty, &TokenStream::new(), fields)
        });
        quote! {
            #docs
            #derives
            #default
            pub struct #ty { #(#fields),* }

            #debug
        }
    }

    /// All of them from `read`, each in its form.
    pub(super) fn own(&self, form: impl Fn(&Shape) -> Form) -> TokenStream {
        if self.parts.is_empty() {
            return quote!(let _ = read; Self {});
        }
        let fields = self.parts.iter().map(|Part { shape, optional, name, getter, .. }| {
            let form = form(shape);
            let read = if form == Form::View { quote!(read.#getter) } else { quote!(read.#name) };
            let own = if *optional { own_option } else { own };
            let value = own(self.here, shape, &read, form);
            quote!(#name: #value)
        });
        quote!(Self { #(#fields),* })
    }

    /// All of them from `owned`.
    pub(super) fn lend(&self) -> TokenStream {
        let fields = self.parts.iter().map(|Part { shape, optional, name, .. }| {
            let lend = if *optional { lend_option } else { lend };
            let value = lend(self.here, shape, &Source::of(quote!(owned.#name)));
            quote!(#name: #value)
        });
        quote!(Self { #(#fields),* })
    }
}
