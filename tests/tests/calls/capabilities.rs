//! Capabilities as parameters and results: one holder at every moment, and none that is left over.

use tessera::{Failure, Refusal};

use crate::{
    stubs::zoo::{
        Key,
        door::{AllRights, Door, Enter, Rights},
    },
    world::{Wish, World, compare, on_both},
};

on_both! { alone: there_and_back keys_on_a_ring what_is_not_claimed }

type Cap<W, R = AllRights> = tessera::Cap<<W as World>::K, Door, R>;

fn there_and_back<W: World>() {
    let mut world = W::open(Wish::default());
    let (port, uses, _) = world.visitor();
    let door: Cap<W> = uses.door.derive(port, 1).unwrap();
    uses.keeper.on(port).keep(7, door).unwrap();
    let other: Cap<W> = uses.door.derive(port, 2).unwrap();
    uses.keeper.on(port).keep(8, other).unwrap();

    // What was kept is what comes back: it still leads to the door, with its rights.
    let back = uses.keeper.on(port).fetch(7).unwrap();
    assert_eq!(back.left, 1);
    assert_eq!(back.door.on(port).enter().map(|answer| answer.room).ok(), Some(101));
    assert_eq!(back.door.on(port).leave().ok(), Some(()));
    assert!(matches!(uses.keeper.on(port).fetch(7), Err(Failure::Refused(Refusal::Gone))));

    assert!(uses.keeper.on(port).maybe(None).unwrap().door.is_none());
    let fewer: Cap<W, Rights<Enter>> = back.door.derive(port, 3).unwrap();
    let maybe = uses.keeper.on(port).maybe(Some(fewer)).unwrap().door.unwrap();
    assert_eq!(maybe.on(port).enter().map(|answer| answer.room).ok(), Some(101));
    let any: Cap<W> = tessera::Cap::new(maybe.into_raw());
    assert!(matches!(any.on(port).leave(), Err(Failure::Refused(Refusal::RightMissing))));
}

fn keys_on_a_ring<W: World>() {
    let mut world = W::open(Wish::default());
    let said = world.said().clone();
    let (port, uses, _) = world.visitor();
    let key = |port: &mut W::K, label: u16| {
        let door: Cap<W, Rights<Enter>> = uses.door.derive(port, label).unwrap();
        Key { label, door }
    };
    // An empty place in front: what is sent has no gaps. The second key and the spare one stay unclaimed.
    let keys = [None, Some(key(port, 2)), Some(key(port, 3))];
    let spare = key(port, 5);
    assert_eq!(uses.keeper.on(port).keys(keys, spare).unwrap().count, 1);
    // Three of four were closed or are in other hands, so the door derives again.
    let spare = key(port, 1);
    assert_eq!(uses.keeper.on(port).keys([None, None, None], spare).unwrap().count, 2);

    let mut ring = uses.keeper.on(port).ring(2).unwrap();
    said.say(format_args!("visitor: {ring:?}"));
    let mut claimed = Vec::new();
    for key in ring.keys {
        let door = ring.caps.claim(key.door()).unwrap();
        assert!(ring.caps.claim(key.door()).is_err(), "a capability is claimed once");
        claimed.push(door);
    }
    assert_eq!(ring.name, "ring");
    for door in claimed {
        assert_eq!(door.on(port).enter().map(|answer| answer.room).ok(), Some(101));
    }
    assert!(uses.keeper.on(port).ring(3).unwrap().keys.is_empty());
    compare("keys", &said.take());
}

/// A handler that claims nothing, and a client that claims nothing: nothing stays open.
fn what_is_not_claimed<W: World>() {
    let mut world = W::open(Wish::default());
    let before = world.capabilities();
    let label = |world: &mut W, label| Key { label, door: tessera::Cap::new(world.stray()) };
    let keys = [1, 3, 5].map(|odd| Some(label(&mut world, odd)));
    let spare = label(&mut world, 7);
    let (port, uses, _) = world.visitor();
    assert_eq!(uses.keeper.on(port).keys(keys, spare).unwrap().count, 0);
    assert_eq!(world.capabilities(), before, "the handler claimed none");

    let keys = [2, 4, 6].map(|even| Some(label(&mut world, even)));
    let spare = label(&mut world, 1);
    let (port, uses, _) = world.visitor();
    assert_eq!(uses.keeper.on(port).keys(keys, spare).unwrap().count, 4);
    assert_eq!(world.capabilities(), before + 4, "the handler claimed all");

    let (port, uses, _) = world.visitor();
    drop(uses.keeper.on(port).ring(3).unwrap());
    let (port, uses, _) = world.visitor();
    drop(uses.keeper.on(port).ring(1).unwrap());
    // The server closes its copies right behind the answer: before it hears the next call.
    let (port, uses, _) = world.visitor();
    uses.scalars.on(port).nothing().unwrap();
    // Loopback counts what a port closes, not what a holder drops.
    if before > 0 {
        assert_eq!(world.capabilities(), before, "the visitor claimed none");
    }
}
