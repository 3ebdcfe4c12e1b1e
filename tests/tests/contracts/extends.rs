//! Interfaces that take over others: the methods, the rights, the numbers; and what both ends say of each other.

use tessera::{
    Call, Cap, Connection, Failure, Interface, Kernel, Method as _, Refusal, Stop,
    loopback::{Frame, Loopback},
};

use crate::{
    device::{Caller, Caps, Door, Test, on_linux, on_loopback},
    stubs::contracts::{YARD, castle, clock, door, drawbridge, gate, guest, updater, yard_rules},
};

struct Extends;

impl Test for Extends {
    fn run<K: Caller>(&self, port: &mut K, caps: Caps<K>) {
        assert_eq!(caps.gate.on(port).unlock(7).unwrap().until, 7);
        assert_eq!(caps.gate.on(port).lift(3).unwrap().height, 3);
        assert_eq!(caps.bridge.on(port).unlock(7).unwrap().until, 1007);
        caps.bridge.on(port).lower().unwrap();
        // The rights that were taken over are the first ones.
        let fewer: Cap<K, gate::Gate, gate::Rights<gate::Open>> = caps.gate.derive(port, 1).unwrap();
        assert_eq!(fewer.on(port).unlock(8).unwrap().until, 8);
        let all: Cap<K, gate::Gate, gate::AllRights> = Cap::new(fewer.into_raw());
        assert!(matches!(all.on(port).lift(1), Err(Failure::Refused(Refusal::RightMissing))));
        // A gate is a door, because every number stays; a drawbridge is not.
        let door: Door<K> = Cap::new(all.into_raw());
        assert_eq!(door.on(port).unlock(9).unwrap().until, 9);
        let bridge: Door<K> = Cap::new(caps.bridge.into_raw());
        assert!(matches!(bridge.on(port).unlock(9), Err(Failure::Refused(Refusal::UnknownOperation))));
    }
}

#[test]
fn what_is_taken_over() {
    assert_eq!((door::Unlock::OPERATION, gate::Unlock::OPERATION, drawbridge::Unlock::OPERATION), (32, 32, 0x100));
    assert_eq!((gate::Lift::OPERATION, drawbridge::Lift::OPERATION, drawbridge::Lower::OPERATION), (100, 0x144, 64));
    assert_eq!((gate::Lift::REQUIRES, drawbridge::Lift::REQUIRES, drawbridge::Lower::REQUIRES), (2, 2, 6));
    const { assert!(updater::Install::IDEMPOTENT && !updater::Begin::IDEMPOTENT) };
    for counts in [on_loopback(&Extends), on_linux(&Extends)] {
        assert_eq!((counts.with_status(16), counts.with_status(21), counts.with_status(18)), (7, 1, 1));
    }
}

fn speaks<I: Interface, K: Caller>(port: &mut K, cap: <K as Kernel>::Cap) -> (bool, K::Cap) {
    let cap: Cap<K, I, ()> = Cap::new(cap);
    (cap.bind(port).unwrap(), cap.into_raw())
}

struct Binds;

impl Test for Binds {
    fn run<K: Caller>(&self, port: &mut K, caps: Caps<K>) {
        assert!(caps.updater.bind(port).unwrap());
        let (equal, gate) = speaks::<gate::Gate, K>(port, caps.gate.into_raw());
        let (base, gate) = speaks::<door::Door, K>(port, gate);
        let (derived, gate) = speaks::<drawbridge::Drawbridge, K>(port, gate);
        assert_eq!((equal, base, derived), (true, true, false));
        let (equal, bridge) = speaks::<drawbridge::Drawbridge, K>(port, caps.bridge.into_raw());
        let (base, bridge) = speaks::<gate::Gate, K>(port, bridge);
        assert_eq!((equal, base), (true, false));
        let (other, _) = speaks::<clock::Clock, K>(port, bridge);
        assert!(!other);
        // What is no question gets no answer.
        let raw = Cap::<K, gate::Gate, ()>::new(gate);
        assert_eq!(port.call(raw.raw(), 16, 0).unwrap().status, 19);
        assert_eq!(port.call(raw.raw(), 16, 16).unwrap().status, 19);
    }
}

#[test]
fn bind_compares_fingerprints() {
    for counts in [on_loopback(&Binds), on_linux(&Binds)] {
        assert_eq!((counts.with_status(16), counts.with_status(19)), (7, 2));
    }
}

/// Opens for every pin.
struct Keeper;

impl<K: Kernel> castle::GateServer<K> for Keeper {
    fn unlock(
        &mut self,
        call: &mut Call<K, gate::Unlock>,
        pin: u32,
    ) -> Result<gate::UnlockReply, Stop<tessera::Never>> {
        assert_eq!(call.caller().connection, wired());
        Ok(gate::UnlockReply { until: pin.into() })
    }

    fn knock(&mut self, _: &mut Call<K, gate::Knock>) -> Result<(), Stop<tessera::Never>> {
        Ok(())
    }

    fn lift(&mut self, _: &mut Call<K, gate::Lift>, _: u8) -> Result<gate::LiftReply, Stop<tessera::Never>> {
        panic!("nobody may")
    }
}

/// What the system says about the guest's door.
fn wired() -> Connection {
    let wire = YARD.wires[0];
    Connection { port: wire.provides, subject: wire.from, rights: wire.rights }
}

/// A system feeds a door from a gate: the guest's client is that of a door, the castle's policy decides about a gate.
#[test]
fn a_base_is_fed() {
    let service = castle::Dispatch::<Frame<512>, _, _>::new(Keeper, yard_rules::Castle::new());
    let mut port = Loopback::new(service);
    let cap = port.connect(0, wired()).unwrap();
    let mut cap = Some(cap);
    let uses = guest::Uses::connect(|_| cap.take()).unwrap();
    assert_eq!(uses.door.on(&mut port).unlock(7).unwrap().until, 7);
    assert!(matches!(uses.door.on(&mut port).unlock(0), Err(Failure::Refused(Refusal::Denied))));
    assert!(uses.door.bind(&mut port).unwrap());
    // Who knows more than its client still has the rights of a door.
    let gate: Cap<_, gate::Gate, gate::AllRights> = Cap::new(uses.door.into_raw());
    assert!(matches!(gate.on(&mut port).lift(1), Err(Failure::Refused(Refusal::RightMissing))));
}

/// The pin is `@sensitive`.
#[test]
fn secrets_are_not_shown() {
    assert_eq!(format!("{:?}", door::UnlockRequest { pin: 4711 }), "UnlockRequest { pin: <redacted> }");
    assert_eq!(format!("{:?}", gate::UnlockRequest { pin: 4711 }), "UnlockRequest { pin: <redacted> }");
}
