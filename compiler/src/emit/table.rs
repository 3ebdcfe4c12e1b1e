//! Tables: the value, in which every field may be absent, how it is written, and the view.

mod view;

use tessera_idl::{
    arena::Handle,
    facts::TableField,
    model::{NumberedDef, TypeDef, TypeDefKind},
};

use super::{
    fields::debug_of,
    owned,
    place::{Here, Life, number},
    structure::{derives_with, generics},
    types::{documentation, marked},
    write::{Source, Writer, give, is_capabilities},
};
use crate::{
    plan::{
        names::{Scope, ident, snake},
        needs::TypeNeeds,
        signature,
    },
    tokens::{Ident, TokenStream, quote},
};

/// A table of the model.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'p> {
    pub(super) definition: Handle<TypeDef>,
    pub(super) fields: &'p [TableField],
    pub(super) room: u32,
    pub(super) caps: u32,
}

/// A field that is not reserved.
pub(super) struct Visible<'p> {
    pub(super) field: &'p TableField,
    pub(super) docs: TokenStream,
    pub(super) name: Ident,
    pub(super) getter: Ident,
    pub(super) secret: bool,
}

impl<'p> Parts<'p> {
    /// Where each field ends, in bytes from the object's begin.
    fn ends(&self) -> TokenStream {
        let ends = self.fields.iter().map(|field| number(field.offset + field.shape.extent.size));
        quote!(&[#(#ends),*])
    }

    pub(super) fn visible(&self, here: Here<'_>) -> Vec<Visible<'p>> {
        let declared = declared(here, self.definition);
        let hidden = here.shapes().model.types[self.definition].attributes.sensitive;
        let mut getters = Scope::with(&["check", "view"]);
        let fields = self.fields.iter().zip(declared).filter(|(field, _)| !field.reserved);
        fields
            .map(|(field, declared)| {
                let shape = signature::shape(here.shapes().model, &field.shape);
                Visible {
                    field,
                    docs: marked(
                        &format!("`{}: {}: {shape}`", field.number, field.name),
                        &declared.docs,
                        &declared.attributes,
                    ),
                    name: ident(&snake(&field.name)),
                    getter: ident(&getters.claim(&snake(&field.name))),
                    secret: hidden || declared.attributes.sensitive,
                }
            })
            .collect()
    }
}

/// What the declaration says about the fields.
fn declared(here: Here<'_>, definition: Handle<TypeDef>) -> &[NumberedDef] {
    match &here.plan.shapes.model.types[definition].kind {
        TypeDefKind::Table(item) => &item.fields,
        _ => &[],
    }
}

/// Everything about a table.
pub(super) fn definition(here: Here<'_>, parts: &Parts<'_>, needs: TypeNeeds) -> TokenStream {
    let only_viewed = needs.view && !needs.put && !owned::is_value(here, &here.shapes().named(parts.definition));
    let value = (!only_viewed).then(|| value(here, parts, needs));
    let view = needs.view.then(|| view::of_table(here, parts, !only_viewed));
    quote!(#value #view)
}

fn value(here: Here<'_>, parts: &Parts<'_>, needs: TypeNeeds) -> TokenStream {
    let shape = here.shapes().named(parts.definition);
    let (name, generics) = (here.value_name(parts.definition), generics(here, &shape));
    let arguments = here.generics(&shape, Life::Named);
    let docs_of_type = documentation(here, parts.definition, ": a field is absent unless it is set.");
    let visible = parts.visible(here);
    let sensitive = visible.iter().any(|field| field.secret);
    let carries = here.shapes().carries(&shape);
    let derives = derives_with(here, visible.iter().map(|field| &field.field.shape), sensitive, Some("Default"));
    let default = if carries {
        let names = visible.iter().map(|field| &field.name);
        quote!(impl #generics Default for #name #arguments {
            fn default() -> Self {
                Self { #(#names: None),* }
            }
        })
    } else {
        TokenStream::new()
    };
    let debug = (carries || sensitive).then(|| {
        debug_of(
            &name,
            &generics,
            visible.iter().map(|Visible { field, name, secret, .. }| {
                let value = if *secret { quote!(format_args!("<redacted>")) } else { quote!(self.#name) };
                (field.name.clone(), value)
            }),
        )
    });
    let fields = visible.iter().map(|Visible { field, docs, name, .. }| {
        let ty = here.value(&field.shape, Life::Named);
        quote!(#docs pub #name: Option<#ty>)
    });
    let put = needs.put.then(|| put(here, parts, &visible));
    let give = (needs.put && carries).then(|| {
        let shared = here.shared();
        let gives = visible.iter().filter(|visible| here.shapes().carries(&visible.field.shape)).map(|visible| {
            let (name, give) = (&visible.name, give(here, &visible.field.shape, &quote!(value)));
            quote!(if let Some(value) = self.#name { #give })
        });
        quote! {
            #[inline]
            #shared fn give(self, port: &mut K) -> Result<(), tessera::wire::DoesNotFit> {
                #(#gives)*
                Ok(())
            }
        }
    });
    let functions = put.is_some().then(|| {
        let head = if carries { quote!(impl #generics #name #arguments) } else { elided(&name, &generics) };
        quote!(#head { #put #give })
    });
    quote! {
        #docs_of_type
        #derives
        pub struct #name #generics { #(#fields),* }

        #functions
        #default
        #debug
    }
}

/// `impl Settings<'_>`
fn elided(name: &TokenStream, generics: &TokenStream) -> TokenStream {
    if generics.is_empty() { quote!(impl #name) } else { quote!(impl #name<'_>) }
}

/// Writes the fields that are present.
fn put(here: Here<'_>, parts: &Parts<'_>, visible: &[Visible<'_>]) -> TokenStream {
    let (shared, ends) = (here.shared(), parts.ends());
    let head = quote! {
        #[inline]
        #shared fn put(
            &self,
            fixed: &mut tessera::build::FixedMut<'_, 8>,
            objects: &mut tessera::build::ObjectsMut<'_>,
        ) -> Result<(), tessera::wire::DoesNotFit>
    };
    if visible.is_empty() {
        return quote!(#head {
            let _ = (self, objects);
            fixed.slot::<0>(tessera::wire::Slot::EMPTY);
            Ok(())
        });
    }
    let bits = visible.iter().map(|Visible { field, name, .. }| {
        let bit = number(u32::from(field.number).saturating_sub(1));
        if field.number == 1 {
            quote!(u64::from(self.#name.is_some()))
        } else {
            quote!(u64::from(self.#name.is_some()) << #bit)
        }
    });
    let writer = Writer { here, owns_objects: false };
    let puts = visible.iter().map(|Visible { field, name, .. }| {
        let (at, size) = (number(field.offset), number(field.shape.extent.size));
        let put = writer.put(&field.shape, 0, &Source::behind(quote!(value)));
        let present = if is_capabilities(&field.shape) {
            quote!(self.#name.is_some())
        } else {
            quote!(let Some(value) = &self.#name)
        };
        quote! {
            if #present {
                let mut fixed = table.field::<#at, #size>()?;
                #put
            }
        }
    });
    quote!(#head {
        let present = #(#bits)|*;
        let Some(mut table) = objects.table(present, #ends)? else {
            fixed.slot::<0>(tessera::wire::Slot::EMPTY);
            return Ok(());
        };
        #(#puts)*
        fixed.slot::<0>(objects.since(table.begin())?);
        Ok(())
    })
}
