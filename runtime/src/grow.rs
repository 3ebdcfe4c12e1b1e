//! What grows: objects of tables and flexible unions, validated, read in place, and written.
//!
//! An old reader meets fields and variants that it does not know. It steps over them without looking: they lie behind all
//! that it knows, in an object that says how long it is.

use crate::{
    build::{FixedMut, ObjectsMut},
    view::{Fixed, Objects, all_zero},
    wire::{DoesNotFit, Malformed, Slot, ensure},
};

/// The header of a table in bytes: the presence mask in 6, the length of the fixed part in words of 8 bytes in 2.
const HEADER: usize = 8;

/// The bits of the presence mask.
const MASK: u64 = (1 << 48) - 1;

/// The object of a table or a flexible union while it is validated.
#[derive(Clone, Copy, Debug)]
#[must_use = "leave it, or skip what is unknown"]
pub struct Object {
    end: usize,
    mentioned: u16,
}

impl<'a> Objects<'a> {
    /// Enters an object of at most `room` bytes, aligned 8. None is empty.
    #[inline]
    pub fn enter(&mut self, slot: Slot, room: u32) -> Result<Object, Malformed> {
        ensure(slot.len != 0 && slot.len <= room)?;
        self.align::<8>()?;
        ensure(slot.offset as usize == self.at() && slot.len as usize <= self.rest.len())?;
        // Inside of the body, so it cannot overflow.
        Ok(Object { end: self.at().wrapping_add(slot.len as usize), mentioned: self.mentioned })
    }

    /// The next `N` bytes: the variant of the union that was entered.
    #[inline]
    pub fn variant<const N: usize>(&mut self) -> Result<Fixed<'a, N>, Malformed> {
        self.take(N)?.first_chunk().map(Fixed::new).ok_or(Malformed)
    }

    /// Nothing of the object is left.
    #[inline]
    pub const fn leave(&self, object: Object) -> Result<(), Malformed> {
        ensure(self.at() == object.end)
    }

    /// Steps over what is left of an object and unknown. With what is known of it, it mentions at most `caps`
    /// capabilities.
    #[inline]
    pub fn skip(&mut self, object: Object, caps: u16) -> Result<(), Malformed> {
        let unknown = object.end.checked_sub(self.at()).ok_or(Malformed)?;
        self.take(unknown)?;
        let known = self.mentioned.wrapping_sub(object.mentioned);
        self.slack = self.slack.saturating_add(caps.saturating_sub(known));
        Ok(())
    }

    /// Enters a table of at most `room` bytes; `None` if it is empty. `ends` says where each known field ends, in bytes
    /// from the object's begin.
    #[inline]
    pub fn table(&mut self, slot: Slot, room: u32, ends: &[u32]) -> Result<Option<Fields<'a>>, Malformed> {
        if slot.len == 0 {
            return ensure(slot.offset == 0).map(|()| None);
        }
        let object = self.enter(slot, room)?;
        let header = Header::of(self.rest).ok_or(Malformed)?;
        let end = ends.last().map_or(HEADER, |end| *end as usize);
        let expected = fixed_part(header.mask, ends);
        ensure(expected.map_or(header.fixed > end, |expected| header.fixed == expected))?;
        ensure(header.fixed <= slot.len as usize)?;
        let fixed = self.take(header.fixed)?;
        Ok(Some(Fields { mask: header.mask, fixed, end, unknown: expected.is_none(), object }))
    }

    /// Leaves a table, after all known fields were looked at. It mentions at most `caps` capabilities.
    #[inline]
    pub fn close(&mut self, fields: &Fields<'a>, caps: u16) -> Result<(), Malformed> {
        if fields.unknown {
            return self.skip(fields.object, caps);
        }
        ensure(fields.fixed.get(fields.end..).is_none_or(all_zero))?;
        self.leave(fields.object)
    }
}

/// The first word of a table's object.
#[derive(Clone, Copy)]
struct Header {
    mask: u64,
    /// The length of the fixed part in bytes, header included.
    fixed: usize,
}

impl Header {
    #[inline(always)]
    fn of(object: &[u8]) -> Option<Self> {
        let word = u64::from_le_bytes(*object.first_chunk()?);
        let mask = word & MASK;
        #[expect(clippy::cast_possible_truncation, reason = "16 bits and three more")]
        let fixed = (word >> 48 << 3) as usize;
        (mask != 0).then_some(Self { mask, fixed })
    }
}

/// The fixed part of a table with these fields in bytes: up to the end of the word of the last one. `None` without a field,
/// or with one that is not known.
#[inline(always)]
fn fixed_part(mask: u64, ends: &[u32]) -> Option<usize> {
    let last = 63_u32.checked_sub(mask.leading_zeros())?;
    let end = ends.get(last as usize)?;
    Some(end.wrapping_add(7) as usize & !7)
}

/// The fields of a table while they are validated, in the order of their numbers. Between the known ones everything is
/// zero.
#[derive(Debug)]
pub struct Fields<'a> {
    mask: u64,
    fixed: &'a [u8],
    /// Where the last known field ends.
    end: usize,
    unknown: bool,
    object: Object,
}

impl<'a> Fields<'a> {
    /// The field with a number, `N` bytes at `AT`. An absent one is zero, as far as the fixed part reaches.
    #[inline]
    pub fn field<const NUMBER: u32, const AT: usize, const N: usize>(&self) -> Result<Option<Fixed<'a, N>>, Malformed> {
        let place = self.fixed.get(AT..).unwrap_or_default();
        if is_present::<NUMBER>(self.mask) {
            return place.first_chunk().map(|bytes| Some(Fixed::new(bytes))).ok_or(Malformed);
        }
        ensure(all_zero(place.get(..N).unwrap_or(place))).map(|()| None)
    }

    /// The `N` bytes of padding at `AT` are zero, as far as the fixed part reaches.
    #[inline]
    pub fn gap<const AT: usize, const N: usize>(&self) -> Result<(), Malformed> {
        let place = self.fixed.get(AT..).unwrap_or_default();
        ensure(all_zero(place.get(..N).unwrap_or(place)))
    }
}

#[inline(always)]
const fn is_present<const NUMBER: u32>(mask: u64) -> bool {
    const { assert!(NUMBER >= 1 && NUMBER <= 48, "a table has the fields 1 to 48") };
    mask.wrapping_shr(NUMBER.wrapping_sub(1)) & 1 == 1
}

/// A table in a body that was validated.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    mask: u64,
    fixed: &'a [u8],
    body: &'a [u8],
}

impl<'a> Table<'a> {
    /// The table that lies there.
    #[inline]
    #[must_use]
    pub fn new(slot: Slot, body: &'a [u8]) -> Self {
        let object = if slot.len == 0 { &[] } else { body.get(slot.offset as usize..).unwrap_or_default() };
        let header = Header::of(object).unwrap_or(Header { mask: 0, fixed: 0 });
        Self { mask: header.mask, fixed: object.get(..header.fixed).unwrap_or_default(), body }
    }

    /// The field with a number, `N` bytes at `AT`; `None` if it is absent.
    #[inline]
    #[must_use]
    pub fn field<const NUMBER: u32, const AT: usize, const N: usize>(self) -> Option<Fixed<'a, N>> {
        if !is_present::<NUMBER>(self.mask) {
            return None;
        }
        self.fixed.get(AT..)?.first_chunk().map(Fixed::new)
    }

    /// The body, for the fields' own objects.
    #[inline(always)]
    #[must_use]
    pub const fn body(self) -> &'a [u8] {
        self.body
    }
}

/// The variant of a flexible union in a body that was validated: the `N` bytes where its object begins.
#[inline]
#[must_use]
pub fn variant<const N: usize>(body: &[u8], slot: Slot) -> Fixed<'_, N> {
    let object = body.get(slot.offset as usize..).unwrap_or_default();
    Fixed::new(object.first_chunk().unwrap_or(const { &[0; N] }))
}

impl<'a> ObjectsMut<'a> {
    /// Begins the object of a flexible union: the variant's `N` bytes, and where they begin.
    #[inline]
    pub fn variant<const N: usize>(&mut self) -> Result<(Slot, FixedMut<'a, N>), DoesNotFit> {
        let (slot, places) = self.list::<N, 8>(1, 1)?;
        Ok((slot, FixedMut::new(places.first_mut().ok_or(DoesNotFit)?)))
    }

    /// Begins the object of a table with the fields that `mask` names; `None` if there are none. `ends` says where each
    /// field ends, in bytes from the object's begin.
    #[inline]
    pub fn table(&mut self, mask: u64, ends: &[u32]) -> Result<Option<TableMut<'a>>, DoesNotFit> {
        if mask == 0 {
            return Ok(None);
        }
        let fixed = fixed_part(mask, ends).ok_or(DoesNotFit)?;
        let words = fixed >> 3;
        let (slot, places) = self.list::<8, 8>(words, u32::from(u16::MAX))?;
        let header = mask | (words as u64) << 48;
        let bytes = places.as_flattened_mut();
        bytes.fill(0);
        *bytes.first_chunk_mut().ok_or(DoesNotFit)? = header.to_le_bytes();
        Ok(Some(TableMut { slot, fixed: bytes }))
    }

    /// Where an object lies that began there and ends here.
    #[inline]
    pub fn since(&self, begin: Slot) -> Result<Slot, DoesNotFit> {
        Ok(Slot { offset: begin.offset, len: self.at().wrapping_sub(begin.offset) })
    }
}

/// The fixed part of a table that is being written; starts as zero.
#[derive(Debug)]
pub struct TableMut<'a> {
    slot: Slot,
    fixed: &'a mut [u8],
}

impl TableMut<'_> {
    /// The place of a present field: `N` bytes at `AT`.
    #[inline]
    pub fn field<const AT: usize, const N: usize>(&mut self) -> Result<FixedMut<'_, N>, DoesNotFit> {
        self.fixed.get_mut(AT..).and_then(|rest| rest.first_chunk_mut()).map(FixedMut::new).ok_or(DoesNotFit)
    }

    /// Where the object begins.
    #[inline(always)]
    #[must_use]
    pub const fn begin(&self) -> Slot {
        self.slot
    }
}
