//! Groups that are broken into lines: one element on each, or all of the breaking in the last one.

use super::{
    kind::{Group, Kind, Sign, Word},
    page::{Page, STEP},
    spaces,
};

impl Page<'_> {
    /// The elements of a group that begins there, without the commas.
    pub(super) fn elements(&self, open: usize) -> Vec<(usize, usize)> {
        let close = self.row.token(open).pair();
        let (mut elements, mut from) = (Vec::new(), open + 1);
        let commas: Vec<_> = self.row.outer(from, close).filter(|at| self.row.token(*at).is(Sign::Comma)).collect();
        for end in commas.into_iter().chain([close]) {
            if from < end {
                elements.push((from, end));
            }
            from = end + 1;
        }
        elements
    }

    /// Writes a group that does not fit. `behind` counts the columns of what follows it on its last line.
    pub(super) fn group(&mut self, open: usize, indent: usize, behind: usize) {
        match self.row.kind(open) {
            Kind::Open(Group::Arms) => return self.arms(open, indent),
            Kind::Open(group) if group.is_block() => return self.block(open, indent),
            _ => {}
        }
        let close = self.row.token(open).pair();
        let elements = self.elements(open);
        if let Some((last, end)) = self.hugged(open, &elements, self.column()) {
            self.flat(open, last);
            if last > open + 1 {
                self.write(" ");
            }
            self.expression(last, end, indent, behind + 1);
            self.flat(close, close + 1);
            return;
        }
        self.flat(open, open + 1);
        self.lines(open, &elements, indent + STEP);
        self.line(indent);
        self.flat(close, close + 1);
    }

    /// Writes elements, each on a line.
    pub(super) fn lines(&mut self, open: usize, elements: &[(usize, usize)], indent: usize) {
        let is_alone = elements.len() == 1;
        for (from, to) in elements {
            self.line(indent);
            let from = self.lead(*from, *to, indent);
            self.expression(from, *to, indent, 1);
            if self.may_end(open, is_alone, from, *to) {
                self.write(",");
            }
        }
    }

    /// Whether a comma may stand behind an element, if it is the last one.
    fn may_end(&self, open: usize, is_alone: bool, from: usize, to: usize) -> bool {
        match self.row.kind(open) {
            // `[0; 8]`
            Kind::Open(Group::Bracket) => self.find(from, to, Sign::Semicolon).is_none(),
            // `(a || b)`
            Kind::Open(Group::Paren) if is_alone && !spaces::is_called(self.row, open) => {
                self.row.token(to).is(Sign::Comma)
            }
            // `..`
            _ => !matches!(self.row.kind(from), Kind::Sign { sign: Sign::Range, .. }),
        }
    }

    /// The last element of a group, if the group is broken nowhere but in it when it begins in that column.
    pub(super) fn hugged(&self, open: usize, elements: &[(usize, usize)], column: usize) -> Option<(usize, usize)> {
        let (from, to) = *elements.last()?;
        if !matches!(self.row.kind(open), Kind::Open(Group::Paren)) {
            return None;
        }
        let head = if let Some(body) = self.closure(from, to) {
            body
        } else if elements.len() == 1 {
            self.opening(from, to)?
        } else {
            return None;
        };
        self.fits_at(column, open, head, 2).then_some((from, to))
    }

    /// Where the group begins in which an expression is broken: it is a call, a struct, a `match`, and nothing else.
    fn opening(&self, from: usize, to: usize) -> Option<usize> {
        if self.operators(from, to).next().is_some() || self.find(from, to, Sign::Equals).is_some() {
            return None;
        }
        match self.row.kind(from) {
            Kind::Word(Word::Match) => {
                self.row.outer(from, to).find(|at| self.row.kind(*at) == Kind::Open(Group::Arms))
            }
            Kind::Word(Word::Name) | Kind::Open(_) | Kind::Sign { is_prefix: true, .. } => {
                let open = self.last_group(from, to).filter(|open| self.row.behind(*open) == to)?;
                (!self.is_chain(from, to)).then_some(open + 1)
            }
            _ => None,
        }
    }

    /// Where the last group of a part begins that can be broken: it is neither empty nor `<T as Trait>`.
    pub(super) fn last_group(&self, from: usize, to: usize) -> Option<usize> {
        let is_group = |open: &usize| {
            let token = self.row.token(*open);
            let is_as = |at| self.row.kind(at) == Kind::Word(Word::Plain);
            match token.kind {
                Kind::Open(Group::Angle) => !self.row.outer(open + 1, token.pair()).any(is_as),
                Kind::Open(_) => token.pair() > open + 1,
                _ => false,
            }
        };
        self.row.outer(from, to).filter(is_group).last()
    }
}
