//! The lock's driver: the only component that knows PINs. It serves `lock` and, while it unlocks, drives the bolt and sounds the siren.

use std::collections::VecDeque;

use tessera::{Call, Never, OPEN, Reply, Stop, Tickets};
use tessera_linux::{Boot, Port};

use crate::{
    say,
    smart_lock::{
        Entry, Mode, Pin, UserId, Why,
        driver::{Dispatch, LockServer, UnlockCall, Uses},
        lock, lock_policy,
    },
};

/// The one user of this house who may come in, and the PIN.
const RESIDENT: (u16, &[u8]) = (7, b"493817");
/// How long the door stays open, in milliseconds.
const OPEN_FOR: u64 = 5_000;
/// How many entries the history keeps: as many as one answer holds.
const HISTORY: usize = 16;
/// Wrong PINs of one user in a row that sound the siren.
const ALARM: u8 = 3;

/// The requests that wait for their check.
static WAITING: Tickets = Tickets::new();

/// Serves until the house is empty.
pub fn run(boot: Boot) -> Result<(), String> {
    let mut port = boot.port;
    let uses = Uses::connect(|place| port.wired(place)).map_err(|unwired| unwired.to_string())?;
    let mut lock = Dispatch::new(Driver::new(), lock_policy::Driver::new(), uses);
    lock.monitor.keep_with(&WAITING);
    let descriptors = say::descriptors();
    let ended = tessera::serve_with(&mut port, &mut lock, |port, lock| {
        say::audit(lock.monitor.trail());
        let Some(check) = lock.server.checks.pop_front() else { return false };
        lock.finish_unlock(port, check.reply, |driver, call| driver.check(call, check.user, &check.pin));
        true
    });
    say::audit(lock.monitor.trail());
    say::counts(lock.monitor.counts());
    say::count("unanswered", port.lost_replies());
    say::count("descriptors-kept", say::descriptors().saturating_sub(descriptors));
    say::ended(&ended)
}

/// A PIN that waits for its check: the bolt moves only when no other request waits, so a `touched` never stands behind a bolt.
struct Check {
    reply: Reply<lock::Unlock>,
    user: UserId,
    pin: Vec<u8>,
}

struct Driver {
    checks: VecDeque<Check>,
    /// Wrong PINs in a row, by user.
    wrong: [u8; 32],
    history: VecDeque<Entry>,
}

impl Driver {
    fn new() -> Self {
        Self { checks: VecDeque::with_capacity(OPEN), wrong: [0; 32], history: VecDeque::with_capacity(HISTORY) }
    }

    /// The second half of `unlock`.
    fn check(
        &mut self,
        call: &mut UnlockCall<'_, Port>,
        user: UserId,
        pin: &[u8],
    ) -> Result<lock::UnlockReply, Stop<Why>> {
        let now = call.now();
        let granted = (user.get(), pin) == RESIDENT;
        say::seen("unlock", now, format_args!("{} {}", user.get(), if granted { "right" } else { "wrong" }));
        self.remember(Entry { at: now, user, granted });
        let Some(wrong) = self.wrong.get_mut(usize::from(user.get())) else { return Err(Why::Jammed.into()) };
        if granted {
            *wrong = 0;
            return match call.bolt().drive(Mode::Open) {
                Ok(answer) if answer.moved => Ok(lock::UnlockReply { until: now.saturating_add(OPEN_FOR) }),
                _ => Err(Why::Jammed.into()),
            };
        }
        *wrong += 1;
        if *wrong == ALARM {
            *wrong = 0;
            // A siren that does not hear must not keep the door from answering.
            if let Err(failure) = call.horn().sound(user, 10) {
                say::event(format_args!("the siren does not hear: {failure}"));
            }
        }
        Err(Why::WrongPin.into())
    }

    fn remember(&mut self, entry: Entry) {
        if self.history.len() == HISTORY {
            self.history.pop_front();
        }
        self.history.push_back(entry);
    }
}

impl LockServer<Port> for Driver {
    fn unlock(
        &mut self,
        call: &mut UnlockCall<'_, Port>,
        user: UserId,
        pin: Pin<'_>,
    ) -> Result<lock::UnlockReply, Stop<Why>> {
        let pin = pin.get().as_bytes();
        if user.get() >= 32 || !(4..=8).contains(&pin.len()) || !pin.is_ascii() {
            say::impossible("unlock");
        }
        say::seen("admitted", call.now(), format_args!("{}", user.get()));
        let (reply, later) = call.keep()?;
        self.checks.push_back(Check { reply, user, pin: pin.to_vec() });
        Err(later)
    }

    fn set_pin(&mut self, call: &mut Call<Port, lock::SetPin>, user: UserId, _: Pin<'_>) -> Result<(), Stop<Never>> {
        // Nobody in this house holds the right `admin`.
        say::seen("set_pin", call.now(), format_args!("{}", user.get()));
        Ok(())
    }

    fn history(
        &mut self,
        call: &mut Call<Port, lock::History>,
        from: u32,
    ) -> Result<lock::HistoryReply<'_>, Stop<Never>> {
        say::seen("history", call.now(), format_args!("{from}"));
        let entries = self.history.make_contiguous();
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(entries.len());
        Ok(lock::HistoryReply { entries: entries.get(from..).unwrap_or_default().into() })
    }

    fn touched(&mut self, call: &mut Call<Port, lock::Touched>, user: UserId) {
        if user.get() >= 32 {
            say::impossible("touched");
        }
        say::seen("touched", call.now(), format_args!("{}", user.get()));
    }
}
