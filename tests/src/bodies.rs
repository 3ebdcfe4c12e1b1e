//! Bodies of a message: about half of them are right, the others nearly.

use tessera_idl::{
    facts::{Field, Meaning, Shape, ShapeKind},
    reflect::{Message, Schema, Value},
};

use crate::{
    choices::Choices,
    draw::Draw,
    mutants::{Body, mutant},
};

/// How many right bodies are kept to be changed.
const KEPT: usize = 24;

/// How many bodies of a hundred are changed; one in three of them is right still.
const WRONG: usize = 72;

/// Bodies without end.
#[derive(Debug)]
pub struct Bodies<'m, 's, 'c, 'b> {
    schema: Schema<'s>,
    message: &'m Message<'s>,
    choices: &'c mut Choices<'b>,
    right: Vec<Body>,
}

impl<'m, 's, 'c, 'b> Bodies<'m, 's, 'c, 'b> {
    /// Bodies of a message.
    pub const fn new(schema: Schema<'s>, message: &'m Message<'s>, choices: &'c mut Choices<'b>) -> Self {
        Self { schema, message, choices, right: Vec::new() }
    }

    /// A body that is right, unless no value is found that fulfils every `where`.
    fn draw(&mut self) -> Option<Body> {
        let value = Draw::new(self.schema, self.choices).message(self.message);
        let encoded = self.schema.encode(self.message, &value).ok()?;
        Some((encoded.body, encoded.caps))
    }
}

impl Iterator for Bodies<'_, '_, '_, '_> {
    type Item = Body;

    fn next(&mut self) -> Option<Body> {
        let wrong = self.choices.below(100) < WRONG;
        if self.right.len() < KEPT || !wrong || self.choices.once_in(8) {
            let drawn = (0..8).find_map(|_| self.draw()).unwrap_or_default();
            if self.right.len() < KEPT {
                self.right.push(drawn.clone());
            } else if let Some(place) = self.right.get_mut(self.choices.below(KEPT)) {
                place.clone_from(&drawn);
            }
            if !wrong {
                return Some(drawn);
            }
        }
        let (body, caps) = self.choices.of(&self.right).clone();
        let (other, _) = self.choices.of(&self.right).clone();
        Some(mutant(&body, caps, &other, self.choices))
    }
}

/// A value as a reader of this version sees it, who may be older than who wrote it: without fields that are reserved or not known, and
/// without what is in variants that are not known.
#[must_use]
pub fn as_seen(schema: Schema<'_>, message: &Message<'_>, value: Value) -> Value {
    match (value, message.body.fields.as_slice()) {
        (value, [field]) if message.is_bare => known(schema, &field.shape, value),
        (value, fields) => known_fields(schema, fields, value),
    }
}

fn known_fields(schema: Schema<'_>, fields: &[Field], value: Value) -> Value {
    let Value::Struct(values) = value else { return value };
    Value::Struct(fields.iter().zip(values).map(|(field, value)| known(schema, &field.shape, value)).collect())
}

fn known(schema: Schema<'_>, shape: &Shape, value: Value) -> Value {
    match (&shape.kind, value) {
        (
            ShapeKind::Array { element, .. } | ShapeKind::List { element, .. } | ShapeKind::InlineList { element, .. },
            Value::List(values),
        ) => Value::List(values.into_iter().map(|value| known(schema, element, value)).collect()),
        (ShapeKind::Option { value: inner, .. }, Value::Option(Some(value))) => {
            Value::Option(Some(Box::new(known(schema, inner, *value))))
        }
        (ShapeKind::Named(handle), value) => match (schema.meaning(*handle), value) {
            (Meaning::Newtype { inner, .. } | Meaning::Alias(inner), value) => known(schema, inner, value),
            (Meaning::Struct { fields, .. }, value) => known_fields(schema, fields, value),
            (Meaning::Table { fields, .. }, Value::Table(values, _)) => {
                let field = |number: u8| fields.iter().find(|field| field.number == number && !field.reserved);
                let values = values
                    .into_iter()
                    .filter_map(|(number, value)| Some((number, known(schema, &field(number)?.shape, value))));
                Value::Table(values.collect(), None)
            }
            (Meaning::Union { variants, .. }, Value::Union(number, value)) => {
                let shape =
                    variants.iter().find(|variant| variant.number == number).and_then(|variant| variant.shape.as_ref());
                match shape {
                    Some(shape) => Value::Union(number, Box::new(known(schema, shape, *value))),
                    None => Value::UnknownVariant(number, Vec::new()),
                }
            }
            (Meaning::Union { .. }, Value::UnknownVariant(number, _)) => Value::UnknownVariant(number, Vec::new()),
            (_, value) => value,
        },
        (_, value) => value,
    }
}
