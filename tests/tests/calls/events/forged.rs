//! Requests and answers that no stub writes.

use tessera::{
    Answer, Badge, Client, Connection, Delivery, Kernel, Refusal, Server, Service,
    loopback::{Local, Loopback},
};

use super::house::{Inside, OPEN, READ, bolting, cap, refused};
use crate::event_stubs::test::events::{
    driver,
    lock::{self, AllRights},
};

#[test]
fn requests_by_hand() {
    let mut port = bolting();
    let cap = cap(&mut port);
    cap.on(&mut port).subscribe_bolted().unwrap();
    cap.on(&mut port).shake(1).unwrap();
    let mut ask = |operation: u16, body: &[u8]| {
        port.buffer()[..body.len()].copy_from_slice(body);
        let received = port.call(cap.raw(), operation, body.len()).unwrap();
        (received.status, received.len)
    };
    for operation in [18, 19] {
        for len in [0, 1, 7, 9, 16, 64] {
            assert_eq!(ask(operation, &[36; 64][..len]), (19, 0), "{len} bytes");
        }
        for place in 2..8 {
            let mut body = [36, 0, 0, 0, 0, 0, 0, 0];
            body[place] = 1;
            assert_eq!(ask(operation, &body), (19, 0), "not zero at {place}");
        }
        // Methods are no events, nor is what does not exist.
        for event in [0, 17, 19, 32, 35, 40, 49, 51, u16::MAX] {
            assert_eq!(ask(operation, &u64::from(event).to_le_bytes()), (18, 0), "event {event}");
        }
    }
    // An event is no method.
    for event in [36, 37, 38, 50] {
        assert_eq!(ask(event, &[]), (18, 0));
    }
    assert_eq!(ask(19, &36_u64.to_le_bytes()), (16, 24));
    assert_eq!(ask(19, &36_u64.to_le_bytes()), (16, 0));
    // With a capability, and without waiting for the answer: refused, and the capability is closed.
    let before = port.port.port.closed;
    for operation in [18, 19] {
        port.buffer()[..8].copy_from_slice(&36_u64.to_le_bytes());
        port.give(Local::new(Badge { index: 9, generation: std::num::NonZeroU16::MIN })).unwrap();
        assert_eq!(port.call(cap.raw(), operation, 8).unwrap().status, 19);
        port.buffer()[..8].copy_from_slice(&37_u64.to_le_bytes());
        tessera::OneWay::send(&mut port, cap.raw(), operation, 8).unwrap();
    }
    assert_eq!(port.port.port.closed - before, 2);
    assert_eq!(refused(cap.on(&mut port).next_engraved()), Refusal::OutOfOrder);
}

/// What the kernel did not deliver whole is no request, though what came of it would be one.
#[test]
fn what_is_not_whole_is_malformed() {
    let mut port = bolting();
    let connection = Connection { port: driver::LOCK, subject: 0, rights: OPEN | READ };
    let badge = port.services.connect(&mut port.port, connection).unwrap();
    let mut ask = |operation: u16, truncated: bool| {
        port.buffer()[..8].copy_from_slice(&36_u64.to_le_bytes());
        let delivery = Delivery { operation, len: 8, caps: 0, truncated, badge, reply: Some(()) };
        port.services.dispatch(&mut port.port, delivery).status
    };
    assert_eq!([ask(18, true), ask(19, false), ask(18, false), ask(19, true), ask(19, false)], [19, 22, 16, 19, 16]);
}

/// A server that says what it was told to say.
struct Liar(u16, Vec<u8>, bool);

impl<K: Server<Cap = Local>> Service<K> for Liar {
    fn dispatch(&mut self, port: &mut K, delivery: Delivery<K::Reply>) -> Answer<K::Reply> {
        port.buffer()[..self.1.len()].copy_from_slice(&self.1);
        if self.2 {
            port.give(Local::new(delivery.badge)).unwrap();
        }
        Answer { to: delivery.reply, status: self.0, len: self.1.len() }
    }

    fn connect(&mut self, _: &mut K, _: Connection) -> Option<Badge> {
        None
    }

    fn disconnect(&mut self, _: &mut K, _: Badge) {}

    fn reap(&mut self, _: &mut K) {}
}

#[test]
fn a_client_believes_no_event() {
    let cap: tessera::Cap<Loopback<Liar, Inside>, lock::Lock, AllRights> =
        tessera::Cap::new(Local::new(Badge { index: 0, generation: std::num::NonZeroU16::MIN }));
    let fetch = |status, body: &[u8], stray| {
        let mut port = Loopback::new(Liar(status, body.to_vec(), stray));
        cap.on(&mut port).next_bolted().map(|event| event.map(|event| (event.lost, event.at.get())))
    };
    let event = |lost: u32, at: u64, side: u8, rest: u8| {
        let mut body = u64::from(lost).to_le_bytes().to_vec();
        body.extend(at.to_le_bytes());
        body.extend([side, 0, 0, 0, 0, 0, 0, rest]);
        body
    };
    assert_eq!(fetch(16, &event(9, 7, 1, 0), false).ok(), Some(Some((9, 7))));
    assert_eq!(fetch(16, &[], false).ok(), Some(None));
    for (body, stray) in [
        (event(0, 1_000_000, 1, 0), false),
        (event(0, 7, 0, 0), false),
        (event(0, 7, 3, 0), false),
        (event(0, 7, 1, 1), false),
        (event(0, 7, 1, 0), true),
        (event(0, 7, 1, 0)[..16].to_vec(), false),
        ([event(0, 7, 1, 0), vec![0; 8]].concat(), false),
        (Vec::new(), true),
    ] {
        assert_eq!(refused(fetch(16, &body, stray)), Refusal::Malformed, "{body:?} {stray}");
    }
    assert_eq!(refused(fetch(17, &event(0, 7, 1, 0), false)), Refusal::Malformed);
    assert_eq!(refused(fetch(20, &[], false)), Refusal::Denied);
    let mut port = Loopback::new(Liar(16, vec![0; 8], false));
    assert_eq!(refused(cap.on(&mut port).subscribe_bolted()), Refusal::Malformed);
}
