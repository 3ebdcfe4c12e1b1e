//! Types whose values are one number: what a policy can read, keep, and find a record by.

use super::Lowering;
use crate::{
    arena::Handle,
    facts::{Meaning, ShapeKind},
    model::{self, Int, TypeDef, TypeDefKind, TypeKind},
    policy::{
        Kind, Space,
        bounds::{self, Bounds, Of},
        interval::Interval,
    },
};

/// The greatest number of places in a pool.
pub(super) const MOST_PLACES: u32 = 1 << 16;

/// A type whose values are one number.
#[derive(Clone, Copy)]
pub(super) struct Scalar {
    pub(super) kind: Kind,
    /// Between which values they lie.
    pub(super) values: Interval,
    /// Whether every number between these is a value.
    pub(super) exact: bool,
    /// How many new types wrap it.
    pub(super) wraps: usize,
    /// The outermost of them.
    pub(super) newtype: Option<Handle<TypeDef>>,
}

/// Why a type is no [`Scalar`].
pub(super) enum NoScalar {
    /// It is something else.
    Other,
    /// It has an error, which is reported.
    Missing,
}

impl Lowering<'_> {
    /// The scalar of a shape.
    pub(super) fn scalar(&self, shape: &ShapeKind) -> Result<Scalar, NoScalar> {
        let plain = |kind, values| Scalar { kind, values, exact: true, wraps: 0, newtype: None };
        match shape {
            ShapeKind::Bool => Ok(plain(Kind::Bool, Interval::new(0, 1))),
            ShapeKind::Int(int) => Ok(plain(Kind::Int(*int), all(*int))),
            ShapeKind::Named(handle) => match &self.facts.types.get(*handle).ok_or(NoScalar::Missing)?.meaning {
                Meaning::Alias(inner) => self.scalar(&inner.kind),
                Meaning::Newtype { inner, refinement } => {
                    let inner = self.scalar(&inner.kind)?;
                    let condition = refinement.as_ref().map(|refinement| &refinement.condition);
                    let all = Bounds { hull: Some(inner.values), exact: true };
                    let bounds = condition.map_or(all, |condition| bounds::solve(condition, Of::Value, inner.values));
                    Ok(Scalar {
                        values: bounds.hull.ok_or(NoScalar::Missing)?,
                        exact: inner.exact && bounds.exact,
                        wraps: inner.wraps + 1,
                        newtype: Some(*handle),
                        ..inner
                    })
                }
                Meaning::Enum { repr, numbers } => {
                    let values = match (numbers.iter().min(), numbers.iter().max()) {
                        (Some(low), Some(high)) if !self.is_flexible(*handle) => Interval::new(*low, *high),
                        _ => all(*repr),
                    };
                    Ok(plain(Kind::Enum { of: *handle, repr: *repr }, values))
                }
                Meaning::Flags { .. } | Meaning::Struct { .. } | Meaning::Table { .. } | Meaning::Union { .. } => {
                    Err(NoScalar::Other)
                }
            },
            _ => Err(NoScalar::Other),
        }
    }

    /// The scalar of a type as it is written.
    pub(super) fn scalar_type(&self, ty: &model::Type) -> Result<Scalar, NoScalar> {
        match &ty.kind {
            TypeKind::Bool => self.scalar(&ShapeKind::Bool),
            TypeKind::Int(int) => self.scalar(&ShapeKind::Int(*int)),
            TypeKind::Named(handle) => self.scalar(&ShapeKind::Named(*handle)),
            TypeKind::Bad => Err(NoScalar::Missing),
            _ => Err(NoScalar::Other),
        }
    }

    /// The places of its values; `None` if there are too many.
    pub(super) fn space(&self, scalar: &Scalar) -> Option<Space> {
        match scalar.kind {
            Kind::Bool => Some(Space::Bool),
            Kind::Enum { of, .. } if !self.is_flexible(of) => {
                let numbers = self.numbers(of).to_vec();
                (u32::try_from(numbers.len()).ok()? <= MOST_PLACES).then_some(Space::Variants { of, numbers })
            }
            Kind::Int(_) | Kind::Enum { .. } => integers(scalar.values),
            Kind::Time => None,
        }
    }

    /// The numbers of an enum's variants, in the order of its declaration.
    pub(super) fn numbers(&self, of: Handle<TypeDef>) -> &[i128] {
        match self.facts.types.get(of).map(|facts| &facts.meaning) {
            Some(Meaning::Enum { numbers, .. }) => numbers,
            _ => &[],
        }
    }

    fn is_flexible(&self, of: Handle<TypeDef>) -> bool {
        matches!(self.model.types[of].kind, TypeDefKind::Enum { flexible: true, .. })
    }
}

/// The places of integers; `None` if there are too many.
pub(super) fn integers(values: Interval) -> Option<Space> {
    let count = u32::try_from(values.count()).ok().filter(|count| *count <= MOST_PLACES)?;
    Some(Space::Integers { low: values.low, count })
}

/// Every number of a type.
const fn all(int: Int) -> Interval {
    Interval::new(int.least(), int.greatest())
}
