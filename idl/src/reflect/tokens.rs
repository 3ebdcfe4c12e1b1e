//! The tokens of a value's text.

use alloc::string::String;
use core::ops::Range;

use super::text_error::TextError;
use crate::parse::escape;

/// A token and what it takes of the text, in bytes.
#[derive(Clone, Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// Letters, digits and `_`, not beginning with a digit.
    Word(&'t str),
    /// A digit with what can belong to a number: letters, digits, `_`, a dot before a digit, a sign behind an exponent's `e`.
    Number(&'t str),
    /// What stands between quotes, escapes as they are.
    Text(&'t str),
    /// What stands in `x"…"`.
    Hex(&'t str),
    /// Any other character.
    Sign(char),
    End,
}

/// The tokens of a text, without space and comments.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Where the last token that was taken ends.
    pub(super) const fn end(&self) -> usize {
        self.at
    }

    /// The next token, which stays.
    pub(super) fn peek(&self) -> Result<Token<'t>, TextError> {
        self.clone().next()
    }

    /// Takes the next token.
    pub(super) fn next(&mut self) -> Result<Token<'t>, TextError> {
        let mut rest = self.text.get(self.at..).unwrap_or_default().trim_start();
        while rest.starts_with("//") {
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
        }
        let start = self.text.len() - rest.len();
        let (kind, length) = match rest.chars().next() {
            None => (Kind::End, 0),
            Some('"') => quoted(rest, start).map(|(inner, length)| (Kind::Text(inner), length))?,
            Some('x') if rest.starts_with("x\"") => {
                let (inner, length) = quoted(rest.get(1..).unwrap_or_default(), start + 1)?;
                (Kind::Hex(inner), length + 1)
            }
            Some('a'..='z' | 'A'..='Z' | '_') => {
                let length = rest.bytes().position(|byte| !is_letter(byte)).unwrap_or(rest.len());
                (Kind::Word(rest.get(..length).unwrap_or_default()), length)
            }
            Some('0'..='9') => {
                let length = number(rest);
                (Kind::Number(rest.get(..length).unwrap_or_default()), length)
            }
            Some(sign) => (Kind::Sign(sign), sign.len_utf8()),
        };
        self.at = start + length;
        Ok(Token { kind, range: start..self.at })
    }
}

const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_hex = text.starts_with("0x");
    let mut end = 0;
    while let Some(byte) = bytes.get(end) {
        let next_is_digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        let before = end.checked_sub(1).and_then(|at| bytes.get(at));
        let goes_on = match byte {
            b'.' => next_is_digit,
            b'+' | b'-' => !is_hex && next_is_digit && matches!(before, Some(b'e' | b'E')),
            byte => is_letter(*byte),
        };
        if !goes_on {
            break;
        }
        end += 1;
    }
    end
}

/// What stands between the quotes at the start, and how many bytes it takes with them.
fn quoted(text: &str, start: usize) -> Result<(&str, usize), TextError> {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return Ok((text.get(1..at).unwrap_or_default(), at + 1)),
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    Err(TextError::new(start..start + 1, "this text has no closing `\"`"))
}

/// The characters of a text; `start` is where it begins.
pub(super) fn unescaped(text: &str, start: usize) -> Result<String, TextError> {
    let mut resolved = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\\') {
        resolved.push_str(before);
        let (meaning, length) = escape(behind);
        let at = start + text.len() - behind.len() - 1;
        match meaning {
            Some(meaning) => resolved.push(meaning),
            None => {
                return Err(TextError::new(at..at + 1 + length, "this escape stands for no character")
                    .help("the escapes are \\n \\r \\t \\0 \\\\ \\\" and \\u{…} with one to six hexadecimal digits"));
            }
        }
        rest = behind.get(length..).unwrap_or_default();
    }
    resolved.push_str(rest);
    Ok(resolved)
}
