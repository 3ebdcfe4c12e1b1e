//! Sessions: handed out, used, exhausted, closed, used again; and capabilities that are passed on.

use tessera::{Cap, Connection, Failure, No, Refusal};

use crate::{
    stubs::authority::{
        Region, Why, memory,
        server::SESSION_POOL,
        session::{AllRights, Rights, Say, Session},
    },
    worlds::{Caller, Test, Uses, everywhere, refused},
};

/// From the first word to the last.
struct Life;

impl Test for Life {
    fn run<K: Caller>(&self, port: &mut K, Uses { door, .. }: Uses<K>) {
        let one = door.on(port).enter(2).unwrap().session;
        let other = door.on(port).enter(9).unwrap().session;
        // Each has its own number, and its own count.
        let said =
            |answer: Result<_, Failure<Why, K::Error>>| answer.map(|answer: SayReply| (answer.session, answer.times));
        assert_eq!(said(one.on(port).say("a")).unwrap(), (0, 1));
        assert_eq!(said(other.on(port).say("b")).unwrap(), (1, 1));
        assert_eq!(said(one.on(port).say("c")).unwrap(), (0, 2));
        assert!(matches!(one.on(port).say("d"), Err(Failure::Error(Why::Full))));
        assert_eq!(other.on(port).write(&[1, 2, 3]).map(|answer| (answer.session, answer.sum)).unwrap(), (1, 6));

        // The pool has three; when they are open the next one is busy.
        let third = door.on(port).pair(false, b"x").unwrap().one;
        assert_eq!(said(third.on(port).say("e")).unwrap(), (2, 1));
        assert!(matches!(door.on(port).enter(9), Err(Failure::Refused(Refusal::Busy))));
        // One place for two: neither is opened.
        one.close(port).unwrap();
        assert!(matches!(door.on(port).pair(true, b"x"), Err(Failure::Refused(Refusal::Busy))));
        // Its number is free again, and the old capability does not come back with it.
        let again = door.on(port).enter(9).unwrap().session;
        assert_eq!(said(again.on(port).say("f")).unwrap(), (0, 1));
        other.close(port).unwrap();
        third.close(port).unwrap();
        let both = door.on(port).pair(true, b"xy").unwrap();
        assert_eq!(said(both.one.on(port).say("g")).unwrap(), (1, 1));
        assert_eq!(said(both.other.unwrap().on(port).say("h")).unwrap(), (2, 1));
    }
}

type SayReply = crate::stubs::authority::session::SayReply;

#[test]
fn life() {
    let counts = everywhere(Life);
    assert_eq!(refused(&counts, Refusal::Busy), 2);
}

/// An answer that fails opens nothing.
struct Failing;

impl Test for Failing {
    fn run<K: Caller>(&self, port: &mut K, Uses { door, .. }: Uses<K>) {
        for _ in 0..2 * SESSION_POOL.size {
            assert!(matches!(door.on(port).enter(0), Err(Failure::Error(Why::Broken))));
            assert!(matches!(door.on(port).enter(1), Err(Failure::Refused(Refusal::Gone))));
        }
        let sessions: Vec<_> = (0..3).map(|_| door.on(port).enter(5).unwrap().session).collect();
        assert!(matches!(door.on(port).enter(5), Err(Failure::Refused(Refusal::Busy))));
        for (number, session) in (0..).zip(&sessions) {
            assert_eq!(session.on(port).say("x").unwrap().session, number);
        }
    }
}

#[test]
fn what_fails_hands_out_nothing() {
    everywhere(Failing);
}

/// Derived capabilities are the same session; it is over when the last of them is closed.
struct Derived;

impl Test for Derived {
    fn run<K: Caller>(&self, port: &mut K, Uses { door, .. }: Uses<K>) {
        let session = door.on(port).enter(9).unwrap().session;
        let speaker: Cap<K, Session, Rights<Say, No>> = session.derive(port, 1).unwrap();
        assert_eq!(speaker.on(port).say("a").unwrap().session, 0);
        // Its right is checked where the table is.
        let any: Cap<K, Session, AllRights> = Cap::new(speaker.into_raw());
        any.on(port).leave(true).unwrap();
        assert_eq!(any.on(port).say("b").unwrap().times, 2, "it did not leave");
        let more: Vec<Cap<K, Session, AllRights>> = (0..3).map(|_| any.derive(port, 2).unwrap()).collect();
        assert!(matches!(any.derive::<Rights<Say, No>>(port, 2), Err(Failure::Refused(Refusal::Busy))));
        // Those of the door are not touched by it.
        let door2: Cap<K, _, crate::stubs::authority::door::AllRights> = door.derive(port, 3).unwrap();

        session.close(port).unwrap();
        assert_eq!(any.on(port).say("c").unwrap().times, 3);
        let next = door2.on(port).enter(9).unwrap().session;
        assert_eq!(next.on(port).say("d").unwrap().session, 1, "the first is not over");
        any.close(port).unwrap();
        for cap in more {
            assert!(cap.on(port).say("e").is_ok());
            cap.close(port).unwrap();
        }
        let next = door2.on(port).enter(9).unwrap().session;
        assert_eq!(next.on(port).say("f").unwrap().session, 0);
        next.on(port).leave(true).unwrap();
        assert!(matches!(next.on(port).say("g"), Err(Failure::Error(Why::Full))), "it left");
    }
}

#[test]
fn derived() {
    assert_eq!(refused(&everywhere(Derived), Refusal::RightMissing), 1);
}

/// A capability that comes back is known, where the kernel can tell; one of others is not.
struct Back;

impl Test for Back {
    fn run<K: Caller>(&self, port: &mut K, Uses { door, disk }: Uses<K>) {
        let session = door.on(port).enter(9).unwrap().session;
        let back = door.on(port).back(session).unwrap();
        assert_eq!(back.subject.is_some(), K::FACTS.own);
        assert_eq!(back.session.on(port).say("a").unwrap().times, 1, "it is the same");
        // What the caller calls a session is what the server knows it to be.
        let wrong: Cap<K, Session, AllRights> = Cap::new(disk.into_raw());
        assert!(matches!(wrong.on(port).say("b"), Err(Failure::Refused(Refusal::Malformed))));
        // An object is passed on, and nobody calls it.
        let memory = Cap::new(door.derive::<crate::stubs::authority::door::AllRights>(port, 0).unwrap().into_raw());
        door.on(port).leave(Region { memory, size: 4096 }).unwrap();
        let memory: Cap<K, memory::Memory, memory::Rights<memory::Read>> = door.on(port).fetch().unwrap().memory;
        assert_eq!(format!("{memory:?}"), "authority.Memory");
        assert!(matches!(door.on(port).fetch(), Err(Failure::Refused(Refusal::Gone))));
    }
}

#[test]
fn own_and_foreign() {
    everywhere(Back);
}

/// No system wires a session.
#[test]
fn sessions_are_not_wired() {
    let connection = Connection { port: SESSION_POOL.port, subject: 0, rights: 3 };
    assert_eq!(crate::worlds::wire(connection), None);
}

/// Whoever is wired to the same port and has no session finds one.
#[test]
fn nobody_takes_the_last_place_that_another_waits_for() {
    let pool = tessera::Pool { port: 9, first: 8, size: 4 };
    let mut table = tessera::Connections::<12>::with_rows(tessera::Rows { pools: 8, ..tessera::Rows::PLAIN });
    let mut wire = |port| {
        let badge = table.open(Connection { port, subject: 0, rights: 7 }).unwrap();
        table.caller(badge).unwrap()
    };
    let (greedy, modest, late, _apart) = (wire(1), wire(1), wire(1), wire(2));
    let mut hand_out = |from| table.hand_out(from, pool, 1);
    let open = [(); 4].map(|()| hand_out(&greedy));
    assert_eq!(open.map(|badge| badge.is_some()), [true, true, false, false]);
    // One for each of the two others; then it is full.
    assert!(hand_out(&modest).is_some() && hand_out(&modest).is_none() && hand_out(&greedy).is_none());
    let last = hand_out(&late);
    assert!(last.is_some() && hand_out(&late).is_none());
    // Who has gone waits for nothing.
    table.close(late.badge).unwrap();
    table.close(last.unwrap()).unwrap();
    assert!(table.hand_out(&greedy, pool, 1).is_some());
}
