//! Tables that are read in place: a field is looked at when it is asked for.

use super::{Parts, Visible};
use crate::{
    emit::{
        clear,
        look::{Looker, to_value},
        owned,
        place::{Here, Life, number},
        read::{Reader, without_generics},
        types::in_place,
    },
    tokens::{TokenStream, Tokens, quote},
};

/// The view of a table, and what validates it.
pub(super) fn of_table(here: Here<'_>, parts: &Parts<'_>, has_value: bool) -> TokenStream {
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
