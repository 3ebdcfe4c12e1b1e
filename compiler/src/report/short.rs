//! One line for each finding, as editors and `grep` expect it: `lock.idl:12:5: error[E0201]: …`.

use std::fmt::Write;

use tessera_idl::{Diagnostic, Sources};

use super::{printable, word};

/// The findings in the given order, each on one line. A finding about the build as a whole begins with its weight.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for finding in diagnostics {
        text.push_str(&line(finding, sources));
        text.push('\n');
    }
    text
}

/// One finding, without a line end.
#[must_use]
pub fn line(finding: &Diagnostic, sources: &Sources) -> String {
    let mut text = String::new();
    let place = finding.primary().and_then(|span| sources.place(span.start));
    if let Some((place, file)) = place.and_then(|place| Some((place, sources.file(place.file)?))) {
        // Writing to a `String` cannot fail.
        _ = write!(text, "{}:{}:{}: ", printable(file.name()), place.line, place.column);
    }
    let message = printable(&finding.message).replace('\n', " ");
    _ = write!(text, "{}[{}]: {message}", word(finding.severity()), finding.code);
    text
}
