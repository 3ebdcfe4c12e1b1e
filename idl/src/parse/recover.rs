//! What is reported about the recovery rules of the grammar: missing signs, and pieces that could not be read.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use tessera_grammar::{Pair, Rule, human};

use super::braces::{self, Odd};
use super::context::Context;
use super::explain::one_of;
use super::lex::{Kind, Token, Tokens};
use super::reader::Reader;
use super::scan::short;
use super::slips::foreign_word;
use crate::ast::{Bad, Head, Name};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::suggest::closest;

impl Reader<'_> {
    /// Reports a missing `;` at the end of a declaration, if it is missing.
    pub(super) fn missing_end(&mut self, pair: &Pair<'_>, context: &Context) {
        let last = pair.clone().into_inner().next_back();
        self.cut = false;
        if let Some(end) = last.filter(|last| last.as_rule() == Rule::no_semi) {
            let Range { start, end: before } = self.range(pair);
            let at = self.origin + end.as_span().start();
            self.cut = at < self.text.len() && !self.text.get(before..at).unwrap_or_default().contains('\n');
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
        // What begins on a line of its own is no rest.
        let before = self.end_before(start, at).unwrap_or(start);
        let is_cut = !self.text.get(before..at).unwrap_or_default().contains('\n');
        self.last = is_cut.then_some(at);
        let sign = if missing.as_rule() == Rule::no_semi { Rule::semi } else { Rule::comma };
        self.explain(why, start..at, part, Some(sign));
    }

    /// Reports a `{` without its `}`.
    pub(super) fn unclosed(&mut self, brace: Option<&Pair<'_>>, missing: &Pair<'_>, context: &Context) {
        let at = self.origin + missing.as_span().start();
        let start = brace.map_or(at, |brace| self.range(brace).start);
        self.unclosed += 1;
        // Documentation before the next declaration belongs to that one.
        let solid = |token: &Token| !matches!(token.kind, Kind::Comment | Kind::Doc);
        let tokens = Tokens::new(self.text, start).take_while(|token| token.range.start < at);
        let end = tokens.filter(solid).last().map_or(at, |token| token.range.end);
        // A `}` of an inner body may have closed this one.
        let (open, end) = match braces::odd(self.text, start..at) {
            Some(Odd::Unclosed { open, missing }) => (open, missing),
            _ => (start, end),
        };
        let message = if open == start {
            format!("the `{{` of {} is not closed", context.body)
        } else {
            format!("a `{{` inside of {} is not closed", context.body)
        };
        let between = self.text.get(open..end).unwrap_or_default();
        let closing = if between.contains('\n') {
            format!("\n{}}}", braces::indentation(self.text, open))
        } else {
            String::from(" }")
        };
        let diagnostic = Diagnostic::new(codes::E0102, message)
            .label(self.span_of(end..end), "expected `}`")
            .also(self.span_of(open..open + 1), "opened here")
            .fix(self.span_of(end..end), closing, "close it with `}`");
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
        let was_open = core::mem::take(&mut self.left_open);
        self.left_open = self.unclosed_parentheses(range.clone());
        if was_open > 0 && self.text.get(range.clone()).is_some_and(|text| text.contains(')')) {
            return bad;
        }
        if self.is_rest(range.start) || self.is_known(range.clone()) || !self.listens() {
            return bad;
        }
        match self.text.get(range.clone()).unwrap_or_default() {
            signs if signs.starts_with([';', ',']) => self.stray_sign(&range),
            _ if self.misspelt(range.start, context) => {}
            _ => self.explain(context.why, range, context.part, None),
        }
        bad
    }

    /// Whether two words and a `{` stand there, whatever the first one is.
    fn looks_like_item(&self, start: usize) -> bool {
        let mut tokens = Tokens::new(self.text, start).filter(|token| token.kind != Kind::Comment);
        let mut next = || tokens.next().map(|token| token.kind);
        (next(), next(), next()) == (Some(Kind::Word), Some(Kind::Word), Some(Kind::Sign(b'{')))
    }

    /// How many `(` of a piece have no `)` in it: it was cut at a `;` that does not belong there.
    fn unclosed_parentheses(&self, range: Range<usize>) -> usize {
        let text = self.text.get(range).unwrap_or_default();
        if text.ends_with(';') { text.matches('(').count().saturating_sub(text.matches(')').count()) } else { 0 }
    }

    /// Reports a bad entry of the file.
    pub(super) fn blame_item(&mut self, range: Range<usize>) {
        let context = Context::FILE;
        let first = self.word_at(range.start);
        self.package_missed |= first.is_some_and(|word| word == "package" || closest(word, ["package"]).is_some());
        if self.is_rest(range.start) || self.is_known(range.clone()) || !self.listens() {
            return;
        }
        let starts_anew = first.is_some_and(|word| {
            let is_near = || closest(word, context.words.iter().copied()).is_some();
            context.words.contains(&word)
                || (inner_home(word).is_none() && is_near())
                || foreign_word(context.why, word).is_some()
                || self.looks_like_item(range.start)
        });
        match self.text.get(range.clone()).unwrap_or_default() {
            "}" if self.unclosed > 0 => self.unclosed -= 1,
            "}" => {
                let diagnostic = Diagnostic::new(codes::E0103, "a `}` closes nothing");
                let diagnostic = match braces::odd(self.text, self.previous..range.end) {
                    Some(Odd::Surplus(at)) if at < range.start => diagnostic
                        .label(self.span_of(at..at + 1), "closes a body too early")
                        .also(self.span_of(range), "nothing is left to close here")
                        .help("remove one of them"),
                    _ => diagnostic.label(self.span_of(range), "no `{` is open here").help("remove it"),
                };
                self.report(diagnostic);
            }
            // The rest of what was reported before.
            _ if self.lost && !starts_anew => {}
            signs if signs.starts_with(';') => self.stray_sign(&range),
            _ if first == Some("where") => self.explain(Rule::why_condition, range, "the structure", None),
            _ if self.misspelt(range.start, &context) => {}
            _ => self.explain(context.why, range, context.part, None),
        }
    }

    /// The name that a bad piece was probably meant to declare.
    pub(super) fn declared(&self, range: Range<usize>, context: &Context) -> Option<Name> {
        if !self.listens() {
            return None;
        }
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
        let span = self.span_of(token.range);
        let home = if context.why == Rule::why_entry { inner_home(word) } else { None };
        // A body was closed too early, and its own `}` comes later.
        self.unclosed += u32::from(home.is_some());
        let diagnostic = match (home, braces::odd(self.text, self.previous..start)) {
            (Some(home), Some(Odd::Surplus(at))) => {
                Diagnostic::new(codes::E0127, format!("`{}` belongs into {home}", short(word)))
                    .label(self.span_of(at..at + 1), "closes a body too early")
                    .also(span, "so this is at the level of the file")
                    .fix(self.span_of(at..at + 1), "", "remove the `}` too many")
            }
            _ => unknown_word(word, span, home, context),
        };
        self.report(diagnostic);
        true
    }

    fn stray_sign(&mut self, range: &Range<usize>) {
        let first = range.start..range.start + 1;
        let sign = self.text.get(first.clone()).unwrap_or_default();
        let diagnostic = Diagnostic::new(codes::E0123, format!("nothing stands before this `{sign}`"))
            .label(self.span_of(first.clone()), "not needed")
            .fix(self.span_of(first), "", "remove it");
        self.report(diagnostic);
    }
}

/// What is said of a first word that no part begins with.
fn unknown_word(word: &str, span: Span, home: Option<&str>, context: &Context) -> Diagnostic {
    let noun = context.noun;
    let word = short(word);
    if let Some(home) = home {
        return Diagnostic::new(codes::E0127, format!("`{word}` belongs into {home}"))
            .label(span, "at the level of the file")
            .help("look for a `}` too many before it");
    }
    if matches!(word.as_str(), "import" | "include" | "require" | "from" | "extern") {
        return Diagnostic::new(codes::E0129, format!("`{word}` is a word of other languages"))
            .label(span, "no declaration starts with it")
            .help("a package is named with `use home.time;`, and all files of a build are given to the compiler");
    }
    if let Some(help) = foreign_word(context.why, &word) {
        return Diagnostic::new(codes::E0128, format!("`{word}` is a word of other languages"))
            .label(span, format!("no {noun} starts with it"))
            .help(help);
    }
    if let Some(near) = closest(&word, context.words.iter().copied()) {
        return Diagnostic::new(codes::E0126, format!("no {noun} starts with `{word}`")).label(span, "misspelt").fix(
            span,
            near,
            format!("write `{near}`"),
        );
    }
    let words: Vec<_> = context.words.iter().map(|word| format!("`{word}`")).collect();
    Diagnostic::new(codes::E0116, format!("no {noun} starts with `{word}`"))
        .label(span, "unknown word")
        .help(format!("a {noun} starts with {}", one_of(&words)))
}

/// Where a word belongs that begins a part of a body and no declaration.
fn inner_home(word: &str) -> Option<&'static str> {
    [(Context::COMPONENT, "a component"), (Context::POLICY, "a policy"), (Context::CLAUSES, "a rule of a policy")]
        .into_iter()
        .find_map(|(context, home)| context.words.contains(&word).then_some(home))
}
