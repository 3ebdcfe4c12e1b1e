//! Structs: the value, how it is written, how it is read at once.

use std::ops::Range;

use tessera_idl::{
    arena::Handle,
    facts::{Field, Refinement, Shape, ShapeKind},
    model::TypeDef,
};

use super::{
    condition, exact,
    fields::{FieldNames, debug_of, declared, field_docs, read_fields},
    owned,
    place::{Here, Life, number},
    read::Reader,
    types::documentation,
    view,
    write::{Writer, give},
};
use crate::{
    plan::{
        names::{Scope, ident, snake},
        needs::TypeNeeds,
        shapes::needs_objects,
    },
    print::docs,
    tokens::{TokenStream, Tokens, quote},
};

/// A struct of the model.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'p> {
    pub(super) definition: Handle<TypeDef>,
    pub(super) fields: &'p [Field],
    pub(super) padding: &'p [Range<u32>],
    pub(super) refinement: Option<&'p Refinement>,
}

/// `#[derive(…)]` for a type that is made of these shapes.
pub(super) fn derives<'s>(
    here: Here<'_>,
    parts: impl Iterator<Item = &'s Shape> + Clone,
    sensitive: bool,
) -> TokenStream {
    derives_with(here, parts, sensitive, None)
}

/// The same with a trait that is not derived of every type.
pub(super) fn derives_with<'s>(
    here: Here<'_>,
    mut parts: impl Iterator<Item = &'s Shape> + Clone,
    sensitive: bool,
    more: Option<&str>,
) -> TokenStream {
    if parts.clone().any(|part| here.shapes().carries(part)) {
        return TokenStream::new();
    }
    let debug = (!sensitive).then(|| quote!(Debug,));
    let more = more.map(ident).map(|name| quote!(#name,));
    if parts.clone().any(|part| here.shapes().tells(part)) {
        quote!(#[derive(Clone, Copy, #debug #more PartialEq)])
    } else if parts.any(|part| here.shapes().floats(part)) {
        quote!(#[derive(Clone, Copy, #debug #more PartialEq, PartialOrd)])
    } else {
        quote!(#[derive(Clone, Copy, #debug #more PartialEq, Eq, PartialOrd, Ord, Hash)])
    }
}

/// Everything about a struct.
pub(super) fn definition(here: Here<'_>, parts: &Parts<'_>, needs: TypeNeeds) -> TokenStream {
    let shapes = here.shapes();
    let extent = shapes.facts.types[parts.definition].extent;
    let shape = Shape { kind: ShapeKind::Named(parts.definition), extent };
    let uniform = shapes.uniform(&shape);
    let only_viewed = needs.view && !needs.put && !needs.read && !uniform && !owned::is_value(here, &shape);
    let value = (!only_viewed).then(|| value(here, parts, &shape, needs));
    let view = needs.view.then(|| view::of_struct(here, parts, &shape, !only_viewed));
    quote!(#value #view)
}

fn value(here: Here<'_>, parts: &Parts<'_>, shape: &Shape, needs: TypeNeeds) -> TokenStream {
    let name = here.value_name(parts.definition);
    let declared = declared(here, parts.definition);
    let size = if shape.extent.size == 1 { "1 byte".to_owned() } else { format!("{} bytes", shape.extent.size) };
    let in_place = if shape.extent.has_objects() { " in place" } else { "" };
    let docs_of_type = documentation(here, parts.definition, &format!(", {size}{in_place}."));
    let names = FieldNames::new(parts.fields);
    let sensitive = here.shapes().model.types[parts.definition].attributes.sensitive
        || declared.iter().any(|field| field.attributes.sensitive);
    let derives = derives(here, parts.fields.iter().map(|field| &field.shape), sensitive);
    let debug = derives.is_empty() || sensitive;
    let debug = debug.then(|| {
        let hidden = here.shapes().model.types[parts.definition].attributes.sensitive;
        let fields = parts.fields.iter().zip(&names.fields).enumerate().map(|(index, (field, name))| {
            let secret = hidden || declared.get(index).is_some_and(|field| field.attributes.sensitive);
            (field.name.clone(), if secret { quote!(format_args!("<redacted>")) } else { quote!(self.#name) })
        });
        debug_of(&name, &generics(here, shape), fields)
    });
    let declaration = generics(here, shape);
    // What must hold for several fields together is kept by a constructor.
    let visible = parts.refinement.is_none().then(|| quote!(pub));
    let fields = parts.fields.iter().zip(&names.fields).enumerate().map(|(index, (field, name))| {
        let (docs, ty) = (field_docs(here, field, declared.get(index)), here.value(&field.shape, Life::Named));
        quote!(#docs #visible #name: #ty)
    });
    let arguments = arguments(here, shape);
    let refined = parts.refinement.map(|refinement| refined(here, parts, &names, refinement));
    let read = (needs.read).then(|| read(here, parts, shape, &names));
    let put = needs.put.then(|| put(here, parts, shape, &names, needs.told));
    let functions = quote!(#refined #read #put);
    let functions = (!functions.is_empty()).then(|| {
        if !here.shapes().carries(shape) && !functions.mentions("'a") && !declaration.is_empty() {
            quote!(impl #name<'_> { #functions })
        } else {
            quote!(impl #declaration #name #arguments { #functions })
        }
    });
    quote! {
        #docs_of_type
        #derives
        pub struct #name #declaration { #(#fields),* }

        #functions
        #debug
    }
}

/// `<'a, K: tessera::Kernel>`, as far as the type of a shape's value needs them.
pub(crate) fn generics(here: Here<'_>, shape: &Shape) -> TokenStream {
    match (here.shapes().borrows(shape), here.shapes().carries(shape)) {
        (false, false) => TokenStream::new(),
        (true, false) => quote!(<'a>),
        (false, true) => quote!(<K: tessera::Kernel>),
        (true, true) => quote!(<'a, K: tessera::Kernel>),
    }
}

fn arguments(here: Here<'_>, shape: &Shape) -> TokenStream {
    here.generics(shape, Life::Named)
}

/// The constructor and the getters of a struct with a refinement.
fn refined(here: Here<'_>, parts: &Parts<'_>, names: &FieldNames, refinement: &Refinement) -> TokenStream {
    let locals = &names.locals;
    let types = parts.fields.iter().map(|field| here.value(&field.shape, Life::Named));
    let holds = condition::of_fields(here, parts.fields, refinement, |field| {
        let position = parts.fields.iter().position(|other| other.name == field.name);
        let local = position.and_then(|position| locals.get(position));
        quote!(#local)
    });
    let fields = names.initializers();
    let docs_of_new = docs(&format!("`None` unless `{}`.", refinement.text));
    // A constant function drops no capability.
    let carries = parts.fields.iter().any(|field| here.shapes().carries(&field.shape));
    let constant = (exact::is_const(refinement) && !carries).then(|| quote!(const));
    let declared = declared(here, parts.definition);
    let mut functions = Scope::with(&["new", "read", "put", "give"]);
    let getters = parts.fields.iter().zip(&names.fields).enumerate().map(|(index, (field, name))| {
        let docs = field_docs(here, field, declared.get(index));
        let ty = here.value(&field.shape, Life::Named);
        let getter = ident(&functions.claim(&snake(&field.name)));
        let lent = here.shapes().carries(&field.shape).then(|| quote!(&));
        quote! {
            #docs
            #[inline(always)]
            #[must_use]
            pub const fn #getter(&self) -> #lent #ty {
                #lent self.#name
            }
        }
    });
    quote! {
        #docs_of_new
        #[inline(always)]
        #[must_use]
        pub #constant fn new(#(#locals: #types),*) -> Option<Self> {
            if #holds { Some(Self { #fields }) } else { None }
        }

        #(#getters)*
    }
}

/// Reads the value from its bytes, and validates them.
fn read(here: Here<'_>, parts: &Parts<'_>, shape: &Shape, names: &FieldNames) -> TokenStream {
    let reader = Reader { here, owns_objects: false };
    let size = number(shape.extent.size);
    let statements = read_fields(reader, parts.fields, parts.padding, shape.extent.size, names);
    let (life, shared) = (if here.shapes().borrows(shape) { quote!('a) } else { quote!('_) }, here.shared());
    let objects = needs_objects(shape).then(|| quote!(, objects: &mut tessera::view::Objects<#life>));
    let fields = names.initializers();
    let locals = &names.locals;
    let finish = if parts.refinement.is_some() {
        quote!(Self::new(#(#locals),*).ok_or(tessera::wire::Malformed))
    } else {
        quote!(Ok(Self { #fields }))
    };
    quote! {
        #[inline]
        #shared fn read(fixed: tessera::view::Fixed<#life, #size> #objects) -> Result<Self, tessera::wire::Malformed> {
            #statements
            #finish
        }
    }
}

/// Writes the value into its place, and gives its capabilities away.
fn put(here: Here<'_>, parts: &Parts<'_>, shape: &Shape, names: &FieldNames, told: bool) -> TokenStream {
    let writer = Writer { here, owns_objects: false };
    let (size, shared) = (number(shape.extent.size), here.shared());
    let statements = writer.fields(parts.fields, |index, _| {
        let name = names.fields.get(index);
        quote!(self.#name)
    });
    let padding: TokenStream = parts.padding.iter().map(|gap| Writer::zero(gap.start, gap.end)).collect();
    let objects = needs_objects(shape).then(|| quote!(, objects: &mut tessera::build::ObjectsMut<'_>));
    let small = shape.extent.size <= 8 && !here.shapes().carries(shape) && !here.shapes().borrows(shape);
    let receiver = if small { quote!(self) } else { quote!(&self) };
    let fails = here.shapes().put_fails(shape);
    let (result, finish) = if fails {
        (Some(quote!(-> Result<(), tessera::wire::DoesNotFit>)), Some(quote!(Ok(()))))
    } else {
        (None, None)
    };
    let give = here.shapes().carries(shape).then(|| {
        let gives =
            parts.fields.iter().zip(&names.fields).map(|(field, name)| give(here, &field.shape, &quote!(self.#name)));
        quote! {
            #[inline]
            #shared fn give(self, port: &mut K) -> Result<(), tessera::wire::DoesNotFit> {
                #(#gives)*
                Ok(())
            }
        }
    });
    // What is pushed element by element goes to its place only when the two are one function.
    let inline = if told && here.shapes().is_light(shape) { quote!(#[inline(always)]) } else { quote!(#[inline]) };
    quote! {
        #inline
        #shared fn put(#receiver, fixed: &mut tessera::build::FixedMut<'_, #size> #objects) #result {
            #statements
            #padding
            #finish
        }

        #give
    }
}
