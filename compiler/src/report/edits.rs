//! The edits of a finding as lines that go and lines that come.

use std::ops::Range;

use tessera_idl::{Diagnostic, Fix, Sources, source::File};

use super::printable;

/// A line of a file before or after an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// `-` for a line that goes, `+` for one that comes.
    pub sign: char,
    /// Its number in the file before or after the edits.
    pub number: u32,
    /// Its text, safe to show.
    pub text: String,
}

/// What the edits of a finding do to the lines that they touch, by file, in the order of the text.
pub(super) fn edits<'a>(finding: &'a Diagnostic, sources: &'a Sources) -> Vec<(&'a File, Vec<Line>)> {
    let mut fixes: Vec<&Fix> = finding.fixes.iter().collect();
    fixes.sort_by_key(|fix| fix.span);
    let mut shown: Vec<(&File, Vec<Line>)> = Vec::new();
    let mut rest = fixes.as_slice();
    while let Some(first) = rest.first() {
        let Some((_, file)) = sources.file_at(first.span.start) else { break };
        let Some(mut lines) = lines(first, sources) else { break };
        // Edits that meet on a line are shown together.
        let mut together = 1;
        while let Some(next) = rest.get(together).and_then(|fix| self::lines(fix, sources)) {
            if next.start >= lines.end || !file.span().contains(rest.get(together).map_or(first.span, |fix| fix.span)) {
                break;
            }
            lines.end = lines.end.max(next.end);
            together += 1;
        }
        let (these, behind) = rest.split_at(together);
        rest = behind;
        let Some((old, new)) = texts(file, &lines, these) else { break };
        let changes = changes(&old, &new, lines.start);
        match shown.last_mut().filter(|(before, _)| before.span() == file.span()) {
            Some((_, before)) => before.extend(changes),
            None => shown.push((file, changes)),
        }
    }
    shown
}

/// The lines that differ, without those that are the same before and behind them.
fn changes(old: &str, new: &str, first: u32) -> Vec<Line> {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let before = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let rest = old.len().min(new.len()) - before;
    let behind = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
    let middle = |lines: &[&str], sign: char| {
        let numbered = lines.iter().zip(first..).take(lines.len() - behind).skip(before);
        numbered.map(|(text, number)| Line { sign, number, text: printable(text.trim_end()) }).collect::<Vec<_>>()
    };
    let mut lines = middle(&old, '-');
    lines.extend(middle(&new, '+'));
    lines
}

/// The lines that an edit touches, from 1.
fn lines(fix: &Fix, sources: &Sources) -> Option<Range<u32>> {
    let start = sources.place(fix.span.start)?;
    let end = sources.place(fix.span.end)?;
    (start.file == end.file).then_some(start.line..end.line + 1)
}

/// These lines before and after the edits.
fn texts(file: &File, lines: &Range<u32>, fixes: &[&Fix]) -> Option<(String, String)> {
    let base = file.span().start;
    let start = file.line_start(lines.start)?;
    let end = file.line_start(lines.end).unwrap_or(file.span().end);
    let slice = |from: u32, to: u32| file.text().get((from - base) as usize..(to - base) as usize);
    let old = slice(start, end)?;
    let (mut new, mut at) = (String::new(), start);
    for fix in fixes {
        new.push_str(slice(at, fix.span.start)?);
        new.push_str(&fix.text);
        at = fix.span.end;
    }
    new.push_str(slice(at, end)?);
    Some((old.to_owned(), new))
}
