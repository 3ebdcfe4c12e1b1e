//! The client whose type says the state: steps, failures that lead elsewhere, and what is left after each.

use tessera::{Cap, Failure, Refusal, Stopped, call};
use tessera_linux::Port;

use crate::{
    device::{BUSY, Caller, Caps, Door, FORGED, FULL, GOOD, LATER, Linux, NEVER, OLD, Test, on_linux, on_loopback},
    stubs::contracts::{
        Bad, Trouble,
        updater::{AllRights, Begin, BeginRequest, Idle, Receiving, Session, Updater, VerifyFailed},
    },
};

type Updaters<K, S> = Session<K, AllRights, S>;

struct Whole;

impl Test for Whole {
    fn run<K: Caller>(&self, port: &mut K, caps: Caps<K>) {
        let idle: Updaters<K, Idle> = caps.updater.into();
        assert_eq!(idle.as_ref().on(port).status().unwrap().percent, 50);
        let receiving = idle.begin(port, 6).unwrap();
        assert_eq!(receiving.chunk(port, b"abcd").unwrap().left, 2);
        // A failure without an edge leaves the state, and its session is not even moved.
        let trouble = receiving.chunk(port, b"abcd");
        assert!(matches!(trouble, Err(Failure::Error(Trouble { code: 4, at: 7 }))));
        receiving.poke(port).unwrap();
        assert_eq!(receiving.chunk(port, &[0; 60]).unwrap().left, 42);
        assert_eq!(receiving.chunk(port, &[0; 42]).unwrap().left, 0);
        assert_eq!(receiving.peek(port).unwrap().data, b"peeked");
        assert_eq!(receiving.as_ref().on(port).status().unwrap().percent, 50);
        let (verified, answer) = receiving.verify(port, GOOD).unwrap();
        assert_eq!(answer.name, "update");
        assert_eq!(verified.peek(port).unwrap().data, b"peeked");
        let (idle, answer) = verified.install(port).unwrap();
        assert_eq!(answer.at, 9);
        // And once more, from where it started.
        let cap: Cap<K, Updater, AllRights> = idle.into();
        let idle = Session::from(cap).begin(port, 1).unwrap().abort(port).unwrap();
        // The capability goes there and back, and with it the session ends.
        let (retired, answer) = idle.lend(port, Door::<K>::new(caps.gate.into_raw())).unwrap();
        assert_eq!(answer.back.on(port).unlock(5).unwrap().until, 5);
        assert_eq!(retired.as_ref().on(port).status().unwrap().percent, 50);
    }
}

#[test]
fn a_whole_contract() {
    for counts in [on_loopback(&Whole), on_linux(&Whole)] {
        assert_eq!((counts.with_status(16), counts.with_status(17)), (16, 1));
        assert_eq!(counts.requests(), 17);
    }
}

struct Failures;

impl Test for Failures {
    fn run<K: Caller>(&self, port: &mut K, caps: Caps<K>) {
        let receiving = Session::from(caps.updater).begin(port, 6).unwrap();
        // Where it was.
        let Err(Stopped::Fails(VerifyFailed::Stays(receiving), Bad::Busy)) = receiving.verify(port, BUSY) else {
            panic!("busy");
        };
        // The word of the framework, though it was the handler that said it.
        let Err(Stopped::Refused(receiving, Refusal::Busy)) = receiving.verify(port, FULL) else { panic!("full") };
        assert_eq!(receiving.chunk(port, b"a").unwrap().left, 5);
        // Back to the beginning.
        let Err(Stopped::Fails(VerifyFailed::Idle(idle), Bad::Signature)) = receiving.verify(port, FORGED) else {
            panic!("forged");
        };
        let receiving = idle.begin(port, 6).unwrap();
        // Every failure of `install` leads back.
        let (verified, _) = receiving.verify(port, GOOD).unwrap();
        let Err(Stopped::Fails(idle, Trouble { code: 1, at: 9 })) = verified.install(port) else { panic!("trouble") };
        // To the end.
        let receiving = idle.begin(port, 6).unwrap();
        let Err(Stopped::Fails(VerifyFailed::Retired(retired), Bad::Version)) = receiving.verify(port, OLD) else {
            panic!("old");
        };
        let raw = retired.as_ref().raw();
        let refused = call::<Begin, K>(port, raw, BeginRequest { size: 1 });
        assert!(matches!(refused, Err(Failure::Refused(Refusal::OutOfOrder))));
    }
}

#[test]
fn failures_lead_where_the_contract_says() {
    for counts in [on_loopback(&Failures), on_linux(&Failures)] {
        assert_eq!((counts.with_status(16), counts.with_status(17), counts.with_status(22)), (5, 4, 1));
    }
}

struct Derived;

impl Test for Derived {
    fn run<K: Caller>(&self, port: &mut K, caps: Caps<K>) {
        let receiving = Session::from(caps.updater).begin(port, 6).unwrap();
        // A derived connection is a session of its own, in the first state.
        let other: Cap<K, Updater, AllRights> = receiving.as_ref().derive(port, 1).unwrap();
        let raw = call::<Begin, K>(port, receiving.as_ref().raw(), BeginRequest { size: 1 });
        assert!(matches!(raw, Err(Failure::Refused(Refusal::OutOfOrder))));
        let other = Session::from(other).begin(port, 9).unwrap();
        let receiving = receiving.abort(port).unwrap().begin(port, 3).unwrap();
        assert_eq!(other.chunk(port, b"a").unwrap().left, 2);
        let idle = other.abort(port).unwrap();
        let (_, answer) = receiving.verify(port, GOOD).unwrap();
        assert_eq!(answer.name, "update");
        // A connection that has the place of a closed one starts anew, whatever that one did.
        drop(idle);
    }
}

#[test]
fn a_derived_session_starts_anew() {
    for counts in [on_loopback(&Derived), on_linux(&Derived)] {
        assert_eq!((counts.with_status(16), counts.with_status(22)), (8, 1));
    }
}

#[test]
fn a_place_that_is_used_again_starts_anew() {
    let mut world = Linux::open();
    let caps = world.caps.take().unwrap();
    let mut port = Port::new();
    for _ in 0..40 {
        let cap: Cap<Port, Updater, AllRights> = caps.updater.derive(&mut port, 1).unwrap();
        let receiving: Updaters<Port, Receiving> = Session::from(cap).begin(&mut port, 6).unwrap();
        drop(receiving);
        // The server hears of it before the next request of another connection at the latest.
        while caps.updater.derive::<AllRights>(&mut port, 2).is_err() {}
    }
    drop(caps);
    let (counts, _) = world.close();
    assert_eq!(counts.with_status(22), 0);
}

#[test]
fn a_lost_session() {
    let mut world = Linux::open();
    let caps = world.caps.take().unwrap();
    let mut port = Port::new();
    // Nobody is at the other end: the capability of a connection whose server never was.
    let (cap, end) = tessera_linux::connection().unwrap();
    drop(end);
    let idle = Session::<Port, AllRights, Idle>::from(Cap::new(cap));
    assert!(matches!(idle.begin(&mut port, 1), Err(Stopped::Lost(_))));
    let receiving = Session::from(caps.updater).begin(&mut port, 1).unwrap();
    // A reply that the handler dropped: it ran, and nobody will answer.
    let Err(Stopped::Unfit(receiving, Refusal::Gone)) = receiving.verify(&mut port, NEVER) else { panic!("dropped") };
    let idle = receiving.abort(&mut port).unwrap();
    drop((idle, caps.gate, caps.bridge, caps.clock));
    let (counts, closed) = world.close();
    assert_eq!((counts.with_status(16), counts.with_status(25), closed), (2, 1, 1));
}

#[test]
fn a_later_answer_moves_the_session_when_it_is_given() {
    let mut world = Linux::open();
    let caps = world.caps.take().unwrap();
    let mut port = Port::new();
    let receiving = Session::from(caps.updater).begin(&mut port, 6).unwrap();
    world.finish(FORGED);
    let Err(Stopped::Fails(VerifyFailed::Idle(idle), Bad::Signature)) = receiving.verify(&mut port, LATER) else {
        panic!("forged");
    };
    let receiving = idle.begin(&mut port, 6).unwrap();
    world.finish(GOOD);
    let (verified, _) = receiving.verify(&mut port, LATER).unwrap();
    drop(verified.abort(&mut port).unwrap());
    drop((caps.gate, caps.bridge, caps.clock));
    let (counts, closed) = world.close();
    assert_eq!((counts.with_status(16), counts.with_status(17), counts.with_status(24), closed), (4, 1, 0, 1));
}
