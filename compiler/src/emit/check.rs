//! Code that validates a value whose parts are looked at later, in place.

use tessera_idl::{
    arena::Handle,
    facts::{Absence, Meaning, Shape, ShapeKind},
    model::TypeDef,
};

use super::{
    condition,
    place::{Life, integer, number},
    read::{Reader, constructor, length, without_generics, zero},
};
use crate::tokens::{TokenStream, format_ident, quote};

impl Reader<'_> {
    /// Statements that validate the value at an offset, for a later look at it in place. That its clear bits are clear is
    /// checked before.
    pub(crate) fn check(self, shape: &Shape, at: u32) -> TokenStream {
        let offset = number(at);
        let shapes = self.here.shapes();
        if shapes.settled(shape).is_some() {
            return TokenStream::new();
        }
        match &shape.kind {
            ShapeKind::Text { bound } => {
                let bound = number(*bound);
                quote!(objects.text(fixed.slot::<#offset>(), #bound)?;)
            }
            ShapeKind::Bytes { bound } => {
                let bound = number(*bound);
                quote!(objects.bytes(fixed.slot::<#offset>(), #bound)?;)
            }
            ShapeKind::Cap { .. } => quote!(objects.cap(fixed.u16::<#offset>())?;),
            ShapeKind::Option { absence: Absence::Index, .. } => {
                quote!(objects.optional_cap(fixed.u16::<#offset>())?;)
            }
            ShapeKind::Option { value, absence } => self.check_option(value, *absence, at),
            ShapeKind::Array { element, .. } => {
                let (bytes, size) = (number(shape.extent.size), number(element.extent.size));
                let each = self.each(element, &format_ident!("places"));
                quote! {
                    let (places, _) = fixed.array::<#offset, #bytes>().as_chunks::<#size>();
                    #each
                }
            }
            ShapeKind::List { element, bound } => {
                let (size, align, bound) = (number(element.extent.size), number(element.extent.align), number(*bound));
                let list = quote!(objects.list::<#size, #align>(fixed.slot::<#offset>(), #bound)?);
                let each = self.each(element, &format_ident!("places"));
                if each.is_empty() { quote!(#list;) } else { quote!(let places = #list; #each) }
            }
            ShapeKind::InlineText { bound, prefix } => {
                let (length, places) = (length(*prefix, at), number(at + prefix.size()));
                let bound = number(*bound);
                quote!(fixed.check_inline_text::<#places, #bound>(#length)?;)
            }
            ShapeKind::InlineBytes { bound, prefix } => {
                let (length, places) = (length(*prefix, at), number(at + prefix.size()));
                let bound = number(*bound);
                quote!(fixed.check_inline::<#places, #bound>(#length)?;)
            }
            ShapeKind::InlineList { element, bound, prefix, places } => {
                let length = length(*prefix, at);
                let bytes = bound * element.extent.size;
                let (begin, bytes, size) = (number(at + places), number(bytes), number(element.extent.size));
                let used = quote!(fixed.check_inline::<#begin, #bytes>(#length.saturating_mul(#size))?);
                let each = self.each(element, &format_ident!("places"));
                if each.is_empty() {
                    quote!(#used;)
                } else {
                    quote!(let (places, _) = #used.as_chunks::<#size>(); #each)
                }
            }
            ShapeKind::Named(definition) => self.check_named(*definition, shape, at),
            ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_) => TokenStream::new(),
        }
    }

    /// Enums, flags and new types.
    fn check_named(self, definition: Handle<TypeDef>, shape: &Shape, at: u32) -> TokenStream {
        let name = self.here.value_name(definition);
        let offset = number(at);
        match self.here.shapes().meaning(definition) {
            Meaning::Enum { repr, .. } => {
                let get = integer(*repr);
                quote!(tessera::wire::ensure(#name::from_number(fixed.#get::<#offset>()).is_some())?;)
            }
            Meaning::Flags { .. } => TokenStream::new(),
            Meaning::Newtype { inner, refinement: None } | Meaning::Alias(inner) => self.check(inner, at),
            Meaning::Newtype { inner, refinement: Some(refinement) } => {
                if let ShapeKind::Int(int) = inner.kind {
                    let get = integer(int);
                    return quote!(tessera::wire::ensure(#name::new(fixed.#get::<#offset>()).is_some())?;);
                }
                let read = self.read(inner, at, &format_ident!("value"));
                if self.here.shapes().uniform(inner) {
                    let new = constructor(inner);
                    return quote!(#read tessera::wire::ensure(#name::#new(value).is_some())?;);
                }
                let holds = condition::of_value(self.here, inner, refinement, &quote!(value));
                // What always holds looks at nothing.
                if !condition::looks(&refinement.condition) {
                    let check = self.check(inner, at);
                    return quote!(#check tessera::wire::ensure(#holds)?;);
                }
                let ty = self.here.view(inner, Life::Elided);
                quote! {
                    #read
                    let value: #ty = value;
                    tessera::wire::ensure(#holds)?;
                }
            }
            Meaning::Struct { .. } | Meaning::Table { .. } | Meaning::Union { .. } => {
                let size = number(shape.extent.size);
                let view = without_generics(&self.here.view(shape, Life::Elided));
                let objects = self.objects_of(shape);
                quote!(#view::check(fixed.part::<#offset, #size>() #objects)?;)
            }
        }
    }

    fn check_option(self, value: &Shape, absence: Absence, at: u32) -> TokenStream {
        let offset = number(at);
        match absence {
            Absence::Tag(begin) => {
                let check = self.check(value, at + begin);
                let empty = zero(at + begin, at + begin + value.extent.size);
                if check.is_empty() {
                    quote!(if !fixed.bool::<#offset>() { #empty })
                } else {
                    quote!(if fixed.bool::<#offset>() { #check } else { #empty })
                }
            }
            Absence::Offset | Absence::Index => {
                let check = self.check(value, at);
                let slot = self.here.shapes().slot(value);
                let (tag, slot) = (zero(at, at + slot), number(at + slot));
                if tag.is_empty() {
                    quote!(if !fixed.slot::<#slot>().is_absent() { #check })
                } else {
                    quote!(if fixed.slot::<#slot>().is_absent() { #tag } else { #check })
                }
            }
        }
    }
}
