//! Why a text is no value.

use alloc::{borrow::ToOwned, format, string::String};
use core::{error::Error, fmt, fmt::Write as _, ops::Range};

/// Why a text is no value of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError {
    /// The bytes of the text that are wrong; empty at the end where something is missing.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl TextError {
    pub(super) fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for TextError {}

/// What there is to choose from, in a sentence: "the fields are" and at most eight names.
pub(super) fn listed<'n>(what: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    const MOST: usize = 8;
    let mut text = what.to_owned();
    for (place, name) in names.into_iter().enumerate() {
        if place == MOST {
            text.push_str(", …");
            break;
        }
        // Writing to a `String` cannot fail.
        _ = write!(text, "{}`{name}`", if place == 0 { " " } else { ", " });
    }
    text
}

/// At most 24 characters.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(24) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
