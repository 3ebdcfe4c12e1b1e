//! Tokens in a row: what a printer reads.
//!
//! A stream is taken apart once: its texts lie one behind the other. Groups know where they end, and every token knows at which column
//! it would begin and end if all of them stood on one line. So the width of any part is a subtraction.

use std::fmt::Write;

use proc_macro2::{Delimiter, Ident, Punct, Spacing, TokenStream, TokenTree};

use super::{
    documentation, groups,
    kind::{Group, Kind, Sign, Word},
    spaces,
};

/// The mark of a lifetime, until its name follows.
const MARK: Kind = Kind::Sign { sign: Sign::Mark, is_prefix: false };

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
    /// Whether it ends a line, wherever it stands.
    pub(super) breaks: bool,
    /// Whether a blank stands before it.
    pub(super) spaced: bool,
    /// A comma that is not written on one line, as nothing follows it.
    pub(super) dropped: bool,
    /// Where its text lies.
    from: u32,
    pub(super) len: u32,
    /// Of an end of a group: where the other end is.
    pair: u32,
    /// The column at which it would begin if all tokens stood on one line.
    pub(super) begin: u32,
    /// How many tokens break lines, up to this one.
    pub(super) broken: u32,
}

impl Token {
    const END: Self = Self {
        kind: Kind::End,
        breaks: false,
        spaced: false,
        dropped: false,
        from: 0,
        len: 0,
        pair: 0,
        begin: 0,
        broken: 0,
    };

    /// Whether it is this sign between two others, or behind one.
    pub(super) fn is(self, sign: Sign) -> bool {
        matches!(self.kind, Kind::Sign { sign: this, is_prefix: false } if this == sign)
    }

    /// Of an end of a group: where the other end is.
    pub(super) const fn pair(self) -> usize {
        self.pair as usize
    }

    /// Tells an end of a group where the other end is.
    pub(super) fn set_pair(&mut self, pair: usize) {
        // A row has as many tokens as its text has letters at most, and no text has four gigabytes.
        self.pair = u32::try_from(pair).unwrap_or(u32::MAX);
    }

    /// The column at which it would end if all tokens stood on one line.
    const fn end(self) -> u32 {
        self.begin + if self.dropped { 0 } else { self.len }
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
                TokenTree::Ident(name) => self.name(&name),
                TokenTree::Literal(literal) => {
                    let from = self.text.len();
                    // Writing to a `String` cannot fail.
                    _ = write!(self.text, "{literal}");
                    self.placed(Kind::Literal, from);
                }
                TokenTree::Group(group) => {
                    let inner = group.stream();
                    let (kind, open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => (Group::Paren, "(", ")"),
                        Delimiter::Bracket => (Group::Bracket, "[", "]"),
                        Delimiter::Brace => (Group::Block, "{", "}"),
                        Delimiter::None => {
                            self.take(inner, joint);
                            continue;
                        }
                    };
                    // Then the inner stream has one owner, and its tokens are moved.
                    drop(group);
                    let begin = self.tokens.len();
                    self.push(Kind::Open(kind), open);
                    self.take(inner, &mut false);
                    self.push(Kind::Close(kind), close);
                    if kind == Group::Bracket {
                        self.documentation(begin);
                    }
                }
            }
        }
    }

    /// Takes a name, a keyword, or a lifetime, whose mark is a sign of its own in streams.
    fn name(&mut self, name: &Ident) {
        let mark = self.tokens.pop_if(|last| last.kind == MARK);
        let from = self.text.len();
        // Writing to a `String` cannot fail.
        _ = write!(self.text, "{name}");
        let kind = match mark {
            None => self.text.get(from..).map_or(Word::Name, Word::new),
            Some(_) => Word::Lifetime,
        };
        self.placed(Kind::Word(kind), from - usize::from(mark.is_some()));
    }

    /// Takes a sign, or makes a longer one of the last and this.
    fn sign(&mut self, punct: &Punct, joint: &mut bool) {
        let from = self.text.len();
        self.text.push(punct.as_char());
        let shifts = *joint && punct.as_char() == '<' && self.shifts();
        let longer = match self.tokens.last_mut() {
            Some(last) if *joint && matches!(last.kind, Kind::Sign { .. }) => {
                let sign = self.text.get(last.from as usize..).map_or(Sign::Other, Sign::new);
                (sign != Sign::Other && (sign != Sign::Shift || shifts)).then_some((last, sign))
            }
            _ => None,
        };
        if let Some((last, sign)) = longer {
            (last.kind, last.len) = (Kind::Sign { sign, is_prefix: false }, last.len + 1);
        } else {
            let sign = self.text.get(from..).map_or(Sign::Other, Sign::new);
            self.placed(Kind::Sign { sign, is_prefix: false }, from);
        }
        *joint = punct.spacing() == Spacing::Joint;
    }

    /// Whether `<<` shifts, if the last token is its begin: it begins two groups unless a value stands before it.
    fn shifts(&self) -> bool {
        let Some(before) = self.len().checked_sub(2).map(|before| self.token(before)) else { return false };
        match before.kind {
            Kind::Literal | Kind::Close(_) => true,
            Kind::Word(Word::Name) => !self.text_of(before).starts_with(char::is_uppercase),
            _ => false,
        }
    }

    /// Makes one token of `#[doc = "…"]`, whose brackets begin there.
    fn documentation(&mut self, begin: usize) {
        let Some(hash) = begin.checked_sub(1) else { return };
        let [sign, _, doc, equals, line, _] = self.tokens.get(hash..).unwrap_or_default() else { return };
        let is_doc = sign.is(Sign::Hash) && equals.is(Sign::Equals) && self.text_of(*doc) == "doc";
        if !is_doc || line.kind != Kind::Literal {
            return;
        }
        let Some(line) = documentation::unescaped(self.text_of(*line)) else { return };
        self.text.truncate(sign.from as usize);
        self.tokens.truncate(hash);
        self.push(Kind::Doc, &line);
    }

    /// Appends a token.
    fn push(&mut self, kind: Kind, text: &str) {
        let from = self.text.len();
        self.text.push_str(text);
        self.placed(kind, from);
    }

    /// Appends a token whose text is what lies there and behind.
    fn placed(&mut self, kind: Kind, from: usize) {
        // No text has four gigabytes: its source had not.
        let [from, to] = [from, self.text.len()].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        self.tokens.push(Token { kind, from, len: to - from, ..Token::END });
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
        self.text.get(token.from as usize..(token.from + token.len) as usize).unwrap_or_default()
    }

    /// The place behind a token, or behind the group that it begins.
    pub(super) fn behind(&self, at: usize) -> usize {
        match self.token(at) {
            token if matches!(token.kind, Kind::Open(_)) => token.pair() + 1,
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
        let end = if from < to { self.token(to - 1).end() } else { 0 };
        end.saturating_sub(self.token(from).begin) as usize
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
            let goes_on = before.is_some_and(|before| before.is(Sign::Dot) || before.is(Sign::Path));
            let begins = self.token(at + 1).is(Sign::Path) || self.text_of(token).starts_with(char::is_uppercase);
            matches!(token.kind, Kind::Word(Word::Name)) && !goes_on && begins
        };
        (0..self.len()).filter(is_head).map(|at| self.text_of(self.token(at)))
    }
}
