//! The driver of one file, and what all parts of the reader share.

use alloc::format;
use alloc::vec::Vec;
use core::iter::Peekable;
use core::ops::Range;

use tessera_grammar::{Pair, Pairs, Rule, step};

use super::MAX_ERRORS;
use super::lex::Tokens;
use crate::ast::{Bad, File, Head, Item, ItemKind};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The greatest length of one declaration with the comments before it, in bytes. The grammar needs up to about 300 times the memory
/// of the declaration that it reads.
pub(crate) const MAX_DECLARATION: usize = 1 << 18;

/// Reads one file whose text starts at `base` into `file`.
///
/// `known` are the places that already have a diagnostic: what the grammar says about the same text is dropped.
pub(super) fn read(text: &str, base: u32, known: &[Span], file: &mut File) -> Vec<Diagnostic> {
    let mut reader = Reader {
        text,
        base,
        origin: 0,
        previous: 0,
        known,
        diagnostics: Vec::new(),
        lost: false,
        unclosed: 0,
        bad_items: 0,
        expression: Expression::default(),
        cut: false,
        last: None,
        blamed: base,
        left_open: 0,
        package_missed: false,
    };
    while let Some(rest) = text.get(reader.origin..) {
        let window = rest.get(..floor_char_boundary(rest, MAX_DECLARATION)).unwrap_or(rest);
        let Some(entry) = step(window) else {
            reader.give_up(file);
            break;
        };
        let end = entry.as_span().end();
        if end == window.len() && end < rest.len() {
            reader.too_long(file);
            break;
        }
        if entry.as_rule() == Rule::EOI {
            break;
        }
        reader.entry(entry, file);
        reader.origin += end;
        if end == 0 || !reader.listens() || reader.bad_items > MAX_ERRORS {
            reader.skip_rest(file);
            break;
        }
    }
    reader.finish(file)
}

/// What is counted about an expression.
#[derive(Default)]
pub(super) struct Expression {
    /// Its operators, operands and selections so far.
    pub(super) parts: usize,
    /// Whether it chains comparisons.
    pub(super) chained: bool,
}

/// The state of reading one file.
pub(super) struct Reader<'text> {
    /// The whole text.
    pub(super) text: &'text str,
    /// Where the text starts in the offset space.
    base: u32,
    /// Where the current step starts in the text.
    pub(super) origin: usize,
    /// Where the last step that was no stray piece started.
    pub(super) previous: usize,
    known: &'text [Span],
    diagnostics: Vec<Diagnostic>,
    /// Whether the last entry was bad or closed too early, so that the next one may be the rest of it.
    pub(super) lost: bool,
    /// How many braces are known to be missing; as many stray `}` are no news.
    pub(super) unclosed: u32,
    /// How many entries could not be read; a file of such entries is no description.
    pub(super) bad_items: usize,
    /// What is counted about the expression that is being read.
    pub(super) expression: Expression,
    /// Whether the declaration that is being read breaks off inside its line.
    pub(super) cut: bool,
    /// The last place that a missing sign was reported at.
    pub(super) last: Option<usize>,
    /// Where the place of the last finding ends: a piece that begins before that is the rest of what was reported.
    pub(super) blamed: u32,
    /// How many parentheses the last bad member left open.
    pub(super) left_open: usize,
    /// Whether a diagnostic about the package was given.
    pub(super) package_missed: bool,
}

impl Reader<'_> {
    /// Adds a finding, unless there are too many already.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.blamed = diagnostic.primary().map_or(self.blamed, |span| span.end);
        if self.diagnostics.len() < MAX_ERRORS {
            self.diagnostics.push(diagnostic);
        } else if self.diagnostics.len() == MAX_ERRORS {
            let message = format!("the file has more than {MAX_ERRORS} syntax errors");
            let span = diagnostic.primary().unwrap_or(Span::at(self.base));
            let help = "the others are not shown; is this a file of the language?";
            self.diagnostics
                .push(Diagnostic::new(codes::E0101, message).label(span, "the first that is not shown").help(help));
        }
    }

    /// Whether another finding would be shown, so that it is worth to look for its words.
    pub(super) fn listens(&self) -> bool {
        self.diagnostics.len() <= MAX_ERRORS
    }

    /// The place of a piece of the current step, up to the end of its last token.
    pub(super) fn span(&self, pair: &Pair<'_>) -> Span {
        let range = self.range(pair);
        self.span_of(range)
    }

    /// The bytes in the text that a piece of the current step takes, up to the end of its last token.
    pub(super) fn range(&self, pair: &Pair<'_>) -> Range<usize> {
        let start = self.origin + pair.as_span().start();
        start..self.end(pair)
    }

    /// A rule that could go on has taken the space and the comments behind its last token; they are no part of it.
    fn end(&self, pair: &Pair<'_>) -> usize {
        let (start, end) = (self.origin + pair.as_span().start(), self.origin + pair.as_span().end());
        match pair.as_rule() {
            // These have tokens that are no pieces.
            Rule::bad_item
            | Rule::bad_member
            | Rule::bad_entry
            | Rule::later_member
            | Rule::obligation
            | Rule::test_item => self.end_before(start, end).unwrap_or(end),
            _ => {
                let last = pair.clone().into_inner().rfind(|kid| !kid.as_str().is_empty());
                last.map_or(end, |last| self.end(&last))
            }
        }
    }

    /// The place of some bytes of the text.
    pub(super) fn span_of(&self, range: Range<usize>) -> Span {
        let offset = |at: usize| self.base.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        Span::new(offset(range.start), offset(range.end))
    }

    /// Whether there is a diagnostic about a part of these bytes.
    pub(super) fn is_known(&self, range: Range<usize>) -> bool {
        let span = self.span_of(range);
        let first = self.known.partition_point(|place| place.end <= span.start);
        self.known.get(first).is_some_and(|place| place.start <= span.end)
    }

    /// Whether a piece that starts there is the rest of what was reported last.
    pub(super) fn is_rest(&self, start: usize) -> bool {
        self.last == Some(start) || self.span_of(start..start).start < self.blamed
    }

    /// A node for text that cannot be read; the caller reports it.
    pub(super) fn bad(&self, pair: &Pair<'_>) -> Bad {
        Bad { name: None, span: self.span(pair) }
    }

    fn give_up(&mut self, file: &mut File) {
        let span = self.skip_rest(file);
        self.report(Diagnostic::new(codes::E0101, "the text cannot be read from here on").label(span, "here"));
    }

    fn too_long(&mut self, file: &mut File) {
        let span = self.skip_rest(file);
        let first = self.token_at(self.origin).map_or(Span::at(span.start), |token| self.span_of(token.range));
        let message = format!("a declaration is longer than {MAX_DECLARATION} bytes");
        let help = "split it; the rest of the file is not read";
        self.report(Diagnostic::new(codes::E0119, message).label(first, "starts here").help(help));
    }

    /// Marks what has not been read.
    fn skip_rest(&mut self, file: &mut File) -> Span {
        let span = self.span_of(self.origin..self.text.len());
        file.items.push(Item { head: Head::default(), kind: ItemKind::Bad(Bad { name: None, span }), span });
        span
    }

    fn finish(mut self, file: &File) -> Vec<Diagnostic> {
        if file.package.is_none() && !self.package_missed {
            let first = Tokens::new(self.text, 0).code().map_or(0..0, |token| token.range);
            let diagnostic = Diagnostic::new(codes::E0110, "the file does not say to which package it belongs")
                .label(self.span_of(first), "expected `package`")
                .help("start the file with a line such as `package home.lock @1.0;`");
            self.report(diagnostic);
        }
        self.diagnostics
    }
}

/// The greatest offset up to `at` that lies between characters.
pub(super) fn floor_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The pieces inside a rule, in order.
pub(super) struct Kids<'text> {
    pairs: Peekable<Pairs<'text>>,
}

impl<'text> Kids<'text> {
    pub(super) fn of(pair: Pair<'text>) -> Self {
        Self { pairs: pair.into_inner().peekable() }
    }

    /// The next piece of this rule; everything before it is skipped.
    pub(super) fn want(&mut self, rule: Rule) -> Option<Pair<'text>> {
        self.pairs.find(|pair| pair.as_rule() == rule)
    }

    /// The next piece, if it is of this rule.
    pub(super) fn accept(&mut self, rule: Rule) -> Option<Pair<'text>> {
        self.pairs.next_if(|pair| pair.as_rule() == rule)
    }

    /// Whether the next piece is of this rule.
    pub(super) fn sees(&mut self, rule: Rule) -> bool {
        self.pairs.peek().is_some_and(|pair| pair.as_rule() == rule)
    }
}

impl<'text> Iterator for Kids<'text> {
    type Item = Pair<'text>;

    fn next(&mut self) -> Option<Pair<'text>> {
        self.pairs.next()
    }
}
