//! The parts of the canonical JSON in which values are compared: compact, only what must be escaped is.

use std::fmt::Write;

/// A string.
pub fn text(text: &str, to: &mut String) {
    to.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => to.extend(['\\', character]),
            '\n' => to.push_str("\\n"),
            '\r' => to.push_str("\\r"),
            '\t' => to.push_str("\\t"),
            '\u{8}' => to.push_str("\\b"),
            '\u{c}' => to.push_str("\\f"),
            // Writing to a `String` cannot fail.
            '\0'..' ' => _ = write!(to, "\\u{:04x}", u32::from(character)),
            _ => to.push(character),
        }
    }
    to.push('"');
}

/// Bytes: hexadecimal digits.
pub fn bytes(bytes: &[u8], to: &mut String) {
    to.push('"');
    hex(bytes, to);
    to.push('"');
}

/// Two digits for each byte.
pub fn hex(bytes: &[u8], to: &mut String) {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    to.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
}
