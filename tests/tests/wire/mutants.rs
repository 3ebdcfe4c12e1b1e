//! Near misses of a body: what an attacker, or a careless writer, would send.

use crate::oracle::Sample;

/// A generator that is the same on every machine (`SplitMix64`).
#[derive(Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// A body and the number of capabilities that come with it.
pub(crate) type Body = (Vec<u8>, u16);

/// Bytes that mean something somewhere: tags, lengths, signs, the starts of characters, parts of absent.
const BYTES: [u8; 12] = [0, 1, 2, 3, 4, 7, 8, 0x20, 0x7f, 0x80, 0xc3, 0xff];

/// Every single-byte change of a body, `most` of them where there are more.
fn changes(body: &[u8], most: usize, random: &mut Random, to: &mut Vec<Vec<u8>>) {
    let all = body.len() * 255;
    let change = |which: usize| {
        let mut changed = body.to_vec();
        let place = &mut changed[which / 255];
        *place = place.wrapping_add((which % 255) as u8 + 1);
        changed
    };
    if all <= most {
        to.extend((0..all).map(change));
        return;
    }
    // Some at every place first, where there is room for that.
    for at in 0..body.len().min(most / 8) {
        for byte in [BYTES[random.below(BYTES.len())], body[at] ^ 1 << random.below(8)] {
            let mut changed = body.to_vec();
            changed[at] = byte;
            to.push(changed);
        }
    }
    to.extend((0..most * 3 / 4).map(|_| change(random.below(all))));
}

/// Every length below, and 1 to 16 bytes more.
fn lengths(body: &[u8], most: usize, random: &mut Random, to: &mut Vec<Vec<u8>>) {
    if body.len() <= most {
        to.extend((0..body.len()).map(|len| body[..len].to_vec()));
    } else {
        to.extend((0..most).map(|_| body[..random.below(body.len())].to_vec()));
    }
    for more in 1..=16 {
        for byte in [0, random.next() as u8] {
            to.push([body, &vec![byte; more]].concat());
        }
    }
}

/// Words overwritten, removed, repeated, moved; several bytes at once.
fn scrambled(body: &[u8], random: &mut Random) -> Vec<u8> {
    let mut body = body.to_vec();
    for _ in 0..=random.below(3) {
        let size = [1, 2, 4, 8][random.below(4)];
        let at = random.below(body.len() / size + 1) * size;
        let end = (at + size).min(body.len());
        match random.below(6) {
            0 => body[at..end].fill(if random.below(2) == 0 { 0 } else { 0xff }),
            1 => drop(body.drain(at..end)),
            2 => body.splice(at..at, vec![0; size]).for_each(drop),
            3 => {
                let again = body[at..end].to_vec();
                body.splice(at..at, again).for_each(drop);
            }
            4 if at < end => body[at..end].rotate_left(1),
            _ => {
                // A small number, as lengths, offsets and indices are.
                let word = (random.below(72) as u64).to_le_bytes();
                body[at..end].copy_from_slice(&word[..end - at]);
            }
        }
    }
    body
}

/// A valid body, and bodies like it: at most about `most` of them.
pub(crate) fn mutants(sample: &Sample, most: usize, random: &mut Random) -> Vec<Body> {
    let Sample { body, caps, .. } = sample;
    let mut bodies = vec![body.clone()];
    changes(body, most / 2, random, &mut bodies);
    lengths(body, most / 8, random, &mut bodies);
    bodies.extend((0..most / 4).map(|_| scrambled(body, random)));
    let mut bodies: Vec<_> = bodies.into_iter().map(|body| (body, *caps)).collect();
    for wrong in [0, caps.wrapping_sub(1), caps + 1, caps + 2, random.next() as u16, u16::MAX] {
        bodies.push((body.clone(), wrong));
        bodies.push((scrambled(body, random), wrong));
    }
    bodies
}
