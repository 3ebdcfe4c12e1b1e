//! The three servers by hand.

use tessera::{Answer, Badge, Clock, Connection, Delivery, Kernel, Service};

use super::{
    FAILS, GONE, HISTORY, MALFORMED, MAY_ADMIN, MAY_OPEN, MAY_READ, MAY_TOUCH, OK, SET_PIN, TOUCHED, UNKNOWN, UNLOCK,
    WRONG_PIN,
    lock::{ALLOWED_1, Lock, NO_RULE, Of, Rate, refused, suits, user_and_pin, word},
};
use crate::home::{Door, Inner};

/// Operation, counts, rights, validation, policy, audit, handler.
#[derive(Debug)]
pub(crate) struct Policed(pub(crate) Lock);

/// Operation, counts, rights, validation, handler.
#[derive(Debug)]
pub(crate) struct Checked(pub(crate) Lock);

/// The handler, for whoever sends anything.
#[derive(Debug)]
pub(crate) struct Raw(pub(crate) Door);

impl Service<Inner> for Policed {
    fn dispatch(&mut self, port: &mut Inner, delivery: Delivery<()>) -> Answer<()> {
        let Self(lock) = self;
        lock.requests = lock.requests.wrapping_add(1);
        let Some(line) = lock.line(delivery.badge) else { return lock.count(delivery.reply, GONE, 0) };
        let Delivery { operation, reply: to, badge, .. } = delivery;
        let of = Of { to, at: port.now(), badge: badge.word(), line, operation };
        match operation {
            UNLOCK => unlock(lock, port, &delivery, &Of { operation: UNLOCK, ..of }),
            SET_PIN => set_pin(lock, port, &delivery, of),
            HISTORY => history(lock, port, &delivery, of),
            TOUCHED => touched(lock, port, &delivery, of),
            _ => lock.end(&of, NO_RULE, UNKNOWN, 0),
        }
    }

    fn connect(&mut self, _: &mut Inner, connection: Connection) -> Option<Badge> {
        self.0.connect(connection)
    }

    fn disconnect(&mut self, _: &mut Inner, badge: Badge) {
        self.0.disconnect(badge);
    }

    fn reap(&mut self, _: &mut Inner) {}
}

#[inline(always)]
fn unlock(lock: &mut Lock, port: &mut Inner, delivery: &Delivery<()>, of: &Of) -> Answer<()> {
    if let Err(status) = suits(of.line, delivery, 16, false, MAY_OPEN) {
        return lock.end(of, NO_RULE, status, 0);
    }
    let (user, pin, len) = match user_and_pin(port, delivery) {
        Ok(request) => request,
        Err(status) => return lock.end(of, NO_RULE, status, 0),
    };
    let (verdict, level) = lock.decide(of.at, user, of.line);
    if verdict != ALLOWED_1 {
        return lock.end(of, verdict, refused(verdict), 0);
    }
    lock.open |= 1 << user;
    if let Some(rate) = lock.rates.get_mut(usize::from(of.line.root)) {
        *rate = Rate::less(level, of.at);
    }
    let outcome = pin.to_le_bytes().get(..len).and_then(|pin| lock.door.open(pin));
    lock.open &= !(1 << user);
    if let Some(until) = outcome {
        if let Some(tries) = lock.tries.get_mut(usize::from(user)) {
            tries.count = 0;
        }
        let len = answer(port, until);
        lock.end(of, ALLOWED_1, OK, len)
    } else {
        lock.wrong(of.at, of.badge, of.line, user);
        let len = answer(port, u64::from(WRONG_PIN));
        lock.end(of, ALLOWED_1, FAILS, len)
    }
}

#[inline(never)]
fn set_pin(lock: &mut Lock, port: &mut Inner, delivery: &Delivery<()>, of: Of) -> Answer<()> {
    let checked =
        suits(of.line, delivery, 16, false, MAY_ADMIN).and_then(|()| user_and_pin(port, delivery).map(|_| NO_RULE));
    lock.end(&of, NO_RULE, checked.map_or_else(|status| status, refused), 0)
}

#[inline(never)]
fn history(lock: &mut Lock, port: &mut Inner, delivery: &Delivery<()>, of: Of) -> Answer<()> {
    let checked = suits(of.line, delivery, 8, false, MAY_READ).and_then(|()| word(port, delivery));
    match checked.and_then(|from| if from >> 32 == 0 { Ok(()) } else { Err(MALFORMED) }) {
        Err(status) => lock.end(&of, NO_RULE, status, 0),
        Ok(()) => match lock.admit_history(of.at, of.line) {
            verdict if verdict < ALLOWED_1 => lock.end(&of, verdict, refused(verdict), 0),
            // Nobody keeps a history here: an empty list is a zero offset and a zero length.
            verdict => {
                let len = answer(port, 0);
                lock.end(&of, verdict, OK, len)
            }
        },
    }
}

#[inline(never)]
fn touched(lock: &mut Lock, port: &mut Inner, delivery: &Delivery<()>, of: Of) -> Answer<()> {
    let checked = suits(of.line, delivery, 8, true, MAY_TOUCH).and_then(|()| word(port, delivery));
    match checked.and_then(|user| if user < 32 { Ok(()) } else { Err(MALFORMED) }) {
        Err(status) => lock.end(&of, NO_RULE, status, 0),
        Ok(()) => match lock.admit_touched(of.at, of.line) {
            verdict if verdict < ALLOWED_1 => lock.end(&of, verdict, refused(verdict), 0),
            verdict => lock.end(&of, verdict, OK, 0),
        },
    }
}

impl Service<Inner> for Checked {
    fn dispatch(&mut self, port: &mut Inner, delivery: Delivery<()>) -> Answer<()> {
        let Self(lock) = self;
        lock.requests = lock.requests.wrapping_add(1);
        let to = delivery.reply;
        let Some(line) = lock.line(delivery.badge) else { return lock.count(to, GONE, 0) };
        match delivery.operation {
            UNLOCK => {
                let checked = suits(line, &delivery, 16, false, MAY_OPEN).and_then(|()| user_and_pin(port, &delivery));
                match checked {
                    Err(status) => lock.count(to, status, 0),
                    Ok((_, pin, len)) => {
                        let (status, word) = status(pin.to_le_bytes().get(..len).and_then(|pin| lock.door.open(pin)));
                        let len = answer(port, word);
                        lock.count(to, status, len)
                    }
                }
            }
            SET_PIN => {
                let checked = suits(line, &delivery, 16, false, MAY_ADMIN).and_then(|()| user_and_pin(port, &delivery));
                lock.count(to, checked.map_or_else(|status| status, |_| OK), 0)
            }
            HISTORY => {
                let checked = suits(line, &delivery, 8, false, MAY_READ).and_then(|()| word(port, &delivery));
                match checked {
                    Ok(from) if from >> 32 == 0 => {
                        let len = answer(port, 0);
                        lock.count(to, OK, len)
                    }
                    Ok(_) => lock.count(to, MALFORMED, 0),
                    Err(status) => lock.count(to, status, 0),
                }
            }
            TOUCHED => {
                let checked = suits(line, &delivery, 8, true, MAY_TOUCH).and_then(|()| word(port, &delivery));
                let status = checked.map_or_else(|status| status, |user| if user < 32 { OK } else { MALFORMED });
                lock.count(to, status, 0)
            }
            _ => lock.count(to, UNKNOWN, 0),
        }
    }

    fn connect(&mut self, _: &mut Inner, connection: Connection) -> Option<Badge> {
        self.0.connect(connection)
    }

    fn disconnect(&mut self, _: &mut Inner, badge: Badge) {
        self.0.disconnect(badge);
    }

    fn reap(&mut self, _: &mut Inner) {}
}

impl Service<Inner> for Raw {
    fn dispatch(&mut self, port: &mut Inner, delivery: Delivery<()>) -> Answer<()> {
        let message = port.message();
        let used = message.get(2).copied().map_or(0, usize::from);
        let pin = message.get(3..).and_then(|pin| pin.get(..used));
        let (status, word) = status(pin.and_then(|pin| self.0.open(pin)));
        Answer { to: delivery.reply, status, len: answer(port, word) }
    }

    fn connect(&mut self, _: &mut Inner, _: Connection) -> Option<Badge> {
        Badge::from_word(1 << 16)
    }

    fn disconnect(&mut self, _: &mut Inner, _: Badge) {}

    fn reap(&mut self, _: &mut Inner) {}
}

#[inline(always)]
fn answer(port: &mut Inner, word: u64) -> usize {
    match port.buffer().first_chunk_mut() {
        Some(place) => {
            *place = word.to_le_bytes();
            8
        }
        None => 0,
    }
}

#[inline(always)]
fn status(outcome: Option<u64>) -> (u16, u64) {
    outcome.map_or((FAILS, u64::from(WRONG_PIN)), |until| (OK, until))
}
