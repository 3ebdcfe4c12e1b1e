//! The smart lock: what it opens for, what it refuses, and what its audit says of both.

use std::time::{Duration, Instant};

use tessera::{Client, Connection, Failure, Kernel, No, Refusal, Status};

use crate::{
    house::{House, OnLinux, OnLoopback, RIGHT, SLOW, WRONG},
    lock_stubs::smart_lock::{Pin, UserId, lock, lock_policy::GATEWAY},
    raw::Raw,
    world::{compare, together},
};

/// The parts of the day, in the order of the text.
fn day<H: House>() -> Vec<String> {
    let parts: [(&str, fn(&mut H)); 6] = [
        ("a right PIN opens", opens::<H>),
        ("three wrong PINs lock out, and waiting helps", lock_out::<H>),
        ("limits", limits::<H>),
        ("a derived capability has no budget of its own", shared::<H>),
        ("rights and rules", rights::<H>),
        ("others", strangers::<H>),
    ];
    let mut lines = Vec::new();
    for (title, part) in parts {
        let mut house = H::build(&[
            // The gateway with the right to administer, and somebody whom no rule knows.
            Connection { port: 0, subject: GATEWAY, rights: 7 },
            Connection { port: 0, subject: 9, rights: 7 },
        ]);
        part(&mut house);
        lines.push(format!("# {title}"));
        lines.extend(house.leave().take());
    }
    lines
}

#[test]
fn on_loopback() {
    let _turn = together();
    compare("lock", &day::<OnLoopback>());
}

#[test]
fn on_linux() {
    let _turn = together();
    compare("lock", &day::<OnLinux>());
}

fn user(number: u16) -> UserId {
    UserId::new(number).unwrap()
}

/// The gateway tries a PIN.
fn unlock<H: House>(house: &mut H, number: u16, pin: &str) {
    let line = attempt(house, number, pin);
    house.said().say(format_args!("{line}"));
}

/// What comes of it.
fn attempt<H: House>(house: &mut H, number: u16, pin: &str) -> String {
    let (port, lock, _) = house.gateway();
    let answer = lock.on(port).unlock(user(number), Pin::new(pin).unwrap());
    format!("{number} with {pin}: {}", short(answer.map(|answer| answer.until)))
}

fn short<T: std::fmt::Debug, E: std::fmt::Debug, X: std::fmt::Debug>(answer: Result<T, Failure<E, X>>) -> String {
    match answer {
        Ok(value) => format!("{value:?}"),
        Err(Failure::Refused(refusal)) => format!("{refusal:?}"),
        Err(failure) => failure.to_string(),
    }
}

fn opens<H: House>(house: &mut H) {
    house.wait(1000);
    unlock(house, 7, RIGHT);
    unlock(house, 7, WRONG);
    let said = house.said().clone();
    let (port, lock, _) = house.gateway();
    said.say(format_args!("history: {}", short(lock.on(port).history(0).map(|answer| answer.entries))));
    let (port, lock, _) = house.gateway();
    said.say(format_args!("history: {}", short(lock.on(port).history(2).map(|answer| answer.entries))));
}

fn lock_out<H: House>(house: &mut H) {
    // Two wrong ones and a right one: the count starts again.
    for pin in [WRONG, WRONG, RIGHT, WRONG, WRONG] {
        house.wait(1000);
        unlock(house, 7, pin);
    }
    house.wait(1000);
    let line = attempt(house, 7, WRONG);
    // Nobody waits for the siren but this test.
    house.said().wait_for("  horn: 10 s because of 7");
    house.said().say(format_args!("{line}"));
    for (milliseconds, pin) in [(1000, RIGHT), (28_999, RIGHT), (1, RIGHT)] {
        // Only the user who guessed is locked out.
        unlock(house, 8, RIGHT);
        house.wait(milliseconds);
        unlock(house, 7, pin);
    }
}

fn limits<H: House>(house: &mut H) {
    for number in 1..=4 {
        unlock(house, number, RIGHT);
    }
    // One token comes back in 200 ms.
    house.wait(199);
    unlock(house, 5, RIGHT);
    house.wait(1);
    unlock(house, 5, RIGHT);
    unlock(house, 5, RIGHT);
    let said = house.said().clone();
    for count in 1..=11 {
        let (port, lock, _) = house.gateway();
        let answer = lock.on(port).history(99).map(drop);
        if count > 9 {
            said.say(format_args!("history, {count}: {}", short(answer)));
        }
    }
    for _ in 0..22 {
        let (port, lock, _) = house.gateway();
        lock.on(port).touched(user(3)).unwrap();
    }
    sync(house);
}

fn shared<H: House>(house: &mut H) {
    type Opener = lock::Rights<lock::Open, No, No>;
    let said = house.said().clone();
    let (port, lock, _) = house.gateway();
    let one = lock.derive::<Opener>(port, 1).unwrap();
    let two = one.derive::<Opener>(port, 2).unwrap();
    for cap in [&one, &two, &one, &two] {
        let answer = cap.on(port).unlock(user(4), Pin::new(RIGHT).unwrap());
        said.say(format_args!("derived: {}", short(answer.map(|answer| answer.until))));
    }
    let answer = lock.on(port).unlock(user(4), Pin::new(RIGHT).unwrap());
    said.say(format_args!("and its root: {}", short(answer.map(|answer| answer.until))));
}

fn rights<H: House>(house: &mut H) {
    let said = house.said().clone();
    let (port, lock, more) = house.gateway();
    type Any<K> = tessera::Cap<K, lock::Lock, lock::AllRights>;
    // By hand, for the gateway's type has no `set_pin`.
    let mut body = [0; 16];
    body[..9].copy_from_slice(&[7, 0, 6, b'1', b'2', b'3', b'4', b'5', b'6']);
    port.buffer()[..16].copy_from_slice(&body);
    let received = port.call(lock.raw(), 33, 16).unwrap();
    said.say(format_args!("set_pin without the right: {:?}", Refusal::from_status(Status(received.status))));
    let admin: Any<H::K> = tessera::Cap::new(more.remove(0));
    let answer = admin.on(port).set_pin(user(7), Pin::new("123456").unwrap());
    said.say(format_args!("set_pin with the right: {}", short(answer)));
    let answer = admin.on(port).unlock(user(7), Pin::new(RIGHT).unwrap());
    said.say(format_args!("unlock with all rights: {}", short(answer.map(|answer| answer.until))));
}

fn strangers<H: House>(house: &mut H) {
    let said = house.said().clone();
    let (port, _, more) = house.gateway();
    let stranger: tessera::Cap<H::K, lock::Lock, lock::AllRights> = tessera::Cap::new(more.remove(1));
    let answer = stranger.on(port).unlock(user(7), Pin::new(RIGHT).unwrap());
    said.say(format_args!("unlock: {}", short(answer.map(|answer| answer.until))));
    said.say(format_args!("history: {}", short(stranger.on(port).history(0).map(drop))));
    let answer = stranger.on(port).set_pin(user(7), Pin::new(RIGHT).unwrap());
    said.say(format_args!("set_pin: {}", short(answer)));
    stranger.on(port).touched(user(7)).unwrap();
    // Served after that: no rule allows it either.
    said.say(format_args!("history: {}", short(stranger.on(port).history(0).map(drop))));
}

/// Requests of one user take turns, for as long as the first is open: be it answered, or left by its caller.
#[test]
fn one_at_a_time() {
    let _turn = together();
    let gateway = Connection { port: 0, subject: GATEWAY, rights: 7 };
    let mut house = OnLinux::build(&[gateway, gateway]);
    let said = house.said().clone();
    let slow = [7, 0, 4, b's', b'l', b'o', b'w', 0, 0, 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(&slow[3..7], SLOW.as_bytes());
    let (port, lock, more) = house.gateway();
    let (one, other) = (Raw::new(more.remove(0)), Raw::new(more.remove(0)));
    one.send(32, 1, &slow);
    said.wait_for("  driver: 7 at 0 with Pin(\"slow\")");
    other.send(32, 2, &slow);
    assert_eq!(other.answer(), Some((Refusal::Busy.status().0, 2, vec![])));
    lock.on(port).touched(user(3)).unwrap();
    assert_eq!(one.answer(), Some((17, 1, vec![1, 0, 0, 0, 0, 0, 0, 0])), "a wrong PIN after all");
    unlock(&mut house, 7, RIGHT);

    house.wait(1000);
    other.send(32, 3, &slow);
    said.wait_for("  driver: 7 at 1000 with Pin(\"slow\")");
    unlock(&mut house, 7, RIGHT);
    unlock(&mut house, 8, RIGHT);
    drop(other);
    // Until the driver sees it, the key is taken.
    let mut line = attempt(&mut house, 7, RIGHT);
    let start = Instant::now();
    while line.ends_with("Busy") && start.elapsed() < Duration::from_secs(20) {
        line = attempt(&mut house, 7, RIGHT);
    }
    said.say(format_args!("{line}"));
    drop(one);
    // How often the gateway asked is chance.
    let lines: Vec<_> = house.leave().take().into_iter().map(|line| without_count(&line)).collect();
    compare("one_at_a_time", &lines);
}

fn without_count(line: &str) -> String {
    match line.split_once("24, ") {
        Some((before, after)) => format!("{before}24, {}", after.trim_start_matches(|c: char| c.is_ascii_digit())),
        None => line.to_owned(),
    }
}

/// Waits until every message of the gateway before this was served.
fn sync<H: House>(house: &mut H) {
    let (port, lock, _) = house.gateway();
    let received = port.call(lock.raw(), 77, 0).unwrap();
    assert_eq!(received.status, Refusal::UnknownOperation.status().0);
}
