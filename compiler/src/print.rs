//! Tokens to text. The only place that knows how generated code is laid out.
//!
//! Generated code is made to be read, so it looks as `rustfmt` leaves it, 100 columns wide: what fits stands on one line, anything else
//! is broken where its outermost group, operator or chain of calls is. No tree is made: a printer looks at the tokens in a row, which
//! knows groups and widths, and at keywords. So the time is linear in the text, and what is written is what was given, but for commas at the end of
//! a group and braces around an expression that needs lines of its own.
//!
//! [`row`] takes tokens apart, [`groups`] pairs them, [`spaces`] puts them on one line; [`items`], [`heads`], [`block`],
//! [`expression`] and [`list`] break it, each what it is called after.

mod block;
mod documentation;
mod expression;
mod groups;
mod heads;
mod items;
mod kind;
mod list;
mod page;
mod row;
mod spaces;
#[cfg(test)]
mod tests;

pub(crate) use self::{documentation::docs, row::Row};
use self::{
    items::Before,
    page::{Page, STEP, WIDTH},
};
use crate::tokens::TokenStream;

/// A generated file, as far as it is written.
#[derive(Debug, Default)]
pub(crate) struct Printer {
    text: String,
    /// The number of modules around what is written next.
    depth: usize,
    before: Before,
}

impl Printer {
    /// A file that begins with comments.
    pub(crate) fn new(comments: &[String]) -> Self {
        let mut text = String::new();
        for line in comments {
            text.extend(["// ", line, "\n"]);
        }
        Self { text, depth: 0, before: if comments.is_empty() { Before::Nothing } else { Before::Item } }
    }

    /// The text. Every module has ended.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// Writes items.
    pub(crate) fn items(&mut self, row: &Row) {
        let mut page = Page::new(row, &mut self.text);
        page.items(0, row.len(), self.depth * STEP, &mut self.before);
        page.end();
    }

    /// Writes a comment as wide as the page, which heads what follows.
    pub(crate) fn section(&mut self, title: &str) {
        let indent = self.depth * STEP;
        if self.before != Before::Nothing {
            self.text.push('\n');
        }
        let width = (WIDTH - 8).saturating_sub(indent + title.chars().count());
        self.text.extend([&" ".repeat(indent), "// ---- ", title, " ", &"-".repeat(width), "\n"]);
        self.before = Before::Item;
    }

    /// Begins a module. Its head is what stands before `mod`: documentation, attributes, visibility.
    pub(crate) fn begin(&mut self, head: TokenStream, name: &str) {
        let (row, indent) = (Row::new(head), self.depth * STEP);
        let mut page = Page::new(&row, &mut self.text);
        if self.before != Before::Nothing {
            page.blank();
        }
        page.line(indent);
        let first = page.lead(0, row.len(), indent);
        page.flat(first, row.len());
        page.write(if first < row.len() { " mod " } else { "mod " });
        page.write(name);
        page.write(" {");
        page.end();
        self.depth += 1;
        self.before = Before::Nothing;
    }

    /// Ends the module that began last.
    pub(crate) fn end(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.text.extend([&" ".repeat(self.depth * STEP), "}\n"]);
        self.before = Before::Item;
    }
}
