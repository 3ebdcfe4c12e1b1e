//! Unions: the value, how it is written, how it is read at once, and the view.

mod view;

use tessera_idl::{
    arena::Handle,
    facts::{Shape, UnionForm, UnionVariant},
    model::{NumberedDef, TypeDef, TypeDefKind},
};

use super::{
    clear, owned,
    place::{Here, Life, number, wide_number},
    read::{Reader, zero},
    structure::{derives, generics},
    types::{documentation, marked, variants},
    write::{Source, Writer, give, is_capabilities},
};
use crate::{
    plan::{needs::TypeNeeds, shapes::needs_objects, signature},
    tokens::{Ident, TokenStream, format_ident, quote},
};

/// A union of the model.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'p> {
    pub(super) definition: Handle<TypeDef>,
    pub(super) variants: &'p [UnionVariant],
    pub(super) form: UnionForm,
}

/// A variant that is not reserved.
pub(super) struct Variant<'p> {
    number: u32,
    pub(super) shape: &'p Shape,
    pub(super) docs: TokenStream,
    pub(super) name: Ident,
    pub(super) secret: bool,
}

impl<'p> Parts<'p> {
    pub(super) fn visible(&self, here: Here<'_>) -> Vec<Variant<'p>> {
        let item = &here.shapes().model.types[self.definition];
        let all = self.variants.iter().zip(declared(here, self.definition));
        all.zip(variants(here, self.definition))
            .filter_map(|((variant, declared), name)| {
                let shape = variant.shape.as_ref()?;
                let text = signature::shape(here.shapes().model, shape);
                Some(Variant {
                    number: variant.number,
                    shape,
                    docs: marked(
                        &format!("`{}: {}: {text}`", variant.number, variant.name),
                        &declared.docs,
                        &declared.attributes,
                    ),
                    name: name?,
                    secret: item.attributes.sensitive || declared.attributes.sensitive,
                })
            })
            .collect()
    }
}

/// What the declaration says about the variants.
fn declared(here: Here<'_>, definition: Handle<TypeDef>) -> &[NumberedDef] {
    match &here.plan.shapes.model.types[definition].kind {
        TypeDefKind::Union(item) => &item.variants,
        _ => &[],
    }
}

/// Everything about a union.
pub(super) fn definition(here: Here<'_>, parts: &Parts<'_>, needs: TypeNeeds) -> TokenStream {
    let shape = here.shapes().named(parts.definition);
    let only_viewed =
        needs.view && !needs.put && !needs.read && !here.shapes().uniform(&shape) && !owned::is_value(here, &shape);
    let variants = parts.visible(here);
    let value = (!only_viewed).then(|| value(here, parts, &shape, &variants, needs));
    let view = needs.view.then(|| view::of_union(here, parts, &shape, &variants, !only_viewed));
    quote!(#value #view)
}

fn value(here: Here<'_>, parts: &Parts<'_>, shape: &Shape, variants: &[Variant<'_>], needs: TypeNeeds) -> TokenStream {
    let (name, generics) = (here.value_name(parts.definition), generics(here, shape));
    let arguments = here.generics(shape, Life::Named);
    let size = match parts.form {
        UnionForm::Strict { .. } => format!(", {} bytes in place.", shape.extent.size),
        UnionForm::Flexible { .. } => ".".to_owned(),
    };
    let docs_of_type = documentation(here, parts.definition, &size);
    let sensitive = variants.iter().any(|variant| variant.secret);
    let carries = here.shapes().carries(shape);
    let derives = derives(here, variants.iter().map(|variant| variant.shape), sensitive);
    let debug = (carries || sensitive).then(|| {
        let declared = carries.then(|| quote!(<K: tessera::Kernel>));
        debug_of(
            &quote!(impl #declared core::fmt::Debug for),
            &name,
            &here.generics(shape, Life::Elided),
            variants,
            None,
        )
    });
    let declared = variants.iter().map(|Variant { shape, docs, name, .. }| {
        let ty = here.value(shape, Life::Named);
        quote!(#docs #name(#ty))
    });
    let put = needs.put.then(|| put(here, parts, shape, variants));
    let read = needs.read.then(|| read(here, parts, shape, variants));
    let give = (needs.put && carries).then(|| {
        let shared = here.shared();
        let gives = variants.iter().map(|Variant { shape, name, .. }| {
            if here.shapes().carries(shape) {
                let give = give(here, shape, &quote!(value));
                quote!(Self::#name(value) => { #give })
            } else {
                quote!(Self::#name(_) => {})
            }
        });
        quote! {
            #[inline]
            #shared fn give(self, port: &mut K) -> Result<(), tessera::wire::DoesNotFit> {
                match self { #(#gives)* }
                Ok(())
            }
        }
    });
    let functions = (needs.put || needs.read).then(|| {
        let borrows = here.shapes().borrows(shape);
        if borrows && !carries && !needs.read {
            quote!(impl #name<'_> { #put })
        } else {
            quote!(impl #generics #name #arguments { #read #put #give })
        }
    });
    quote! {
        #docs_of_type
        #derives
        pub enum #name #generics { #(#declared),* }

        #functions
        #debug
    }
}

/// Writes the tag and the variant.
fn put(here: Here<'_>, parts: &Parts<'_>, shape: &Shape, variants: &[Variant<'_>]) -> TokenStream {
    let (size, shared, union) = (number(shape.extent.size), here.shared(), shape);
    let writer = Writer { here, owns_objects: false };
    let fails = here.shapes().put_fails(shape);
    let arms = variants.iter().map(|Variant { number: tag, shape, name, .. }| {
        let tag = wide_number((*tag).into());
        let pattern = if is_capabilities(shape) { quote!(Self::#name(_)) } else { quote!(Self::#name(value)) };
        match parts.form {
            UnionForm::Strict { slot } => {
                let put = writer.put(shape, slot, &Source::behind(quote!(value)));
                let gap = Writer::zero(4, slot);
                let rest = Writer::zero(slot + shape.extent.size, union.extent.size);
                quote!(#pattern => { fixed.u32::<0>(#tag); #gap #put #rest })
            }
            UnionForm::Flexible { .. } => {
                let put = writer.put(shape, 0, &Source::behind(quote!(value)));
                let size = number(shape.extent.size);
                quote! {
                    #pattern => {
                        let (begin, mut variant) = objects.variant::<#size>()?;
                        {
                            let fixed = &mut variant;
                            #put
                        }
                        fixed.u32::<0>(#tag);
                        fixed.slot::<4>(objects.since(begin)?);
                    }
                }
            }
        }
    });
    let objects = needs_objects(shape).then(|| quote!(, objects: &mut tessera::build::ObjectsMut<'_>));
    let result = fails.then(|| quote!(-> Result<(), tessera::wire::DoesNotFit>));
    let finish = fails.then(|| quote!(Ok(())));
    quote! {
        #[inline]
        #shared fn put(&self, fixed: &mut tessera::build::FixedMut<'_, #size> #objects) #result {
            match self { #(#arms)* }
            #finish
        }
    }
}

/// Reads a strict union from its bytes, and validates them.
fn read(here: Here<'_>, parts: &Parts<'_>, shape: &Shape, variants: &[Variant<'_>]) -> TokenStream {
    let UnionForm::Strict { slot } = parts.form else { return TokenStream::new() };
    let reader = Reader { here, owns_objects: false };
    let arms = variants.iter().map(|Variant { number: tag, shape: of, name, .. }| {
        let tag = wide_number((*tag).into());
        let (gap, rest) = around(slot, of, shape);
        let clear = clear::check(&here.shapes().clear(of, true), slot, slot + of.extent.size);
        let read = reader.read(of, slot, &format_ident!("value"));
        quote!(#tag => { #gap #clear #read #rest Ok(Self::#name(value)) })
    });
    let size = number(shape.extent.size);
    let (life, shared) = (if here.shapes().borrows(shape) { quote!('a) } else { quote!('_) }, here.shared());
    let objects = needs_objects(shape).then(|| quote!(, objects: &mut tessera::view::Objects<#life>));
    quote! {
        #[inline]
        #shared fn read(fixed: tessera::view::Fixed<#life, #size> #objects) -> Result<Self, tessera::wire::Malformed> {
            match fixed.u32::<0>() {
                #(#arms)*
                _ => Err(tessera::wire::Malformed),
            }
        }
    }
}

/// Checks that all that a variant leaves free of a strict union is zero: before the slot, and behind the variant.
fn around(slot: u32, variant: &Shape, union: &Shape) -> (TokenStream, TokenStream) {
    (zero(4, slot), zero(slot + variant.extent.size, union.extent.size))
}

/// `Debug` variant by variant: a derive would print what is sensitive, or ask the kernel's type to be `Debug`.
pub(super) fn debug_of(
    head: &TokenStream,
    name: &TokenStream,
    arguments: &TokenStream,
    variants: &[Variant<'_>],
    unknown: Option<&Ident>,
) -> TokenStream {
    let arms = variants.iter().map(|Variant { name, secret, .. }| {
        let text = name.to_string();
        if *secret {
            quote!(Self::#name(_) => f.debug_tuple(#text).field(&format_args!("<redacted>")).finish(),)
        } else {
            quote!(Self::#name(value) => f.debug_tuple(#text).field(value).finish(),)
        }
    });
    let unknown = unknown.map(|name| {
        let text = name.to_string();
        quote!(Self::#name(tag) => f.debug_tuple(#text).field(tag).finish(),)
    });
    quote! {
        #head #name #arguments {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self { #(#arms)* #unknown }
            }
        }
    }
}
