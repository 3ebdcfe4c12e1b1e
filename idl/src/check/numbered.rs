//! Tables and unions: numbers, and where everything lies.

use alloc::{format, vec::Vec};

use super::{
    Checker,
    layout::{self, Advance, Measure, round_up},
    room::Growing,
};
use crate::{
    codes,
    diagnostic::Diagnostic,
    facts::{MAX_TABLE_FIELDS, Meaning, Shape, ShapeKind, TableField, UnionForm, UnionVariant},
    model::{NumberedDef, TableDef, UnionDef},
    source::Span,
};

/// The header of a table: the presence mask and the length of the fixed part.
const HEADER: Measure = Measure::plain(8);

/// The greatest fixed part of a table in bytes: its length is a `u16` that counts words of 8.
const MAX_FIXED: u64 = 0xFFFF * 8;

impl Checker<'_> {
    pub(super) fn table(&mut self, name: &str, span: Span, tree: &TableDef) -> Option<(Meaning, Measure)> {
        let TableDef { resource, max, caps, fields: entries } = tree;
        let numbered = self.numbered("table", "field", entries);
        let fields: Vec<_> = entries.iter().map(|entry| self.table_field(entry)).collect();
        if !resource {
            self.refuse_capabilities("table", name, span, entries.iter().filter_map(|entry| entry.ty.as_ref()));
        }
        let fields = fields.into_iter().collect::<Option<Vec<_>>>();
        let laid = fields.as_ref().map(|fields| {
            let measures = fields.iter().map(|(_, measure)| *measure);
            layout::structure([HEADER].into_iter().chain(measures))
        });
        if let Some(laid) = &laid
            && laid.measure.size > MAX_FIXED
        {
            self.report(
                Diagnostic::new(
                    codes::E0308,
                    format!("the fields of the table `{name}` take more than {MAX_FIXED} bytes"),
                )
                .label(span, "too large in place")
                .help("give the table fewer inline parts and arrays: strings, bytes and lists lie behind it"),
            );
            return None;
        }
        let known = laid.as_ref().map(|laid| {
            let fixed = round_up(laid.measure.size, 8);
            Measure { size: fixed.saturating_add(laid.measure.objects.from(fixed)), ..laid.measure }
        });
        let growing =
            Growing { what: "table", name, span, resource: *resource, max: max.as_ref(), caps: caps.as_ref() };
        let room = self.room(growing, known);
        let (numbers, laid, known, (room, caps)) = (numbered?, laid?, known?, room?);
        if known.resource && !resource {
            return None;
        }
        let offsets = laid.offsets.iter().skip(1).map(|offset| u32::try_from(*offset).ok());
        let fields = entries
            .iter()
            .zip(numbers)
            .zip(fields?)
            .zip(offsets)
            .map(|(((entry, number), (shape, _)), offset)| {
                Some(TableField {
                    number: u8::try_from(number).ok()?,
                    name: entry.name.clone().unwrap_or_default(),
                    offset: offset?,
                    shape,
                    reserved: entry.name.is_none(),
                })
            })
            .collect::<Option<Vec<_>>>()?;
        let measure = object(Measure { size: 8, align: 4, resource: *resource, ..known }, room, caps);
        Some((Meaning::Table { fields, room, caps }, measure))
    }

    pub(super) fn union(&mut self, name: &str, span: Span, tree: &UnionDef) -> Option<(Meaning, Measure)> {
        let UnionDef { flexible, resource, max, caps, variants: entries } = tree;
        let what = if *flexible { "flexible union" } else { "union" };
        if entries.iter().all(|entry| entry.name.is_none()) {
            self.report(
                Diagnostic::new(codes::E0307, format!("the union `{name}` has no variant"))
                    .label(span, "has no values")
                    .help("give it a variant, or leave it out"),
            );
            return None;
        }
        let numbers = self.numbered("union", "variant", entries);
        let shapes: Vec<_> = entries.iter().map(|entry| self.union_variant(entry)).collect();
        if !resource {
            self.refuse_capabilities(what, name, span, entries.iter().filter_map(|entry| entry.ty.as_ref()));
        }
        let shapes = shapes.into_iter().collect::<Option<Vec<_>>>();
        let measures = || shapes.iter().flatten().filter_map(|shape| Some(shape.as_ref()?.1));
        let (form, measure) = if *flexible {
            let reach = |measure: Measure| Measure {
                size: measure.size.saturating_add(measure.objects.from(measure.size)),
                ..measure
            };
            let known = shapes.as_ref().map(|_| {
                let widest = measures().map(reach).map(|measure| measure.size).max().unwrap_or_default();
                Measure { size: widest, ..layout::union(measures()) }
            });
            let growing = Growing { what, name, span, resource: *resource, max: max.as_ref(), caps: caps.as_ref() };
            let room = self.room(growing, known);
            let ((room, caps), known) = (room?, known?);
            let measure = object(Measure { size: 12, align: 4, ..known }, room, caps);
            (UnionForm::Flexible { room, caps }, measure)
        } else {
            self.refuse_room(name, max.as_ref().or(caps.as_ref()));
            let laid = layout::structure([Measure::plain(4), layout::union(measures())]);
            if laid.measure.extent().is_none() {
                self.too_large(&format!("the union `{name}`"), laid.measure.size, span);
                return None;
            }
            let slot = laid.offsets.last().and_then(|offset| u32::try_from(*offset).ok())?;
            (UnionForm::Strict { slot }, laid.measure)
        };
        if measure.resource && !resource {
            return None;
        }
        let variants = entries
            .iter()
            .zip(numbers?)
            .zip(shapes?)
            .map(|((entry, number), shape)| UnionVariant {
                number,
                name: entry.name.clone().unwrap_or_default(),
                shape: shape.map(|(shape, _)| shape),
            })
            .collect();
        Some((Meaning::Union { variants, form }, Measure { resource: *resource, ..measure }))
    }

    fn table_field(&mut self, entry: &NumberedDef) -> Option<(Shape, Measure)> {
        let Some(ty) = &entry.ty else {
            self.report(
                Diagnostic::new(codes::E0326, "a reserved field of a table keeps its type")
                    .label(entry.span, "of which type?")
                    .help("write the type that it had, such as `2: reserved u32`: old senders may still fill it in"),
            );
            return None;
        };
        let (shape, measure) = self.shape(ty)?;
        if matches!(self.underlying(&shape), ShapeKind::Option { .. }) {
            self.report(
                Diagnostic::new(codes::E0325, "a field of a table is no option")
                    .label(ty.span, "an option in a table")
                    .help("write the type without `option`: every field of a table may be absent"),
            );
            return None;
        }
        Some((shape, measure))
    }

    /// What a variant holds: nothing where its number is reserved. `None` after an error.
    #[expect(clippy::option_option, reason = "the outer one is an error, the inner one a reserved number")]
    fn union_variant(&mut self, entry: &NumberedDef) -> Option<Option<(Shape, Measure)>> {
        let ty = match (&entry.name, &entry.ty) {
            (Some(_), Some(ty)) => ty,
            (_, None) => return Some(None),
            (None, Some(ty)) => {
                self.report(
                    Diagnostic::new(codes::E0326, "a reserved variant of a union has no type")
                        .label(ty.span, "not needed")
                        .help("write `reserved` alone: the number is not used again, and nobody sends it"),
                );
                return None;
            }
        };
        self.shape(ty).map(Some)
    }

    /// The numbers of fields or variants: 1, 2, 3, …, in the order of the text. `None` after an error.
    fn numbered(&mut self, what: &str, member: &str, entries: &[NumberedDef]) -> Option<Vec<u32>> {
        let limit = if what == "table" { MAX_TABLE_FIELDS } else { usize::from(u16::MAX) };
        if let Some(extra) = entries.get(limit) {
            self.report(
                Diagnostic::new(codes::E0316, format!("a {what} has at most {limit} {member}s"))
                    .label(extra.number_span, "one too many")
                    .help("put what belongs together into a type of its own"),
            );
            return None;
        }
        let mut numbers = Vec::new();
        for (entry, wanted) in entries.iter().zip(1_u32..) {
            let number = entry.number?;
            if number == u64::from(wanted) {
                numbers.push(wanted);
                continue;
            }
            let before = entries.iter().take(numbers.len()).find(|before| before.number == Some(number));
            self.report(misnumbered(what, member, entry, number, wanted, before));
            return None;
        }
        Some(numbers)
    }
}

/// What a growing type takes, with room for all that later versions add.
fn object(place: Measure, room: u32, caps: u32) -> Measure {
    Measure {
        depth: place.depth.saturating_add(1),
        caps: u64::from(caps),
        objects: Advance::object(u64::from(room), 8),
        levels: place.levels.saturating_add(1),
        ..place
    }
}

fn misnumbered(
    what: &str,
    member: &str,
    entry: &NumberedDef,
    number: u64,
    wanted: u32,
    before: Option<&NumberedDef>,
) -> Diagnostic {
    if let Some(before) = before {
        return Diagnostic::new(codes::E0321, format!("the number {number} is used twice in one {what}"))
            .label(entry.number_span, "again")
            .also(before.number_span, "first")
            .help(format!("write `{wanted}`: a number is one {member} for ever"));
    }
    let reserved = if what == "table" { "reserved u32" } else { "reserved" };
    let help = if number > u64::from(wanted) {
        format!("write `{wanted}`, or keep the place of a {member} that is gone: `{wanted}: {reserved}`")
    } else {
        format!("write `{wanted}`: the numbers go up one by one from 1")
    };
    Diagnostic::new(codes::E0321, format!("the {member}s of a {what} are numbered 1, 2, 3, … in their order"))
        .label(entry.number_span, format!("{wanted} is next"))
        .help(help)
}
