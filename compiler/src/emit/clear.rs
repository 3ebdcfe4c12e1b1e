//! Statements that check that bits are clear.

use super::place::number;
use crate::{
    plan::clear::is_clear,
    tokens::{Literal, TokenStream, quote, spelled},
};

/// Refuses a fixed part that is called `fixed` in which some of the bits is set; they begin at an offset.
pub(super) fn check(bits: &[u8], offset: usize) -> TokenStream {
    let len = offset + bits.len();
    let mut statements = TokenStream::new();
    for word in (0..len).step_by(8) {
        let end = len.min(word + 8);
        let bit = |at: usize| at.checked_sub(offset).and_then(|at| bits.get(at)).copied().unwrap_or_default();
        let used: Vec<_> = (word..end).filter(|at| bit(*at) != 0).collect();
        let (Some(first), Some(last)) = (used.first(), used.last()) else { continue };
        if used.len() == last + 1 - first && used.iter().all(|at| bit(*at) == 0xff) {
            let (at, size) = (index(*first), index(used.len()));
            statements.extend(quote!(fixed.check_zero::<#at, #size>()?;));
            continue;
        }
        // The smallest part of the word that one load takes.
        let (at, size) = [1, 2, 4, 8]
            .into_iter()
            .map(|size| (first / size * size, size))
            .find(|(at, size)| at + size > *last && at + size <= len)
            .unwrap_or((word, end - word));
        let value = (at..at + size).rev().fold(0_u64, |value, at| value << 8 | u64::from(bit(at)));
        let (at, size, value) = (index(at), index(size), hex(value));
        statements.extend(quote!(fixed.check_clear::<#at, #size>(#value)?;));
    }
    statements
}

/// Refuses elements, bytes in chunks, in one of which some of the bits is set.
pub(super) fn check_each(bits: &[u8], elements: &TokenStream) -> TokenStream {
    if is_clear(bits) {
        return TokenStream::new();
    }
    let bits = bits.iter().map(|byte| if *byte == 0 { number(0) } else { hex(u64::from(*byte)) });
    quote!(tessera::view::check_clear(#elements, [#(#bits),*])?;)
}

fn index(value: usize) -> Literal {
    number(u32::try_from(value).unwrap_or(u32::MAX))
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
