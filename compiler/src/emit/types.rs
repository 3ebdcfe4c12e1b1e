//! The types of a package.

use tessera_idl::{
    arena::Handle,
    facts::{Meaning, Shape, ShapeKind},
    model::{Attributes, Int, TypeDef, TypeDefKind},
};

use super::{
    element, error, lease, newtype, owned,
    place::{Here, integer, wide_number},
    structure, table, union,
};
use crate::{
    plan::{
        names::{Scope, ident, screaming},
        needs::TypeNeeds,
        signature,
    },
    print::docs,
    tokens::{Ident, TokenStream, quote},
};

/// A named type, and what is needed to write and to read it.
pub(crate) fn definition(here: Here<'_>, definition: Handle<TypeDef>, needs: TypeNeeds) -> TokenStream {
    let shapes = here.shapes();
    let ty = match shapes.meaning(definition) {
        // Shapes look through aliases, so nothing mentions them.
        Meaning::Alias(_) => return TokenStream::new(),
        Meaning::Newtype { inner, refinement } => {
            newtype::definition(here, definition, inner, refinement.as_ref(), needs)
        }
        Meaning::Enum { repr, numbers } => enumeration(here, definition, *repr, numbers),
        Meaning::Flags { repr, bits, all } => flags(here, definition, *repr, bits, *all),
        Meaning::Struct { fields, padding, refinement } => {
            let parts = structure::Parts { definition, fields, padding, refinement: refinement.as_ref() };
            structure::definition(here, &parts, needs)
        }
        Meaning::Table { fields, room, caps } => {
            table::definition(here, &table::Parts { definition, fields, room: *room, caps: *caps }, needs)
        }
        Meaning::Union { variants, form } => {
            union::definition(here, &union::Parts { definition, variants, form: *form }, needs)
        }
    };
    let hidden = shapes.model.types[definition].attributes.sensitive
        && matches!(shapes.meaning(definition), Meaning::Enum { .. } | Meaning::Flags { .. });
    let redacted = hidden.then(|| newtype::redacted(&here.value_name(definition), false));
    let element = needs.element.then(|| viewed(here, definition));
    let told = needs.told.then(|| element::named(here, definition));
    let owned = owned::definition(here, definition, needs);
    let lent = needs.lent.then(|| lease::implementation(here, definition));
    let error = error::error(here, definition, needs);
    quote!(#ty #redacted #element #told #owned #lent #error)
}

/// The documentation of a type: how it is declared, then what its author says.
pub(super) fn documentation(here: Here<'_>, definition: Handle<TypeDef>, more: &str) -> TokenStream {
    let shapes = here.shapes();
    let declared = signature::definition(shapes.model, shapes.facts, definition);
    let item = &shapes.model.types[definition];
    marked(&format!("`{declared}`{more}"), &item.docs, &item.attributes)
}

/// The documentation of what reads a type in place, beside its value or in its stead.
pub(super) fn in_place(here: Here<'_>, definition: Handle<TypeDef>, has_value: bool) -> TokenStream {
    if !has_value {
        return documentation(here, definition, ", read in place.");
    }
    let (value, attributes) = (here.value_name(definition), &here.shapes().model.types[definition].attributes);
    marked(&format!("A [`{value}`] read in place."), &[], &Attributes { since: None, ..attributes.clone() })
}

/// The documentation of something with attributes, and what Rust says of them itself.
pub(crate) fn marked(first: &str, lines: &[String], attributes: &Attributes) -> TokenStream {
    let (docs, deprecated) = (described(first, &since(lines, attributes)), deprecated(attributes));
    quote!(#docs #deprecated)
}

/// The author's lines, then a paragraph about the version that brought it.
pub(super) fn since(lines: &[String], attributes: &Attributes) -> Vec<String> {
    let mut lines = lines.to_vec();
    if let Some((major, minor)) = attributes.since {
        add_paragraph(&mut lines, format!("Since version {major}.{minor}."));
    }
    lines
}

/// Adds a paragraph of one line.
pub(super) fn add_paragraph(lines: &mut Vec<String>, line: String) {
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(line);
}

/// `#[deprecated(note = "use the other one")]`
pub(super) fn deprecated(attributes: &Attributes) -> Option<TokenStream> {
    attributes.deprecated.as_ref().map(|note| quote!(#[deprecated(note = #note)]))
}

/// A first line, then a paragraph of the author's lines.
pub(crate) fn described(first: &str, lines: &[String]) -> TokenStream {
    if lines.is_empty() { docs(first) } else { docs(&format!("{first}\n\n{}", lines.join("\n"))) }
}

/// What stands for a number that is no value, after validation refused it.
pub(super) fn fallback(here: Here<'_>, shape: &Shape) -> Ident {
    let ShapeKind::Named(definition) = shape.kind else { return ident("NONE") };
    variant(here, definition, 0).unwrap_or_else(|| ident("NONE"))
}

/// The variants of an enum or a union by their places, in Rust's spelling; none for a number that is reserved.
pub(super) fn variants(here: Here<'_>, definition: Handle<TypeDef>) -> impl Iterator<Item = Option<Ident>> + Clone {
    let names = here.plan.names.variants.get(&definition).map(Vec::as_slice).unwrap_or_default();
    names.iter().map(|name| Some(ident(name.as_ref()?)))
}

/// One of them.
pub(super) fn variant(here: Here<'_>, definition: Handle<TypeDef>, place: usize) -> Option<Ident> {
    here.plan.names.variants.get(&definition)?.get(place)?.as_deref().map(ident)
}

fn enumeration(here: Here<'_>, definition: Handle<TypeDef>, repr: Int, numbers: &[i128]) -> TokenStream {
    let item = &here.shapes().model.types[definition];
    let TypeDefKind::Enum { variants: declared, flexible, .. } = &item.kind else { return TokenStream::new() };
    let (name, docs_of_type) = (here.value_name(definition), documentation(here, definition, ""));
    let debug = (!item.attributes.sensitive).then(|| quote!(Debug,));
    let (names, repr) = (variants(here, definition).flatten().collect::<Vec<_>>(), integer(repr));
    let values: Vec<_> = numbers.iter().map(|number| signed(*number)).collect();
    let docs_of_variants = declared
        .iter()
        .zip(numbers)
        .map(|(variant, number)| marked(&format!("`{} = {number}`", variant.name), &variant.docs, &variant.attributes));
    if *flexible {
        return quote! {
            #docs_of_type
            #[derive(Clone, Copy, #debug PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum #name {
                #(#docs_of_variants #names,)*
                /// A number that this version does not know.
                Unknown(#repr),
            }

            impl #name {
                /// The value with this number.
                #[inline(always)]
                #[must_use]
                pub const fn from_number(number: #repr) -> Self {
                    match number {
                        #(#values => Self::#names,)*
                        number => Self::Unknown(number),
                    }
                }

                /// Its number.
                #[inline(always)]
                #[must_use]
                pub const fn number(self) -> #repr {
                    match self {
                        #(Self::#names => #values,)*
                        Self::Unknown(number) => number,
                    }
                }
            }
        };
    }
    quote! {
        #docs_of_type
        #[derive(Clone, Copy, #debug PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(#repr)]
        pub enum #name {
            #(#docs_of_variants #names = #values,)*
        }

        impl #name {
            /// The value with this number.
            #[inline(always)]
            #[must_use]
            pub const fn from_number(number: #repr) -> Option<Self> {
                match number {
                    #(#values => Some(Self::#names),)*
                    _ => None,
                }
            }

            /// Its number.
            #[inline(always)]
            #[must_use]
            pub const fn number(self) -> #repr {
                self as #repr
            }
        }
    }
}

fn flags(here: Here<'_>, definition: Handle<TypeDef>, repr: Int, bits: &[u8], all: u64) -> TokenStream {
    let item = &here.shapes().model.types[definition];
    let TypeDefKind::Flags { flags: declared, flexible, .. } = &item.kind else { return TokenStream::new() };
    let (name, docs_of_type) = (here.value_name(definition), documentation(here, definition, ""));
    let debug = (!item.attributes.sensitive).then(|| quote!(Debug,));
    let mut scope = Scope::with(&["NONE", "ALL"]);
    let names: Vec<_> = declared.iter().map(|flag| ident(&scope.claim(&screaming(&flag.name)))).collect();
    let values = bits.iter().map(|bit| wide_number(1 << bit));
    let docs_of_flags = declared
        .iter()
        .zip(bits)
        .map(|(flag, bit)| marked(&format!("`{}`, bit {bit}", flag.name), &flag.docs, &flag.attributes));
    let (repr, all) = (integer(repr), wide_number(all.into()));
    let from_bits = if *flexible {
        quote! {
            /// These bits, also those that this version does not know.
            #[inline(always)]
            #[must_use]
            pub const fn from_bits(bits: #repr) -> Self {
                Self(bits)
            }
        }
    } else {
        quote! {
            /// These bits; `None` if one of them is no flag.
            #[inline(always)]
            #[must_use]
            pub const fn from_bits(bits: #repr) -> Option<Self> {
                if bits & !Self::ALL.0 == 0 { Some(Self(bits)) } else { None }
            }
        }
    };
    quote! {
        #docs_of_type
        #[derive(Clone, Copy, #debug Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct #name(#repr);

        impl #name {
            #(#docs_of_flags pub const #names: Self = Self(#values);)*

            /// No flag.
            pub const NONE: Self = Self(0);

            /// Every flag.
            pub const ALL: Self = Self(#all);

            #from_bits

            /// Its bits.
            #[inline(always)]
            #[must_use]
            pub const fn bits(self) -> #repr {
                self.0
            }

            /// Whether every flag of `other` is set.
            #[inline(always)]
            #[must_use]
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// These flags and those.
            #[inline(always)]
            #[must_use]
            pub const fn with(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// These flags but not those.
            #[inline(always)]
            #[must_use]
            pub const fn without(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }
        }
    }
}

/// Enums, flags and new types as elements of a list that is read. Structs, tables and unions bring it along.
fn viewed(here: Here<'_>, definition: Handle<TypeDef>) -> TokenStream {
    let shape = here.shapes().named(definition);
    if here.shapes().is_compound(&shape) { TokenStream::new() } else { super::view::of_definition(here, &shape) }
}

fn signed(number: i128) -> TokenStream {
    let magnitude = wide_number(number.unsigned_abs());
    if number < 0 { quote!(-#magnitude) } else { quote!(#magnitude) }
}
