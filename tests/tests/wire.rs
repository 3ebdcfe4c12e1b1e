//! Three voices on the wire format: the generated code, the oracle, and reflection. For each message of two descriptions, thousands of bodies:
//! all accept the same ones, read the same values, and write those as the same bytes with the same capabilities. What reflection prints of a value
//! it reads as the same value again.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::pedantic,
    unreachable_pub,
    reason = "a test says what it expects by failing, and includes what others review"
)]

#[path = "wire/back.rs"]
mod back;
#[path = "wire/conformance.rs"]
mod conformance;
#[path = "wire/data.rs"]
mod data;
#[expect(dead_code, reason = "components and systems are not called here")]
mod data_stubs {
    include!("../stubs/data/all.snap.rs");
}
#[path = "wire/json.rs"]
mod json;
#[path = "wire/laws.rs"]
mod laws;
#[path = "wire/lock.rs"]
mod lock;
#[expect(dead_code, reason = "components and systems are not called here")]
mod lock_stubs {
    include!("../stubs/smart_lock/all.snap.rs");
}
#[path = "wire/numbered.rs"]
mod numbered;
#[path = "wire/old.rs"]
mod old;
#[expect(dead_code, reason = "nothing is called here")]
mod old_stubs {
    include!("../stubs/grown_old/all.snap.rs");
}
#[path = "wire/paper.rs"]
mod paper;
#[path = "wire/probe.rs"]
mod probe;
#[path = "wire/rows.rs"]
mod rows;
#[path = "wire/said.rs"]
mod said;
#[path = "wire/zoo.rs"]
mod zoo;
#[expect(dead_code, reason = "components and systems are not called here")]
mod zoo_stubs {
    include!("../stubs/zoo/all.snap.rs");
}

use std::collections::HashSet;

use probe::Probe;
use proptest::prelude::*;
use tessera_tests::{
    choices::Choices,
    mutants::{Body, mutants},
    oracle::{Oracle, Sample, question, value_of},
    reflected::{Reflected, Taken},
};

const ZOO: &str = "tests/stubs/zoo/zoo.idl";
const DATA: &str = "tests/stubs/data/data.idl";
const OLD: &str = "tests/conformance/old.idl";
const NEW: &str = "tests/conformance/new.idl";
const LOCK: &str = "examples/smart-lock/smart_lock.idl";

/// Made-up values of each message, and bodies like each of them.
const SAMPLES: usize = 8;
const MUTANTS: usize = 480;

#[test]
fn the_zoo_agrees_with_the_oracle() {
    agrees(ZOO, zoo::MESSAGES);
}

#[test]
fn the_lock_agrees_with_the_oracle() {
    agrees(LOCK, lock::MESSAGES);
}

#[test]
fn tables_and_unions_agree_with_the_oracle() {
    agrees(DATA, data::MESSAGES);
}

#[test]
fn what_grows_agrees_with_the_oracle() {
    agrees(OLD, old::MESSAGES);
}

/// What a newer version has written is accepted by all, or refused by all: never one so and one so.
#[test]
fn an_older_version_agrees_on_what_a_newer_one_writes() {
    agrees_on_like(OLD, NEW, old::MESSAGES);
    let (mut older, mut newer) = (Oracle::of(OLD), Oracle::of(NEW));
    for probe in old::MESSAGES {
        for Sample { body, caps, .. } in newer.samples(probe.name, 64) {
            assert!((probe.take)(&body, caps).is_some(), "{}", question(probe.name, &body, caps));
        }
        for Sample { body, caps, value } in older.samples(probe.name, 64) {
            let answer = newer.ask(&[question(probe.name, &body, caps)]).remove(0);
            assert_eq!(value_of(&answer), Some((&*value, true)), "a newer version reads an older one");
        }
    }
}

#[test]
fn what_the_compiler_says_of_a_message_is_what_the_oracle_says() {
    for (idl, messages) in [(ZOO, zoo::MESSAGES), (DATA, data::MESSAGES), (LOCK, lock::MESSAGES)] {
        let mut oracle = Oracle::of(idl);
        let names: HashSet<_> = messages.iter().map(|probe| probe.name.to_owned()).collect();
        assert_eq!(names, oracle.messages().into_iter().collect(), "every message has a probe, and no other");
        for probe in messages {
            let layout = oracle.ask(&[format!("layout {}", probe.name)]).remove(0);
            // Of an answer the compiler knows the greater of results and error.
            let (stem, kind) = probe.name.rsplit_once('.').unwrap();
            let other = if kind == "reply" { format!("{stem}.error") } else { format!("{stem}.reply") };
            let other = (kind != "request" && names.contains(&other)).then_some(other);
            let other = other.map_or(0, |name| number(&oracle.ask(&[format!("layout {name}")])[0], "max_body"));
            let (max, caps) = (number(&layout, "max_body").max(other), number(&layout, "max_caps"));
            assert_eq!((probe.max, usize::from(probe.caps)), (max, caps), "{}", probe.name);
        }
    }
}

/// Puts thousands of bodies of each message to all three.
fn agrees(idl: &str, messages: &[Probe]) {
    let mut oracle = Oracle::of(idl);
    let reflected = Reflected::of(idl);
    for probe in messages {
        for Sample { body, caps, value } in oracle.samples(probe.name, SAMPLES) {
            let taken = (probe.take)(&body, caps);
            let expected = Taken { value, again: body.clone(), caps: (0..caps).collect() };
            assert_eq!(taken.as_ref(), Some(&expected), "{}", question(probe.name, &body, caps));
            assert_eq!(reflected.take(probe.name, &body, caps), Ok(expected));
        }
    }
    agrees_on_like(idl, idl, messages);
}

/// Puts bodies to the three voices of one description that are like those of another.
fn agrees_on_like(idl: &str, written: &str, messages: &[Probe]) {
    let (mut oracle, mut writer) = (Oracle::of(idl), Oracle::of(written));
    let reflected = Reflected::of(idl);
    let (mut accepted, mut refused) = (0, 0);
    for (seed, probe) in messages.iter().enumerate() {
        let samples = writer.samples(probe.name, SAMPLES);
        let mut choices = Choices::seeded(seed as u64);
        let bodies: HashSet<Body> =
            samples.iter().flat_map(|sample| mutants(&sample.body, sample.caps, MUTANTS, &mut choices)).collect();
        let bodies: Vec<_> = bodies.into_iter().collect();
        let questions: Vec<_> = bodies.iter().map(|(body, caps)| question(probe.name, body, *caps)).collect();
        let answers = oracle.ask(&questions);
        for (((body, caps), question), answer) in bodies.into_iter().zip(&questions).zip(&answers) {
            let third = reflected.take(probe.name, &body, caps);
            match ((probe.take)(&body, caps), value_of(answer), third) {
                (None, None, Err(refusal)) => {
                    assert!(refusal.at <= body.len().max(probe.max), "{question}\n{refusal:?}");
                    refused += 1;
                }
                (Some(taken), Some((value, whole)), Ok(third)) => {
                    let expected = Taken { value: value.to_owned(), again: body, caps: (0..caps).collect() };
                    // Reflection keeps also what this version does not know, or has no place for any more.
                    assert_eq!((&third.value, &third.again), (&expected.value, &expected.again), "{question}");
                    if whole {
                        assert_eq!((&taken, &third), (&expected, &expected), "{question}");
                    } else {
                        assert_eq!(taken.value, expected.value, "{question}");
                    }
                    accepted += 1;
                }
                (taken, _, third) => panic!("{question}\noracle: {answer}\ncode: {taken:?}\nreflection: {third:?}"),
            }
        }
    }
    // Both kinds, and many of them, or the test tells nothing.
    assert!(
        accepted > 200 * messages.len() && refused > 500 * messages.len(),
        "{accepted} accepted, {refused} refused"
    );
}

fn number(layout: &str, key: &str) -> usize {
    let (_, rest) = layout.split_once(&format!("\"{key}\":")).unwrap();
    rest.split([',', '}']).next().unwrap().parse().unwrap()
}

fn any_message() -> impl Strategy<Value = Probe> {
    prop_oneof![
        prop::sample::select(zoo::MESSAGES),
        prop::sample::select(data::MESSAGES),
        prop::sample::select(lock::MESSAGES)
    ]
}

impl std::fmt::Debug for Probe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_as_the_same_value(probe in any_message(), source in prop::collection::vec(any::<u8>(), 0..120)) {
        if let Err(why) = (probe.law)(&source) {
            return Err(TestCaseError::fail(why));
        }
    }

    /// Bytes that nobody wrote, of a length that the message may have: mostly small numbers, as bodies are.
    #[test]
    fn what_is_read_is_written_as_the_same_bytes(
        (probe, body) in any_message().prop_flat_map(|probe| {
            let byte = prop_oneof![6 => Just(0), 2 => 0_u8..64, 1 => any::<u8>()];
            (Just(probe), prop::collection::vec(byte, 0..=probe.max.min(96) + 8))
        }),
        whole in prop::bool::weighted(0.8),
        caps in prop_oneof![4 => Just(0_u16), 4 => 0_u16..4, 1 => any::<u16>()],
    ) {
        let mut body = body;
        if whole {
            body.truncate(body.len() / 8 * 8);
        }
        if let Some(taken) = (probe.take)(&body, caps) {
            prop_assert_eq!(taken.again, body);
            prop_assert!(taken.caps.into_iter().eq(0..caps));
        }
    }
}
