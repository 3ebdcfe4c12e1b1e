//! Numbers, and bytes as digits.

use alloc::{format, vec::Vec};

use super::{Kind, Parser, TextError, Token, Value, short};
use crate::{
    facts::Shape,
    model::{Float, Int},
    parse::parse_digits,
};

impl<'t> Parser<'_, 't> {
    pub(super) fn integer(&mut self, int: Int, shape: &Shape) -> Result<i128, TextError> {
        let (is_negative, token) = self.signed()?;
        let Kind::Number(written) = token.kind else { return Err(self.unexpected(&token, shape)) };
        let (digits, radix) = match (written.strip_prefix("0x"), written.strip_prefix("0b")) {
            (Some(digits), _) => (digits, 16),
            (_, Some(digits)) => (digits, 2),
            _ => (written, 10),
        };
        let number = parse_digits(digits, radix).map(i128::from).map(|n| if is_negative { -n } else { n });
        number.filter(|number| (int.least()..=int.greatest()).contains(number)).ok_or_else(|| {
            let message = format!("`{}` is no number of type `{}`", short(written), int.word());
            TextError::new(token.range, message).help(format!(
                "it takes whole numbers from {} to {}",
                int.least(),
                int.greatest()
            ))
        })
    }

    /// `1.5`, `-2e-3`, `inf`, `nan(0x7fc00000)`
    pub(super) fn float(&mut self, float: Float, shape: &Shape) -> Result<Value, TextError> {
        let (is_negative, token) = self.signed()?;
        let sign = if is_negative { "-" } else { "" };
        let text = match token.kind {
            Kind::Number(written) if !written.starts_with("0x") => format!("{sign}{}", written.replace('_', "")),
            Kind::Word("inf") => format!("{sign}inf"),
            Kind::Word("nan") if !is_negative => return self.nan(float),
            _ => return Err(self.unexpected(&token, shape)),
        };
        let value = match float {
            Float::F32 => text.parse::<f32>().map(|value| Value::F32(value.to_bits())),
            Float::F64 => text.parse::<f64>().map(|value| Value::F64(value.to_bits())),
        };
        value.map_err(|_| TextError::new(token.range, format!("`{}` is no number", short(&text))))
    }

    /// `(0x7fc00000)`: the bits of a value that is no number.
    fn nan(&mut self, float: Float) -> Result<Value, TextError> {
        self.expect('(', "`(` and the bits")?;
        let token = self.tokens.next()?;
        let bits = match token.kind {
            Kind::Number(written) => written.strip_prefix("0x").and_then(|digits| parse_digits(digits, 16)),
            _ => None,
        };
        let value = bits.and_then(|bits| match float {
            Float::F32 => u32::try_from(bits).ok().filter(|bits| f32::from_bits(*bits).is_nan()).map(Value::F32),
            Float::F64 => Some(bits).filter(|bits| f64::from_bits(*bits).is_nan()).map(Value::F64),
        });
        let value = value.ok_or_else(|| {
            let example = if float == Float::F32 { "0x7fc00000" } else { "0x7ff8000000000000" };
            TextError::new(token.range, format!("these are no bits of a `{}` that is no number", float.word()))
                .help(format!("such as `nan({example})`"))
        })?;
        self.expect(')', "`)` behind the bits")?;
        Ok(value)
    }

    fn signed(&mut self) -> Result<(bool, Token<'t>), TextError> {
        let is_negative = self.accept('-')?;
        Ok((is_negative, self.tokens.next()?))
    }
}

/// What stands in `x"…"`; `start` is where the digits begin.
pub(super) fn hexadecimal(digits: &str, start: usize) -> Result<Vec<u8>, TextError> {
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    let mut high = None;
    for (at, character) in digits.char_indices().filter(|(_, character)| !character.is_ascii_whitespace()) {
        let Some(digit) = character.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else {
            let place = start + at..start + at + character.len_utf8();
            return Err(TextError::new(place, format!("`{character}` is no hexadecimal digit")));
        };
        match high.take() {
            Some(high) => bytes.push(high << 4 | digit),
            None => high = Some(digit),
        }
    }
    match high {
        Some(_) => {
            Err(TextError::new(start..start + digits.len(), "a byte has two hexadecimal digits, one is missing"))
        }
        None => Ok(bytes),
    }
}
