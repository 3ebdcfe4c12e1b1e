//! Tokens in a row: what a printer reads.
//!
//! Groups know where they end, and every token knows at which column it would begin and end if all of them stood on one line. So the
//! width of any part is a subtraction.

use super::{groups, spaces};
use crate::tokens::{Kind, Sign, TokenStream, Word};

/// Tokens in a row.
#[derive(Debug)]
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
    /// Looks at tokens.
    pub(crate) fn new(tokens: TokenStream) -> Self {
        let (text, tokens) = tokens.into_parts();
        let mut from = 0;
        let place = |token: crate::tokens::Token| {
            let begin = from;
            from += token.len;
            Token { kind: token.kind, from: begin, len: token.len, ..Token::END }
        };
        let tokens = tokens.into_iter().map(place).collect();
        let mut row = Self { text, tokens };
        groups::find(&mut row);
        spaces::put(&mut row);
        row
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
