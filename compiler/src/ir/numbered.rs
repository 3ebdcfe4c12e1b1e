//! Fields of tables and variants of unions: what has a number on the wire.

use std::collections::BTreeMap;

use serde::Serialize;
use tessera_idl::{
    facts,
    model::{NumberedDef, TypeDefKind},
};

use super::{
    names::{Attributes, Reader},
    shape::Shape,
};

/// A field of a table. A reserved one has no name.
#[derive(Debug, Serialize)]
pub(super) struct TableField<'a> {
    number: u8,
    name: Option<&'a str>,
    docs: &'a [String],
    attributes: Attributes<'a>,
    offset: u32,
    shape: Shape<'a>,
}

/// A variant of a union. A reserved one has neither name nor shape.
#[derive(Debug, Serialize)]
pub(super) struct Numbered<'a> {
    number: u32,
    name: Option<&'a str>,
    docs: &'a [String],
    attributes: Attributes<'a>,
    shape: Option<Shape<'a>>,
}

/// The declarations by their numbers.
type Defs<'a> = BTreeMap<u64, &'a NumberedDef>;

/// Whether a table or a union may hold capabilities, and its declarations.
pub(super) fn numbered(def: &TypeDefKind) -> (bool, Defs<'_>) {
    let (resource, defs) = match def {
        TypeDefKind::Table(table) => (table.resource, &table.fields),
        TypeDefKind::Union(union) => (union.resource, &union.variants),
        _ => return (false, Defs::new()),
    };
    (resource, defs.iter().filter_map(|def| Some((def.number?, def))).collect())
}

impl<'a> Reader<'a> {
    pub(super) fn table_field(self, field: &facts::TableField, defs: &Defs<'a>) -> TableField<'a> {
        let (name, docs, attributes) = said(defs, u64::from(field.number));
        TableField {
            number: field.number,
            name,
            docs,
            attributes,
            offset: field.offset,
            shape: self.shape(&field.shape),
        }
    }

    pub(super) fn union_variant(self, variant: &facts::UnionVariant, defs: &Defs<'a>) -> Numbered<'a> {
        let (name, docs, attributes) = said(defs, u64::from(variant.number));
        let shape = variant.shape.as_ref().map(|shape| self.shape(shape));
        Numbered { number: variant.number, name, docs, attributes, shape }
    }
}

fn said<'a>(defs: &Defs<'a>, number: u64) -> (Option<&'a str>, &'a [String], Attributes<'a>) {
    match defs.get(&number) {
        Some(def) => (def.name.as_deref(), &def.docs, (&def.attributes).into()),
        None => (None, &[], Attributes::default()),
    }
}
