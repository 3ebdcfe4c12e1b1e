//! A decoded body for programs.
//!
//! Whole numbers are numbers; enums their name, or a number without one; flags a list of names, and a number for bits without
//! one; floats numbers, or `{"bits": n}` where JSON has none; bytes hexadecimal digits; an absent option is `null`, a present one
//! the value itself, and `{"some": …}` where that could be `null`; capabilities `{"cap": index, "interface": …, "rights": […]}`; a
//! table has the fields that are present, a union its one variant, and what is unknown of either is a field `?`.

use serde_json::{Map, Value as Json, json};
use tessera_idl::{
    facts::{Field, Meaning, Shape, ShapeKind},
    reflect::{Message, Refusal, Schema, Value},
};

use crate::cli::message::to_hex;

/// Raised when a field changes its meaning or goes away; new fields do not raise it.
const FORMAT_VERSION: u32 = 1;

/// One object on lines of its own.
pub(super) fn render(
    schema: &Schema<'_>,
    message: &Message<'_>,
    caps: u16,
    decoded: &Result<Value, Refusal>,
) -> String {
    let head = json!({ "format_version": FORMAT_VERSION, "message": message.name, "caps": caps });
    let mut object = if let Json::Object(head) = head { head } else { Map::new() };
    match decoded {
        Ok(value) => {
            let value = match (value, message.body.fields.as_slice()) {
                (value, [field]) if message.is_bare => self::value(schema, &field.shape, value),
                (Value::Struct(values), fields) => self::fields(schema, fields, values),
                _ => Json::Null,
            };
            object.insert("value".into(), value);
        }
        Err(refusal) => {
            let refused = json!({ "at": refusal.at, "path": refusal.path(), "reason": refusal.reason.to_string() });
            object.insert("refused".into(), refused);
        }
    }
    // No map with keys that are not strings, so this cannot fail.
    serde_json::to_string_pretty(&object).unwrap_or_default() + "\n"
}

fn value(schema: &Schema<'_>, shape: &Shape, value: &Value) -> Json {
    match (&shape.kind, value) {
        (ShapeKind::Named(handle), value) => match (schema.meaning(*handle), value) {
            (Meaning::Alias(inner) | Meaning::Newtype { inner, .. }, value) => self::value(schema, inner, value),
            (Meaning::Struct { fields, .. }, Value::Struct(values)) => self::fields(schema, fields, values),
            (Meaning::Enum { .. }, Value::Int(number)) => {
                let names = schema.names(*handle);
                let found = names.iter().find(|(_, known)| known == number);
                found.map_or_else(|| self::number(*number), |(name, _)| json!(name))
            }
            (Meaning::Flags { .. }, Value::Int(bits)) => {
                let (mut rest, mut parts) = (*bits, Vec::new());
                for (name, bit) in schema.names(*handle).into_iter().filter(|(_, bit)| bits & bit != 0) {
                    rest &= !bit;
                    parts.push(json!(name));
                }
                parts.extend((rest != 0).then(|| number(rest)));
                Json::Array(parts)
            }
            (Meaning::Table { fields, .. }, Value::Table(values, unknown)) => {
                let mut object = Map::new();
                for (number, value) in values {
                    if let Some(field) = fields.iter().find(|field| field.number == *number) {
                        let name = if field.reserved { number.to_string() } else { field.name.clone() };
                        object.insert(name, self::value(schema, &field.shape, value));
                    }
                }
                if let Some(unknown) = unknown {
                    let (fixed, objects) = (to_hex(&unknown.fixed), to_hex(&unknown.objects));
                    object.insert("?".into(), json!({ "mask": unknown.mask, "fixed": fixed, "objects": objects }));
                }
                Json::Object(object)
            }
            (Meaning::Union { variants, .. }, Value::Union(number, value)) => {
                let variant = variants.iter().find(|variant| variant.number == *number);
                match variant.and_then(|variant| Some((variant, variant.shape.as_ref()?))) {
                    Some((variant, shape)) => json!({ &variant.name: self::value(schema, shape, value) }),
                    None => Json::Null,
                }
            }
            (_, Value::UnknownVariant(number, bytes)) => json!({ "?": { "number": number, "bytes": to_hex(bytes) } }),
            _ => Json::Null,
        },
        (
            ShapeKind::Array { element, .. } | ShapeKind::List { element, .. } | ShapeKind::InlineList { element, .. },
            Value::List(values),
        ) => values.iter().map(|value| self::value(schema, element, value)).collect(),
        (ShapeKind::Option { value: inner, .. }, Value::Option(Some(value))) => {
            let value = self::value(schema, inner, value);
            if matches!(schema.underlying(inner).kind, ShapeKind::Option { .. }) {
                json!({ "some": value })
            } else {
                value
            }
        }
        (ShapeKind::Cap { interface, rights }, Value::Cap(index)) => {
            let (interface, rights) = schema.capability(*interface, *rights);
            json!({ "cap": index, "interface": interface, "rights": rights })
        }
        (_, Value::Bool(value)) => json!(value),
        (_, Value::Int(number)) => self::number(*number),
        // The shortest digits that mean this number, which are fewer than those of the same `f64`.
        (_, Value::F32(bits)) => match f32::from_bits(*bits).to_string().parse::<f64>() {
            Ok(float) if float.is_finite() => json!(float),
            _ => json!({ "bits": bits }),
        },
        (_, Value::F64(bits)) => match f64::from_bits(*bits) {
            float if float.is_finite() => json!(float),
            _ => json!({ "bits": bits }),
        },
        (_, Value::Text(text)) => json!(text),
        (_, Value::Bytes(bytes)) => json!(to_hex(bytes)),
        _ => Json::Null,
    }
}

fn fields(schema: &Schema<'_>, fields: &[Field], values: &[Value]) -> Json {
    let parts = fields.iter().zip(values);
    Json::Object(parts.map(|(field, value)| (field.name.clone(), self::value(schema, &field.shape, value))).collect())
}

/// Every number of the language fits 64 bits.
fn number(number: i128) -> Json {
    u64::try_from(number).map_or_else(|_| json!(i64::try_from(number).unwrap_or(i64::MIN)), |number| json!(number))
}
