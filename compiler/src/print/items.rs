//! Items: what stands in modules, traits and `impl` blocks, with the blank lines that a person would put.

use super::{
    kind::{Group, Kind, Sign, Word},
    page::{Page, STEP, WIDTH},
};

/// What stands before an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing: it is the first one of its module.
    #[default]
    Nothing,
    /// A `use`, a constant or an alias on one line, which may touch another one.
    Line,
    /// Anything else.
    Item,
}

impl Page<'_> {
    /// Writes the items of a part, and a blank line between two of them unless both are single lines.
    pub(super) fn items(&mut self, mut from: usize, to: usize, indent: usize, before: &mut Before) {
        while from < to {
            let (end, keyword) = self.item_end(from, to);
            let is_line = matches!(keyword, Word::Use | Word::Const | Word::Type) && self.fits_at(indent, from, end, 0);
            let this = if is_line { Before::Line } else { Before::Item };
            if *before != Before::Nothing && (*before, this) != (Before::Line, Before::Line) {
                self.blank();
            }
            self.line(indent);
            let first = self.lead(from, end, indent);
            self.item(first, end, keyword, indent);
            *before = this;
            from = end;
        }
    }

    /// Where an item ends, and its keyword. One in braces ends with them, unless it is a value.
    fn item_end(&self, from: usize, to: usize) -> (usize, Word) {
        let mut keyword = Word::Name;
        let outer = self.row.outer(from, to);
        for at in outer {
            match self.row.kind(at) {
                Kind::Word(Word::Fn) if matches!(keyword, Word::Name | Word::Const) => keyword = Word::Fn,
                Kind::Word(word) if keyword == Word::Name && !matches!(word, Word::Pub | Word::Plain) => keyword = word,
                Kind::Sign { sign: Sign::Semicolon, .. } => return (at + 1, keyword),
                Kind::Open(group)
                    if group.is_braced() && !matches!(keyword, Word::Use | Word::Const | Word::Static | Word::Type) =>
                {
                    return (self.row.behind(at), keyword);
                }
                _ => {}
            }
        }
        (to, keyword)
    }

    fn item(&mut self, from: usize, to: usize, keyword: Word, indent: usize) {
        match keyword {
            Word::Fn => self.function_item(from, to, indent),
            Word::Impl => self.implementation(from, to, indent),
            Word::Trait => self.trait_item(from, to, indent),
            _ if self.fits(from, to, 0) => self.flat(from, to),
            Word::Use => self.use_item(from, to, indent),
            Word::Const | Word::Static | Word::Type => {
                let sign = self.find(from, to, Sign::Equals).unwrap_or(to);
                self.expression(from, sign, indent, 2);
                self.assigned(sign, to - 1, indent, 1);
                self.write(";");
            }
            Word::Struct | Word::Enum | Word::Mod => {
                let braces = self.row.outer(from, to).find(|at| self.is_open(*at, Group::is_braced));
                if let Some(open) = braces {
                    self.flat(from, open);
                    self.write(" ");
                    self.body(open, indent);
                } else {
                    self.expression(from, to - 1, indent, 1);
                    self.write(";");
                }
            }
            _ => self.expression(from, to, indent, 0),
        }
    }

    fn is_open(&self, at: usize, wanted: impl Fn(Group) -> bool) -> bool {
        matches!(self.row.kind(at), Kind::Open(group) if wanted(group))
    }

    /// Writes the braces at the end of an item.
    pub(super) fn body(&mut self, open: usize, indent: usize) {
        let close = self.row.token(open).pair();
        if close == open + 1 {
            return self.write("{}");
        }
        match self.row.kind(open) {
            Kind::Open(Group::Items) => {
                self.write("{");
                self.items(open + 1, close, indent + STEP, &mut Before::Nothing);
                self.line(indent);
                self.write("}");
            }
            Kind::Open(Group::Body) => self.block(open, indent),
            _ => self.group(open, indent, 0),
        }
    }

    /// Writes a long `use`, as many names on a line as there is room for.
    fn use_item(&mut self, from: usize, to: usize, indent: usize) {
        let Some(open) = self.row.outer(from, to).find(|at| self.is_open(*at, |group| group == Group::Use)) else {
            return self.flat(from, to);
        };
        self.flat(from, open + 1);
        self.line(indent + STEP);
        for (begin, end) in self.elements(open) {
            let is_first = self.column() == indent + STEP;
            if !is_first && self.column() + 2 + self.row.width(begin, end) >= WIDTH {
                self.line(indent + STEP);
            } else if !is_first {
                self.write(" ");
            }
            self.flat(begin, end);
            self.write(",");
        }
        self.line(indent);
        self.flat(self.row.token(open).pair(), to);
    }
}
