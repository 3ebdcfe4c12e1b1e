//! From what is read to what is kept, and from there to what is written.

use proc_macro2::TokenTree;
use tessera_idl::facts::{Shape, ShapeKind};

use crate::{
    emit::{place::Here, write::Source},
    plan::shapes::is_unnamed,
    tokens::{TokenStream, Tokens, quote},
};

/// What is read: a value, or what is read in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Value,
    View,
}

/// What was read, owned.
pub(super) fn own(here: Here<'_>, shape: &Shape, read: &TokenStream, form: Form) -> TokenStream {
    let shapes = here.shapes();
    match &shape.kind {
        ShapeKind::Text { .. }
        | ShapeKind::InlineText { .. }
        | ShapeKind::Bytes { .. }
        | ShapeKind::InlineBytes { .. } => quote!(#read.into()),
        ShapeKind::Array { element, .. } if !shapes.scalar(shape) => {
            let element = own_element(here, element);
            let of = of(&quote!(element), &element);
            quote!(#read.array(#of))
        }
        ShapeKind::List { element, .. } | ShapeKind::InlineList { element, .. } => {
            let element = own_element(here, element);
            if element.is_name("element") {
                quote!(#read.iter().collect())
            } else {
                let of = of(&quote!(element), &element);
                quote!(#read.iter().map(#of).collect())
            }
        }
        ShapeKind::Option { value, .. } => own_option(here, value, read, form),
        ShapeKind::Named(definition) if shapes.keeps(shape) || (form == Form::View && shapes.has_view(*definition)) => {
            quote!(#read.into())
        }
        _ => read.clone(),
    }
}

/// The same for what may be absent.
pub(super) fn own_option(here: Here<'_>, value: &Shape, read: &TokenStream, form: Form) -> TokenStream {
    let value = own(here, value, &quote!(value), form);
    if value.is_name("value") {
        return read.clone();
    }
    let of = of(&quote!(value), &value);
    quote!(#read.map(#of))
}

/// The same for an element of a list.
fn own_element(here: Here<'_>, element: &Shape) -> TokenStream {
    let read = if is_unnamed(element) { quote!(element.get()) } else { quote!(element) };
    own(here, element, &read, Form::View)
}

/// What is kept, as a value to write. It says `?` where it may be no value.
pub(super) fn lend(here: Here<'_>, shape: &Shape, kept: &Source) -> TokenStream {
    let Source { value, receiver, reference } = kept;
    let shapes = here.shapes();
    if !shapes.keeps(shape) {
        return value.clone();
    }
    match &shape.kind {
        ShapeKind::Text { .. } => quote!(#receiver.as_str()),
        ShapeKind::InlineText { .. } => quote!(tessera::view::Text::new(#receiver.as_str())),
        ShapeKind::List { element, .. } | ShapeKind::InlineList { element, .. } if shapes.is_told(element) => {
            quote!(tessera::Elements::of(#reference))
        }
        ShapeKind::Bytes { .. }
        | ShapeKind::InlineBytes { .. }
        | ShapeKind::List { .. }
        | ShapeKind::InlineList { .. } => quote!(#receiver.as_slice()),
        ShapeKind::Array { element, .. } => {
            let lent = lend(here, element, &Source::behind(quote!(element)));
            if shapes.partial(element) {
                let of = of(&quote!(element), &attempt(&lent));
                quote!(tessera::owned::array(#reference, #of)?)
            } else {
                let of = of(&quote!(element), &lent);
                quote!(#receiver.each_ref().map(#of))
            }
        }
        ShapeKind::Option { value, .. } => lend_option(here, value, kept),
        _ if shapes.partial(shape) => quote!(TryFrom::try_from(#reference)?),
        _ => quote!(From::from(#reference)),
    }
}

/// The same for what may be absent.
pub(super) fn lend_option(here: Here<'_>, shape: &Shape, kept: &Source) -> TokenStream {
    let Source { value, receiver, reference } = kept;
    let lent = lend(here, shape, &Source::behind(quote!(value)));
    match &shape.kind {
        _ if !here.shapes().keeps(shape) => value.clone(),
        ShapeKind::Text { .. } | ShapeKind::Bytes { .. } | ShapeKind::InlineBytes { .. } => {
            quote!(#receiver.as_deref())
        }
        ShapeKind::List { element, .. } | ShapeKind::InlineList { element, .. } if !here.shapes().is_told(element) => {
            quote!(#receiver.as_deref())
        }
        _ if here.shapes().partial(shape) => quote! {
            match #reference {
                Some(value) => Some(#lent),
                None => None,
            }
        },
        _ => {
            let of = of(&quote!(value), &lent);
            quote!(#receiver.as_ref().map(#of))
        }
    }
}

/// The function from a variable to an expression: by its name, if it does nothing else.
fn of(variable: &TokenStream, value: &TokenStream) -> TokenStream {
    if value.is_same(&quote!(#variable.into())) {
        return quote!(Into::into);
    }
    let (before, last) = split_last(value);
    match last {
        Some(TokenTree::Group(arguments)) if arguments.stream().is_same(variable) => before,
        _ => quote!(|#variable| #value),
    }
}

/// An expression that may end with `?`, as a `Result`.
fn attempt(value: &TokenStream) -> TokenStream {
    match split_last(value) {
        (before, Some(TokenTree::Punct(last))) if last.as_char() == '?' => before,
        _ => quote!(Ok(#value)),
    }
}

fn split_last(tokens: &TokenStream) -> (TokenStream, Option<TokenTree>) {
    let mut before: Vec<_> = tokens.clone().into_iter().collect();
    let last = before.pop();
    (before.into_iter().collect(), last)
}

/// The way to an owned type from `read`.
pub(super) fn from(owned: &TokenStream, read: &TokenStream, body: &TokenStream) -> TokenStream {
    quote! {
        impl From<#read> for #owned {
            fn from(read: #read) -> Self {
                #body
            }
        }
    }
}

/// The way from `owned` to a value, which is of one lifetime or of none.
pub(super) fn back(owned: &TokenStream, value: &TokenStream, body: &TokenStream, partial: bool) -> TokenStream {
    let (declared, reference) =
        if value.mentions("'a") { (quote!(<'a>), quote!(&'a #owned)) } else { (quote!(), quote!(&#owned)) };
    if partial {
        quote! {
            impl #declared TryFrom<#reference> for #value {
                type Error = tessera::owned::UnknownVariant;

                fn try_from(owned: #reference) -> Result<Self, Self::Error> {
                    Ok(#body)
                }
            }
        }
    } else {
        quote! {
            impl #declared From<#reference> for #value {
                fn from(owned: #reference) -> Self {
                    #body
                }
            }
        }
    }
}
