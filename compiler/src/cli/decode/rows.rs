//! A refused body: why, and the bytes around the one that is wrong.

use std::fmt::Write as _;

use tessera_idl::reflect::{Reason, Refusal};

/// Bytes in a row.
const ROW: usize = 16;

/// A few lines, without an end of line behind the last.
pub(super) fn show(message: &str, body: &[u8], refusal: &Refusal) -> String {
    let mut text = format!("error: this is no `{message}`: {refusal}\n");
    // Writing to a `String` cannot fail.
    _ = writeln!(text, "  at byte {} of {}", refusal.at, body.len());
    let wrong = refusal.at / ROW;
    for (row, bytes) in body.chunks(ROW).enumerate().skip(wrong.saturating_sub(2)).take(5) {
        _ = write!(text, "  {:#06x} ", row * ROW);
        for byte in bytes {
            _ = write!(text, " {byte:02x}");
        }
        let shown = bytes.iter().map(|byte| if matches!(byte, b' '..=b'~') { char::from(*byte) } else { '.' });
        _ = writeln!(text, "{:gap$}  {}", "", shown.collect::<String>(), gap = (ROW - bytes.len()) * 3);
        if row == wrong {
            text.push_str(&mark(refusal.at));
        }
    }
    // The byte behind the last row.
    if refusal.at >= body.len() && refusal.at.is_multiple_of(ROW) {
        _ = writeln!(text, "  {:#06x}", refusal.at);
        text.push_str(&mark(refusal.at));
    }
    match refusal.reason {
        Reason::Capability(..) | Reason::Capabilities(..) => {
            text.push_str("  help: `--caps N` says how many capabilities came with the message");
        }
        _ => text.truncate(text.trim_end().len()),
    }
    text
}

/// A line that points at a byte of the row above.
fn mark(at: usize) -> String {
    format!("{:width$}^^\n", "", width = 2 + 6 + 2 + (at % ROW) * 3)
}
