//! Messages that no stub would send.

use std::os::fd::AsFd;

use crate::{
    derive,
    line::Line,
    random::Random,
    tally::{Tally, wait},
    wire::{self, BIND, CLOSE, DERIVE, HISTORY, SET_PIN, TOUCHED, UNLOCK},
};

const MUTATIONS: usize = 10_000;

/// Every operation with an empty and with a plausible body, and those that may exist without an answer, too.
pub(crate) fn operations(tally: &mut Tally, lock: &mut Line) {
    for operation in 0..=u16::MAX {
        // Closing ends a connection; a derived one will do.
        if operation == CLOSE {
            if let Some(mut other) = derive::one(tally, lock, 0xffff) {
                other.ask(tally, CLOSE, &[], &[]);
                other.settle(tally);
                if !other.ends() {
                    tally.breach("a closed connection still answers");
                }
            }
        } else {
            lock.ask_on(tally, operation, &[]);
        }
        lock.ask_on(tally, operation, &wire::plausible(operation));
        if operation < 64 && operation != CLOSE {
            lock.tell(tally, operation, &[]);
            lock.tell(tally, operation, &wire::plausible(operation));
        }
    }
    lock.settle(tally);
}

/// Valid messages with some bytes changed, cut off, added, zeroed or moved.
pub(crate) fn mutations(tally: &mut Tally, lock: &mut Line) {
    let mut random = Random(1);
    let seeds = [
        (UNLOCK, wire::guess(7, "1234")),
        (UNLOCK, wire::guess(31, "12345678")),
        (SET_PIN, wire::guess(7, "0000")),
        (HISTORY, wire::history(3)),
        (TOUCHED, wire::touched(7)),
        (DERIVE, wire::derive(2, 9)),
    ];
    for number in 0..MUTATIONS {
        // Time makes room in the limits, so that more than the first few would get through to a handler.
        if number % 500 == 0 {
            lock.settle(tally);
            wait(1_000);
        }
        let Some((operation, seed)) = seeds.get(random.below(seeds.len())) else { continue };
        let mut body = seed.clone();
        for _ in 0..=random.below(3) {
            mutate(&mut body, &mut random);
        }
        if *operation == TOUCHED && random.below(2) == 0 {
            lock.tell(tally, TOUCHED, &body);
        } else {
            lock.ask_on(tally, *operation, &body);
        }
    }
    lock.settle(tally);
}

fn mutate(body: &mut Vec<u8>, random: &mut Random) {
    let (at, other) = (random.below(body.len()), random.below(body.len()));
    match random.below(7) {
        0 => body.truncate(at),
        1 => body.extend(std::iter::repeat_n(0, 1 + random.below(24))),
        2 => {
            let byte = random.byte();
            body.extend(std::iter::repeat_n(byte, 1 + random.below(300)));
        }
        3 if !body.is_empty() => body.swap(at, other),
        4 => body.iter_mut().skip(at).for_each(|byte| *byte = 0),
        kind => {
            if let Some(byte) = body.get_mut(at) {
                *byte = if kind == 5 { random.byte() } else { *byte ^ (1 << random.below(8)) };
            }
        }
    }
}

/// Datagrams of every length that is short, of many that are long, and with headers that are none.
pub(crate) fn lengths(tally: &mut Tally, lock: &mut Line) {
    for operation in [0, DERIVE, UNLOCK, SET_PIN, HISTORY, TOUCHED, u16::MAX] {
        let whole = wire::datagram(operation, 1, &wire::plausible(operation));
        for len in 0..8 {
            lock.throw(tally, whole.get(..len).unwrap_or_default(), &[]);
        }
        for len in (0..64).chain([255, 256, 4096, 65_527, 65_528, 65_529, 65_536, 100_000, 200_000, 1 << 20]) {
            let body = vec![0; len];
            // A long message takes all the room there is; one at a time.
            if len > 4096 {
                lock.settle(tally);
            }
            lock.ask_on(tally, operation, &body);
        }
        // The reserved field is not zero.
        let mut odd = wire::datagram(operation, lock.number(), &wire::plausible(operation));
        if let Some(byte) = odd.get_mut(2) {
            *byte = 1;
        }
        lock.throw(tally, &odd, &[]);
        lock.settle(tally);
    }
}

/// Descriptors with messages that take none: the end itself, which it keeps using, and its standard input; up to more than a message may have.
pub(crate) fn strays(tally: &mut Tally, lock: &mut Line) {
    let (end, input) = (lock.end(), std::io::stdin());
    for operation in [0, BIND, DERIVE, UNLOCK, SET_PIN, HISTORY, TOUCHED, 36] {
        for count in (1..=20).chain([100, 253]) {
            let mut gifts = vec![end.as_fd(); count];
            if let Some(gift) = gifts.last_mut().filter(|_| count % 2 == 0) {
                *gift = input.as_fd();
            }
            for body in [Vec::new(), wire::plausible(operation)] {
                lock.ask(tally, operation, &body, &gifts);
                // Descriptors under way are counted against a limit; a few at a time.
                lock.settle(tally);
            }
        }
    }
}
