//! The text that is being printed.

use super::{
    kind::{Kind, Sign},
    row::Row,
};

/// No line is wider, if it can be broken.
pub(super) const WIDTH: usize = 100;

/// How much deeper the lines of a group lie.
pub(super) const STEP: usize = 4;

/// Prints the tokens of a row behind a text. Parts of the row are given by the places at which they begin and end.
#[derive(Debug)]
pub(super) struct Page<'p> {
    pub(super) row: &'p Row,
    text: &'p mut String,
    /// Where the last line of the text begins.
    line: usize,
}

impl<'p> Page<'p> {
    /// A page that goes on with a text of whole lines.
    pub(super) fn new(row: &'p Row, text: &'p mut String) -> Self {
        let line = text.len();
        Self { row, text, line }
    }

    /// Writes what is no token of the row.
    pub(super) fn write(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Begins a line.
    pub(super) fn line(&mut self, indent: usize) {
        const BLANKS: &str = "                                                                ";
        self.end();
        let mut left = indent;
        while left > 0 {
            let blanks = BLANKS.get(..left).unwrap_or(BLANKS);
            self.text.push_str(blanks);
            left -= blanks.len();
        }
    }

    /// Leaves a line empty.
    pub(super) fn blank(&mut self) {
        self.end();
        self.text.push('\n');
        self.line = self.text.len();
    }

    /// Ends the last line, if anything is on it.
    pub(super) fn end(&mut self) {
        if self.text.len() > self.line {
            self.text.push('\n');
        }
        self.line = self.text.len();
    }

    /// Where the last line begins; another place says that lines were added.
    pub(super) fn line_begin(&self) -> usize {
        self.line
    }

    /// The width of the last line.
    pub(super) fn column(&self) -> usize {
        self.text.len() - self.line
    }

    /// Whether a part has room on this line, with so many columns behind it.
    pub(super) fn fits(&self, from: usize, to: usize, behind: usize) -> bool {
        self.fits_at(self.column(), from, to, behind)
    }

    /// Whether it would have room from a column on.
    pub(super) fn fits_at(&self, column: usize, from: usize, to: usize, behind: usize) -> bool {
        self.row.is_flat(from, to) && column + self.row.width(from, to) + behind <= WIDTH
    }

    /// Writes a part on this line, without the blank before it.
    pub(super) fn flat(&mut self, from: usize, to: usize) {
        let mut is_first = true;
        for at in from..to {
            let token = self.row.token(at);
            if token.dropped {
                continue;
            }
            if token.spaced && !is_first {
                self.text.push(' ');
            }
            is_first = false;
            self.text.push_str(self.row.text_of(token));
        }
    }

    /// The first place in a part where a sign stands, in no group.
    pub(super) fn find(&self, from: usize, to: usize, sign: Sign) -> Option<usize> {
        self.row.outer(from, to).find(|at| self.row.token(*at).is(sign))
    }

    /// Writes the lines before a part, documentation and attributes, and returns where the part begins.
    pub(super) fn lead(&mut self, mut from: usize, to: usize, indent: usize) -> usize {
        while from < to {
            match self.row.kind(from) {
                Kind::Doc => {
                    let line = self.row.token(from);
                    self.text.push_str("///");
                    self.text.push_str(self.row.text_of(line));
                    from += 1;
                }
                Kind::Sign { sign: Sign::Hash, .. } => {
                    let end = self.row.behind(from + 1);
                    self.attribute(from, end, indent);
                    from = end;
                }
                _ => break,
            }
            self.line(indent);
        }
        from
    }

    fn attribute(&mut self, from: usize, to: usize, indent: usize) {
        // The sign itself is what breaks a line.
        if self.fits(from + 1, to, 1) {
            self.flat(from, to);
        } else {
            self.write("#[");
            self.expression(from + 2, to - 1, indent, 1);
            self.write("]");
        }
    }
}
