//! Where lines break: operations in, text out, in one pass over them.
//!
//! The idea is Oppen's and Wadler's: a *group* is printed on one line if it fits, with what stands behind it up to the next place to
//! break; else all its own places break, and the groups inside are asked again. The width of every group is known before printing starts,
//! so the time is linear in the number of operations.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

/// How far a level is indented.
const STEP: usize = 4;

/// One step of a text's layout.
#[derive(Clone, Copy, Debug)]
pub(super) enum Op<'text> {
    /// Characters of one line.
    Text {
        text: &'text str,
        /// Whether a space separates it from what is before it on its line.
        space: bool,
    },
    /// A place to break.
    Line {
        /// Whether a space stands here where it does not break.
        space: bool,
    },
    /// The end of a line, whether or not the group would fit.
    Hard,
    /// An empty line, where a line ends anyway.
    Blank,
    /// A comment: on its own line, or at the end of one. Its line ends with it.
    Comment {
        text: &'text str,
        /// Whether it starts a line.
        own: bool,
    },
    /// A comma where the group breaks.
    Comma,
    /// A group starts. `width` is set before printing: its length on one line with what follows it, [`NEVER`] if it cannot be on one.
    Begin { width: usize },
    /// The group ends.
    End,
    /// Behind an opening bracket: what follows is one step deeper than the line of the bracket.
    Open,
    /// Behind the opening brace of a body: what follows is one step deeper than the declaration.
    OpenBody,
    /// Before the closing bracket: back to the depth of the opening one.
    Shut,
    /// Behind the closing bracket.
    Close,
    /// Lines after the next text's are one step deeper than that.
    Hang,
    /// Ends the last `Hang`.
    Unhang,
}

/// The width of a group that cannot be on one line.
const NEVER: usize = usize::MAX;

/// Prints operations.
pub(super) struct Layout {
    most: usize,
    out: String,
    /// How many characters the current line has.
    column: usize,
    /// How far the current line is indented.
    indent: usize,
    /// How many line ends are to be written before the next text.
    ends: usize,
    /// Whether the current line ends with a comment.
    commented: bool,
    /// The depths of new lines; the last one counts.
    depths: Vec<usize>,
    /// How many `Hang`s wait for a text.
    hangs: usize,
    /// Whether each open group is broken.
    groups: Vec<bool>,
}

impl Layout {
    /// An empty text whose lines are to have at most `most` characters.
    pub(super) const fn new(most: usize) -> Self {
        Self {
            most,
            out: String::new(),
            column: 0,
            indent: 0,
            ends: 0,
            commented: false,
            depths: Vec::new(),
            hangs: 0,
            groups: Vec::new(),
        }
    }

    /// How many bytes have been printed.
    pub(super) const fn len(&self) -> usize {
        self.out.len()
    }

    /// Takes back what was printed after the first `len` bytes and puts the characters of `text` there as they are.
    pub(super) fn replace_from(&mut self, len: usize, text: &str) {
        self.out.truncate(len);
        self.out.push_str(text);
        (self.ends, self.commented, self.column) = (0, false, text.chars().rev().take_while(|it| *it != '\n').count());
    }

    /// Prints a whole declaration.
    pub(super) fn print(&mut self, ops: &mut [Op<'_>]) {
        measure(ops);
        for op in ops.iter() {
            self.step(*op);
        }
    }

    /// The text, with an end to its last line.
    pub(super) fn finish(mut self) -> String {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }

    fn step(&mut self, op: Op<'_>) {
        match op {
            Op::Text { text, space } => self.text(text, space),
            Op::Line { space } => {
                if self.is_broken() {
                    self.end_line();
                } else if space {
                    self.write(" ");
                }
            }
            Op::Hard => self.end_line(),
            Op::Blank if self.ends > 0 => self.ends = 2,
            Op::Comma if self.is_broken() => self.write(","),
            Op::Blank | Op::Comma => {}
            Op::Comment { text, own } => self.comment(text, own),
            Op::Begin { width } => {
                let column = if self.ends > 0 { self.depth() } else { self.column };
                let broken = self.is_broken() && column.saturating_add(width) > self.most;
                self.groups.push(broken);
            }
            Op::End => _ = self.groups.pop(),
            Op::Open => self.open(self.indent),
            Op::OpenBody => self.open(self.depth()),
            Op::Hang => self.hangs += 1,
            Op::Unhang if self.hangs > 0 => self.hangs -= 1,
            Op::Shut | Op::Close | Op::Unhang => _ = self.depths.pop(),
        }
    }

    fn text(&mut self, text: &str, space: bool) {
        if self.ends > 0 {
            self.start_line();
        } else if space {
            self.write(" ");
        }
        self.write(text);
        for _ in 0..mem::take(&mut self.hangs) {
            self.depths.push(self.indent + STEP);
        }
    }

    fn comment(&mut self, text: &str, own: bool) {
        if own || self.commented {
            self.end_line();
            self.start_line();
        } else if !self.out.is_empty() {
            self.write(" ");
        }
        self.write(text);
        self.commented = true;
        self.end_line();
    }

    fn open(&mut self, depth: usize) {
        self.depths.extend([depth, depth + STEP]);
    }

    fn end_line(&mut self) {
        self.ends = self.ends.max(1);
    }

    /// Writes the line ends that wait, and the indentation.
    fn start_line(&mut self) {
        if !self.out.is_empty() {
            self.out.extend(core::iter::repeat_n('\n', self.ends));
        }
        (self.ends, self.commented) = (0, false);
        self.indent = self.depth();
        self.column = self.indent;
        self.out.extend(core::iter::repeat_n(' ', self.indent));
    }

    fn write(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += characters(text);
    }

    fn depth(&self) -> usize {
        self.depths.last().copied().unwrap_or(0)
    }

    fn is_broken(&self) -> bool {
        self.groups.last().copied().unwrap_or(true)
    }
}

/// Gives every group its width.
fn measure(ops: &mut [Op<'_>]) {
    // The length of everything so far on one line; `commas` are those that only a broken group has.
    let (mut length, mut commas, mut forced) = (0_usize, 0_usize, 0_usize);
    let mut open = Vec::new();
    // Groups that have ended and wait for the next place to break: their index, their width, and where they ended.
    let mut ended: Vec<(usize, usize, usize)> = Vec::new();
    let mut widths = Vec::new();
    for (index, op) in ops.iter().enumerate() {
        match op {
            Op::Text { text, space } => length += characters(text) + usize::from(*space),
            Op::Comma => commas += 1,
            Op::Begin { .. } => open.push((index, length, forced)),
            Op::End => {
                if let Some((begin, start, before)) = open.pop() {
                    let width = if forced > before { NEVER } else { length - start };
                    ended.push((begin, width, length + commas));
                }
            }
            Op::Line { .. } | Op::Hard | Op::Comment { .. } => {
                widths.extend(ended.drain(..).map(|it| settled(it, length + commas)));
                match op {
                    Op::Line { space } => length += usize::from(*space),
                    _ => forced += 1,
                }
            }
            _ => {}
        }
    }
    widths.extend(ended.drain(..).map(|it| settled(it, length + commas)));
    for (index, settled) in widths {
        if let Some(Op::Begin { width }) = ops.get_mut(index) {
            *width = settled;
        }
    }
}

/// The index of a group, and its width with what follows it up to the next place to break.
const fn settled((index, width, end): (usize, usize, usize), now: usize) -> (usize, usize) {
    (index, width.saturating_add(now - end))
}

fn characters(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}
