//! Writing bodies: straight into the port's buffer, in one pass, each byte once, no `unsafe`, no panic.

use core::mem;

use crate::{
    view::Text,
    wire::{DoesNotFit, NO_CAP, Slot},
};

/// A fixed part of `L` bytes that is being written: every byte once, whatever was there. A field outside of it does not compile.
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

    /// A body that is only a fixed part.
    #[inline(always)]
    pub fn whole(out: &'a mut [u8]) -> Result<Self, DoesNotFit> {
        out.first_chunk_mut().map(Self).ok_or(DoesNotFit)
    }

    /// A fixed part, and the room for the objects that follow.
    #[inline(always)]
    pub fn open(out: &'a mut [u8]) -> Result<(Self, ObjectsMut<'a>), DoesNotFit> {
        // An offset is a `u32`: what lies beyond is not used.
        let len = out.len().min(u32::MAX as usize);
        let (fixed, rest) = out.get_mut(..len).and_then(|out| out.split_first_chunk_mut()).ok_or(DoesNotFit)?;
        Ok((Self(fixed), ObjectsMut { rest, len, caps: 0 }))
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
        0 => {}
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
    /// The end of the buffer: what is left.
    rest: &'a mut [u8],
    /// The length of the buffer, at most [`u32::MAX`].
    len: usize,
    caps: u16,
}

impl<'a> ObjectsMut<'a> {
    /// The room that is left, which nobody else has until it is put back.
    #[inline(always)]
    pub(crate) const fn take(&mut self) -> Self {
        mem::replace(self, Self { rest: &mut [], len: 0, caps: 0 })
    }

    /// The offset of the next object, up to its alignment.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the buffer's length is a `u32`")]
    pub(crate) fn at(&self) -> u32 {
        self.len.wrapping_sub(self.rest.len()) as u32
    }

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
        let gap = (self.at() as usize).wrapping_neg() & ALIGN.wrapping_sub(1);
        let bytes = N.checked_mul(len as usize).ok_or(DoesNotFit)?;
        let mut rest = mem::take(&mut self.rest);
        if gap != 0 {
            rest = pad(rest, gap)?;
        }
        // As long as this is the rest, the cursor is where the list begins.
        self.rest = rest;
        let offset = self.at();
        let (object, rest) = mem::take(&mut self.rest).split_at_mut_checked(bytes).ok_or(DoesNotFit)?;
        self.rest = rest;
        Ok((Slot { offset, len }, object.as_chunks_mut().0))
    }

    /// Writes a `list<T, BOUND>` of numbers or bools.
    #[inline(always)]
    pub fn numbers<T: Number>(&mut self, values: &[T], bound: u32) -> Result<Slot, DoesNotFit> {
        T::list(values, bound, self)
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
        let at = self.at() as usize;
        let gap = at.wrapping_neg() & 7;
        if gap != 0 {
            pad(self.rest, gap)?;
        }
        // No more than the buffer, so it cannot overflow.
        Ok(at.wrapping_add(gap))
    }
}

/// Writes `gap` zeros, at most 7; what is left behind them. One move, where there is room for it: what follows overwrites the others.
#[inline(always)]
fn pad(rest: &mut [u8], gap: usize) -> Result<&mut [u8], DoesNotFit> {
    if let Some(word) = rest.first_chunk_mut() {
        *word = [0; 8];
    } else {
        copy(rest, [0; 7].get(..rest.len()).unwrap_or_default());
    }
    rest.get_mut(gap..).ok_or(DoesNotFit)
}

/// A number or a bool, whose list is written as one block.
pub trait Number: Copy {
    /// Writes a list of them.
    fn list(values: &[Self], bound: u32, objects: &mut ObjectsMut<'_>) -> Result<Slot, DoesNotFit>;
}

macro_rules! numbers {
    ($($name:ident: $bytes:expr),* $(,)?) => {$(
        impl Number for $name {
            #[inline]
            fn list(values: &[Self], bound: u32, objects: &mut ObjectsMut<'_>) -> Result<Slot, DoesNotFit> {
                // As arguments of a function the two are known to lie apart: so this is a block.
                #[inline(never)]
                fn fill(places: &mut [[u8; size_of::<$name>()]], values: &[$name]) {
                    for (place, value) in places.iter_mut().zip(values) {
                        *place = $bytes(*value);
                    }
                }
                let (slot, places) = objects.list::<{ size_of::<$name>() }, { size_of::<$name>() }>(values.len(), bound)?;
                fill(places, values);
                Ok(slot)
            }
        }
    )*};
}

numbers! {
    u8: u8::to_le_bytes, u16: u16::to_le_bytes, u32: u32::to_le_bytes, u64: u64::to_le_bytes,
    i8: i8::to_le_bytes, i16: i16::to_le_bytes, i32: i32::to_le_bytes, i64: i64::to_le_bytes,
    f32: f32::to_le_bytes, f64: f64::to_le_bytes, bool: |value| [u8::from(value)],
}

/// Copies bytes of equal length as one block.
#[inline(never)]
pub(crate) fn copy_block(to: &mut [u8], from: &[u8]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
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
