//! What the glue asks of a type.

use tessera_idl::{
    arena::Handle,
    facts::{Meaning, Shape, ShapeKind, UnionForm},
    model::TypeDef,
};

use super::Glue;

impl Glue<'_> {
    /// Whether a value is one number, or an array of such.
    pub(super) fn scalar(&self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_) => true,
            ShapeKind::Array { element, .. } => self.scalar(element),
            ShapeKind::Named(handle) => match self.meaning(*handle) {
                Meaning::Enum { .. } | Meaning::Flags { .. } => true,
                Meaning::Newtype { inner, .. } => self.scalar(inner),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether one type serves to write and to read.
    fn uniform(&self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Array { .. } => self.scalar(shape),
            ShapeKind::List { .. } | ShapeKind::InlineList { .. } | ShapeKind::Cap { .. } => false,
            ShapeKind::Option { value, .. } => self.uniform(value),
            ShapeKind::Named(handle) => self.uniform_definition(*handle),
            _ => true,
        }
    }

    pub(super) fn uniform_definition(&self, handle: Handle<TypeDef>) -> bool {
        match self.meaning(handle) {
            Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => self.uniform(inner),
            Meaning::Struct { fields, .. } => fields.iter().all(|field| self.uniform(&field.shape)),
            Meaning::Enum { .. } | Meaning::Flags { .. } => true,
            Meaning::Table { .. } | Meaning::Union { form: UnionForm::Flexible { .. }, .. } => false,
            Meaning::Union { variants, .. } => {
                variants.iter().filter_map(|variant| variant.shape.as_ref()).all(|shape| self.uniform(shape))
            }
        }
    }

    /// Whether a list of these is told element by element.
    pub(super) fn is_told(&self, element: &Shape) -> bool {
        let compound = match element.kind {
            ShapeKind::Named(handle) => {
                matches!(self.meaning(handle), Meaning::Struct { .. } | Meaning::Table { .. } | Meaning::Union { .. })
            }
            _ => false,
        };
        let grows = self.any(element, &|shape| match shape.kind {
            ShapeKind::Named(handle) => {
                matches!(self.meaning(handle), Meaning::Union { form: UnionForm::Flexible { .. }, .. })
            }
            _ => false,
        });
        (compound || grows || self.borrows(element)) && !self.carries(element)
    }

    /// Whether a value has a lifetime.
    fn borrows(&self, shape: &Shape) -> bool {
        self.any(shape, &|shape| match &shape.kind {
            ShapeKind::Text { .. }
            | ShapeKind::Bytes { .. }
            | ShapeKind::InlineText { .. }
            | ShapeKind::InlineBytes { .. }
            | ShapeKind::InlineList { .. } => true,
            ShapeKind::List { .. } => !self.carries(shape),
            _ => false,
        })
    }

    /// Whether a value holds capabilities now.
    pub(super) fn carries(&self, shape: &Shape) -> bool {
        self.any(shape, &|shape| matches!(shape.kind, ShapeKind::Cap { .. }))
    }

    /// Whether something holds for a shape inside of this one.
    fn any(&self, shape: &Shape, test: &dyn Fn(&Shape) -> bool) -> bool {
        let any = |shape: &Shape| self.any(shape, test);
        test(shape)
            || match &shape.kind {
                ShapeKind::Array { element, .. }
                | ShapeKind::List { element, .. }
                | ShapeKind::InlineList { element, .. }
                | ShapeKind::Option { value: element, .. } => any(element),
                ShapeKind::Named(handle) => match self.meaning(*handle) {
                    Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => any(inner),
                    Meaning::Struct { fields, .. } => fields.iter().any(|field| any(&field.shape)),
                    Meaning::Table { fields, .. } => {
                        fields.iter().filter(|field| !field.reserved).any(|field| any(&field.shape))
                    }
                    Meaning::Union { variants, .. } => {
                        variants.iter().filter_map(|variant| variant.shape.as_ref()).any(any)
                    }
                    Meaning::Enum { .. } | Meaning::Flags { .. } => false,
                },
                _ => false,
            }
    }

    /// Whether the constructor of a new type may say no.
    pub(super) fn checked_constructor(&self, handle: Handle<TypeDef>) -> bool {
        let Meaning::Newtype { inner, refinement } = self.meaning(handle) else { return false };
        refinement.is_some()
            || matches!(
                inner.kind,
                ShapeKind::Text { .. }
                    | ShapeKind::Bytes { .. }
                    | ShapeKind::List { .. }
                    | ShapeKind::InlineText { .. }
                    | ShapeKind::InlineBytes { .. }
                    | ShapeKind::InlineList { .. }
            )
    }
}
