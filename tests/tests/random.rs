//! Random packages, and what they prove.

#![expect(clippy::expect_used, reason = "a test stops where it is wrong")]

use proptest::prelude::*;
use tessera_idl::{Severity, Sources};
use tessera_tests::{choices::Choices, describe, front, random};

fn is_taken(choices: &mut Choices<'_>) {
    let files = random::packages("any", 7, choices);
    let (text, mut sources) = (random::shown(&files), Sources::new());
    for file in files {
        sources.add(file.name, file.text).expect("it is short");
    }
    let mut findings = front(&sources);
    findings.retain(|finding| finding.severity() == Severity::Error);
    assert!(findings.is_empty(), "{text}\n{}", describe(&findings, &sources));
}

#[test]
fn every_seed_gives_a_package() {
    (0..2000).for_each(|seed| is_taken(&mut Choices::seeded(seed)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_bytes_give_a_package(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        is_taken(&mut Choices::Bytes(&bytes));
    }
}
