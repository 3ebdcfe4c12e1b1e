//! Every row of `tests/conformance` to all three voices, the generated code, reflection and the reference: they accept the same bytes, read the
//! same values, write those as the same bytes, and refuse the same values.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what it expects by failing"
)]

#[path = "rows/row.rs"]
mod row;
#[path = "rows/said.rs"]
mod said;
#[path = "rows/subjects.rs"]
mod subjects;

use std::{collections::HashSet, process::Command};

use row::{Kind, Row, rows};
use said::Said;
use subjects::{SUBJECTS, Subject};
use tessera_tests::{
    choices::Choices,
    mutants::{Body, mutants},
    oracle::{Oracle, question, value_of},
    reflected::{Reflected, Taken},
    repository,
};

/// Bodies like each that is sound.
const MUTANTS: usize = 96;

/// Prints how many rows there are of each kind, type, position and rule.
#[test]
#[expect(clippy::print_stdout, reason = "for who asks with `--nocapture`")]
fn the_tables_are_those_of_the_reference() {
    let mut check = Command::new("python3");
    let check = check.arg(repository().join("tests/oracle.py")).args(["--conformance", "--check"]).output().unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
    println!("{}", String::from_utf8_lossy(&check.stdout));
}

#[test]
fn every_row_holds() {
    let mut count = 0;
    for subject in SUBJECTS {
        let idl = format!("tests/conformance/{}.idl", subject.name);
        let (mut oracle, reflected) = (Oracle::of(&idl), Reflected::of(&idl));
        let rows = rows(subject.name);
        let questions: Vec<_> = rows.iter().map(asked).collect();
        for (row, answer) in rows.iter().zip(oracle.ask(&questions)) {
            heard(row, &answer);
            reflects(row, &reflected);
            compiles(row, subject);
            count += 1;
        }
    }
    assert!(count >= 6000, "only {count} rows");
}

/// Bodies like each that is sound: near misses that nobody thought of.
#[test]
fn bodies_like_them_are_read_alike() {
    let (mut accepted, mut refused) = (0, 0);
    for subject in SUBJECTS {
        let idl = format!("tests/conformance/{}.idl", subject.name);
        let (mut oracle, reflected) = (Oracle::of(&idl), Reflected::of(&idl));
        let mut choices = Choices::seeded(0);
        let mut bodies: HashSet<(String, Body)> = HashSet::new();
        for row in rows(subject.name) {
            if matches!(row.kind, Kind::Success | Kind::Evolution) {
                let mutants = mutants(&row.body, row.caps, MUTANTS, &mut choices);
                bodies.extend(mutants.into_iter().map(|body| (row.message.clone(), body)));
            }
        }
        let bodies: Vec<_> = bodies.into_iter().collect();
        let questions: Vec<_> = bodies.iter().map(|(message, (body, caps))| question(message, body, *caps)).collect();
        for (((message, (body, caps)), question), answer) in bodies.iter().zip(&questions).zip(oracle.ask(&questions)) {
            let heard = subject.read(message, body, *caps);
            match (heard, reflected.take(message, body, *caps), value_of(&answer)) {
                (None, Err(_), None) => refused += 1,
                (Some(heard), Ok(taken), Some((value, is_whole))) => {
                    // Reflection keeps also what this version does not know.
                    assert_eq!((&*heard.value, &*taken.value, &taken.again), (value, value, body), "{question}");
                    let again = Some((body.clone(), (0..*caps).collect()));
                    assert!(!is_whole || heard.again == again, "{question}");
                    accepted += 1;
                }
                (heard, taken, _) => panic!("{question}\nreference: {answer}\ncode: {heard:?}\nreflection: {taken:?}"),
            }
        }
    }
    assert!(accepted > 5000 && refused > 50_000, "{accepted} accepted, {refused} refused");
}

/// All know the same messages, and how long they can get.
#[test]
fn messages_are_as_large_as_the_reference_says() {
    for subject in SUBJECTS {
        let idl = format!("tests/conformance/{}.idl", subject.name);
        let (mut oracle, reflected) = (Oracle::of(&idl), Reflected::of(&idl));
        let names: Vec<_> = reflected.messages.iter().map(|message| message.name.clone()).collect();
        assert_eq!(oracle.messages(), names, "{idl}");
        let questions: Vec<_> = names.iter().map(|name| format!("layout {name}")).collect();
        for (message, answer) in reflected.messages.iter().zip(oracle.ask(&questions)) {
            let layout: serde_json::Value = serde_json::from_str(answer.strip_prefix("ok ").unwrap()).unwrap();
            let (body, caps) = (layout["max_body"].as_u64(), layout["max_caps"].as_u64());
            assert_eq!(
                (Some(message.body.max.into()), Some(message.body.caps.into())),
                (body, caps),
                "{}",
                message.name
            );
        }
    }
}

fn asked(row: &Row) -> String {
    match row.kind {
        Kind::EncodeRefused => format!("encode {} {}", row.message, row.value),
        _ => question(&row.message, &row.body, row.caps),
    }
}

/// What the reference answers.
fn heard(row: &Row, answer: &str) {
    let found = value_of(answer);
    match row.kind {
        Kind::Success => assert_eq!(found, Some((&*row.value, true)), "{row}"),
        Kind::Evolution => assert_eq!(found.map(|(value, _)| value), Some(&*row.value), "{row}"),
        _ => assert!(answer.starts_with("refused "), "{row}: {answer}"),
    }
}

/// What reflection makes of it: bytes to a value and back, and the value to bytes.
fn reflects(row: &Row, reflected: &Reflected) {
    let read = || reflected.take(&row.message, &row.body, row.caps);
    let written = || {
        let message = reflected.message(&row.message);
        let value = Said(reflected.schema).message(message, &serde_json::from_str(&row.value).unwrap())?;
        let encoded = reflected.schema.encode(message, &value).ok()?;
        Some((encoded.body, encoded.caps))
    };
    match row.kind {
        Kind::Success => {
            let expected = Taken { value: row.value.clone(), again: row.body.clone(), caps: (0..row.caps).collect() };
            assert_eq!(read(), Ok(expected), "{row}");
            assert_eq!(written(), Some((row.body.clone(), row.caps)), "{row}");
        }
        // What is not known is kept, so it is written again.
        Kind::Evolution => {
            let taken = read().unwrap_or_else(|refusal| panic!("{row}: {refusal}"));
            assert_eq!((&taken.value, &taken.again), (&row.value, &row.body), "{row}");
        }
        Kind::EncodeRefused => assert_eq!(written(), None, "{row}"),
        Kind::DecodeRefused | Kind::CapabilityRefused => assert!(read().is_err(), "{row}: {:?}", read()),
    }
}

/// What the generated code makes of it: bytes to a view, to a value and back, and JSON to a value, to bytes.
fn compiles(row: &Row, subject: &Subject) {
    // At an odd address: no reader may assume that a body is aligned in memory.
    let odd = [&[0xff][..], &row.body].concat();
    let read = || subject.read(&row.message, &odd[1..], row.caps);
    let written = |space| subject.maker(&row.message)(&serde_json::from_str(&row.value).unwrap(), space);
    match row.kind {
        Kind::Success => {
            let again = (row.body.clone(), (0..row.caps).collect::<Vec<_>>());
            let heard = read().unwrap_or_else(|| panic!("{row}: refused"));
            assert_eq!((&heard.value, heard.again.as_ref()), (&row.value, Some(&again)), "{row}");
            assert_eq!(written(row.body.len() + 64).as_ref(), Some(&again), "{row}");
            assert_eq!(written(row.body.len()).as_ref(), Some(&again), "{row}");
            for less in [1, 8].into_iter().filter(|less| *less <= row.body.len()) {
                assert_eq!(written(row.body.len() - less), None, "{row}: into {less} bytes less");
            }
        }
        Kind::Evolution => assert_eq!(read().map(|heard| heard.value).as_ref(), Some(&row.value), "{row}"),
        Kind::EncodeRefused => assert_eq!(written(1 << 12), None, "{row}"),
        Kind::DecodeRefused | Kind::CapabilityRefused => assert_eq!(read(), None, "{row}"),
    }
}
