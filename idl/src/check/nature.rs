//! What is true of a type wherever it is named.
//!
//! A type is worked out behind those that it is made of, so a question about it looks at its own parts and never below a name:
//! it takes as long as the type is written, however many values there are inside.

use super::{Checker, fingerprint, zero::holds};
use crate::{
    arena::Handle,
    facts::{Meaning, Shape, ShapeKind, UnionForm},
    model::TypeDef,
};

/// The answers for one type.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent answers to independent questions")]
pub(super) struct Nature {
    /// A value is kept without the message that it was read from.
    alone: bool,
    /// It is a struct or a union, or every value of it holds one.
    compound: bool,
    /// A value has a part that may be absent, outside of what lies behind it.
    optional: bool,
    /// A place of zeros is a value.
    zero: bool,
}

impl Nature {
    /// What a type with an error is taken for: it has been reported.
    const UNKNOWN: Self = Self { alone: true, compound: false, optional: false, zero: true };
}

impl Checker<'_> {
    /// Whether a value is kept without the message that it was read from: numbers, and structs and options of them.
    pub(super) fn stands_alone(&self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_) => true,
            ShapeKind::Array { element, .. } => self.stands_alone(element) && !self.is_compound(element),
            ShapeKind::Option { value, .. } => self.stands_alone(value),
            ShapeKind::Named(handle) => self.nature(*handle).alone,
            _ => false,
        }
    }

    /// Whether a shape is a struct or a union, or something of which every value holds one.
    fn is_compound(&self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Array { element: inner, .. } | ShapeKind::Option { value: inner, .. } => self.is_compound(inner),
            ShapeKind::Named(handle) => self.nature(*handle).compound,
            _ => false,
        }
    }

    /// Whether a value has a part that may be absent, outside of what lies behind it.
    pub(super) fn has_option(&self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Option { .. } => true,
            ShapeKind::Array { element, .. } => self.has_option(element),
            ShapeKind::Named(handle) => self.nature(*handle).optional,
            _ => false,
        }
    }

    /// Whether a place of zeros is a value of the shape.
    pub(super) fn zero_is_a_value(&self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Array { element, .. } | ShapeKind::List { element, .. } => self.zero_is_a_value(element),
            ShapeKind::Named(handle) => self.nature(*handle).zero,
            _ => true,
        }
    }

    fn nature(&self, handle: Handle<TypeDef>) -> Nature {
        self.natures.get(handle).copied().unwrap_or(Nature::UNKNOWN)
    }

    /// The answers for a type whose parts have theirs.
    pub(super) fn nature_of(&self, handle: Handle<TypeDef>, meaning: &Meaning) -> Nature {
        match meaning {
            Meaning::Alias(inner) => self.nature_of_shape(inner),
            Meaning::Newtype { inner, refinement } => {
                let allowed = refinement.as_ref().is_none_or(|refinement| holds(&refinement.condition));
                let inner = self.nature_of_shape(inner);
                Nature { zero: inner.zero && allowed, ..inner }
            }
            Meaning::Enum { numbers, .. } => {
                let zero = fingerprint::is_flexible(&self.model.types[handle].kind) || numbers.contains(&0);
                Nature { zero, ..Nature::UNKNOWN }
            }
            Meaning::Flags { .. } => Nature::UNKNOWN,
            Meaning::Struct { fields, refinement, .. } => {
                let shapes = || fields.iter().map(|field| &field.shape);
                let allowed = refinement.as_ref().is_none_or(|refinement| holds(&refinement.condition));
                Nature {
                    alone: shapes().all(|shape| self.stands_alone(shape)),
                    compound: true,
                    optional: shapes().any(|shape| self.has_option(shape)),
                    zero: shapes().all(|shape| self.zero_is_a_value(shape)) && allowed,
                }
            }
            Meaning::Table { .. } => Nature { alone: false, ..Nature::UNKNOWN },
            Meaning::Union { variants, form } => {
                let alone = matches!(form, UnionForm::Strict { .. })
                    && variants.iter().flat_map(|variant| &variant.shape).all(|shape| self.stands_alone(shape));
                Nature { alone, compound: true, ..Nature::UNKNOWN }
            }
        }
    }

    fn nature_of_shape(&self, shape: &Shape) -> Nature {
        Nature {
            alone: self.stands_alone(shape),
            compound: self.is_compound(shape),
            optional: self.has_option(shape),
            zero: self.zero_is_a_value(shape),
        }
    }
}
