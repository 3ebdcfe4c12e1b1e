//! Copies whose length is not constant.

use crate::wire::DoesNotFit;

/// Copies bytes of equal length: short ones with a few moves of a constant size that may overlap, longer ones with a loop.
#[inline(always)]
pub(super) fn copy(to: &mut [u8], from: &[u8]) {
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

/// Writes `gap` zeros, at most 7; what is left behind them. One move, where there is room for it: what follows overwrites the others.
#[inline(always)]
pub(super) fn pad(rest: &mut [u8], gap: usize) -> Result<&mut [u8], DoesNotFit> {
    if let Some(word) = rest.first_chunk_mut() {
        *word = [0; 8];
    } else {
        copy(rest, [0; 7].get(..rest.len()).unwrap_or_default());
    }
    rest.get_mut(gap..).ok_or(DoesNotFit)
}

/// Copies bytes of equal length as one block.
#[inline(never)]
pub(crate) fn copy_block(to: &mut [u8], from: &[u8]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
}
