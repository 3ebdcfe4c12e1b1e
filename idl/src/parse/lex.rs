//! A small reader of tokens, for what a grammar says badly: brackets, wrong characters, and the places of messages.

use core::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, digits and `_`, not beginning with a digit.
    Word,
    /// A digit and the letters, digits and `_` behind it.
    Number,
    /// A text in quotes; unterminated where the line ends before it.
    Text {
        /// Whether the closing quote is there.
        terminated: bool,
    },
    /// A `///` line.
    Doc,
    /// A `//` line.
    Comment,
    /// One ASCII character that is none of the above.
    Sign(u8),
    /// One character beyond ASCII, or an ASCII control character.
    Strange(char),
}

/// One token and the bytes that it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// The tokens of a text, comments included, white space left out.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'text> {
    text: &'text str,
    at: usize,
}

impl<'text> Tokens<'text> {
    /// The tokens from an offset on.
    pub(super) fn new(text: &'text str, at: usize) -> Self {
        Self { text, at }
    }

    /// The first token that is not a comment.
    pub(super) fn code(&mut self) -> Option<Token> {
        self.find(|token| token.kind != Kind::Comment)
    }

    fn rest(&self) -> &'text str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches([' ', '\n', '\t', '\r']);
        let start = self.at + (rest.len() - trimmed.len());
        let (kind, length) = first(trimmed)?;
        self.at = start + length;
        Some(Token { kind, range: start..self.at })
    }
}

fn first(text: &str) -> Option<(Kind, usize)> {
    let character = text.chars().next()?;
    let run = |text: &str, more: fn(u8) -> bool| text.bytes().position(|byte| !more(byte)).unwrap_or(text.len());
    Some(match character {
        'a'..='z' | 'A'..='Z' | '_' => (Kind::Word, run(text, is_letter)),
        '0'..='9' => (Kind::Number, run(text, is_letter)),
        '"' => text_in_quotes(text),
        '/' if text.starts_with("//") => {
            let doc = text.starts_with("///") && !text.starts_with("////");
            (if doc { Kind::Doc } else { Kind::Comment }, run(text, |byte| byte != b'\n'))
        }
        ' '..='~' => (Kind::Sign(u8::try_from(character).unwrap_or(b' ')), 1),
        strange => (Kind::Strange(strange), strange.len_utf8()),
    })
}

/// Whether a byte can go on a word.
pub(super) const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn text_in_quotes(text: &str) -> (Kind, usize) {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return (Kind::Text { terminated: true }, at + 1),
            b'\n' => return (Kind::Text { terminated: false }, at),
            // A backslash at the end of a line does not continue it.
            b'\\' if text.as_bytes().get(at + 1) != Some(&b'\n') => {
                bytes.next();
            }
            _ => {}
        }
    }
    (Kind::Text { terminated: false }, text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> alloc::vec::Vec<(Kind, &str)> {
        Tokens::new(text, 0).filter_map(|token| Some((token.kind, text.get(token.range)?))).collect()
    }

    #[test]
    fn one_of_each() {
        assert_eq!(
            kinds("a_1 0x2f \"q\\\"\" /// d\n// c\n;é"),
            [
                (Kind::Word, "a_1"),
                (Kind::Number, "0x2f"),
                (Kind::Text { terminated: true }, "\"q\\\"\""),
                (Kind::Doc, "/// d"),
                (Kind::Comment, "// c"),
                (Kind::Sign(b';'), ";"),
                (Kind::Strange('é'), "é"),
            ]
        );
    }

    #[test]
    fn a_text_ends_with_its_line() {
        assert_eq!(
            kinds("\"a\\\n\"b"),
            [(Kind::Text { terminated: false }, "\"a\\"), (Kind::Text { terminated: false }, "\"b")]
        );
        assert_eq!(kinds("\"é\\é\""), [(Kind::Text { terminated: true }, "\"é\\é\"")]);
    }
}
