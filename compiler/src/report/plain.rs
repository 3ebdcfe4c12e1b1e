//! Findings with their lines, as plain text without colours: what a build script prints. It needs no other crate.
//!
//! ```text
//! error[E0201]: no type is called `Pim`
//!   --> lock.idl:12:31
//!    |
//! 12 |     unlock(user: UserId, pin: Pim);
//!    |                               ^^^ unknown
//!   ::: types.idl:3:6
//!    |
//!  3 | type Pin = inline string<8>;
//!    |      --- this is similar
//!    |
//!    = help: write `Pin`
//!    = fix: write `Pin`
//! 12 -     unlock(user: UserId, pin: Pim);
//! 12 +     unlock(user: UserId, pin: Pin);
//! ```

use std::fmt::Write;

use tessera_idl::{Diagnostic, FileId, Label, Sources, source::File};

use super::{
    edits::{Line, edits},
    printable, word,
};

/// A line longer than this is shown in part.
const WIDEST: usize = 140;
/// What is shown in front of the first mark of such a line.
const LEAD: usize = 40;

/// The findings in the given order, with a blank line behind each.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for finding in diagnostics {
        draw(finding, sources, &mut text);
        text.push('\n');
    }
    text
}

/// A label on the line where it begins.
struct Mark<'a> {
    line: u32,
    /// In characters of the original line, from 0.
    from: usize,
    to: usize,
    label: &'a Label,
}

fn draw(finding: &Diagnostic, sources: &Sources, text: &mut String) {
    // Writing to a `String` cannot fail, here and below.
    _ = writeln!(text, "{}[{}]: {}", word(finding.severity()), finding.code, printable(&finding.message));
    let files = by_file(finding, sources);
    let last = files.iter().flat_map(|(_, marks)| marks.iter().map(|mark| mark.line)).max().unwrap_or(0);
    let margin = last.to_string().len();
    let mut arrow = "-->";
    for (id, marks) in &files {
        if let Some(file) = sources.file(*id) {
            draw_file(file, marks, margin, arrow, text);
            arrow = ":::";
        }
    }
    if let Some(help) = &finding.help {
        if !files.is_empty() {
            _ = writeln!(text, "{:margin$} |", "");
        }
        let mut lead = "= help:";
        for line in printable(help).lines() {
            _ = writeln!(text, "{:margin$} {lead} {line}", "");
            lead = "       ";
        }
    }
    draw_edits(finding, sources, margin, text);
}

/// The lines that the edits of a finding take away and put in.
fn draw_edits(finding: &Diagnostic, sources: &Sources, margin: usize, text: &mut String) {
    let Some(title) = finding.fixes.first().map(|fix| printable(&fix.title)) else { return };
    if finding.help.is_none() {
        _ = writeln!(text, "{:margin$} |", "");
    }
    _ = writeln!(text, "{:margin$} = fix: {title}", "");
    let mut shown = finding.primary().and_then(|span| sources.file_at(span.start)).map(|(_, file)| file.span());
    for (file, lines) in edits(finding, sources) {
        if shown.replace(file.span()) != Some(file.span()) {
            _ = writeln!(text, "{:margin$}::: {}", "", printable(file.name()));
        }
        for Line { sign, number, text: line } in lines {
            _ = writeln!(text, "{number:margin$} {sign} {}", line.replace('\t', "    "));
        }
    }
}

/// The marks of each file: the file of the primary label first, the others in the order of the labels.
fn by_file<'a>(finding: &'a Diagnostic, sources: &Sources) -> Vec<(FileId, Vec<Mark<'a>>)> {
    let mut files: Vec<(FileId, Vec<Mark<'a>>)> = Vec::new();
    let (first, rest): (Vec<_>, Vec<_>) = finding.labels.iter().partition(|label| label.primary);
    for label in first.into_iter().chain(rest) {
        let Some((id, mark)) = mark(label, sources) else { continue };
        match files.iter_mut().find(|(other, _)| *other == id) {
            Some((_, marks)) => marks.push(mark),
            None => files.push((id, vec![mark])),
        }
    }
    files
}

fn mark<'a>(label: &'a Label, sources: &Sources) -> Option<(FileId, Mark<'a>)> {
    let start = sources.place(label.span.start)?;
    let from = column(start.column);
    let to = match sources.place(label.span.end) {
        Some(end) if end.line == start.line && end.file == start.file => column(end.column),
        // A span over several lines is marked to the end of its first.
        _ => sources.file(start.file)?.line(start.line)?.chars().count(),
    };
    Some((start.file, Mark { line: start.line, from, to: to.max(from + 1), label }))
}

fn column(number: u32) -> usize {
    number.saturating_sub(1) as usize
}

fn draw_file(file: &File, marks: &[Mark<'_>], margin: usize, arrow: &str, text: &mut String) {
    let Some(first) = marks.first() else { return };
    _ = writeln!(text, "{:margin$}{arrow} {}:{}:{}", "", printable(file.name()), first.line, first.from + 1);
    _ = writeln!(text, "{:margin$} |", "");
    let mut lines: Vec<u32> = marks.iter().map(|mark| mark.line).collect();
    lines.sort_unstable();
    lines.dedup();
    let mut before = None;
    for line in lines {
        if before.is_some_and(|before: u32| before + 1 < line) {
            _ = writeln!(text, "{:.>margin$}", "");
        }
        before = Some(line);
        let mut here: Vec<&Mark<'_>> = marks.iter().filter(|mark| mark.line == line).collect();
        here.sort_by_key(|mark| (mark.from, mark.to));
        let shown = Shown::new(file.line(line).unwrap_or_default(), here.first().map_or(0, |mark| mark.from));
        _ = writeln!(text, "{line:margin$} | {}", shown.text);
        for row in rows(&here, &shown) {
            _ = writeln!(text, "{:margin$} | {}", "", row.trim_end());
        }
    }
}

/// A line as it is shown: tabs as spaces, a part of it when it is long.
struct Shown {
    text: String,
    /// Where each character of the original begins, and the end behind the last.
    columns: Vec<usize>,
}

impl Shown {
    fn new(line: &str, first: usize) -> Self {
        let line = printable(line);
        let length = line.chars().count();
        let skip = if length > WIDEST { first.saturating_sub(LEAD) } else { 0 };
        let mut text = String::from(if skip > 0 { "…" } else { "" });
        let mut width = usize::from(skip > 0);
        let mut columns = Vec::with_capacity(length + 1);
        for (index, letter) in line.chars().enumerate() {
            columns.push(width);
            if index < skip || index > skip + WIDEST {
                continue;
            }
            if index == skip + WIDEST {
                text.push('…');
                continue;
            }
            let (shown, by) = if letter == '\t' { ("    ", 4) } else { ("", columns_of(letter)) };
            text.push_str(shown);
            if letter != '\t' {
                text.push(letter);
            }
            width += by;
        }
        columns.push(width);
        Self { text: text.trim_end().to_owned(), columns }
    }

    fn column(&self, character: usize) -> usize {
        let last = self.columns.last().copied().unwrap_or(0);
        self.columns.get(character).copied().unwrap_or(last)
    }
}

/// How many columns a terminal gives a character: two for the scripts of East Asia and for pictures, none for marks on another character.
const fn columns_of(letter: char) -> usize {
    match letter {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f900}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// The rows below a line: all marks in the first one with the text of the rightmost, then a row for each other text.
fn rows(marks: &[&Mark<'_>], shown: &Shown) -> Vec<String> {
    let mut first = Row::default();
    for mark in marks.iter().filter(|mark| !mark.label.primary) {
        first.fill(shown.column(mark.from), shown.column(mark.to), '-');
    }
    for mark in marks.iter().filter(|mark| mark.label.primary) {
        first.fill(shown.column(mark.from), shown.column(mark.to), '^');
    }
    let mut named: Vec<&&Mark<'_>> = marks.iter().filter(|mark| !mark.label.text.is_empty()).collect();
    let ends = |mark: &Mark<'_>| shown.column(mark.to);
    let rightmost = named.last().copied().filter(|last| marks.iter().all(|mark| mark.to <= last.to));
    if let Some(last) = rightmost {
        named.pop();
        first.write(ends(last).max(first.width()) + 1, &one_line(&last.label.text));
    }
    let mut rows = vec![first.text()];
    while let Some(mark) = named.pop() {
        let mut bars = Row::default();
        for left in named.iter().chain([&mark]) {
            bars.fill(shown.column(left.from), shown.column(left.from) + 1, '|');
        }
        if rows.len() == 1 {
            rows.push(bars.text());
        }
        let mut row = Row::default();
        for left in named.iter().filter(|left| left.from < mark.from) {
            row.fill(shown.column(left.from), shown.column(left.from) + 1, '|');
        }
        row.write(shown.column(mark.from), &one_line(&mark.label.text));
        rows.push(row.text());
    }
    rows
}

fn one_line(text: &str) -> String {
    printable(text).replace('\n', " ")
}

/// One row of characters.
#[derive(Default)]
struct Row(Vec<char>);

impl Row {
    fn width(&self) -> usize {
        self.0.len()
    }

    /// Fills the columns, at least one.
    fn fill(&mut self, from: usize, to: usize, with: char) {
        let to = to.max(from + 1);
        if self.0.len() < to {
            self.0.resize(to, ' ');
        }
        for place in self.0.iter_mut().take(to).skip(from) {
            *place = with;
        }
    }

    fn write(&mut self, from: usize, text: &str) {
        self.0.resize(from, ' ');
        self.0.extend(text.chars());
    }

    fn text(&self) -> String {
        self.0.iter().collect()
    }
}
