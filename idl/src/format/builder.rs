//! From tokens and the comments between them to operations of the layout.

use alloc::vec::Vec;
use core::mem;

use tessera_grammar::{Pair, Rule};

use super::layout::Op;
use super::spacing::Sides;
use crate::trivia::{Kind, Trivia};

/// Whether empty lines that the author left are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Empty {
    /// They go.
    Drop,
    /// At most one stays.
    Keep,
    /// At most one stays, but none before the first comment or token: a body starts here.
    KeepInside,
    /// At most one stays, but none behind the last comment: a body ends here.
    KeepBefore,
}

/// Collects the operations of one declaration.
///
/// Tokens are given in the order of the text. What stands between two of them is found in the text itself, so nothing is lost.
pub(super) struct Builder<'text> {
    /// What the grammar does not see.
    pub(super) trivia: Trivia<'text>,
    /// The operations so far.
    pub(super) ops: Vec<Op<'text>>,
    /// Where the current declaration's tree starts in the text.
    pub(super) origin: usize,
    /// Up to where the text has been taken.
    taken: usize,
    /// Comments before a separator, which come behind it.
    held: Vec<(&'text str, bool)>,
    /// Whether the last token wants a space behind it.
    apart: bool,
    /// The first place to break behind the last token, which takes the space between it and the next one.
    slot: Slot,
}

/// What was given since the last token.
#[derive(Clone, Copy, Debug)]
enum Slot {
    /// Nothing that could end the line.
    Token,
    /// A place to break, at this index.
    Line(usize),
    /// The end of a line.
    Hard,
}

impl<'text> Builder<'text> {
    pub(super) fn new(text: &'text str) -> Self {
        Self {
            trivia: Trivia::of(text),
            ops: Vec::new(),
            origin: 0,
            taken: 0,
            held: Vec::new(),
            apart: false,
            slot: Slot::Hard,
        }
    }

    /// Up to where the text has been taken.
    pub(super) const fn taken(&self) -> usize {
        self.taken
    }

    /// Takes the text up to an offset as given.
    pub(super) const fn skip_to(&mut self, end: usize) {
        self.taken = end;
    }

    /// Where a piece of the tree starts in the text.
    pub(super) fn start(&self, pair: &Pair<'text>) -> usize {
        self.origin + pair.as_span().start()
    }

    /// Where a token of the tree ends in the text.
    pub(super) fn end(&self, pair: &Pair<'text>) -> usize {
        self.origin + pair.as_span().end()
    }

    /// Lets no space stand before the next token.
    pub(super) const fn glue(&mut self) {
        self.apart = false;
    }

    /// Gives an operation that is neither a token nor a comment.
    pub(super) fn op(&mut self, op: Op<'text>) {
        match (op, self.slot) {
            (Op::Line { .. }, Slot::Token) => self.slot = Slot::Line(self.ops.len()),
            (Op::Hard, _) => self.slot = Slot::Hard,
            _ => {}
        }
        self.ops.push(op);
    }

    /// Gives a place to break. It is a space where the tokens around it want one.
    pub(super) fn line(&mut self) {
        self.op(Op::Line { space: false });
    }

    /// Starts a group with a piece of the tree. Comments before it are not in the group, so they do not break it.
    pub(super) fn begin(&mut self, pair: &Pair<'text>) {
        self.comments(self.start(pair), Empty::Drop);
        self.op(Op::Begin { width: 0 });
    }

    /// Ends a group.
    pub(super) fn end_group(&mut self) {
        self.op(Op::End);
    }

    /// Gives a token of the tree, a piece of `parent`.
    pub(super) fn token(&mut self, pair: &Pair<'text>, parent: Rule) {
        self.token_with(pair, Sides::of(pair.as_rule(), parent));
    }

    /// Gives a token of the tree that stands otherwise than its rule says.
    pub(super) fn token_with(&mut self, pair: &Pair<'text>, sides: Sides) {
        self.comments(self.start(pair), Empty::Drop);
        self.text(pair.as_str().trim_end(), sides);
        self.taken = self.end(pair);
    }

    /// Gives a `,` or `;`. Comments before it come behind it.
    pub(super) fn separator(&mut self, pair: &Pair<'text>) {
        self.hold(self.start(pair));
        self.text(pair.as_str(), Sides::LEFT);
        self.taken = self.end(pair);
    }

    /// Leaves out a `,` before a closing bracket.
    pub(super) fn leave_out(&mut self, pair: &Pair<'text>) {
        self.hold(self.start(pair));
        self.taken = self.end(pair);
    }

    /// Gives the characters of a token.
    pub(super) fn text(&mut self, text: &'text str, sides: Sides) {
        let mut space = self.apart && sides.before;
        match mem::replace(&mut self.slot, Slot::Token) {
            Slot::Token => {}
            Slot::Hard => space = false,
            Slot::Line(index) => {
                if let Some(line) = self.ops.get_mut(index) {
                    *line = Op::Line { space };
                }
                space = false;
            }
        }
        self.apart = sides.behind;
        self.ops.push(Op::Text { text, space });
    }

    /// Gives the comments up to an offset where the next token starts.
    pub(super) fn comments(&mut self, end: usize, empty: Empty) {
        for (text, own) in mem::take(&mut self.held) {
            self.comment(text, own);
        }
        let mut inside = empty != Empty::KeepInside;
        let at_start = self.taken == 0;
        let mut pieces = self.trivia.pieces(self.taken, end);
        for piece in pieces.by_ref() {
            let own = at_start || piece.gap.lines > 0;
            if inside && piece.gap.lines > 1 && empty != Empty::Drop {
                self.op(Op::Blank);
            }
            inside |= own;
            match piece.kind {
                Kind::Comment => self.comment(piece.text, own),
                Kind::Token => self.text(piece.text, Sides::of_free(piece.text, piece.gap.apart)),
            }
        }
        if inside && pieces.last_gap().lines > 1 && matches!(empty, Empty::Keep | Empty::KeepInside) {
            self.op(Op::Blank);
        }
        self.taken = end;
    }

    /// Keeps the comments up to an offset for the next call of `comments`.
    fn hold(&mut self, end: usize) {
        let pieces = self.trivia.pieces(self.taken, end);
        self.held.extend(pieces.map(|piece| (piece.text, piece.gap.lines > 0)));
    }

    /// Gives a comment; `own` where it starts a line.
    pub(super) fn comment(&mut self, text: &'text str, own: bool) {
        self.ops.push(Op::Comment { text, own });
        self.slot = Slot::Hard;
    }
}
