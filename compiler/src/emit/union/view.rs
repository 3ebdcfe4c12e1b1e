//! Unions that are read in place: the tag is looked at once, the variant later.

use tessera_idl::facts::{Shape, UnionForm};

use super::{Parts, Variant, around, debug_of};
use crate::{
    emit::{
        clear,
        look::{Looker, to_value},
        place::{Here, Life, number, wide_number},
        read::{Reader, without_generics},
        types::in_place,
    },
    plan::{names::ident, shapes::needs_objects},
    tokens::{TokenStream, Tokens, quote},
};

/// The view of a union, which is the value itself where no variant is read as another type, and what validates it.
pub(super) fn of_union(
    here: Here<'_>,
    parts: &Parts<'_>,
    shape: &Shape,
    variants: &[Variant<'_>],
    has_value: bool,
) -> TokenStream {
    let ty = here.view(shape, Life::Named);
    let name = without_generics(&ty);
    let borrows = ty.mentions("'a");
    let has_view = here.shapes().has_view(parts.definition);
    let declaration = has_view.then(|| declaration(here, parts, variants, &name, borrows, has_value));
    let from = (has_view && has_value && here.shapes().uniform(shape)).then(|| from(here, shape, variants));
    let (size, objects) = (number(shape.extent.size), shape.extent.has_objects());
    let (declared, life) = if borrows { (quote!(<'a>), quote!('a)) } else { (quote!(), quote!('_)) };
    let body = if objects { quote!(body) } else { quote!(_body) };
    let look = look(here, parts, variants, objects);
    let check = check(here, parts, shape, variants);
    let elided = borrows.then(|| quote!(<'_>));
    quote! {
        #declaration

        impl #name #elided {
            #check
        }

        impl #declared tessera::View<#life> for #ty {
            type Bytes = [u8; #size];

            #[inline]
            fn view(bytes: &#life [u8; #size], #body: &#life [u8]) -> Self {
                let fixed = tessera::view::Fixed::new(bytes);
                #look
            }
        }

        #from
    }
}

fn declaration(
    here: Here<'_>,
    parts: &Parts<'_>,
    variants: &[Variant<'_>],
    name: &TokenStream,
    borrows: bool,
    has_value: bool,
) -> TokenStream {
    let docs_of_type = in_place(here, parts.definition, has_value);
    let declared = variants.iter().map(|Variant { shape, docs, name, .. }| {
        let ty = here.view(shape, Life::Named);
        quote!(#docs #name(#ty))
    });
    let flexible = matches!(parts.form, UnionForm::Flexible { .. });
    let unknown = flexible.then(|| {
        quote! {
            /// A variant that this version does not know, by its number.
            Unknown(u32)
        }
    });
    let generics = borrows.then(|| quote!(<'a>));
    let sensitive = variants.iter().any(|variant| variant.secret);
    let derive = (!sensitive).then(|| quote!(Debug,));
    let debug = sensitive.then(|| {
        let elided = if borrows { quote!(<'_>) } else { TokenStream::new() };
        let unknown = flexible.then(|| ident("Unknown"));
        debug_of(&quote!(impl core::fmt::Debug for), name, &elided, variants, unknown.as_ref())
    });
    quote! {
        #docs_of_type
        #[derive(Clone, Copy, #derive PartialEq)]
        pub enum #name #generics { #(#declared,)* #unknown }

        #debug
    }
}

/// The variant that the tag names. Validation refused every other tag of a strict union.
fn look(here: Here<'_>, parts: &Parts<'_>, variants: &[Variant<'_>], objects: bool) -> TokenStream {
    let body = if objects { quote!(body) } else { quote!(&[]) };
    let looker = Looker { here, fixed: quote!(fixed), body };
    match parts.form {
        UnionForm::Strict { slot } => {
            let values: Vec<_> = variants
                .iter()
                .map(|Variant { shape, name, .. }| {
                    let get = looker.get(shape, slot);
                    quote!(Self::#name(#get))
                })
                .collect();
            let Some((last, others)) = values.split_last() else { return TokenStream::new() };
            if others.is_empty() {
                return last.clone();
            }
            let tags = variants.iter().map(|variant| wide_number(variant.number.into()));
            quote! {
                match fixed.u32::<0>() {
                    #(#tags => #others,)*
                    _ => #last,
                }
            }
        }
        UnionForm::Flexible { .. } => {
            let arms = variants.iter().map(|Variant { number: tag, shape, name, .. }| {
                let (tag, size, get) = (wide_number((*tag).into()), number(shape.extent.size), looker.get(shape, 0));
                quote! {
                    #tag => {
                        let fixed = tessera::grow::variant::<#size>(body, fixed.slot::<4>());
                        Self::#name(#get)
                    }
                }
            });
            quote! {
                match fixed.u32::<0>() {
                    #(#arms)*
                    tag => Self::Unknown(tag),
                }
            }
        }
    }
}

fn check(here: Here<'_>, parts: &Parts<'_>, shape: &Shape, variants: &[Variant<'_>]) -> TokenStream {
    let (size, shared) = (number(shape.extent.size), here.shared());
    let objects = needs_objects(shape).then(|| quote!(, objects: &mut tessera::view::Objects<'_>));
    let reader = Reader { here, owns_objects: false };
    let check = match parts.form {
        UnionForm::Strict { slot } => {
            let arms = variants.iter().map(|Variant { number: tag, shape: of, .. }| {
                let tag = wide_number((*tag).into());
                let (gap, rest) = around(slot, of, shape);
                let clear = clear::check(&here.shapes().clear(of, false), slot, slot + of.extent.size);
                let check = reader.check(of, slot);
                quote!(#tag => { #gap #clear #check #rest })
            });
            quote! {
                match fixed.u32::<0>() {
                    #(#arms)*
                    _ => return Err(tessera::wire::Malformed),
                }
                Ok(())
            }
        }
        UnionForm::Flexible { room, caps } => {
            let (room, caps) = (number(room), number(caps));
            let arms = variants.iter().map(|Variant { number: tag, shape, .. }| {
                let (tag, size) = (wide_number((*tag).into()), number(shape.extent.size));
                let clear = clear::check(&here.shapes().clear(shape, false), 0, shape.extent.size);
                let check = reader.check(shape, 0);
                let check = quote!(#clear #check);
                let read = quote!(objects.variant::<#size>()?);
                let read = if check.is_empty() { quote!(#read;) } else { quote!(let fixed = #read; #check) };
                quote!(#tag => { #read objects.leave(object) })
            });
            quote! {
                let tag = fixed.u32::<0>();
                tessera::wire::ensure(tag != 0)?;
                let object = objects.enter(fixed.slot::<4>(), #room)?;
                match tag {
                    #(#arms)*
                    _ => objects.skip(object, #caps),
                }
            }
        }
    };
    quote! {
        #[inline]
        #shared fn check(fixed: tessera::view::Fixed<'_, #size> #objects) -> Result<(), tessera::wire::Malformed> {
            #check
        }
    }
}

/// A value from a view, where the variants need nothing that a view has not.
fn from(here: Here<'_>, shape: &Shape, variants: &[Variant<'_>]) -> TokenStream {
    let borrows = here.shapes().borrows(shape);
    let declared = borrows.then(|| quote!(<'a>));
    let life = if borrows { Life::Named } else { Life::Elided };
    let (value, view) = (here.value(shape, Life::Named), here.view(shape, life));
    let name = without_generics(&view);
    let arms = variants.iter().map(|Variant { shape, name: variant, .. }| {
        let inner = to_value(here, shape, &quote!(value));
        quote!(#name::#variant(value) => Self::#variant(#inner),)
    });
    quote! {
        impl #declared From<#view> for #value {
            #[inline]
            fn from(view: #view) -> Self {
                match view { #(#arms)* }
            }
        }
    }
}
