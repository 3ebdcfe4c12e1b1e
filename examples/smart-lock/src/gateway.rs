//! The gateway: it faces the network, so nothing rests on it. Here it is honest; `attacker` takes its place later.

use std::cell::Cell;

use tessera::{Component, Failure, Refusal};
use tessera_linux::{Boot, Port};

use crate::{
    say,
    smart_lock::{Pin, UserId, Why, gateway},
};

/// What the gateway holds.
#[derive(Component)]
#[component(gateway, kernel = Port)]
struct Gateway {
    lock: gateway::LockCap<Port>,
    /// How many requests it sent.
    #[component(state)]
    sent: Cell<u64>,
}

const RIGHT: &str = "493817";
const WRONG: &str = "000000";

/// Lives through its part of the day.
pub fn run(boot: Boot) -> Result<(), String> {
    let mut port = boot.port;
    let gateway = Gateway::connect(|place| port.wired(place)).map_err(|unwired| unwired.to_string())?;
    let user = UserId::new(7).ok_or("user 7 is a user")?;
    gateway.touched(&mut port, user)?;
    gateway.unlock(&mut port, user, RIGHT, "opened")?;
    for _ in 0..3 {
        gateway.unlock(&mut port, user, WRONG, "wrong PIN")?;
        say::wait(1_000);
    }
    gateway.unlock(&mut port, user, RIGHT, "the policy denies it")?;
    say::wait(31_000);
    gateway.unlock(&mut port, user, RIGHT, "opened")?;
    gateway.count();
    let history = gateway.lock.on(&mut port).history(0).map_err(|failure| failure.to_string())?;
    say::event(format_args!(
        "history: {} entries, the last {:?}",
        history.entries.len(),
        history.entries.iter().last()
    ));
    say::count("sent", gateway.sent.get());
    Ok(())
}

impl Gateway {
    fn count(&self) {
        self.sent.set(self.sent.get() + 1);
    }

    fn touched(&self, port: &mut Port, user: UserId) -> Result<(), String> {
        self.count();
        self.lock.on(port).touched(user).map_err(|failure| failure.to_string())
    }

    /// Tries a PIN and tells what happened; something else than what this hour of the day expects ends the day.
    fn unlock(&self, port: &mut Port, user: UserId, pin: &str, expected: &str) -> Result<(), String> {
        let pin = Pin::new(pin).ok_or("a PIN has 4 to 8 bytes")?;
        self.count();
        let answer = self.lock.on(port).unlock(user, pin);
        let said = match &answer {
            Ok(_) => "opened".to_owned(),
            Err(Failure::Error(Why::WrongPin)) => "wrong PIN".to_owned(),
            Err(Failure::Error(Why::Jammed)) => "jammed".to_owned(),
            Err(Failure::Refused(refusal @ Refusal::Denied)) => refusal.to_string(),
            Err(other) => other.to_string(),
        };
        say::event(format_args!("unlock user {} with {}: {said}", user.get(), pin.get()));
        if said == expected { Ok(()) } else { Err(format!("unlock: expected \"{expected}\", got \"{said}\"")) }
    }
}
