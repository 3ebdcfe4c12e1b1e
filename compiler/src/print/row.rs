//! Tokens in a row: what a printer reads.
//!
//! A stream is taken apart once. Its texts lie one behind the other, groups know where they end, and every token knows at which
//! column it would begin and end if all of them stood on one line. So the width of any part is a subtraction.

use std::fmt::Write;

use proc_macro2::{Delimiter, Punct, Spacing, TokenStream, TokenTree};

use super::{
    groups, spaces,
    token::{Group, Kind, Sign, Word},
};

/// Tokens in a row.
#[derive(Debug, Default)]
pub(crate) struct Row {
    text: String,
    tokens: Vec<Token>,
}

/// A token and its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Where its text lies, if it is a word, a literal or documentation.
    from: usize,
    to: usize,
    /// Of an end of a group: where the other end is.
    pub(super) pair: usize,
    /// Whether it ends a line, wherever it stands.
    pub(super) breaks: bool,
    /// Whether a blank stands before it.
    pub(super) spaced: bool,
    /// A comma that is not written on one line, as nothing follows it.
    pub(super) dropped: bool,
    /// The columns of its ends if all tokens stood on one line.
    pub(super) begin: usize,
    pub(super) end: usize,
    /// How many tokens break lines, up to this one.
    pub(super) broken: usize,
}

impl Token {
    const END: Self = Self {
        kind: Kind::End,
        from: 0,
        to: 0,
        pair: 0,
        breaks: false,
        spaced: false,
        dropped: false,
        begin: 0,
        end: 0,
        broken: 0,
    };

    /// Whether it is this sign between two others, or behind one.
    pub(super) fn is(self, sign: Sign) -> bool {
        self.kind == Kind::Sign { sign, is_prefix: false }
    }
}

impl Row {
    /// Takes a stream apart.
    pub(crate) fn new(tokens: TokenStream) -> Self {
        let mut row = Self::default();
        row.take(tokens, &mut false);
        groups::find(&mut row);
        spaces::put(&mut row);
        row
    }

    /// Takes the tokens of a stream. `joint` says whether the last one is a sign that touches the next.
    fn take(&mut self, tokens: TokenStream, joint: &mut bool) {
        for tree in tokens {
            match tree {
                TokenTree::Punct(sign) => self.sign(&sign, joint),
                TokenTree::Ident(name) => {
                    let is_lifetime = self.pop(Sign::One('\''));
                    let from = self.text.len();
                    // Writing to a `String` cannot fail.
                    _ = write!(self.text, "{}{name}", if is_lifetime { "'" } else { "" });
                    let word = self.text.get(from..).map_or(Word::Name, Word::new);
                    self.push(Kind::Word(if is_lifetime { Word::Lifetime } else { word }), from);
                }
                TokenTree::Literal(literal) => {
                    let from = self.text.len();
                    _ = write!(self.text, "{literal}");
                    self.push(Kind::Literal, from);
                }
                TokenTree::Group(group) => {
                    let inner = group.stream();
                    let kind = match group.delimiter() {
                        Delimiter::Parenthesis => Group::Paren,
                        Delimiter::Bracket => Group::Bracket,
                        Delimiter::Brace => Group::Block,
                        Delimiter::None => {
                            self.take(inner, joint);
                            continue;
                        }
                    };
                    // Then the inner stream has one owner, and its tokens are moved.
                    drop(group);
                    let begin = self.tokens.len();
                    self.push(Kind::Open(kind), self.text.len());
                    self.take(inner, &mut false);
                    self.push(Kind::Close(kind), self.text.len());
                    self.documentation(begin);
                }
            }
        }
    }

    fn sign(&mut self, sign: &Punct, joint: &mut bool) {
        let next = sign.as_char();
        let before = self.len().checked_sub(2).map(|before| self.token(before).kind);
        let joined = match self.tokens.last_mut() {
            Some(Token { kind: Kind::Sign { sign, .. }, .. }) if *joint => {
                let shifts = matches!(before, Some(Kind::Literal | Kind::Close(_)));
                let joined = match (*sign, next) {
                    (Sign::One('<'), '<') if shifts => Some(Sign::Shift),
                    (sign, next) => sign.joined(next),
                };
                joined.map(|joined| *sign = joined)
            }
            _ => None,
        };
        if joined.is_none() {
            self.push(Kind::Sign { sign: Sign::One(next), is_prefix: false }, self.text.len());
        }
        *joint = sign.spacing() == Spacing::Joint;
    }

    /// Makes one token of `#[doc = "…"]`, whose brackets begin there.
    fn documentation(&mut self, begin: usize) {
        let Some(hash) = begin.checked_sub(1) else { return };
        let [sign, _, doc, equals, line, _] = self.tokens.get(hash..).unwrap_or_default() else { return };
        let is_doc = sign.is(Sign::One('#')) && equals.is(Sign::One('=')) && self.text_of(*doc) == "doc";
        if !is_doc || line.kind != Kind::Literal {
            return;
        }
        let Some(line) = unescaped(self.text_of(*line)) else { return };
        self.tokens.truncate(hash);
        let from = self.text.len();
        self.text.push_str(&line);
        self.push(Kind::Doc, from);
    }

    fn push(&mut self, kind: Kind, from: usize) {
        self.tokens.push(Token { kind, from, to: self.text.len(), ..Token::END });
    }

    /// Takes the last token away, if it is this sign.
    fn pop(&mut self, sign: Sign) -> bool {
        self.tokens.pop_if(|last| last.is(sign)).is_some()
    }

    /// The number of tokens.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token at a place; `End` behind the last one.
    pub(super) fn token(&self, at: usize) -> Token {
        self.tokens.get(at).copied().unwrap_or(Token::END)
    }

    pub(super) fn kind(&self, at: usize) -> Kind {
        self.token(at).kind
    }

    pub(super) fn token_mut(&mut self, at: usize) -> Option<&mut Token> {
        self.tokens.get_mut(at)
    }

    /// How a token is written.
    pub(super) fn text_of(&self, token: Token) -> &str {
        match token.kind {
            Kind::Word(_) | Kind::Literal | Kind::Doc => self.text.get(token.from..token.to).unwrap_or_default(),
            Kind::Sign { sign, .. } => sign.text(),
            Kind::Open(group) => group.signs().0,
            Kind::Close(group) => group.signs().1,
            Kind::End => "",
        }
    }

    /// The place behind a token, or behind the group that it begins.
    pub(super) fn behind(&self, at: usize) -> usize {
        match self.token(at) {
            Token { kind: Kind::Open(_), pair, .. } => pair + 1,
            _ => at + 1,
        }
    }

    /// The places of tokens that lie between two places and in no group there.
    pub(super) fn outer(&self, from: usize, to: usize) -> impl Iterator<Item = usize> {
        let from = Some(from).filter(|from| *from < to);
        std::iter::successors(from, move |at| Some(self.behind(*at)).filter(|next| *next < to))
    }

    /// The columns that the tokens between two places take on one line.
    pub(super) fn width(&self, from: usize, to: usize) -> usize {
        let last = if from < to { self.token(to - 1).end } else { 0 };
        last.saturating_sub(self.token(from).begin)
    }

    /// Whether the tokens between two places may stand on one line.
    pub(super) fn is_flat(&self, from: usize, to: usize) -> bool {
        let before = from.checked_sub(1).map_or(0, |before| self.token(before).broken);
        from >= to || self.token(to - 1).broken == before
    }

    /// The names that paths begin with. A name in small letters is a module: only a path makes it one.
    pub(crate) fn heads(&self) -> impl Iterator<Item = &str> {
        let is_head = |at: &usize| {
            let token = self.token(*at);
            let before = at.checked_sub(1).map(|before| self.token(before));
            let goes_on = before.is_some_and(|before| before.is(Sign::One('.')) || before.is(Sign::Path));
            let begins = self.token(at + 1).is(Sign::Path) || self.text_of(token).starts_with(char::is_uppercase);
            matches!(token.kind, Kind::Word(Word::Name)) && !goes_on && begins
        };
        (0..self.len()).filter(is_head).map(|at| self.text_of(self.token(at)))
    }
}

/// What a string literal says, if it is one line.
fn unescaped(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        return raw.trim_matches('#').strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    }
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        text.push(match (letter, letter == '\\') {
            (letter, false) => letter,
            (_, true) => match letters.next()? {
                't' => '\t',
                '0' => '\0',
                'u' => {
                    let digits: String = letters.by_ref().skip(1).take_while(|letter| *letter != '}').collect();
                    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
                }
                quoted @ ('"' | '\'' | '\\') => quoted,
                _ => return None,
            },
        });
    }
    (!text.contains(['\n', '\r'])).then_some(text)
}
