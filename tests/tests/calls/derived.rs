//! Capabilities that are derived: fewer rights, never more; a bounded number; each its own connection.

use tessera::{Client, Connection, Failure, Kernel, No, OneWay, Refusal, audit::Kind};

use crate::{
    stubs::zoo::{
        cage,
        failing::{AllRights, Failing, OpenRight, Read, Rights},
    },
    world::{Wish, World, on_both},
};

on_both! { together: fewer_rights rights_cannot_grow at_most_five }

type Cap<W, R> = tessera::Cap<<W as World>::K, Failing, R>;

fn fewer_rights<W: World>() {
    let mut world = W::open(Wish::default());
    let (port, uses, _) = world.visitor();
    let reader: Cap<W, Rights<No, No, Read>> = uses.failing.derive(port, 42).unwrap();
    assert_eq!(reader.on(port).numbered(5).map(|answer| answer.x).ok(), Some(5));
    assert_eq!(reader.on(port).note("no right").ok(), Some(()));
    // Its own type has no `first`; under a type that has, the server refuses.
    let any: Cap<W, AllRights> = tessera::Cap::new(reader.into_raw());
    assert!(matches!(any.on(port).first(9), Err(Failure::Refused(Refusal::RightMissing))));
    assert!(matches!(any.on(port).second(), Err(Failure::Refused(Refusal::RightMissing))));
    // The one that it came from has kept all.
    assert_eq!(uses.failing.on(port).first(9).map(|answer| answer.b).ok(), Some(900));

    drop(any);
    let remains = world.close();
    assert_eq!(remains.refused(Refusal::RightMissing), 2);
    let opened = remains.records.iter().find(|record| record.kind == Kind::Opened && record.operation == 17);
    assert_eq!(opened.map(|record| (record.status, record.subject, record.port)), Some((42, 0, cage::FAILING)));
}

fn rights_cannot_grow<W: World>() {
    const NOBODY: Connection = Connection { port: cage::FAILING, subject: 3, rights: 0 };
    let mut world = W::open(Wish { more: &[NOBODY], ..Wish::default() });
    let (port, uses, more) = world.visitor();
    let nobody: Cap<W, ()> = tessera::Cap::new(more.remove(0));
    for asked in [0, 1, 7, 8, 0x8000, u16::MAX] {
        let derived = derive::<W>(port, nobody.raw(), asked).unwrap();
        assert!(matches!(derived.on(port).first(9), Err(Failure::Refused(Refusal::RightMissing))));
        assert!(matches!(derived.on(port).numbered(9), Err(Failure::Refused(Refusal::RightMissing))));
        close(port, &derived);
    }
    // At second hand: what was left out stays out.
    let opener: Cap<W, Rights<OpenRight>> = uses.failing.derive(port, 0).unwrap();
    let again = derive::<W>(port, opener.raw(), u16::MAX).unwrap();
    assert_eq!(again.on(port).first(9).map(|answer| answer.b).ok(), Some(900));
    assert!(matches!(again.on(port).second(), Err(Failure::Refused(Refusal::RightMissing))));
    assert!(matches!(again.on(port).numbered(9), Err(Failure::Refused(Refusal::RightMissing))));
}

fn at_most_five<W: World>() {
    let mut world = W::open(Wish::default());
    let (port, uses, _) = world.visitor();
    let mut derived: Vec<Cap<W, AllRights>> = Vec::new();
    for _ in 0..4 {
        // Each from the one before it: they share one root all the same.
        let from = derived.last().unwrap_or(&uses.failing);
        let next = from.derive(port, 0).unwrap();
        derived.push(next);
    }
    let busy = |result: Result<Cap<W, AllRights>, _>| matches!(result, Err(Failure::Refused(Refusal::Busy)));
    assert!(busy(uses.failing.derive(port, 0)));
    assert!(busy(derived[3].derive(port, 0)));
    // Another wired connection has its own four.
    let door: tessera::Cap<W::K, _, crate::stubs::zoo::door::AllRights> = uses.door.derive(port, 0).unwrap();
    assert_eq!(door.on(port).enter().map(|answer| answer.room).ok(), Some(101));

    close(port, &derived.remove(1));
    let next = uses.failing.derive::<AllRights>(port, 0).unwrap();
    assert_eq!(next.on(port).first(9).map(|answer| answer.b).ok(), Some(900));
    assert!(busy(uses.failing.derive(port, 0)));
    drop((derived, door, next));
    assert_eq!(world.close().refused(Refusal::Busy), 3);
}

/// Asks for these rights by hand, whatever the types say.
fn derive<W: World>(port: &mut W::K, from: &<W::K as Kernel>::Cap, rights: u16) -> Option<Cap<W, AllRights>> {
    port.buffer()[..8].copy_from_slice(&u64::from(rights).to_le_bytes());
    let received = port.call(from, 17, 8).unwrap();
    assert!(matches!((received.status, received.len, received.caps), (16, 8, 1) | (24, 0, 0)));
    port.take(0).map(tessera::Cap::new)
}

/// Says goodbye, and waits until that was heard.
fn close<K: OneWay<Error: std::fmt::Debug>, R>(port: &mut K, cap: &tessera::Cap<K, Failing, R>) {
    port.send(cap.raw(), 20, 0).unwrap();
    // Nobody answers at this connection any more.
    let after = port.call(cap.raw(), 100, 0);
    assert!(after.is_err() || after.is_ok_and(|received| received.status == Refusal::Gone.status().0));
}
