//! Names, paths, numbers, texts, documentation and attributes.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use tessera_grammar::{Pair, Rule};

use super::reader::{Kids, Reader};
use super::scan::MAX_NAME;
use crate::ast::{Attribute, DocLine, Duration, Head, Name, Path, TimeUnit, Version};
use crate::codes;
use crate::diagnostic::Diagnostic;

impl Reader<'_> {
    pub(super) fn name(&self, pair: &Pair<'_>) -> Name {
        let text = pair.as_str();
        // A longer one is reported already.
        Name { text: String::from(text.get(..MAX_NAME).unwrap_or(text)), span: self.span(pair) }
    }

    /// The names among the pieces, up to the end.
    pub(super) fn names<'text>(&self, kids: impl Iterator<Item = Pair<'text>>) -> Vec<Name> {
        kids.filter(|kid| kid.as_rule() == Rule::name).map(|kid| self.name(&kid)).collect()
    }

    pub(super) fn path(&self, pair: Pair<'_>) -> Path {
        let span = self.span(&pair);
        Path { segments: self.names(Kids::of(pair)), span }
    }

    /// Takes documentation and attributes from the front.
    pub(super) fn head(&mut self, kids: &mut Kids<'_>) -> Head {
        let mut head = Head::default();
        loop {
            if let Some(line) = kids.accept(Rule::doc_line) {
                head.docs.lines.push(self.doc_line(&line));
            } else if let Some(attribute) = kids.accept(Rule::attribute) {
                head.attributes.extend(self.attribute(attribute));
            } else {
                return head;
            }
        }
    }

    pub(super) fn doc_line(&self, pair: &Pair<'_>) -> DocLine {
        let line = pair.as_str().trim_end();
        let line = line.strip_prefix("///").unwrap_or(line);
        DocLine { text: String::from(line.strip_prefix(' ').unwrap_or(line)), span: self.span(pair) }
    }

    pub(super) fn attribute(&mut self, pair: Pair<'_>) -> Option<Attribute> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.want(Rule::name)?);
        let arguments = kids.filter(|kid| kid.as_rule() == Rule::expr).map(|kid| self.expr(kid)).collect();
        Some(Attribute { name, arguments, span })
    }

    /// Reports documentation and attributes that belong to nothing.
    pub(super) fn dangling(&mut self, head: &Head) {
        let docs = head.docs.lines.iter().map(|line| line.span);
        let attributes = head.attributes.iter().map(|attribute| attribute.span);
        let Some(span) = docs.chain(attributes).reduce(crate::Span::to) else { return };
        let what = if head.attributes.is_empty() { "documentation" } else { "an attribute" };
        let diagnostic =
            Diagnostic::new(codes::E0115, format!("{what} belongs to the declaration behind it, and there is none"))
                .label(span, "nothing follows")
                .help("move it above a declaration, or write a comment with `//`");
        self.report(diagnostic);
    }

    /// The value of a number, absent after a finding.
    pub(super) fn number(&mut self, pair: &Pair<'_>) -> Option<u64> {
        let written = pair.as_str();
        let (digits, radix) = match (written.strip_prefix("0x"), written.strip_prefix("0b")) {
            (Some(digits), _) => (digits, 16),
            (_, Some(digits)) => (digits, 2),
            _ => (written, 10),
        };
        let value = parse_digits(digits, radix);
        if value.is_none() && !self.is_known(self.range(pair)) {
            self.too_large(pair, "a number is at most 18446744073709551615, the greatest `u64`");
        }
        value
    }

    pub(super) fn duration(&mut self, pair: &Pair<'_>) -> Option<Duration> {
        const UNITS: [TimeUnit; 5] =
            [TimeUnit::Millisecond, TimeUnit::Minute, TimeUnit::Second, TimeUnit::Hour, TimeUnit::Day];
        let written = pair.as_str();
        let (digits, unit) = UNITS
            .iter()
            .find_map(|unit| Some((written.strip_suffix(unit.word())?, *unit)))
            .unwrap_or((written, TimeUnit::Second));
        let duration =
            parse_digits(digits, 10).map(|count| Duration { count, unit }).filter(|it| it.millis().is_some());
        if duration.is_none() {
            self.too_large(pair, "a time is at most 18446744073709551615 milliseconds");
        }
        duration
    }

    pub(super) fn version(&mut self, pair: &Pair<'_>) -> Option<Version> {
        let part = |digits: &str| u32::try_from(parse_digits(digits, 10)?).ok();
        let version = pair.as_str().split_once('.').and_then(|(major, minor)| {
            Some(Version { major: part(major)?, minor: part(minor)?, span: self.span(pair) })
        });
        if version.is_none() {
            self.too_large(pair, "each part of a version is at most 4294967295");
        }
        version
    }

    fn too_large(&mut self, pair: &Pair<'_>, help: &str) {
        let message = format!("`{}` is too large", super::scan::short(pair.as_str()));
        self.report(Diagnostic::new(codes::E0106, message).label(self.span(pair), "too large").help(help));
    }

    /// The characters of a text in quotes, with escapes resolved.
    pub(super) fn string(&mut self, pair: &Pair<'_>) -> String {
        let start = self.range(pair).start;
        let mut resolved = String::new();
        let written = pair.as_str();
        let inner = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
        let mut characters = inner.char_indices();
        while let Some((at, character)) = characters.next() {
            if character != '\\' {
                resolved.push(character);
                continue;
            }
            let rest = characters.as_str();
            let (meaning, length) = escape(rest);
            if let Some(meaning) = meaning {
                resolved.push(meaning);
            } else {
                let from = start + 1 + at;
                let span = self.span_of(from..from + 1 + length);
                let shown = rest.get(..length).unwrap_or_default();
                let diagnostic = Diagnostic::new(codes::E0108, format!("`\\{shown}` stands for no character"))
                    .label(span, "unknown escape")
                    .help("the escapes are \\n \\r \\t \\0 \\\\ \\\" and \\u{…} with one to six hexadecimal digits");
                self.report(diagnostic);
            }
            // The text between was looked at here.
            for _ in 0..rest.get(..length).unwrap_or_default().chars().count() {
                characters.next();
            }
        }
        resolved
    }
}

/// What the text behind a backslash means, and how many bytes of it take part.
pub(crate) fn escape(text: &str) -> (Option<char>, usize) {
    let Some(first) = text.chars().next() else { return (None, 0) };
    let meaning = match first {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        '\\' | '"' => first,
        'u' => {
            // A brace further away belongs to something else, and looking for it would take time.
            let inside = text.strip_prefix("u{").unwrap_or_default();
            let end = inside.bytes().take(7).position(|byte| byte == b'}').filter(|end| *end > 0);
            let Some(digits) = end.and_then(|end| inside.get(..end)) else { return (None, 1) };
            let value =
                digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok());
            return (value.flatten().and_then(char::from_u32), digits.len() + 3);
        }
        _ => return (None, first.len_utf8()),
    };
    (Some(meaning), 1)
}

/// The value of digits with `_` between them; `None` if it does not fit or there is no digit.
pub(crate) fn parse_digits(digits: &str, radix: u32) -> Option<u64> {
    let mut value: Option<u64> = None;
    for digit in digits.chars().filter(|digit| *digit != '_') {
        let more = value.unwrap_or(0).checked_mul(u64::from(radix))?.checked_add(u64::from(digit.to_digit(radix)?))?;
        value = Some(more);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_to_the_edge() {
        assert_eq!(parse_digits("18446744073709551615", 10), Some(u64::MAX));
        assert_eq!(parse_digits("18446744073709551616", 10), None);
        assert_eq!(parse_digits("ffff_ffff_ffff_ffff", 16), Some(u64::MAX));
        assert_eq!(parse_digits("_", 10), None);
    }

    #[test]
    fn escapes() {
        assert_eq!(escape("n…"), (Some('\n'), 1));
        assert_eq!(escape("u{e9}x"), (Some('é'), 5));
        assert_eq!(escape("u{d800}"), (None, 7));
        assert_eq!(escape("u{1234567}"), (None, 1));
        assert_eq!(escape("é"), (None, 2));
        assert_eq!(escape(""), (None, 0));
    }
}
