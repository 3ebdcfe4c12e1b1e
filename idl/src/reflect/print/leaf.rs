//! What prints without its type.

use alloc::string::String;
use core::fmt::Write as _;

use crate::parse::is_hidden;

/// `.mon | .tue`, bits without a name as a number.
pub(super) fn flags(names: &[(&str, i128)], number: i128, to: &mut String) {
    let mut rest = number;
    let mut between = "";
    for (name, bit) in names {
        if number & bit != 0 {
            push(to, format_args!("{between}.{name}"));
            rest &= !bit;
            between = " | ";
        }
    }
    if rest != 0 || between.is_empty() {
        push(to, format_args!("{between}{rest:#x}"));
    }
}

/// `x"00ff"`
pub(super) fn hexadecimal(bytes: &[u8], to: &mut String) {
    to.push_str("x\"");
    for byte in bytes {
        push(to, format_args!("{byte:02x}"));
    }
    to.push('"');
}

/// A string as the language writes it. What a terminal would obey, or nobody sees, is escaped.
pub(super) fn quoted(text: &str, to: &mut String) {
    to.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => to.extend(['\\', character]),
            '\n' => to.push_str("\\n"),
            '\r' => to.push_str("\\r"),
            '\t' => to.push_str("\\t"),
            '\0' => to.push_str("\\0"),
            _ if character.is_control() || is_hidden(character) => {
                push(to, format_args!("\\u{{{:x}}}", u32::from(character)));
            }
            _ => to.push(character),
        }
    }
    to.push('"');
}

/// Appends formatted text.
pub(super) fn push(to: &mut String, text: core::fmt::Arguments<'_>) {
    // Writing to a `String` cannot fail.
    _ = to.write_fmt(text);
}
