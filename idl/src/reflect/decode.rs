//! From bytes to a value.

mod numbered;

use alloc::{boxed::Box, string::String, vec::Vec};

use super::{
    message::{Message, Schema},
    reader::Reader,
    refine::check,
    refusal::{Reason, Refusal},
    value::Value,
};
use crate::{
    arena::Handle,
    facts::{Absence, Field, Meaning, Shape, ShapeKind},
    model::{Float, Int, TypeDef},
};

/// The value of a whole body.
pub(super) fn decode(schema: Schema<'_>, message: &Message<'_>, bytes: &[u8], caps: u16) -> Result<Value, Refusal> {
    let body = message.body;
    let mut decoder = Decoder { schema, reader: Reader::new(bytes, body.fixed, body.max)? };
    let mut fields = Vec::new();
    for field in &body.fields {
        let value = decoder.value(&field.shape, field.offset as usize);
        let named = |refusal: Refusal| if message.is_bare { refusal } else { refusal.in_field(&field.name) };
        fields.push(value.map_err(named)?);
    }
    for gap in body.padding.iter().filter(|gap| gap.start < body.fixed) {
        decoder.reader.zero(gap.start as usize, gap.end.min(body.fixed) as usize)?;
    }
    decoder.reader.finish(caps)?;
    Ok(match fields.pop() {
        Some(value) if message.is_bare => value,
        last => {
            fields.extend(last);
            Value::Struct(fields)
        }
    })
}

struct Decoder<'s, 'b> {
    schema: Schema<'s>,
    reader: Reader<'b>,
}

impl Decoder<'_, '_> {
    /// The value of a type whose bytes in place begin at `at`. Types nest at most `MAX_LEVELS` deep, and so does this.
    fn value(&mut self, shape: &Shape, at: usize) -> Result<Value, Refusal> {
        match &shape.kind {
            ShapeKind::Bool => match self.byte(at)? {
                byte @ (0 | 1) => Ok(Value::Bool(byte == 1)),
                byte => Err(Refusal::new(Reason::Bool(byte), at)),
            },
            ShapeKind::Int(int) => self.integer(*int, at).map(Value::Int),
            ShapeKind::Float(Float::F32) => Ok(Value::F32(self.word(at)?)),
            ShapeKind::Float(Float::F64) => Ok(Value::F64(self.reader.number(at, 8)?)),
            ShapeKind::Array { element, len } => self.elements(element, at, *len).map(Value::List),
            ShapeKind::Text { bound } => {
                let (start, len) = self.object(at, *bound, 1, 1)?;
                self.text(start, len)
            }
            ShapeKind::Bytes { bound } => {
                let (start, len) = self.object(at, *bound, 1, 1)?;
                Ok(Value::Bytes(self.reader.bytes(start, len as usize)?.to_vec()))
            }
            ShapeKind::List { element, bound } => {
                let (start, len) = self.object(at, *bound, element.extent.size, element.extent.align)?;
                self.elements(element, start, len).map(Value::List)
            }
            ShapeKind::InlineText { bound, prefix } => {
                let (start, len) = self.places(shape, at, *bound, *prefix, prefix.size(), 1)?;
                self.text(start, len)
            }
            ShapeKind::InlineBytes { bound, prefix } => {
                let (start, len) = self.places(shape, at, *bound, *prefix, prefix.size(), 1)?;
                Ok(Value::Bytes(self.reader.bytes(start, len as usize)?.to_vec()))
            }
            ShapeKind::InlineList { element, bound, prefix, places } => {
                let (start, len) = self.places(shape, at, *bound, *prefix, *places, element.extent.size)?;
                self.elements(element, start, len).map(Value::List)
            }
            ShapeKind::Option { value, absence } => {
                if self.is_absent(shape, value, *absence, at)? {
                    return Ok(Value::Option(None));
                }
                let inside = if let Absence::Tag(offset) = absence { *offset as usize } else { 0 };
                self.value(value, at.saturating_add(inside)).map(|value| Value::Option(Some(Box::new(value))))
            }
            ShapeKind::Named(handle) => self.named(*handle, shape, at),
            ShapeKind::Cap { .. } => {
                let index = self.index(at)?;
                self.reader.mention(index, at)?;
                Ok(Value::Cap(index))
            }
        }
    }

    fn named(&mut self, handle: Handle<TypeDef>, shape: &Shape, at: usize) -> Result<Value, Refusal> {
        match &self.schema.facts.types[handle].meaning {
            Meaning::Alias(inner) => self.value(inner, at),
            Meaning::Newtype { inner, refinement } => {
                let value = self.value(inner, at)?;
                check(refinement.as_ref(), &value, at)?;
                Ok(value)
            }
            Meaning::Enum { repr, numbers } => {
                let number = self.integer(*repr, at)?;
                if !self.schema.is_flexible(handle) && !numbers.contains(&number) {
                    return Err(Refusal::new(Reason::Variant(number), at));
                }
                Ok(Value::Int(number))
            }
            Meaning::Flags { repr, all, .. } => {
                let bits = self.reader.number(at, repr.size())?;
                if !self.schema.is_flexible(handle) && bits & !all != 0 {
                    return Err(Refusal::new(Reason::Bits(bits & !all), at));
                }
                Ok(Value::Int(i128::from(bits)))
            }
            Meaning::Struct { fields, padding, refinement } => {
                let value = Value::Struct(self.fields(fields, at)?);
                for gap in padding {
                    let place = |offset: u32| at.saturating_add(offset as usize);
                    self.reader.zero(place(gap.start), place(gap.end.min(shape.extent.size)))?;
                }
                check(refinement.as_ref(), &value, at)?;
                Ok(value)
            }
            Meaning::Table { fields, room, caps } => self.table(fields, (*room, *caps), at),
            Meaning::Union { variants, form } => self.union(variants, *form, shape.extent.size, at),
        }
    }

    fn fields(&mut self, fields: &[Field], at: usize) -> Result<Vec<Value>, Refusal> {
        let mut values = Vec::with_capacity(fields.len());
        for field in fields {
            let value = self.value(&field.shape, at.saturating_add(field.offset as usize));
            values.push(value.map_err(|refusal| refusal.in_field(&field.name))?);
        }
        Ok(values)
    }

    /// Elements one after the other. Their bytes are there: the caller has claimed them.
    fn elements(&mut self, element: &Shape, start: usize, len: u32) -> Result<Vec<Value>, Refusal> {
        let mut values = Vec::new();
        for index in 0..len as usize {
            let at = start.saturating_add(index.saturating_mul(element.extent.size as usize));
            values.push(self.value(element, at).map_err(|refusal| refusal.in_element(index))?);
        }
        Ok(values)
    }

    /// Where the object of a string, bytes or a list begins, and how many bytes or elements it has.
    fn object(&mut self, at: usize, bound: u32, stride: u32, align: u32) -> Result<(usize, u32), Refusal> {
        let (offset, len) = (self.word(at)?, self.word(at.saturating_add(4))?);
        if len > bound {
            return Err(Refusal::new(Reason::Bound(len as usize, bound), at.saturating_add(4)));
        }
        if len == 0 {
            return if offset == 0 { Ok((at, 0)) } else { Err(Refusal::new(Reason::Offset(offset, 0), at)) };
        }
        let start = self.reader.object(at, offset, u64::from(len) * u64::from(stride), align)?;
        Ok((start, len))
    }

    /// The same for an inline one. What is unused must be zero.
    fn places(
        &self,
        shape: &Shape,
        at: usize,
        bound: u32,
        prefix: Int,
        places: u32,
        stride: u32,
    ) -> Result<(usize, u32), Refusal> {
        let len = u32::try_from(self.reader.number(at, prefix.size())?).unwrap_or(u32::MAX);
        if len > bound {
            return Err(Refusal::new(Reason::Bound(len as usize, bound), at));
        }
        let place = |offset: u32| at.saturating_add(offset as usize);
        self.reader.zero(place(prefix.size()), place(places))?;
        // Below the size of the type, which is a `u32`.
        let used = places.saturating_add(len.saturating_mul(stride));
        self.reader.zero(place(used), place(shape.extent.size))?;
        Ok((place(places), len))
    }

    fn is_absent(&self, shape: &Shape, value: &Shape, absence: Absence, at: usize) -> Result<bool, Refusal> {
        match absence {
            Absence::Offset => self.is_absent_object(value, at),
            Absence::Index => Ok(self.index(at)? == u16::MAX),
            Absence::Tag(offset) => {
                let tag = self.byte(at)?;
                let zeros = match tag {
                    0 => shape.extent.size,
                    1 => offset.min(shape.extent.size - value.extent.size),
                    _ => return Err(Refusal::new(Reason::Tag(tag), at)),
                };
                self.reader.zero(at.saturating_add(1), at.saturating_add(zeros as usize))?;
                Ok(tag == 0)
            }
        }
    }

    /// A flexible union has its tag in front of the offset and the length.
    fn is_absent_object(&self, value: &Shape, at: usize) -> Result<bool, Refusal> {
        let mut at = at;
        if value.extent.size > 8 {
            if self.word(at)? != 0 {
                return Ok(false);
            }
            at = at.saturating_add(4);
        }
        Ok(self.word(at)? == u32::MAX && self.word(at.saturating_add(4))? == 0)
    }

    fn text(&self, start: usize, len: u32) -> Result<Value, Refusal> {
        let bytes = self.reader.bytes(start, len as usize)?;
        match core::str::from_utf8(bytes) {
            Ok(text) => Ok(Value::Text(String::from(text))),
            Err(error) => Err(Refusal::new(Reason::Utf8, start.saturating_add(error.valid_up_to()))),
        }
    }

    fn integer(&self, int: Int, at: usize) -> Result<i128, Refusal> {
        let number = i128::from(self.reader.number(at, int.size())?);
        Ok(if number > int.greatest() { number - (1 << (int.size() * 8)) } else { number })
    }

    fn byte(&self, at: usize) -> Result<u8, Refusal> {
        Ok(u8::try_from(self.reader.number(at, 1)?).unwrap_or(u8::MAX))
    }

    fn index(&self, at: usize) -> Result<u16, Refusal> {
        Ok(u16::try_from(self.reader.number(at, 2)?).unwrap_or(u16::MAX))
    }

    fn word(&self, at: usize) -> Result<u32, Refusal> {
        Ok(u32::try_from(self.reader.number(at, 4)?).unwrap_or(u32::MAX))
    }
}
