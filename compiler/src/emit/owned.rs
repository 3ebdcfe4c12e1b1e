//! Owned values: what a program keeps of what it read, and lends to what it writes.

mod convert;
mod fields;
mod message;

use tessera_idl::{
    arena::Handle,
    facts::{Meaning, Shape, ShapeKind, UnionForm},
    model::TypeDef,
};

pub(super) use self::message::message;
use self::{
    convert::{Form, back, from, lend, own},
    fields::Fields,
};
use super::{
    newtype::redacted,
    place::{Here, Life, number},
    table, types,
    union::{self, Variant},
    write::Source,
};
use crate::{
    plan::{names::ident, needs::TypeNeeds, shapes::Shapes},
    tokens::{TokenStream, quote},
};

/// What is generated for a definition: its owned type where that is another than its value, the ways to it, and the way back.
pub(super) fn definition(here: Here<'_>, definition: Handle<TypeDef>, needs: TypeNeeds) -> TokenStream {
    let shape = here.shapes().named(definition);
    if !here.plan.owned || here.shapes().carries(&shape) {
        return TokenStream::new();
    }
    let kept = Kept { here, definition, shape, needs };
    match here.shapes().meaning(definition) {
        Meaning::Newtype { inner, .. } => kept.newtype(inner),
        Meaning::Struct { fields, refinement, .. } => {
            let fields = Fields::of_struct(here, definition, fields);
            kept.fields(&fields, refinement.is_none(), false)
        }
        Meaning::Table { fields, room, caps } => {
            let parts = table::Parts { definition, fields, room: *room, caps: *caps };
            kept.fields(&Fields::of_table(here, parts.visible(here)), true, true)
        }
        Meaning::Union { variants, form } => {
            let parts = union::Parts { definition, variants, form: *form };
            kept.union(&parts.visible(here), *form)
        }
        Meaning::Alias(_) | Meaning::Enum { .. } | Meaning::Flags { .. } => TokenStream::new(),
    }
}

/// Whether a value is what is kept of its type: then it is generated even where it is only read.
pub(super) fn is_value(here: Here<'_>, shape: &Shape) -> bool {
    here.plan.owned && !here.shapes().carries(shape) && !here.shapes().keeps(shape)
}

/// How a list writes an owned element: as the value that it lends.
pub(super) fn element(here: Here<'_>, shape: &Shape) -> TokenStream {
    if !here.plan.owned || !here.shapes().keeps(shape) {
        return TokenStream::new();
    }
    let (kind, ty, size) = (here.kind(shape), owned(here, shape), number(shape.extent.size));
    let (value, lent) = (here.value(shape, Life::Elided), lend(here, shape, &Source::behind(quote!(self))));
    quote! {
        impl tessera::Element<#kind> for #ty {
            #[inline]
            fn write(
                &self,
                place: &mut [u8; #size],
                objects: &mut tessera::build::ObjectsMut<'_>,
            ) -> Result<(), tessera::wire::DoesNotFit> {
                let value: #value = #lent;
                tessera::Element::<#kind>::write(&value, place, objects)
            }
        }
    }
}

/// The type of an owned value.
fn owned(here: Here<'_>, shape: &Shape) -> TokenStream {
    match &shape.kind {
        ShapeKind::Text { .. } | ShapeKind::InlineText { .. } => quote!(tessera::owned::String),
        ShapeKind::Bytes { .. } | ShapeKind::InlineBytes { .. } => quote!(tessera::owned::Vec<u8>),
        ShapeKind::List { element, .. } | ShapeKind::InlineList { element, .. } => {
            let element = owned(here, element);
            quote!(tessera::owned::Vec<#element>)
        }
        ShapeKind::Array { element, len } => {
            let (element, len) = (owned(here, element), number(*len));
            quote!([#element; #len])
        }
        ShapeKind::Option { value, .. } => {
            let value = owned(here, value);
            quote!(Option<#value>)
        }
        ShapeKind::Named(definition) if here.shapes().keeps(shape) => here.owned_name(*definition),
        _ => here.value(shape, Life::Elided),
    }
}

/// `#[derive(…)]` for an owned type that is made of these shapes.
fn derives<'s>(shapes: Shapes<'_>, mut parts: impl Iterator<Item = &'s Shape>, secret: bool) -> TokenStream {
    let debug = (!secret).then(|| quote!(Debug,));
    let exact = (!parts.any(|part| shapes.floats(part))).then(|| quote!(, Eq, Hash));
    quote!(#[derive(Clone, #debug PartialEq #exact)])
}

/// A definition that is kept.
struct Kept<'p> {
    here: Here<'p>,
    definition: Handle<TypeDef>,
    shape: Shape,
    needs: TypeNeeds,
}

impl Kept<'_> {
    /// Whether the owned type is another than the value.
    fn differs(&self) -> bool {
        self.here.shapes().keeps(&self.shape)
    }

    fn docs(&self) -> TokenStream {
        types::documentation(self.here, self.definition, ", owned.")
    }

    fn newtype(&self, inner: &Shape) -> TokenStream {
        let (here, ty) = (self.here, owned(self.here, &self.shape));
        let declaration = self.differs().then(|| {
            let secret = here.shapes().model.types[self.definition].attributes.sensitive;
            let (docs, inner_ty) = (self.docs(), owned(here, inner));
            let derives = derives(here.shapes(), std::iter::once(inner), secret);
            let debug = secret.then(|| redacted(&ty, false));
            quote! {
                #docs
                #derives
                pub struct #ty(#inner_ty);

                #debug
            }
        });
        let read = |form| {
            let inner = own(here, inner, &quote!(read.get()), form);
            quote!(Self(#inner))
        };
        let kept = quote!(owned.0);
        let lent = match inner.kind {
            // Text has one type in new types, wherever it lies.
            ShapeKind::Text { .. } => quote!(tessera::view::Text::new(#kept.as_str())),
            _ => lend(here, inner, &Source::of(kept)),
        };
        self.emit(declaration.as_ref(), &read, &quote!(Self(#lent)))
    }

    fn fields(&self, fields: &Fields<'_>, visible: bool, default: bool) -> TokenStream {
        let declaration =
            self.differs().then(|| fields.declare(&owned(self.here, &self.shape), &self.docs(), visible, default));
        self.emit(declaration.as_ref(), &|form| fields.own(|_| form), &fields.lend())
    }

    fn union(&self, variants: &[Variant<'_>], form: UnionForm) -> TokenStream {
        let (here, ty) = (self.here, owned(self.here, &self.shape));
        let flexible = matches!(form, UnionForm::Flexible { .. });
        let declaration = self.differs().then(|| {
            let (docs, secret) = (self.docs(), variants.iter().any(|variant| variant.secret));
            let derives = derives(here.shapes(), variants.iter().map(|variant| variant.shape), secret);
            let declared = variants.iter().map(|Variant { shape, docs, name, .. }| {
                let ty = owned(here, shape);
                quote!(#docs #name(#ty))
            });
            let unknown = flexible.then(|| {
                quote! {
                    /// A variant that this version does not know, by its number: it cannot be written.
                    Unknown(u32)
                }
            });
            let debug = secret.then(|| {
                let (head, unknown) = (quote!(impl core::fmt::Debug for), flexible.then(|| ident("Unknown")));
                union::debug_of(&head, &ty, &TokenStream::new(), variants, unknown.as_ref())
            });
            quote! {
                #docs
                #derives
                pub enum #ty { #(#declared,)* #unknown }

                #debug
            }
        });
        let read = |form: Form| {
            let from = match form {
                Form::View if here.shapes().has_view(self.definition) => here.view_name(self.definition),
                _ => here.value_name(self.definition),
            };
            let arms = variants.iter().map(|Variant { shape, name, .. }| {
                let value = own(here, shape, &quote!(value), form);
                quote!(#from::#name(value) => Self::#name(#value),)
            });
            let unknown = flexible.then(|| quote!(#from::Unknown(number) => Self::Unknown(number),));
            quote!(match read { #(#arms)* #unknown })
        };
        let lent = variants.iter().map(|Variant { shape, name, .. }| {
            let value = lend(here, shape, &Source::behind(quote!(value)));
            quote!(#ty::#name(value) => Self::#name(#value),)
        });
        let unknown = flexible.then(|| quote!(#ty::Unknown(_) => return Err(tessera::owned::UnknownVariant),));
        self.emit(declaration.as_ref(), &read, &quote!(match owned { #(#lent)* #unknown }))
    }

    /// The declaration, the ways to it from what is read, as `read`, and the way back from `owned`.
    fn emit(
        &self,
        declaration: Option<&TokenStream>,
        read: &dyn Fn(Form) -> TokenStream,
        lent: &TokenStream,
    ) -> TokenStream {
        let Self { here, definition, shape, needs } = self;
        let (shapes, ty) = (here.shapes(), owned(*here, shape));
        let uniform = shapes.uniform(shape);
        let value =
            (uniform && self.differs()).then(|| from(&ty, &here.value(shape, Life::Elided), &read(Form::Value)));
        // What is read and written as one type has the way from its view already.
        let view = needs.view && shapes.has_view(*definition) && (self.differs() || !uniform);
        let view = view.then(|| from(&ty, &here.view(shape, Life::Elided), &read(Form::View)));
        let back = (needs.put && self.differs())
            .then(|| back(&ty, &here.value(shape, Life::Named), lent, shapes.partial(shape)));
        let element = needs.told.then(|| element(*here, shape));
        quote!(#declaration #value #view #back #element)
    }
}
