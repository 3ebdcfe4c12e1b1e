//! Elements of a list that is written.

use tessera_idl::{arena::Handle, facts::Shape, model::TypeDef};

use super::{
    clear, owned,
    place::{Here, Life, number},
    view,
    write::{Source, Writer},
};
use crate::{
    plan::{needs::ElementNeeds, shapes::needs_objects, signature},
    print::docs,
    tokens::{TokenStream, Tokens, quote},
};

/// An element without a name: what a list calls it, how it is written, how it is read in place.
pub(super) fn unnamed(here: Here<'_>, needs: &ElementNeeds) -> TokenStream {
    let told = needs.told.then(|| {
        let (kind, text) = (here.kind(&needs.shape), signature::shape(here.shapes().model, &needs.shape));
        let (docs, told) = (docs(&format!("An element `{text}`.")), told(here, &needs.shape));
        let owned = owned::element(here, &needs.shape);
        quote! {
            #docs
            #[derive(Clone, Copy, Debug)]
            pub enum #kind {}

            #told

            #owned
        }
    });
    let view = needs.viewed.then(|| view::of_element(here, &needs.shape));
    quote!(#told #view)
}

/// A struct, table, union or new type: how a list writes one, and what its bytes are alone.
pub(super) fn named(here: Here<'_>, definition: Handle<TypeDef>) -> TokenStream {
    let shape = here.shapes().named(definition);
    let (told, plain) = (told(here, &shape), plain(here, &shape));
    quote!(#told #plain)
}

/// How a list writes one.
fn told(here: Here<'_>, shape: &Shape) -> TokenStream {
    let (kind, ty, size) = (here.kind(shape), here.value(shape, Life::Elided), number(shape.extent.size));
    let put = if here.shapes().is_compound(shape) {
        let argument = needs_objects(shape).then(|| quote!(, objects));
        let put = quote!(self.put(&mut tessera::build::FixedMut::new(place) #argument));
        if here.shapes().put_fails(shape) { put } else { quote!(#put; Ok(())) }
    } else {
        let put = Writer { here, owns_objects: false }.put(shape, 0, &Source::behind(quote!(self)));
        quote! {
            let mut fixed = tessera::build::FixedMut::new(place);
            #put
            Ok(())
        }
    };
    let objects = if put.mentions("objects") { quote!(objects) } else { quote!(_) };
    quote! {
        impl tessera::Kind for #kind {
            type Bytes = [u8; #size];
        }

        impl tessera::Element<#kind> for #ty {
            #[inline(always)]
            fn write(
                &self,
                place: &mut [u8; #size],
                #objects: &mut tessera::build::ObjectsMut<'_>,
            ) -> Result<(), tessera::wire::DoesNotFit> {
                #put
            }
        }
    }
}

/// What elements are that are nothing but their bytes.
fn plain(here: Here<'_>, shape: &Shape) -> Option<TokenStream> {
    let (kind, size) = (here.kind(shape), number(shape.extent.size));
    let check = clear::check_each(&here.shapes().settled(shape)?, shape.extent.size, &quote!(places));
    let places = if check.is_empty() { quote!(_) } else { quote!(places) };
    Some(quote! {
        impl tessera::Plain for #kind {
            #[inline]
            fn check(#places: &[[u8; #size]]) -> Result<(), tessera::wire::Malformed> {
                #check
                Ok(())
            }
        }
    })
}
