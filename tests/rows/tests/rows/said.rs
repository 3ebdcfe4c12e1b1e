//! From a value as canonical JSON to one of reflection. Only what cannot be said there is refused here; the rest is for the encoder to judge.

use serde_json::Value as Json;
use tessera_idl::{
    facts::{Field, Meaning, Shape, ShapeKind},
    model::Float,
    reflect::{Message, Schema, Value},
};
use tessera_tests::oracle::bytes;

/// Values of this description.
#[derive(Clone, Copy)]
pub(crate) struct Said<'s>(pub(crate) Schema<'s>);

impl Said<'_> {
    pub(crate) fn message(&self, message: &Message<'_>, json: &Json) -> Option<Value> {
        match message.body.fields.as_slice() {
            [field] if message.is_bare => self.value(&field.shape, json),
            fields => self.fields(fields, json),
        }
    }

    fn value(&self, shape: &Shape, json: &Json) -> Option<Value> {
        match &shape.kind {
            ShapeKind::Bool => json.as_bool().map(Value::Bool),
            ShapeKind::Int(_) => whole(json).map(Value::Int),
            ShapeKind::Float(Float::F32) => bits(json).and_then(|bits| u32::try_from(bits).ok()).map(Value::F32),
            ShapeKind::Float(Float::F64) => bits(json).map(Value::F64),
            ShapeKind::Text { .. } | ShapeKind::InlineText { .. } => json.as_str().map(|text| Value::Text(text.into())),
            ShapeKind::Bytes { .. } | ShapeKind::InlineBytes { .. } => {
                json.as_str().map(|digits| Value::Bytes(bytes(digits)))
            }
            ShapeKind::Array { element, .. }
            | ShapeKind::List { element, .. }
            | ShapeKind::InlineList { element, .. } => {
                json.as_array()?.iter().map(|json| self.value(element, json)).collect::<Option<_>>().map(Value::List)
            }
            ShapeKind::Option { .. } if json.is_null() => Some(Value::Option(None)),
            ShapeKind::Option { value, .. } => {
                self.value(value, json.get("some")?).map(|value| Value::Option(Some(Box::new(value))))
            }
            ShapeKind::Cap { .. } => u16::try_from(json.get("cap")?.as_u64()?).ok().map(Value::Cap),
            ShapeKind::Named(handle) => self.named(self.0.meaning(*handle), json),
        }
    }

    fn named(&self, meaning: &Meaning, json: &Json) -> Option<Value> {
        match meaning {
            Meaning::Alias(inner) | Meaning::Newtype { inner, .. } => self.value(inner, json),
            Meaning::Enum { .. } | Meaning::Flags { .. } => whole(json).map(Value::Int),
            Meaning::Struct { fields, .. } => self.fields(fields, json),
            Meaning::Table { fields, .. } => {
                let known = |name: &str| fields.iter().find(|field| field.name == name && !field.reserved);
                let present = json.as_object()?.iter().map(|(name, json)| {
                    let field = known(name)?;
                    Some((field.number, self.value(&field.shape, json)?))
                });
                let mut present = present.collect::<Option<Vec<_>>>()?;
                present.sort_by_key(|(number, _)| *number);
                Some(Value::Table(present, None))
            }
            Meaning::Union { variants, .. } => {
                let (name, json) = json.as_object()?.iter().next()?;
                let variant = variants.iter().find(|variant| variant.name == *name)?;
                let value = self.value(variant.shape.as_ref()?, json)?;
                Some(Value::Union(variant.number, Box::new(value)))
            }
        }
    }

    fn fields(&self, fields: &[Field], json: &Json) -> Option<Value> {
        let object = json.as_object().filter(|object| object.len() == fields.len())?;
        let values = fields.iter().map(|field| self.value(&field.shape, object.get(&field.name)?));
        values.collect::<Option<_>>().map(Value::Struct)
    }
}

fn bits(json: &Json) -> Option<u64> {
    json.get("bits")?.as_u64()
}

/// Any number of the language.
fn whole(json: &Json) -> Option<i128> {
    json.as_i64().map(i128::from).or_else(|| json.as_u64().map(i128::from))
}
