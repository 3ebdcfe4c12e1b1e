//! Lists of numbers.

use super::{ObjectsMut, copy::copy};
use crate::wire::{DoesNotFit, Slot};

/// A number or a bool, whose list is nothing but bytes.
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
    u16: u16::to_le_bytes, u32: u32::to_le_bytes, u64: u64::to_le_bytes,
    i16: i16::to_le_bytes, i32: i32::to_le_bytes, i64: i64::to_le_bytes,
    f32: f32::to_le_bytes, f64: f64::to_le_bytes,
}

macro_rules! bytes {
    ($($name:ident)*) => {$(
        impl Number for $name {
            #[inline]
            fn list(values: &[Self], bound: u32, objects: &mut ObjectsMut<'_>) -> Result<Slot, DoesNotFit> {
                let (slot, places) = objects.list::<1, 1>(values.len(), bound)?;
                copy(places.as_flattened_mut(), values);
                Ok(slot)
            }
        }
    )*};
}

bytes! { u8 i8 bool }
