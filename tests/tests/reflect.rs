//! Reflection against itself: what it encodes it decodes, what it prints it reads, and an older version of a description carries what a newer
//! one wrote without loss. No bytes and no text make it panic. Against other voices it is heard in `wire.rs`.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test stops where it is wrong")]

use std::fs;

use proptest::prelude::*;
use tessera_idl::{
    Facts, Model, Sources,
    facts::Complete,
    reflect::{Message, Reason, Schema, Value},
};
use tessera_tests::{agree::round_trip, choices::Choices, draw::Draw, repository};

const ALL: [&str; 4] = [
    "tests/stubs/zoo/zoo.idl",
    "examples/smart-lock/smart_lock.idl",
    "tests/conformance/old.idl",
    "tests/conformance/new.idl",
];

/// The schema of one description, for as long as the test runs.
fn schema(idl: &str) -> Schema<'static> {
    let text = fs::read_to_string(repository().join(idl)).expect("the description is there");
    let sources = Sources::single(idl, text).expect("it is short");
    let model: &'static Model = Box::leak(Box::new(tessera_idl::resolve(&tessera_idl::parse(&sources).0).0));
    let facts: &'static Facts = Box::leak(Box::new(tessera_idl::check(model).0));
    let facts: &'static Complete<'static> = Box::leak(Box::new(facts.complete().expect("it has no errors")));
    Schema::new(model, facts)
}

thread_local! {
    static SCHEMAS: Vec<(Schema<'static>, Vec<Message<'static>>)> =
        ALL.iter().map(|idl| schema(idl)).map(|schema| (schema, schema.messages())).collect();
}

/// Any message of any description, with a value made of these bytes; `None` where that is none, because of a refinement or of parts that a newer
/// version might have added.
fn made<T>(
    place: usize,
    bytes: &[u8],
    then: impl FnOnce(Schema<'static>, &Message<'static>, Value, Vec<u8>, u16) -> T,
) -> Option<T> {
    SCHEMAS.with(|schemas| {
        let all: usize = schemas.iter().map(|(_, messages)| messages.len()).sum();
        let mut place = place % all;
        for (schema, messages) in schemas {
            if let Some(message) = messages.get(place) {
                let value = Draw::new(*schema, &mut Choices::Bytes(bytes)).message(message);
                return match schema.encode(message, &value) {
                    Ok(encoded) => Some(then(*schema, message, value, encoded.body, encoded.caps)),
                    Err(refusal) => {
                        assert!(
                            matches!(refusal.reason, Reason::Refinement(_) | Reason::Room(..)),
                            "{}: {refusal}",
                            message.name
                        );
                        None
                    }
                };
            }
            place -= messages.len();
        }
        None
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_survive(place in any::<usize>(), bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        made(place, &bytes, |schema, message, value, body, caps| {
            assert_eq!(schema.decode(message, &body, caps).as_ref(), Ok(&value), "{}", message.name);
            assert!(body.len() <= message.body.max as usize, "{}: {} bytes", message.name, body.len());
            round_trip(schema, message, &body, caps);
        });
    }

    /// Near misses: what is taken has one encoding, what is refused says where.
    #[test]
    fn mutants_have_one_encoding(
        place in any::<usize>(),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        changes in prop::collection::vec((any::<usize>(), prop_oneof![Just(0), 1_u8..9, any::<u8>()]), 1..4),
        caps in prop_oneof![8 => Just(0_i32), 1 => -1_i32..3],
    ) {
        made(place, &bytes, |schema, message, _, mut body, mut count| {
            for (at, byte) in &changes {
                let at = at % body.len().max(1);
                if let Some(place) = body.get_mut(at) {
                    *place = *byte;
                }
            }
            count = u16::try_from(i32::from(count) + caps).unwrap_or(0);
            match schema.decode(message, &body, count) {
                Ok(_) => round_trip(schema, message, &body, count),
                Err(refusal) => assert!(refusal.at <= body.len(), "{}: {refusal:?}", message.name),
            }
        });
    }

    /// An older reader takes what a newer writer wrote, and gives it back as it is.
    #[test]
    fn what_is_unknown_is_kept(place in any::<usize>(), bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        SCHEMAS.with(|schemas| {
            let ((old, olds), (new, news)) = (&schemas[2], &schemas[3]);
            let (message, newer) = (&olds[place % olds.len()], &news[place % news.len()]);
            assert_eq!(message.name, newer.name);
            let value = Draw::new(*new, &mut Choices::Bytes(&bytes)).message(newer);
            if let Ok(encoded) = new.encode(newer, &value) {
                round_trip(*old, message, &encoded.body, encoded.caps);
            }
        });
    }

    /// A text with a piece missing, doubled or replaced is read or refused, and a refusal lies inside the text.
    #[test]
    fn any_text_is_read_or_refused(
        place in any::<usize>(),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        from in any::<usize>(),
        to in any::<usize>(),
        between in prop_oneof![Just(String::new()), "[-{}\\[\\]().,:|\"xu\\\\0-9e_ é]{0,6}"],
    ) {
        made(place, &bytes, |schema, message, value, _, _| {
            let characters: Vec<char> = schema.print(message, &value).chars().collect();
            let (from, to) = (from % characters.len(), to % characters.len());
            let text: String = characters[..from].iter().copied().chain(between.chars()).chain(characters[to..].iter().copied()).collect();
            match schema.parse(message, &text) {
                Ok(value) => drop(schema.encode(message, &value)),
                Err(error) => assert!(text.get(error.at.clone()).is_some() && !error.message.is_empty(), "{error:?}\n{text}"),
            }
        });
    }
}

#[test]
fn texts() {
    let schema = schema("tests/conformance/old.idl");
    let read = |name: &str, text: &str| {
        let message = schema.message(name).expect("a message");
        let value = schema.parse(&message, text).map_err(|error| format!("{}: {error}", error.at.start))?;
        let encoded = schema.encode(&message, &value).map_err(|refusal| refusal.to_string())?;
        Ok::<_, String>(schema.print(&message, &schema.decode(&message, &encoded.body, encoded.caps).expect("a body")))
    };
    let same = |name: &str, text: &str| assert_eq!(read(name, text).as_deref(), Ok(text));
    same("Grown.one.request", r#"{ settings: { auto_lock: true, 2: 7, name: "hall" }, behind: "" }"#);
    same("Grown.one.request", r#"{ settings: { unknown(0x18, x"0500000000000000", x"0001") }, behind: "b" }"#);
    same("Grown.one.reply", r#"{ proof: unknown(7, x"00ff") }"#);
    same("Grown.options.request", "{ a: none, b: some(.tall(5)), c: some(.badge([1, 2, 3, 4, 5])) }");
    same("Grown.caps.request", r#"{ bag: {}, door: none, gift: unknown(2, x"01"), last: [cap<Door, enter>(2)] }"#);
    // What a person may write in another way.
    assert_eq!(
        read("Grown.options.request", "{ c: .words([0x10, 0b11,]), // two words\n b: none, a: {}, }").as_deref(),
        Ok("{ a: some({}), b: none, c: some(.words([16, 3])) }")
    );
    for (name, text, error) in [
        ("Grown.one.request", "{ settings: {}, behind: \"12345\" }", "`behind`: the length is 5, at most 4 is allowed"),
        ("Grown.one.reply", "{ proof: .pin(\"123\") }", "`proof.pin`: it does not fulfil `where len >= 4 && digits`"),
        ("Grown.one.reply", "{ proof: .pim(\"1234\") }", "10: `Proof` has no variant `pim`"),
        ("Grown.one.request", "{ settings: { 4: 1 }, behind: \"\" }", "14: there is no field `4`"),
        (
            "Grown.one.request",
            "{ settings: { unknown(0x4, x\"\", x\"\") }, behind: \"\" }",
            "22: this is no mask of fields that are not known",
        ),
    ] {
        assert_eq!(read(name, text).expect_err(text), error);
    }
}
