//! Findings with their lines, drawn by `miette`.
//!
//! A `miette` diagnostic has one source. Ours have labels in several files, so the source that is handed over is the offset
//! space of all files: it finds the file in which a span lies, and refuses spans that cross the border of two.

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
};

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};
use tessera_idl::{Diagnostic, FileId, Severity, Sources, Span};

use super::{
    edits::{Line, edits},
    printable,
};

/// Columns of the page.
const WIDTH: usize = 100;

/// The findings in the given order, with a blank line behind each.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, colors: bool) -> String {
    let theme = if colors { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_links(false);
    let space = Space::new(sources);
    let mut text = String::new();
    for finding in diagnostics {
        let drawn = Drawn { finding, space: &space };
        if !can_be_drawn(finding, sources) || handler.render_report(&mut text, &drawn).is_err() {
            text.push_str(&super::short::line(finding, sources));
            text.push_str("\n\n");
            continue;
        }
        draw_edits(finding, sources, colors, &mut text);
        text.push('\n');
    }
    text
}

/// Whether the lines of a finding are short and few enough to be read: nobody looks at a line of a million characters.
fn can_be_drawn(finding: &Diagnostic, sources: &Sources) -> bool {
    const MOST: u32 = 8192;
    let labels = finding.labels.iter().map(|label| label.span);
    labels.chain(finding.fixes.iter().map(|fix| fix.span)).all(|span| {
        let lines = sources.file_at(span.start).and_then(|(_, file)| {
            let (first, last) = (file.line_at(span.start)?, file.line_at(span.end)?);
            // A line more on both sides is drawn as well.
            let start = file.line_start(first.saturating_sub(1).max(1))?;
            let end = file.line_start(last.saturating_add(2)).unwrap_or(file.span().end);
            Some(end.saturating_sub(start))
        });
        lines.is_some_and(|bytes| bytes <= MOST)
    })
}

/// What the edits of a finding change, below the drawing.
///
/// ```text
///    fix: end the alias with `;`
///       - 3 │ alias Id = u32
///       + 3 │ alias Id = u32;
/// ```
fn draw_edits(finding: &Diagnostic, sources: &Sources, colors: bool, text: &mut String) {
    let Some(title) = finding.fixes.first().map(|fix| printable(&fix.title)) else { return };
    let (head, gone, come, end) =
        if colors { ("\u{1b}[36m", "\u{1b}[31m", "\u{1b}[32m", "\u{1b}[0m") } else { ("", "", "", "") };
    // Writing to a `String` cannot fail, here and below.
    _ = writeln!(text, "{head}   fix: {end}{title}");
    let files = edits(finding, sources);
    let several = files.len() > 1;
    for (file, lines) in files {
        if several {
            _ = writeln!(text, "        {}", printable(file.name()));
        }
        let margin = lines.iter().map(|line| line.number).max().unwrap_or(0).to_string().len();
        for Line { sign, number, text: line } in lines {
            let color = if sign == '-' { gone } else { come };
            _ = writeln!(text, "      {color}{sign} {number:margin$} │ {}{end}", line.replace('\t', "    "));
        }
    }
}

/// The offset space of all files, safe to show.
struct Space<'a> {
    sources: &'a Sources,
    /// As long as the originals.
    texts: BTreeMap<FileId, String>,
}

impl<'a> Space<'a> {
    fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            texts: sources.files().chain(sources.standard()).map(|(id, file)| (id, shown(file.text()))).collect(),
        }
    }

    fn text(&self, id: FileId) -> Option<&str> {
        self.texts.get(&id).map(String::as_str)
    }
}

/// Also the carriage return of a line end: `miette` would print it.
fn shown(text: &str) -> String {
    printable(&text.replace("\r\n", " \n"))
}

impl SourceCode for Space<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let start = u32::try_from(span.offset()).map_err(|_| MietteError::OutOfBounds)?;
        let (id, file) = self.sources.file_at(start).ok_or(MietteError::OutOfBounds)?;
        let base = file.span().start as usize;
        let text = self.text(id).ok_or(MietteError::OutOfBounds)?;
        let local = SourceSpan::new((span.offset() - base).into(), span.len());
        if local.offset() + local.len() > text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let found = text.read_span(&local, before, after)?;
        let whole = SourceSpan::new((found.span().offset() + base).into(), found.span().len());
        Ok(Box::new(MietteSpanContents::new_named(
            printable(file.name()),
            found.data(),
            whole,
            found.line(),
            found.column(),
            found.line_count(),
        )))
    }
}

/// A finding as `miette` sees it.
struct Drawn<'a> {
    finding: &'a Diagnostic,
    space: &'a Space<'a>,
}

impl fmt::Debug for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.finding.fmt(f)
    }
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.finding.message))
    }
}

impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.finding.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity() {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.finding.help.as_ref().map(|help| Box::new(printable(help)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.space)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.finding.labels.is_empty() {
            return None;
        }
        Some(Box::new(self.finding.labels.iter().map(|label| {
            let text = (!label.text.is_empty()).then(|| printable(&label.text));
            let span = within(label.span);
            if label.primary {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })))
    }
}

fn within(span: Span) -> SourceSpan {
    SourceSpan::new((span.start as usize).into(), span.len() as usize)
}
