//! What the grammar expected of a piece of text that it could not read.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use tessera_grammar::{Expected, Rule, continues, expected, human, keyword};

use super::lex::{Kind, Token, Tokens};
use super::reader::{Reader, floor_char_boundary};
use super::scan::short;
use super::slips::Site;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::suggest::closest;

/// How far behind a bad piece the grammar is asked what it expected there, in bytes.
const BEHIND: usize = 256;

impl<'text> Reader<'text> {
    /// Asks the grammar how far it got in a bad piece, and reports that.
    ///
    /// `missing` is the sign that is known to be missing behind the piece, should the grammar have nothing to say.
    pub(super) fn explain(&mut self, why: Rule, range: Range<usize>, part: &str, missing: Option<Rule>) {
        if !self.listens() {
            return;
        }
        let end = floor_char_boundary(self.text, range.end.saturating_add(BEHIND));
        let piece = self.text.get(range.start..end).unwrap_or_default();
        let failure = expected(why, piece).filter(|failure| !failure.rules.is_empty()).unwrap_or_else(|| Expected {
            offset: if missing.is_some() { range.len() } else { 0 },
            rules: missing.into_iter().collect(),
        });
        let at = range.start + failure.offset;
        let found = self.token_at(at);
        let found_end = found.as_ref().map_or(at, |token| token.range.end);
        if self.is_known(range.start..found_end) {
            return;
        }
        if failure.rules.contains(&Rule::lbrace) {
            // The `}` of the missing `{` closes an outer body, or nothing; what follows is no news.
            let has_body = self.text.get(range.clone()).is_some_and(|piece| piece.contains('{'));
            self.unclosed += u32::from(!has_body);
            self.lost = true;
        }
        if let Some(slip) = Site::new(self, (why, part, missing), range.start, &failure).slip() {
            self.report(slip);
            return;
        }
        let before = self.end_before(range.start, at);
        let same_line = before.is_none_or(|before| !self.text.get(before..at).unwrap_or_default().contains('\n'));
        let wanted = Wanted::of(&failure.rules);
        let place = match (&found, before) {
            // A sign that ends something is missing behind it, not before what comes next.
            (Some(_), Some(before)) if wanted.ends && !same_line => self.span_of(before..before),
            (None, Some(before)) => self.span_of(before..before),
            (Some(token), _) => self.span_of(token.range.clone()),
            (None, None) => self.span_of(at..at),
        };
        let shown = self.shown(found.as_ref());
        let mut message = match &wanted.text {
            Some(text) if wanted.semi => format!("expected {text} after {part}"),
            Some(text) => format!("expected {text}"),
            None => format!("unexpected {shown}"),
        };
        if wanted.text.is_some() && (same_line || !wanted.ends) {
            message = format!("{message}, found {shown}");
        }
        let help = self.hint(&failure.rules, found.as_ref(), at, range.start);
        let label = wanted.text.map_or(String::from("unexpected"), |text| format!("expected {text}"));
        self.report(Diagnostic::new(codes::E0101, message).label(place, label).help_if(help));
    }

    /// What to write instead, for some common slips.
    fn hint(&self, rules: &[Rule], found: Option<&Token>, at: usize, start: usize) -> Option<String> {
        let word = found.and_then(|token| self.text.get(token.range.clone()))?;
        let words: Vec<&str> =
            rules.iter().filter_map(|rule| keyword(*rule)).map(|word| word.trim_matches('`')).collect();
        if found.is_some_and(|token| token.kind == Kind::Word)
            && word.len() > 2
            && let Some(near) = closest(word, words.iter().copied())
        {
            return Some(format!("did you mean `{near}`?"));
        }
        let wants = |rule: Rule| rules.contains(&rule);
        let previous = self.end_before(start, at).and_then(|end| self.text.get(start..end)).unwrap_or_default();
        let help = match word {
            _ if wants(Rule::outcome) => {
                "the outcomes are `ok`, `fails`, `fails .name`, `allowed`, `denied` and `lost`"
            }
            ";" if wants(Rule::comma) => "entries are separated by `,`",
            ";" if wants(Rule::kw_max) && !wants(Rule::lbrace) => {
                "say how many are open at a time at most: `hands out Session max 8;`"
            }
            _ if wants(Rule::numbered_field) => "each has a number, from 1 on: `3: name: u8`",
            _ if previous.ends_with("fails") && wants(Rule::lparen) => {
                "a variant is written with a dot, such as `fails .wrong`"
            }
            _ if wants(Rule::lparen) && previous.len() > 3 && closest(previous, ["oneway"]).is_some() => {
                "did you mean `oneway`?"
            }
            _ => return None,
        };
        Some(String::from(help))
    }

    /// How a message shows a token.
    fn shown(&self, token: Option<&Token>) -> String {
        const SIGNS: [&str; 12] = ["..=", "=>", "->", "~>", "&&", "||", "==", "!=", "<=", ">=", "+=", "-="];
        let Some(token) = token else { return String::from("the end of the file") };
        let text = self.text.get(token.range.clone()).unwrap_or_default();
        let rest = self.text.get(token.range.start..).unwrap_or_default();
        match token.kind {
            Kind::Doc => String::from("documentation"),
            Kind::Sign(_) => format!("`{}`", SIGNS.iter().find(|sign| rest.starts_with(**sign)).unwrap_or(&text)),
            _ => format!("`{}`", short(text)),
        }
    }

    /// The first token from an offset on that is no comment.
    pub(super) fn token_at(&self, at: usize) -> Option<Token> {
        Tokens::new(self.text, at).code()
    }

    /// The same, if it is a word.
    pub(super) fn word_at(&self, at: usize) -> Option<&'text str> {
        let token = self.token_at(at).filter(|token| token.kind == Kind::Word)?;
        self.text.get(token.range)
    }

    /// Where the last token before `at` ends, if one starts at `start` or later.
    pub(super) fn end_before(&self, start: usize, at: usize) -> Option<usize> {
        Tokens::new(self.text, start)
            .take_while(|token| token.range.start < at)
            .filter(|token| token.kind != Kind::Comment)
            .map(|token| token.range.end.min(at))
            .last()
    }
}

/// What the grammar would have taken, for people.
struct Wanted {
    text: Option<String>,
    /// Whether `;` alone is wanted.
    semi: bool,
    /// Whether it is a sign that ends what is there.
    ends: bool,
}

impl Wanted {
    fn of(rules: &[Rule]) -> Self {
        const MOST: usize = 5;
        if rules.contains(&Rule::semi) {
            return Self { text: Some(String::from("`;`")), semi: true, ends: true };
        }
        let mut names: Vec<&str> = Vec::new();
        if rules.contains(&Rule::outcome) {
            return Self { text: Some(String::from(human(Rule::outcome))), semi: false, ends: false };
        }
        let is_value = rules.iter().any(|rule| matches!(rule, Rule::expr | Rule::operand | Rule::sum));
        let required = rules.iter().filter(|rule| !(continues(**rule) || (is_value && **rule == Rule::name)));
        let all = if required.clone().next().is_some() { required.collect::<Vec<_>>() } else { rules.iter().collect() };
        for rule in &all {
            let name = human(**rule);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.truncate(MOST);
        let ends = !all.is_empty()
            && all
                .iter()
                .all(|rule| matches!(rule, Rule::comma | Rule::rbrace | Rule::rparen | Rule::rbracket | Rule::greater));
        Self { text: (!names.is_empty()).then(|| one_of(&names)), semi: false, ends }
    }
}

/// "a, b or c"
pub(super) fn one_of<T: AsRef<str>>(names: &[T]) -> String {
    let mut text = String::new();
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            text.push_str(if index + 1 == names.len() { " or " } else { ", " });
        }
        text.push_str(name.as_ref());
    }
    text
}
