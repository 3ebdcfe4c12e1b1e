//! What structs and messages share: fields, their names, their documentation, their order.

use std::ops::Range;

use tessera_idl::{
    arena::Handle,
    facts::Field,
    model::{FieldDef, TypeDef, TypeDefKind},
};

use super::{
    clear,
    place::Here,
    read::Reader,
    types::{described, marked},
};
use crate::{
    plan::{
        names::{Scope, ident, snake},
        signature,
    },
    tokens::{Ident, TokenStream, Tokens, quote},
};

/// Names that generated functions use for their own variables.
const LOCALS: [&str; 15] = [
    "fixed", "objects", "message", "port", "out", "slot", "places", "place", "element", "value", "index", "self",
    "call", "body", "only",
];

/// The names of fields: as fields, and as variables of generated functions.
#[derive(Clone, Debug)]
pub(crate) struct FieldNames {
    pub(crate) fields: Vec<Ident>,
    pub(crate) locals: Vec<Ident>,
}

impl FieldNames {
    pub(crate) fn new(fields: &[Field]) -> Self {
        let mut scope = Scope::with(&LOCALS);
        let snakes: Vec<_> = fields.iter().map(|field| snake(&field.name)).collect();
        Self {
            fields: snakes.iter().map(|name| ident(name)).collect(),
            locals: snakes.iter().map(|name| ident(&scope.claim(name))).collect(),
        }
    }

    /// `user, pin`, or `fixed: fixed_` where the names differ.
    pub(crate) fn initializers(&self) -> TokenStream {
        let each = self
            .fields
            .iter()
            .zip(&self.locals)
            .map(|(field, local)| if field == local { quote!(#field) } else { quote!(#field: #local) });
        quote!(#(#each),*)
    }
}

/// What a struct's declaration says about its fields.
pub(crate) fn declared(here: Here<'_>, definition: Handle<TypeDef>) -> &[FieldDef] {
    match &here.plan.shapes.model.types[definition].kind {
        TypeDefKind::Struct(item) => &item.fields,
        _ => &[],
    }
}

/// The documentation of a field: how it is declared, then what its author says.
pub(crate) fn field_docs(here: Here<'_>, field: &Field, declared: Option<&FieldDef>) -> TokenStream {
    let first = format!("`{}: {}`", field.name, signature::shape(here.shapes().model, &field.shape));
    declared.map_or_else(|| described(&first, &[]), |declared| marked(&first, &declared.docs, &declared.attributes))
}

/// Statements that read all fields of a fixed part of `size` bytes. What is a value whatever lies there is read last: nothing of it is held while
/// text is looked at.
pub(crate) fn read_fields(
    reader: Reader<'_>,
    fields: &[Field],
    padding: &[Range<u32>],
    size: u32,
    names: &FieldNames,
) -> TokenStream {
    let shapes = reader.here.shapes();
    let clear = clear::check(&shapes.clear_of(fields, padding, true), 0, size);
    let (last, first): (Vec<_>, Vec<_>) =
        fields.iter().zip(&names.locals).partition(|(field, _)| shapes.settled(&field.shape).is_some());
    let [first, last] = [first, last].map(|fields| {
        fields.into_iter().map(|(field, name)| reader.read(&field.shape, field.offset, name)).collect::<TokenStream>()
    });
    quote!(#first #clear #last)
}

/// Statements that validate all fields of a fixed part of `size` bytes.
pub(crate) fn check_fields(reader: Reader<'_>, fields: &[Field], padding: &[Range<u32>], size: u32) -> TokenStream {
    let clear = clear::check(&reader.here.shapes().clear_of(fields, padding, false), 0, size);
    let checks = fields.iter().map(|field| reader.check(&field.shape, field.offset));
    quote!(#clear #(#checks)*)
}

/// `Debug` field by field: a derive would print what is sensitive, or ask the kernel's type to be `Debug`.
pub(crate) fn debug_of(
    name: &TokenStream,
    generics: &TokenStream,
    fields: impl Iterator<Item = (String, TokenStream)>,
) -> TokenStream {
    let arguments = if generics.is_empty() {
        TokenStream::new()
    } else if generics.mentions("K") {
        if generics.mentions("'a") { quote!(<'_, K>) } else { quote!(<K>) }
    } else {
        quote!(<'_>)
    };
    let declared = generics.mentions("K").then(|| quote!(<K: tessera::Kernel>));
    let title = name.to_string();
    let fields = fields.map(|(name, value)| quote!(.field(#name, &#value)));
    quote! {
        impl #declared core::fmt::Debug for #name #arguments {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(#title)#(#fields)*.finish()
            }
        }
    }
}
