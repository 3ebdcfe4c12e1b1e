//! Fixed parts, written in place.

use super::{ObjectsMut, copy::copy};
use crate::{
    view::Text,
    wire::{DoesNotFit, Slot},
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
        Ok((Self(fixed), ObjectsMut::new(rest, len)))
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
