//! What a fuzzer does with its bytes: each of these panics where something is wrong. `tests/fuzz` drives them, and `tests/tests/fuzz.rs` puts to
//! them what was found before.

#![expect(clippy::panic, clippy::missing_panics_doc, reason = "a test stops where it is wrong")]

use tessera_idl::{
    Severity, Sources, check, parse,
    reflect::{Reason, Schema},
    resolve,
};

use crate::{
    agree::{agree, round_trip},
    bodies::Bodies,
    choices::Choices,
    damage::{Dice, Slip, damaged},
    describe,
    draw::Draw,
    front,
    mutants::mutant,
    random::{packages, shown},
    reflected::Reflected,
    voice::Probe,
};

/// The front end reads any text: the bytes themselves, or a random package with slips. No text makes it panic, and whatever it finds lies inside
/// of the text.
pub fn any_text(data: &[u8]) {
    let (mode, data) = data.split_first().unwrap_or((&0, &[]));
    let (mut text, mut others) = (String::from_utf8_lossy(data).into_owned(), Vec::new());
    if mode % 2 == 1 {
        let mut choices = Choices::Bytes(data);
        let mut files = packages("any", 7, &mut choices);
        let at = choices.below(files.len());
        text = files.swap_remove(at).text;
        for file in files {
            others.push((file.name, file.text));
        }
        for _ in 0..choices.below(4) {
            let slip = *choices.of(&Slip::ALL);
            let mut dice = Dice(choices.word() | 1);
            text = damaged(&text, slip, &mut dice).map_or(text, |damaged| damaged.text);
        }
    }
    // What is too long is refused before it is read.
    let Ok(mut sources) = Sources::single("any.idl", text.clone()) else { return };
    for (name, text) in others {
        if sources.add(name, text).is_err() {
            return;
        }
    }
    let findings = front(&sources);
    for finding in &findings {
        let spans = finding.labels.iter().map(|label| label.span).chain(finding.fixes.iter().map(|fix| fix.span));
        for span in spans {
            assert!(sources.place(span.start).is_some() && sources.place(span.end).is_some(), "{text}\n{finding:?}");
        }
    }
    _ = describe(&findings, &sources);
}

/// A random package, a value of one of its messages, and a body like that of the value: reflection gives back what it took.
pub fn any_schema(data: &[u8]) {
    let mut choices = Choices::Bytes(data);
    let files = packages("any", 7, &mut choices);
    let (text, mut sources) = (shown(&files), Sources::new());
    for file in files {
        sources.add(file.name, file.text).unwrap_or_else(|_| panic!("too long\n{text}"));
    }
    let mut findings = front(&sources);
    findings.retain(|finding| finding.severity() == Severity::Error);
    assert!(findings.is_empty(), "{text}\n{}", describe(&findings, &sources));
    let model = resolve(&parse(&sources).0).0;
    let facts = check(&model).0;
    let facts = facts.complete().unwrap_or_else(|| panic!("no facts\n{text}"));
    let schema = Schema::new(&model, &facts);
    let messages = schema.messages();
    let message = choices.of(&messages).clone();
    let value = Draw::new(schema, &mut choices).message(&message);
    let encoded = match schema.encode(&message, &value) {
        Ok(encoded) => encoded,
        Err(refusal) => {
            assert!(matches!(refusal.reason, Reason::Refinement(_) | Reason::Room(..)), "{text}\n{value:?}\n{refusal}");
            return;
        }
    };
    assert!(encoded.body.len() <= message.body.max as usize, "{text}\n{value:?}");
    let decoded = schema.decode(&message, &encoded.body, encoded.caps);
    assert_eq!(decoded.as_ref(), Ok(&value), "{text}");
    round_trip(schema, &message, &encoded.body, encoded.caps);
    for _ in 0..4 {
        let (body, caps) = mutant(&encoded.body, encoded.caps, data, &mut choices);
        match schema.decode(&message, &body, caps) {
            Ok(_) => round_trip(schema, &message, &body, caps),
            Err(refusal) => assert!(refusal.at <= body.len().max(message.body.fixed as usize), "{text}\n{refusal:?}"),
        }
    }
}

/// A body of one of these messages: the bytes themselves, or bytes like those of a value. Generated code and reflection agree on it.
pub fn any_body(reflected: &Reflected, messages: &[Probe], data: &[u8]) {
    let mut choices = Choices::Bytes(data);
    let probe = choices.of(messages);
    let message = reflected.message(probe.name);
    let (body, caps) = if choices.once_in(2) {
        Bodies::new(reflected.schema, message, &mut choices).next().unwrap_or_default()
    } else {
        let caps = u16::try_from(choices.below(4)).unwrap_or(0);
        let Choices::Bytes(rest) = choices else { return };
        (rest.to_vec(), caps)
    };
    _ = agree(reflected, probe, message, &body, caps);
}
