//! Statements that check that bits are clear.

use super::place::number;
use crate::{
    plan::clear::Bits,
    tokens::{Literal, TokenStream, quote, spelled},
};

/// Refuses a fixed part of `len` bytes that is called `fixed`, in which some of the bits is set; they begin at an offset.
pub(super) fn check(bits: &Bits, offset: u32, len: u32) -> TokenStream {
    let mut statements = TokenStream::new();
    let mut used = bits.offsets().map(|at| at + offset).peekable();
    while let Some(first) = used.next() {
        let word = first / 8 * 8;
        let (mut last, mut count) = (first, 1);
        while let Some(at) = used.next_if(|at| *at < word + 8) {
            (last, count) = (at, count + 1);
        }
        let bit = |at: u32| at.checked_sub(offset).map_or(0, |at| bits.at(at));
        // The smallest part of the word that one load takes.
        let (at, size) = [1, 2, 4, 8]
            .into_iter()
            .map(|size| (first / size * size, size))
            .find(|(at, size)| at + size > last && at + size <= len)
            .unwrap_or((word, len.min(word + 8) - word));
        let whole = count == last + 1 - first && (first..=last).all(|at| bit(at) == 0xff);
        if whole && (count == size || size > 4) {
            let (at, size) = (number(first), number(count));
            statements.extend(quote!(fixed.check_zero::<#at, #size>()?;));
            continue;
        }
        let value = (at..at + size).rev().fold(0_u64, |value, at| value << 8 | u64::from(bit(at)));
        let (at, size, value) = (number(at), number(size), hex(value));
        statements.extend(quote!(fixed.check_clear::<#at, #size>(#value)?;));
    }
    statements
}

/// Refuses elements, chunks of `size` bytes, in one of which some of the bits is set.
pub(super) fn check_each(bits: &Bits, size: u32, elements: &TokenStream) -> TokenStream {
    if bits.is_clear() {
        return TokenStream::new();
    }
    let bits = (0..size).map(|at| match bits.at(at) {
        0 => number(0),
        byte => hex(byte.into()),
    });
    quote!(tessera::view::check_clear(#elements, [#(#bits),*])?;)
}

/// `0xff_fe00`
fn hex(value: u64) -> Literal {
    let digits = format!("{value:x}");
    let mut text = "0x".to_owned();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(4) {
            text.push('_');
        }
        text.push(digit);
    }
    spelled(&text, value)
}
