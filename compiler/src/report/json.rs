//! Findings for programs: one JSON object, with types of its own so that the compiler's may change.

use serde::Serialize;
use tessera_idl::{Diagnostic, Sources, Span};

use super::{Summary, word};

/// Raised when a field changes its meaning or goes away; new fields do not raise it.
pub const FORMAT_VERSION: u32 = 1;

/// Everything that one run says.
#[derive(Debug, Serialize)]
struct Report<'a> {
    format_version: u32,
    findings: Vec<Finding<'a>>,
    errors: usize,
    warnings: usize,
    files: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Finding<'a> {
    severity: &'static str,
    code: &'a str,
    message: &'a str,
    labels: Vec<Label<'a>>,
    help: Option<&'a str>,
    /// Edits that belong together and are certain to be what was meant; empty where there are none.
    fixes: Vec<Fix<'a>>,
}

/// `text` in the place of what stands from `start` to `end`.
#[derive(Debug, Serialize)]
struct Fix<'a> {
    title: &'a str,
    file: &'a str,
    start: Position,
    end: Position,
    text: &'a str,
}

#[derive(Debug, Serialize)]
struct Label<'a> {
    primary: bool,
    file: &'a str,
    start: Position,
    end: Position,
    text: &'a str,
}

/// `offset` counts bytes from the start of the file and from 0; `line` and `column` (in characters) count from 1.
#[derive(Debug, Serialize)]
struct Position {
    offset: u32,
    line: u32,
    column: u32,
}

/// The findings in the given order, as indented JSON with a line end.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let Summary { errors, warnings, files } = Summary::of(diagnostics, sources);
    let findings = diagnostics.iter().map(|finding| self::finding(finding, sources)).collect();
    let report = Report { format_version: FORMAT_VERSION, findings, errors, warnings, files };
    // No map with keys that are not strings, so this cannot fail.
    let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text.push('\n');
    text
}

pub(super) fn finding<'a>(finding: &'a Diagnostic, sources: &'a Sources) -> Finding<'a> {
    Finding {
        severity: word(finding.severity()),
        code: finding.code.id,
        message: &finding.message,
        labels: finding
            .labels
            .iter()
            .filter_map(|label| self::label(label.span, label.primary, &label.text, sources))
            .collect(),
        help: finding.help.as_deref(),
        fixes: finding.fixes.iter().filter_map(|fix| self::fix(fix, sources)).collect(),
    }
}

fn fix<'a>(fix: &'a tessera_idl::Fix, sources: &'a Sources) -> Option<Fix<'a>> {
    let (_, file) = sources.file_at(fix.span.start)?;
    let (start, end) = (position(fix.span.start, sources)?, position(fix.span.end, sources)?);
    Some(Fix { title: &fix.title, file: file.name(), start, end, text: &fix.text })
}

fn label<'a>(span: Span, primary: bool, text: &'a str, sources: &'a Sources) -> Option<Label<'a>> {
    let (_, file) = sources.file_at(span.start)?;
    let start = position(span.start, sources)?;
    let end = position(span.end, sources)?;
    Some(Label { primary, file: file.name(), start, end, text })
}

fn position(offset: u32, sources: &Sources) -> Option<Position> {
    let place = sources.place(offset)?;
    let base = sources.file(place.file)?.span().start;
    Some(Position { offset: offset.saturating_sub(base), line: place.line, column: place.column })
}
