//! Code that looks at a value in place, in bytes that were validated before. It cannot fail.

use tessera_idl::facts::{Absence, Meaning, Shape, ShapeKind};

use super::{
    place::{Here, Life, bytes_of_array, integer, number, primitive},
    read::length_of,
};
use crate::tokens::{TokenStream, Tokens, quote};

/// Looks at values in a fixed part whose objects lie in a body.
#[derive(Clone, Debug)]
pub(crate) struct Looker<'p> {
    pub(crate) here: Here<'p>,
    /// The fixed part.
    pub(crate) fixed: TokenStream,
    /// The body.
    pub(crate) body: TokenStream,
}

impl Looker<'_> {
    /// The value at an offset, of the type that [`Here::view`] says.
    pub(crate) fn get(&self, shape: &Shape, at: u32) -> TokenStream {
        let Self { here, fixed, .. } = self;
        // What has no objects needs no body, and its view keeps none.
        let body = if shape.extent.has_objects() { self.body.clone() } else { quote!(&[]) };
        let offset = number(at);
        match &shape.kind {
            ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_) => {
                let get = primitive(shape);
                quote!(#fixed.#get::<#offset>())
            }
            ShapeKind::Array { element, .. } => {
                let (bytes, size) = (number(shape.extent.size), number(element.extent.size));
                if bytes_of_array(shape).is_some() {
                    return quote!(*#fixed.array::<#offset, #bytes>());
                }
                let places = quote!(#fixed.array::<#offset, #bytes>().as_chunks::<#size>().0);
                if here.shapes().scalar(element) {
                    let get = element_of_array(*here, element);
                    quote!(tessera::elements(#places, #get))
                } else {
                    quote!(tessera::List::new(#places, #body))
                }
            }
            ShapeKind::Text { .. } => quote!(tessera::view::Text::object(#body, #fixed.slot::<#offset>())),
            ShapeKind::Bytes { .. } => quote!(tessera::view::object_bytes(#body, #fixed.slot::<#offset>())),
            ShapeKind::List { element, .. } => {
                let size = number(element.extent.size);
                quote!(tessera::List::new(tessera::view::object::<#size>(#body, #fixed.slot::<#offset>()), #body))
            }
            ShapeKind::InlineText { bound, prefix } => {
                let (length, places) = (length_of(fixed, *prefix, at), number(at + prefix.size()));
                let bound = number(*bound);
                quote!(#fixed.inline_text::<#places, #bound>(#length))
            }
            ShapeKind::InlineBytes { bound, prefix } => {
                let (length, places) = (length_of(fixed, *prefix, at), number(at + prefix.size()));
                let bound = number(*bound);
                quote!(#fixed.inline::<#places, #bound>(#length))
            }
            ShapeKind::InlineList { element, bound, prefix, places } => {
                let length = length_of(fixed, *prefix, at);
                let size = number(element.extent.size);
                let (begin, bytes) = (number(at + places), number(bound * element.extent.size));
                quote! {
                    tessera::List::new(
                        #fixed.inline::<#begin, #bytes>(#length.saturating_mul(#size)).as_chunks::<#size>().0,
                        &[],
                    )
                }
            }
            ShapeKind::Option { value, absence } => match absence {
                Absence::Tag(begin) => {
                    let get = self.get(value, at + begin);
                    quote!(if #fixed.bool::<#offset>() { Some(#get) } else { None })
                }
                Absence::Offset => {
                    let (get, slot) = (self.get(value, at), number(at + here.shapes().slot(value)));
                    quote!(if #fixed.slot::<#slot>().is_absent() { None } else { Some(#get) })
                }
                Absence::Index => quote! {
                    match #fixed.u16::<#offset>() {
                        tessera::wire::NO_CAP => None,
                        index => Some(tessera::Mention::new(index)),
                    }
                },
            },
            ShapeKind::Named(definition) => match here.shapes().meaning(*definition) {
                Meaning::Enum { repr, .. } | Meaning::Flags { repr, .. } => {
                    self.numbered(*definition, shape, &integer(*repr), at)
                }
                Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => self.newtype(shape, inner, at),
                Meaning::Struct { .. } | Meaning::Table { .. } | Meaning::Union { .. } => {
                    let size = number(shape.extent.size);
                    let view = here.view(shape, Life::Elided);
                    quote!(<#view as tessera::View<'_>>::view(#fixed.array::<#offset, #size>(), #body))
                }
            },
            ShapeKind::Cap { .. } => quote!(tessera::Mention::new(#fixed.u16::<#offset>())),
        }
    }

    /// Enums and flags. Validation refused every number that is no value, so the other one is never taken.
    fn numbered(
        &self,
        definition: tessera_idl::arena::Handle<tessera_idl::model::TypeDef>,
        shape: &Shape,
        get: &crate::tokens::Ident,
        at: u32,
    ) -> TokenStream {
        let (fixed, offset) = (&self.fixed, number(at));
        let ty = self.here.value_name(definition);
        let shapes = self.here.shapes();
        let is_enum = matches!(shapes.meaning(definition), Meaning::Enum { .. });
        let from = if is_enum { quote!(from_number) } else { quote!(from_bits) };
        let otherwise = if shapes.flexible(definition) {
            None
        } else {
            let other = super::types::fallback(self.here, shape);
            Some(quote!(.unwrap_or(#ty::#other)))
        };
        quote!(#ty::#from(#fixed.#get::<#offset>())#otherwise)
    }

    fn newtype(&self, shape: &Shape, inner: &Shape, at: u32) -> TokenStream {
        let ShapeKind::Named(definition) = shape.kind else { return TokenStream::new() };
        let get = self.get(inner, at);
        let is_text = matches!(inner.kind, ShapeKind::Text { .. } | ShapeKind::InlineText { .. });
        let get = if is_text || !self.here.shapes().uniform(inner) { get } else { to_value(self.here, inner, &get) };
        self.here.valid(definition, &get)
    }
}

/// The function that looks at one element of an array that is kept as a value.
pub(super) fn element_of_array(here: Here<'_>, element: &Shape) -> TokenStream {
    if matches!(element.kind, ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_)) {
        let get = primitive(element);
        return quote!(tessera::view::Fixed::#get::<0>);
    }
    let get = Looker { here, fixed: quote!(fixed), body: quote!(&[]) }.get(element, 0);
    quote!(|fixed| #get)
}

/// What was looked at in place, as a value: for shapes that are read and written with one type.
pub(crate) fn to_value(here: Here<'_>, shape: &Shape, view: &TokenStream) -> TokenStream {
    match &shape.kind {
        ShapeKind::Text { .. } => quote!(#view.as_str()),
        ShapeKind::Option { value, .. } => {
            let inner = to_value(here, value, &quote!(value));
            if inner.is_name("value") { view.clone() } else { quote!(#view.map(|value| #inner)) }
        }
        ShapeKind::Named(definition) if here.shapes().is_compound(shape) && here.shapes().has_view(*definition) => {
            quote!(#view.into())
        }
        _ => view.clone(),
    }
}
