//! The same call by hand, against the port's own interface: the same bytes, the same checks, the same policy with the same state, counts
//! and records, written for this one method by somebody who has read the format. Tuned: the whole body in two registers, one branch for many
//! facts where they can share it, one look at the bucket, everything that is rare out of the way.

use std::num::NonZeroU16;

use tessera::{Answer, Badge, Client, Clock, Connection, Delivery, Kernel, Never, Received, Service};

use crate::home::{Door, Inner};

/// The right PIN, for every user.
pub(crate) const PIN: &str = "493817";

const UNLOCK: u16 = 32;
const OK: u16 = 16;
const FAILS: u16 = 17;
const UNKNOWN: u16 = 18;
const MALFORMED: u16 = 19;
const DENIED: u16 = 20;
const RIGHT_MISSING: u16 = 21;
const BUSY: u16 = 24;
const GONE: u16 = 25;
const WRONG_PIN: u8 = 1;
const JAMMED: u8 = 2;
const MAY_OPEN: u16 = 1;
const GATEWAY: u16 = 0;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// A connection.
#[derive(Clone, Copy, Debug)]
struct Line {
    /// Of the badge that names it; 0 is none.
    generation: u16,
    rights: u16,
    subject: u16,
    root: u16,
}

/// What is known of one user.
#[derive(Clone, Copy, Debug)]
struct Tries {
    count: u8,
    until: u64,
}

/// `limit rate: 5 per 1s burst 3`, in thousandths of a token.
#[derive(Clone, Copy, Debug)]
struct Rate {
    parts: u64,
    at: u64,
}

const FULL: u64 = 3000;

/// An audit record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) at: u64,
    pub(crate) badge: u32,
    pub(crate) verdict: u32,
    pub(crate) subject: u16,
    pub(crate) operation: u16,
    pub(crate) status: u16,
    pub(crate) kind: u16,
    pub(crate) count: u32,
}

const REQUEST: u16 = 0;
const NOTE: u16 = 1;

const NOTHING: Record =
    Record { at: 0, badge: 0, verdict: 0, subject: 0, operation: 0, status: 0, kind: u16::MAX, count: 0 };

/// The server's side.
#[derive(Debug)]
pub(crate) struct Lock {
    door: Door,
    lines: [Line; 16],
    requests: u64,
    answered: [u64; 32],
    tries: [Tries; 32],
    /// One bit for each user with an open request.
    open: u64,
    rates: [Rate; 16],
    records: [Record; 64],
    first: usize,
    len: usize,
    /// The place of the newest.
    last: usize,
    /// How many of the records are of each caller.
    shares: [u8; 32],
    lost: u32,
}

/// The clauses of the policy, as verdicts name them.
const ALLOWED: u32 = 0x0200_0100;
const NO_RULE: u32 = 0;
const EXCLUSIVE: u32 = 0x0100_0101;
const COOL: u32 = 0x0000_0102;
const RATE: u32 = 0x0000_0103;

impl Lock {
    /// Nobody is connected.
    pub(crate) fn new() -> Self {
        Self {
            door: Door::new(),
            lines: [Line { generation: 0, rights: 0, subject: 0, root: 0 }; 16],
            requests: 0,
            answered: [0; 32],
            tries: [Tries { count: 0, until: 0 }; 32],
            open: 0,
            rates: [Rate { parts: FULL, at: 0 }; 16],
            records: [NOTHING; 64],
            first: 0,
            len: 0,
            last: 0,
            shares: [0; 32],
            lost: 0,
        }
    }

    /// How many requests ended with this status.
    #[cfg(test)]
    pub(crate) fn answered(&self, status: u16) -> u64 {
        self.answered.get(usize::from(status)).copied().unwrap_or(0)
    }

    /// Takes the oldest record.
    #[cfg(test)]
    pub(crate) fn pop(&mut self) -> Option<Record> {
        self.len = self.len.checked_sub(1)?;
        let record = std::mem::replace(self.records.get_mut(self.first % 64)?, NOTHING);
        self.first += 1;
        *self.shares.get_mut(usize::from(record.subject % 32))? -= 1;
        Some(record)
    }

    fn connect(&mut self, connection: Connection) -> Option<Badge> {
        let index = u16::try_from(self.lines.iter().position(|line| line.generation == 0)?).ok()?;
        let line = self.lines.get_mut(usize::from(index))?;
        *line = Line { generation: 1, rights: connection.rights, subject: connection.subject, root: index };
        Some(Badge { index, generation: NonZeroU16::MIN })
    }

    fn disconnect(&mut self, badge: Badge) {
        if let Some(line) = self.lines.get_mut(usize::from(badge.index)) {
            line.generation = 0;
        }
    }

    #[inline(always)]
    fn line(&self, badge: Badge) -> Option<Line> {
        let line = self.lines.get(usize::from(badge.index))?;
        (line.generation == badge.generation.get()).then_some(*line)
    }

    #[inline(always)]
    fn decide(&self, now: u64, user: u16, root: u16) -> (u32, u64) {
        let (Some(tries), Some(rate)) = (self.tries.get(usize::from(user)), self.rates.get(usize::from(root))) else {
            return (NO_RULE, 0);
        };
        let level = level(*rate, now);
        let verdict = if self.open >> user & 1 != 0 {
            EXCLUSIVE
        } else if now < tries.until {
            COOL
        } else if level < 1000 {
            RATE
        } else {
            ALLOWED
        };
        (verdict, level)
    }

    #[cold]
    fn wrong(&mut self, now: u64, badge: u32, line: Line, user: u16) {
        let Some(tries) = self.tries.get_mut(usize::from(user)) else { return };
        tries.count = tries.count.saturating_add(1);
        if tries.count == 3 {
            *tries = Tries { count: 0, until: now.saturating_add(30_000) };
            self.note(now, badge, line);
        }
    }

    #[inline(always)]
    fn count(&mut self, to: Option<()>, status: u16, len: usize) -> Answer<()> {
        if let Some(count) = self.answered.get_mut(usize::from(status)) {
            *count = count.wrapping_add(1);
        }
        Answer { to, status, len }
    }

    /// Equal consecutive records are one.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "the fields of a record")]
    fn record(
        &mut self,
        to: Option<()>,
        at: u64,
        badge: u32,
        line: Line,
        operation: u16,
        verdict: u32,
        status: u16,
        len: usize,
    ) -> Answer<()> {
        match self.records.get_mut(self.last % 64) {
            Some(last)
                if last.kind == REQUEST
                    && last.operation == operation
                    && last.status == status
                    && last.verdict == verdict
                    && last.badge == badge
                    && last.count != u32::MAX =>
            {
                last.count += 1;
            }
            _ => self.remember(at, badge, line, operation, verdict, status),
        }
        self.count(to, status, len)
    }

    #[cold]
    fn remember(&mut self, at: u64, badge: u32, line: Line, operation: u16, verdict: u32, status: u16) {
        let (subject, kind) = (line.subject, REQUEST);
        self.append(Record { at, badge, verdict, subject, operation, status, kind, count: 1 });
    }

    fn note(&mut self, at: u64, badge: u32, line: Line) {
        let record = Record { at, badge, subject: line.subject, kind: NOTE, count: 1, ..NOTHING };
        match self.records.get_mut(self.last % 64) {
            Some(last) if (Record { at: last.at, count: last.count, ..record }) == *last && last.count != u32::MAX => {
                last.count += 1;
            }
            _ => self.append(record),
        }
    }

    fn append(&mut self, record: Record) {
        let index = self.first.wrapping_add(self.len) % 64;
        let share = self.shares.get_mut(usize::from(record.subject % 32));
        match (share, self.records.get_mut(index)) {
            (Some(share), Some(place)) if *share < 16 && self.len < 64 => {
                *share += 1;
                *place = record;
                self.len += 1;
                self.last = index;
            }
            _ => self.lost = self.lost.saturating_add(1),
        }
    }
}

#[inline(always)]
fn level(rate: Rate, now: u64) -> u64 {
    // In 600 ms it is full, however empty it was.
    rate.parts.wrapping_add(now.saturating_sub(rate.at).min(600).wrapping_mul(5))
}

/// The user, the eight places of the PIN, and how many of them are used.
#[inline(always)]
fn checked(port: &Inner, line: Line, delivery: &Delivery<()>) -> Result<(u16, u64, usize), u16> {
    if delivery.truncated || delivery.len > 16 || delivery.reply.is_none() {
        return Err(MALFORMED);
    }
    if line.rights & MAY_OPEN == 0 {
        return Err(RIGHT_MISSING);
    }
    let Some(copy) = port.message().first_chunk::<16>() else { return Err(MALFORMED) };
    let both = u128::from_le_bytes(*copy);
    #[expect(clippy::cast_possible_truncation, reason = "the fields")]
    let (user, len, pin, rest) = (both as u16, (both >> 16) as u8, (both >> 24) as u64, (both >> 88) as u64);
    // In two steps, so that 8 places are shifted by 64 bits.
    let half = (u32::from(len) * 4) & 63;
    let unused = pin >> half >> half;
    if delivery.len != 16 || delivery.caps != 0 || user >= 32 || !(4..=8).contains(&len) || unused != 0 || rest != 0 {
        return Err(MALFORMED);
    }
    if pin & HIGH_BITS != 0
        && pin.to_le_bytes().get(..usize::from(len)).is_none_or(|pin| std::str::from_utf8(pin).is_err())
    {
        return Err(MALFORMED);
    }
    Ok((user, pin, usize::from(len)))
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
        let (to, badge) = (delivery.reply, delivery.badge.word());
        let Some(line) = lock.line(delivery.badge) else { return lock.count(to, GONE, 0) };
        let now = port.now();
        if delivery.operation != UNLOCK {
            return lock.record(to, now, badge, line, delivery.operation, NO_RULE, UNKNOWN, 0);
        }
        let (user, pin, len) = match checked(port, line, &delivery) {
            Ok(request) => request,
            Err(status) => return lock.record(to, now, badge, line, UNLOCK, NO_RULE, status, 0),
        };
        let (verdict, level) = if line.subject == GATEWAY { lock.decide(now, user, line.root) } else { (NO_RULE, 0) };
        if verdict != ALLOWED {
            let status = if verdict == EXCLUSIVE { BUSY } else { DENIED };
            return lock.record(to, now, badge, line, UNLOCK, verdict, status, 0);
        }
        lock.open |= 1 << user;
        if let Some(rate) = lock.rates.get_mut(usize::from(line.root)) {
            *rate = Rate { parts: level.wrapping_sub(1000).min(FULL - 1000), at: now };
        }
        let outcome = pin.to_le_bytes().get(..len).and_then(|pin| lock.door.open(pin));
        lock.open &= !(1 << user);
        let (status, len) = if let Some(until) = outcome {
            if let Some(tries) = lock.tries.get_mut(usize::from(user)) {
                tries.count = 0;
            }
            (OK, answer(port, until))
        } else {
            lock.wrong(now, badge, line, user);
            (FAILS, answer(port, u64::from(WRONG_PIN)))
        };
        lock.record(to, now, badge, line, UNLOCK, ALLOWED, status, len)
    }

    fn connect(&mut self, _: &mut Inner, connection: Connection) -> Option<Badge> {
        self.0.connect(connection)
    }

    fn disconnect(&mut self, _: &mut Inner, badge: Badge) {
        self.0.disconnect(badge);
    }

    fn reap(&mut self, _: &mut Inner) {}
}

impl Service<Inner> for Checked {
    fn dispatch(&mut self, port: &mut Inner, delivery: Delivery<()>) -> Answer<()> {
        let Self(lock) = self;
        lock.requests = lock.requests.wrapping_add(1);
        let to = delivery.reply;
        let Some(line) = lock.line(delivery.badge) else { return lock.count(to, GONE, 0) };
        if delivery.operation != UNLOCK {
            return lock.count(to, UNKNOWN, 0);
        }
        match checked(port, line, &delivery) {
            Err(status) => lock.count(to, status, 0),
            Ok((_, pin, used)) => {
                let (status, word) = status(pin.to_le_bytes().get(..used).and_then(|pin| lock.door.open(pin)));
                let len = answer(port, word);
                lock.count(to, status, len)
            }
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
fn status(outcome: Option<u64>) -> (u16, u64) {
    outcome.map_or((FAILS, u64::from(WRONG_PIN)), |until| (OK, until))
}

/// The caller's side of the two that check: what it sends and what comes back.
#[inline(never)]
pub(crate) fn unlock<K: Client<Error = Never>>(port: &mut K, to: &K::Cap, user: u16, pin: &str) -> Result<u64, u16> {
    if user >= 32 {
        return Err(0);
    }
    let Received { status, len, caps } = send(port, to, user, pin.as_bytes()).ok_or(0_u16)?;
    let Some(word) = port.message().first_chunk().map(|bytes| u64::from_le_bytes(*bytes)) else {
        return Err(MALFORMED);
    };
    match (status, len, caps) {
        (OK, 8, 0) => Ok(word),
        _ => Err(not_ok(status, len, caps, word)),
    }
}

#[cold]
fn not_ok(status: u16, len: usize, caps: u16, word: u64) -> u16 {
    match (status, len, caps) {
        (FAILS, 8, 0) if word == u64::from(WRONG_PIN) || word == u64::from(JAMMED) => {
            u16::try_from(word).unwrap_or(MALFORMED)
        }
        (UNKNOWN..=26, ..) => status,
        _ => MALFORMED,
    }
}

/// The caller's side of the one that does not.
#[inline(never)]
pub(crate) fn unlock_raw<K: Client<Error = Never>>(
    port: &mut K,
    to: &K::Cap,
    user: u16,
    pin: &str,
) -> Result<u64, u16> {
    let Received { status, .. } = send(port, to, user, pin.as_bytes()).ok_or(0_u16)?;
    let word = port.message().first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    if status == OK { Ok(word) } else { Err(u16::try_from(word).unwrap_or(0)) }
}

/// The request, written as two words.
#[inline(always)]
fn send<K: Client<Error = Never>>(port: &mut K, to: &K::Cap, user: u16, pin: &[u8]) -> Option<Received> {
    if pin.len() > 8 {
        return None;
    }
    let (head, tail) = (pin.first_chunk::<4>()?, pin.last_chunk::<4>()?);
    let shift = pin.len().wrapping_sub(4) * 8;
    let word = u64::from(u32::from_le_bytes(*head)) | u64::from(u32::from_le_bytes(*tail)) << (shift & 63);
    let body = u128::from(user) | (pin.len() as u128) << 16 | u128::from(word) << 24;
    *port.buffer().first_chunk_mut()? = body.to_le_bytes();
    let Ok(received) = port.call(to, UNLOCK, 16);
    Some(received)
}

/// The handler as a function.
#[inline(never)]
pub(crate) fn direct(door: &Door, _: u16, pin: &str) -> Result<u64, u16> {
    door.open(pin.as_bytes()).ok_or(u16::from(WRONG_PIN))
}
