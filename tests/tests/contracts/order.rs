//! Every method in every state, by a client that has no types, and a session that is busy.

use std::{
    os::{fd::OwnedFd, unix::net::UnixDatagram},
    time::Duration,
};

use crate::{
    device::{Caller, Caps, GOOD, LATER, Linux, OLD, Test, on_linux, on_loopback},
    stubs::contracts::updater::{
        Abort, Begin, BeginRequest, Chunk, ChunkRequest, Install, Peek, Poke, Status, Updater, Verify, VerifyRequest,
    },
};
use tessera::{Cap, Failure, Method as _, Refusal, call, send};

/// The methods, by the way to call them.
const METHODS: [&str; 8] = ["begin", "chunk", "verify", "install", "abort", "peek", "status", "poke"];

/// The states, with what leads to them from the first.
const STATES: [(&str, &[&str]); 4] =
    [("idle", &[]), ("receiving", &["begin"]), ("verified", &["begin", "verify"]), ("retired", &["begin", "retire"])];

/// Where each method may be called.
fn is_allowed(method: &str, state: &str) -> bool {
    match method {
        "begin" => state == "idle",
        "chunk" | "verify" | "poke" => state == "receiving",
        "install" => state == "verified",
        "abort" | "peek" => state == "receiving" || state == "verified",
        _ => true,
    }
}

fn ask<K: Caller, R>(port: &mut K, cap: &Cap<K, Updater, R>, method: &str) -> Result<(), Refusal> {
    fn refusal<T, E, X: std::fmt::Debug>(result: Result<T, Failure<E, X>>) -> Result<(), Refusal> {
        match result {
            Ok(_) | Err(Failure::Error(_)) => Ok(()),
            Err(Failure::Refused(refusal)) => Err(refusal),
            Err(Failure::Kernel(error)) => panic!("{error:?}"),
        }
    }
    let raw = cap.raw();
    match method {
        "begin" => refusal(call::<Begin, K>(port, raw, BeginRequest { size: 6 })),
        "chunk" => refusal(call::<Chunk, K>(port, raw, ChunkRequest { data: b"a" })),
        "verify" => refusal(call::<Verify, K>(port, raw, VerifyRequest { sig: GOOD })),
        "retire" => refusal(call::<Verify, K>(port, raw, VerifyRequest { sig: OLD })),
        "install" => refusal(call::<Install, K>(port, raw, ())),
        "abort" => refusal(call::<Abort, K>(port, raw, ())),
        "peek" => refusal(call::<Peek, K>(port, raw, ())),
        "poke" => refusal(send::<Poke, K>(port, raw, ())),
        _ => refusal(call::<Status, K>(port, raw, ())),
    }
}

struct Orders;

impl Test for Orders {
    fn run<K: Caller>(&self, port: &mut K, caps: Caps<K>) {
        for (state, way) in STATES {
            for method in METHODS {
                let cap: Cap<K, Updater, crate::stubs::contracts::updater::AllRights> =
                    caps.updater.derive(port, 1).unwrap();
                for step in way {
                    assert_eq!(ask(port, &cap, step), Ok(()), "{step} on the way to {state}");
                }
                // Twice: a refusal leaves the state.
                for _ in 0..if is_allowed(method, state) { 1 } else { 2 } {
                    let expected =
                        if is_allowed(method, state) || method == "poke" { Ok(()) } else { Err(Refusal::OutOfOrder) };
                    assert_eq!(ask(port, &cap, method), expected, "{method} in {state}");
                }
                let still = STATES.iter().all(|(other, _)| {
                    let asked = if *other == "idle" { "begin" } else { "install" };
                    *other == state || is_allowed(asked, state) || ask(port, &cap, asked).is_err()
                });
                assert!(still || is_allowed(method, state), "{method} in {state} leaves it");
                let _ = port.call(cap.raw(), tessera::framework::CLOSE, 0);
            }
        }
    }
}

#[test]
fn every_method_in_every_state() {
    let (local, linux) = (on_loopback(&Orders), on_linux(&Orders));
    assert!(local.with_status(22) > 30, "{local:?}");
    assert_eq!(local.with_status(22), linux.with_status(22));
    assert_eq!(local.with_status(16), linux.with_status(16));
}

/// The right is checked before the order, the order before the body.
#[test]
fn right_then_order_then_body() {
    struct Both;
    impl Test for Both {
        fn run<K: Caller>(&self, port: &mut K, caps: Caps<K>) {
            use crate::stubs::contracts::updater::{Read, Rights};
            let reader: Cap<K, Updater, Rights<tessera::No, Read>> = caps.updater.derive(port, 1).unwrap();
            assert_eq!(ask(port, &reader, "install"), Err(Refusal::RightMissing));
            assert_eq!(ask(port, &reader, "peek"), Err(Refusal::OutOfOrder));
            let verify = port.call(caps.updater.raw(), Verify::OPERATION, 16).unwrap();
            assert_eq!(verify.status, 22, "a body that is all zero is fine, the order is not");
            port.buffer()[..8].fill(0xff);
            let begin = port.call(caps.updater.raw(), Begin::OPERATION, 8).unwrap();
            assert_eq!(begin.status, 19, "padding that is not zero");
            // A malformed request changes nothing.
            assert_eq!(ask(port, &caps.updater, "begin"), Ok(()));
        }
    }
    on_loopback(&Both);
    on_linux(&Both);
}

/// A session with a client that writes its datagrams by hand.
struct Raw(UnixDatagram);

impl Raw {
    fn send(&self, operation: u16, sequence: u32, body: &[u8]) {
        let header = (u64::from(operation) | u64::from(sequence) << 32).to_le_bytes();
        self.0.send(&[&header, body].concat()).unwrap();
    }

    /// Status and sequence of the next answer.
    fn answer(&self) -> (u16, u32) {
        let mut bytes = [0; 512];
        let len = self.0.recv(&mut bytes).unwrap();
        let word = u64::from_le_bytes(*bytes[..len].first_chunk().unwrap());
        (word as u16, (word >> 32) as u32)
    }
}

#[test]
fn busy_while_a_request_is_open() {
    let mut world = Linux::open();
    let caps = world.caps.take().unwrap();
    let mut port = tessera_linux::Port::new();
    let other: Cap<_, _, crate::stubs::contracts::updater::AllRights> = caps.updater.derive(&mut port, 1).unwrap();
    let raw = UnixDatagram::from(OwnedFd::from(caps.updater.into_raw()));
    raw.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let raw = Raw(raw);
    raw.send(Begin::OPERATION, 1, &[0; 8]);
    assert_eq!(raw.answer(), (16, 1));
    raw.send(Verify::OPERATION, 2, &LATER);
    // All that comes before the answer: what the state would allow, what it would not, and what any state allows.
    for (sequence, operation) in [(3, Abort::OPERATION), (4, Install::OPERATION), (5, Status::OPERATION)] {
        raw.send(operation, sequence, &[]);
        assert_eq!(raw.answer(), (Refusal::Busy.status().0, sequence));
    }
    // Others are not concerned.
    assert_eq!(ask(&mut port, &other, "begin"), Ok(()));
    world.finish(GOOD);
    assert_eq!(raw.answer(), (16, 2));
    raw.send(Install::OPERATION, 6, &[]);
    assert_eq!(raw.answer(), (17, 6), "the session has moved on: the handler says what it thinks of the size");
    drop((raw, other, caps.gate, caps.bridge, caps.clock));
    let (counts, closed) = world.close();
    assert_eq!((counts.with_status(24), counts.with_status(16), closed), (3, 4, 2));
}
