//! Statements, and what chooses between them.

use super::{
    kind::{Group, Kind, Sign, Word},
    page::{Page, STEP},
};

impl Page<'_> {
    /// Writes a block, a statement on each line.
    pub(super) fn block(&mut self, open: usize, indent: usize) {
        let (close, inner) = (self.row.token(open).pair(), indent + STEP);
        self.write("{");
        let mut from = open + 1;
        while from < close {
            let to = self.statement_end(from, close);
            self.line(inner);
            let first = self.lead(from, to, inner);
            let is_closed = self.row.token(to - 1).is(Sign::Semicolon);
            let end = if is_closed { to - 1 } else { to };
            self.expression(first, end, inner, usize::from(is_closed));
            if is_closed {
                self.write(";");
            }
            from = to;
        }
        if close > open + 1 {
            self.line(indent);
        }
        self.write("}");
    }

    /// Where the statement ends that begins there: behind its `;`, or behind its braces if it begins with a keyword.
    fn statement_end(&self, from: usize, close: usize) -> usize {
        let mut first = from;
        while matches!(self.row.kind(first), Kind::Doc | Kind::Sign { sign: Sign::Hash, .. }) {
            first = if self.row.kind(first) == Kind::Doc { first + 1 } else { self.row.behind(first + 1) };
        }
        let is_control = match self.row.kind(first) {
            Kind::Word(word) => {
                matches!(word, Word::If | Word::Match | Word::For | Word::While | Word::Loop | Word::Fn)
            }
            Kind::Open(group) => group.is_block(),
            _ => false,
        };
        for at in self.row.outer(first, close) {
            if self.row.token(at).is(Sign::Semicolon) {
                return at + 1;
            }
            let end = self.row.behind(at);
            let is_braces = matches!(self.row.kind(at), Kind::Open(group) if group.is_block() || group == Group::Arms);
            let goes_on = matches!(self.row.kind(end), Kind::Word(Word::Else) | Kind::Sign { is_prefix: false, .. });
            if is_control && is_braces && !goes_on {
                return end;
            }
        }
        close
    }

    /// Writes `let pattern = value`, with an `else` behind it if there is one.
    pub(super) fn binding(&mut self, from: usize, to: usize, indent: usize, behind: usize) {
        let Some(sign) = self.find(from, to, Sign::Equals) else {
            self.write("let ");
            return self.expression(from + 1, to, indent, behind);
        };
        // Not that of an `if` in the value.
        let is_closed = |at: usize| matches!(self.row.kind(at - 1), Kind::Close(group) if group.is_block());
        let is_else = |at: &usize| self.row.kind(*at) == Kind::Word(Word::Else) && !is_closed(*at);
        let otherwise = self.row.outer(sign, to).find(is_else);
        if self.fits(from, sign, 2) {
            self.flat(from, sign);
        } else {
            self.write("let ");
            self.expression(from + 1, sign, indent, 2);
        }
        let Some(otherwise) = otherwise else { return self.assigned(sign, to, indent, behind) };
        // ` else {` stands behind the value if there is room.
        let is_short = self.fits(sign, otherwise, 1 + 7);
        self.assigned(sign, otherwise, indent, 0);
        if is_short {
            self.write(" else ");
        } else {
            self.line(indent);
            self.write("else ");
        }
        self.block(otherwise + 1, indent);
    }

    /// Writes `if`, `match` and loops, with every block on lines of its own.
    pub(super) fn control(&mut self, from: usize, to: usize, indent: usize) {
        let mut head = from;
        let is_part = |kind| matches!(kind, Kind::Open(group) if group.is_block() || group == Group::Arms);
        while let Some(open) = self.row.outer(head, to).find(|at| is_part(self.row.kind(*at))) {
            if self.fits(head, open, 2) {
                self.flat(head, open);
                self.write(" ");
            } else if open > head {
                self.flat(head, head + 1);
                self.write(" ");
                self.condition(head + 1, open, indent);
                self.line(indent);
            }
            self.group(open, indent, 0);
            head = self.row.behind(open);
            if self.row.kind(head) != Kind::Word(Word::Else) || head >= to {
                break;
            }
            self.write(" ");
        }
        self.flat(head, to);
    }

    /// Writes a condition that does not fit: each of those that must hold on a line.
    fn condition(&mut self, from: usize, to: usize, indent: usize) {
        // Behind `else`.
        let from = if self.row.kind(from) == Kind::Word(Word::If) {
            self.write("if ");
            from + 1
        } else {
            from
        };
        let ands: Vec<_> = self.row.outer(from, to).filter(|at| self.row.token(*at).is(Sign::And)).collect();
        let has_or = self.find(from, to, Sign::Or).is_some();
        if ands.is_empty() || has_or {
            return self.expression(from, to, indent, 0);
        }
        let first = ands.first().copied().unwrap_or(to);
        self.expression(from, first, indent, 0);
        for (at, end) in ands.iter().zip(ands.iter().copied().skip(1).chain([to])) {
            self.line(indent + STEP);
            self.write("&& ");
            self.expression(at + 1, end, indent + STEP, 0);
        }
    }

    /// Writes the arms of a `match`.
    pub(super) fn arms(&mut self, open: usize, indent: usize) {
        let (close, inner) = (self.row.token(open).pair(), indent + STEP);
        self.write("{");
        let mut from = open + 1;
        while from < close {
            let arrow = self.find(from, close, Sign::Leads).unwrap_or(close);
            let body = self.row.behind(arrow + 1);
            let is_block = matches!(self.row.kind(arrow + 1), Kind::Open(group) if group.is_block());
            let end = if is_block && !matches!(self.row.kind(body), Kind::Sign { is_prefix: false, .. }) {
                body
            } else {
                self.find(arrow, close, Sign::Comma).unwrap_or(close)
            };
            self.line(inner);
            self.arm(from, arrow, end, inner);
            from = if self.row.token(end).is(Sign::Comma) { end + 1 } else { end };
        }
        if close > open + 1 {
            self.line(indent);
        }
        self.write("}");
    }

    fn arm(&mut self, from: usize, arrow: usize, to: usize, indent: usize) {
        let from = self.lead(from, to, indent);
        self.pattern(from, arrow, indent);
        self.write(" => ");
        let body = arrow + 1;
        if self.row.behind(body) == to && matches!(self.row.kind(body), Kind::Open(group) if group.is_block()) {
            if self.fits(body, to, 0) {
                self.flat(body, to);
            } else {
                self.block(body, indent);
            }
            return;
        }
        if self.fits(body, to, 1) || self.hugs(body, to) {
            self.expression(body, to, indent, 1);
            self.write(",");
        } else {
            self.braced(body, to, indent);
        }
    }

    /// Whether an expression is broken within its last group only.
    fn hugs(&self, from: usize, to: usize) -> bool {
        let Some(open) = self.last_group(from, to) else { return false };
        if self.row.kind(from) == Kind::Word(Word::Match) {
            return self.fits(from, open, 2);
        }
        let is_last = self.row.behind(open) == to && self.operators(from, to).next().is_none();
        let column = self.column() + self.row.width(from, open);
        let is_plain = matches!(self.row.kind(from), Kind::Word(Word::Name)) && self.row.is_flat(from, open);
        let is_struct = self.row.kind(open) == Kind::Open(Group::List);
        is_last && is_plain && (is_struct || self.hugged(open, &self.elements(open), column).is_some())
    }

    /// Writes the pattern of an arm: the alternatives on lines of their own if they do not fit.
    fn pattern(&mut self, from: usize, to: usize, indent: usize) {
        if self.fits(from, to, 5) {
            return self.flat(from, to);
        }
        let guard = self.row.outer(from, to).find(|at| self.row.kind(*at) == Kind::Word(Word::If)).unwrap_or(to);
        let mut begin = from;
        let bars: Vec<_> = self.row.outer(from, guard).filter(|at| self.row.token(*at).is(Sign::Bar)).collect();
        for bar in bars.into_iter().chain([guard]) {
            if begin > from {
                self.line(indent);
                self.write("| ");
            }
            self.expression(begin, bar, indent, 5);
            begin = bar + 1;
        }
        if guard < to {
            self.line(indent + STEP);
            self.write("if ");
            self.expression(guard + 1, to, indent + STEP, 5);
        }
    }
}
