//! Characters and numbers as other languages, and word processors, write them.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;

use super::short;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What is said of a finding once its place is known.
type Said = Box<dyn FnOnce(Span) -> Diagnostic>;

/// What is said of a sign without a meaning, and how many bytes behind it take part.
pub(super) fn sign(sign: u8, rest: &str, word: Option<Span>) -> (usize, Said) {
    match sign {
        b'\'' => character(rest),
        b'#' => directive(rest),
        b'?' => (0, Box::new(move |span| question_mark(span, word))),
        b'|' | b'^' | b'~' => (0, Box::new(move |span| bits(sign, span))),
        _ => {
            let message = format!("the character `{}` has no meaning", char::from(sign));
            let said = |span| Diagnostic::new(codes::E0105, message).label(span, "here").help("remove it");
            (0, Box::new(said))
        }
    }
}

/// `'c'`
fn character(rest: &str) -> (usize, Said) {
    let mut letters = rest.char_indices();
    let escaped = rest.starts_with('\\');
    let first = letters.nth(usize::from(escaped)).map(|(_, letter)| letter);
    let closing = letters.next().filter(|(_, letter)| *letter == '\'').map(|(at, _)| at + 1);
    let Some((length, letter)) = closing.zip(first) else {
        let said = |span| {
            Diagnostic::new(codes::E0105, "the character `'` has no meaning")
                .label(span, "here")
                .help("a text stands in double quotes")
        };
        return (0, Box::new(said));
    };
    let help = if escaped {
        String::from("write its number, such as `0x0a`, or a text in double quotes")
    } else {
        format!("write `{:#04x}`, its number, or a text in double quotes", u32::from(letter))
    };
    let said = |span| {
        Diagnostic::new(codes::E0140, "there are no characters in single quotes").label(span, "not a value").help(help)
    };
    (length, Box::new(said))
}

/// `#[derive(…)]`, `#include`, `#define`
fn directive(rest: &str) -> (usize, Said) {
    let word = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = rest.get(..word).unwrap_or_default();
    match name {
        "include" | "import" => {
            (
                word,
                Box::new(|span| {
                    Diagnostic::new(codes::E0129, "files do not include each other")
                    .label(span, "not a word of the language")
                    .help("a package is named with `use home.time;`, and all files of a build are given to the compiler")
                }),
            )
        }
        "define" | "if" | "ifdef" | "ifndef" | "endif" | "pragma" | "undef" => (
            word,
            Box::new(|span| {
                Diagnostic::new(codes::E0128, "there is no preprocessor")
                    .label(span, "not a word of the language")
                    .help("a value with a name is a constant: `const LIMIT: u32 = 8;`")
            }),
        ),
        _ => (
            0,
            Box::new(|span| {
                Diagnostic::new(codes::E0144, "an attribute starts with `@`, not with `#`")
                    .label(span, "not the start of an attribute")
                    .help("write `@deprecated(\"…\")`; what generated Rust derives is not chosen here")
            }),
        ),
    }
}

/// `u8?`
fn question_mark(span: Span, word: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::new(codes::E0152, "a value that may be missing has the type `option<T>`")
        .label(span, "not a sign of the language");
    match word {
        Some(word) => diagnostic.fix(Span::at(word.start), "option<", "write `option<…>`").fix(span, ">", "write `>`"),
        None => diagnostic.help("write `option<…>` around the type"),
    }
}

fn bits(sign: u8, span: Span) -> Diagnostic {
    let help = match sign {
        b'|' => "write `||` where one of two conditions must hold",
        b'~' => "write `!` to turn a condition round",
        _ => "write `!=` where exactly one of two conditions must hold",
    };
    Diagnostic::new(codes::E0139, "there are no operations on bits").label(span, "works on bits elsewhere").help(help)
}

/// What is said of a number that is none.
pub(super) fn number(text: &str, span: Span) -> Diagnostic {
    let said = |code, message: String| Diagnostic::new(code, message).label(span, "not a number of the language");
    let written = short(text);
    let radix = text.get(1..2).filter(|_| text.starts_with('0')).unwrap_or_default();
    if matches!(radix, "x" | "X" | "b" | "B" | "o" | "O") {
        let digits = text.get(2..).unwrap_or_default();
        let base = match radix {
            "x" | "X" => 16,
            "b" | "B" => 2,
            _ => 8,
        };
        let value = u64::from_str_radix(&digits.replace('_', ""), base).ok();
        let diagnostic = said(codes::E0141, format!("`{written}` has digits that its base does not have"));
        return match (radix, value) {
            ("X", Some(_)) => said(codes::E0141, format!("`{written}` begins with a capital letter")).fix(
                span,
                format!("0x{digits}"),
                "write `0x`",
            ),
            ("B", Some(_)) => said(codes::E0141, format!("`{written}` begins with a capital letter")).fix(
                span,
                format!("0b{digits}"),
                "write `0b`",
            ),
            ("o" | "O", Some(value)) => said(codes::E0141, String::from("there are no octal numbers")).fix(
                span,
                format!("{value:#x}"),
                "write it with the base 16",
            ),
            _ if digits.is_empty() => {
                said(codes::E0141, format!("`{written}` has no digits")).help("write them: `0x20`, `0b101`")
            }
            ("x" | "X", _) => diagnostic.help("behind `0x` stand `0` to `9`, `a` to `f` and `_`"),
            ("b" | "B", _) => diagnostic.help("behind `0b` stand `0`, `1` and `_`"),
            _ => diagnostic.help("there are no octal numbers: write `32`, `0x20` or `0b101`"),
        };
    }
    let count = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'_').count();
    let (digits, unit) = text.split_at_checked(count).unwrap_or((text, ""));
    let time = match unit {
        "sec" | "secs" | "second" | "seconds" | "S" => Some("s"),
        "m" | "minute" | "minutes" | "mins" => Some("min"),
        "hour" | "hours" | "hr" | "hrs" | "H" => Some("h"),
        "day" | "days" | "D" => Some("d"),
        "msec" | "msecs" | "millis" | "milliseconds" | "MS" => Some("ms"),
        _ => None,
    };
    if let Some(right) = time {
        let diagnostic =
            Diagnostic::new(codes::E0142, format!("`{unit}` is no unit of time")).label(span, "not a time");
        return diagnostic.fix(span, format!("{digits}{right}"), format!("write `{right}`"));
    }
    match unit.to_ascii_lowercase().as_str() {
        "us" | "ns" | "usec" | "nsec" | "micros" | "nanos" => {
            Diagnostic::new(codes::E0142, format!("`{unit}` is no unit of time"))
                .label(span, "not a time")
                .help("the smallest unit of time is the millisecond, `ms`")
        }
        "w" | "week" | "weeks" => Diagnostic::new(codes::E0142, format!("`{unit}` is no unit of time"))
            .label(span, "not a time")
            .help("the greatest unit of time is the day, `d`"),
        "u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64" | "u" | "ul" | "ull" | "l" | "ll" | "usize" => {
            Diagnostic::new(codes::E0143, "a number takes its type from its place")
                .label(span, "has a type of its own")
                .fix(span, digits, format!("leave `{unit}` out"))
        }
        "k" | "kb" | "kib" => size(&written, span, "1024"),
        "mb" | "mib" => size(&written, span, "1024 * 1024"),
        _ => said(codes::E0107, format!("`{written}` is not a number"))
            .help("a number is written `32`, `1_000`, `0x20` or `0b101`, a time `5ms`, `30s`, `2min`, `1h` or `7d`"),
    }
}

fn size(written: &str, span: Span, factor: &str) -> Diagnostic {
    Diagnostic::new(codes::E0142, format!("`{written}`: sizes have no units"))
        .label(span, "not a number of the language")
        .help(format!("multiply: `4 * {factor}`"))
}

/// What is said of a character that a word processor put in the place of another.
pub(super) fn typographic(letter: char, rest: &str, span: Span) -> Option<Diagnostic> {
    let sign = match letter {
        '“' | '”' | '„' | '«' | '»' => "\"",
        '–' | '—' | '−' => "-",
        '→' => "->",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "!=",
        '…' => "..=",
        '×' => "*",
        '÷' => "/",
        '‘' | '’' => "'",
        _ => return None,
    };
    let said = |span| {
        Diagnostic::new(codes::E0146, format!("`{letter}` is not `{sign}`")).label(span, "looks like another sign")
    };
    if matches!(letter, '…' | '‘' | '’') {
        return Some(said(span).help(match letter {
            '…' => "write `..=` between the ends of a range",
            _ => "a text stands in double quotes",
        }));
    }
    if sign != "\"" {
        return Some(said(span).fix(span, sign, format!("write `{sign}`")));
    }
    // Both quotes are one finding: one of them alone would begin a text without an end.
    let line = rest.split('\n').next().unwrap_or_default();
    let closing = line.char_indices().find(|(_, letter)| matches!(letter, '“' | '”' | '»' | '«'));
    let Some((at, closing)) = closing else { return Some(said(span).help("write `\"`")) };
    let start = span.end + u32::try_from(at).unwrap_or(0);
    let end = Span::new(start, start + u32::try_from(closing.len_utf8()).unwrap_or(0));
    Some(said(span.to(end)).fix(span, sign, "write `\"` around the text").fix(end, sign, "write `\"`"))
}
