//! What the server knows: connections, counts, the state of the policy, the audit.

use std::num::NonZeroU16;

use tessera::{Answer, Badge, Connection, Delivery, Kernel};

use super::{
    DENIED, GATEWAY, MALFORMED, RIGHT_MISSING,
    trail::{NOTE, NOTHING, REQUEST, Record, Trail},
};
use crate::home::{Door, Inner};

/// A connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Of the badge that names it; 0 is none.
    generation: u16,
    pub(super) rights: u16,
    pub(super) subject: u16,
    pub(super) root: u16,
}

/// What is known of one user.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tries {
    pub(super) count: u8,
    until: u64,
}

/// A bucket that gets `N` tokens per second and holds `BURST`, in thousandths of a token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rate<const N: u64, const BURST: u64> {
    parts: u64,
    at: u64,
}

impl<const N: u64, const BURST: u64> Rate<N, BURST> {
    const FULL: u64 = BURST * 1000;
    /// Milliseconds after which it is full, however empty it was.
    const REFILL: u64 = Self::FULL.div_ceil(N);

    #[inline(always)]
    pub(super) fn level(self, now: u64) -> u64 {
        self.parts.wrapping_add(now.saturating_sub(self.at).min(Self::REFILL).wrapping_mul(N))
    }

    /// With one token less than `level`, which is at least one.
    #[inline(always)]
    pub(super) fn less(level: u64, now: u64) -> Self {
        Self { parts: level.wrapping_sub(1000).min(Self::FULL - 1000), at: now }
    }
}

/// The clauses of the policy, as verdicts name them: decision, rule, clause.
pub(super) const NO_RULE: u32 = 0;
pub(super) const ALLOWED_1: u32 = 0x0200_0100;
pub(super) const EXCLUSIVE_1: u32 = 0x0100_0101;
const COOL_1: u32 = 0x0000_0102;
const RATE_1: u32 = 0x0000_0103;
const ALLOWED_2: u32 = 0x0200_0200;
const READS_2: u32 = 0x0000_0201;
const ALLOWED_3: u32 = 0x0200_0300;
const TAPS_3: u32 = 0x0000_0301;

/// The server's side.
#[derive(Debug)]
pub(crate) struct Lock {
    pub(super) door: Door,
    lines: [Line; 16],
    pub(super) requests: u64,
    answered: [u64; 32],
    pub(super) tries: [Tries; 32],
    /// One bit for each user with an open request.
    pub(super) open: u64,
    pub(super) rates: [Rate<5, 3>; 16],
    reads: [Rate<10, 10>; 16],
    taps: [Rate<20, 20>; 16],
    pub(crate) trail: Trail,
}

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
            rates: [Rate { parts: Rate::<5, 3>::FULL, at: 0 }; 16],
            reads: [Rate { parts: Rate::<10, 10>::FULL, at: 0 }; 16],
            taps: [Rate { parts: Rate::<20, 20>::FULL, at: 0 }; 16],
            trail: Trail::new(),
        }
    }

    /// How many requests ended with this status.
    #[cfg(test)]
    pub(crate) fn answered(&self, status: u16) -> u64 {
        self.answered.get(usize::from(status)).copied().unwrap_or(0)
    }

    pub(super) fn connect(&mut self, connection: Connection) -> Option<Badge> {
        let index = u16::try_from(self.lines.iter().position(|line| line.generation == 0)?).ok()?;
        let line = self.lines.get_mut(usize::from(index))?;
        *line = Line { generation: 1, rights: connection.rights, subject: connection.subject, root: index };
        Some(Badge { index, generation: NonZeroU16::MIN })
    }

    pub(super) fn disconnect(&mut self, badge: Badge) {
        if let Some(line) = self.lines.get_mut(usize::from(badge.index)) {
            line.generation = 0;
        }
    }

    #[inline(always)]
    pub(super) fn line(&self, badge: Badge) -> Option<Line> {
        let line = self.lines.get(usize::from(badge.index))?;
        (line.generation == badge.generation.get()).then_some(*line)
    }

    /// What the policy says of `unlock`, and what the bucket holds.
    #[inline(always)]
    pub(super) fn decide(&self, now: u64, user: u16, line: Line) -> (u32, u64) {
        let (Some(tries), Some(rate)) = (self.tries.get(usize::from(user)), self.rates.get(usize::from(line.root)))
        else {
            return (NO_RULE, 0);
        };
        let level = rate.level(now);
        let verdict = if line.subject != GATEWAY {
            NO_RULE
        } else if self.open >> user & 1 != 0 {
            EXCLUSIVE_1
        } else if now < tries.until {
            COOL_1
        } else if level < 1000 {
            RATE_1
        } else {
            ALLOWED_1
        };
        (verdict, level)
    }

    /// `allow gateway -> driver.lock.history { limit reads: 10 per 1s burst 10; }`
    pub(super) fn admit_history(&mut self, now: u64, line: Line) -> u32 {
        match self.reads.get_mut(usize::from(line.root)) {
            Some(_) if line.subject != GATEWAY => NO_RULE,
            Some(rate) if rate.level(now) >= 1000 => {
                *rate = Rate::less(rate.level(now), now);
                ALLOWED_2
            }
            _ => READS_2,
        }
    }

    /// `allow gateway -> driver.lock.touched { limit taps: 20 per 1s burst 20; }`
    pub(super) fn admit_touched(&mut self, now: u64, line: Line) -> u32 {
        match self.taps.get_mut(usize::from(line.root)) {
            Some(_) if line.subject != GATEWAY => NO_RULE,
            Some(rate) if rate.level(now) >= 1000 => {
                *rate = Rate::less(rate.level(now), now);
                ALLOWED_3
            }
            _ => TAPS_3,
        }
    }

    /// `on gateway -> driver.lock.unlock(m) fails .wrong_pin { … }`
    #[cold]
    pub(super) fn wrong(&mut self, now: u64, badge: u32, line: Line, user: u16) {
        let Some(tries) = self.tries.get_mut(usize::from(user)) else { return };
        tries.count = tries.count.saturating_add(1);
        if tries.count == 3 {
            *tries = Tries { count: 0, until: now.saturating_add(30_000) };
            if !self.trail.repeats(badge, NOTE, 0, NO_RULE, 0) {
                self.trail.append(Record { at: now, badge, subject: line.subject, kind: NOTE, count: 1, ..NOTHING });
            }
        }
    }

    #[inline(always)]
    pub(super) fn count(&mut self, to: Option<()>, status: u16, len: usize) -> Answer<()> {
        if let Some(count) = self.answered.get_mut(usize::from(status)) {
            *count = count.wrapping_add(1);
        }
        Answer { to, status, len }
    }

    /// Counts, remembers and answers.
    #[inline(always)]
    pub(super) fn end(&mut self, of: &Of, verdict: u32, status: u16, len: usize) -> Answer<()> {
        if !self.trail.repeats(of.badge, REQUEST, of.operation, verdict, status) {
            self.remember(*of, verdict, status);
        }
        self.count(of.to, status, len)
    }

    #[cold]
    fn remember(&mut self, of: Of, verdict: u32, status: u16) {
        let Of { at, badge, line, operation, .. } = of;
        let (subject, kind) = (line.subject, REQUEST);
        self.trail.append(Record { at, badge, verdict, subject, operation, status, kind, count: 1 });
    }
}

/// What a record tells of a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Of {
    pub(super) to: Option<()>,
    pub(super) at: u64,
    pub(super) badge: u32,
    pub(super) line: Line,
    pub(super) operation: u16,
}

/// A verdict's status for whoever is refused.
#[inline(always)]
pub(super) fn refused(verdict: u32) -> u16 {
    if verdict == EXCLUSIVE_1 { super::BUSY } else { DENIED }
}

/// What the kernel says of a request with an answer, and the right.
#[inline(always)]
pub(super) fn suits(line: Line, delivery: &Delivery<()>, max: usize, oneway: bool, right: u16) -> Result<(), u16> {
    if delivery.truncated || delivery.len > max || delivery.reply.is_some() == oneway {
        Err(MALFORMED)
    } else if line.rights & right != right {
        Err(RIGHT_MISSING)
    } else {
        Ok(())
    }
}

const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// The user, the eight places of the PIN, and how many of them are used.
#[inline(always)]
pub(super) fn user_and_pin(port: &Inner, delivery: &Delivery<()>) -> Result<(u16, u64, usize), u16> {
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
    let len = usize::from(len);
    if pin & HIGH_BITS != 0 && pin.to_le_bytes().get(..len).is_none_or(|pin| std::str::from_utf8(pin).is_err()) {
        return Err(MALFORMED);
    }
    Ok((user, pin, len))
}

/// A body of one word.
#[inline(always)]
pub(super) fn word(port: &Inner, delivery: &Delivery<()>) -> Result<u64, u16> {
    match port.message().first_chunk() {
        Some(word) if delivery.len == 8 && delivery.caps == 0 => Ok(u64::from_le_bytes(*word)),
        _ => Err(MALFORMED),
    }
}
