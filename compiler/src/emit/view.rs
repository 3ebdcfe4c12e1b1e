//! Views: values that are read in place, one field at a time, from bytes that were validated before.

use tessera_idl::facts::Shape;

use super::{
    condition,
    fields::{FieldNames, check_fields, declared, field_docs},
    look::{Looker, to_value},
    place::{Here, Life, number},
    read::{Reader, without_generics},
    structure::Parts,
    types::in_place,
};
use crate::{
    plan::{
        names::{Scope, ident},
        shapes::needs_objects,
        signature,
    },
    print::docs,
    tokens::{Ident, TokenStream, Tokens, quote},
};

/// A view, without its name.
struct View {
    docs: TokenStream,
    /// The name, without the lifetime.
    name: TokenStream,
    shape: Shape,
    getters: Vec<Getter>,
    /// Validates what the getters read. An unnamed element is validated where it lies.
    check: Option<TokenStream>,
    /// `Debug` in one expression, where it is not field by field.
    debug: Option<TokenStream>,
}

struct Getter {
    docs: TokenStream,
    name: Ident,
    ty: TokenStream,
    value: TokenStream,
    borrows: bool,
    secret: bool,
}

/// The view of a struct.
pub(super) fn of_struct(here: Here<'_>, parts: &Parts<'_>, shape: &Shape, has_value: bool) -> TokenStream {
    let shapes = here.shapes();
    let name = without_generics(&here.view(shape, Life::Named));
    let declared = declared(here, parts.definition);
    let hidden = shapes.model.types[parts.definition].attributes.sensitive;
    let looker = looker(here);
    let mut scope = Scope::with(&["check", "view"]);
    let getters: Vec<_> = parts
        .fields
        .iter()
        .enumerate()
        .map(|(index, field)| Getter {
            docs: field_docs(here, field, declared.get(index)),
            name: ident(&scope.claim(&crate::plan::names::snake(&field.name))),
            ty: here.view(&field.shape, Life::Named),
            value: looker.get(&field.shape, field.offset),
            borrows: borrows(&here.view(&field.shape, Life::Named)),
            secret: hidden || declared.get(index).is_some_and(|field| field.attributes.sensitive),
        })
        .collect();
    let reader = Reader { here, owns_objects: false };
    let fields = check_fields(reader, parts.fields, parts.padding, shape.extent.size);
    let refinement = parts.refinement.map(|refinement| {
        let holds = condition::of_fields(here, parts.fields, refinement, |field| {
            let position = parts.fields.iter().position(|other| other.name == field.name);
            let getter = position.and_then(|position| getters.get(position)).map(|getter| &getter.name);
            quote!(view.#getter())
        });
        // Numbers, lengths and bytes lie in the fixed part or in objects that were just checked.
        let body = if shape.extent.has_objects() { quote!(objects.body()) } else { quote!(&[]) };
        let view = make(shape, &name, &quote!(fixed), &body);
        // What always holds looks at nothing.
        let view = condition::looks(&refinement.condition).then(|| quote!(let view = #view;));
        quote!(#view tessera::wire::ensure(#holds)?;)
    });
    let from = (has_value && shapes.uniform(shape)).then(|| from(here, parts, shape, &name, &getters));
    let view = View {
        docs: in_place(here, parts.definition, has_value),
        name,
        shape: shape.clone(),
        getters,
        check: Some(quote!(#fields #refinement)),
        debug: None,
    };
    let view = view.emit(here);
    quote!(#view #from)
}

/// The view of an enum, flags or a new type as an element of a list: the value itself.
pub(super) fn of_definition(here: Here<'_>, shape: &Shape) -> TokenStream {
    let ty = here.view(shape, Life::Named);
    let name = without_generics(&ty);
    let is_view = borrows(&ty);
    let life = if is_view { quote!('a) } else { quote!('_) };
    let (declared, arguments) = if is_view { (quote!(<'a>), quote!(<'a>)) } else { (quote!(), quote!()) };
    let (size, bytes) = (number(shape.extent.size), quote!(tessera::view::Fixed::new(bytes)));
    let body = if shape.extent.has_objects() { quote!(body) } else { quote!(_body) };
    let looker = Looker {
        here,
        fixed: quote!(fixed),
        body: if shape.extent.has_objects() { quote!(body) } else { quote!(&[]) },
    };
    let get = looker.get(shape, 0);
    quote! {
        impl #declared tessera::View<#life> for #name #arguments {
            type Bytes = [u8; #size];

            #[inline(always)]
            fn view(bytes: &#life [u8; #size], #body: &#life [u8]) -> Self {
                let fixed = #bytes;
                #get
            }
        }
    }
}

/// The view of an element without a name of its own.
pub(crate) fn of_element(here: Here<'_>, shape: &Shape) -> TokenStream {
    let ty = here.view(shape, Life::Named);
    let looker = looker(here);
    let text = signature::shape(here.shapes().model, shape);
    let view = View {
        docs: docs(&format!("An element `{text}`, read in place.")),
        name: without_generics(&here.element(shape, Life::Named)),
        shape: shape.clone(),
        getters: vec![Getter {
            docs: docs("The value."),
            name: ident("get"),
            borrows: borrows(&ty),
            ty,
            value: looker.get(shape, 0),
            secret: false,
        }],
        check: None,
        debug: Some(quote!(self.get().fmt(f))),
    };
    view.emit(here)
}

/// Looks through a view's own parts.
fn looker(here: Here<'_>) -> Looker<'_> {
    Looker { here, fixed: quote!(self.0), body: quote!(self.1) }
}

/// Whether a type has the lifetime of what is read.
fn borrows(ty: &TokenStream) -> bool {
    ty.mentions("'a")
}

/// A view of these bytes.
fn make(shape: &Shape, name: &TokenStream, fixed: &TokenStream, body: &TokenStream) -> TokenStream {
    if needs_body(shape) { quote!(#name(#fixed, #body)) } else { quote!(#name(#fixed)) }
}

/// Whether a view keeps the body beside its fixed part.
fn needs_body(shape: &Shape) -> bool {
    shape.extent.has_objects()
}

impl View {
    fn emit(&self, here: Here<'_>) -> TokenStream {
        let Self { docs, name, shape, getters, check, debug } = self;
        let (size, shared) = (number(shape.extent.size), here.shared());
        let body = needs_body(shape).then(|| quote!(, &'a [u8]));
        // Equal views may lie in different bodies at different offsets: then their fields are compared.
        let derive = if needs_body(shape) { quote!(Clone, Copy) } else { quote!(Clone, Copy, PartialEq) };
        let equal = needs_body(shape).then(|| {
            let fields = getters.iter().map(|getter| {
                let name = &getter.name;
                quote!(self.#name() == other.#name())
            });
            quote! {
                impl PartialEq for #name<'_> {
                    fn eq(&self, other: &Self) -> bool {
                        #(#fields)&&*
                    }
                }
            }
        });
        let life = if getters.iter().any(|getter| getter.borrows) { quote!('a) } else { quote!('_) };
        let declared = if getters.iter().any(|getter| getter.borrows) { quote!(<'a>) } else { quote!() };
        let functions = getters.iter().map(|Getter { docs, name, ty, value, .. }| {
            quote! {
                #docs
                #[inline(always)]
                #[must_use]
                pub fn #name(self) -> #ty {
                    #value
                }
            }
        });
        let check_function = check.as_ref().filter(|_| here.shapes().settled(shape).is_none()).map(|check| {
            let objects = needs_objects(shape).then(|| quote!(, objects: &mut tessera::view::Objects<'_>));
            quote! {
                #[inline]
                #shared fn check(fixed: tessera::view::Fixed<'_, #size> #objects) -> Result<(), tessera::wire::Malformed> {
                    #check
                    Ok(())
                }
            }
        });
        let made = make(shape, &quote!(Self), &quote!(tessera::view::Fixed::new(bytes)), &quote!(body));
        let body_name = if needs_body(shape) { quote!(body) } else { quote!(_body) };
        let debug = debug.clone().unwrap_or_else(|| {
            let title = name.to_string();
            let fields = getters.iter().map(|getter| {
                let (text, name) = (getter.name.to_string(), &getter.name);
                if getter.secret {
                    quote!(.field(#text, &format_args!("<redacted>")))
                } else {
                    quote!(.field(#text, &self.#name()))
                }
            });
            quote!(f.debug_struct(#title)#(#fields)*.finish())
        });
        quote! {
            #docs
            #[derive(#derive)]
            pub struct #name<'a>(tessera::view::Fixed<'a, #size> #body);

            impl #declared #name<#life> {
                #(#functions)*

                #check_function
            }

            impl<'a> tessera::View<'a> for #name<'a> {
                type Bytes = [u8; #size];

                #[inline(always)]
                fn view(bytes: &'a [u8; #size], #body_name: &'a [u8]) -> Self {
                    #made
                }
            }

            #equal

            impl core::fmt::Debug for #name<'_> {
                fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                    #debug
                }
            }
        }
    }
}

/// A value from a view, where the value needs nothing that the view has not.
fn from(here: Here<'_>, parts: &Parts<'_>, shape: &Shape, view: &TokenStream, getters: &[Getter]) -> TokenStream {
    let value = here.value_name(parts.definition);
    let names = FieldNames::new(parts.fields);
    let fields = parts.fields.iter().zip(&names.fields).zip(getters).map(|((field, name), getter)| {
        let getter = &getter.name;
        let value = to_value(here, &field.shape, &quote!(view.#getter()));
        quote!(#name: #value)
    });
    let borrows = here.shapes().borrows(shape);
    let (declared, life) = if borrows { (quote!(<'a>), quote!(<'a>)) } else { (quote!(), quote!(<'_>)) };
    let arguments = borrows.then(|| quote!(<'a>));
    quote! {
        impl #declared From<#view #life> for #value #arguments {
            #[inline]
            fn from(view: #view #life) -> Self {
                Self { #(#fields),* }
            }
        }
    }
}
