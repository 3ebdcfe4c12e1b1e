//! The client's half: every call, every view of an answer.

use core::hint::black_box;

use tessera::{Cap, Client, OneWay, Status};

use crate::{
    outside::{Outside, any, token},
    planted,
    stubs::smart_lock::{
        Mode, Pin, UserId,
        bolt::{self, Bolt},
        lock::{AllRights, Lock},
        siren::{self, Siren},
    },
};

/// Calls whose answers the outside gives.
#[inline(never)]
pub fn calls() {
    let mut port = Outside::new();
    of(&mut port, token());
    let bolt: Cap<Outside, Bolt, bolt::AllRights> = Cap::new(token());
    black_box(bolt.on(&mut port).drive(any(Mode::Bolted)).is_ok());
    let horn: Cap<Outside, Siren, siren::AllRights> = Cap::new(token());
    if let Some(user) = UserId::new(any(0)) {
        black_box(horn.on(&mut port).sound(user, any(0)).is_ok());
    }
    black_box((horn.into_raw(), bolt.raw()));
}

/// Every call of a lock through any port.
#[inline(never)]
pub fn of<K: Client + OneWay>(port: &mut K, raw: K::Cap) {
    let text: &str = any("493817");
    let (Some(user), Some(pin)) = (UserId::new(any(7)), Pin::new(text)) else { return };
    let lock: Cap<K, Lock, AllRights> = Cap::new(raw);
    black_box(lock.on(port).unlock(user, pin).is_ok());
    black_box(lock.on(port).set_pin(user, pin).is_ok());
    black_box(lock.on(port).touched(user).is_ok());
    if let Ok(answer) = lock.on(port).history(any(0)) {
        black_box((answer.entries.len(), answer.entries.is_empty(), answer.entries.get(any(0)).is_some()));
        for entry in answer.entries {
            black_box((entry.at(), entry.user(), entry.granted()));
        }
        planted::in_getter();
    }
    if let Ok(derived) = lock.derive::<AllRights>(port, any(0)) {
        black_box(derived.into_raw());
    }
}

/// What a client does with a status that it does not know.
#[inline(never)]
pub fn events() {
    let refusal = tessera::Refusal::from_status(Status(any(0)));
    black_box((refusal, refusal.status(), tessera::Badge::from_word(any(0))));
}
