//! Tables and unions.

use alloc::{boxed::Box, vec::Vec};

use super::{Decoder, Reason, Refusal, Value};
use crate::{
    facts::{Shape, TableField, UnionForm, UnionVariant},
    reflect::value::{HEADER, MASK, Unknown, end_of},
};

impl Decoder<'_, '_> {
    pub(super) fn table(
        &mut self,
        fields: &[TableField],
        (room, caps): (u32, u32),
        at: usize,
    ) -> Result<Value, Refusal> {
        let (offset, len) = (self.word(at)?, self.word(at.saturating_add(4))?);
        if len == 0 {
            let empty = Value::Table(Vec::new(), None);
            return if offset == 0 { Ok(empty) } else { Err(Refusal::new(Reason::Offset(offset, 0), at)) };
        }
        let before = self.reader.mentions();
        let object = self.reader.enter(at, offset, len, room)?;
        let header = self.reader.number(object.start, 8)?;
        let (mask, fixed) = (header & MASK, u32::try_from(header >> 48 << 3).unwrap_or(u32::MAX));
        let known_end = fields.last().map_or(HEADER, end_of);
        let last = mask.checked_ilog2().ok_or_else(|| Refusal::new(Reason::NoFields, object.start))?;
        let wrong = |expected| Refusal::new(Reason::FixedPart(fixed, expected), object.start.saturating_add(6));
        let is_known = match fields.get(last as usize) {
            Some(field) if fixed != end_of(field).next_multiple_of(8) => {
                return Err(wrong(end_of(field).next_multiple_of(8)));
            }
            Some(_) => true,
            None if fixed <= known_end => return Err(wrong((known_end + 1).next_multiple_of(8))),
            None => false,
        };
        self.reader.claim(fixed as usize)?;
        let place = |offset: u32| object.start.saturating_add(offset.min(fixed) as usize);
        let (mut values, mut end) = (Vec::new(), HEADER);
        for field in fields {
            self.reader.zero(place(end), place(field.offset))?;
            end = end_of(field);
            if mask >> (field.number - 1) & 1 == 1 {
                let value = self.value(&field.shape, place(field.offset));
                values.push((field.number, value.map_err(|refusal| refusal.in_numbered(&field.name, field.number))?));
            } else {
                self.reader.zero(place(field.offset), place(end))?;
            }
        }
        if is_known {
            self.reader.zero(place(end), place(fixed))?;
            self.reader.leave(object.end)?;
            return Ok(Value::Table(values, None));
        }
        let unknown = Unknown {
            mask: mask >> fields.len() << fields.len(),
            fixed: self.reader.bytes(place(end), fixed.saturating_sub(end) as usize)?.to_vec(),
            objects: self.reader.skip(object.end, caps, before)?.to_vec(),
        };
        Ok(Value::Table(values, Some(Box::new(unknown))))
    }

    pub(super) fn union(
        &mut self,
        variants: &[UnionVariant],
        form: UnionForm,
        size: u32,
        at: usize,
    ) -> Result<Value, Refusal> {
        let number = self.word(at)?;
        let variant = variants.iter().find(|variant| variant.number == number);
        let known = variant.and_then(|variant| Some((variant, variant.shape.as_ref()?)));
        match (form, known) {
            (UnionForm::Strict { slot }, Some((variant, shape))) => {
                let place = |offset: u32| at.saturating_add(offset as usize);
                self.reader.zero(place(4), place(slot))?;
                let value = self.variant(variant, shape, place(slot))?;
                self.reader.zero(place(slot.saturating_add(shape.extent.size)), place(size))?;
                Ok(value)
            }
            (UnionForm::Flexible { room, caps }, known) if number != 0 => {
                let (offset, len) = (self.word(at.saturating_add(4))?, self.word(at.saturating_add(8))?);
                let before = self.reader.mentions();
                let object = self.reader.enter(at.saturating_add(4), offset, len, room)?;
                let Some((variant, shape)) = known else {
                    return Ok(Value::UnknownVariant(number, self.reader.skip(object.end, caps, before)?.to_vec()));
                };
                let start = self.reader.claim(shape.extent.size as usize)?;
                let value = self.variant(variant, shape, start)?;
                self.reader.leave(object.end)?;
                Ok(value)
            }
            _ => Err(Refusal::new(Reason::Variant(i128::from(number)), at)),
        }
    }

    fn variant(&mut self, variant: &UnionVariant, shape: &Shape, at: usize) -> Result<Value, Refusal> {
        let value = self.value(shape, at).map_err(|refusal| refusal.in_field(&variant.name))?;
        Ok(Value::Union(variant.number, Box::new(value)))
    }
}
