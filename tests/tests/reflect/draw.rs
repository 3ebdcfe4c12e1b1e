//! Values of any type, made of numbers.

use tessera_idl::{
    facts::{Field, Meaning, Shape, ShapeKind, UnionForm},
    model::{Float, Int},
    reflect::{Message, Schema, Value},
};

/// Makes values. When the numbers end, everything is small.
pub(crate) struct Draw<'w> {
    schema: Schema<'static>,
    words: std::slice::Iter<'w, u64>,
    caps: u16,
}

impl<'w> Draw<'w> {
    pub(crate) fn new(schema: Schema<'static>, words: &'w [u64]) -> Self {
        Self { schema, words: words.iter(), caps: 0 }
    }

    pub(crate) fn message(&mut self, message: &Message<'_>) -> Value {
        match message.body.fields.as_slice() {
            [field] if message.is_bare => self.value(&field.shape),
            fields => self.fields(fields),
        }
    }

    fn word(&mut self) -> u64 {
        self.words.next().copied().unwrap_or(0)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.word() % bound.max(1)
    }

    fn length(&mut self, bound: u32) -> usize {
        usize::try_from(self.below(u64::from(bound.min(12)) + 1)).expect("small")
    }

    fn fields(&mut self, fields: &[Field]) -> Value {
        Value::Struct(fields.iter().map(|field| self.value(&field.shape)).collect())
    }

    fn list(&mut self, element: &Shape, len: usize) -> Value {
        Value::List((0..len).map(|_| self.value(element)).collect())
    }

    fn text(&mut self, bound: u32) -> Value {
        let word = self.word();
        let mut text = String::new();
        for place in 0..self.length(bound) {
            // Mostly digits: so refinements often hold.
            let character = ['1', '5', '9', '0', '2', '\\', '"', '\u{1b}', 'é', '\u{202e}'];
            let pick = usize::try_from(word >> (place * 4) & 15).expect("small");
            text.push(*character.get(pick).unwrap_or(&'7'));
        }
        while text.len() > bound as usize {
            text.pop();
        }
        Value::Text(text)
    }

    fn bytes(&mut self, bound: u32) -> Value {
        let len = self.length(bound);
        Value::Bytes((0..len).map(|_| self.word().to_le_bytes()[0]).collect())
    }

    fn integer(&mut self, int: Int) -> i128 {
        let word = i128::from(self.word());
        let small = word >> 8 & 15;
        match word & 3 {
            0 => int.least() + small,
            1 => int.greatest() - small,
            2 => small,
            _ => int.least() + word % (int.greatest() - int.least() + 1),
        }
    }

    fn value(&mut self, shape: &Shape) -> Value {
        match &shape.kind {
            ShapeKind::Bool => Value::Bool(self.below(2) == 1),
            ShapeKind::Int(int) => Value::Int(self.integer(*int)),
            ShapeKind::Float(Float::F32) => Value::F32(u32::try_from(self.word() >> 32).expect("32 bits")),
            ShapeKind::Float(Float::F64) => Value::F64(self.word()),
            ShapeKind::Array { element, len } => self.list(element, *len as usize),
            ShapeKind::Text { bound } | ShapeKind::InlineText { bound, .. } => self.text(*bound),
            ShapeKind::Bytes { bound } | ShapeKind::InlineBytes { bound, .. } => self.bytes(*bound),
            ShapeKind::List { element, bound } | ShapeKind::InlineList { element, bound, .. } => {
                let len = self.length((*bound).min(4));
                self.list(element, len)
            }
            ShapeKind::Option { value, .. } => {
                let is_there = self.below(3) > 0;
                Value::Option(is_there.then(|| Box::new(self.value(value))))
            }
            ShapeKind::Cap { .. } => {
                self.caps += 1;
                Value::Cap(self.caps - 1)
            }
            ShapeKind::Named(handle) => match self.schema.meaning(*handle) {
                Meaning::Alias(inner) | Meaning::Newtype { inner, .. } => self.value(inner),
                Meaning::Enum { numbers, .. } => {
                    let place = usize::try_from(self.below(numbers.len() as u64)).expect("small");
                    Value::Int(numbers[place])
                }
                Meaning::Flags { all, .. } => Value::Int(i128::from(self.word() & all)),
                Meaning::Struct { fields, .. } => self.fields(fields),
                Meaning::Table { fields, .. } => {
                    let mask = self.word();
                    let present = fields.iter().filter(|field| mask >> field.number & 1 == 1);
                    Value::Table(present.map(|field| (field.number, self.value(&field.shape))).collect(), None)
                }
                Meaning::Union { variants, form } => {
                    let known: Vec<_> =
                        variants.iter().filter_map(|variant| Some((variant.number, variant.shape.as_ref()?))).collect();
                    let place = usize::try_from(self.below(known.len() as u64 + 1)).expect("small");
                    match (known.get(place), form) {
                        (None, UnionForm::Flexible { .. }) => Value::UnknownVariant(1000, vec![1; self.length(9) + 1]),
                        (found, _) => {
                            let (number, shape) = found.unwrap_or(&known[0]);
                            Value::Union(*number, Box::new(self.value(shape)))
                        }
                    }
                }
            },
        }
    }
}
