//! Bodies of every message, put to all three voices.

use std::{fs, path::Path};

use tessera_idl::Sources;
use tessera_tests::{
    bodies::{Bodies, without_unknown},
    choices::Choices,
    oracle::{Oracle, question, value_of},
    reflected::{Reflected, Taken},
    voice::Probe,
};

/// Bodies of each package.
const BODIES: usize = 5000;

/// Asserts that all voices agree on the packages of a part.
pub fn agree(part: &str, messages: &[Probe]) {
    let folder = Path::new(env!("OUT_DIR")).join(part);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut sources = Sources::new();
    for file in &files {
        sources.add(file.display().to_string(), fs::read_to_string(file).unwrap()).unwrap();
    }
    let reflected = Reflected::new(&sources);
    let mut oracle = Oracle::run("tests/oracle.py", &files);
    let asked = std::env::var("TESSERA_ASKED").ok().and_then(|asked| asked.parse().ok()).unwrap_or(1_usize);
    let (mut accepted, mut refused) = (0_usize, 0_usize);
    for (number, probe) in messages.iter().enumerate() {
        let package = probe.name.split('.').next();
        let siblings = messages.iter().filter(|other| other.name.split('.').next() == package).count();
        let message = reflected.message(probe.name);
        let mut choices = Choices::seeded(number as u64);
        let bodies = Bodies::new(reflected.schema, message, &mut choices).take(BODIES.div_ceil(siblings));
        let mut questions = Vec::new();
        let mut values = Vec::new();
        for (place, (body, caps)) in bodies.enumerate() {
            let heard = (probe.take)(&body, caps);
            let asks = || question(probe.name, &body, caps);
            let value = match (heard, reflected.schema.decode(message, &body, caps)) {
                (None, Err(_)) => {
                    refused += 1;
                    None
                }
                (Some(heard), Ok(value)) => {
                    accepted += 1;
                    let said = reflected.json(message, &value);
                    assert_eq!(heard.value, said, "{}", asks());
                    let whole = reflected.schema.encode(message, &value).unwrap();
                    assert_eq!(whole.body, body, "{}", asks());
                    if let Some(again) = heard.again {
                        let known = reflected
                            .schema
                            .encode(message, &without_unknown(reflected.schema, message, value))
                            .unwrap();
                        assert_eq!(again, (known.body, (0..known.caps).collect()), "{}", asks());
                    }
                    Some(said)
                }
                (heard, value) => panic!("{}\ncode: {heard:?}\nreflection: {value:?}", asks()),
            };
            if place % asked == 0 {
                questions.push(asks());
                values.push(value);
            }
        }
        for ((question, answer), value) in questions.iter().zip(oracle.ask(&questions)).zip(values) {
            assert_eq!(value_of(&answer).map(|(value, _)| value), value.as_deref(), "{question}\noracle: {answer}");
        }
    }
    let share = accepted * 100 / (accepted + refused);
    println!(
        "{part}: {} messages of {} packages, {accepted} bodies accepted, {refused} refused, {share} %",
        messages.len(),
        files.len()
    );
    assert!((30..=70).contains(&share), "{share} % of the bodies are accepted");
}
