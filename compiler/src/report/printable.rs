//! Text that a terminal shows and does not obey.

/// Replaces what a terminal would obey or a reader could not see: control characters but line feed and tab, and the marks
/// that turn the direction of writing (they make code look like other code).
///
/// Every replacement has the length in bytes of what it replaces, so spans into the text stay true.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\n' | '\t' => letter,
            _ if letter.is_control() => match letter.len_utf8() {
                1 => '?',
                _ => '¿',
            },
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            _ => letter,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn keeps_lengths() {
        let text = "a\u{1b}[31m\u{9b}0m \u{202e}x\u{2066}\ty\n";
        let shown = printable(text);
        assert_eq!(shown, "a?[31m¿0m \u{fffd}x\u{fffd}\ty\n");
        assert_eq!(shown.len(), text.len());
    }
}
