//! What stands in brackets: names, parameters, keys, an expression.

use tessera_grammar::{Pair, Rule};

use super::builder::{Builder, Empty};
use super::layout::Op;
use super::spacing::Sides;

/// How a list breaks. It is on one line if it fits, else one entry is on each.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    /// Whether a comma may stand behind the last entry.
    pub(super) trailing: bool,
    /// Whether the list is a group; else it breaks with the group around it.
    pub(super) grouped: bool,
}

impl List {
    /// `{ a, b, }`
    pub(super) const WITH_COMMA: Self = Self { trailing: true, grouped: true };
    /// `[a, b]`
    pub(super) const PLAIN: Self = Self { trailing: false, grouped: true };
}

impl<'text> Builder<'text> {
    /// Gives a piece of the tree that has brackets, and what is before and behind them.
    pub(super) fn list(&mut self, pair: Pair<'text>, list: List) {
        let parent = pair.as_rule();
        let mut kids = pair.into_inner().peekable();
        let mut inside = false;
        let mut filled = false;
        while let Some(kid) = kids.next() {
            match kid.as_rule() {
                Rule::lparen | Rule::lbracket | Rule::lbrace | Rule::less if !inside => {
                    if let Some(closing) = kids.next_if(|next| self.is_empty(&kid, next)) {
                        self.token(&kid, parent);
                        self.token_with(&closing, Sides::LEFT);
                        continue;
                    }
                    inside = true;
                    if list.grouped {
                        self.begin(&kid);
                    }
                    self.token(&kid, parent);
                    self.op(Op::Open);
                    self.line();
                }
                Rule::rparen | Rule::rbracket | Rule::rbrace | Rule::greater => {
                    if filled && list.trailing {
                        self.op(Op::Comma);
                    }
                    self.comments(self.start(&kid), Empty::Drop);
                    self.op(Op::Shut);
                    self.line();
                    self.token(&kid, parent);
                    self.op(Op::Close);
                    if list.grouped {
                        self.end_group();
                    }
                    inside = false;
                }
                Rule::comma if inside && kids.peek().is_some_and(|next| is_closing(next.as_rule())) => {
                    self.leave_out(&kid);
                }
                Rule::comma => {
                    self.separator(&kid);
                    self.line();
                }
                _ => {
                    filled |= inside;
                    self.walk(kid, parent);
                }
            }
        }
    }

    /// Whether there is nothing between a bracket and the token behind it, which closes it.
    pub(super) fn is_empty(&self, opening: &Pair<'text>, next: &Pair<'text>) -> bool {
        is_closing(next.as_rule()) && self.trivia.pieces(self.end(opening), self.start(next)).next().is_none()
    }
}

const fn is_closing(rule: Rule) -> bool {
    matches!(rule, Rule::rparen | Rule::rbracket | Rule::rbrace | Rule::greater)
}
