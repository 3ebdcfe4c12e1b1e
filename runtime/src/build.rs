//! Writing bodies: straight into the port's buffer, in one pass, each byte once, no `unsafe`, no panic.

use core::mem;

use crate::{
    view::Text,
    wire::{DoesNotFit, NO_CAP, Slot},
};

/// A fixed part of `L` bytes that is being written. A field outside of it does not compile.
#[derive(Debug)]
pub struct FixedMut<'a, const L: usize>(&'a mut [u8; L]);

macro_rules! setters {
    ($($name:ident)*) => {$(
        #[doc = concat!("Writes the `", stringify!($name), "` at offset `AT`.")]
        #[inline(always)]
        pub fn $name<const AT: usize>(&mut self, value: $name) {
            self.set::<AT, { size_of::<$name>() }>(value.to_le_bytes());
        }
    )*};
}

impl<'a, const L: usize> FixedMut<'a, L> {
    /// The place of a value that is written whole, its padding too.
    #[inline(always)]
    pub const fn new(bytes: &'a mut [u8; L]) -> Self {
        Self(bytes)
    }

    /// A body that is only a fixed part; starts as zero.
    #[inline(always)]
    pub fn whole(out: &'a mut [u8]) -> Result<Self, DoesNotFit> {
        let fixed = out.first_chunk_mut().ok_or(DoesNotFit)?;
        *fixed = [0; L];
        Ok(Self(fixed))
    }

    /// A fixed part, which starts as zero, and the room for the objects that follow.
    #[inline(always)]
    pub fn open(out: &'a mut [u8]) -> Result<(Self, ObjectsMut<'a>), DoesNotFit> {
        let (fixed, rest) = out.split_first_chunk_mut().ok_or(DoesNotFit)?;
        *fixed = [0; L];
        Ok((Self(fixed), ObjectsMut { rest, at: L, caps: 0 }))
    }

    /// Writes `N` zeros at `AT`: padding, or the place of an absent value.
    #[inline(always)]
    pub fn zero<const AT: usize, const N: usize>(&mut self) {
        self.set::<AT, N>([0; N]);
    }

    /// Writes `N` bytes at offset `AT`.
    #[inline(always)]
    pub fn set<const AT: usize, const N: usize>(&mut self, bytes: [u8; N]) {
        if let Ok(place) = self.array::<AT, N>() {
            *place = bytes;
        }
    }

    /// The fixed part of a struct that lies at `AT`. Outside of `L` does not compile, so this is always `Ok`.
    #[inline(always)]
    pub fn part<const AT: usize, const N: usize>(&mut self) -> Result<FixedMut<'_, N>, DoesNotFit> {
        self.array::<AT, N>().map(FixedMut)
    }

    /// The places of an array of `N` bytes that lies at `AT`, as elements of `SIZE` bytes.
    #[inline(always)]
    pub fn places<const AT: usize, const N: usize, const SIZE: usize>(
        &mut self,
    ) -> Result<&mut [[u8; SIZE]], DoesNotFit> {
        const { assert!(SIZE != 0) };
        Ok(self.array::<AT, N>()?.as_chunks_mut().0)
    }

    #[inline(always)]
    fn array<const AT: usize, const N: usize>(&mut self) -> Result<&mut [u8; N], DoesNotFit> {
        const { assert!(AT.saturating_add(N) <= L, "the field lies outside of the fixed part") };
        self.0.get_mut(AT..).and_then(|rest| rest.first_chunk_mut()).ok_or(DoesNotFit)
    }

    setters! { u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 }

    /// Writes the bool at `AT`.
    #[inline(always)]
    pub fn bool<const AT: usize>(&mut self, value: bool) {
        self.u8::<AT>(u8::from(value));
    }

    /// Writes the place of an object.
    #[inline(always)]
    pub fn slot<const AT: usize>(&mut self, slot: Slot) {
        self.u64::<AT>(u64::from(slot.offset) | u64::from(slot.len) << 32);
    }

    /// Writes the places of an inline string or bytes, the unused ones too; the length is written beside it.
    #[inline(always)]
    pub fn inline<const AT: usize, const N: usize>(&mut self, bytes: &[u8]) -> Result<(), DoesNotFit> {
        let places = self.array::<AT, N>()?;
        *places = [0; N];
        copy(places.get_mut(..bytes.len()).ok_or(DoesNotFit)?, bytes);
        Ok(())
    }

    /// Writes an inline string; the length is written beside it.
    #[inline(always)]
    pub fn inline_text<const AT: usize, const N: usize>(&mut self, text: Text<'_>) -> Result<(), DoesNotFit> {
        self.inline::<AT, N>(text.as_bytes())
    }
}

/// Copies bytes of equal length: short ones with a few moves of a constant size that may overlap, longer ones with a loop.
#[inline(always)]
fn copy(to: &mut [u8], from: &[u8]) {
    match from.len() {
        // Which of the three bytes are the same depends on the length.
        1..4 => {
            ends::<1>(to, from);
            let middle = from.len() >> 1;
            if let (Some(place), Some(byte)) = (to.get_mut(middle), from.get(middle)) {
                *place = *byte;
            }
        }
        4..=8 => ends::<4>(to, from),
        9..=16 => ends::<8>(to, from),
        17..=32 => ends::<16>(to, from),
        33..=64 => ends::<32>(to, from),
        _ => {
            for (place, byte) in to.iter_mut().zip(from) {
                *place = *byte;
            }
        }
    }
}

/// Copies the first and the last `N` bytes.
#[inline(always)]
fn ends<const N: usize>(to: &mut [u8], from: &[u8]) {
    if let (Some(place), Some(head)) = (to.first_chunk_mut::<N>(), from.first_chunk()) {
        *place = *head;
    }
    if let (Some(place), Some(tail)) = (to.last_chunk_mut::<N>(), from.last_chunk()) {
        *place = *tail;
    }
}

/// Room for objects behind a fixed part, and the count of capabilities.
#[derive(Debug)]
pub struct ObjectsMut<'a> {
    rest: &'a mut [u8],
    pub(crate) at: usize,
    caps: u16,
}

impl<'a> ObjectsMut<'a> {
    /// Reserves the places of a list; the caller fills them, then writes the elements' own objects.
    #[inline]
    pub fn list<const N: usize, const ALIGN: usize>(
        &mut self,
        len: usize,
        bound: u32,
    ) -> Result<(Slot, &'a mut [[u8; N]]), DoesNotFit> {
        const { assert!(N != 0 && ALIGN.is_power_of_two() && ALIGN <= 8) };
        let len = u32::try_from(len).ok().filter(|len| *len <= bound).ok_or(DoesNotFit)?;
        if len == 0 {
            return Ok((Slot::EMPTY, &mut []));
        }
        let gap = self.at.wrapping_neg() & ALIGN.wrapping_sub(1);
        let bytes = N.checked_mul(len as usize).ok_or(DoesNotFit)?;
        // The cursor stays inside of the buffer, so it cannot overflow.
        let begin = self.at.wrapping_add(gap);
        let offset = u32::try_from(begin).map_err(|_| DoesNotFit)?;
        let (padding, rest) = mem::take(&mut self.rest).split_at_mut_checked(gap).ok_or(DoesNotFit)?;
        let (object, rest) = rest.split_at_mut_checked(bytes).ok_or(DoesNotFit)?;
        padding.fill(0);
        self.rest = rest;
        self.at = begin.wrapping_add(bytes);
        Ok((Slot { offset, len }, object.as_chunks_mut().0))
    }

    /// Writes a `bytes<BOUND>`.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8], bound: u32) -> Result<Slot, DoesNotFit> {
        let (slot, places) = self.list::<1, 1>(bytes.len(), bound)?;
        copy(places.as_flattened_mut(), bytes);
        Ok(slot)
    }

    /// Writes a `string<BOUND>`.
    #[inline]
    pub fn str(&mut self, text: &str, bound: u32) -> Result<Slot, DoesNotFit> {
        self.bytes(text.as_bytes(), bound)
    }

    /// The index of the next capability.
    #[inline(always)]
    pub const fn cap(&mut self) -> Result<u16, DoesNotFit> {
        let index = self.caps;
        if index == NO_CAP {
            return Err(DoesNotFit);
        }
        self.caps = index.wrapping_add(1);
        Ok(index)
    }

    /// Pads with zero and returns the length of the body.
    #[inline]
    pub fn end(self) -> Result<usize, DoesNotFit> {
        let gap = self.at.wrapping_neg() & 7;
        self.rest.get_mut(..gap).ok_or(DoesNotFit)?.fill(0);
        Ok(self.at.wrapping_add(gap))
    }
}

/// How many of the places are taken: the length of a list of capabilities. Unlike `count`, it has no sum that a checked build could
/// overflow.
#[inline]
pub fn taken<'a, T: 'a>(places: impl IntoIterator<Item = &'a Option<T>>) -> usize {
    let mut taken = 0_usize;
    for place in places {
        taken = taken.saturating_add(usize::from(place.is_some()));
    }
    taken
}
