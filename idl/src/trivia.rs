//! What the grammar hides from the tree: comments, the ends of lines, and the lines that the author left empty.

use alloc::vec::Vec;

/// The text of a file, with the places where its lines end.
#[derive(Clone, Debug)]
pub(crate) struct Trivia<'text> {
    text: &'text str,
    ends: Vec<usize>,
}

impl<'text> Trivia<'text> {
    /// Looks at the text once.
    pub(crate) fn of(text: &'text str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect();
        Self { text, ends }
    }

    /// Whether a line ends between two offsets.
    pub(crate) fn breaks(&self, start: usize, end: usize) -> bool {
        let next = self.ends.partition_point(|at| *at < start);
        self.ends.get(next).is_some_and(|at| *at < end)
    }

    /// What stands between two offsets. Between two tokens of the tree that is comments only; in text that the grammar reads without
    /// understanding it, also tokens.
    pub(crate) fn pieces(&self, start: usize, end: usize) -> Pieces<'text> {
        Pieces { rest: self.text.get(start..end).unwrap_or_default(), gap: Gap::default() }
    }
}

/// What is between a piece and the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gap {
    /// How many lines end there: with none both stand on one line, with two there is an empty line.
    pub(crate) lines: usize,
    /// Whether there is any space.
    pub(crate) apart: bool,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `// text`, also `/// text`.
    Comment,
    /// A bracket, a separator, a text in quotes, or characters without space between them.
    Token,
}

/// A comment or a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece<'text> {
    /// Which of them.
    pub(crate) kind: Kind,
    /// The characters, without the blanks at the end of a comment.
    pub(crate) text: &'text str,
    /// What is before it.
    pub(crate) gap: Gap,
}

/// The pieces of a text in order.
#[derive(Clone, Debug)]
pub(crate) struct Pieces<'text> {
    rest: &'text str,
    gap: Gap,
}

impl Pieces<'_> {
    /// What is behind the last piece, once that has been taken.
    pub(crate) const fn last_gap(&self) -> Gap {
        self.gap
    }
}

impl<'text> Iterator for Pieces<'text> {
    type Item = Piece<'text>;

    fn next(&mut self) -> Option<Piece<'text>> {
        let solid = self.rest.trim_start_matches([' ', '\n', '\t', '\r', '\u{FEFF}']);
        let space = self.rest.get(..self.rest.len() - solid.len()).unwrap_or_default();
        self.gap = Gap { lines: space.bytes().filter(|byte| *byte == b'\n').count(), apart: !space.is_empty() };
        let (kind, length) = first(solid)?;
        let (text, rest) = solid.split_at_checked(length).unwrap_or((solid, ""));
        self.rest = rest;
        let text = if kind == Kind::Comment { text.trim_end() } else { text };
        Some(Piece { kind, text, gap: self.gap })
    }
}

/// The first piece of a text that does not begin with space, and its length.
fn first(text: &str) -> Option<(Kind, usize)> {
    if text.starts_with("//") {
        return Some((Kind::Comment, text.find('\n').unwrap_or(text.len())));
    }
    match text.bytes().next()? {
        b'"' => Some((Kind::Token, quoted(text))),
        byte if is_sign(byte) => Some((Kind::Token, 1)),
        _ => {
            let stops = |byte: u8| byte == b'"' || byte.is_ascii_whitespace() || is_sign(byte);
            let run = text.bytes().position(stops).unwrap_or(text.len());
            let run = text.get(..run).and_then(|run| run.find("//")).unwrap_or(run);
            Some((Kind::Token, run))
        }
    }
}

/// Brackets and separators.
const fn is_sign(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b'(' | b')' | b'[' | b']' | b';' | b',')
}

/// The length of a text in quotes, which ends with its line.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'\n' => return at,
            b'"' if !escaped => return at + 1,
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(Kind, &str, usize)> {
        Trivia::of(text).pieces(0, text.len()).map(|piece| (piece.kind, piece.text, piece.gap.lines)).collect()
    }

    #[test]
    fn one_of_each() {
        use Kind::{Comment, Token};
        assert_eq!(
            pieces("a->b.c{\"t \\\" //\" x} // c \r\n\r\n/// d\n~> é//"),
            [
                (Token, "a->b.c", 0),
                (Token, "{", 0),
                (Token, "\"t \\\" //\"", 0),
                (Token, "x", 0),
                (Token, "}", 0),
                (Comment, "// c", 0),
                (Comment, "/// d", 2),
                (Token, "~>", 1),
                (Token, "é", 0),
                (Comment, "//", 0),
            ]
        );
    }

    #[test]
    fn lines() {
        let trivia = Trivia::of("a\nb\n");
        assert!(!trivia.breaks(0, 1) && trivia.breaks(0, 2) && !trivia.breaks(2, 3) && trivia.breaks(3, 4));
        let mut pieces = trivia.pieces(2, 4);
        assert_eq!(pieces.by_ref().count(), 1);
        assert_eq!(pieces.last_gap(), Gap { lines: 1, apart: true });
    }
}
