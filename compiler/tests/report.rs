//! What findings look like, with labels in several files and on one line.
#![cfg(feature = "cli")]
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test")]

use idlc::{
    idl::{Diagnostic, Sources, Span, codes},
    report::{full, json, plain, short},
};

const LOCK: &str = "package lock @1.0;\nuse types;\n\ninterface Lock {\n\tunlock(user: UserId, pin: Pim);\n}\n";
const TYPES: &str = "package types @1.0;\r\ntype Pin = inline string<8>;\r\n";

fn sources() -> Sources {
    let mut sources = Sources::new();
    sources.add("lock.idl", LOCK).expect("small");
    sources.add("types.idl", TYPES).expect("small");
    sources
}

/// The place of a word in the first file, or behind it in the second.
fn at(word: &str) -> Span {
    let joined = format!("{LOCK}\0{TYPES}");
    let start = u32::try_from(joined.find(word).expect("the word is there")).expect("small");
    Span::new(start, start + u32::try_from(word.len()).expect("small"))
}

fn finding() -> Diagnostic {
    Diagnostic::new(codes::E0101, "no type is called `Pim`")
        .label(at("Pim"), "unknown")
        .also(at("unlock"), "needed by this method")
        .also(at("Pin "), "this is close")
        .help("write `Pin`\nor declare `Pim`")
}

#[test]
fn plain_text() {
    let expected = "\
error[E0101]: no type is called `Pim`
 --> lock.idl:5:28
  |
5 |     unlock(user: UserId, pin: Pim);
  |     ------                    ^^^ unknown
  |     |
  |     needed by this method
 ::: types.idl:2:6
  |
2 | type Pin = inline string<8>;
  |      ---- this is close
  |
  = help: write `Pin`
          or declare `Pim`

";
    assert_eq!(plain::render(&[finding()], &sources()), expected);
}

#[test]
fn plain_text_without_a_place_and_on_a_long_line() {
    let long = format!("{}x{}", "a".repeat(100), "b".repeat(300));
    let sources = Sources::single("long.idl", long).expect("small");
    let findings = [
        Diagnostic::new(codes::E0101, "nothing here"),
        Diagnostic::new(codes::E0101, "here").label(Span::new(100, 101), "this"),
    ];
    let text = plain::render(&findings, &sources);
    let expected = format!(
        "error[E0101]: nothing here\n\nerror[E0101]: here\n --> long.idl:1:101\n  |\n1 | …{}x{}…\n  | {}^ this\n\n",
        "a".repeat(40),
        "b".repeat(99),
        " ".repeat(41)
    );
    assert_eq!(text, expected);
}

#[test]
fn one_line_each() {
    assert_eq!(short::render(&[finding()], &sources()), "lock.idl:5:28: error[E0101]: no type is called `Pim`\n");
}

#[test]
fn drawn_over_two_files() {
    let expected = "\
E0101

  × no type is called `Pim`
   ╭─[lock.idl:5:28]
 4 │ interface Lock {
 5 │     unlock(user: UserId, pin: Pim);
   ·     ───┬──                    ─┬─
   ·        │                       ╰── unknown
   ·        ╰── needed by this method
 6 │ }
   ╰────
   ╭─[types.idl:2:6]
 1 │ package types @1.0;\x20
 2 │ type Pin = inline string<8>;\x20
   ·      ──┬─
   ·        ╰── this is close
   ╰────
  help: write `Pin`
        or declare `Pim`

";
    assert_eq!(full::render(&[finding()], &sources(), false), expected);
}

#[test]
fn for_programs() {
    let text = json::render(&[finding()], &sources());
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let expected = serde_json::json!({
        "format_version": 1,
        "findings": [{
            "severity": "error",
            "code": "E0101",
            "message": "no type is called `Pim`",
            "labels": [
                {
                    "primary": true,
                    "file": "lock.idl",
                    "start": { "offset": 75, "line": 5, "column": 28 },
                    "end": { "offset": 78, "line": 5, "column": 31 },
                    "text": "unknown",
                },
                {
                    "primary": false,
                    "file": "lock.idl",
                    "start": { "offset": 49, "line": 5, "column": 2 },
                    "end": { "offset": 55, "line": 5, "column": 8 },
                    "text": "needed by this method",
                },
                {
                    "primary": false,
                    "file": "types.idl",
                    "start": { "offset": 26, "line": 2, "column": 6 },
                    "end": { "offset": 30, "line": 2, "column": 10 },
                    "text": "this is close",
                },
            ],
            "help": "write `Pin`\nor declare `Pim`",
            "fixes": [],
        }],
        "errors": 1,
        "warnings": 0,
        "files": 2,
    });
    assert_eq!(report, expected);
}

/// Two edits on one line, and one that takes a line away in another file.
fn mended() -> Diagnostic {
    Diagnostic::new(codes::E0101, "no type is called `Pim`")
        .label(at("Pim"), "unknown")
        .fix(at("Pim"), "Pin", "write `Pin`, and once")
        .fix(at("user: UserId, "), "", "")
        .fix(at("type Pin = inline string<8>;\r\n"), "", "")
}

#[test]
fn edits_are_shown() {
    let expected = "\
E0101

  × no type is called `Pim`
   ╭─[lock.idl:5:28]
 4 │ interface Lock {
 5 │     unlock(user: UserId, pin: Pim);
   ·                               ─┬─
   ·                                ╰── unknown
 6 │ }
   ╰────
   fix: write `Pin`, and once
        lock.idl
      - 5 │     unlock(user: UserId, pin: Pim);
      + 5 │     unlock(pin: Pin);
        types.idl
      - 2 │ type Pin = inline string<8>;

";
    assert_eq!(full::render(&[mended()], &sources(), false), expected);
    let colored = full::render(&[mended()], &sources(), true);
    assert!(colored.contains("\u{1b}[32m+ 5 │     unlock(pin: Pin);\u{1b}[0m\n"), "{colored}");
    let expected = "\
error[E0101]: no type is called `Pim`
 --> lock.idl:5:28
  |
5 |     unlock(user: UserId, pin: Pim);
  |                               ^^^ unknown
  |
  = fix: write `Pin`, and once
5 -     unlock(user: UserId, pin: Pim);
5 +     unlock(pin: Pin);
 ::: types.idl
2 - type Pin = inline string<8>;

";
    assert_eq!(plain::render(&[mended()], &sources()), expected);
}

#[test]
fn edits_for_programs() {
    let report: serde_json::Value = serde_json::from_str(&json::render(&[mended()], &sources())).expect("JSON");
    let expected = serde_json::json!({
        "title": "write `Pin`, and once",
        "file": "lock.idl",
        "start": { "offset": 75, "line": 5, "column": 28 },
        "end": { "offset": 78, "line": 5, "column": 31 },
        "text": "Pin",
    });
    assert_eq!(report["findings"][0]["fixes"][0], expected);
}

#[test]
fn wide_characters_keep_the_marks_in_place() {
    let text = "const A: u8 = \"\u{6f22}\u{5b57}e\u{301}\"; // x\n";
    let sources = Sources::single("wide.idl", text).expect("small");
    let at = u32::try_from(text.find(';').expect("there")).expect("small");
    let finding = Diagnostic::new(codes::E0101, "here").label(Span::new(at, at + 1), "this");
    let shown = plain::render(&[finding], &sources);
    let line = "1 | const A: u8 = \"\u{6f22}\u{5b57}e\u{301}\"; // x\n  |                      ^ this\n";
    assert!(shown.contains(line), "{shown}");
}
