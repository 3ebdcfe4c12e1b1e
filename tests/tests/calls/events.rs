//! Events: in order, the newest kept, the others counted; each subscriber for itself, within its rights and past the policy.

#[path = "events/forged.rs"]
mod forged;
#[path = "events/house.rs"]
mod house;

use tessera::{Badge, Client, Connection, Event, Failure, No, Notify, Refusal, Service, loopback::Local, serve, turn};
use tessera_linux::{Port, connection};

use self::house::{Bolting, Cap, Counting, OPEN, READ, Tally, bolted, bolting, cap, counter, counting, refused, wire};
use crate::{
    event_stubs::test::events::{
        Millis, Side, counter as counters, driver,
        lock::{self, BoltedEvent, EngravedEvent, Open, Read, Rights},
        tally, told,
    },
    world::together,
};

#[test]
fn the_newest_in_order_and_what_was_lost() {
    let mut port = bolting();
    let cap = cap(&mut port);
    cap.on(&mut port).subscribe_bolted().unwrap();
    assert_eq!(bolted(&mut port, &cap), []);
    cap.on(&mut port).shake(3).unwrap();
    assert_eq!(bolted(&mut port, &cap), [(0, 0), (0, 1), (0, 2)]);
    cap.on(&mut port).shake(4).unwrap();
    assert_eq!(bolted(&mut port, &cap), [(0, 0), (0, 1), (0, 2), (0, 3)]);
    cap.on(&mut port).shake(10).unwrap();
    assert_eq!(bolted(&mut port, &cap), [(6, 6), (0, 7), (0, 8), (0, 9)]);
    // What is lost between two fetches stands before the next one, however the ring has turned.
    cap.on(&mut port).shake(5).unwrap();
    let first = cap.on(&mut port).next_bolted().unwrap().unwrap();
    assert_eq!(first, BoltedEvent { lost: 1, at: Millis::new(1).unwrap(), side: Side::Right });
    cap.on(&mut port).shake(2).unwrap();
    assert_eq!(bolted(&mut port, &cap), [(1, 3), (0, 4), (0, 0), (0, 1)]);
}

#[test]
fn a_slow_subscriber_holds_nobody_up() {
    let mut port = bolting();
    let (slow, quick) = (cap(&mut port), cap(&mut port));
    slow.on(&mut port).subscribe_bolted().unwrap();
    quick.on(&mut port).subscribe_bolted().unwrap();
    for _ in 0..100 {
        quick.on(&mut port).shake(3).unwrap();
        assert_eq!(bolted(&mut port, &quick), [(0, 0), (0, 1), (0, 2)]);
    }
    assert_eq!(bolted(&mut port, &slow), [(296, 2), (0, 0), (0, 1), (0, 2)]);
    slow.on(&mut port).shake(999_999).unwrap();
    assert_eq!(bolted(&mut port, &slow)[0], (999_995, 999_995));
}

#[test]
fn who_has_not_subscribed_fetches_nothing() {
    let mut port = bolting();
    let (one, two) = (cap(&mut port), cap(&mut port));
    one.on(&mut port).subscribe_bolted().unwrap();
    assert_eq!(refused(two.on(&mut port).next_bolted()), Refusal::OutOfOrder);
    assert_eq!(refused(one.on(&mut port).next_engraved()), Refusal::OutOfOrder);
    two.on(&mut port).shake(1).unwrap();
    // It hears of what happens from now on.
    two.on(&mut port).subscribe_bolted().unwrap();
    assert_eq!(bolted(&mut port, &two), []);
    assert_eq!(bolted(&mut port, &one), [(0, 0)]);
    // A second subscription takes nothing away.
    one.on(&mut port).shake(2).unwrap();
    one.on(&mut port).subscribe_bolted().unwrap();
    assert_eq!(bolted(&mut port, &one), [(0, 0), (0, 1)]);
}

#[test]
fn rights_are_checked_at_the_subscription_and_at_the_fetch() {
    let mut port = bolting();
    for (rights, code, jammed) in
        [(0, false, false), (OPEN, false, false), (READ, true, false), (OPEN | READ, true, true)]
    {
        let cap: Cap = tessera::Cap::new(wire(&mut port, rights));
        cap.on(&mut port).subscribe_engraved().unwrap();
        assert_eq!(cap.on(&mut port).next_engraved().unwrap(), None);
        let allowed = |result: Result<(), Failure<tessera::Never, _>>| match result {
            Err(_) => refused(result) != Refusal::RightMissing,
            Ok(()) => true,
        };
        assert_eq!(allowed(cap.on(&mut port).subscribe_code()), code);
        assert_eq!(allowed(cap.on(&mut port).next_code().map(drop)), code);
        #[expect(deprecated, reason = "it is called all the same")]
        {
            assert_eq!(allowed(cap.on(&mut port).subscribe_jammed()), jammed);
            assert_eq!(allowed(cap.on(&mut port).next_jammed().map(drop)), jammed);
        }
    }
    // One that has the right in its type only reads what everybody may: this compiles, `next_bolted` would not.
    let opener: tessera::Cap<Bolting, lock::Lock, Rights<Open, No>> = tessera::Cap::new(wire(&mut port, OPEN));
    opener.on(&mut port).subscribe_engraved().unwrap();
    opener.on(&mut port).engrave("both see it").unwrap();
    let seen = opener.on(&mut port).next_engraved().unwrap();
    assert_eq!(seen, Some(EngravedEvent { lost: 0, text: "both see it", by: 3 }));
}

#[test]
fn a_derived_capability_has_a_subscription_of_its_own() {
    let mut port = bolting();
    let cap = cap(&mut port);
    cap.on(&mut port).subscribe_bolted().unwrap();
    let derived: Cap<Rights<No, Read>> = cap.derive(&mut port, 0).unwrap();
    assert_eq!(refused(derived.on(&mut port).next_bolted()), Refusal::OutOfOrder);
    derived.on(&mut port).subscribe_bolted().unwrap();
    cap.on(&mut port).shake(1).unwrap();
    assert!(derived.on(&mut port).next_bolted().unwrap().is_some());
    assert_eq!(bolted(&mut port, &cap), [(0, 0)]);
    // The connection ends, and what was kept for it; the next one in its place starts anew.
    cap.on(&mut port).shake(2).unwrap();
    port.call(derived.raw(), 20, 0).unwrap();
    assert_eq!(refused(derived.on(&mut port).next_bolted()), Refusal::Gone);
    let next: Cap = cap.derive(&mut port, 0).unwrap();
    assert_eq!(refused(next.on(&mut port).next_bolted()), Refusal::OutOfOrder);
    next.on(&mut port).subscribe_bolted().unwrap();
    assert_eq!(bolted(&mut port, &next), []);
    assert_eq!(bolted(&mut port, &cap), [(0, 0), (0, 1)]);
    assert_eq!(port.services.server.gone, 1);
    // The server itself may end one.
    let badge = Badge { index: 0, generation: std::num::NonZeroU16::MIN };
    port.services.disconnect(&mut port.port, badge);
    assert_eq!(refused(cap.on(&mut port).next_bolted()), Refusal::Gone);
    assert_eq!(port.services.server.gone, 2);
}

#[test]
fn what_is_too_long_reaches_nobody_and_counts_as_lost() {
    let mut port = bolting();
    let cap = cap(&mut port);
    cap.on(&mut port).subscribe_engraved().unwrap();
    for text in ["one", "this is longer than twenty bytes", "two", ""] {
        cap.on(&mut port).engrave(text).unwrap();
    }
    // Two are kept: the first was pushed out, the second never fitted.
    let mut next = || cap.on(&mut port).next_engraved().unwrap().map(|event| (event.lost, event.text.to_owned()));
    assert_eq!(next(), Some((2, "two".to_owned())));
    assert_eq!(next(), Some((0, String::new())));
    assert_eq!(next(), None);
}

#[test]
fn a_subscriber_is_woken_once() {
    let mut port = bolting();
    let (one, two) = (cap(&mut port), cap(&mut port));
    one.on(&mut port).subscribe_bolted().unwrap();
    assert!(!port.woken(one.raw()));
    two.on(&mut port).shake(7).unwrap();
    assert!(!port.woken(two.raw()));
    assert!(port.woken(one.raw()));
    assert!(!port.woken(one.raw()));
    // Outside of a handler, too.
    port.services.tell(&mut port.port, |events| events.bolted(Millis::new(42).unwrap(), Side::Left));
    assert!(port.woken(one.raw()));
    assert_eq!(bolted(&mut port, &one).last(), Some(&(0, 42)));
    // A fetch wakes nobody.
    assert!(!port.woken(one.raw()));
    // One subscriber alone.
    two.on(&mut port).subscribe_bolted().unwrap();
    let badge = Badge { index: 1, generation: std::num::NonZeroU16::MIN };
    port.services.tell(&mut port.port, |events| events.bolted_to(badge, Millis::new(43).unwrap(), Side::Left));
    assert!(port.woken(two.raw()) && !port.woken(one.raw()));
    assert_eq!((bolted(&mut port, &one), bolted(&mut port, &two)), (vec![], vec![(0, 43)]));
}

#[test]
fn two_ports_with_the_same_event_are_two_events() {
    let mut port = bolting();
    let mut wire = |number| port.connect(0, Connection { port: number, subject: 0, rights: 0 }).unwrap();
    let left: tessera::Cap<Bolting, counters::Counter, ()> = tessera::Cap::new(wire(driver::LEFT));
    let right: tessera::Cap<Bolting, counters::Counter, ()> = tessera::Cap::new(wire(driver::RIGHT));
    left.on(&mut port).subscribe_counted().unwrap();
    right.on(&mut port).subscribe_counted().unwrap();
    left.on(&mut port).count().unwrap();
    assert_eq!(right.on(&mut port).next_counted().unwrap(), None);
    assert_eq!(left.on(&mut port).next_counted().unwrap().map(|event| event.by), Some(1));
    right.on(&mut port).count().unwrap();
    assert_eq!(left.on(&mut port).next_counted().unwrap(), None);
    assert_eq!(right.on(&mut port).next_counted().unwrap().map(|event| event.by), Some(2));
}

#[test]
fn a_handler_fetches_what_another_server_tells() {
    let mut port = bolting();
    let cap = cap(&mut port);
    let mut unlock = || cap.on(&mut port).unlock(Millis::new(5).unwrap()).unwrap();
    unlock();
    let other = Local::new(Badge { index: 0, generation: std::num::NonZeroU16::MIN });
    let other: tessera::Cap<Counting, counters::Counter, ()> = tessera::Cap::new(other);
    other.on(&mut port.port).subscribe_counted().unwrap();
    let mut unlock = || cap.on(&mut port).unlock(Millis::new(5).unwrap()).unwrap();
    unlock();
    unlock();
    assert_eq!(port.services.server.heard, [None, Some((0, told::WATCHER)), Some((0, told::WATCHER))]);
}

#[test]
fn there_are_as_many_rings_as_subscribers() {
    let badge = |index| Badge { index, generation: std::num::NonZeroU16::MIN };
    let mut rings = tessera::events::Rings::<1, 8, 2>::new();
    assert!([9, 200, 9].into_iter().all(|index| rings.subscribe(badge(index))));
    assert!(!rings.subscribe(badge(1)));
    rings.close(badge(9));
    assert!(rings.subscribe(badge(1)) && rings.has(badge(200)) && !rings.has(badge(9)));
}

#[test]
fn a_secret_event_is_not_printed() {
    let mut port = bolting();
    let cap = cap(&mut port);
    cap.on(&mut port).subscribe_code().unwrap();
    cap.on(&mut port).touched().unwrap();
    let code = cap.on(&mut port).next_code().unwrap().unwrap();
    assert_eq!(code.digits, [1, 2, 3, 4]);
    assert!(!format!("{code:?}").contains('4'), "{code:?}");
}

#[test]
fn a_policy_decides_who_is_told() {
    let mut port = counting();
    let (watcher, other) = (counter(&mut port, told::WATCHER), counter(&mut port, told::OTHER));
    // No rule is about `other`: what no rule allows is denied, the subscription, too.
    assert_eq!(refused(other.on(&mut port).subscribe_counted()), Refusal::Denied);
    other.on(&mut port).count().unwrap();
    watcher.on(&mut port).subscribe_counted().unwrap();
    watcher.on(&mut port).subscribe_counted().unwrap();
    other.on(&mut port).count().unwrap();
    watcher.on(&mut port).count().unwrap();
    let mut next = |now| {
        port.port.now = now;
        watcher.on(&mut port).next_counted().map(|event| event.map(|event| (event.lost, event.by)))
    };
    // Three fetches a second, and five that were answered in all.
    assert_eq!(next(0).ok(), Some(Some((1, told::WATCHER))));
    assert_eq!(next(0).ok(), Some(None));
    assert_eq!(next(0).ok(), Some(None));
    assert_eq!(refused(next(0)), Refusal::Denied);
    assert_eq!(next(1000).ok(), Some(None));
    assert_eq!(next(1000).ok(), Some(None));
    assert_eq!(refused(next(9000)), Refusal::Denied);
    assert_eq!(refused(watcher.on(&mut port).subscribe_counted()), Refusal::Denied);
    // The audit names the event by its number, and the line of the policy.
    let trail = port.services.monitor.trail();
    let records: Vec<_> = std::iter::from_fn(|| trail.pop()).filter(|record| record.operation == 33).collect();
    let lines: Vec<_> = records
        .iter()
        .map(|record| (record.subject, record.status, record.count, told::explain(record.verdict)))
        .collect();
    let few = "events.idl:59: require few: seen.times < 5";
    let allowed = "events.idl:59: allow tally.counter.counted -> watcher";
    assert_eq!(
        lines,
        [
            (told::OTHER, 20, 1, "no rule allows it"),
            (told::WATCHER, 16, 2, allowed),
            (told::WATCHER, 16, 3, allowed),
            (told::WATCHER, 20, 1, "events.idl:59: limit fetches: 3 per 1s"),
            (told::WATCHER, 16, 2, allowed),
            (told::WATCHER, 20, 2, few),
        ]
    );
}

#[test]
fn over_sockets_a_subscriber_asks() {
    let _turn = together();
    let (watcher, end) = connection().unwrap();
    let server = std::thread::spawn(move || {
        let mut port = Port::new();
        let mut dispatch = tally::Dispatch::new(Tally, told::Tally::new());
        let wire = Connection { port: tally::COUNTER, subject: told::WATCHER, rights: 0 };
        turn(&mut port, &mut dispatch, Event::Connect(wire, end));
        serve(&mut port, &mut dispatch)
    });
    let mut port = Port::new();
    let cap: tessera::Cap<Port, counters::Counter, ()> = tessera::Cap::new(watcher);
    assert_eq!(refused(cap.on(&mut port).next_counted()), Refusal::OutOfOrder);
    cap.on(&mut port).subscribe_counted().unwrap();
    for _ in 0..3 {
        cap.on(&mut port).count().unwrap();
    }
    let event = cap.on(&mut port).next_counted().unwrap().unwrap();
    assert_eq!((event.lost, event.by), (2, told::WATCHER));
    assert_eq!(cap.on(&mut port).next_counted().unwrap(), None);
    drop(cap);
    assert_eq!(server.join().unwrap(), tessera::Ended::Nobody);
}
