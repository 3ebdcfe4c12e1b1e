//! From text to a value. The type says what is read, so text nests no deeper than the type.

mod capability;
mod number;
mod numbered;

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::ops::Range;

use super::{
    message::{Message, Schema},
    refusal::{Refusal, Step},
    text_error::{TextError, listed, short},
    tokens::{Kind, Token, Tokens, unescaped},
    value::Value,
};
use crate::{
    arena::Handle,
    facts::{Field, Meaning, Shape, ShapeKind},
    model::TypeDef,
    suggest::closest,
};

/// The value of a message's text.
pub(super) fn parse(schema: Schema<'_>, message: &Message<'_>, text: &str) -> Result<Value, TextError> {
    read(&mut Parser { schema, tokens: Tokens::new(text), path: Vec::new(), wanted: None }, message)
}

/// Where in a message's text a value stands that was refused. The text has been read before.
pub(super) fn place(schema: Schema<'_>, message: &Message<'_>, text: &str, refusal: &Refusal) -> Option<Range<usize>> {
    let wanted = Some(Wanted { steps: refusal.steps().cloned().collect(), found: None });
    let mut parser = Parser { schema, tokens: Tokens::new(text), path: Vec::new(), wanted };
    read(&mut parser, message).ok()?;
    let whole = text.len() - text.trim_start().len()..text.trim_end().len();
    let wanted = parser.wanted?;
    if wanted.steps.is_empty() { Some(whole) } else { wanted.found }
}

fn read(parser: &mut Parser<'_, '_>, message: &Message<'_>) -> Result<Value, TextError> {
    let value = match message.body.fields.as_slice() {
        [field] if message.is_bare => parser.value(&field.shape)?,
        fields => Value::Struct(parser.fields(fields)?),
    };
    match parser.tokens.next()? {
        Token { kind: Kind::End, .. } => Ok(value),
        token => Err(TextError::new(token.range, "the value ends before this")),
    }
}

struct Parser<'s, 't> {
    schema: Schema<'s>,
    tokens: Tokens<'t>,
    /// The steps to the value that is being read.
    path: Vec<Step>,
    /// The value whose place is wanted.
    wanted: Option<Wanted>,
}

/// A value by the steps to it, and where it was found.
struct Wanted {
    steps: Vec<Step>,
    found: Option<Range<usize>>,
}

impl Parser<'_, '_> {
    /// A value one step further.
    fn part(&mut self, step: impl FnOnce() -> Step, shape: &Shape) -> Result<Value, TextError> {
        if self.wanted.is_none() {
            return self.value(shape);
        }
        self.path.push(step());
        let start = self.tokens.peek()?.range.start;
        let value = self.value(shape)?;
        if let Some(wanted) = self.wanted.as_mut().filter(|wanted| wanted.steps == self.path) {
            wanted.found = Some(start..self.tokens.end());
        }
        self.path.pop();
        Ok(value)
    }

    fn value(&mut self, shape: &Shape) -> Result<Value, TextError> {
        match &shape.kind {
            ShapeKind::Bool => match self.tokens.next()? {
                Token { kind: Kind::Word("true"), .. } => Ok(Value::Bool(true)),
                Token { kind: Kind::Word("false"), .. } => Ok(Value::Bool(false)),
                token => Err(self.unexpected(&token, shape)),
            },
            ShapeKind::Int(int) => self.integer(*int, shape).map(Value::Int),
            ShapeKind::Float(float) => self.float(*float, shape),
            ShapeKind::Text { .. } | ShapeKind::InlineText { .. } => match self.tokens.next()? {
                Token { kind: Kind::Text(text), range } => unescaped(text, range.start + 1).map(Value::Text),
                token => Err(self.unexpected(&token, shape)),
            },
            ShapeKind::Bytes { .. } | ShapeKind::InlineBytes { .. } => match self.tokens.next()? {
                Token { kind: Kind::Text(text), range } => {
                    unescaped(text, range.start + 1).map(|text| Value::Bytes(text.into_bytes()))
                }
                Token { kind: Kind::Hex(digits), range } => {
                    number::hexadecimal(digits, range.start + 2).map(Value::Bytes)
                }
                token => Err(self.unexpected(&token, shape)),
            },
            ShapeKind::Array { element, .. }
            | ShapeKind::List { element, .. }
            | ShapeKind::InlineList { element, .. } => self.elements(element, shape).map(Value::List),
            ShapeKind::Option { value, .. } => self.option(value),
            ShapeKind::Cap { interface, rights } => self.capability(*interface, *rights, shape),
            ShapeKind::Named(handle) => self.named(*handle, shape),
        }
    }

    fn named(&mut self, handle: Handle<TypeDef>, shape: &Shape) -> Result<Value, TextError> {
        match &self.schema.facts.types[handle].meaning {
            Meaning::Alias(inner) | Meaning::Newtype { inner, .. } => self.value(inner),
            Meaning::Enum { repr, .. } => match self.tokens.peek()?.kind {
                Kind::Sign('.') => self.name(handle).map(Value::Int),
                _ => self.integer(*repr, shape).map(Value::Int),
            },
            Meaning::Flags { repr, .. } => {
                let mut bits = 0;
                loop {
                    bits |= match self.tokens.peek()?.kind {
                        Kind::Sign('.') => self.name(handle)?,
                        _ => self.integer(*repr, shape)?,
                    };
                    if !self.accept('|')? {
                        return Ok(Value::Int(bits));
                    }
                }
            }
            Meaning::Struct { fields, .. } => self.fields(fields).map(Value::Struct),
            Meaning::Table { fields, .. } => self.table(fields),
            Meaning::Union { variants, form } => self.union(handle, variants, *form),
        }
    }

    /// `{ name: value, … }`, in any order.
    fn fields(&mut self, fields: &[Field]) -> Result<Vec<Value>, TextError> {
        let open = self.expect('{', "a value in braces, such as `{ name: value }`")?;
        let mut values: Vec<Option<Value>> = fields.iter().map(|_| None).collect();
        while !self.accept('}')? {
            let token = self.tokens.next()?;
            let Kind::Word(name) = token.kind else {
                return Err(TextError::new(token.range.clone(), format!("expected a field, found {}", shown(&token))));
            };
            let found = fields.iter().zip(&mut values).find(|(field, _)| field.name == name);
            let Some((field, place)) = found else {
                let names = fields.iter().map(|field| field.name.as_str());
                let error = TextError::new(token.range, format!("there is no field `{name}`"));
                return Err(match closest(name, names.clone()) {
                    Some(close) => error.help(format!("did you mean `{close}`?")),
                    None => error.help(listed("the fields are", names)),
                });
            };
            if place.is_some() {
                return Err(TextError::new(token.range, format!("`{name}` is given twice")));
            }
            self.expect(':', "`:` behind the name")?;
            *place = Some(self.part(|| Step::Field(field.name.clone()), &field.shape)?);
            self.separator('}')?;
        }
        let missing = fields.iter().zip(&values).filter(|(_, value)| value.is_none());
        let missing: Vec<&str> = missing.map(|(field, _)| field.name.as_str()).collect();
        if !missing.is_empty() {
            return Err(TextError::new(open, listed("missing here:", missing)));
        }
        Ok(values.into_iter().flatten().collect())
    }

    /// `[value, …]`
    fn elements(&mut self, element: &Shape, shape: &Shape) -> Result<Vec<Value>, TextError> {
        self.expect('[', &self.schema.noun(shape))?;
        let mut values = Vec::new();
        while !self.accept(']')? {
            let index = values.len();
            values.push(self.part(|| Step::Element(index), element)?);
            self.separator(']')?;
        }
        Ok(values)
    }

    /// `none`, `some(value)`, or the value alone where it is no option itself.
    fn option(&mut self, inner: &Shape) -> Result<Value, TextError> {
        let token = self.tokens.peek()?;
        match token.kind {
            Kind::Word("none") => {
                self.tokens.next()?;
                Ok(Value::Option(None))
            }
            Kind::Word("some") => {
                self.tokens.next()?;
                self.expect('(', "`(` behind `some`")?;
                let value = self.value(inner)?;
                self.expect(')', "`)` behind the value")?;
                Ok(Value::Option(Some(Box::new(value))))
            }
            _ if matches!(self.schema.underlying(inner).kind, ShapeKind::Option { .. }) => {
                let message = format!("expected `none` or `some(…)`, found {}", shown(&token));
                Err(TextError::new(token.range, message).help("an option in an option is written in full"))
            }
            _ => Ok(Value::Option(Some(Box::new(self.value(inner)?)))),
        }
    }

    /// `.name`: its number or bit.
    fn name(&mut self, of: Handle<TypeDef>) -> Result<i128, TextError> {
        self.expect('.', "`.` before the name")?;
        let token = self.tokens.next()?;
        let names = self.schema.names(of);
        let type_name = &self.schema.model.types[of].name;
        let Kind::Word(name) = token.kind else {
            let message = format!("expected a name of `{type_name}`, found {}", shown(&token));
            return Err(TextError::new(token.range, message));
        };
        if let Some((_, number)) = names.iter().find(|(known, _)| *known == name) {
            return Ok(*number);
        }
        let names = names.into_iter().map(|(name, _)| name);
        let error = TextError::new(token.range, format!("`{type_name}` has no `{name}`"));
        Err(match closest(name, names.clone()) {
            Some(close) => error.help(format!("did you mean `.{close}`?")),
            None => error.help(listed("its names are", names)),
        })
    }

    /// `,`, or the closing sign, which stays.
    fn separator(&mut self, close: char) -> Result<(), TextError> {
        if self.accept(',')? || self.tokens.peek()?.kind == Kind::Sign(close) {
            return Ok(());
        }
        let token = self.tokens.peek()?;
        let message = format!("expected `,` or `{close}`, found {}", shown(&token));
        Err(TextError::new(token.range, message))
    }

    fn accept(&mut self, sign: char) -> Result<bool, TextError> {
        let is_there = self.tokens.peek()?.kind == Kind::Sign(sign);
        if is_there {
            self.tokens.next()?;
        }
        Ok(is_there)
    }

    fn expect(&mut self, sign: char, what: &str) -> Result<Range<usize>, TextError> {
        let token = self.tokens.next()?;
        if token.kind == Kind::Sign(sign) {
            return Ok(token.range);
        }
        let message = format!("expected {what}, found {}", shown(&token));
        Err(TextError::new(token.range, message))
    }

    fn unexpected(&self, token: &Token<'_>, shape: &Shape) -> TextError {
        let message = format!("expected {}, found {}", self.schema.noun(shape), shown(token));
        TextError::new(token.range.clone(), message)
    }
}

fn shown(token: &Token<'_>) -> String {
    match token.kind {
        Kind::Word(text) | Kind::Number(text) => format!("`{}`", short(text)),
        Kind::Text(_) => "a text".to_string(),
        Kind::Hex(_) => "bytes".to_string(),
        Kind::Sign(sign) => format!("`{sign}`"),
        Kind::End => "the end".to_string(),
    }
}
