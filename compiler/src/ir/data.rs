//! Constants and types.

use serde::Serialize;
use tessera_idl::{
    arena::Handle,
    facts::{self, Meaning, ShapeKind, UnionForm, Value},
    model::{self, FieldDef, FlagDef, TypeDefKind, TypeKind, VariantDef},
};

use super::{
    names::{Attributes, Reader},
    numbered::{Numbered, TableField, numbered},
    refinement::Refinement,
    shape::{Bytes, Extent, Field, Shape, padding},
};

/// A constant.
#[derive(Debug, Serialize)]
pub(super) struct Constant<'a> {
    name: String,
    docs: &'a [String],
    r#type: &'static str,
    value: Literal,
}

/// A value of the language: truth as it is, a number as a decimal string.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Literal {
    Bool(bool),
    Number(String),
}

/// A named type.
#[derive(Debug, Serialize)]
pub(super) struct TypeDef<'a> {
    name: String,
    docs: &'a [String],
    attributes: Attributes<'a>,
    #[serde(flatten)]
    extent: Extent,
    #[serde(flatten)]
    kind: Kind<'a>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Kind<'a> {
    Alias { of: Shape<'a> },
    Newtype { inner: Shape<'a>, refinement: Option<Refinement<'a>> },
    Enum { repr: &'static str, flexible: bool, variants: Vec<Variant<'a>> },
    Flags { repr: &'static str, flexible: bool, flags: Vec<Flag<'a>> },
    Struct { resource: bool, fields: Vec<Field<'a>>, padding: Vec<Bytes>, refinement: Option<Refinement<'a>> },
    Table { resource: bool, room: u32, fields: Vec<TableField<'a>> },
    Union { resource: bool, slot: u32, variants: Vec<Numbered<'a>> },
    FlexibleUnion { resource: bool, room: u32, variants: Vec<Numbered<'a>> },
}

#[derive(Debug, Serialize)]
struct Variant<'a> {
    name: &'a str,
    docs: &'a [String],
    attributes: Attributes<'a>,
    number: String,
}

#[derive(Debug, Serialize)]
struct Flag<'a> {
    name: &'a str,
    docs: &'a [String],
    attributes: Attributes<'a>,
    bit: u8,
}

impl<'a> Reader<'a> {
    pub(super) fn constant(self, handle: Handle<model::Constant>) -> Constant<'a> {
        let model::Constant { name, docs, package, ty, .. } = &self.model.constants[handle];
        let value = match self.facts.constants[handle] {
            Value::Int(number) => Literal::Number(number.to_string()),
            Value::Bool(truth) => Literal::Bool(truth),
        };
        Constant { name: self.name(*package, name), docs, r#type: self.word(&ty.kind), value }
    }

    /// The word of a constant's type: an integer or `bool`, perhaps through an alias.
    fn word(self, ty: &TypeKind) -> &'static str {
        match ty {
            TypeKind::Int(int) => int.word(),
            TypeKind::Named(handle) => match &self.facts.types[*handle].meaning {
                Meaning::Alias(facts::Shape { kind: ShapeKind::Int(int), .. }) => int.word(),
                _ => "bool",
            },
            _ => "bool",
        }
    }

    pub(super) fn type_def(self, handle: Handle<model::TypeDef>) -> TypeDef<'a> {
        let model::TypeDef { name, docs, package, attributes, kind } = &self.model.types[handle];
        let facts = &self.facts.types[handle];
        TypeDef {
            name: self.name(*package, name),
            docs,
            attributes: attributes.into(),
            extent: facts.extent.into(),
            kind: self.kind(&facts.meaning, kind),
        }
    }

    fn kind(self, meaning: &'a Meaning, def: &'a TypeDefKind) -> Kind<'a> {
        match meaning {
            Meaning::Alias(of) => Kind::Alias { of: self.shape(of) },
            Meaning::Newtype { inner, refinement } => {
                Kind::Newtype { inner: self.shape(inner), refinement: refinement.as_ref().map(Refinement::from) }
            }
            Meaning::Enum { repr, numbers } => {
                let variants =
                    variants(def).iter().zip(numbers).map(|(VariantDef { name, docs, attributes, .. }, number)| {
                        Variant { name, docs, attributes: attributes.into(), number: number.to_string() }
                    });
                Kind::Enum { repr: repr.word(), flexible: is_flexible(def), variants: variants.collect() }
            }
            Meaning::Flags { repr, bits, .. } => {
                let flags = flags(def).iter().zip(bits).map(|(FlagDef { name, docs, attributes, .. }, bit)| Flag {
                    name,
                    docs,
                    attributes: attributes.into(),
                    bit: *bit,
                });
                Kind::Flags { repr: repr.word(), flexible: is_flexible(def), flags: flags.collect() }
            }
            Meaning::Table { fields, room, .. } => {
                let (resource, defs) = numbered(def);
                let fields = fields.iter().map(|field| self.table_field(field, &defs)).collect();
                Kind::Table { resource, room: *room, fields }
            }
            Meaning::Union { variants, form } => {
                let (resource, defs) = numbered(def);
                let variants = variants.iter().map(|variant| self.union_variant(variant, &defs)).collect();
                match *form {
                    UnionForm::Strict { slot } => Kind::Union { resource, slot, variants },
                    UnionForm::Flexible { room, .. } => Kind::FlexibleUnion { resource, room, variants },
                }
            }
            Meaning::Struct { fields, padding: gaps, refinement } => {
                let (resource, defs) = structure(def);
                Kind::Struct {
                    resource,
                    fields: self.fields(fields, defs),
                    padding: padding(gaps),
                    refinement: refinement.as_ref().map(Refinement::from),
                }
            }
        }
    }
}

// A definition and its meaning are of the same kind.

fn is_flexible(def: &TypeDefKind) -> bool {
    matches!(def, TypeDefKind::Enum { flexible: true, .. } | TypeDefKind::Flags { flexible: true, .. })
}

fn variants(def: &TypeDefKind) -> &[VariantDef] {
    if let TypeDefKind::Enum { variants, .. } = def { variants } else { &[] }
}

fn flags(def: &TypeDefKind) -> &[FlagDef] {
    if let TypeDefKind::Flags { flags, .. } = def { flags } else { &[] }
}

fn structure(def: &TypeDefKind) -> (bool, &[FieldDef]) {
    if let TypeDefKind::Struct(def) = def { (def.resource, &def.fields) } else { (false, &[]) }
}
