//! Near misses of a body: what an attacker, or a careless writer, would send.

use crate::choices::Choices;

/// A body and the number of capabilities that come with it.
pub type Body = (Vec<u8>, u16);

/// Bytes that mean something somewhere: tags, lengths, signs, the starts of characters, parts of absent.
const BYTES: [u8; 12] = [0, 1, 2, 3, 4, 7, 8, 0x20, 0x7f, 0x80, 0xc3, 0xff];

/// A body, and bodies like it: at most about `most` of them.
#[must_use]
pub fn mutants(body: &[u8], caps: u16, most: usize, choices: &mut Choices<'_>) -> Vec<Body> {
    let mut bodies = vec![body.to_vec()];
    changes(body, most / 2, choices, &mut bodies);
    lengths(body, most / 8, choices, &mut bodies);
    bodies.extend((0..most / 4).map(|_| scrambled(body, choices)));
    let mut bodies: Vec<_> = bodies.into_iter().map(|body| (body, caps)).collect();
    for wrong in [0, caps.wrapping_sub(1), caps + 1, caps + 2, low(choices.word()), u16::MAX] {
        bodies.push((body.to_vec(), wrong));
        bodies.push((scrambled(body, choices), wrong));
    }
    bodies
}

/// One body like this one, or like this one with a part of another.
#[must_use]
pub fn mutant(body: &[u8], caps: u16, other: &[u8], choices: &mut Choices<'_>) -> Body {
    let mut new = body.to_vec();
    match choices.below(12) {
        0..=2 => flip(&mut new, choices),
        3..=4 => {
            let at = choices.below(new.len().max(1));
            if let Some(place) = new.get_mut(at) {
                *place = *choices.of(&BYTES);
            }
        }
        5..=6 => new = scrambled(&new, choices),
        7 => shift(&mut new, choices),
        8 => {
            let at = choices.below(new.len() / 8 + 1) * 8;
            new.truncate(at);
            new.extend(other.iter().skip(at));
        }
        9 => {
            let len = choices.below(new.len() + 1);
            new.truncate(if choices.once_in(2) { len / 8 * 8 } else { len });
        }
        10 => new.extend((0..=choices.below(16)).map(|_| u8::from(choices.once_in(4)))),
        _ => {
            let wrong = [0, caps.wrapping_sub(1), caps.wrapping_add(1), caps.wrapping_add(2), u16::MAX];
            return (new, *choices.of(&wrong));
        }
    }
    if choices.once_in(4) {
        flip(&mut new, choices);
    }
    (new, caps)
}

/// Turns a bit.
fn flip(body: &mut [u8], choices: &mut Choices<'_>) {
    let at = choices.below(body.len().max(1));
    if let Some(place) = body.get_mut(at) {
        *place ^= 1 << choices.below(8);
    }
}

/// Moves the border between two objects that lie side by side, if there are such: the last byte of one becomes the first of the other, so a
/// character may be cut in two.
fn shift(body: &mut [u8], choices: &mut Choices<'_>) {
    let word = |body: &[u8], at: usize| Some(u32::from_le_bytes(*body.get(at..)?.first_chunk()?));
    let slots: Vec<_> = (0..body.len() / 4)
        .filter_map(|place| Some((place * 4, word(body, place * 4)?, word(body, place * 4 + 4)?)))
        .filter(|(_, offset, len)| *len > 0 && offset.saturating_add(*len) as usize <= body.len() && *offset >= 8)
        .collect();
    let pairs: Vec<_> = slots
        .iter()
        .flat_map(|one| slots.iter().map(move |other| (*one, *other)))
        .filter(|(one, other)| one.1 + one.2 == other.1)
        .collect();
    if pairs.is_empty() {
        return flip(body, choices);
    }
    let ((one, _, length), (other, offset, rest)) = *choices.of(&pairs);
    let by = if choices.once_in(2) { 1 } else { u32::MAX };
    let numbers =
        [(one + 4, length.wrapping_add(by)), (other, offset.wrapping_add(by)), (other + 4, rest.wrapping_sub(by))];
    for (at, number) in numbers {
        if let Some(place) = body.get_mut(at..at + 4) {
            place.copy_from_slice(&number.to_le_bytes());
        }
    }
}

/// Every single-byte change of a body, `most` of them where there are more.
#[expect(clippy::indexing_slicing, reason = "the places are below the length")]
fn changes(body: &[u8], most: usize, choices: &mut Choices<'_>, to: &mut Vec<Vec<u8>>) {
    let all = body.len() * 255;
    let change = |which: usize| {
        let mut changed = body.to_vec();
        let place = &mut changed[which / 255];
        *place = place.wrapping_add(u8::try_from(which % 255 + 1).unwrap_or(1));
        changed
    };
    if all <= most {
        to.extend((0..all).map(change));
        return;
    }
    // Some at every place first, where there is room for that.
    for at in 0..body.len().min(most / 8) {
        for byte in [*choices.of(&BYTES), body[at] ^ 1 << choices.below(8)] {
            let mut changed = body.to_vec();
            changed[at] = byte;
            to.push(changed);
        }
    }
    to.extend((0..most * 3 / 4).map(|_| change(choices.below(all))));
}

/// Every length below, and 1 to 16 bytes more.
fn lengths(body: &[u8], most: usize, choices: &mut Choices<'_>, to: &mut Vec<Vec<u8>>) {
    let cut = |len: usize| body.iter().take(len).copied().collect();
    if body.len() <= most {
        to.extend((0..body.len()).map(cut));
    } else {
        to.extend((0..most).map(|_| cut(choices.below(body.len()))));
    }
    for more in 1..=16 {
        for byte in [0, u8::try_from(choices.below(256)).unwrap_or(0)] {
            to.push([body, &vec![byte; more]].concat());
        }
    }
}

/// Words overwritten, removed, repeated, moved; several bytes at once.
#[expect(clippy::indexing_slicing, reason = "the places are below the length")]
fn scrambled(body: &[u8], choices: &mut Choices<'_>) -> Vec<u8> {
    let mut body = body.to_vec();
    for _ in 0..=choices.below(3) {
        let size = *choices.of(&[1, 2, 4, 8]);
        let at = choices.below(body.len() / size + 1) * size;
        let end = (at + size).min(body.len());
        match choices.below(6) {
            0 => body[at..end].fill(if choices.once_in(2) { 0 } else { 0xff }),
            1 => drop(body.drain(at..end)),
            2 => body.splice(at..at, vec![0; size]).for_each(drop),
            3 => {
                let again = body[at..end].to_vec();
                body.splice(at..at, again).for_each(drop);
            }
            4 if at < end => body[at..end].rotate_left(1),
            _ => {
                // A small number, as lengths, offsets and indices are.
                let word = u64::try_from(choices.below(72)).unwrap_or(0).to_le_bytes();
                body[at..end].copy_from_slice(&word[..end - at]);
            }
        }
    }
    body
}

/// The low bits.
fn low(word: u64) -> u16 {
    u16::try_from(word & 0xffff).unwrap_or(0)
}
