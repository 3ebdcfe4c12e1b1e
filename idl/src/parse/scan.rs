//! What is found out about a file before the grammar reads it: nesting, and characters that no rule takes.
//!
//! The grammar reads brackets by recursion, so what nests too deep is not given to it. The other findings are made here
//! because they say more than "expected a name" could; the grammar's own complaint about the same text is dropped. What
//! the scan has said all about is [covered](Cover), so that it hides nothing of the declaration around it.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::lex::{Kind, Token, Tokens};
use crate::ast::MAX_NESTING;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub(super) use self::cover::Cover;

mod cover;
mod habits;

/// The greatest length of a name, in bytes. A longer one is cut off where it is used: messages repeat names.
pub(super) const MAX_NAME: usize = 100;

/// What the scan says about a file.
pub(super) struct Scan {
    /// The findings.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The places of the findings, in order.
    pub(super) places: Vec<Span>,
    /// What the grammar is not to see.
    pub(super) cover: Cover,
}

/// Looks at every token of a file whose text starts at `base`.
pub(super) fn scan(text: &str, base: u32) -> Scan {
    let mut scanner = Scanner {
        text,
        base,
        found: Vec::new(),
        places: Vec::new(),
        cover: Cover::default(),
        open: Vec::new(),
        deeper: 0,
        deep: None,
        before: 0,
        end: 0,
        word: "",
    };
    let mut tokens = Tokens::new(text, 0);
    // A byte order mark at the start is space.
    if text.starts_with('\u{FEFF}') {
        tokens.next();
    }
    for token in tokens {
        scanner.token(&token);
        scanner.end = token.range.end;
    }
    scanner.surface(text.len());
    Scan { diagnostics: scanner.found, places: scanner.places, cover: scanner.cover }
}

struct Scanner<'text> {
    text: &'text str,
    base: u32,
    found: Vec<Diagnostic>,
    places: Vec<Span>,
    cover: Cover,
    /// The open brackets with their places, at most [`MAX_NESTING`].
    open: Vec<(u8, usize)>,
    /// How many brackets are open within those.
    deeper: usize,
    /// Where the declaration goes on before the outermost bracket of a text that nests too deep.
    deep: Option<usize>,
    /// Where the token before the outermost open bracket ends.
    before: usize,
    /// Where the last token ends.
    end: usize,
    /// The last token, if it is a word.
    word: &'text str,
}

impl Scanner<'_> {
    fn token(&mut self, token: &Token) {
        // A finding about several tokens is the last word on them.
        if self.places.last().is_some_and(|place| place.contains(self.span(&token.range)) && !place.is_empty()) {
            return;
        }
        let text = self.text.get(token.range.clone()).unwrap_or_default();
        match token.kind {
            Kind::Sign(sign) => self.sign(sign, &token.range),
            Kind::Number => self.number(text, &token.range),
            Kind::Text { terminated } => self.quoted(terminated, text, &token.range),
            Kind::Strange(strange) => self.strange(strange, &token.range),
            Kind::Doc | Kind::Comment => self.hidden(text, &token.range),
            Kind::Word if text.len() > MAX_NAME => self.too_long(text, &token.range),
            Kind::Word => {}
        }
        self.word = if token.kind == Kind::Word { text } else { "" };
    }

    fn too_long(&mut self, text: &str, range: &Range<usize>) {
        let message = format!("a name has at most {MAX_NAME} characters, `{}` has {}", short(text), text.len());
        self.report(range, Diagnostic::new(codes::E0160, message), "too long", "shorten it");
    }

    fn sign(&mut self, sign: u8, range: &Range<usize>) {
        match sign {
            b'{' | b'(' | b'[' => self.open(sign, range),
            // Only these types nest; anywhere else the sign compares.
            b'<' if matches!(self.word, "option" | "list") => self.open(sign, range),
            b'}' => self.close(b'{', range),
            b')' => self.close(b'(', range),
            b']' => self.close(b'[', range),
            b'>' if self.deeper > 0 || self.open.last().is_some_and(|(open, _)| *open == b'<') => {
                self.close(b'<', range);
            }
            b';' => self.drop_angles(),
            b'/' if self.text.get(range.start..).is_some_and(|rest| rest.starts_with("/*")) => self.report(
                &(range.start..range.start + 2),
                Diagnostic::new(codes::E0117, "a comment starts with `//` and ends with its line"),
                "not a comment here",
                "write `//` before each line",
            ),
            b'#' | b'$' | b'\'' | b'?' | b'\\' | b'^' | b'`' | b'|' | b'~' => self.odd_sign(sign, range),
            _ => {}
        }
    }

    /// Signs that the language uses nowhere, or only in pairs.
    fn odd_sign(&mut self, sign: u8, range: &Range<usize>) {
        let next = self.text.as_bytes().get(range.end);
        let before = range.start.checked_sub(1).and_then(|at| self.text.as_bytes().get(at));
        let pair = match sign {
            b'|' => next == Some(&b'|') || before == Some(&b'|'),
            // `a ~> b` in a proof.
            b'~' => next == Some(&b'>'),
            _ => false,
        };
        if pair {
            return;
        }
        let rest = self.text.get(range.end..).unwrap_or_default();
        let (length, diagnostic) = habits::sign(sign, rest, self.word_before(range.start));
        let span = self.span(&(range.start..range.end + length));
        let diagnostic = diagnostic(span);
        if diagnostic.code == codes::E0105 {
            self.cover.blank(range.clone());
        }
        self.note(diagnostic, span);
    }

    /// The word that ends where a sign begins.
    fn word_before(&self, at: usize) -> Option<Span> {
        let start = at.checked_sub(self.word.len()).filter(|_| !self.word.is_empty())?;
        (self.text.get(start..at) == Some(self.word)).then(|| self.span(&(start..at)))
    }

    fn open(&mut self, sign: u8, range: &Range<usize>) {
        if self.open.len() < MAX_NESTING {
            if self.open.is_empty() {
                // Should it nest too deep, nothing is left of what begins here.
                self.deep = None;
                self.before = self.end;
            }
            self.open.push((sign, range.start));
            return;
        }
        self.deeper += 1;
        if self.deep.is_none() {
            self.deep = Some(self.before);
            self.too_deep(range);
        }
    }

    /// A closing bracket also closes what was left open inside.
    fn close(&mut self, opening: u8, range: &Range<usize>) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(at) = self.open.iter().rposition(|(open, _)| *open == opening) {
            self.open.truncate(at);
            if at == 0 {
                self.surface(range.end);
            }
        }
    }

    /// The outermost bracket is closed: a text that nests too deep ends here.
    fn surface(&mut self, end: usize) {
        if let Some(before) = self.deep.take() {
            self.places.push(self.span(&(before..end)));
            self.cover.blank(before..end);
        }
    }

    /// A `<` that the declaration left open was a comparison.
    fn drop_angles(&mut self) {
        while self.deeper == 0 && self.open.last().is_some_and(|(open, _)| *open == b'<') {
            self.open.pop();
        }
    }

    fn number(&mut self, text: &str, range: &Range<usize>) {
        if number_is_well_formed(text) {
            return;
        }
        let span = self.span(range);
        self.note(habits::number(text, span), span);
    }

    fn quoted(&mut self, terminated: bool, text: &str, range: &Range<usize>) {
        if !terminated {
            let diagnostic = Diagnostic::new(codes::E0104, "a text is not ended on its line");
            self.report(range, diagnostic, "starts here", "end the text with `\"`");
        }
        self.hidden(text, range);
    }

    fn strange(&mut self, strange: char, range: &Range<usize>) {
        if is_hidden(strange) {
            self.hidden_character(strange, range);
            return;
        }
        let joined = self.places.last().is_some_and(|place| place.end >= self.span(range).start);
        if strange.is_alphanumeric() {
            // One finding for a run of them.
            if !joined {
                let diagnostic = Diagnostic::new(codes::E0145, "a name is made of ASCII letters, digits and `_`");
                let help = "other characters may stand in texts, comments and documentation";
                self.report(range, diagnostic, "not an ASCII letter", help);
            } else if let Some(place) = self.places.last_mut() {
                place.end += u32::try_from(range.len()).unwrap_or(0);
            }
            return;
        }
        if let Some(diagnostic) =
            habits::typographic(strange, self.text.get(range.end..).unwrap_or_default(), self.span(range))
        {
            let place = diagnostic.primary().unwrap_or_default();
            self.note(diagnostic, place);
            return;
        }
        let shown: String =
            if strange.is_control() { strange.escape_unicode().collect() } else { String::from(strange) };
        let diagnostic = Diagnostic::new(codes::E0105, format!("the character `{shown}` has no meaning"));
        self.cover.blank(range.clone());
        self.report(range, diagnostic, "here", "remove it");
    }

    /// Characters that nobody sees are refused everywhere, as they make a text look like another one.
    fn hidden(&mut self, text: &str, range: &Range<usize>) {
        for (at, character) in text.char_indices() {
            if is_hidden(character) {
                let start = range.start + at;
                self.hidden_character(character, &(start..start + character.len_utf8()));
            }
        }
    }

    fn hidden_character(&mut self, character: char, range: &Range<usize>) {
        let message = format!("the invisible character {} changes how the text looks", character.escape_unicode());
        self.report(range, Diagnostic::new(codes::E0118, message), "here", "remove it");
    }

    fn too_deep(&mut self, range: &Range<usize>) {
        let start = self.open.first().map_or(0, |(_, start)| *start);
        let outermost = self.span(&(start..start + 1));
        let diagnostic = Diagnostic::new(codes::E0112, format!("brackets nest deeper than {MAX_NESTING} levels"))
            .label(self.span(range), "too deep")
            .also(outermost, "the outermost one")
            .help("give the inner part a name of its own");
        if self.listens() {
            self.found.push(diagnostic);
        }
    }

    fn report(&mut self, range: &Range<usize>, diagnostic: Diagnostic, label: &str, help: &str) {
        let span = self.span(range);
        self.note(diagnostic.label(span, label).help(help), span);
    }

    fn note(&mut self, diagnostic: Diagnostic, place: Span) {
        if self.listens() {
            self.found.push(diagnostic);
        }
        self.places.push(place);
    }

    /// Whether another finding would be shown.
    const fn listens(&self) -> bool {
        self.found.len() <= super::MAX_ERRORS
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let offset = |at: usize| self.base.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        Span::new(offset(range.start), offset(range.end))
    }
}

fn number_is_well_formed(text: &str) -> bool {
    let all = |digits: &str, valid: fn(u8) -> bool| {
        digits.bytes().any(valid) && digits.bytes().all(|byte| valid(byte) || byte == b'_')
    };
    let decimal =
        |digits: &str| digits.starts_with(|first: char| first.is_ascii_digit()) && all(digits, |b| b.is_ascii_digit());
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, |byte| byte.is_ascii_hexdigit());
    }
    if let Some(digits) = text.strip_prefix("0b") {
        return all(digits, |byte| matches!(byte, b'0' | b'1'));
    }
    decimal(text) || ["ms", "min", "s", "h", "d"].iter().any(|unit| text.strip_suffix(unit).is_some_and(decimal))
}

/// Marks of writing direction, and characters without width.
pub(crate) const fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
    )
}

/// At most 24 characters of a text.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 24;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => String::from(text),
    }
}
