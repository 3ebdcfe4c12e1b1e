//! Layout: C structs, and how far the objects of a value reach.

use alloc::vec::Vec;
use core::ops::Range;

use crate::facts::Extent;

/// The greatest size of a type or a body: above it nothing is laid out.
pub(super) const MAX_SIZE: u64 = 1 << 31;

/// The most capabilities of a message: their indices are `u16`, and all ones means absent.
pub(super) const MAX_CAPS: u64 = 0xFFFE;

/// Far above [`MAX_SIZE`], far below overflow.
const CEILING: u64 = 1 << 62;

/// How far the objects of a value move the cursor at most, for each of the eight positions of the cursor in a word.
///
/// An object begins at the cursor rounded up to its alignment, so how far the cursor moves depends on where it was. More
/// content never ends earlier: both rounding and adding keep the order of numbers. So the greatest body is the one in
/// which everything is as long as it may be, and these eight numbers say exactly how long that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Advance([u64; 8]);

impl Advance {
    /// No objects.
    pub(crate) const NONE: Self = Self([0; 8]);

    /// One object.
    pub(crate) fn object(size: u64, align: u32) -> Self {
        let mut moves = [0; 8];
        for (position, place) in (0u64..).zip(&mut moves) {
            *place = round_up(position, align).saturating_sub(position).saturating_add(size).min(CEILING);
        }
        Self(moves)
    }

    /// These objects, then those.
    pub(crate) fn then(self, next: Self) -> Self {
        let mut moves = self.0;
        for (position, moved) in (0u64..).zip(&mut moves) {
            *moved = moved.saturating_add(next.from(position.saturating_add(*moved))).min(CEILING);
        }
        Self(moves)
    }

    /// These objects or those, whichever reach further.
    pub(super) fn or(self, other: Self) -> Self {
        let mut moves = self.0;
        for (moved, other) in moves.iter_mut().zip(other.0) {
            *moved = (*moved).max(other);
        }
        Self(moves)
    }

    /// These objects `count` times, in logarithmic time.
    pub(crate) fn times(self, count: u64) -> Self {
        let (mut all, mut power, mut count) = (Self::NONE, self, count);
        while count > 0 {
            if count & 1 == 1 {
                all = all.then(power);
            }
            power = power.then(power);
            count >>= 1;
        }
        all
    }

    /// How far the cursor moves when it is at `cursor`.
    pub(crate) fn from(self, cursor: u64) -> u64 {
        let position = usize::try_from(cursor % 8).unwrap_or(0);
        self.0.get(position).copied().unwrap_or(CEILING)
    }
}

/// What a type takes, in wide numbers: it may turn out to be too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Measure {
    /// Bytes in place.
    pub(crate) size: u64,
    /// The alignment in place.
    pub(crate) align: u32,
    /// Levels of objects.
    pub(crate) depth: u32,
    /// The most capabilities.
    pub(crate) caps: u64,
    /// How far its objects move the cursor.
    pub(crate) objects: Advance,
    /// Levels of types: 1 for a plain one.
    pub(crate) levels: u32,
    /// Those of them that lie around the innermost plain type, struct, table or union: options, lists, arrays and new types.
    pub(crate) layers: u32,
    /// Whether it may hold capabilities, now or ever.
    pub(crate) resource: bool,
}

impl Measure {
    /// A plain value of a size that is its alignment.
    pub(crate) const fn plain(size: u32) -> Self {
        Self {
            size: size as u64,
            align: size,
            depth: 0,
            caps: 0,
            objects: Advance::NONE,
            levels: 1,
            layers: 0,
            resource: false,
        }
    }

    /// The same in the numbers of the facts, unless it is too large.
    pub(super) fn extent(self) -> Option<Extent> {
        if self.size > MAX_SIZE {
            return None;
        }
        let size = u32::try_from(self.size).ok()?;
        let caps = u32::try_from(self.caps.min(MAX_SIZE)).ok()?;
        Some(Extent { size, align: self.align, depth: self.depth, caps })
    }

    /// `count` values one after the other.
    pub(crate) fn times(self, count: u64) -> Self {
        Self {
            size: self.size.saturating_mul(count).min(CEILING),
            caps: self.caps.saturating_mul(count).min(CEILING),
            objects: self.objects.times(count),
            ..self.wrapped()
        }
    }

    /// The same in a type that adds a level.
    pub(crate) fn wrapped(self) -> Self {
        Self { levels: self.levels.saturating_add(1), layers: self.layers.saturating_add(1), ..self }
    }
}

/// One of several values in the same place, as a C union.
pub(crate) fn union(variants: impl IntoIterator<Item = Measure>) -> Measure {
    let none = Measure { size: 0, align: 1, levels: 0, ..Measure::plain(1) };
    let widest = variants.into_iter().fold(none, |all, variant| Measure {
        size: all.size.max(variant.size),
        align: all.align.max(variant.align),
        depth: all.depth.max(variant.depth),
        caps: all.caps.max(variant.caps),
        objects: all.objects.or(variant.objects),
        levels: all.levels.max(variant.levels),
        layers: 0,
        resource: all.resource || variant.resource,
    });
    Measure { size: round_up(widest.size, widest.align), ..widest }
}

/// Values laid out one after the other as a C struct.
#[derive(Clone, Debug)]
pub(crate) struct Struct {
    /// Where each value begins.
    pub(crate) offsets: Vec<u64>,
    /// The bytes between and behind the values.
    pub(crate) padding: Vec<Range<u64>>,
    /// What the whole takes.
    pub(crate) measure: Measure,
}

/// Lays out a C struct.
pub(crate) fn structure(fields: impl IntoIterator<Item = Measure>) -> Struct {
    let mut whole = Measure { size: 0, align: 1, levels: 0, ..Measure::plain(1) };
    let mut offsets = Vec::new();
    let mut padding = Vec::new();
    for field in fields {
        let offset = round_up(whole.size, field.align);
        if offset > whole.size {
            padding.push(whole.size..offset);
        }
        offsets.push(offset);
        whole = Measure {
            size: offset.saturating_add(field.size).min(CEILING),
            align: whole.align.max(field.align),
            depth: whole.depth.max(field.depth),
            caps: whole.caps.saturating_add(field.caps).min(CEILING),
            objects: whole.objects.then(field.objects),
            levels: whole.levels.max(field.levels),
            layers: 0,
            resource: whole.resource || field.resource,
        };
    }
    let end = whole.size;
    whole.size = round_up(end, whole.align);
    whole.levels = whole.levels.saturating_add(1);
    if whole.size > end {
        padding.push(end..whole.size);
    }
    Struct { offsets, padding, measure: whole }
}

/// The least multiple of `align` that is not below `position`.
pub(super) fn round_up(position: u64, align: u32) -> u64 {
    position.checked_next_multiple_of(u64::from(align)).unwrap_or(CEILING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_begin_at_their_alignment() {
        let list = Advance::object(16, 8);
        assert_eq!((list.from(0), list.from(1), list.from(20)), (16, 23, 20));
        // A text of five bytes, then a list: 12 -> 17 -> 24 -> 40.
        assert_eq!(Advance::object(5, 1).then(list).from(12), 28);
    }

    #[test]
    fn repetition_is_what_it_says() {
        let element = Advance::object(5, 1).then(Advance::object(6, 2)).then(Advance::object(8, 8));
        for cursor in 0..8 {
            let mut end = cursor;
            for _ in 0..1000 {
                end += element.from(end);
            }
            assert_eq!(element.times(1000).from(cursor), end - cursor);
        }
        assert_eq!(element.times(0), Advance::NONE);
    }

    #[test]
    fn sizes_saturate() {
        let huge = Advance::object(u64::MAX, 8).times(u64::MAX);
        assert!(huge.from(3) > MAX_SIZE);
        assert_eq!(Measure::plain(8).times(u64::MAX).times(u64::MAX).extent(), None);
    }

    #[test]
    fn structs_are_laid_out_as_in_c() {
        let laid = structure([2, 8, 1].map(Measure::plain));
        assert_eq!(laid.offsets, [0, 8, 16]);
        assert_eq!(laid.padding, [2..8, 17..24]);
        assert_eq!((laid.measure.size, laid.measure.align), (24, 8));
    }
}
