//! From a value to bytes.

mod numbered;

use alloc::vec::Vec;

use super::{
    message::{Message, Schema},
    refine::check,
    refusal::{Reason, Refusal},
    value::Value,
    writer::Writer,
};
use crate::{
    arena::Handle,
    facts::{Absence, Field, Meaning, Shape, ShapeKind},
    model::{Float, Int, TypeDef},
};

/// The bytes of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// The body, a multiple of 8 bytes.
    pub body: Vec<u8>,
    /// How many capabilities it mentions.
    pub caps: u16,
}

/// The body of a message.
pub(super) fn encode(schema: Schema<'_>, message: &Message<'_>, value: &Value) -> Result<Encoded, Refusal> {
    let body = message.body;
    let mut encoder = Encoder { schema, writer: Writer::new(body.fixed)? };
    match (value, body.fields.as_slice()) {
        (value, [field]) if message.is_bare => encoder.value(&field.shape, field.offset as usize, value)?,
        (Value::Struct(values), fields) => encoder.fields(fields, values, 0)?,
        (other, _) => return Err(Refusal::new(Reason::Kind(other.noun(), "a struct"), 0)),
    }
    let (body, caps) = encoder.writer.finish();
    Ok(Encoded { body, caps })
}

struct Encoder<'s> {
    schema: Schema<'s>,
    writer: Writer,
}

impl Encoder<'_> {
    /// Writes a value of a type to its place at `at`, and its objects behind all others. Types nest at most `MAX_LEVELS` deep, and
    /// so does this.
    fn value(&mut self, shape: &Shape, at: usize, value: &Value) -> Result<(), Refusal> {
        match (&shape.kind, value) {
            (ShapeKind::Bool, Value::Bool(value)) => {
                self.writer.number(at, 1, i128::from(*value));
                Ok(())
            }
            (ShapeKind::Int(int), Value::Int(number)) => self.integer(*int, at, *number),
            (ShapeKind::Float(Float::F32), Value::F32(bits)) => {
                self.writer.put(at, &bits.to_le_bytes());
                Ok(())
            }
            (ShapeKind::Float(Float::F64), Value::F64(bits)) => {
                self.writer.put(at, &bits.to_le_bytes());
                Ok(())
            }
            (ShapeKind::Array { element, len }, Value::List(values)) => {
                if u32::try_from(values.len()) != Ok(*len) {
                    return Err(Refusal::new(Reason::Elements(values.len(), *len), at));
                }
                self.elements(element, at, values)
            }
            (ShapeKind::Text { bound }, Value::Text(text)) => self.object_of_bytes(at, *bound, text.as_bytes()),
            (ShapeKind::Bytes { bound }, Value::Bytes(bytes)) => self.object_of_bytes(at, *bound, bytes),
            (ShapeKind::List { element, bound }, Value::List(values)) => {
                let extent = element.extent;
                match self.object(at, *bound, values.len(), extent.size, extent.align)? {
                    Some(start) => self.elements(element, start, values),
                    None => Ok(()),
                }
            }
            (ShapeKind::InlineText { bound, prefix }, Value::Text(text)) => {
                self.length_in_place(at, *bound, *prefix, text.len())?;
                self.writer.put(at.saturating_add(prefix.size() as usize), text.as_bytes());
                Ok(())
            }
            (ShapeKind::InlineBytes { bound, prefix }, Value::Bytes(bytes)) => {
                self.length_in_place(at, *bound, *prefix, bytes.len())?;
                self.writer.put(at.saturating_add(prefix.size() as usize), bytes);
                Ok(())
            }
            (ShapeKind::InlineList { element, bound, prefix, places }, Value::List(values)) => {
                self.length_in_place(at, *bound, *prefix, values.len())?;
                self.elements(element, at.saturating_add(*places as usize), values)
            }
            (ShapeKind::Option { value: inner, absence }, Value::Option(None)) => {
                match absence {
                    // A flexible union has its tag in front, which is 0.
                    Absence::Offset => self.writer.number(at.saturating_add(inner.extent.size as usize - 8), 4, -1),
                    Absence::Index => self.writer.number(at, 2, -1),
                    // Zeros are there.
                    Absence::Tag(_) => {}
                }
                Ok(())
            }
            (ShapeKind::Option { value: inner, absence }, Value::Option(Some(value))) => {
                let inside = match absence {
                    Absence::Tag(offset) => {
                        self.writer.number(at, 1, 1);
                        at.saturating_add(*offset as usize)
                    }
                    Absence::Offset | Absence::Index => at,
                };
                self.value(inner, inside, value)
            }
            (ShapeKind::Named(handle), value) => self.named(*handle, at, value),
            (ShapeKind::Cap { .. }, Value::Cap(index)) => {
                self.writer.mention(*index, at)?;
                self.writer.number(at, 2, i128::from(*index));
                Ok(())
            }
            (kind, value) => Err(mismatch(value, noun(kind), at)),
        }
    }

    fn named(&mut self, handle: Handle<TypeDef>, at: usize, value: &Value) -> Result<(), Refusal> {
        match (&self.schema.facts.types[handle].meaning, value) {
            (Meaning::Alias(inner), value) => self.value(inner, at, value),
            (Meaning::Newtype { inner, refinement }, value) => {
                self.value(inner, at, value)?;
                check(refinement.as_ref(), value, at)
            }
            (Meaning::Enum { repr, numbers }, Value::Int(number)) => {
                self.integer(*repr, at, *number)?;
                if !self.schema.is_flexible(handle) && !numbers.contains(number) {
                    return Err(Refusal::new(Reason::Variant(*number), at));
                }
                Ok(())
            }
            (Meaning::Flags { repr, all, .. }, Value::Int(number)) => {
                self.integer(*repr, at, *number)?;
                let unknown = u64::try_from(*number).unwrap_or(u64::MAX) & !all;
                if !self.schema.is_flexible(handle) && unknown != 0 {
                    return Err(Refusal::new(Reason::Bits(unknown), at));
                }
                Ok(())
            }
            (Meaning::Struct { fields, refinement, .. }, Value::Struct(values)) => {
                self.fields(fields, values, at)?;
                check(refinement.as_ref(), value, at)
            }
            (Meaning::Enum { .. } | Meaning::Flags { .. }, value) => Err(mismatch(value, "a whole number", at)),
            (Meaning::Struct { .. }, value) => Err(mismatch(value, "a struct", at)),
            (Meaning::Table { fields, room, caps }, Value::Table(values, unknown)) => {
                self.table(fields, (*room, *caps), at, (values, unknown.as_deref()))
            }
            (Meaning::Table { .. }, value) => Err(mismatch(value, "a table", at)),
            (Meaning::Union { variants, form }, value) => self.union(variants, *form, at, value),
        }
    }

    fn fields(&mut self, fields: &[Field], values: &[Value], at: usize) -> Result<(), Refusal> {
        if fields.len() != values.len() {
            return Err(Refusal::new(Reason::Fields(values.len(), fields.len()), at));
        }
        for (field, value) in fields.iter().zip(values) {
            let place = at.saturating_add(field.offset as usize);
            self.value(&field.shape, place, value).map_err(|refusal| refusal.in_field(&field.name))?;
        }
        Ok(())
    }

    fn elements(&mut self, element: &Shape, start: usize, values: &[Value]) -> Result<(), Refusal> {
        for (index, value) in values.iter().enumerate() {
            let at = start.saturating_add(index.saturating_mul(element.extent.size as usize));
            self.value(element, at, value).map_err(|refusal| refusal.in_element(index))?;
        }
        Ok(())
    }

    /// Writes the mention of an object and makes room for it. `None` for an empty one.
    fn object(&mut self, at: usize, bound: u32, len: usize, stride: u32, align: u32) -> Result<Option<usize>, Refusal> {
        let count = bounded(len, bound, at)?;
        if count == 0 {
            return Ok(None);
        }
        let start = self.writer.object(u64::from(count) * u64::from(stride), align)?;
        self.writer.number(at, 4, i128::try_from(start).unwrap_or(-1));
        self.writer.number(at.saturating_add(4), 4, i128::from(count));
        Ok(Some(start))
    }

    fn object_of_bytes(&mut self, at: usize, bound: u32, bytes: &[u8]) -> Result<(), Refusal> {
        if let Some(start) = self.object(at, bound, bytes.len(), 1, 1)? {
            self.writer.put(start, bytes);
        }
        Ok(())
    }

    fn length_in_place(&mut self, at: usize, bound: u32, prefix: Int, len: usize) -> Result<(), Refusal> {
        let count = bounded(len, bound, at)?;
        self.writer.number(at, prefix.size(), i128::from(count));
        Ok(())
    }

    fn integer(&mut self, int: Int, at: usize, number: i128) -> Result<(), Refusal> {
        if !(int.least()..=int.greatest()).contains(&number) {
            return Err(Refusal::new(Reason::Range(number), at));
        }
        self.writer.number(at, int.size(), number);
        Ok(())
    }
}

fn bounded(len: usize, bound: u32, at: usize) -> Result<u32, Refusal> {
    let fits = u32::try_from(len).ok().filter(|len| *len <= bound);
    fits.ok_or_else(|| Refusal::new(Reason::Bound(len, bound), at))
}

fn mismatch(value: &Value, expected: &'static str, at: usize) -> Refusal {
    Refusal::new(Reason::Kind(value.noun(), expected), at)
}

const fn noun(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Bool => "a truth value",
        ShapeKind::Int(_) => "a whole number",
        ShapeKind::Float(Float::F32) => "an `f32`",
        ShapeKind::Float(Float::F64) => "an `f64`",
        ShapeKind::Array { .. } | ShapeKind::List { .. } | ShapeKind::InlineList { .. } => "a list",
        ShapeKind::Text { .. } | ShapeKind::InlineText { .. } => "a string",
        ShapeKind::Bytes { .. } | ShapeKind::InlineBytes { .. } => "bytes",
        ShapeKind::Option { .. } => "an option",
        ShapeKind::Named(_) => "a struct",
        ShapeKind::Cap { .. } => "a capability",
    }
}
