//! Where the voices on one body are compared.

#![expect(clippy::panic, clippy::missing_panics_doc, reason = "a test stops where it is wrong")]

use tessera_idl::reflect::{Message, Schema};

use crate::{bodies::as_seen, oracle::question, reflected::Reflected, voice::Probe};

/// Puts a body to the generated code and to reflection. Its value as canonical JSON, `None` if both refuse it.
#[must_use]
pub fn agree(reflected: &Reflected, probe: &Probe, message: &Message<'_>, body: &[u8], caps: u16) -> Option<String> {
    let schema = reflected.schema;
    let asked = || question(probe.name, body, caps);
    match (probe.read(body, caps), schema.decode(message, body, caps)) {
        (None, Err(_)) => None,
        (Some(heard), Ok(value)) => {
            let said = reflected.json(message, &value);
            assert_eq!(heard.value, said, "{}", asked());
            // Reflection keeps also what it does not know.
            let whole = schema.encode(message, &value).unwrap_or_else(|refusal| panic!("{}: {refusal}", asked()));
            assert_eq!(whole.body, body, "{}", asked());
            if let Some(again) = heard.again {
                let known = schema.encode(message, &as_seen(schema, message, value));
                let known = known.unwrap_or_else(|refusal| panic!("{}: {refusal}", asked()));
                assert_eq!(again, (known.body, (0..known.caps).collect()), "{}", asked());
            }
            Some(said)
        }
        (heard, value) => panic!("{}\ncode: {heard:?}\nreflection: {value:?}", asked()),
    }
}

/// A body that one version of a package takes, put to another that has the same message. An older one takes whatever a newer one wrote; a newer one
/// takes what an older one wrote that had no part of a still newer one. Both see the same of it.
pub fn versions(reflected: &Reflected, from: &Message<'_>, to: &Message<'_>, body: &[u8], caps: u16) {
    let schema = reflected.schema;
    let Ok(written) = schema.decode(from, body, caps) else { return };
    let is_older = from.name.len() > to.name.len();
    if !is_older && as_seen(schema, from, written.clone()) != written {
        return;
    }
    let read = schema.decode(to, body, caps);
    let read = read.unwrap_or_else(|refusal| panic!("{}: {refusal}", question(&to.name, body, caps)));
    // Of what both know, the older one knows no more.
    let older = if is_older { to } else { from };
    let [written, read] = [written, read].map(|value| as_seen(schema, older, value));
    assert_eq!(read, written, "{}", question(&to.name, body, caps));
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
