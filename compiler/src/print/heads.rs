//! What stands before the body of a function, an `impl`, a trait.

use super::{
    kind::{Group, Kind, Sign, Word},
    page::{Page, STEP},
};

/// The parts of an item that has a body, or a `;` in its place.
#[derive(Clone, Copy)]
struct Head {
    /// Where its first part ends: before `where`, or where the body begins.
    end: usize,
    clause: Option<usize>,
    body: usize,
    /// The columns of what follows the first part on its line.
    behind: usize,
}

impl Page<'_> {
    fn head(&self, from: usize, to: usize) -> Head {
        let is_body = |at: &usize| matches!(self.row.kind(*at), Kind::Open(group) if group.is_braced());
        let body = self.row.outer(from, to).find(is_body);
        let is_where = |at: &usize| self.row.kind(*at) == Kind::Word(Word::Where);
        let clause = self.row.outer(from, body.unwrap_or(to)).find(is_where);
        let behind = match (clause, body) {
            (Some(_), _) => 0,
            (None, Some(_)) => 2,
            (None, None) => 1,
        };
        let body = body.unwrap_or(to.saturating_sub(1));
        Head { end: clause.unwrap_or(body), clause, body, behind }
    }

    /// Writes a function with its body, or with the `;` of one that has none.
    pub(super) fn function_item(&mut self, from: usize, to: usize, indent: usize) {
        let head = self.head(from, to);
        if self.fits(from, head.end, head.behind) {
            self.flat(from, head.end);
            return self.rest(head, to, indent, true);
        }
        let is_parameters = |at: &usize| {
            let before = at.checked_sub(1).map(|before| self.row.kind(before));
            self.row.kind(*at) == Kind::Open(Group::Paren) && before != Some(Kind::Word(Word::Pub))
        };
        let open = self.row.outer(from, head.end).find(is_parameters).unwrap_or(from);
        self.flat(from, open + 1);
        let elements = self.elements(open);
        self.lines(open, &elements, indent + STEP);
        if !elements.is_empty() {
            self.line(indent);
        }
        let close = self.row.token(open).pair();
        let fits = self.fits(close, head.end, head.behind);
        if let Some(arrow) = self.find(close, head.end, Sign::Arrow).filter(|_| !self.fits(close, head.end, 0)) {
            self.flat(close, arrow + 1);
            self.write(" ");
            self.expression(arrow + 1, head.end, indent, head.behind);
            return self.rest(head, to, indent, true);
        }
        self.flat(close, head.end);
        self.rest(head, to, indent, fits);
    }

    /// Writes an `impl` block.
    pub(super) fn implementation(&mut self, from: usize, to: usize, indent: usize) {
        let head = self.head(from, to);
        if self.fits(from, head.end, head.behind) {
            self.flat(from, head.end);
            return self.rest(head, to, indent, true);
        }
        let is_for = |at: &usize| self.row.kind(*at) == Kind::Word(Word::For);
        let of = self.row.outer(from, head.end).find(is_for);
        let open = self.row.outer(from, head.end).find(|at| self.row.kind(*at) == Kind::Open(Group::Angle));
        let open = open.unwrap_or(from);
        let behind = self.row.behind(open);
        if let Some(of) = of.filter(|of| self.fits(from, *of, 0)) {
            self.flat(from, of);
            self.line(indent + STEP);
            self.flat(of, head.end);
            self.rest(head, to, indent, false);
        } else if self.fits(from, behind, 0) {
            self.flat(from, behind);
            self.line(indent + STEP);
            self.flat(behind, head.end);
            self.rest(head, to, indent, false);
        } else {
            self.flat(from, open);
            self.group(open, indent, 0);
            self.write(" ");
            let fits = self.fits(behind, head.end, head.behind);
            self.flat(behind, head.end);
            self.rest(head, to, indent, fits);
        }
    }

    /// Writes a trait: what it demands on lines of its own if there is no room.
    pub(super) fn trait_item(&mut self, from: usize, to: usize, indent: usize) {
        let head = self.head(from, to);
        let fits = self.fits(from, head.end, head.behind);
        match self.find(from, head.end, Sign::Colon).filter(|_| !fits) {
            Some(colon) => {
                self.flat(from, colon + 1);
                self.line(indent + STEP);
                self.expression(colon + 1, head.end, indent, 0);
            }
            None => self.flat(from, head.end),
        }
        self.rest(head, to, indent, fits);
    }

    /// Writes what follows the first part of an item. The body begins on its line only if that one has room.
    fn rest(&mut self, head: Head, to: usize, indent: usize, fits: bool) {
        let is_open = matches!(self.row.kind(head.body), Kind::Open(_));
        if let Some(clause) = head.clause {
            self.clause(clause, head.body, indent, if is_open { "," } else { "" });
        }
        if !is_open {
            return self.flat(head.body, to);
        }
        if fits && head.clause.is_none() {
            self.write(" ");
        } else {
            self.line(indent);
        }
        self.body(head.body, indent);
    }

    /// Writes `where`, and each of what must hold on a line.
    fn clause(&mut self, from: usize, to: usize, indent: usize, last: &str) {
        self.line(indent);
        self.write("where");
        let commas = self.row.outer(from, to).filter(|at| self.row.token(*at).is(Sign::Comma));
        let ends: Vec<_> = commas.chain([to]).collect();
        let mut begin = from + 1;
        for end in ends {
            if begin < end {
                self.line(indent + STEP);
                self.expression(begin, end, indent + STEP, 1);
                self.write(if end + 1 >= to { last } else { "," });
            }
            begin = end + 1;
        }
    }
}
