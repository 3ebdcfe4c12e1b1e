//! Every row of `tests/conformance` to all three voices: they accept the same bytes, read the same values, write those as the same bytes, and
//! refuse the same values.

use std::process::Command;

use tessera_tests::{
    oracle::{Oracle, question, value_of},
    reflected::{Reflected, Taken},
    repository,
};

use crate::{
    rows::{Kind, Row, rows},
    said::Said,
};

/// The descriptions, each with a table of rows.
const SUBJECTS: [&str; 14] = [
    "numbers",
    "strict",
    "inline",
    "objects",
    "numbered",
    "options",
    "capabilities",
    "order",
    "text",
    "refinements",
    "messages",
    "corners",
    "old",
    "new",
];

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
        let idl = format!("tests/conformance/{subject}.idl");
        let (mut oracle, reflected) = (Oracle::of(&idl), Reflected::of(&idl));
        let rows = rows(subject);
        let questions: Vec<_> = rows.iter().map(asked).collect();
        for (row, answer) in rows.iter().zip(oracle.ask(&questions)) {
            heard(row, &answer);
            reflects(row, &reflected);
            count += 1;
        }
    }
    assert!(count >= 1500, "only {count} rows");
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
    let written = || Said(reflected).write(&row.message, &row.value);
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
