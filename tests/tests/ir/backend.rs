//! The small back end in Python that knows the JSON alone, and the oracle that knows the text alone: they agree.

use std::{collections::HashSet, env, fs, path::Path};

use tessera_idl::Sources;
use tessera_tests::{
    choices::Choices,
    mutants::mutants,
    oracle::{Oracle, Sample, question},
    repository,
};

use crate::document;

const SAMPLES: usize = 4;
const MUTANTS: usize = 60;

#[test]
fn another_back_end_reads_and_writes_the_same_messages() {
    for idl in ["tests/stubs/zoo/zoo.idl", "examples/smart-lock/smart_lock.idl", "tests/stubs/data/data.idl"] {
        let text = fs::read_to_string(repository().join(idl)).unwrap();
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ir.json");
        fs::write(&path, document(&Sources::single(idl, text).unwrap()).unwrap()).unwrap();
        let (mut oracle, mut backend) = (Oracle::of(idl), Oracle::run("tests/ir/backend.py", &[path]));
        let messages = oracle.messages();
        assert_eq!(backend.messages(), messages);
        let mut choices = Choices::seeded(0);
        let (mut accepted, mut refused) = (0, 0);
        for name in messages {
            let samples = oracle.samples(&name, SAMPLES);
            let written: Vec<_> = samples.iter().map(|sample| format!("encode {name} {}", sample.value)).collect();
            assert_eq!(backend.ask(&written), oracle.ask(&written), "{name}");
            let near = |sample: &Sample| mutants(&sample.body, sample.caps, MUTANTS, &mut choices);
            let bodies: HashSet<_> = samples.iter().flat_map(near).collect();
            let whole = samples.iter().map(|sample| (sample.body.clone(), sample.caps));
            let read: Vec<_> = whole.chain(bodies).map(|(body, caps)| question(&name, &body, caps)).collect();
            for ((question, ours), theirs) in read.iter().zip(backend.ask(&read)).zip(oracle.ask(&read)) {
                let theirs = if theirs.starts_with("refused") { "refused" } else { &theirs };
                assert_eq!(ours, theirs, "{question}");
                *(if theirs == "refused" { &mut refused } else { &mut accepted }) += 1;
            }
        }
        assert!(accepted > 300 && refused > 1000, "{accepted} accepted, {refused} refused");
    }
}
