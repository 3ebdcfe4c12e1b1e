//! What fuzzers have found, and bytes of a seed: `tests/fuzz` tries others for as long as one likes.

#![expect(clippy::unwrap_used, reason = "a test stops where it is wrong")]

use std::fs;

use tessera_tests::{choices::Choices, fuzz, repository, ui::sorted};

/// Bytes of each seed.
const SEEDS: u64 = 1500;

fn replays(target: &str, run: fn(&[u8])) {
    let folder = repository().join("tests/fuzz/corpus").join(target);
    for file in sorted(&folder).unwrap() {
        run(&fs::read(file).unwrap());
    }
    for seed in 0..SEEDS {
        let mut choices = Choices::seeded(seed);
        let length = choices.below(400);
        let bytes: Vec<u8> = (0..length).map(|_| choices.word().to_le_bytes()[0]).collect();
        run(&bytes);
    }
}

#[test]
fn any_text() {
    replays("front", fuzz::any_text);
}

#[test]
fn any_schema() {
    replays("reflect", fuzz::any_schema);
}
