//! What stands in the braces of a declaration, and what stands before each part of it.

use core::iter::Peekable;

use tessera_grammar::{Pair, Pairs, Rule};

use super::builder::{Builder, Empty};
use super::layout::Op;
use super::spacing::Sides;

/// How a body breaks. A body that the author wrote on one line stays on one line if it fits, else one part is on each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    /// Whether its parts are separated by commas.
    pub(super) commas: bool,
    /// Whether it is a group; else it breaks with the group around it.
    pub(super) grouped: bool,
}

impl<'text> Builder<'text> {
    /// Gives a piece of the tree that has the braces of a body, and what is before them. It stands in a `Hang`, which goes on behind it.
    pub(super) fn body(&mut self, pair: Pair<'text>, body: Body) {
        let rule = pair.as_rule();
        let mut kids = pair.into_inner().peekable();
        while let Some(kid) = kids.next_if(|kid| kid.as_rule() != Rule::lbrace) {
            self.walk(kid, rule);
        }
        let Some(brace) = kids.next() else { return };
        if let Some(closing) = kids.next_if(|next| self.is_empty(&brace, next)) {
            self.token(&brace, rule);
            self.token_with(&closing, Sides::LEFT);
            return;
        }
        if body.grouped {
            self.begin(&brace);
        }
        self.token(&brace, rule);
        self.op(Op::Unhang);
        self.op(Op::OpenBody);
        self.parts(&mut kids, rule, body.commas);
        self.op(Op::Close);
        self.op(Op::Hang);
        if body.grouped {
            self.end_group();
        }
    }

    /// Gives what is behind an opening brace, with the closing one.
    fn parts(&mut self, kids: &mut Peekable<Pairs<'text>>, rule: Rule, commas: bool) {
        let start = self.taken();
        let end = kids.clone().last().map_or(start, |last| self.start(&last));
        let broken = self.trivia.breaks(start, end);
        let mut empty = Empty::KeepInside;
        while let Some(next) = kids.peek() {
            let at = self.start(next);
            match next.as_rule() {
                Rule::rbrace => {
                    let Some(brace) = kids.next() else { return };
                    if commas && empty == Empty::Keep {
                        self.op(Op::Comma);
                    }
                    self.comments(at, if empty == Empty::Keep { Empty::KeepBefore } else { Empty::Drop });
                    self.op(Op::Shut);
                    self.break_or(broken);
                    self.token(&brace, rule);
                }
                Rule::comma => {
                    let Some(comma) = kids.next() else { return };
                    if kids.peek().is_some_and(|next| next.as_rule() == Rule::rbrace) {
                        self.leave_out(&comma);
                    } else {
                        self.separator(&comma);
                    }
                }
                _ => {
                    self.break_or(broken);
                    self.comments(at, empty);
                    empty = Empty::Keep;
                    self.part(kids, rule);
                }
            }
        }
    }

    fn break_or(&mut self, broken: bool) {
        if broken {
            self.op(Op::Hard);
        } else {
            self.line();
        }
    }

    /// Gives the next part of a body or a file: its documentation and attributes, and the piece behind them.
    pub(super) fn part(&mut self, kids: &mut Peekable<Pairs<'text>>, parent: Rule) {
        let headed = self.head(kids, parent);
        if let Some(kid) = kids.next() {
            match kid.as_rule() {
                Rule::interface_member | Rule::component_member | Rule::system_member | Rule::policy_member => {
                    self.headed(kid);
                }
                _ => self.hanging(kid, parent),
            }
        }
        if headed {
            self.end_group();
        }
    }

    /// Gives a piece that starts with its documentation and attributes.
    pub(super) fn headed(&mut self, pair: Pair<'text>) {
        let rule = pair.as_rule();
        let mut kids = pair.into_inner().peekable();
        let headed = self.head(&mut kids, rule);
        self.op(Op::Hang);
        for kid in kids {
            self.walk(kid, rule);
        }
        self.op(Op::Unhang);
        if headed {
            self.end_group();
        }
    }

    /// Gives a piece whose second line is indented.
    fn hanging(&mut self, pair: Pair<'text>, parent: Rule) {
        self.op(Op::Hang);
        self.walk(pair, parent);
        self.op(Op::Unhang);
    }

    /// Gives documentation and attributes. If there are attributes it starts a group that the caller ends behind what they belong to.
    ///
    /// Attributes stay on the line of what they belong to if the author wrote them there and all fits, else they have lines of their own.
    fn head(&mut self, kids: &mut Peekable<Pairs<'text>>, parent: Rule) -> bool {
        let is_head = |pair: &Pair<'_>| matches!(pair.as_rule(), Rule::doc_line | Rule::attribute);
        let mut grouped = false;
        while let Some(kid) = kids.next_if(is_head) {
            let is_doc = kid.as_rule() == Rule::doc_line;
            if !is_doc && !grouped {
                self.begin(&kid);
                self.begin(&kid);
                grouped = true;
            }
            self.hanging(kid, parent);
            let Some(next) = kids.peek() else { break };
            let broken =
                is_doc || next.as_rule() == Rule::doc_line || self.trivia.breaks(self.taken(), self.start(next));
            if grouped && !is_head(next) {
                self.end_group();
            }
            self.break_or(broken);
        }
        grouped
    }
}
