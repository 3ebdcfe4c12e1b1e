//! Guessing PINs: the policy lets three wrong ones through, then locks the user out for 30 s.

use std::time::Instant;

use crate::{
    line::Line,
    tally::{Tally, wait},
    wire::{self, FAILS, UNLOCK},
};

const LOCK_OUT: u64 = 30_000;
/// Wrong PINs before a lock-out.
const TRIES: usize = 3;
const BURST: usize = 100;
const BRUTE: u32 = 4_000;

/// A check-then-act race: the two guesses that are answered leave room for one more, so of a hundred in flight one may be checked.
pub(crate) fn staged(tally: &mut Tally, lock: &mut Line) {
    for user in [7, 3, 31] {
        if !lock_out(tally, lock, user) {
            tally.add("staging-failed", 1);
            continue;
        }
        // Right before the end of the lock-out nothing is checked.
        wait(LOCK_OUT - 2_000);
        if guess(tally, lock, user) {
            tally.breach(format_args!("user {user}: a PIN was checked during the lock-out"));
        }
        wait(3_000);
        let two = [guess(tally, lock, user), guess(tally, lock, user)];
        if two != [true, true] {
            tally.add("staging-failed", 1);
            continue;
        }
        // Now the limit has all its tokens again.
        wait(1_000);
        for number in 0..BURST {
            lock.ask(tally, UNLOCK, &wire::guess(user, &format!("{number:06}")), &[]);
        }
        let checked = lock.settle(tally).iter().filter(|answer| answer.status == FAILS).count();
        tally.add("burst-checked", checked as u64);
        if two.len() + checked > TRIES {
            tally
                .breach(format_args!("user {user}: {} wrong PINs were checked before a lock-out", two.len() + checked));
        }
    }
}

/// Guesses until the user is locked out, so that the count starts anew.
fn lock_out(tally: &mut Tally, lock: &mut Line, user: u16) -> bool {
    wait(LOCK_OUT + 1_000);
    let mut checked = 0;
    for _ in 0..=TRIES {
        wait(1_000);
        if !guess(tally, lock, user) {
            return checked > 0;
        }
        checked += 1;
    }
    tally.breach(format_args!("user {user}: {checked} wrong PINs were checked in a row"));
    false
}

/// One wrong guess; says whether it was checked.
fn guess(tally: &mut Tally, lock: &mut Line, user: u16) -> bool {
    lock.call(tally, UNLOCK, &wire::guess(user, "9999")).is_some_and(|answer| answer.status == FAILS)
}

/// As fast as the server answers: one user, then all of them.
pub(crate) fn brute(tally: &mut Tally, lock: &mut Line) {
    wait(LOCK_OUT + 1_000);
    let (begin, before) = (Instant::now(), tally.number("guesses-checked"));
    for number in 0..BRUTE {
        lock.ask_on(tally, UNLOCK, &wire::guess(7, &format!("{number:06}")));
    }
    lock.settle(tally);
    if begin.elapsed().as_secs() < 30 && tally.number("guesses-checked") - before > TRIES as u64 {
        tally.breach("user 7: more than three wrong PINs were checked without a lock-out");
    }
    for number in 0..BRUTE {
        let user = u16::try_from(number % 32).unwrap_or(0);
        lock.ask_on(tally, UNLOCK, &wire::guess(user, &format!("{number:04}")));
    }
    lock.settle(tally);
    let (checked, passed) = (tally.number("guesses-checked") - before, begin.elapsed().as_secs());
    if checked > 3 + 5 * (passed + 1) {
        tally.breach(format_args!("{checked} wrong PINs were checked in {passed} s"));
    }
}
