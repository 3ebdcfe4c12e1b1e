//! Which brace is meant when they do not match: the indentation of the lines tells.

use alloc::vec::Vec;
use core::ops::Range;

use super::lex::{Kind, Tokens};

/// More of a text is not looked at.
const MOST: usize = 1 << 16;

/// The first brace that does not fit the indentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Odd {
    /// The `{` at this place has no `}`; the one that closes it belongs to a brace further out. Where its own belongs.
    Unclosed {
        /// Where it is.
        open: usize,
        /// Where its `}` is missing.
        missing: usize,
    },
    /// The `}` at this place closes a brace too early.
    Surplus(usize),
}

/// Looks for the first odd brace in a piece of the text that begins with a declaration.
pub(super) fn odd(text: &str, piece: Range<usize>) -> Option<Odd> {
    let end = piece.end.min(piece.start.saturating_add(MOST));
    // The open braces: where each is, and the line on which it is by its start and its indentation.
    let mut open: Vec<(usize, Line)> = Vec::new();
    let mut last = piece.start;
    for token in Tokens::new(text, piece.start).take_while(|token| token.range.start < end) {
        match token.kind {
            Kind::Comment | Kind::Doc => continue,
            Kind::Sign(b'{') => open.push((token.range.start, Line::of(text, token.range.start))),
            Kind::Sign(b'}') => {
                let here = Line::of(text, token.range.start);
                let Some((opened, line)) = open.pop() else { return Some(Odd::Surplus(token.range.start)) };
                if line.start != here.start && here.indent < line.indent {
                    return Some(Odd::Unclosed { open: opened, missing: last });
                }
                if line.start != here.start && here.indent > line.indent {
                    return Some(Odd::Surplus(token.range.start));
                }
            }
            _ => {}
        }
        last = token.range.end;
    }
    None
}

/// The line of a place: where it starts, and how far it is indented.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    indent: usize,
}

impl Line {
    fn of(text: &str, at: usize) -> Self {
        let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let indent = text.get(start..).map_or(0, |line| line.len() - line.trim_start_matches([' ', '\t']).len());
        Self { start, indent }
    }
}

/// The space before the first word of the line of a place.
pub(super) fn indentation(text: &str, at: usize) -> &str {
    let Line { start, indent } = Line::of(text, at);
    text.get(start..start + indent).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<Odd> {
        odd(text, 0..text.len())
    }

    #[test]
    fn indentation_tells() {
        assert_eq!(found("a {\n    b { c; }\n}\n"), None);
        assert_eq!(found("a {\n    b { c;\n}\n"), Some(Odd::Unclosed { open: 10, missing: 14 }));
        assert_eq!(found("a {\n    b { c; } }\n    d;\n}\n"), Some(Odd::Surplus(17)));
        assert_eq!(found("a { b }\n}\n"), Some(Odd::Surplus(8)));
        assert_eq!(found("a {\n b {\n c {\n }\n }\n"), None);
    }
}
