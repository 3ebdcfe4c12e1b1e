//! Tables and unions.

use super::{Encoder, Reason, Refusal, Value};
use crate::{
    facts::{Shape, TableField, UnionForm, UnionVariant},
    reflect::value::{HEADER, Unknown, end_of},
};

impl Encoder<'_> {
    pub(super) fn table(
        &mut self,
        fields: &[TableField],
        (room, caps): (u32, u32),
        at: usize,
        (values, unknown): (&[(u8, Value)], Option<&Unknown>),
    ) -> Result<(), Refusal> {
        let mut mask = unknown.map_or(0, |unknown| unknown.mask);
        let mut end = fields.last().map_or(HEADER, end_of);
        if mask.trailing_zeros() < u32::try_from(fields.len()).unwrap_or(u32::MAX) {
            return Err(Refusal::new(Reason::KnownField(mask.trailing_zeros() + 1), at));
        }
        for (number, _) in values {
            let field = fields.iter().find(|field| field.number == *number);
            let Some(field) = field.filter(|field| mask >> (field.number - 1) & 1 == 0) else {
                return Err(Refusal::new(Reason::KnownField(u32::from(*number)), at));
            };
            mask |= 1 << (field.number - 1);
        }
        let fixed = match (unknown, mask.checked_ilog2().and_then(|last| fields.get(last as usize))) {
            (Some(unknown), _) => end as usize + unknown.fixed.len(),
            (None, Some(last)) => {
                end = end_of(last);
                end.next_multiple_of(8) as usize
            }
            // Nothing is there: the offset and the length are 0.
            (None, None) => return Ok(()),
        };
        let words = u16::try_from(fixed / 8).ok().filter(|_| fixed > end as usize || unknown.is_none());
        let Some(words) = words.filter(|_| fixed.is_multiple_of(8)) else {
            let most = (end + 1).next_multiple_of(8);
            return Err(Refusal::new(Reason::FixedPart(u32::try_from(fixed).unwrap_or(u32::MAX), most), at));
        };
        let before = self.writer.mentions();
        let start = self.writer.object(fixed as u64, 8)?;
        self.writer.number(start, 6, i128::from(mask));
        self.writer.number(start.saturating_add(6), 2, i128::from(words));
        for field in fields {
            if let Some((_, value)) = values.iter().find(|(number, _)| *number == field.number) {
                let place = start.saturating_add(field.offset as usize);
                let written = self.value(&field.shape, place, value);
                written.map_err(|refusal| refusal.in_numbered(&field.name, field.number))?;
            }
        }
        if let Some(unknown) = unknown {
            self.writer.put(start.saturating_add(end as usize), &unknown.fixed);
            self.writer.unknown(&unknown.objects, caps, before)?;
        }
        self.writer.since(at, start, room)
    }

    pub(super) fn union(
        &mut self,
        variants: &[UnionVariant],
        form: UnionForm,
        at: usize,
        value: &Value,
    ) -> Result<(), Refusal> {
        let shape = |number: u32| {
            let variant = variants.iter().find(|variant| variant.number == number)?;
            Some((variant.name.as_str(), variant.shape.as_ref()?))
        };
        match (form, value) {
            (UnionForm::Strict { slot }, Value::Union(number, value)) => {
                let known = shape(*number).ok_or_else(|| Refusal::new(Reason::Variant(i128::from(*number)), at))?;
                self.writer.number(at, 4, i128::from(*number));
                self.variant(known, at.saturating_add(slot as usize), value)
            }
            (UnionForm::Flexible { room, .. }, Value::Union(number, value)) => {
                let known = shape(*number).ok_or_else(|| Refusal::new(Reason::Variant(i128::from(*number)), at))?;
                self.writer.number(at, 4, i128::from(*number));
                let start = self.writer.object(u64::from(known.1.extent.size), 8)?;
                self.variant(known, start, value)?;
                self.writer.since(at.saturating_add(4), start, room)
            }
            (UnionForm::Flexible { room, caps }, Value::UnknownVariant(number, bytes))
                if *number != 0 && shape(*number).is_none() =>
            {
                self.writer.number(at, 4, i128::from(*number));
                let before = self.writer.mentions();
                let start = self.writer.object(0, 8)?;
                self.writer.unknown(bytes, caps, before)?;
                self.writer.since(at.saturating_add(4), start, room)
            }
            (_, Value::UnknownVariant(number, _)) => Err(Refusal::new(Reason::Variant(i128::from(*number)), at)),
            (_, value) => Err(super::mismatch(value, "a variant of a union", at)),
        }
    }

    fn variant(&mut self, (name, shape): (&str, &Shape), at: usize, value: &Value) -> Result<(), Refusal> {
        self.value(shape, at, value).map_err(|refusal| refusal.in_field(name))
    }
}
