//! Bits that are clear in every value: many bytes at a time, without a branch for each.

use crate::wire::{Malformed, ensure};

/// None of these bits is set in any of the elements. It looks at all of them, whatever it finds: without a branch the
/// processor takes many at a time.
#[inline]
pub fn check_clear<const N: usize>(elements: &[[u8; N]], bits: [u8; N]) -> Result<(), Malformed> {
    if N == 1 {
        let bits = bits.first().map_or(0, |bits| u64::from(*bits)).wrapping_mul(0x0101_0101_0101_0101);
        return ensure(seen(elements.as_flattened()) & bits == 0);
    }
    let mut seen = [0; N];
    for element in elements {
        for (seen, byte) in seen.iter_mut().zip(element) {
            *seen |= byte;
        }
    }
    ensure(seen.iter().zip(bits).fold(0, |all, (byte, bits)| all | (byte & bits)) == 0)
}

/// All bits of some bytes, those of each put on those of the others, in any of the 8 bytes of the number.
#[inline]
fn seen(bytes: &[u8]) -> u64 {
    let (words, _) = bytes.as_chunks();
    let Some(last) = bytes.last_chunk() else { return word(bytes) };
    words.iter().fold(u64::from_le_bytes(*last), |seen, word| seen | u64::from_le_bytes(*word))
}

/// Every byte is zero.
#[inline(always)]
pub(crate) fn all_zero(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |all, byte| all | byte) == 0
}

/// Up to 8 bytes as one number. With a constant length this is at most three loads, at every opt-level: no loop.
#[inline(always)]
pub(super) fn word(bytes: &[u8]) -> u64 {
    if let Some(all) = bytes.first_chunk() {
        return u64::from_le_bytes(*all);
    }
    let (mut word, mut shift, mut rest) = (0, 0_u32, bytes);
    if let Some((four, tail)) = rest.split_first_chunk() {
        word |= u64::from(u32::from_le_bytes(*four));
        (shift, rest) = (32, tail);
    }
    if let Some((two, tail)) = rest.split_first_chunk() {
        word |= u64::from(u16::from_le_bytes(*two)) << (shift & 63);
        (shift, rest) = (shift.wrapping_add(16), tail);
    }
    if let Some(one) = rest.first() {
        word |= u64::from(*one) << (shift & 63);
    }
    word
}

/// Up to 16 bytes as one number.
#[inline(always)]
pub(super) fn words(bytes: &[u8]) -> u128 {
    let (low, high) = bytes.split_at_checked(8).unwrap_or((bytes, &[]));
    u128::from(word(low)) | u128::from(word(high)) << 64
}

/// The bit of each of 8 bytes that no ASCII character has.
pub(super) const HIGH: u64 = 0x8080_8080_8080_8080;
