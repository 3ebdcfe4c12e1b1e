//! What is said about text that the grammar could not read.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use tessera_grammar::{Expected, Pair, Rule, continues, expected, human, keyword};

use super::context::Context;
use super::lex::{Kind, Token, Tokens};
use super::reader::Reader;
use super::scan::short;
use crate::ast::{Bad, Head, Name};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::suggest::closest;

/// How far behind a bad piece the grammar is asked what it expected there.
const BEHIND: usize = 256;

impl<'text> Reader<'text> {
    /// Reports a missing `;` at the end of a declaration, if it is missing.
    pub(super) fn missing_end(&mut self, pair: &Pair<'_>, context: &Context) {
        let last = pair.clone().into_inner().next_back();
        if let Some(end) = last.filter(|last| last.as_rule() == Rule::no_semi) {
            let start = self.range(pair).start;
            // A condition behind a structure is explained by itself, the fields before it are not read again.
            let condition = pair.clone().into_inner().find(|kid| kid.as_rule() == Rule::condition);
            match condition.filter(|_| pair.as_rule() == Rule::struct_item) {
                Some(condition) => {
                    let start = self.range(&condition).start;
                    self.missing_after(&end, start, Rule::why_condition, "the structure");
                }
                None => self.missing_after(&end, start, context.why, human(pair.as_rule())),
            }
        }
    }

    /// Reports a sign that is missing behind a part that starts at `start`.
    pub(super) fn missing_sign(&mut self, missing: &Pair<'_>, start: usize, context: &Context) {
        self.missing_after(missing, start, context.why, context.part);
    }

    fn missing_after(&mut self, missing: &Pair<'_>, start: usize, why: Rule, part: &str) {
        let at = self.origin + missing.as_span().start();
        self.last = Some(at);
        self.explain(why, start..at, part);
    }

    /// Reports a `{` without its `}`.
    pub(super) fn unclosed(&mut self, brace: Option<&Pair<'_>>, missing: &Pair<'_>, context: &Context) {
        let at = self.origin + missing.as_span().start();
        let span = brace.map_or_else(|| self.span_of(at..at), |brace| self.span(brace));
        self.unclosed += 1;
        let next = self.token_at(at);
        let (behind, label) = match next {
            Some(token) => (self.span_of(token.range), "expected `}` before this"),
            None => (self.span_of(at..at), "the file ends here"),
        };
        let diagnostic = Diagnostic::new(codes::E0102, format!("the `{{` of {} is not closed", context.body))
            .label(span, "opened here")
            .also(behind, label)
            .help("close it with `}`");
        self.report(diagnostic);
    }

    /// Reports documentation that nothing follows, unless a missing `}` says why.
    pub(super) fn dangling_before(&mut self, head: &Head, unclosed: bool) {
        if !unclosed {
            self.dangling(head);
        }
    }

    /// Reports a bad part of a body and gives its node.
    pub(super) fn bad_node(&mut self, pair: &Pair<'_>, context: &Context) -> Bad {
        let range = self.range(pair);
        let bad = Bad { name: self.declared(range.clone(), context), span: self.span_of(range.clone()) };
        if self.last == Some(range.start) || self.is_known(range.clone()) || !self.listens() {
            return bad;
        }
        match pair.as_str() {
            sign @ (";" | ",") => self.stray_sign(sign, range),
            _ if self.misspelt(range.start, context) => {}
            _ => self.explain(context.why, range, context.part),
        }
        bad
    }

    /// Reports a bad entry of the file.
    pub(super) fn blame_item(&mut self, pair: &Pair<'_>, range: Range<usize>) {
        let context = Context::FILE;
        let first = self.word_at(range.start);
        self.package_missed |= first.is_some_and(|word| word == "package" || closest(word, ["package"]).is_some());
        if self.last == Some(range.start) || self.is_known(range.clone()) || !self.listens() {
            return;
        }
        let starts_anew = first.is_some_and(|word| {
            context.words.contains(&word) || closest(word, context.words.iter().copied()).is_some()
        });
        match pair.as_str() {
            "}" if self.unclosed > 0 => self.unclosed -= 1,
            "}" => {
                let diagnostic = Diagnostic::new(codes::E0103, "this `}` closes nothing")
                    .label(self.span_of(range), "no `{` is open here")
                    .help("remove it, or look for a `}` too many before it");
                self.report(diagnostic);
            }
            // The rest of what was reported before.
            _ if self.lost && !starts_anew => {}
            ";" => self.stray_sign(";", range),
            _ if first == Some("where") => self.explain(Rule::why_condition, range, "the structure"),
            _ if self.misspelt(range.start, &context) => {}
            _ => self.explain(context.why, range, context.part),
        }
    }

    /// The name that a bad piece was probably meant to declare.
    pub(super) fn declared(&self, range: Range<usize>, context: &Context) -> Option<Name> {
        let mut tokens = Tokens::new(self.text, range.start).filter(|token| token.kind != Kind::Comment);
        // A few words may stand before the name.
        for _ in 0..3 {
            let token = tokens.next().filter(|token| token.kind == Kind::Word && token.range.end <= range.end)?;
            let word = self.text.get(token.range.clone())?;
            let declares = |word: &str| {
                context.declaring.contains(&word) || closest(word, context.declaring.iter().copied()).is_some()
            };
            if !declares(word) {
                let must_declare = !context.declaring.is_empty() && !context.words.is_empty();
                let is_first = self.token_at(range.start).is_some_and(|first| first.range == token.range);
                // `during …` and `allow …` declare nothing, `foo Bar {` probably declares `Bar`.
                if must_declare && is_first && context.words.contains(&word) {
                    return None;
                }
                if !(must_declare && is_first) {
                    return Some(Name { text: String::from(word), span: self.span_of(token.range) });
                }
            }
        }
        None
    }

    /// Reports a first word that no part begins with; `false` where the first word is right or may be anything.
    fn misspelt(&mut self, start: usize, context: &Context) -> bool {
        let Some(token) = self.token_at(start).filter(|token| token.kind == Kind::Word) else { return false };
        let word = self.text.get(token.range.clone()).unwrap_or_default();
        if context.words.is_empty() || context.words.contains(&word) {
            return false;
        }
        let place =
            if context.why == Rule::why_entry { "declaration" } else { context.part.trim_start_matches("the ") };
        let help = match closest(word, context.words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "a {place} starts with {}",
                one_of(&context.words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>())
            ),
        };
        let diagnostic = Diagnostic::new(codes::E0116, format!("no {place} starts with `{}`", short(word)))
            .label(self.span_of(token.range), "unknown word")
            .help(help);
        self.report(diagnostic);
        true
    }

    fn stray_sign(&mut self, sign: &str, range: Range<usize>) {
        let diagnostic = Diagnostic::new(codes::E0101, format!("nothing stands before this `{sign}`"))
            .label(self.span_of(range), "not needed")
            .help("remove it");
        self.report(diagnostic);
    }

    /// Asks the grammar how far it got in a bad piece, and reports that.
    fn explain(&mut self, why: Rule, range: Range<usize>, part: &str) {
        if !self.listens() {
            return;
        }
        let mut end = self.text.len().min(range.end.saturating_add(BEHIND));
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let piece = self.text.get(range.start..end).unwrap_or_default();
        let failure = expected(why, piece).unwrap_or(Expected { offset: 0, rules: Vec::new() });
        let at = range.start + failure.offset;
        let found = self.token_at(at);
        let found_end = found.as_ref().map_or(at, |token| token.range.end);
        if self.is_known(range.start..found_end) {
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
            ";" if wants(Rule::comma) => "entries are separated by `,`",
            "=" if wants(Rule::infix) => "write `==` to compare",
            "and" if wants(Rule::infix) => "write `&&`",
            "or" if wants(Rule::infix) => "write `||`",
            "throws" | "raises" if wants(Rule::fails) || wants(Rule::kw_fails) => {
                "write `fails` and the type of the error"
            }
            "returns" => "write `->` and the results in parentheses, such as `-> (value: u64)`",
            "{" if wants(Rule::semi) => "a description has no body here; end it with `;`",
            _ if previous.ends_with("->") && wants(Rule::lparen) => "results have names, such as `-> (value: u64)`",
            _ => return None,
        };
        Some(String::from(help))
    }

    /// How a message shows a token.
    fn shown(&self, token: Option<&Token>) -> String {
        const SIGNS: [&str; 11] = ["..=", "->", "~>", "&&", "||", "==", "!=", "<=", ">=", "+=", "-="];
        let Some(token) = token else { return String::from("the end of the file") };
        let text = self.text.get(token.range.clone()).unwrap_or_default();
        let rest = self.text.get(token.range.start..).unwrap_or_default();
        match token.kind {
            Kind::Doc => String::from("documentation"),
            Kind::Sign(_) => format!("`{}`", SIGNS.iter().find(|sign| rest.starts_with(**sign)).unwrap_or(&text)),
            _ => format!("`{}`", short(text)),
        }
    }

    fn token_at(&self, at: usize) -> Option<Token> {
        Tokens::new(self.text, at).code()
    }

    fn word_at(&self, at: usize) -> Option<&'text str> {
        let token = self.token_at(at).filter(|token| token.kind == Kind::Word)?;
        self.text.get(token.range)
    }

    /// Where the last token before `at` ends, if one starts at `start` or later.
    fn end_before(&self, start: usize, at: usize) -> Option<usize> {
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
        let required = rules.iter().filter(|rule| !continues(**rule));
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
fn one_of<T: AsRef<str>>(names: &[T]) -> String {
    let mut text = String::new();
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            text.push_str(if index + 1 == names.len() { " or " } else { ", " });
        }
        text.push_str(name.as_ref());
    }
    text
}
