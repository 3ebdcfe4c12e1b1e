//! Code that reads a value from a body while it validates it, in one pass.

use tessera_idl::{
    facts::{Absence, Meaning, Shape, ShapeKind},
    model::Int,
};

use super::{
    clear, condition,
    place::{Here, Life, bytes_of_array, integer, number},
};
use crate::{
    plan::shapes::needs_objects,
    tokens::{Ident, TokenStream, Tokens, format_ident, quote},
};

/// Reads values from the fixed part that is called `fixed`, and their objects from what is called `objects`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'p> {
    pub(crate) here: Here<'p>,
    /// Whether `objects` is a variable of its own, and not a reference already.
    pub(crate) owns_objects: bool,
}

impl Reader<'_> {
    fn objects(self) -> TokenStream {
        if self.owns_objects { quote!(&mut objects) } else { quote!(objects) }
    }

    /// Statements that validate the value at an offset and bind it to a name. That its clear bits are clear is checked beside it.
    pub(crate) fn read(self, shape: &Shape, at: u32, name: &Ident) -> TokenStream {
        let offset = number(at);
        match &shape.kind {
            ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_) => {
                let get = super::place::primitive(shape);
                quote!(let #name = fixed.#get::<#offset>();)
            }
            ShapeKind::Array { element, .. } => self.array(shape, element, at, name),
            ShapeKind::Text { bound } => {
                let bound = number(*bound);
                quote!(let #name = objects.str(fixed.slot::<#offset>(), #bound)?;)
            }
            ShapeKind::Bytes { bound } => {
                let bound = number(*bound);
                quote!(let #name = objects.bytes(fixed.slot::<#offset>(), #bound)?;)
            }
            ShapeKind::List { element, bound } => {
                let (size, align, bound) = (number(element.extent.size), number(element.extent.align), number(*bound));
                let each = self.each(element, name);
                quote! {
                    let #name = objects.list::<#size, #align>(fixed.slot::<#offset>(), #bound)?;
                    #each
                    let #name = tessera::List::new(#name, objects.body());
                }
            }
            ShapeKind::InlineText { bound, prefix } => {
                let (length, places) = (length(*prefix, at), number(at + prefix.size()));
                let bound = number(*bound);
                quote!(let #name = fixed.check_inline_text::<#places, #bound>(#length)?;)
            }
            ShapeKind::InlineBytes { bound, prefix } => {
                let (length, places) = (length(*prefix, at), number(at + prefix.size()));
                let bound = number(*bound);
                quote!(let #name = fixed.check_inline::<#places, #bound>(#length)?;)
            }
            ShapeKind::InlineList { element, bound, prefix, places } => {
                let length = length(*prefix, at);
                let bytes = bound * element.extent.size;
                let (begin, bytes, size) = (number(at + places), number(bytes), number(element.extent.size));
                let each = self.each(element, name);
                quote! {
                    let #name = fixed.check_inline::<#begin, #bytes>(#length.saturating_mul(#size))?;
                    let (#name, _) = #name.as_chunks::<#size>();
                    #each
                    let #name = tessera::List::new(#name, &[]);
                }
            }
            ShapeKind::Option { value, absence } => self.option(value, *absence, at, name),
            ShapeKind::Named(definition) => match self.here.shapes().meaning(*definition) {
                Meaning::Enum { repr, .. } => self.numbered(shape, *repr, at, name, &quote!(from_number)),
                Meaning::Flags { repr, .. } => self.numbered(shape, *repr, at, name, &quote!(from_bits)),
                Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => self.newtype(shape, inner, at, name),
                Meaning::Struct { .. } | Meaning::Table { .. } | Meaning::Union { .. } => {
                    self.compound(shape, at, name)
                }
            },
            ShapeKind::Cap { .. } => quote! {
                let #name = fixed.u16::<#offset>();
                objects.cap(#name)?;
                let #name = tessera::Mention::new(#name);
            },
        }
    }

    /// Statements that validate each of the elements whose bytes are bound to a name.
    pub(super) fn each(self, element: &Shape, name: &Ident) -> TokenStream {
        if let Some(bits) = self.here.shapes().settled(element) {
            return clear::check_each(&bits, element.extent.size, &quote!(#name));
        }
        if self.here.shapes().is_compound(element) {
            let view = without_generics(&self.here.view(element, Life::Elided));
            let objects = self.objects_of(element);
            return quote! {
                for element in #name {
                    #view::check(tessera::view::Fixed::new(element) #objects)?;
                }
            };
        }
        let (clear, check) =
            (clear::check(&self.here.shapes().clear(element, false), 0, element.extent.size), self.check(element, 0));
        quote! {
            for element in #name {
                let fixed = tessera::view::Fixed::new(element);
                #clear
                #check
            }
        }
    }

    pub(super) fn objects_of(self, shape: &Shape) -> TokenStream {
        if needs_objects(shape) {
            let objects = self.objects();
            quote!(, #objects)
        } else {
            TokenStream::new()
        }
    }

    /// Enums and flags.
    fn numbered(self, shape: &Shape, repr: Int, at: u32, name: &Ident, from: &TokenStream) -> TokenStream {
        let ShapeKind::Named(definition) = shape.kind else { return TokenStream::new() };
        let (ty, get, offset) = (self.here.value_name(definition), integer(repr), number(at));
        let fails = (!self.here.shapes().flexible(definition)).then(|| quote!(.ok_or(tessera::wire::Malformed)?));
        quote!(let #name = #ty::#from(fixed.#get::<#offset>())#fails;)
    }

    fn newtype(self, shape: &Shape, inner: &Shape, at: u32, name: &Ident) -> TokenStream {
        let ShapeKind::Named(definition) = shape.kind else { return TokenStream::new() };
        let shapes = self.here.shapes();
        if !shapes.uniform(inner) {
            return self.viewed_newtype(shape, inner, at, name);
        }
        let ty = self.here.value_name(definition);
        let new = constructor(inner);
        let fails = shapes.checked_constructor(definition).then(|| quote!(.ok_or(tessera::wire::Malformed)?));
        if let ShapeKind::Int(int) = inner.kind {
            let (get, offset) = (integer(int), number(at));
            return quote!(let #name = #ty::#new(fixed.#get::<#offset>())#fails;);
        }
        let read = self.read(inner, at, name);
        quote! {
            #read
            let #name = #ty::#new(#name)#fails;
        }
    }

    /// A new type of what is no value: its own view, from validated parts.
    fn viewed_newtype(self, shape: &Shape, inner: &Shape, at: u32, name: &Ident) -> TokenStream {
        let ShapeKind::Named(definition) = shape.kind else { return TokenStream::new() };
        let read = self.read(inner, at, name);
        let refinement = match self.here.shapes().meaning(definition) {
            Meaning::Newtype { refinement: Some(refinement), .. } => {
                let ty = self.here.view(inner, Life::Elided);
                let holds = condition::of_value(self.here, inner, refinement, &quote!(#name));
                quote! {
                    let #name: #ty = #name;
                    tessera::wire::ensure(#holds)?;
                }
            }
            _ => TokenStream::new(),
        };
        let valid = self.here.valid(definition, &quote!(#name));
        quote! {
            #read
            #refinement
            let #name = #valid;
        }
    }

    /// Structs, tables and unions.
    fn compound(self, shape: &Shape, at: u32, name: &Ident) -> TokenStream {
        let ShapeKind::Named(definition) = shape.kind else { return TokenStream::new() };
        let (offset, size) = (number(at), number(shape.extent.size));
        let objects = self.objects_of(shape);
        if self.here.shapes().uniform(shape) {
            let ty = self.here.value_name(definition);
            return quote!(let #name = #ty::read(fixed.part::<#offset, #size>() #objects)?;);
        }
        let ty = self.here.view(shape, Life::Elided);
        let view = without_generics(&ty);
        let body = if shape.extent.has_objects() { quote!(objects.body()) } else { quote!(&[]) };
        let check = self.here.shapes().settled(shape).is_none();
        let check = check.then(|| quote!(#view::check(fixed.part::<#offset, #size>() #objects)?;));
        quote! {
            #check
            let #name: #ty = tessera::View::view(fixed.array::<#offset, #size>(), #body);
        }
    }

    fn array(self, shape: &Shape, element: &Shape, at: u32, name: &Ident) -> TokenStream {
        let (offset, bytes, size) = (number(at), number(shape.extent.size), number(element.extent.size));
        if bytes_of_array(shape).is_some() {
            return quote!(let #name = *fixed.array::<#offset, #bytes>(););
        }
        let each = self.each(element, name);
        let finish = if self.here.shapes().scalar(element) {
            let get = super::look::element_of_array(self.here, element);
            quote!(let #name = tessera::elements(#name, #get);)
        } else {
            let body = if shape.extent.has_objects() { quote!(objects.body()) } else { quote!(&[]) };
            quote!(let #name = tessera::List::new(#name, #body);)
        };
        quote! {
            let (#name, _) = fixed.array::<#offset, #bytes>().as_chunks::<#size>();
            #each
            #finish
        }
    }

    fn option(self, value: &Shape, absence: Absence, at: u32, name: &Ident) -> TokenStream {
        let offset = number(at);
        match absence {
            Absence::Tag(begin) => {
                let empty = zero(at + begin, at + begin + value.extent.size);
                let read = self.read(value, at + begin, &format_ident!("value"));
                quote! {
                    let #name = if fixed.bool::<#offset>() {
                        #read
                        Some(value)
                    } else {
                        #empty
                        None
                    };
                }
            }
            Absence::Offset => {
                let read = self.read(value, at, &format_ident!("value"));
                let slot = self.here.shapes().slot(value);
                let (tag, slot) = (zero(at, at + slot), number(at + slot));
                quote! {
                    let #name = if fixed.slot::<#slot>().is_absent() {
                        #tag
                        None
                    } else {
                        #read
                        Some(value)
                    };
                }
            }
            Absence::Index => quote! {
                let #name = fixed.u16::<#offset>();
                objects.optional_cap(#name)?;
                let #name = (#name != tessera::wire::NO_CAP).then_some(tessera::Mention::new(#name));
            },
        }
    }
}

/// The function that makes a new type from what is read for its inner type.
pub(super) fn constructor(inner: &Shape) -> TokenStream {
    if matches!(inner.kind, ShapeKind::InlineText { .. }) { quote!(from_text) } else { quote!(new) }
}

/// Statements that refuse what is not zero between two offsets.
pub(crate) fn zero(from: u32, to: u32) -> TokenStream {
    if from >= to {
        return TokenStream::new();
    }
    let (begin, bytes) = (number(from), number(to - from));
    quote!(fixed.check_zero::<#begin, #bytes>()?;)
}

/// The length in front of inline places, as a `usize`.
pub(crate) fn length(prefix: Int, at: u32) -> TokenStream {
    length_of(&quote!(fixed), prefix, at)
}

/// The same in a fixed part that is called otherwise.
pub(crate) fn length_of(fixed: &TokenStream, prefix: Int, at: u32) -> TokenStream {
    let (get, offset) = (integer(prefix), number(at));
    match prefix {
        Int::U8 | Int::U16 => quote!(usize::from(#fixed.#get::<#offset>())),
        _ => quote!((#fixed.#get::<#offset>() as usize)),
    }
}

/// `EntryView` of `EntryView<'_>`, to call its functions.
pub(crate) fn without_generics(ty: &TokenStream) -> TokenStream {
    ty.before('<')
}
