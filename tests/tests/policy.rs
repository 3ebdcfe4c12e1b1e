//! The generated policy hook against the interpreter of the policy's lowered form: thousands of sequences of calls, answers, losses, new
//! connections and steps of the clock. After each event both say the same: verdicts with their reasons, notes for the audit, every record.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::pedantic,
    unreachable_pub,
    reason = "a test says what it expects by failing, and includes what others review"
)]

#[path = "policy/events.rs"]
mod events;
#[path = "policy/lock.rs"]
mod lock;
/// A policy whose every name means something in Rust or in generated code: it compiles.
#[expect(dead_code, reason = "nothing of it is called")]
mod names {
    include!("../stubs/rule_names/all.snap.rs");
}
#[path = "policy/ranges.rs"]
mod ranges;
#[path = "policy/rules.rs"]
mod rules;
#[path = "policy/subject.rs"]
mod subject;

use std::cell::RefCell;

use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed, TestRunner},
};

use self::{
    events::{Seen, events, play},
    subject::{Hook, Subject},
};

/// Sequences, and how many events each has on average: more than 100,000 events.
const SEQUENCES: u32 = 300;
const EVENTS: usize = 400;

#[test]
fn the_smart_lock() {
    compare(&lock::subject(), lock::Driver::default, SEQUENCES);
}

#[test]
fn one_of_every_form() {
    compare(&rules::subject(), rules::Server::default, SEQUENCES);
}

/// An instance of which no rule says anything denies everything, and needs no clock.
#[test]
fn what_no_rule_allows_is_denied() {
    compare(&rules::idle(), rules::Idle::default, SEQUENCES / 10);
}

/// The facts say how much memory a home takes.
#[test]
fn sizes() {
    let bytes = |subject: &Subject| subject.home_of(subject.program()).bytes;
    assert_eq!(bytes(&lock::subject()), size_of::<lock::Driver>() as u64);
    assert_eq!(bytes(&rules::subject()), size_of::<rules::Server>() as u64);
    assert_eq!(bytes(&rules::idle()), 0);
}

/// The examples of the book's page have no finding.
#[test]
fn the_page_of_the_book() {
    let page = std::fs::read_to_string(tessera_tests::repository().join("book/src/policies.md")).expect("the page");
    let blocks: Vec<_> = page.split("```idl\n").skip(1).filter_map(|rest| rest.split_once("```")).collect();
    assert!(!blocks.is_empty());
    for (block, _) in blocks {
        let sources = tessera_idl::Sources::single("page.idl", block).expect("small");
        assert_eq!(tessera_tests::describe(&tessera_tests::front(&sources), &sources), "");
    }
}

fn compare<H: Hook>(subject: &Subject, hook: impl Fn() -> H, sequences: u32) {
    let rng_seed = RngSeed::Fixed(0x07e5_5e4a);
    let config = Config { cases: sequences, rng_seed, failure_persistence: None, ..Config::default() };
    let seen = RefCell::new(Seen::default());
    let outcome = TestRunner::new(config).run(&events(2 * EVENTS), |events| {
        play(subject, &mut hook(), &events, &mut seen.borrow_mut()).map_err(TestCaseError::fail)
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    // The events reached every clause of every rule, and every note: nothing was compared in vain.
    let (seen, expected) = (seen.into_inner(), Seen::expected(subject));
    let missed: Vec<_> = expected.decisions.difference(&seen.decisions).map(|bits| format!("{bits:#010x}")).collect();
    assert_eq!(missed, Vec::<String>::new(), "decisions that no event led to");
    assert_eq!(expected.notes, seen.notes, "notes that some event led to");
}
