//! `#[derive(Component)]`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::{Attribute, Data, DeriveInput, Error, Field, Fields, Path, Result, Token, Type, spanned::Spanned};

/// `#[component(module, kernel = Type)]` on the struct.
struct Settings {
    module: Path,
    kernel: Type,
}

/// What a field is, by its `#[component(…)]`.
enum Role {
    Used,
    Provided,
    State,
}

/// The `impl`s for one struct.
pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "a component is a struct: one field for each of its ports"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new(input.ident.span(), "the fields of a component have the names of its ports"));
    };
    let Settings { module, kernel } = settings(input)?;
    let (mut used, mut other, mut checks) = (Vec::new(), Vec::new(), Vec::new());
    for field in &fields.named {
        let Some(name) = &field.ident else { continue };
        match role(field)? {
            Role::Used => used.push(name),
            Role::State => other.push(name),
            Role::Provided => {
                other.push(name);
                checks.push(check_server(&module, &kernel, name, &field.ty));
            }
        }
    }
    let connect = connect(input, &module, &kernel, &used, &other);
    Ok(quote! { #connect #(#checks)* })
}

/// The constructor. A struct expression names every field that is no `state`, so a port that is missing or does not exist is an error; another
/// moves each capability to its field, so a wrong type is an error at that field.
fn connect(input: &DeriveInput, module: &Path, kernel: &Type, used: &[&Ident], other: &[&Ident]) -> TokenStream {
    let name = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let moved = used.iter().map(|port| quote_spanned! { port.span() => #port: #port });
    // A component that uses nothing has no `Uses`.
    let take = if used.is_empty() {
        quote! { let _ = wired; }
    } else {
        // What is built and never runs names each port; a pattern that lacked one would be mended by advice in the wrong place.
        let named = used.iter().map(|port| quote_spanned! { port.span() => #port: port(never) });
        let ports = at(quote! { #module::Uses }, name.span());
        let all = quote_spanned! { name.span() => #ports::<#kernel> { #(#named),* } };
        quote! {
            fn port<T>(never: ::core::convert::Infallible) -> T {
                match never {}
            }
            let _ = |never: ::core::convert::Infallible| #all;
            let #module::Uses { #(#used,)* .. } = #module::Uses::<#kernel>::connect(wired)?;
        }
    };
    quote! {
        #[automatically_derived]
        impl #generics #name #arguments #bounds {
            /// Takes the capabilities of the used ports from whoever wired the component, by their places; everything else is made by `Default`.
            ///
            /// # Errors
            ///
            /// Names the port that nothing feeds.
            pub fn connect(
                wired: impl ::core::ops::FnMut(u8) -> ::core::option::Option<<#kernel as ::tessera::Kernel>::Cap>,
            ) -> ::core::result::Result<Self, ::tessera::Unwired> {
                #take
                ::core::result::Result::Ok(Self { #(#moved,)* #(#other: ::core::default::Default::default(),)* })
            }
        }
    }
}

/// The same tokens, as if they stood there.
fn at(tokens: TokenStream, span: Span) -> TokenStream {
    let token = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.into_iter().map(token).collect()
}

/// That the field's type serves the port, checked at the field.
fn check_server(module: &Path, kernel: &Type, port: &Ident, ty: &Type) -> TokenStream {
    let server = format_ident!("{}Server", camel(port));
    let call = quote_spanned! { ty.span() => serves::<#ty>() };
    quote! {
        const _: () = {
            fn serves<S: #module::#server<#kernel>>() {}
            fn check() {
                #call
            }
            let _ = check;
        };
    }
}

fn settings(input: &DeriveInput) -> Result<Settings> {
    let missing =
        |span: Span| Error::new(span, "say which component this is: `#[component(path::to::module, kernel = Port)]`");
    let attribute = of(&input.attrs).ok_or_else(|| missing(input.ident.span()))?;
    attribute.parse_args_with(|tokens: syn::parse::ParseStream<'_>| {
        let module = tokens.call(Path::parse_mod_style)?;
        tokens.parse::<Token![,]>().map_err(|_| missing(attribute.span()))?;
        let key: Ident = tokens.parse()?;
        if key != "kernel" {
            return Err(Error::new(key.span(), "expected `kernel = Port`, the type of the kernel port"));
        }
        tokens.parse::<Token![=]>()?;
        let kernel = tokens.parse()?;
        let _: Option<Token![,]> = tokens.parse()?;
        Ok(Settings { module, kernel })
    })
}

fn role(field: &Field) -> Result<Role> {
    let Some(attribute) = of(&field.attrs) else { return Ok(Role::Used) };
    let word: Ident = attribute.parse_args()?;
    if word == "provides" {
        Ok(Role::Provided)
    } else if word == "state" {
        Ok(Role::State)
    } else {
        Err(Error::new(word.span(), "expected `provides` or `state`; a used port has no attribute"))
    }
}

fn of(attributes: &[Attribute]) -> Option<&Attribute> {
    attributes.iter().find(|attribute| attribute.path().is_ident("component"))
}

/// `front_door` as `FrontDoor`, the way the compiler names a port's trait.
fn camel(name: &Ident) -> String {
    let name = name.to_string();
    name.trim_start_matches("r#")
        .split('_')
        .flat_map(|word| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)))
        .collect()
}
