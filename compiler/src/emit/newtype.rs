//! New types: a value that fulfils its refinement, because nobody can make another one.

use tessera_idl::{
    arena::Handle,
    facts::{Refinement, Shape, ShapeKind},
    model::TypeDef,
};

use super::{
    condition, exact, owned,
    place::{Here, Life, number},
    structure::derives,
    types::{documentation, in_place},
};
use crate::{
    plan::needs::TypeNeeds,
    print::docs,
    tokens::{TokenStream, Tokens, quote},
};

/// Everything about a new type.
pub(super) fn definition(
    here: Here<'_>,
    definition: Handle<TypeDef>,
    inner: &Shape,
    refinement: Option<&Refinement>,
    needs: TypeNeeds,
) -> TokenStream {
    let shape = here.shapes().named(definition);
    let viewed = needs.view && here.shapes().has_view(definition);
    let only_viewed = viewed && !needs.put && !needs.read && !owned::is_value(here, &shape);
    let value = (!only_viewed).then(|| value(here, definition, inner, refinement, needs));
    let view = viewed.then(|| view(here, definition, inner, needs, !only_viewed));
    quote!(#value #view)
}

/// The type, its constructor and its getter.
fn value(
    here: Here<'_>,
    definition: Handle<TypeDef>,
    inner: &Shape,
    refinement: Option<&Refinement>,
    needs: TypeNeeds,
) -> TokenStream {
    let shapes = here.shapes();
    let (name, docs_of_type) = (here.value_name(definition), documentation(here, definition, ""));
    let sensitive = shapes.model.types[definition].attributes.sensitive;
    let life = shapes.borrows(inner).then(|| quote!(<'a>));
    let stored = stored(here, inner);
    let derives = derives(here, [inner].into_iter(), sensitive);
    let debug = sensitive.then(|| redacted(&name, life.is_some()));
    let constructor = constructor(here, inner, refinement);
    let text = is_text(inner);
    let from_str = text.then(|| {
        let docs_of_new = docs(&refusal(inner, refinement));
        let constant = refinement.is_none_or(exact::is_const).then(|| quote!(const));
        quote! {
            #docs_of_new
            #[inline(always)]
            #[must_use]
            pub #constant fn new(value: &'a str) -> Option<Self> {
                Self::from_text(tessera::view::Text::new(value))
            }
        }
    });
    let foreign = needs.foreign && !here.shapes().has_view(definition);
    let from_valid = foreign.then(|| {
        quote! {
            /// A value that was validated before.
            #[inline(always)]
            pub(crate) const fn from_valid(value: #stored) -> Self {
                Self(value)
            }
        }
    });
    quote! {
        #docs_of_type
        #derives
        pub struct #name #life(#stored);

        impl #life #name #life {
            #from_str
            #constructor

            /// The value.
            #[inline(always)]
            #[must_use]
            pub const fn get(self) -> #stored {
                self.0
            }

            #from_valid
        }

        #debug
    }
}

/// What the new type holds: text as `Text`, whatever its place, everything else as its value.
fn stored(here: Here<'_>, inner: &Shape) -> TokenStream {
    if is_text(inner) { quote!(tessera::view::Text<'a>) } else { here.value(inner, Life::Named) }
}

fn is_text(inner: &Shape) -> bool {
    matches!(inner.kind, ShapeKind::Text { .. } | ShapeKind::InlineText { .. })
}

fn constructor(here: Here<'_>, inner: &Shape, refinement: Option<&Refinement>) -> TokenStream {
    let stored = stored(here, inner);
    let bound = bound(inner).map(|bound| {
        let bound = number(bound);
        quote!(value.len() <= #bound)
    });
    let holds = refinement.map(|refinement| condition::of_value(here, inner, refinement, &quote!(value)));
    let condition = match (bound, holds) {
        (None, None) => {
            return quote! {
                /// A new type has the values of the type that it is made of.
                #[inline(always)]
                #[must_use]
                pub const fn new(value: #stored) -> Self {
                    Self(value)
                }
            };
        }
        (Some(bound), Some(holds)) => quote!(#bound && #holds),
        (bound, holds) => bound.or(holds).unwrap_or_default(),
    };
    let constant = refinement.is_none_or(exact::is_const).then(|| quote!(const));
    let name = if is_text(inner) { quote!(from_text) } else { quote!(new) };
    let docs_of_new = if is_text(inner) { docs("As [`Self::new`].") } else { docs(&refusal(inner, refinement)) };
    quote! {
        #docs_of_new
        #[inline(always)]
        #[must_use]
        pub #constant fn #name(value: #stored) -> Option<Self> {
            if #condition { Some(Self(value)) } else { None }
        }
    }
}

/// The greatest length, of what has one.
fn bound(inner: &Shape) -> Option<u32> {
    match inner.kind {
        ShapeKind::Text { bound }
        | ShapeKind::Bytes { bound }
        | ShapeKind::List { bound, .. }
        | ShapeKind::InlineText { bound, .. }
        | ShapeKind::InlineBytes { bound, .. }
        | ShapeKind::InlineList { bound, .. } => Some(bound),
        _ => None,
    }
}

/// When the constructor says no, as a sentence.
fn refusal(inner: &Shape, refinement: Option<&Refinement>) -> String {
    let unit = match inner.kind {
        ShapeKind::List { .. } | ShapeKind::InlineList { .. } => "elements",
        _ => "bytes",
    };
    match (refinement, bound(inner)) {
        (Some(refinement), None) => format!("`None` unless `{}`.", refinement.text),
        (Some(refinement), Some(bound)) => {
            format!("`None` unless `{}`, or if it is longer than {bound} {unit}.", refinement.text)
        }
        (None, Some(bound)) => format!("`None` if it is longer than {bound} {unit}."),
        (None, None) => String::new(),
    }
}

/// `Debug` of what is `@sensitive`.
pub(super) fn redacted(name: &TokenStream, borrows: bool) -> TokenStream {
    let life = borrows.then(|| quote!(<'_>));
    quote! {
        impl core::fmt::Debug for #name #life {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("<redacted>")
            }
        }
    }
}

/// A new type of what is read as another type than it is written.
fn view(here: Here<'_>, definition: Handle<TypeDef>, inner: &Shape, needs: TypeNeeds, has_value: bool) -> TokenStream {
    let ty = here.view(&here.shapes().named(definition), Life::Named);
    let stored = here.view(inner, Life::Named);
    let declared = ty.mentions("'a").then(|| quote!(<'a>));
    let docs_of_type = in_place(here, definition, has_value);
    let sensitive = here.shapes().model.types[definition].attributes.sensitive;
    let shown = (!sensitive).then(|| quote!(Debug,));
    let debug = sensitive.then(|| redacted(&here.view_name(definition), declared.is_some()));
    let from_valid = needs.foreign.then(|| {
        quote! {
            /// A value that was validated before.
            #[inline(always)]
            pub(crate) const fn from_valid(value: #stored) -> Self {
                Self(value)
            }
        }
    });
    quote! {
        #docs_of_type
        #[derive(Clone, Copy, #shown PartialEq)]
        pub struct #ty(#stored);

        impl #declared #ty {
            /// The value.
            #[inline(always)]
            #[must_use]
            pub const fn get(self) -> #stored {
                self.0
            }

            #from_valid
        }

        #debug
    }
}
