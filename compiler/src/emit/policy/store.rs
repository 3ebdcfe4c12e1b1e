//! Numbers where they go: as the place of a key, as the value of a field.

use tessera_idl::{
    facts::{Arithmetic, Meaning},
    model::Int,
    policy::{Key, Number, NumberKind, Operand, Space},
};

use super::{
    code::{Code, long},
    names::in_order,
    number::Native,
};
use crate::{
    plan::names::ident,
    tokens::{Ident, TokenStream, quote},
};

impl Code<'_> {
    /// The place of a key, as a `usize`.
    pub(super) fn key(&self, key: &Key) -> TokenStream {
        if let Some(value) = key.value.as_literal() {
            return long(key.space.place(value).and_then(|place| i128::try_from(place).ok()).unwrap_or_default());
        }
        match &key.space {
            Space::Bool => {
                let value = self.key_operand(key);
                quote!(usize::from(#value))
            }
            Space::Variants { of, numbers } => {
                let value = self.key_operand(key);
                if in_order(numbers) {
                    let repr = self.here.shapes().meaning(*of);
                    let small = matches!(repr, Meaning::Enum { repr: Int::U8 | Int::U16, .. });
                    return if small {
                        quote!(usize::from(#value.number()))
                    } else {
                        quote!(usize::try_from(#value.number()).unwrap_or(usize::MAX))
                    };
                }
                let place = self.names.places.get(of);
                quote!(#place(#value))
            }
            Space::Integers { low, .. } => self.integer_key(&key.value, *low),
        }
    }

    fn key_operand(&self, key: &Key) -> TokenStream {
        match &key.value.kind {
            NumberKind::Operand(operand) => self.operand(operand),
            _ => TokenStream::new(),
        }
    }

    /// The place of a number. One outside of the key's values, which no number has, is found nowhere.
    fn integer_key(&self, number: &Number, low: i128) -> TokenStream {
        match (self.native(number), low) {
            (Some((value, Native::Int(Int::U8 | Int::U16))), 0) => quote!(usize::from(#value)),
            (Some((value, Native::Int(Int::U8 | Int::U16))), low) => {
                let low = long(low);
                quote!(usize::from(#value).wrapping_sub(#low))
            }
            (Some((value, Native::Int(_))), 0) => quote!(usize::try_from(#value).unwrap_or(usize::MAX)),
            (Some((value, Native::Usize)), 0) => value,
            (Some((value, Native::Usize)), low) => {
                let low = long(low);
                quote!(#value.wrapping_sub(#low))
            }
            (_, low) => {
                let wide = self.wide(&[number]);
                let (value, ty, low) = (self.number(number, wide), wide.ty(), long(low));
                quote!(usize::try_from(#ty::wrapping_sub(#value, #low)).unwrap_or(usize::MAX))
            }
        }
    }

    /// A number in the type of a field, given that it has a value of that type. `high` stands for one that has none.
    pub(super) fn stored(&self, number: &Number, int: Int, high: i128) -> TokenStream {
        if let Some(value) = number.as_literal() {
            return long(value);
        }
        if let Some((value, Native::Int(native))) = self.native(number)
            && native == int
        {
            return value;
        }
        if let Some((op, left, right)) = self.one_step(number, int) {
            return quote!(#left.#op(#right));
        }
        let wide = self.wide(&[number]);
        let (value, ty, high) = (self.number(number, wide), ident(int.word()), long(high));
        quote!(#ty::try_from(#value).unwrap_or(#high))
    }

    /// The nearest number between two.
    pub(super) fn saturated(&self, number: &Number, int: Int, low: i128, high: i128) -> TokenStream {
        let ty = ident(int.word());
        if let Some((op, left, right)) = self.one_step(number, int) {
            let (least, most) = (long(low), long(high));
            let value = quote!(#left.#op(#right));
            // What grows from within the range cannot fall below it, and the other way round.
            let (falls, grows) = Self::ways(number, low, high);
            return match (falls && low > int.least(), grows && high < int.greatest()) {
                (false, false) => value,
                (true, false) => quote!(#value.max(#least)),
                (false, true) => quote!(#value.min(#most)),
                (true, true) => quote!(#value.clamp(#least, #most)),
            };
        }
        let wide = self.wide(&[number, &bound(low), &bound(high)]);
        let (value, least, most) = (self.number(number, wide), long(low), long(high));
        let wide = wide.ty();
        quote!(#ty::try_from(#wide::clamp(#value, #least, #most)).unwrap_or(#most))
    }

    /// Whether a step can give less than the range, and more.
    fn ways(number: &Number, low: i128, high: i128) -> (bool, bool) {
        match &number.kind {
            NumberKind::Binary(op, left, right) if low <= left.low && left.high <= high => match op {
                Arithmetic::Add => (right.low < 0, right.high > 0),
                Arithmetic::Sub => (right.high > 0, right.low < 0),
                _ => (true, true),
            },
            _ => (true, true),
        }
    }

    /// `a + b` or `a - b` in the type of a field, where both are of it: saturating gives the exact result or the nearest.
    fn one_step(&self, number: &Number, int: Int) -> Option<(Ident, TokenStream, TokenStream)> {
        let NumberKind::Binary(op @ (Arithmetic::Add | Arithmetic::Sub), left, right) = &number.kind else {
            return None;
        };
        let (left, of) = self.native(left)?;
        let right = match right.as_literal() {
            Some(value) if int.least() <= value && value <= int.greatest() => long(value),
            Some(_) => return None,
            None => self.native(right).filter(|(_, of)| *of == Native::Int(int))?.0,
        };
        let op = ident(if *op == Arithmetic::Add { "saturating_add" } else { "saturating_sub" });
        (of == Native::Int(int)).then_some((op, left, right))
    }
}

const fn bound(value: i128) -> Number {
    Number { kind: NumberKind::Operand(Operand::Literal(value)), low: value, high: value }
}
