//! Bodies of every message, put to all three voices.

use std::{collections::BTreeSet, fs, path::Path};

use tessera_idl::Sources;
use tessera_tests::{
    agree,
    bodies::Bodies,
    choices::Choices,
    mutants::Body,
    oracle::{Oracle, bytes, question, value_of},
    reflected::Reflected,
    ui::sorted,
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
    let names = |of: &mut dyn Iterator<Item = String>| of.collect::<BTreeSet<_>>();
    assert_eq!(
        names(&mut messages.iter().map(|probe| probe.name.to_owned())),
        names(&mut reflected.messages.iter().map(|message| message.name.clone()))
    );
    let mut oracle = Oracle::run("tests/oracle.py", &files);
    let (mut accepted, mut refused, mut across) = (0_usize, 0_usize, 0_usize);
    for (number, probe) in messages.iter().enumerate() {
        let siblings = messages.iter().filter(|other| package(other) == package(probe)).count();
        let other = other_version(probe.name).and_then(|name| {
            let probe = messages.iter().find(|other| other.name == name)?;
            Some((probe, reflected.message(&name)))
        });
        let message = reflected.message(probe.name);
        let mut choices = Choices::seeded(number as u64);
        let bodies = Bodies::new(reflected.schema, message, &mut choices).take(BODIES.div_ceil(siblings));
        let bodies: Vec<_> = found(probe.name).into_iter().chain(bodies).collect();
        let values: Vec<_> =
            bodies.iter().map(|(body, caps)| agree::agree(&reflected, probe, message, body, *caps)).collect();
        if let Some((probe, other)) = other {
            across += 1;
            for (body, caps) in &bodies {
                agree::versions(&reflected, message, other, body, *caps);
                _ = agree::agree(&reflected, probe, other, body, *caps);
            }
        }
        accepted += values.iter().flatten().count();
        refused += values.iter().filter(|value| value.is_none()).count();
        let questions: Vec<_> = bodies.iter().map(|(body, caps)| question(probe.name, body, *caps)).collect();
        for ((question, answer), value) in questions.iter().zip(oracle.ask(&questions)).zip(values) {
            assert_eq!(value_of(&answer).map(|(value, _)| value), value.as_deref(), "{question}\noracle: {answer}");
        }
    }
    let share = accepted * 100 / (accepted + refused);
    println!(
        "{part}: {} messages of {} packages, {across} of them in two versions, {accepted} bodies accepted, {refused} refused, {share} %",
        messages.len(),
        files.len()
    );
    assert!((30..=70).contains(&share), "{share} % of the bodies are accepted");
}

/// The interface of a message, with what it extends.
fn package(probe: &Probe) -> String {
    probe.name.split('.').next().unwrap_or_default().replace("Root", "Talk")
}

/// What the same message is called in the version before, or in the next.
fn other_version(name: &str) -> Option<String> {
    let older = name.strip_prefix("New").map(str::to_owned);
    older.or_else(|| name.starts_with(['T', 'R']).then(|| format!("New{name}")))
}

/// The bodies of a message that were found before.
fn found(message: &str) -> Vec<Body> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("found");
    let files =
        sorted(&folder).unwrap().into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
    let lines: Vec<_> = files
        .flat_map(|path| fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let body = |line: &String| {
        let [of, digits, caps] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        (of == message).then(|| (bytes(digits), caps.parse().unwrap()))
    };
    lines.iter().filter_map(body).collect()
}
