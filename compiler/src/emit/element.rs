//! Structs, tables and unions as elements of a list that is written.

use tessera_idl::{arena::Handle, model::TypeDef};

use super::{
    clear,
    place::{Here, Life, number},
};
use crate::{
    plan::shapes::needs_objects,
    tokens::{TokenStream, quote},
};

/// How a list writes one, and what its bytes are alone.
pub(super) fn implementation(here: Here<'_>, definition: Handle<TypeDef>) -> TokenStream {
    let shapes = here.shapes();
    let shape = shapes.named(definition);
    let (name, size) = (here.value_name(definition), number(shape.extent.size));
    let ty = here.value(&shape, Life::Elided);
    let forever = if shapes.borrows(&shape) { quote!(#name<'static>) } else { quote!(#name) };
    let (objects, argument) =
        if needs_objects(&shape) { (quote!(objects), quote!(, objects)) } else { (quote!(_), quote!()) };
    let put = quote!(self.put(&mut tessera::build::FixedMut::new(place) #argument));
    let put = if shapes.put_fails(&shape) { put } else { quote!(#put; Ok(())) };
    let plain = shapes.settled(&shape).map(|bits| {
        let check = clear::check_each(&bits, shape.extent.size, &quote!(places));
        let places = if check.is_empty() { quote!(_) } else { quote!(places) };
        quote! {
            impl tessera::Plain for #ty {
                #[inline]
                fn check(#places: &[[u8; #size]]) -> Result<(), tessera::wire::Malformed> {
                    #check
                    Ok(())
                }
            }
        }
    });
    quote! {
        impl tessera::Element for #ty {
            type Bytes = [u8; #size];
            type Of = #forever;

            #[inline(always)]
            fn write(
                &self,
                place: &mut [u8; #size],
                #objects: &mut tessera::build::ObjectsMut<'_>,
            ) -> Result<(), tessera::wire::DoesNotFit> {
                #put
            }
        }

        #plain
    }
}
