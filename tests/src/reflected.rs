//! What reflection makes of a body: the third voice.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test stops where it is wrong"
)]

use std::{fmt::Write, fs};

use crate::{json, repository};
use tessera_idl::{
    Facts, Model, Sources,
    facts::{Complete, Meaning, Shape, ShapeKind},
    reflect::{Message, Refusal, Schema, Value},
};

/// What somebody makes of a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken {
    /// The value, as canonical JSON.
    pub value: String,
    /// The body that it is written as.
    pub again: Vec<u8>,
    /// The capabilities that it is sent with, by their indices.
    pub caps: Vec<u16>,
}

/// The messages of one build, for as long as the test runs.
#[derive(Debug)]
pub struct Reflected {
    /// What is known of it.
    pub schema: Schema<'static>,
    /// All messages.
    pub messages: Vec<Message<'static>>,
}

impl Reflected {
    /// Those of one description.
    #[must_use]
    pub fn of(idl: &str) -> Self {
        let text = fs::read_to_string(repository().join(idl)).unwrap();
        Self::new(&Sources::single(idl, text).unwrap())
    }

    /// Those of these sources.
    #[must_use]
    pub fn new(sources: &Sources) -> Self {
        let (model, _) = tessera_idl::resolve(&tessera_idl::parse(sources).0);
        let model: &'static Model = Box::leak(Box::new(model));
        let facts: &'static Facts = Box::leak(Box::new(tessera_idl::check(model).0));
        let facts: &'static Complete<'static> = Box::leak(Box::new(facts.complete().expect("no errors")));
        let schema = Schema::new(model, facts);
        Self { schema, messages: schema.messages() }
    }

    /// The message of this name.
    #[must_use]
    pub fn message(&self, name: &str) -> &Message<'static> {
        self.messages.iter().find(|message| message.name == name).expect("the same messages for all")
    }

    /// Reads a body, and writes it again: at once, and by way of its text.
    pub fn take(&self, name: &str, body: &[u8], caps: u16) -> Result<Taken, Refusal> {
        let message = self.message(name);
        let value = self.schema.decode(message, body, caps)?;
        let text = self.schema.print(message, &value);
        match self.schema.parse(message, &text) {
            Ok(parsed) => assert_eq!(parsed, value, "{text}"),
            Err(error) => panic!("{name}: {error:?}\n{text}"),
        }
        let encoded = self.schema.encode(message, &value).expect("what was decoded has a body");
        Ok(Taken { value: self.json(message, &value), again: encoded.body, caps: (0..encoded.caps).collect() })
    }

    /// The value as the oracle's canonical JSON.
    #[must_use]
    pub fn json(&self, message: &Message<'_>, value: &Value) -> String {
        let mut to = String::new();
        match (value, message.body.fields.as_slice()) {
            (value, [field]) if message.is_bare => self.value(&field.shape, value, &mut to),
            (Value::Struct(values), fields) => {
                let parts = fields.iter().zip(values).map(|(field, value)| (&*field.name, &field.shape, value));
                self.object(parts, &mut to);
            }
            other => panic!("{other:?} is no message"),
        }
        to
    }

    fn value(&self, shape: &Shape, value: &Value, to: &mut String) {
        match (&shape.kind, value) {
            (ShapeKind::Named(handle), value) => match (self.schema.meaning(*handle), value) {
                (Meaning::Newtype { inner, .. }, value) => self.value(inner, value, to),
                (Meaning::Struct { fields, .. }, Value::Struct(values)) => {
                    let parts = fields.iter().zip(values).map(|(field, value)| (&*field.name, &field.shape, value));
                    self.object(parts, to);
                }
                (Meaning::Table { fields, .. }, Value::Table(values, _)) => {
                    let field = |number: u8| fields.iter().find(|field| field.number == number && !field.reserved);
                    let parts = values.iter().filter_map(|(number, value)| Some((field(*number)?, value)));
                    self.object(parts.map(|(field, value)| (&*field.name, &field.shape, value)), to);
                }
                (Meaning::Union { variants, .. }, Value::Union(number, value)) => {
                    let variant = variants.iter().find(|variant| variant.number == *number).unwrap();
                    self.object([(&*variant.name, variant.shape.as_ref().unwrap(), &**value)].into_iter(), to);
                }
                (_, Value::UnknownVariant(number, _)) => _ = write!(to, "{{\"?\":{number}}}"),
                (_, Value::Int(number)) => to.push_str(&number.to_string()),
                other => panic!("{other:?}"),
            },
            (
                ShapeKind::Array { element, .. }
                | ShapeKind::List { element, .. }
                | ShapeKind::InlineList { element, .. },
                Value::List(values),
            ) => {
                to.push('[');
                for (place, value) in values.iter().enumerate() {
                    to.push_str(if place == 0 { "" } else { "," });
                    self.value(element, value, to);
                }
                to.push(']');
            }
            (ShapeKind::Option { value: inner, .. }, Value::Option(Some(value))) => {
                to.push_str("{\"some\":");
                self.value(inner, value, to);
                to.push('}');
            }
            (_, Value::Option(None)) => to.push_str("null"),
            (_, Value::Bool(value)) => to.push_str(&value.to_string()),
            (_, Value::Int(number)) => to.push_str(&number.to_string()),
            (_, Value::F32(bits)) => _ = write!(to, "{{\"bits\":{bits}}}"),
            (_, Value::F64(bits)) => _ = write!(to, "{{\"bits\":{bits}}}"),
            (_, Value::Text(text)) => json::text(text, to),
            (_, Value::Bytes(bytes)) => json::bytes(bytes, to),
            (_, Value::Cap(index)) => _ = write!(to, "{{\"cap\":{index}}}"),
            other => panic!("{other:?}"),
        }
    }

    fn object<'v>(&self, parts: impl Iterator<Item = (&'v str, &'v Shape, &'v Value)>, to: &mut String) {
        to.push('{');
        for (place, (name, shape, value)) in parts.enumerate() {
            to.push_str(if place == 0 { "\"" } else { ",\"" });
            to.push_str(name);
            to.push_str("\":");
            self.value(shape, value, to);
        }
        to.push('}');
    }
}
