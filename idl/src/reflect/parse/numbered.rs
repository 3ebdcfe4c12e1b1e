//! Tables and unions.

use alloc::{boxed::Box, format, vec::Vec};
use core::ops::Range;

use super::{Kind, Parser, Step, TextError, Token, Value, listed, number::hexadecimal, shown};
use crate::{
    arena::Handle,
    facts::{TableField, UnionForm, UnionVariant},
    model::TypeDef,
    parse::parse_digits,
    reflect::value::{MASK, Unknown},
    suggest::closest,
};

impl Parser<'_, '_> {
    /// `{ name: value, 2: value, unknown(0x10, x"…", x"…") }`: any of the fields, in any order; a reserved one by its number.
    pub(super) fn table(&mut self, fields: &[TableField]) -> Result<Value, TextError> {
        self.expect('{', "a table in braces, such as `{ name: value }`")?;
        let (mut values, mut unknown) = (Vec::<(u8, Value)>::new(), None);
        while !self.accept('}')? {
            let token = self.tokens.next()?;
            if token.kind == Kind::Word("unknown") && self.tokens.peek()?.kind == Kind::Sign('(') {
                if unknown.is_some() {
                    return Err(TextError::new(token.range, "what is unknown is given twice"));
                }
                unknown = Some(self.unknown(fields)?);
            } else {
                let field = table_field(&token, fields)?;
                if values.iter().any(|(number, _)| *number == field.number) {
                    return Err(TextError::new(token.range.clone(), format!("{} is given twice", shown(&token))));
                }
                self.expect(':', "`:` behind the name")?;
                let step = || Step::numbered(&field.name, field.number);
                values.push((field.number, self.part(step, &field.shape)?));
            }
            self.separator('}')?;
        }
        values.sort_by_key(|(number, _)| *number);
        Ok(Value::Table(values, unknown.map(Box::new)))
    }

    /// `(0x10, x"…", x"…")`
    fn unknown(&mut self, fields: &[TableField]) -> Result<Unknown, TextError> {
        self.expect('(', "`(` behind `unknown`")?;
        let (mask, range) = self.plain_number()?;
        if mask & !MASK != 0 || mask >> fields.len() == 0 || mask >> fields.len() << fields.len() != mask {
            return Err(TextError::new(range, "this is no mask of fields that are not known")
                .help(format!("bit {} is that of the first field that is not known", fields.len())));
        }
        self.expect(',', "`,` and what lies in the fixed part")?;
        let fixed = self.bytes()?;
        self.expect(',', "`,` and what lies behind the known objects")?;
        let objects = self.bytes()?;
        self.expect(')', "`)` behind the bytes")?;
        Ok(Unknown { mask, fixed, objects })
    }

    /// `.pin("123456")`, `unknown(7, x"…")`
    pub(super) fn union(
        &mut self,
        of: Handle<TypeDef>,
        variants: &[UnionVariant],
        form: UnionForm,
    ) -> Result<Value, TextError> {
        if self.tokens.peek()?.kind == Kind::Word("unknown") && matches!(form, UnionForm::Flexible { .. }) {
            self.tokens.next()?;
            self.expect('(', "`(` and the number of the variant")?;
            let (number, range) = self.plain_number()?;
            let number = u32::try_from(number).ok().filter(|number| *number != 0);
            let number = number.ok_or_else(|| TextError::new(range, "a variant has a number from 1 to 4294967295"))?;
            self.expect(',', "`,` and the bytes of the variant")?;
            let bytes = self.bytes()?;
            self.expect(')', "`)` behind the bytes")?;
            return Ok(Value::UnknownVariant(number, bytes));
        }
        self.expect('.', "a variant such as `.name(value)`")?;
        let token = self.tokens.next()?;
        let known = variants.iter().filter_map(|variant| Some((variant, variant.shape.as_ref()?)));
        let found = known.clone().find(|(variant, _)| token.kind == Kind::Word(&variant.name));
        let Some((variant, shape)) = found else {
            let type_name = &self.schema.model.types[of].name;
            let message = format!("`{type_name}` has no variant {}", shown(&token));
            return Err(suggested(
                &token,
                message,
                "its variants are",
                known.map(|(variant, _)| variant.name.as_str()),
            ));
        };
        self.expect('(', "`(` and the value of the variant")?;
        let value = self.part(|| Step::Field(variant.name.clone()), shape)?;
        self.expect(')', "`)` behind the value")?;
        Ok(Value::Union(variant.number, Box::new(value)))
    }

    fn plain_number(&mut self) -> Result<(u64, Range<usize>), TextError> {
        let token = self.tokens.next()?;
        let number = match token.kind {
            Kind::Number(written) => match written.strip_prefix("0x") {
                Some(digits) => parse_digits(digits, 16),
                None => parse_digits(written, 10),
            },
            _ => None,
        };
        match number {
            Some(number) => Ok((number, token.range)),
            None => Err(TextError::new(token.range.clone(), format!("expected a number, found {}", shown(&token)))),
        }
    }

    fn bytes(&mut self) -> Result<Vec<u8>, TextError> {
        match self.tokens.next()? {
            Token { kind: Kind::Hex(digits), range } => hexadecimal(digits, range.start + 2),
            token => {
                let message = format!("expected bytes such as `x\"00ff\"`, found {}", shown(&token));
                Err(TextError::new(token.range, message))
            }
        }
    }
}

fn table_field<'f>(token: &Token<'_>, fields: &'f [TableField]) -> Result<&'f TableField, TextError> {
    let found = match token.kind {
        Kind::Word(name) => fields.iter().find(|field| !field.reserved && field.name == name),
        Kind::Number(digits) => {
            let number = digits.parse::<u8>().ok();
            fields.iter().find(|field| field.reserved && Some(field.number) == number)
        }
        _ => None,
    };
    let names = fields.iter().filter(|field| !field.reserved).map(|field| field.name.as_str());
    found.ok_or_else(|| suggested(token, format!("there is no field {}", shown(token)), "the fields are", names))
}

fn suggested<'n>(
    token: &Token<'_>,
    message: alloc::string::String,
    what: &str,
    names: impl Iterator<Item = &'n str> + Clone,
) -> TextError {
    let close = match token.kind {
        Kind::Word(word) => closest(word, names.clone()),
        _ => None,
    };
    let error = TextError::new(token.range.clone(), message);
    match close {
        Some(close) => error.help(format!("did you mean `{close}`?")),
        None => error.help(listed(what, names)),
    }
}
