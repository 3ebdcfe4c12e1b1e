//! Code that writes a value into a body.

use tessera_idl::{
    facts::{Absence, Field, Meaning, Shape, ShapeKind},
    model::Int,
};

use super::place::{Here, bytes_of_array, integer, number};
use crate::{
    plan::shapes::needs_objects,
    tokens::{TokenStream, quote},
};

/// Writes values into the fixed part that is called `fixed`, and their objects into what is called `objects`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Writer<'p> {
    pub(crate) here: Here<'p>,
    /// Whether `objects` is a variable of its own, and not a reference already.
    pub(crate) owns_objects: bool,
}

/// A value: as an expression of its type, and as what a method is called on.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Of the value's type; a place, for what is not copied.
    pub(crate) value: TokenStream,
    /// The same or a reference to it.
    pub(crate) receiver: TokenStream,
    /// A reference to it.
    pub(super) reference: TokenStream,
}

impl Source {
    /// A place or a temporary.
    pub(crate) fn of(value: TokenStream) -> Self {
        Self { receiver: value.clone(), reference: quote!(&#value), value }
    }

    /// Behind a reference.
    pub(super) fn behind(reference: TokenStream) -> Self {
        Self { value: quote!(*#reference), receiver: reference.clone(), reference }
    }
}

impl Writer<'_> {
    fn objects(self) -> TokenStream {
        if self.owns_objects { quote!(&mut objects) } else { quote!(objects) }
    }

    /// Statements that write zeros between two offsets.
    pub(crate) fn zero(from: u32, to: u32) -> TokenStream {
        if from >= to {
            return TokenStream::new();
        }
        let (begin, bytes) = (number(from), number(to - from));
        quote!(fixed.zero::<#begin, #bytes>();)
    }

    /// Statements that write the fields; `of` says how each is reached.
    pub(crate) fn fields(self, fields: &[Field], of: impl Fn(usize, &Field) -> TokenStream) -> TokenStream {
        fields
            .iter()
            .enumerate()
            .map(|(index, field)| self.put(&field.shape, field.offset, &Source::of(of(index, field))))
            .collect()
    }

    /// Statements that write a value at an offset, all of its bytes.
    pub(crate) fn put(self, shape: &Shape, at: u32, from: &Source) -> TokenStream {
        let Source { value, receiver, .. } = from;
        let offset = number(at);
        match &shape.kind {
            ShapeKind::Bool => quote!(fixed.bool::<#offset>(#value);),
            ShapeKind::Int(int) => {
                let set = integer(*int);
                quote!(fixed.#set::<#offset>(#value);)
            }
            ShapeKind::Float(float) => {
                let set = crate::plan::names::ident(float.word());
                quote!(fixed.#set::<#offset>(#value);)
            }
            ShapeKind::Array { element, .. } => self.array(shape, element, at, from),
            ShapeKind::Text { bound } => {
                let bound = number(*bound);
                quote!(fixed.slot::<#offset>(objects.str(#receiver, #bound)?);)
            }
            ShapeKind::Bytes { bound } => {
                let bound = number(*bound);
                quote!(fixed.slot::<#offset>(objects.bytes(#receiver, #bound)?);)
            }
            ShapeKind::List { element, bound } => self.list(element, *bound, at, from),
            ShapeKind::InlineText { bound, prefix } => {
                let length = length(*prefix, at, receiver);
                let rest = Self::zero(at + prefix.size() + bound, at + shape.extent.size);
                let (places, bound) = (number(at + prefix.size()), number(*bound));
                quote!(fixed.inline_text::<#places, #bound>(#value)?; #length #rest)
            }
            ShapeKind::InlineBytes { bound, prefix } => {
                let length = length(*prefix, at, receiver);
                let rest = Self::zero(at + prefix.size() + bound, at + shape.extent.size);
                let (places, bound) = (number(at + prefix.size()), number(*bound));
                quote!(fixed.inline::<#places, #bound>(#receiver)?; #length #rest)
            }
            ShapeKind::InlineList { element, bound, prefix, places } => {
                let length = length(*prefix, at, receiver);
                let rest = Self::zero(at + prefix.size(), at + shape.extent.size);
                let (begin, size) = (number(at + places), number(element.extent.size));
                let bytes = number(bound * element.extent.size);
                let each = if self.here.shapes().is_told(element) {
                    quote!(#receiver.put_inline(places)?;)
                } else {
                    self.each(element, value)
                };
                quote! {
                    #rest
                    let places = fixed.places::<#begin, #bytes, #size>()?;
                    let places = places.get_mut(..#receiver.len()).ok_or(tessera::wire::DoesNotFit)?;
                    #each
                    #length
                }
            }
            ShapeKind::Option { value: inner, absence } => self.option(inner, *absence, at, from),
            ShapeKind::Named(definition) => match self.here.shapes().meaning(*definition) {
                Meaning::Enum { repr, .. } => {
                    let set = integer(*repr);
                    quote!(fixed.#set::<#offset>(#receiver.number());)
                }
                Meaning::Flags { repr, .. } => {
                    let set = integer(*repr);
                    quote!(fixed.#set::<#offset>(#receiver.bits());)
                }
                Meaning::Newtype { inner: Shape { kind: ShapeKind::Text { bound }, .. }, .. } => {
                    let bound = number(*bound);
                    quote!(fixed.slot::<#offset>(objects.bytes(#receiver.get().as_bytes(), #bound)?);)
                }
                Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => {
                    self.put(inner, at, &Source::of(quote!(#receiver.get())))
                }
                Meaning::Struct { .. } | Meaning::Table { .. } | Meaning::Union { .. } => {
                    let size = number(shape.extent.size);
                    let call = self.put_struct(shape, receiver, &quote!(&mut fixed.part::<#offset, #size>()?));
                    quote!(#call)
                }
            },
            ShapeKind::Cap { .. } => quote!(fixed.u16::<#offset>(objects.cap()?);),
        }
    }

    /// A call of the struct's own function, with what it needs.
    fn put_struct(self, shape: &Shape, receiver: &TokenStream, fixed: &TokenStream) -> TokenStream {
        let objects = needs_objects(shape).then(|| self.objects());
        let objects = objects.map(|objects| quote!(, #objects));
        let fails = self.here.shapes().put_fails(shape).then(|| quote!(?));
        quote!(#receiver.put(#fixed #objects)#fails;)
    }

    fn list(self, element: &Shape, bound: u32, at: u32, from: &Source) -> TokenStream {
        let Source { value, receiver, .. } = from;
        let (offset, bound) = (number(at), number(bound));
        if matches!(element.kind, ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_)) {
            return quote!(fixed.slot::<#offset>(objects.numbers(#receiver, #bound)?););
        }
        let shapes = self.here.shapes();
        let (len, put) = if shapes.is_told(element) {
            let objects = self.objects();
            (quote!(#receiver.len()), quote!(#receiver.put(places, #objects)?;))
        } else if shapes.carries(element) {
            // A list of capabilities is an array of places, of which some are empty.
            let taken = quote!(tessera::build::taken(#receiver.iter()));
            (taken, self.each(element, &quote!(#receiver.iter().flatten())))
        } else {
            (quote!(#receiver.len()), self.each(element, value))
        };
        let (size, align) = (number(element.extent.size), number(element.extent.align));
        quote! {
            let (slot, places) = objects.list::<#size, #align>(#len, #bound)?;
            fixed.slot::<#offset>(slot);
            #put
        }
    }

    fn array(self, shape: &Shape, element: &Shape, at: u32, from: &Source) -> TokenStream {
        let offset = number(at);
        let Source { value, reference, .. } = from;
        if let Some(bytes) = bytes_of_array(shape) {
            let bytes = number(bytes);
            return quote!(fixed.set::<#offset, #bytes>(#value););
        }
        let (bytes, size) = (number(shape.extent.size), number(element.extent.size));
        let each = self.each(element, reference);
        quote! {
            let places = fixed.places::<#offset, #bytes, #size>()?;
            #each
        }
    }

    /// Writes each element of a list or an array into one of the `places`.
    fn each(self, element: &Shape, values: &TokenStream) -> TokenStream {
        let write = if self.here.shapes().is_compound(element) {
            self.put_struct(element, &quote!(element), &quote!(&mut tessera::build::FixedMut::new(place)))
        } else {
            let put = self.put(element, 0, &Source::behind(quote!(element)));
            quote! {
                let mut fixed = tessera::build::FixedMut::new(place);
                #put
            }
        };
        if is_capabilities(element) {
            // Only indices are written; `give` moves what they mean.
            return quote!(for place in places { #write });
        }
        quote! {
            for (place, element) in places.iter_mut().zip(#values) {
                #write
            }
        }
    }

    fn option(self, inner: &Shape, absence: Absence, at: u32, from: &Source) -> TokenStream {
        let Source { receiver, reference, .. } = from;
        let offset = number(at);
        match absence {
            Absence::Tag(begin) => {
                let put = self.put(inner, at + begin, &Source::behind(quote!(value)));
                let gap = Self::zero(at + 1, at + begin);
                let absent = Self::zero(at, at + begin + inner.extent.size);
                let value = if is_capabilities(inner) { quote!(_) } else { quote!(value) };
                quote! {
                    if let Some(#value) = #reference {
                        fixed.bool::<#offset>(true);
                        #gap
                        #put
                    } else {
                        #absent
                    }
                }
            }
            Absence::Offset => {
                let put = self.put(inner, at, &Source::behind(quote!(value)));
                let slot = at + self.here.shapes().slot(inner);
                let (tag, slot) = (Self::zero(at, slot), number(slot));
                quote! {
                    if let Some(value) = #reference {
                        #put
                    } else {
                        #tag
                        fixed.slot::<#slot>(tessera::wire::Slot::ABSENT);
                    }
                }
            }
            Absence::Index => quote! {
                if #receiver.is_some() {
                    fixed.u16::<#offset>(objects.cap()?);
                } else {
                    fixed.u16::<#offset>(tessera::wire::NO_CAP);
                }
            },
        }
    }
}

/// Whether a shape is a capability, or an array of such: writing it does not look at the value.
pub(super) fn is_capabilities(shape: &Shape) -> bool {
    match &shape.kind {
        ShapeKind::Cap { .. } => true,
        ShapeKind::Array { element, .. } => is_capabilities(element),
        _ => false,
    }
}

/// Writes the length in front of inline places. Behind them, for they refuse a length above the bound, it always fits.
fn length(prefix: Int, at: u32, receiver: &TokenStream) -> TokenStream {
    let (set, offset) = (integer(prefix), number(at));
    quote! {
        let len = #set::try_from(#receiver.len()).map_err(|_| tessera::wire::DoesNotFit)?;
        fixed.#set::<#offset>(len);
    }
}

/// Statements that give the capabilities of a value to the port, in the order of the body.
pub(crate) fn give(here: Here<'_>, shape: &Shape, value: &TokenStream) -> TokenStream {
    if !here.shapes().carries(shape) {
        return TokenStream::new();
    }
    match &shape.kind {
        ShapeKind::Cap { .. } => quote!(port.give(#value.into_raw())?;),
        ShapeKind::Option { value: inner, .. } => {
            let give = give(here, inner, &quote!(value));
            quote!(if let Some(value) = #value { #give })
        }
        ShapeKind::Array { element, .. } => {
            let give = give(here, element, &quote!(element));
            quote!(for element in #value { #give })
        }
        ShapeKind::List { element, .. } => {
            let give = give(here, element, &quote!(element));
            quote!(for element in #value.into_iter().flatten() { #give })
        }
        // A resource struct, table or union: new types hold no capabilities.
        _ => quote!(#value.give(port)?;),
    }
}
