//! Slips of the fingers and habits from other languages. Each has words of its own where the grammar would only say what it expected.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use tessera_grammar::{Expected, Rule};

use super::lex::{Kind, Token, Tokens};
use super::reader::Reader;
use crate::ast::Primitive;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::habits::type_of_another_language;
use crate::source::Span;

mod bodies;
mod expressions;
mod separators;
mod types;
mod words;

pub(super) use words::foreign_word;

/// A place at which the text departs from the grammar.
pub(super) struct Site<'a> {
    reader: &'a Reader<'a>,
    /// What was being read.
    why: Rule,
    /// The same for people, as in "end the field with `,`".
    part: &'a str,
    /// What could stand here.
    rules: &'a [Rule],
    /// The sign that is known to be missing behind what was read.
    missing: Option<Rule>,
    /// Where what was being read begins in the text.
    start: usize,
    /// The first two tokens of what was being read, without documentation.
    first: [Option<Token>; 2],
    /// The last three tokens before the place, the nearest one first.
    before: [Option<Token>; 3],
    /// What stands there.
    found: Option<Token>,
    /// The brackets that are open there, the innermost one last.
    open: Vec<Token>,
}

impl<'a> Site<'a> {
    pub(super) fn new(
        reader: &'a Reader<'a>,
        (why, part, missing): (Rule, &'a str, Option<Rule>),
        start: usize,
        failure: &'a Expected,
    ) -> Self {
        let at = start + failure.offset;
        let mut first = [None, None];
        let mut before = [None, None, None];
        let mut open: Vec<Token> = Vec::new();
        let solid = |token: &Token| !matches!(token.kind, Kind::Comment | Kind::Doc);
        for token in Tokens::new(reader.text, start).take_while(|token| token.range.start < at).filter(solid) {
            if let Some(free) = first.iter_mut().find(|place| place.is_none()) {
                *free = Some(token.clone());
            }
            match token.kind {
                Kind::Sign(b'(' | b'[' | b'<') => open.push(token.clone()),
                Kind::Sign(sign @ (b')' | b']' | b'>')) => {
                    let opening = if sign == b')' { b'(' } else { sign - 2 };
                    if open.last().is_some_and(|open| open.kind == Kind::Sign(opening)) {
                        open.pop();
                    }
                }
                _ => {}
            }
            before.rotate_right(1);
            if let Some(nearest) = before.first_mut() {
                *nearest = Some(token);
            }
        }
        Self {
            reader,
            why,
            part,
            rules: &failure.rules,
            missing,
            start,
            first,
            before,
            found: reader.token_at(at),
            open,
        }
    }

    /// The finding, where the slip is a known one.
    pub(super) fn slip(&self) -> Option<Diagnostic> {
        separators::slip(self)
            .or_else(|| expressions::slip(self))
            .or_else(|| words::slip(self))
            .or_else(|| bodies::slip(self))
            .or_else(|| types::slip(self))
            .or_else(|| separators::bracket(self))
    }

    fn wants(&self, rule: Rule) -> bool {
        self.rules.contains(&rule)
    }

    fn text(&self, token: &Token) -> &'a str {
        self.reader.text.get(token.range.clone()).unwrap_or_default()
    }

    /// What stands here; empty at the end of the file.
    fn found(&self) -> &'a str {
        self.found.as_ref().map_or("", |token| self.text(token))
    }

    /// Whether the text here begins with a sign of one or more characters.
    fn finds(&self, sign: &str) -> bool {
        self.found.as_ref().is_some_and(|token| self.starts(token.range.start, sign))
    }

    fn starts(&self, at: usize, sign: &str) -> bool {
        self.reader.text.get(at..).is_some_and(|rest| rest.starts_with(sign))
    }

    fn finds_word(&self) -> bool {
        self.found.as_ref().is_some_and(|token| token.kind == Kind::Word)
    }

    /// The place of what stands here, so many bytes of it.
    fn here(&self, length: usize) -> Span {
        let at = self.found.as_ref().map_or(self.reader.text.len(), |token| token.range.start);
        self.reader.span_of(at..at + length)
    }

    /// The place of the token that stands here.
    fn found_span(&self) -> Span {
        self.here(self.found().len())
    }

    /// The token so many before this place, from 0.
    fn before(&self, count: usize) -> &'a str {
        self.before_token(count).map_or("", |token| self.text(token))
    }

    fn before_token(&self, count: usize) -> Option<&Token> {
        self.before.get(count)?.as_ref()
    }

    fn before_span(&self, count: usize) -> Span {
        self.before_token(count).map_or_else(|| self.here(0), |token| self.reader.span_of(token.range.clone()))
    }

    /// The first tokens of what was being read.
    fn first(&self, count: usize) -> &'a str {
        self.first.get(count).and_then(Option::as_ref).map_or("", |token| self.text(token))
    }

    /// The tokens behind the one that stands here.
    fn behind(&self) -> impl Iterator<Item = Token> + 'a {
        let at = self.found.as_ref().map_or(self.reader.text.len(), |token| token.range.end);
        Tokens::new(self.reader.text, at).filter(|token| token.kind != Kind::Comment)
    }

    /// The text of the token so many behind the one that stands here, from 0.
    fn next(&self, count: usize) -> &'a str {
        self.behind().nth(count).map_or("", |token| self.text(&token))
    }

    /// The attribute without arguments that stands right before what was being read.
    fn attribute_before(&self) -> Option<&'a str> {
        let text = self.reader.text.get(..self.start)?.trim_end();
        let at = text.rfind(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))?;
        text.get(at..)?.strip_prefix('@').filter(|word| !word.is_empty())
    }

    /// The first word of a member behind its attributes.
    fn member(&self) -> &'a str {
        let Some(first) = self.first.first().and_then(Option::as_ref) else { return "" };
        let end = self.found.as_ref().map_or(self.reader.text.len(), |token| token.range.start);
        let (mut depth, mut attribute) = (0_usize, false);
        let tokens = Tokens::new(self.reader.text, first.range.start).filter(|token| token.kind != Kind::Comment);
        for token in tokens.take_while(|token| token.range.start < end) {
            match token.kind {
                Kind::Sign(b'@') => attribute = true,
                Kind::Sign(b'(') => depth = depth.saturating_add(1),
                Kind::Sign(b')') => depth = depth.saturating_sub(1),
                Kind::Word if depth == 0 && !core::mem::take(&mut attribute) => return self.text(&token),
                _ => {}
            }
        }
        ""
    }

    /// The word that says what is declared.
    fn keyword(&self) -> &'a str {
        match self.first(0) {
            "flexible" | "resource" | "open" => self.first(1),
            word => word,
        }
    }

    /// Where the innermost bracket of this kind was opened.
    fn opening(&self, sign: u8) -> Option<Span> {
        let open = self.open.iter().rfind(|open| open.kind == Kind::Sign(sign))?;
        Some(self.reader.span_of(open.range.clone()))
    }

    /// Where what was read ends, and whether the place is on the same line.
    fn end(&self) -> (usize, bool) {
        let at = self.found.as_ref().map_or(self.reader.text.len(), |token| token.range.start);
        let end = self.before_token(0).map_or(at, |token| token.range.end);
        (end, !self.reader.text.get(end..at).unwrap_or_default().contains('\n'))
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.reader.span_of(range)
    }
}

/// A finding whose label says nothing that the message does not.
fn finding(code: &'static Code, message: impl Into<String>, span: Span, label: &str) -> Diagnostic {
    Diagnostic::new(code, message).label(span, label)
}

/// "`a`, `b` or `c`"
fn quoted(words: &[&str]) -> String {
    super::explain::one_of(&words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>())
}

/// Whether a word looks like a type: a word for one, or a name with a capital letter.
fn looks_like_type(word: &str) -> bool {
    is_type_word(word) || word.starts_with(|first: char| first.is_ascii_uppercase())
}

/// Whether a word is a type of this language or of others.
fn is_type_word(word: &str) -> bool {
    Primitive::from_word(word).is_some()
        || matches!(word, "string" | "bytes" | "list" | "option" | "cap")
        || type_of_another_language(word).is_some()
}
