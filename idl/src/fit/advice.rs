//! What to change about a body that is too large: which field costs what, and which bound would fit.

use alloc::{format, string::String, vec::Vec};
use core::cmp::Reverse;

use crate::{
    check::layout::{Advance, Measure, structure},
    facts::{Absence, Body, Complete, Extent, Field, Shape, ShapeKind},
    model::FieldDef,
    source::Span,
};

/// A body that is too large, and the declarations of its fields.
pub(super) struct Advice<'a> {
    pub(super) facts: &'a Complete<'a>,
    pub(super) body: &'a Body,
    pub(super) defs: &'a [FieldDef],
}

/// The most fields that a finding names.
const SHOWN: usize = 3;

impl<'a> Advice<'a> {
    /// The fields that take most bytes, the greatest first.
    pub(super) fn costs(&self) -> Vec<(Span, u64)> {
        let mut costs: Vec<_> = self.fields().map(|(field, def)| (def.span, self.cost(&field.shape))).collect();
        costs.sort_by_key(|(_, cost)| Reverse(*cost));
        costs.truncate(SHOWN);
        costs
    }

    /// The greatest bound of one field with which the body takes no more than `room` bytes.
    pub(super) fn bound(&self, room: u64) -> Option<String> {
        let mut fields: Vec<_> = self.fields().collect();
        fields.sort_by_key(|(field, _)| Reverse(self.cost(&field.shape)));
        fields.into_iter().find_map(|(field, def)| {
            let (most, mut fits, mut fails) = (bound(&field.shape)?, 0, bound(&field.shape)?);
            // Less content is never longer, so the greatest bound that fits is found by halving.
            while fails.saturating_sub(fits) > 1 {
                let middle = fits.midpoint(fails);
                let is_fit = self.size_with(field, &with_bound(&field.shape, middle)?) <= room;
                *(if is_fit { &mut fits } else { &mut fails }) = middle;
            }
            (fits > 0).then(|| format!("a bound of at most {fits} for `{}`, now {most}, would fit", def.name))
        })
    }

    /// The fields that are declared: the count of lost events is not, and neither is an error.
    fn fields(&self) -> impl Iterator<Item = (&'a Field, &'a FieldDef)> + use<'a> {
        let mut defs = self.defs.iter().peekable();
        self.body.fields.iter().filter_map(move |field| Some((field, defs.next_if(|def| def.name == field.name)?)))
    }

    fn cost(&self, shape: &Shape) -> u64 {
        let measure = self.measure(shape);
        measure.size.saturating_add(measure.objects.from(0))
    }

    /// The greatest body if one field had another shape.
    fn size_with(&self, changed: &Field, shape: &Shape) -> u64 {
        let shapes = self.body.fields.iter().map(|field| if field.name == changed.name { shape } else { &field.shape });
        let measure = structure(shapes.map(|shape| self.measure(shape))).measure;
        measure.size.saturating_add(measure.objects.from(measure.size)).next_multiple_of(8)
    }

    /// What a shape takes.
    fn measure(&self, shape: &Shape) -> Measure {
        let Extent { size, align, .. } = shape.extent;
        let objects = match &shape.kind {
            ShapeKind::Text { bound } | ShapeKind::Bytes { bound } => Advance::object(u64::from(*bound), 1),
            ShapeKind::List { element, bound } => {
                let elements = self.measure(element).times(u64::from(*bound));
                Advance::object(elements.size, elements.align).then(elements.objects)
            }
            ShapeKind::Array { element, len } => self.measure(element).objects.times(u64::from(*len)),
            ShapeKind::Option { value, .. } => self.measure(value).objects,
            ShapeKind::Named(handle) => self.facts.types[*handle].objects,
            _ => Advance::NONE,
        };
        Measure { size: u64::from(size), align, objects, ..Measure::plain(1) }
    }
}

/// The bound of a string, bytes or a list, also of an optional one.
fn bound(shape: &Shape) -> Option<u32> {
    match &shape.kind {
        ShapeKind::Text { bound }
        | ShapeKind::Bytes { bound }
        | ShapeKind::List { bound, .. }
        | ShapeKind::InlineText { bound, .. }
        | ShapeKind::InlineBytes { bound, .. }
        | ShapeKind::InlineList { bound, .. } => Some(*bound),
        ShapeKind::Option { value, .. } => bound(value),
        _ => None,
    }
}

/// The same with another bound. The length of an inline form keeps its width: with a smaller one it takes even less.
fn with_bound(shape: &Shape, bound: u32) -> Option<Shape> {
    let mut shape = shape.clone();
    let align = shape.extent.align;
    let inline = |start: u32, size: u32| Some(size.checked_mul(bound)?.checked_add(start)?.next_multiple_of(align));
    match &mut shape.kind {
        ShapeKind::Text { bound: old } | ShapeKind::Bytes { bound: old } | ShapeKind::List { bound: old, .. } => {
            *old = bound;
        }
        ShapeKind::InlineText { bound: old, prefix } | ShapeKind::InlineBytes { bound: old, prefix } => {
            *old = bound;
            shape.extent.size = inline(prefix.size(), 1)?;
        }
        ShapeKind::InlineList { bound: old, element, places, .. } => {
            *old = bound;
            shape.extent.size = inline(*places, element.extent.size)?;
        }
        ShapeKind::Option { value, absence } => {
            **value = with_bound(value, bound)?;
            shape.extent.size = match absence {
                Absence::Tag(start) => inline(*start, 0)?.checked_add(value.extent.size)?.next_multiple_of(align),
                Absence::Offset | Absence::Index => value.extent.size,
            };
        }
        _ => return None,
    }
    Some(shape)
}
