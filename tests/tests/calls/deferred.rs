//! Requests that a handler keeps: answered later, in any order, once, or not at all.

use tessera::{Connection, Failure, Refusal, Tickets};
use tessera_linux::Port;

use crate::{
    cage::order,
    raw::Raw,
    stubs::zoo::{cage, visitor::Uses},
    world::{OnLinux, Wish, World, compare, together},
};

const FAILING: Connection = Connection { port: cage::FAILING, subject: 5, rights: 7 };
const THREE: &[Connection] = &[FAILING; 3];

/// A request for `first` with this parameter and above is kept.
const KEPT: u8 = order::KEEP;

/// Tickets for one dispatcher, for ever.
fn tickets() -> &'static Tickets {
    Box::leak(Box::new(Tickets::new()))
}

/// A server that answers what it keeps when so many wait.
fn open(tickets: &'static Tickets, most: usize) -> (OnLinux, Vec<Raw>) {
    let mut world = OnLinux::open(Wish { more: THREE, patience: Some((tickets, most)), ..Wish::default() });
    let raw = world.visitor().2.drain(..).map(Raw::new).collect();
    (world, raw)
}

fn first(world: &mut OnLinux, a: u8) -> Result<u16, Refusal> {
    let (port, uses, _): (&mut Port, &mut Uses<Port>, _) = world.visitor();
    match uses.failing.on(port).first(a) {
        Ok(answer) => Ok(answer.b),
        Err(Failure::Refused(refusal)) => Err(refusal),
        Err(failure) => panic!("{failure}"),
    }
}

fn body(b: u16) -> Vec<u8> {
    u64::from(b).to_le_bytes().to_vec()
}

#[test]
fn answers_in_another_order() {
    let _turn = together();
    let (mut world, raw) = open(tickets(), 3);
    for (index, raw) in raw.iter().enumerate() {
        let a = KEPT + index as u8;
        raw.first(70 + index as u32, a);
        world.said().wait_for(&format!("  server: first {a}"));
        if index < 2 {
            // Meanwhile others are served.
            assert_eq!(first(&mut world, 9), Ok(900));
        }
    }
    for (index, raw) in raw.iter().enumerate() {
        let b = u16::from(KEPT + index as u8) * 100;
        assert_eq!(raw.answer(), Some((16, 70 + index as u32, body(b))), "each gets its own");
    }
    let said = world.said().clone();
    drop(raw);
    assert_eq!(world.close().ok(), 5);
    let said = said.take();
    let lines: Vec<_> = said.into_iter().filter(|line| !line.contains("is closed")).collect();
    compare("deferred", &lines);
}

#[test]
fn a_dropped_reply_is_gone() {
    let _turn = together();
    let (mut world, raw) = open(tickets(), 1);
    assert_eq!(first(&mut world, order::KEEP_AND_DROP), Err(Refusal::Gone));
    assert_eq!(world.said().take().last().map(String::as_str), Some("  policy: #1 is lost"));
    // Its place is free again, for as often as one likes.
    for _ in 0..40 {
        assert_eq!(first(&mut world, order::KEEP_AND_DROP), Err(Refusal::Gone));
        assert_eq!(first(&mut world, KEPT), Ok(u16::from(KEPT) * 100));
    }
    drop(raw);
    assert_eq!(world.close().refused(Refusal::Gone), 41);
}

#[test]
fn an_answer_after_keep_is_the_answer() {
    let _turn = together();
    let (mut world, raw) = open(tickets(), 1);
    assert_eq!(first(&mut world, order::KEEP_AND_ANSWER), Ok(1));
    world.said().wait_for("  server: somebody waited: false");
    assert!(!world.said().take().iter().any(|line| line.contains("finishes")), "nothing is left to finish");
    drop(raw);
    let remains = world.close();
    assert_eq!((remains.ok(), remains.unanswered), (1, 0));
}

#[test]
fn a_second_keep_is_busy() {
    let _turn = together();
    let (mut world, raw) = open(tickets(), 1);
    assert_eq!(first(&mut world, order::KEEP_TWICE), Ok(u16::from(order::KEEP_TWICE) * 100));
    world.said().wait_for("  server: keeps again: Err(Refused(Busy))");
    drop(raw);
    world.close();
}

#[test]
fn at_most_sixteen_are_kept() {
    let _turn = together();
    let (mut world, raw) = open(tickets(), 17);
    for sequence in 1..=16 {
        raw[0].first(sequence, KEPT);
    }
    raw[0].first(17, KEPT);
    assert_eq!(raw[0].answer(), Some((Refusal::Busy.status().0, 17, vec![])));
    assert_eq!(first(&mut world, KEPT), Err(Refusal::Busy));
    assert_eq!(first(&mut world, 9), Ok(900), "what is not kept is answered");
    drop(raw);
    let remains = world.close();
    assert_eq!((remains.refused(Refusal::Busy), remains.counts.lost_callers()), (2, 16));
}

#[test]
fn without_tickets_nothing_is_kept() {
    let _turn = together();
    let mut world = OnLinux::open(Wish::default());
    assert_eq!(first(&mut world, KEPT), Err(Refusal::Busy));
    assert_eq!(world.said().take().last().map(String::as_str), Some("  policy: #1 is lost"));
    world.close();
    // Tickets serve one dispatcher.
    let tickets = tickets();
    let ((mut one, raw), (mut other, none)) = (open(tickets, 1), open(tickets, 1));
    let answers = (first(&mut one, KEPT), first(&mut other, KEPT));
    assert!(matches!(answers, (Ok(_), Err(Refusal::Busy)) | (Err(Refusal::Busy), Ok(_))), "{answers:?}");
    drop((raw, none));
}

#[test]
fn a_caller_that_leaves_loses_its_request() {
    let _turn = together();
    let (mut world, mut raw) = open(tickets(), usize::MAX);
    raw[0].first(1, KEPT);
    raw[1].first(1, KEPT + 1);
    world.said().wait_for(&format!("  server: first {}", KEPT + 1));
    let lost = if world.said().take().iter().any(|line| line == "  policy: first is admitted as #2") { 2 } else { 1 };
    raw.remove(1);
    world.said().wait_for(&format!("  policy: #{lost} is lost"));
    // The other one is answered, and only for that one the second half of the handler runs.
    assert_eq!(raw[0].answer(), Some((16, 1, body(u16::from(KEPT) * 100))));
    assert_eq!(first(&mut world, 9), Ok(900));
    let said = world.said().take();
    assert_eq!(said.iter().filter(|line| line.contains("somebody waited: false")).count(), 1, "{said:?}");
    assert_eq!(said.iter().filter(|line| line.contains("finishes")).count(), 1, "{said:?}");
    drop(raw);
    let remains = world.close();
    assert_eq!((remains.counts.lost_callers(), remains.ok(), remains.unanswered), (1, 2, 0));
}
