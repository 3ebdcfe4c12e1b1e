//! What formatting changes in a text, for people.
//!
//! Both texts have the same characters but for space and commas, so they are in step wherever a line ends after as many others in the one
//! as in the other. One walk along both finds every change.

use std::{fmt::Write, ops::Range};

use crate::report::printable;

/// How many changed lines are shown of a file.
const MOST_LINES: usize = 16;
/// How many characters are shown of a line.
const MOST_CHARACTERS: usize = 160;

/// Shows the changes with the lines at which they are in the old text; nothing where there is none.
///
/// ```text
/// door.idl:3
/// -struct  A{a:u8}
/// +struct A { a: u8 }
/// ```
pub(super) fn show(name: &str, old: &str, new: &str, colors: bool) -> String {
    let mut shown = String::new();
    if old == new {
        return shown;
    }
    let (old, new) = (lines(old), lines(new));
    let name = printable(name);
    let mut left = MOST_LINES;
    let mut hidden = 0;
    for change in changes(&old, &new) {
        if left == 0 {
            hidden += 1;
            continue;
        }
        // Writing to a `String` cannot fail.
        _ = writeln!(shown, "{name}:{}", change.old.start + 1);
        let removed = old.get(change.old).unwrap_or_default().iter().map(|line| ('-', line));
        let added = new.get(change.new).unwrap_or_default().iter().map(|line| ('+', line));
        for (sign, line) in removed.chain(added) {
            if left == 0 {
                shown.push_str("…\n");
                break;
            }
            left -= 1;
            shown.push_str(&self::line(sign, line, colors));
        }
    }
    if shown.is_empty() {
        _ = writeln!(shown, "{name}:{}\nits last line does not end", old.len());
    }
    if hidden > 0 {
        _ = writeln!(shown, "{name}: {hidden} more {}", if hidden == 1 { "place" } else { "places" });
    }
    shown
}

fn line(sign: char, line: &str, colors: bool) -> String {
    let cut = line.char_indices().nth(MOST_CHARACTERS).map(|(at, _)| at);
    let text = printable(cut.and_then(|at| line.get(..at)).unwrap_or(line));
    let more = if cut.is_some() { "…" } else { "" };
    match (sign, colors) {
        (_, false) => format!("{sign}{text}{more}\n"),
        ('-', true) => format!("\u{1b}[31m-{text}{more}\u{1b}[0m\n"),
        (_, true) => format!("\u{1b}[32m{sign}{text}{more}\u{1b}[0m\n"),
    }
}

/// Lines of the old text in whose place lines of the new one stand.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    old: Range<usize>,
    new: Range<usize>,
}

fn changes(old: &[&str], new: &[&str]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    // The lines taken of each text, and how many characters that count they have.
    let (mut at_old, mut at_new, mut in_old, mut in_new) = (0, 0, 0, 0);
    loop {
        let (next_old, next_new) = (old.get(at_old), new.get(at_new));
        let in_step = in_old == in_new;
        match (next_old, next_new) {
            (None, None) => return changes,
            (Some(one), Some(other)) if in_step && one == other => {
                in_old += solid(one);
                in_new += solid(other);
                (at_old, at_new) = (at_old + 1, at_new + 1);
                continue;
            }
            _ => {}
        }
        // Of two lines that begin in step an empty one is taken alone, so that the other may still find its like.
        let from_old = match (next_old, next_new) {
            (Some(one), Some(other)) if in_step => solid(one) == 0 || solid(other) > 0,
            (Some(_), Some(_)) => in_old < in_new,
            (one, _) => one.is_some(),
        };
        let (before_old, before_new) = (at_old, at_new);
        if from_old {
            in_old += next_old.map_or(0, |line| solid(line));
            at_old += 1;
        } else {
            in_new += next_new.map_or(0, |line| solid(line));
            at_new += 1;
        }
        match changes.last_mut() {
            Some(last) if last.old.end == before_old && last.new.end == before_new => {
                (last.old.end, last.new.end) = (at_old, at_new);
            }
            _ => changes.push(Change { old: before_old..at_old, new: before_new..at_new }),
        }
    }
}

/// How many characters of a line formatting does not touch.
fn solid(line: &str) -> usize {
    line.chars().filter(|letter| !letter.is_whitespace() && *letter != ',' && *letter != '\u{feff}').count()
}

fn lines(text: &str) -> Vec<&str> {
    text.strip_suffix('\n').unwrap_or(text).split('\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(old: &str, new: &str) -> Vec<(Range<usize>, Range<usize>)> {
        changes(&lines(old), &lines(new)).into_iter().map(|change| (change.old, change.new)).collect()
    }

    #[test]
    fn finds_every_change() {
        assert_eq!(found("a\nb\nc\n", "a\nb\nc\n"), []);
        assert_eq!(found("a\nb  b\nc\n", "a\nb b\nc\n"), [(1..2, 1..2)]);
        assert_eq!(found("a\n\n\nb\n", "a\n\nb\n"), [(2..3, 2..2)]);
        assert_eq!(found("a{b,c}\nd\n", "a{\nb,\nc,\n}\nd\n"), [(0..1, 0..4)]);
        assert_eq!(found("a\nb // c\n;\nd\n", "a\nb; // c\nd\n"), [(1..3, 1..2)]);
        assert_eq!(found("a ;b\nc\nd", "a;\nb\nc\nd\n"), [(0..1, 0..2)]);
        assert_eq!(found("a\n\n", "a\n"), [(1..2, 1..1)]);
    }

    #[test]
    fn shows_the_first_ones() {
        let old = "a  b\n".repeat(40);
        let shown = show("x\u{1b}.idl", &old, &"a b\n".repeat(40), false);
        assert!(shown.starts_with("x?.idl:1\n-a  b\n") && shown.ends_with("…\n"), "{shown}");
        let shown = show("x.idl", "a  b\nc\n", "a b\nc\n", true);
        assert_eq!(shown, "x.idl:1\n\u{1b}[31m-a  b\u{1b}[0m\n\u{1b}[32m+a b\u{1b}[0m\n");
        assert_eq!(show("x.idl", "a", "a\n", false), "x.idl:1\nits last line does not end\n");
        let long = "a ".repeat(500);
        assert_eq!(show("x.idl", &long, "b", false).lines().nth(1).map(|line| line.chars().count()), Some(162));
    }
}
