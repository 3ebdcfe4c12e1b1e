//! Errors of methods that fail: a body whose only field is the error.

use tessera_idl::{
    arena::Handle,
    facts::{Body, ShapeKind},
    model::TypeDef,
};

use super::{
    clear,
    message::{fixed_size, write_body},
    place::{Here, number},
    read::Reader,
};
use crate::{
    plan::{names::ident, needs::TypeNeeds},
    tokens::{TokenStream, quote},
};

/// How an error is written and read: its body has the error as its only field.
pub(super) fn error(here: Here<'_>, definition: Handle<TypeDef>, needs: TypeNeeds) -> TokenStream {
    if !needs.error_written && !needs.error_read {
        return TokenStream::new();
    }
    let Some(body) = body_of_error(here, definition) else { return TokenStream::new() };
    let name = here.value_name(definition);
    let write = needs.error_written.then(|| {
        let write = write_body(here, body, |_, _| quote!(self));
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
        let clear = clear::check(&here.shapes().clear_of(&body.fields, &body.padding, true), 0, fixed_size(body));
        let reads = body.fields.iter().map(|field| reader.read(&field.shape, field.offset, &error));
        quote! {
            impl tessera::wire::Read<'_> for #name {
                #[inline]
                fn read(message: tessera::wire::Message<'_>) -> Result<Self, tessera::wire::Malformed> {
                    let fixed = tessera::view::Fixed::<#size>::whole(message)?;
                    #clear
                    #(#reads)*
                    Ok(error)
                }
            }
        }
    });
    quote!(#write #read)
}

/// The body of some failure with this error; all are the same.
fn body_of_error(here: Here<'_>, definition: Handle<TypeDef>) -> Option<&Body> {
    let shapes = here.shapes();
    shapes.model.methods.handles().find_map(|method| {
        let body = shapes.facts.methods[method].error.as_ref()?;
        (body.fields.first()?.shape.kind == ShapeKind::Named(definition)).then_some(body)
    })
}
