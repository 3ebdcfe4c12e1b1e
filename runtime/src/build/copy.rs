//! Copies whose length is not constant.

use crate::wire::DoesNotFit;

/// What is written as one byte.
pub(crate) trait Byte: Copy {
    /// The byte.
    fn byte(self) -> u8;
}

impl Byte for u8 {
    #[inline(always)]
    fn byte(self) -> u8 {
        self
    }
}

impl Byte for i8 {
    #[inline(always)]
    fn byte(self) -> u8 {
        self.cast_unsigned()
    }
}

impl Byte for bool {
    #[inline(always)]
    fn byte(self) -> u8 {
        self.into()
    }
}

/// Copies bytes of equal length: short ones with two moves of a constant size that may overlap, longer ones as a block.
#[inline(always)]
pub(super) fn copy<T: Byte>(to: &mut [u8], from: &[T]) {
    let len = from.len();
    if len > 64 {
        copy_block(to, from);
    } else if len > 32 {
        ends::<_, 32>(to, from);
    } else if len > 16 {
        ends::<_, 16>(to, from);
    } else if len > 8 {
        ends::<_, 8>(to, from);
    } else if len > 3 {
        ends::<_, 4>(to, from);
    } else if len > 0 {
        tail::<_, 1>(to, from);
        if len > 1 {
            head::<_, 2>(to, from);
        }
    }
}

/// Copies the first and the last `N` bytes.
#[inline(always)]
fn ends<T: Byte, const N: usize>(to: &mut [u8], from: &[T]) {
    head::<T, N>(to, from);
    tail::<T, N>(to, from);
}

/// Copies the last `N` bytes.
#[inline(always)]
fn tail<T: Byte, const N: usize>(to: &mut [u8], from: &[T]) {
    let begin = from.len().wrapping_sub(N);
    if let (Some((_, to)), Some((_, from))) = (to.split_at_mut_checked(begin), from.split_at_checked(begin)) {
        head::<T, N>(to, from);
    }
}

/// Copies the first `N` bytes. The pattern knows by the length that they are there; an `Option` of a reference would be asked again.
#[inline(always)]
fn head<T: Byte, const N: usize>(to: &mut [u8], from: &[T]) {
    if let ([place, ..], [head, ..]) = (to.as_chunks_mut().0, from.as_chunks::<N>().0) {
        *place = head.map(T::byte);
    }
}

/// Copies bytes of equal length as one block: as arguments of a function the two are known to lie apart.
#[inline(never)]
pub(crate) fn copy_block<T: Byte>(to: &mut [u8], from: &[T]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = from.byte();
    }
}

/// Writes `gap` zeros, at most 7; what is left behind them. One move, where there is room for it: what follows overwrites the others.
#[inline(always)]
pub(super) fn pad(rest: &mut [u8], gap: usize) -> Result<&mut [u8], DoesNotFit> {
    if let Some(word) = rest.first_chunk_mut() {
        *word = [0; 8];
    } else {
        copy(rest, [0_u8; 7].get(..rest.len()).unwrap_or_default());
    }
    rest.get_mut(gap..).ok_or(DoesNotFit)
}
