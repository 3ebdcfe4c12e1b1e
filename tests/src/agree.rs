//! Where the voices on one body are compared.

#![expect(clippy::panic, clippy::missing_panics_doc, reason = "a test stops where it is wrong")]

use tessera_idl::reflect::{Message, Schema};

use crate::{bodies::without_unknown, oracle::question, reflected::Reflected, voice::Probe};

/// Puts a body to the generated code and to reflection. Its value as canonical JSON, `None` if both refuse it.
#[must_use]
pub fn agree(reflected: &Reflected, probe: &Probe, message: &Message<'_>, body: &[u8], caps: u16) -> Option<String> {
    let schema = reflected.schema;
    let asked = || question(probe.name, body, caps);
    match ((probe.take)(body, caps), schema.decode(message, body, caps)) {
        (None, Err(_)) => None,
        (Some(heard), Ok(value)) => {
            let said = reflected.json(message, &value);
            assert_eq!(heard.value, said, "{}", asked());
            // Reflection keeps also what it does not know.
            let whole = schema.encode(message, &value).unwrap_or_else(|refusal| panic!("{}: {refusal}", asked()));
            assert_eq!(whole.body, body, "{}", asked());
            if let Some(again) = heard.again {
                let known = schema.encode(message, &without_unknown(schema, message, value));
                let known = known.unwrap_or_else(|refusal| panic!("{}: {refusal}", asked()));
                assert_eq!(again, (known.body, (0..known.caps).collect()), "{}", asked());
            }
            Some(said)
        }
        (heard, value) => panic!("{}\ncode: {heard:?}\nreflection: {value:?}", asked()),
    }
}

/// What a body that reflection takes must survive: it has one encoding, and its text says all of it.
pub fn round_trip(schema: Schema<'_>, message: &Message<'_>, body: &[u8], caps: u16) {
    let value = schema.decode(message, body, caps).unwrap_or_else(|refusal| panic!("{}: {refusal}", message.name));
    let text = schema.print(message, &value);
    let parsed = schema.parse(message, &text).unwrap_or_else(|error| panic!("{}: {error:?}\n{text}", message.name));
    assert_eq!(parsed, value, "{text}");
    let again = schema.encode(message, &parsed).unwrap_or_else(|refusal| panic!("{}: {refusal}\n{text}", message.name));
    assert_eq!(again.body, body, "{text}");
    // Capabilities that only unknown parts mention are not in the value.
    assert!(again.caps <= caps, "{text}");
}
