//! The rows: one way to call each, as often as asked.

use std::hint::black_box;

use tessera::{Cap, Service, loopback::Local};

use crate::{
    Result,
    free::Free,
    hand::{self, Lock, PIN},
    home::{self, Door, Home, Inner},
    stubs::smart_lock::{driver::Policed, lock_policy::Driver},
};

/// A way to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// The loop, without a call.
    Loop,
    /// The generated stubs, with the system's policy.
    Generated,
    /// The generated stubs, without a policy.
    Unpoliced,
    /// By hand, with the same checks and the same policy.
    Hand,
    /// By hand, with the same checks.
    HandUnpoliced,
    /// By hand: bytes there, bytes back, nothing looked at.
    Raw,
    /// The handler, as a function.
    Direct,
}

/// Tokens come back as fast as calls take them: 5 per second.
const STEP: u64 = 200;

/// The arguments of each call, from where the optimiser does not see them, and the result to where it does not see what becomes of it.
fn times(n: u32, mut call: impl FnMut(u16, &str) -> std::result::Result<u64, u16>) {
    for _ in 0..n {
        let (user, pin) = black_box((7, PIN));
        let _ = black_box(call(user, pin));
    }
}

impl Row {
    /// All of them, with their names.
    pub(crate) const ALL: [(Self, &'static str); 7] = [
        (Self::Loop, "loop"),
        (Self::Generated, "generated"),
        (Self::Unpoliced, "generated-unpoliced"),
        (Self::Hand, "hand"),
        (Self::HandUnpoliced, "hand-unpoliced"),
        (Self::Raw, "raw"),
        (Self::Direct, "direct"),
    ];

    /// The row with this name.
    pub(crate) fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|(_, known)| *known == name);
        found.map(|(row, _)| *row).ok_or_else(|| format!("no row `{name}`").into())
    }

    /// Calls `n` times.
    pub(crate) fn run(self, n: u32) -> Result {
        match self {
            Self::Loop => times(n, |user, _| Ok(u64::from(user))),
            Self::Generated => generated(n, Driver::new())?,
            Self::Unpoliced => generated(n, Free)?,
            Self::Hand => by_hand(n, hand::Policed(Lock::new()), hand::unlock)?,
            Self::HandUnpoliced => by_hand(n, hand::Checked(Lock::new()), hand::unlock)?,
            Self::Raw => by_hand(n, hand::Raw(Door::new()), hand::unlock_raw)?,
            Self::Direct => {
                let (door, direct) = (Door::new(), black_box(hand::direct as fn(&Door, u16, &str) -> _));
                times(n, |user, pin| direct(&door, user, pin));
            }
        }
        Ok(())
    }
}

fn generated<P: Policed<Inner>>(n: u32, policy: P) -> Result {
    let (mut port, cap) = home::home(home::driver(policy))?;
    let cap = Cap::new(cap);
    opens(home::unlock(&mut port, &cap, 7, PIN))?;
    times(n, |user, pin| {
        home::pass(&mut port, STEP);
        home::unlock(&mut port, &cap, user, pin)
    });
    Ok(())
}

type Near<S> = fn(&mut Home<S>, &Local, u16, &str) -> std::result::Result<u64, u16>;

#[inline(always)]
fn by_hand<S: Service<Inner>>(n: u32, service: S, unlock: Near<S>) -> Result {
    let (mut port, cap) = home::home(service)?;
    opens(unlock(&mut port, &cap, 7, PIN))?;
    times(n, |user, pin| {
        home::pass(&mut port, STEP);
        unlock(&mut port, &cap, user, pin)
    });
    Ok(())
}

/// A row that does not do its work is not measured.
fn opens(outcome: std::result::Result<u64, u16>) -> Result {
    if outcome == Ok(5000) { Ok(()) } else { Err(format!("the lock says {outcome:?}").into()) }
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use tessera::{Client, Kernel, OneWay};

    use super::*;
    use crate::stubs::smart_lock::driver::Dispatch;

    type Ours = Home<Dispatch<Inner, Door, Driver>>;
    type Theirs = Home<hand::Policed>;

    /// The same numbers on every run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, bound: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % bound
        }
    }

    fn both() -> Result<(Ours, Local, Theirs, Local)> {
        let (ours, our_cap) = home::home(home::driver(Driver::new()))?;
        let (theirs, their_cap) = home::home(hand::Policed(Lock::new()))?;
        Ok((ours, our_cap, theirs, their_cap))
    }

    /// Many days in the life of the lock, generated and by hand: the same outcomes, the same records.
    #[test]
    fn generated_and_by_hand_agree_on_calls() -> Result {
        let (mut ours, our_cap, mut theirs, their_cap) = both()?;
        let our_cap = Cap::new(our_cap);
        let mut random = Random(1);
        let mut seen = [0_u32; 32];
        for _ in 0..100_000 {
            let user = u16::try_from(random.below(3))?;
            let pin = if random.below(4) == 0 { PIN } else { "0000ü" };
            let step = if random.below(3) == 0 { random.below(4000) } else { 150 };
            home::pass(&mut ours, step);
            home::pass(&mut theirs, step);
            let outcome = home::unlock(&mut ours, &our_cap, user, pin);
            assert_eq!(outcome, hand::unlock(&mut theirs, &their_cap, user, pin));
            let status = outcome.map_or_else(|error| if error < 16 { 17 } else { error }, |_| 16);
            if let Some(count) = seen.get_mut(usize::from(status)) {
                *count += 1;
            }
            if random.below(7) == 0 {
                records_agree(&mut ours, &mut theirs)?;
            }
        }
        assert!([16, 17, 20].iter().all(|status| seen.get(*status).is_some_and(|count| *count > 1000)), "{seen:?}");
        counts_agree(&mut ours, &mut theirs)
    }

    /// Any bytes to any operation: the same status, the same bytes back, the same records.
    #[test]
    fn generated_and_by_hand_agree_on_bytes() -> Result {
        let (mut ours, our_cap, mut theirs, their_cap) = both()?;
        let mut random = Random(2);
        let mut seen = [0_u32; 32];
        for _ in 0..200_000 {
            let operation = u16::try_from(31 + random.below(6))?;
            let len = usize::try_from([0, 8, 8, 16, 16, 16, 24][usize::try_from(random.below(7))?])?;
            let mut body = [0; 24];
            *body.first_chunk_mut().ok_or("short")? = u16::try_from(random.below(34))?.to_le_bytes();
            if operation != 35 && len == 16 {
                body[2] = u8::try_from(random.below(10))?;
                body[3..11].copy_from_slice(b"493817\0\0");
            }
            for _ in 0..random.below(3) / 2 {
                body[usize::try_from(random.below(24))?] = u8::try_from(random.below(256))?;
            }
            let step = random.below(300);
            home::pass(&mut ours, step);
            home::pass(&mut theirs, step);
            let oneway = (operation == 35) != (random.below(9) == 0);
            let ours_said = said(&mut ours, &our_cap, operation, &body, len, oneway);
            assert_eq!(ours_said, said(&mut theirs, &their_cap, operation, &body, len, oneway), "{operation} {body:?}");
            if let Some((status, _)) = ours_said
                && let Some(count) = seen.get_mut(usize::from(status))
            {
                *count += 1;
            }
            if random.below(3) == 0 {
                records_agree(&mut ours, &mut theirs)?;
            }
        }
        assert!([16, 18, 19, 20].iter().all(|status| seen.get(*status).is_some_and(|count| *count > 1000)), "{seen:?}");
        counts_agree(&mut ours, &mut theirs)
    }

    /// Sends bytes; what comes back, where something does.
    fn said<S: Service<Inner>>(
        port: &mut Home<S>,
        cap: &Local,
        operation: u16,
        body: &[u8; 24],
        len: usize,
        oneway: bool,
    ) -> Option<(u16, Vec<u8>)> {
        port.buffer()[..24].copy_from_slice(body);
        if oneway {
            let Ok(()) = port.send(cap, operation, len);
            return None;
        }
        let Ok(received) = port.call(cap, operation, len);
        Some((received.status, port.message()[..received.len].to_vec()))
    }

    fn counts_agree(ours: &mut Ours, theirs: &mut Theirs) -> Result {
        records_agree(ours, theirs)?;
        for status in 0..32 {
            let counted = ours.services.0.monitor.counts().with_status(status);
            assert_eq!(counted, theirs.services.0.0.answered(status), "status {status}");
        }
        Ok(())
    }

    fn records_agree(ours: &mut Ours, theirs: &mut Theirs) -> Result {
        let (trail, lock) = (ours.services.0.monitor.trail(), &mut theirs.services.0.0);
        while !trail.is_empty() {
            let ours = trail.pop().ok_or("a record is there")?;
            // The connection itself, and what found no room, are records of the runtime's only.
            if !matches!(ours.kind, tessera::audit::Kind::Request | tessera::audit::Kind::Note) {
                continue;
            }
            let theirs = lock.trail.pop().ok_or("a record is missing")?;
            assert_eq!(
                (ours.at, ours.badge, ours.verdict.bits(), ours.subject, ours.count),
                (theirs.at, theirs.badge, theirs.verdict, theirs.subject, theirs.count)
            );
            assert_eq!((ours.operation, ours.status, ours.kind as u16), (theirs.operation, theirs.status, theirs.kind));
        }
        assert_eq!(lock.trail.pop(), None);
        Ok(())
    }
}
