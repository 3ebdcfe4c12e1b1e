//! Types where they are used: every name looked through, every bound evaluated, every byte placed.

use alloc::{boxed::Box, format, vec::Vec};
use core::ops::Range;

use super::{
    Checker, MAX_LAYERS,
    layout::{self, Advance, MAX_SIZE, Measure},
};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{Absence, Field, Meaning, Shape, ShapeKind, UnionForm},
    model::{Expr, FieldDef, Int, Type, TypeDef, TypeKind},
    source::Span,
};

/// Fields laid out as a C struct.
pub(super) struct Laid {
    pub(super) fields: Vec<Field>,
    pub(super) padding: Vec<Range<u32>>,
    pub(super) measure: Measure,
}

impl Checker<'_> {
    /// What a type is and takes. `None` if it, or something that it names, has an error. Types nest at most
    /// [`MAX_NESTING`](crate::ast::MAX_NESTING) deep where they are written.
    pub(super) fn shape(&mut self, ty: &Type) -> Option<(Shape, Measure)> {
        let (kind, measure) = match &ty.kind {
            TypeKind::Bool => (ShapeKind::Bool, Measure::plain(1)),
            TypeKind::Int(int) => (ShapeKind::Int(*int), Measure::plain(int.size())),
            TypeKind::Float(float) => (ShapeKind::Float(*float), Measure::plain(float.size())),
            TypeKind::Array(element, len) => {
                let element = self.shape(element);
                let len = self.bound(len, "an array holds at least one element");
                let ((element, measure), len) = (element?, len?);
                (ShapeKind::Array { element: Box::new(element), len }, measure.times(u64::from(len)))
            }
            TypeKind::Text { bound, inline } => {
                let bound = self.bound(bound, "a string has room for at least one byte")?;
                let (measure, prefix) = sequence(Measure::plain(1), bound, *inline);
                match prefix {
                    Some((prefix, _)) => (ShapeKind::InlineText { bound, prefix }, measure),
                    None => (ShapeKind::Text { bound }, measure),
                }
            }
            TypeKind::Bytes { bound, inline } => {
                let bound = self.bound(bound, "there is room for at least one byte")?;
                let (measure, prefix) = sequence(Measure::plain(1), bound, *inline);
                match prefix {
                    Some((prefix, _)) => (ShapeKind::InlineBytes { bound, prefix }, measure),
                    None => (ShapeKind::Bytes { bound }, measure),
                }
            }
            TypeKind::List { element, bound, inline } => self.list(element, bound, *inline)?,
            TypeKind::Option(value) => self.option(value)?,
            TypeKind::Named(handle) => return self.named(*handle),
            TypeKind::Cap { interface, rights } => {
                let measure = Measure { caps: 1, resource: true, ..Measure::plain(2) };
                (ShapeKind::Cap { interface: *interface, rights: *rights }, measure)
            }
            TypeKind::Bad => return None,
        };
        if measure.layers > MAX_LAYERS {
            self.too_many_layers("this", ty.span);
            return None;
        }
        let Some(extent) = measure.extent() else {
            self.too_large("a value of this type", measure.size, ty.span);
            return None;
        };
        Some((Shape { kind, extent }, measure))
    }

    fn named(&mut self, handle: Handle<TypeDef>) -> Option<(Shape, Measure)> {
        let measure = *self.measures.get(handle)?;
        let facts = self.facts.types.get(handle)?;
        let shape = match &facts.meaning {
            Meaning::Alias(shape) => shape.clone(),
            _ => Shape { kind: ShapeKind::Named(handle), extent: facts.extent },
        };
        Some((shape, measure))
    }

    fn list(&mut self, element: &Type, bound: &Expr, inline: bool) -> Option<(ShapeKind, Measure)> {
        let shape = self.shape(element);
        let bound = self.bound(bound, "a list has room for at least one element");
        let ((shape, measure), bound) = (shape?, bound?);
        if inline && (measure.resource || measure.depth > 0) {
            let what =
                if measure.resource { "may hold capabilities" } else { "has parts that lie behind the fixed part" };
            self.report(
                Diagnostic::new(codes::E0313, "an inline list holds only plain data, which lies in place entirely")
                    .label(element.span, format!("this {what}"))
                    .help("write `list<…>` without `inline`, or give the element only inline parts"),
            );
            return None;
        }
        let element = Box::new(shape);
        let (measure, prefix) = sequence(measure, bound, inline);
        let kind = match prefix {
            Some((prefix, places)) => ShapeKind::InlineList { element, bound, prefix, places },
            None => ShapeKind::List { element, bound },
        };
        Some((kind, measure))
    }

    fn option(&mut self, value: &Type) -> Option<(ShapeKind, Measure)> {
        let (value, measure) = self.shape(value)?;
        let above = measure.wrapped();
        let (absence, measure) = match self.underlying(&value) {
            ShapeKind::Text { .. } | ShapeKind::Bytes { .. } | ShapeKind::List { .. } => (Absence::Offset, above),
            ShapeKind::Named(handle) if self.grows(*handle) => (Absence::Offset, above),
            ShapeKind::Cap { .. } => (Absence::Index, above),
            _ => {
                let laid = layout::structure([Measure::plain(1), measure]);
                let offset = laid.offsets.last().copied().unwrap_or_default();
                (Absence::Tag(u32::try_from(offset).ok()?), Measure { layers: above.layers, ..laid.measure })
            }
        };
        Some((ShapeKind::Option { value: Box::new(value), absence }, measure))
    }

    /// Whether a type is a table or a flexible union: an object of its own.
    fn grows(&self, handle: Handle<TypeDef>) -> bool {
        let meaning = self.facts.types.get(handle).map(|facts| &facts.meaning);
        matches!(meaning, Some(Meaning::Table { .. } | Meaning::Union { form: UnionForm::Flexible { .. }, .. }))
    }

    /// What a shape is made of once new types are looked through. Types nest at most [`MAX_LEVELS`](super::MAX_LEVELS)
    /// deep, so this ends.
    pub(super) fn underlying<'s>(&'s self, shape: &'s Shape) -> &'s ShapeKind {
        let mut kind = &shape.kind;
        while let ShapeKind::Named(handle) = kind {
            match self.facts.types.get(*handle).map(|facts| &facts.meaning) {
                Some(Meaning::Newtype { inner, .. }) => kind = &inner.kind,
                _ => break,
            }
        }
        kind
    }

    /// A length or bound: at least 1.
    pub(super) fn bound(&mut self, expr: &Expr, why: &str) -> Option<u32> {
        let number = self.integer(expr)?;
        if number < 1 {
            self.report(
                Diagnostic::new(codes::E0307, format!("{why}, this has {number}"))
                    .label(expr.span, "must be at least 1")
                    .help("write a number above zero, or leave the whole field out"),
            );
            return None;
        }
        let bound = u64::try_from(number).unwrap_or(u64::MAX);
        if bound > MAX_SIZE {
            self.report(
                Diagnostic::new(codes::E0308, format!("a length of {number} is above {MAX_SIZE}"))
                    .label(expr.span, "beyond any message")
                    .help("write a smaller number: every message is sized for the greatest value"),
            );
            return None;
        }
        u32::try_from(bound).ok()
    }

    /// Fields as a C struct. `None` if one of them has an error, or the whole is too large.
    pub(super) fn lay_out(&mut self, fields: &[FieldDef], what: &str, span: Span) -> Option<Laid> {
        // Every field is looked at, also behind one with an error.
        let shapes: Vec<Option<(Shape, Measure)>> = fields.iter().map(|field| self.shape(&field.ty)).collect();
        let shapes = shapes.into_iter().collect::<Option<Vec<_>>>()?;
        let laid = layout::structure(shapes.iter().map(|(_, measure)| *measure));
        if laid.measure.extent().is_none() {
            self.too_large(what, laid.measure.size, span);
            return None;
        }
        let narrow = |position: &u64| u32::try_from(*position).ok();
        let offsets = laid.offsets.iter().map(narrow).collect::<Option<Vec<_>>>()?;
        let padding =
            laid.padding.iter().map(|gap| Some(narrow(&gap.start)?..narrow(&gap.end)?)).collect::<Option<Vec<_>>>()?;
        let fields = fields
            .iter()
            .zip(shapes)
            .zip(offsets)
            .map(|((field, (shape, _)), offset)| Field { name: field.name.clone(), offset, shape })
            .collect();
        Some(Laid { fields, padding, measure: laid.measure })
    }

    pub(super) fn too_many_layers(&mut self, what: &str, span: Span) {
        self.report(
            Diagnostic::new(codes::E0315, format!("{what} nests deeper than {MAX_LAYERS} types, and none has fields"))
                .label(span, "options, lists, arrays or new types in each other")
                .help("put a struct between them, whose field says what the inner ones are"),
        );
    }

    pub(super) fn too_large(&mut self, what: &str, size: u64, span: Span) {
        self.report(
            Diagnostic::new(codes::E0308, format!("{what} would be larger than {MAX_SIZE} bytes"))
                .label(span, if size < 1 << 60 { format!("up to {size} bytes") } else { "beyond any limit".into() })
                .help("lower the bounds: every message is sized for the greatest value"),
        );
    }
}

/// What a string, bytes or a list of such elements takes; inline ones with the type of their length and the place of the
/// first element.
fn sequence(element: Measure, bound: u32, inline: bool) -> (Measure, Option<(Int, u32)>) {
    let count = u64::from(bound);
    let elements = element.times(count);
    if !inline {
        let objects = Advance::object(elements.size, element.align).then(elements.objects);
        let depth = element.depth.saturating_add(1);
        return (Measure { size: 8, align: 4, depth, objects, ..elements }, None);
    }
    let prefix = match bound {
        0..=0xFF => Int::U8,
        0x100..=0xFFFF => Int::U16,
        _ => Int::U32,
    };
    let length = Measure::plain(prefix.size());
    let laid = layout::structure([length, elements]);
    // A length is smaller than a word, so the place is at most 8.
    let places = laid.offsets.last().and_then(|offset| u32::try_from(*offset).ok()).unwrap_or_default();
    let Measure { levels, layers, .. } = elements;
    (Measure { levels, layers, ..laid.measure }, Some((prefix, places)))
}
