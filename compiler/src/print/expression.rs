//! Expressions, patterns and types that do not fit into their line.

use super::{
    kind::{Group, Kind, Sign, Word},
    page::{Page, STEP, WIDTH},
};

impl Page<'_> {
    /// Writes an expression, a pattern or a type in lines that lie at least so deep. `behind` counts the columns of what
    /// follows on its last line.
    pub(super) fn expression(&mut self, from: usize, to: usize, indent: usize, behind: usize) {
        if self.fits(from, to, behind) {
            return self.flat(from, to);
        }
        match self.row.kind(from) {
            Kind::Word(Word::Let) => return self.binding(from, to, indent, behind),
            Kind::Word(Word::Return) => {
                self.write("return ");
                return self.expression(from + 1, to, indent, behind);
            }
            Kind::Word(Word::If | Word::Match | Word::For | Word::While | Word::Loop) => {
                return self.control(from, to, indent);
            }
            _ => {}
        }
        if let Some(body) = self.closure(from, to) {
            return self.function(from, body, to, indent);
        }
        if let Some(sign) = self.assignment(from, to) {
            self.expression(from, sign, indent, 2);
            return self.assigned(sign, to, indent, behind);
        }
        if let Some(tightness) = self.operators(from, to).map(|(_, tightness)| tightness).min() {
            return self.operands(from, to, tightness, indent, behind);
        }
        match self.row.kind(from) {
            Kind::Sign { is_prefix: true, .. } | Kind::Word(Word::Plain) => {
                self.flat(from, from + 1);
                if self.row.token(from + 1).spaced {
                    self.write(" ");
                }
                self.expression(from + 1, to, indent, behind);
            }
            _ => self.operand(from, to, indent, behind),
        }
    }

    /// Where the body of a closure begins.
    pub(super) fn closure(&self, from: usize, to: usize) -> Option<usize> {
        let from = if self.row.kind(from) == Kind::Word(Word::Move) { from + 1 } else { from };
        let is_closure =
            matches!(self.row.kind(from), Kind::Open(Group::Pipe) | Kind::Sign { sign: Sign::Or, is_prefix: true });
        let body = self.row.behind(from);
        (is_closure && body < to).then_some(body)
    }

    fn function(&mut self, from: usize, body: usize, to: usize, indent: usize) {
        self.flat(from, body);
        self.write(" ");
        match self.row.kind(body) {
            Kind::Open(Group::Block) if self.row.behind(body) == to => self.block(body, indent),
            Kind::Word(Word::Match) => self.control(body, to, indent),
            _ => self.braced(body, to, indent),
        }
    }

    /// Writes an expression in braces, which it has not.
    pub(super) fn braced(&mut self, from: usize, to: usize, indent: usize) {
        self.write("{");
        self.line(indent + STEP);
        self.expression(from, to, indent + STEP, 0);
        self.line(indent);
        self.write("}");
    }

    /// Where a part says that something is given a value.
    fn assignment(&self, from: usize, to: usize) -> Option<usize> {
        self.row
            .outer(from, to)
            .find(|at| matches!(self.row.kind(*at), Kind::Sign { sign: Sign::Equals | Sign::Changes, .. }))
    }

    /// Writes `= value`, or another sign that gives one; the value on the next line if it has room there and not here.
    pub(super) fn assigned(&mut self, sign: usize, to: usize, indent: usize, behind: usize) {
        self.write(" ");
        self.flat(sign, sign + 1);
        let value = sign + 1;
        let (here, next) = (self.column() + 1, indent + STEP);
        let is_alone = self.fits_at(next, value, to, behind);
        if !self.fits_at(here, value, to, behind) && (is_alone || self.is_long(value, to, here)) {
            self.line(next);
            self.expression(value, to, next, behind);
        } else {
            self.write(" ");
            self.expression(value, to, indent, behind);
        }
    }

    /// Whether an expression has no room at a column even up to where it is broken first.
    fn is_long(&self, from: usize, to: usize, column: usize) -> bool {
        let sign = self.operators(from, to).map(|(at, _)| at).next();
        let call = self.calls(from, to).first().copied();
        let is_open = |at: &usize| matches!(self.row.kind(*at), Kind::Open(group) if group != Group::Angle);
        let open = self.row.outer(from, to).find(is_open);
        let first = sign.into_iter().chain(call).chain(open).min().unwrap_or(to);
        column + self.row.width(from, first) > WIDTH
    }

    /// The signs of a part that stand between two values, and how tightly each binds.
    pub(super) fn operators(&self, from: usize, to: usize) -> impl Iterator<Item = (usize, u8)> {
        self.row.outer(from, to).filter_map(|at| match self.row.kind(at) {
            Kind::Sign { sign, is_prefix: false } => Some((at, sign.binds()?)),
            _ => None,
        })
    }

    /// Writes values with operators between them, which begin the lines.
    fn operands(&mut self, from: usize, to: usize, tightness: u8, indent: usize, behind: usize) {
        let signs: Vec<_> = self.operators(from, to).filter(|(_, each)| *each == tightness).map(|(at, _)| at).collect();
        let ends = signs.iter().copied().skip(1).chain([to]);
        let first = signs.first().copied().unwrap_or(to);
        let line = self.line_begin();
        self.expression(from, first, indent, 0);
        // `)? == 1` stands behind what was broken.
        let is_behind = line != self.line_begin() && signs.len() == 1 && self.fits(first, to, behind + 1);
        for (sign, end) in signs.iter().zip(ends) {
            if is_behind {
                self.write(" ");
            } else {
                self.line(indent + STEP);
            }
            self.flat(*sign, sign + 1);
            self.write(" ");
            self.expression(sign + 1, end, indent + STEP, if end == to { behind } else { 0 });
        }
    }

    /// The dots of a part behind which something is called.
    pub(super) fn calls(&self, from: usize, to: usize) -> Vec<usize> {
        let is_call = |dot: &usize| {
            let mut behind = dot + 2;
            if self.row.token(behind).is(Sign::Path) {
                behind = self.row.behind(behind + 1);
            }
            self.row.token(*dot).is(Sign::Dot) && behind < to && self.row.kind(behind) == Kind::Open(Group::Paren)
        };
        self.row.outer(from, to).filter(is_call).collect()
    }

    /// Whether a part is a call of what was called.
    pub(super) fn is_chain(&self, from: usize, to: usize) -> bool {
        let calls = self.calls(from, to);
        let first = calls.first().copied().unwrap_or(to);
        let is_called = self.row.outer(from, first).any(|at| self.row.kind(at) == Kind::Open(Group::Paren));
        !calls.is_empty() && calls.len() + usize::from(is_called) > 1
    }

    /// Writes a value: a chain of calls, or something with a group at its end.
    fn operand(&mut self, from: usize, to: usize, indent: usize, behind: usize) {
        let calls = self.calls(from, to);
        let Some(last) = self.last_group(from, to) else { return self.flat(from, to) };
        let column = self.column() + self.row.width(from, last);
        let breaks = self.row.is_flat(from, last) && !self.row.is_flat(last, to);
        let hugs = breaks && self.hugged(last, &self.elements(last), column).is_some();
        if self.is_chain(from, to) && !hugs {
            return self.chain(from, to, &calls, indent, behind);
        }
        // The parameters of a function's type say more than its result.
        let arrow = self.find(from, to, Sign::Arrow);
        let broken = arrow.and_then(|arrow| self.last_group(from, arrow)).unwrap_or(last);
        self.flat(from, broken);
        if broken > from && self.row.token(broken).spaced {
            self.write(" ");
        }
        let end = self.row.behind(broken);
        self.group(broken, indent, behind + self.row.width(end, to));
        if end < to && self.row.token(end).spaced {
            self.write(" ");
        }
        match arrow.filter(|_| !self.fits(end, to, behind)) {
            Some(arrow) => {
                self.write("-> ");
                self.expression(arrow + 1, to, indent, behind);
            }
            None => self.flat(end, to),
        }
    }

    /// Writes a chain of calls, each on a line, but the first behind a short name.
    fn chain(&mut self, from: usize, to: usize, calls: &[usize], indent: usize, behind: usize) {
        let is_short = calls.first().is_some_and(|first| self.row.width(from, *first) <= STEP);
        let mut breaks: Vec<_> = calls.iter().copied().skip(usize::from(is_short)).collect();
        breaks.push(to);
        let (mut begin, mut indent, line) = (from, indent, self.line_begin());
        for end in breaks {
            if begin > from {
                self.line(indent);
            }
            if self.fits(begin, end, if end == to { behind } else { 0 }) {
                self.flat(begin, end);
            } else {
                self.link(begin, end, indent, if end == to { behind } else { 0 });
            }
            // What follows lines of its own needs no step.
            if begin == from && line == self.line_begin() {
                indent += STEP;
            }
            begin = end;
        }
    }

    /// Writes one call of a chain that does not fit.
    fn link(&mut self, from: usize, to: usize, indent: usize, behind: usize) {
        let Some(last) = self.last_group(from, to) else { return self.flat(from, to) };
        let end = self.row.behind(last);
        self.flat(from, last);
        if last > from && self.row.token(last).spaced {
            self.write(" ");
        }
        self.group(last, indent, behind + self.row.width(end, to));
        self.flat(end, to);
    }
}
