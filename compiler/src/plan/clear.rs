//! The bits of a value in place that no value has: padding, all bits of a bool but one, those of no flag.
//!
//! Many rules of the format say nothing but that. So a reader checks them together, a word at a time.

use tessera_idl::{
    arena::Handle,
    facts::{Absence, Field, Meaning, Shape, ShapeKind},
    model::{Int, TypeDef},
};

use super::shapes::Shapes;

/// A greater array is checked in a loop.
const LARGEST_ARRAY: u32 = 64;

/// Bits of bytes in a row.
pub(crate) type Bits = Vec<u8>;

impl Shapes<'_> {
    /// The bits that are clear in every value, where a value is nothing but bytes in which they are clear.
    pub(crate) fn settled(self, shape: &Shape) -> Option<Bits> {
        let none = || vec![0; shape.extent.size as usize];
        match &shape.kind {
            ShapeKind::Bool => Some(vec![0xfe]),
            ShapeKind::Int(_) | ShapeKind::Float(_) => Some(none()),
            ShapeKind::Array { element, len } => {
                let bits = self.settled(element)?;
                if is_clear(&bits) {
                    return Some(none());
                }
                (shape.extent.size <= LARGEST_ARRAY).then(|| bits.repeat(*len as usize))
            }
            ShapeKind::Named(definition) => match self.meaning(*definition) {
                Meaning::Newtype { inner, refinement: None } | Meaning::Alias(inner) => self.settled(inner),
                Meaning::Enum { .. } | Meaning::Flags { .. } if self.flexible(*definition) => Some(none()),
                Meaning::Enum { repr, numbers } => {
                    let used = numbers.iter().fold(0, |used, number| used | number);
                    let possible = 1_usize.checked_shl((used & mask(*repr)).count_ones())?;
                    (numbers.len() == possible).then(|| bytes(!used, *repr))
                }
                Meaning::Flags { repr, all, .. } => Some(bytes(!i128::from(*all), *repr)),
                Meaning::Struct { fields, padding, refinement: None } => {
                    let settled = fields.iter().all(|field| self.settled(&field.shape).is_some());
                    settled.then(|| self.clear_of(fields, padding, shape.extent.size, false))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The bits of a fixed part of `size` bytes that are clear in every value, as far as no part checks its own. What is read
    /// into a value of its own type checks what that type has not.
    pub(crate) fn clear_of(self, fields: &[Field], padding: &[std::ops::Range<u32>], size: u32, reads: bool) -> Bits {
        let mut bits = vec![0; size as usize];
        for gap in padding {
            put(&mut bits, gap.start, &vec![0xff; gap.len()]);
        }
        for field in fields {
            put(&mut bits, field.offset, &self.clear(&field.shape, reads));
        }
        bits
    }

    /// The same for one value.
    pub(crate) fn clear(self, shape: &Shape, reads: bool) -> Bits {
        let mut bits = vec![0; shape.extent.size as usize];
        match &shape.kind {
            ShapeKind::Option { value, absence: Absence::Tag(begin) } => {
                put(&mut bits, 0, &[0xfe]);
                put(&mut bits, 1, &vec![0xff; (*begin as usize).saturating_sub(1)]);
                put(&mut bits, *begin, &self.clear(value, reads));
            }
            ShapeKind::InlineText { bound, prefix } | ShapeKind::InlineBytes { bound, prefix } => {
                let end = prefix.size() + bound;
                put(&mut bits, end, &vec![0xff; (shape.extent.size - end) as usize]);
            }
            ShapeKind::InlineList { element, bound, prefix, places } => {
                put(&mut bits, prefix.size(), &vec![0xff; (places - prefix.size()) as usize]);
                let end = places + bound * element.extent.size;
                put(&mut bits, end, &vec![0xff; (shape.extent.size - end) as usize]);
            }
            ShapeKind::Named(definition) if reads && self.converts(*definition, shape) => {}
            ShapeKind::Named(definition) => match self.meaning(*definition) {
                Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => return self.clear(inner, reads),
                _ => return self.settled(shape).unwrap_or(bits),
            },
            _ => return self.settled(shape).unwrap_or(bits),
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

/// Whether there is no bit.
pub(crate) fn is_clear(bits: &[u8]) -> bool {
    bits.iter().all(|byte| *byte == 0)
}

fn put(bits: &mut [u8], at: u32, part: &[u8]) {
    for (to, from) in bits.iter_mut().skip(at as usize).zip(part) {
        *to = *from;
    }
}

/// The lowest bits of a number, as many as its type has.
fn mask(repr: Int) -> i128 {
    (1 << (8 * repr.size())) - 1
}

/// A number as it lies in a body.
fn bytes(number: i128, repr: Int) -> Bits {
    number.to_le_bytes().into_iter().take(repr.size() as usize).collect()
}
