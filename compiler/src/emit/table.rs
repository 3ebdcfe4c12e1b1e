//! Tables: the value, in which every field may be absent, how it is written, and the view.

use tessera_idl::{
    arena::Handle,
    facts::TableField,
    model::{NumberedDef, TypeDef, TypeDefKind},
};

use super::{
    clear,
    fields::debug_of,
    look::{Looker, to_value},
    owned,
    place::{Here, Life, number},
    read::{Reader, without_generics},
    structure::{derives_with, generics},
    types::{documentation, in_place, marked},
    write::{Source, Writer, give, is_capabilities},
};
use crate::{
    plan::{
        names::{Scope, ident, snake},
        needs::TypeNeeds,
        signature,
    },
    tokens::{Ident, TokenStream, Tokens, quote},
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
    let view = needs.view.then(|| view(here, parts, !only_viewed));
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

/// What is read in place.
fn view(here: Here<'_>, parts: &Parts<'_>, has_value: bool) -> TokenStream {
    let shape = here.shapes().named(parts.definition);
    let name = without_generics(&here.view(&shape, Life::Named));
    let docs_of_type = in_place(here, parts.definition, has_value);
    let visible = parts.visible(here);
    let borrows = visible.iter().any(|visible| here.view(&visible.field.shape, Life::Named).mentions("'a"));
    let head = if borrows { quote!(impl<'a> #name<'a>) } else { quote!(impl #name<'_>) };
    let looker = Looker { here, fixed: quote!(fixed), body: quote!(self.0.body()) };
    let getters = visible.iter().map(|Visible { field, docs, getter, .. }| {
        let ty = here.view(&field.shape, Life::Named);
        let (number, at, size) = (number(field.number.into()), number(field.offset), number(field.shape.extent.size));
        let get = looker.get(&field.shape, 0);
        quote! {
            #docs
            #[inline]
            #[must_use]
            pub fn #getter(self) -> Option<#ty> {
                let fixed = self.0.field::<#number, #at, #size>()?;
                Some(#get)
            }
        }
    });
    let check = check(here, parts);
    let equal = if visible.is_empty() {
        quote!(let _ = (self, other); true)
    } else {
        let equal = visible.iter().map(|Visible { getter, .. }| quote!(self.#getter() == other.#getter()));
        quote!(#(#equal)&&*)
    };
    let title = name.to_string();
    let shown = visible.iter().map(|Visible { field, getter, secret, .. }| {
        let text = &field.name;
        if *secret {
            quote!(.field(#text, &format_args!("<redacted>")))
        } else {
            quote!(.field(#text, &self.#getter()))
        }
    });
    let from = (has_value && !owned::is_value(here, &shape)).then(|| from(here, parts, &visible, &name));
    quote! {
        #docs_of_type
        #[derive(Clone, Copy)]
        pub struct #name<'a>(tessera::grow::Table<'a>);

        #head {
            #(#getters)*

            #check
        }

        impl<'a> tessera::View<'a> for #name<'a> {
            type Bytes = [u8; 8];

            #[inline]
            fn view(bytes: &'a [u8; 8], body: &'a [u8]) -> Self {
                Self(tessera::grow::Table::new(tessera::view::Fixed::new(bytes).slot::<0>(), body))
            }
        }

        impl PartialEq for #name<'_> {
            fn eq(&self, other: &Self) -> bool {
                #equal
            }
        }

        impl core::fmt::Debug for #name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(#title)#(#shown)*.finish()
            }
        }

        #from
    }
}

/// Validates all known fields, reserved ones too.
fn check(here: Here<'_>, parts: &Parts<'_>) -> TokenStream {
    let (shared, ends, room, caps) = (here.shared(), parts.ends(), number(parts.room), number(parts.caps));
    let reader = Reader { here, owns_objects: false };
    let mut end = 8;
    let mut fields = TokenStream::new();
    for field in parts.fields {
        if field.offset > end {
            let (at, size) = (number(end), number(field.offset - end));
            fields.extend(quote!(fields.gap::<#at, #size>()?;));
        }
        end = field.offset + field.shape.extent.size;
        let (number, at, size) = (number(field.number.into()), number(field.offset), number(field.shape.extent.size));
        let get = quote!(fields.field::<#number, #at, #size>()?);
        let clear = clear::check(&here.shapes().clear(&field.shape, false), 0, field.shape.extent.size);
        let check = reader.check(&field.shape, 0);
        let check = quote!(#clear #check);
        fields.extend(if check.is_empty() { quote!(#get;) } else { quote!(if let Some(fixed) = #get { #check }) });
    }
    quote! {
        #[inline]
        #shared fn check(
            fixed: tessera::view::Fixed<'_, 8>,
            objects: &mut tessera::view::Objects<'_>,
        ) -> Result<(), tessera::wire::Malformed> {
            let Some(fields) = objects.table(fixed.slot::<0>(), #room, #ends)? else { return Ok(()); };
            #fields
            objects.close(&fields, #caps)
        }
    }
}

/// A value from a view, where its fields need nothing that a view has not.
fn from(here: Here<'_>, parts: &Parts<'_>, visible: &[Visible<'_>], view: &TokenStream) -> TokenStream {
    if visible.iter().any(|visible| !here.shapes().uniform(&visible.field.shape)) {
        return TokenStream::new();
    }
    let value = here.value_name(parts.definition);
    let borrows = here.shapes().borrows(&here.shapes().named(parts.definition));
    let (declared, life) = if borrows { (quote!(<'a>), quote!(<'a>)) } else { (quote!(), quote!(<'_>)) };
    let arguments = borrows.then(|| quote!(<'a>));
    let fields = visible.iter().map(|Visible { field, name, getter, .. }| {
        let inner = to_value(here, &field.shape, &quote!(value));
        if inner.is_name("value") {
            quote!(#name: view.#getter())
        } else {
            quote!(#name: view.#getter().map(|value| #inner))
        }
    });
    let unused = visible.is_empty().then(|| quote!(let _ = view;));
    quote! {
        impl #declared From<#view #life> for #value #arguments {
            #[inline]
            fn from(view: #view #life) -> Self {
                #unused
                Self { #(#fields),* }
            }
        }
    }
}
