//! Values of any type, as somebody decides.

use tessera_idl::{
    arena::Handle,
    facts::{Absence, Field, Meaning, Shape, ShapeKind, TableField, UnionForm},
    model::{Float, Int, TypeDef},
    reflect::{Message, Schema, Unknown, Value},
};

use crate::choices::Choices;

/// Characters that are special to somebody, or the first or last of their length in UTF-8.
const CHARACTERS: [char; 16] = [
    'a',
    '~',
    ' ',
    '\\',
    '"',
    '\0',
    '\u{1b}',
    '\u{7f}',
    '\u{80}',
    'é',
    '\u{7ff}',
    '\u{800}',
    '\u{202e}',
    '\u{ffff}',
    '\u{10000}',
    '\u{10ffff}',
];

/// How often a value that does not fulfil its `where` is drawn again.
const TRIES: usize = 40;
/// How often values of one message are drawn again, all together: those inside of each other would multiply.
const ALL_TRIES: usize = 2000;

/// Draws values; what ends first, the choices or the value, the value ends.
#[derive(Debug)]
pub struct Draw<'s, 'c, 'b> {
    schema: Schema<'s>,
    choices: &'c mut Choices<'b>,
    caps: u16,
    /// Whether there may be parts that the type does not know.
    grown: bool,
    /// How many are left of [`ALL_TRIES`].
    tries: usize,
}

impl<'s, 'c, 'b> Draw<'s, 'c, 'b> {
    /// Values of what this schema knows, and once in four times of what a newer version might have added.
    pub fn new(schema: Schema<'s>, choices: &'c mut Choices<'b>) -> Self {
        let grown = choices.once_in(4);
        Self { schema, choices, caps: 0, grown, tries: ALL_TRIES }
    }

    /// The value of a message. It may still break a `where`, seldom.
    pub fn message(&mut self, message: &Message<'_>) -> Value {
        self.tries = ALL_TRIES;
        match message.body.fields.as_slice() {
            [field] if message.is_bare => self.value(&field.shape),
            fields => self.fields(fields),
        }
    }

    fn fields(&mut self, fields: &[Field]) -> Value {
        Value::Struct(fields.iter().map(|field| self.value(&field.shape)).collect())
    }

    fn list(&mut self, element: &Shape, len: usize) -> Value {
        Value::List((0..len).map(|_| self.value(element)).collect())
    }

    /// A length up to a bound: none, small, or the bound.
    fn length(&mut self, bound: u32) -> usize {
        let bound = usize::try_from(bound).unwrap_or(usize::MAX);
        match self.choices.below(8) {
            0 => 0,
            1 => bound.min(4096),
            2..=3 => self.choices.below(bound.min(64) + 1),
            _ => self.choices.below(bound.min(9) + 1),
        }
    }

    /// So many bytes of UTF-8, often digits alone.
    fn text(&mut self, bound: u32) -> Value {
        let length = self.length(bound);
        let (digits, rare) = (self.choices.once_in(2), 1 + self.choices.below(12));
        let mut text = String::new();
        while text.len() < length {
            let letter = match self.choices.below(16) {
                digit if digits || digit > 0 && rare > 3 => char::from(b'0' + u8::try_from(digit % 10).unwrap_or(0)),
                _ => *self.choices.of(&CHARACTERS),
            };
            text.push(if text.len() + letter.len_utf8() <= length { letter } else { '7' });
        }
        Value::Text(text)
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| u8::try_from(self.choices.below(256)).unwrap_or(0)).collect()
    }

    fn integer(&mut self, int: Int) -> i128 {
        let word = i128::from(self.choices.word());
        let small = word >> 8 & 15;
        match self.choices.below(4) {
            0 => int.least() + small,
            1 => int.greatest() - small,
            2 => small,
            _ => int.least() + word % (int.greatest() - int.least() + 1),
        }
    }

    fn value(&mut self, shape: &Shape) -> Value {
        match &shape.kind {
            ShapeKind::Bool => Value::Bool(self.choices.once_in(2)),
            ShapeKind::Int(int) => Value::Int(self.integer(*int)),
            ShapeKind::Float(Float::F32) => Value::F32(u32::try_from(self.choices.word() >> 32).unwrap_or(0)),
            ShapeKind::Float(Float::F64) => Value::F64(self.choices.word()),
            ShapeKind::Array { element, len } => self.list(element, usize::try_from(*len).unwrap_or(0)),
            ShapeKind::Text { bound } | ShapeKind::InlineText { bound, .. } => self.text(*bound),
            ShapeKind::Bytes { bound } | ShapeKind::InlineBytes { bound, .. } => {
                let length = self.length(*bound);
                Value::Bytes(self.bytes(length))
            }
            ShapeKind::List { element, bound } | ShapeKind::InlineList { element, bound, .. } => {
                let length = self.length(*bound);
                self.list(element, length)
            }
            ShapeKind::Option { value, absence } => {
                let rare = if *absence == Absence::Index { 4 } else { 3 };
                let there = !self.choices.once_in(rare);
                Value::Option(there.then(|| Box::new(self.value(value))))
            }
            ShapeKind::Cap { .. } => {
                self.caps = self.caps.saturating_add(1);
                Value::Cap(self.caps - 1)
            }
            ShapeKind::Named(handle) => self.refined(*handle),
        }
    }

    /// A value that fulfils its `where`, if one is found soon.
    fn refined(&mut self, handle: Handle<TypeDef>) -> Value {
        let caps = self.caps;
        let mut value = self.named(handle);
        for _ in 1..TRIES {
            if self.tries == 0 || self.schema.fulfils(handle, &value) {
                break;
            }
            self.tries -= 1;
            self.caps = caps;
            value = self.named(handle);
        }
        value
    }

    fn named(&mut self, handle: Handle<TypeDef>) -> Value {
        match self.schema.meaning(handle) {
            Meaning::Alias(inner) | Meaning::Newtype { inner, .. } => self.value(inner),
            Meaning::Enum { repr, .. } if self.schema.is_flexible(handle) && self.choices.once_in(4) => {
                Value::Int(self.integer(*repr))
            }
            Meaning::Enum { numbers, .. } => Value::Int(*self.choices.of(numbers)),
            Meaning::Flags { repr, .. } if self.schema.is_flexible(handle) && self.choices.once_in(4) => {
                Value::Int(self.integer(*repr))
            }
            Meaning::Flags { all, .. } => Value::Int(i128::from(self.choices.word() & all)),
            Meaning::Struct { fields, .. } => self.fields(fields),
            Meaning::Table { fields, room, .. } => self.table(fields, *room),
            Meaning::Union { variants, form } => {
                let known: Vec<_> =
                    variants.iter().filter_map(|variant| Some((variant.number, variant.shape.as_ref()?))).collect();
                if let UnionForm::Flexible { room, .. } = form
                    && (known.is_empty() || self.grown && self.choices.once_in(6))
                {
                    let (number, length) = (1000 + u32::from(self.caps), self.choices.below(9));
                    let length = (length + 1).min(usize::try_from(*room).unwrap_or(0));
                    return Value::UnknownVariant(number, self.bytes(length));
                }
                let (number, shape) = *self.choices.of(&known);
                Value::Union(number, Box::new(self.value(shape)))
            }
        }
    }

    fn table(&mut self, fields: &[TableField], room: u32) -> Value {
        let mask = self.choices.word();
        let present = fields.iter().filter(|field| mask >> field.number & 1 == 1);
        let values: Vec<_> = present.map(|field| (field.number, self.value(&field.shape))).collect();
        let end = fields.last().map_or(8, |field| field.offset + field.shape.extent.size);
        let fixed = (end + 1).next_multiple_of(8);
        let unknown = self.grown && self.choices.once_in(6) && fixed < room && fields.len() < 47;
        let unknown = unknown.then(|| {
            // One field or two that a newer version has, as bytes. Their objects are more bytes, where there may be room.
            let mask = 1 << fields.len() << self.choices.below(2);
            let tail = usize::try_from(fixed - end).unwrap_or(0);
            let objects = if values.is_empty() {
                self.choices.below(usize::try_from(room - fixed).unwrap_or(0).min(9))
            } else {
                0
            };
            Box::new(Unknown { mask, fixed: self.bytes(tail), objects: self.bytes(objects) })
        });
        Value::Table(values, unknown)
    }
}
