//! Shapes, fields and bodies: where every byte lies.

use std::ops::Range;

use serde::Serialize;
use tessera_idl::{
    facts::{self, Absence},
    model::FieldDef,
};

use super::names::{Attributes, Reader};

/// What a value takes.
#[derive(Debug, Serialize)]
pub(super) struct Extent {
    size: u32,
    align: u32,
    depth: u32,
    caps: u32,
}

impl From<facts::Extent> for Extent {
    fn from(extent: facts::Extent) -> Self {
        let facts::Extent { size, align, depth, caps } = extent;
        Self { size, align, depth, caps }
    }
}

/// A type as it lies in a body.
#[derive(Debug, Serialize)]
pub(super) struct Shape<'a> {
    #[serde(flatten)]
    kind: Kind<'a>,
    #[serde(flatten)]
    extent: Extent,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Kind<'a> {
    Bool,
    Int {
        r#type: &'static str,
    },
    Float {
        r#type: &'static str,
    },
    Array {
        element: Box<Shape<'a>>,
        len: u32,
    },
    String {
        bound: u32,
    },
    Bytes {
        bound: u32,
    },
    List {
        element: Box<Shape<'a>>,
        bound: u32,
    },
    InlineString {
        bound: u32,
        prefix: &'static str,
        places: u32,
    },
    InlineBytes {
        bound: u32,
        prefix: &'static str,
        places: u32,
    },
    InlineList {
        element: Box<Shape<'a>>,
        bound: u32,
        prefix: &'static str,
        places: u32,
    },
    /// Absent is the offset that is all ones.
    OptionOffset {
        value: Box<Shape<'a>>,
    },
    /// Absent is the index that is all ones.
    OptionIndex {
        value: Box<Shape<'a>>,
    },
    /// Absent is a byte 0 in front of the value.
    OptionTag {
        value: Box<Shape<'a>>,
        value_offset: u32,
    },
    Named {
        r#type: String,
    },
    Cap {
        interface: String,
        rights: Vec<&'a str>,
    },
}

/// A field of a struct or of a body.
#[derive(Debug, Serialize)]
pub(super) struct Field<'a> {
    name: &'a str,
    docs: &'a [String],
    attributes: Attributes<'a>,
    offset: u32,
    shape: Shape<'a>,
}

/// Bytes that are zero.
#[derive(Debug, Serialize)]
pub(super) struct Bytes {
    start: u32,
    end: u32,
}

/// The body of a message.
#[derive(Debug, Serialize)]
pub(super) struct Body<'a> {
    fields: Vec<Field<'a>>,
    padding: Vec<Bytes>,
    fixed: u32,
    max: u32,
    caps: u32,
    depth: u32,
}

pub(super) fn padding(ranges: &[Range<u32>]) -> Vec<Bytes> {
    ranges.iter().map(|range| Bytes { start: range.start, end: range.end }).collect()
}

impl<'a> Reader<'a> {
    pub(super) fn shape(self, shape: &facts::Shape) -> Shape<'a> {
        use facts::ShapeKind as From;
        let boxed = |inner| Box::new(self.shape(inner));
        let kind = match &shape.kind {
            From::Bool => Kind::Bool,
            From::Int(int) => Kind::Int { r#type: int.word() },
            From::Float(float) => Kind::Float { r#type: float.word() },
            From::Array { element, len } => Kind::Array { element: boxed(element), len: *len },
            From::Text { bound } => Kind::String { bound: *bound },
            From::Bytes { bound } => Kind::Bytes { bound: *bound },
            From::List { element, bound } => Kind::List { element: boxed(element), bound: *bound },
            From::InlineText { bound, prefix } => {
                Kind::InlineString { bound: *bound, prefix: prefix.word(), places: prefix.size() }
            }
            From::InlineBytes { bound, prefix } => {
                Kind::InlineBytes { bound: *bound, prefix: prefix.word(), places: prefix.size() }
            }
            From::InlineList { element, bound, prefix, places } => {
                Kind::InlineList { element: boxed(element), bound: *bound, prefix: prefix.word(), places: *places }
            }
            From::Option { value, absence: Absence::Offset } => Kind::OptionOffset { value: boxed(value) },
            From::Option { value, absence: Absence::Index } => Kind::OptionIndex { value: boxed(value) },
            From::Option { value, absence: Absence::Tag(offset) } => {
                Kind::OptionTag { value: boxed(value), value_offset: *offset }
            }
            From::Named(handle) => Kind::Named { r#type: self.type_name(*handle) },
            From::Cap { interface, rights } => {
                Kind::Cap { interface: self.interface_name(*interface), rights: self.rights(*interface, *rights) }
            }
        };
        Shape { kind, extent: shape.extent.into() }
    }

    /// A body, with what the declarations of its fields say: those are in the same order. An error has none, and neither
    /// has the count of lost events.
    pub(super) fn body(self, body: &'a facts::Body, defs: &'a [FieldDef]) -> Body<'a> {
        let facts::Body { fields, padding, fixed, max, caps, depth } = body;
        Body {
            fields: self.fields(fields, defs),
            padding: self::padding(padding),
            fixed: *fixed,
            max: *max,
            caps: *caps,
            depth: *depth,
        }
    }

    pub(super) fn fields(self, fields: &'a [facts::Field], defs: &'a [FieldDef]) -> Vec<Field<'a>> {
        let mut defs = defs.iter().peekable();
        let mut field = |field: &'a facts::Field| {
            let def = defs.next_if(|def| def.name == field.name);
            Field {
                name: &field.name,
                docs: def.map_or(&[], |def| &def.docs),
                attributes: def.map(|def| Attributes::from(&def.attributes)).unwrap_or_default(),
                offset: field.offset,
                shape: self.shape(&field.shape),
            }
        };
        fields.iter().map(&mut field).collect()
    }
}
