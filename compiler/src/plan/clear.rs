//! The bits of a value in place that no value has: padding, all bits of a bool but one, those of no flag.
//!
//! Many rules of the format say nothing but that. So a reader checks them together, a word at a time.

use std::{collections::BTreeMap, ops::Range};

use tessera_idl::{
    arena::Handle,
    facts::{Absence, Field, Meaning, Shape, ShapeKind},
    model::{Int, TypeDef},
};

use super::shapes::Shapes;

/// A greater value with bits to check has a function of its own, or is checked in a loop: so bits are few, however large a type is.
const LARGEST: u32 = 256;

/// Bits by the offset of their byte; a byte without any is left out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bits(BTreeMap<u32, u8>);

impl Bits {
    /// Whether there is no bit.
    pub(crate) fn is_clear(&self) -> bool {
        self.0.is_empty()
    }

    /// The bits of the byte at an offset.
    pub(crate) fn at(&self, offset: u32) -> u8 {
        self.0.get(&offset).copied().unwrap_or_default()
    }

    /// The offsets of bytes with bits, in order.
    pub(crate) fn offsets(&self) -> impl Iterator<Item = u32> {
        self.0.keys().copied()
    }

    /// Bytes in a row.
    fn of(bytes: impl IntoIterator<Item = u8>) -> Self {
        Self((0..).zip(bytes).filter(|(_, byte)| *byte != 0).collect())
    }

    /// Every bit between two offsets.
    fn fill(&mut self, range: Range<u32>) {
        self.0.extend(range.map(|offset| (offset, 0xff)));
    }

    /// Those of a part that lies there.
    fn put(&mut self, at: u32, part: &Self) {
        self.0.extend(part.0.iter().map(|(offset, byte)| (at + offset, *byte)));
    }
}

impl Shapes<'_> {
    /// The bits that are clear in every value, where a value is nothing but bytes in which they are clear.
    pub(crate) fn settled(self, shape: &Shape) -> Option<Bits> {
        let bits = match &shape.kind {
            ShapeKind::Bool => Bits::of([0xfe]),
            ShapeKind::Int(_) | ShapeKind::Float(_) => Bits::default(),
            ShapeKind::Array { element, len } => {
                let (part, mut bits) = (self.settled(element)?, Bits::default());
                if !part.is_clear() && shape.extent.size <= LARGEST {
                    (0..*len).for_each(|index| bits.put(index * element.extent.size, &part));
                } else if !part.is_clear() {
                    return None;
                }
                bits
            }
            ShapeKind::Named(definition) => return self.settled_of(*definition),
            _ => return None,
        };
        Some(bits)
    }

    /// The same for a definition whose parts are known.
    pub(super) fn settled_definition(self, definition: Handle<TypeDef>) -> Option<Bits> {
        let bits = match self.meaning(definition) {
            Meaning::Newtype { inner, refinement: None } | Meaning::Alias(inner) => self.settled(inner)?,
            Meaning::Enum { .. } | Meaning::Flags { .. } if self.flexible(definition) => Bits::default(),
            Meaning::Enum { repr, numbers } => {
                let used = numbers.iter().fold(0, |used, number| used | number);
                let possible = 1_usize.checked_shl((used & mask(*repr)).count_ones())?;
                (numbers.len() == possible).then(|| bytes(!used, *repr))?
            }
            Meaning::Flags { repr, all, .. } => bytes(!i128::from(*all), *repr),
            Meaning::Struct { fields, padding, refinement: None } => {
                let mut bits = Bits::default();
                for field in fields {
                    bits.put(field.offset, &self.settled(&field.shape)?);
                }
                padding.iter().cloned().for_each(|gap| bits.fill(gap));
                bits
            }
            _ => return None,
        };
        (bits.is_clear() || self.facts.types[definition].extent.size <= LARGEST).then_some(bits)
    }

    /// The bits of a fixed part that are clear in every value, as far as no part checks its own. What is read into a value of its
    /// own type checks what that type has not.
    pub(crate) fn clear_of(self, fields: &[Field], padding: &[Range<u32>], reads: bool) -> Bits {
        let mut bits = Bits::default();
        padding.iter().cloned().for_each(|gap| bits.fill(gap));
        for field in fields {
            bits.put(field.offset, &self.clear(&field.shape, reads));
        }
        bits
    }

    /// The same for one value.
    pub(crate) fn clear(self, shape: &Shape, reads: bool) -> Bits {
        let mut bits = Bits::default();
        match &shape.kind {
            ShapeKind::Option { value, absence: Absence::Tag(begin) } => {
                bits.put(0, &Bits::of([0xfe]));
                bits.fill(1..*begin);
                bits.put(*begin, &self.clear(value, reads));
            }
            ShapeKind::InlineText { bound, prefix } | ShapeKind::InlineBytes { bound, prefix } => {
                bits.fill(prefix.size() + bound..shape.extent.size);
            }
            ShapeKind::InlineList { element, bound, prefix, places } => {
                bits.fill(prefix.size()..*places);
                bits.fill(places + bound * element.extent.size..shape.extent.size);
            }
            ShapeKind::Named(definition) if reads && self.converts(*definition, shape) => {}
            ShapeKind::Named(definition) => match self.meaning(*definition) {
                Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => return self.clear(inner, reads),
                _ => return self.settled(shape).unwrap_or_default(),
            },
            _ => return self.settled(shape).unwrap_or_default(),
        }
        bits
    }

    /// Whether reading makes a value of the definition's own type, which refuses what is none.
    fn converts(self, definition: Handle<TypeDef>, shape: &Shape) -> bool {
        match self.meaning(definition) {
            Meaning::Enum { .. } | Meaning::Flags { .. } => true,
            Meaning::Newtype { .. } | Meaning::Alias(_) => false,
            _ => self.uniform(shape),
        }
    }
}

/// The lowest bits of a number, as many as its type has.
fn mask(repr: Int) -> i128 {
    (1 << (8 * repr.size())) - 1
}

/// A number as it lies in a body.
fn bytes(number: i128, repr: Int) -> Bits {
    Bits::of(number.to_le_bytes().into_iter().take(repr.size() as usize))
}
