//! No text makes the front end panic: mutants of every description in the repository, random texts, and texts that would cost a careless
//! compiler its stack, its memory or its time.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops where it is wrong"
)]

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use proptest::prelude::*;
use tessera_idl::{Sources, codes};
use tessera_tests::{damage::Dice, files_of, front};

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Mutants of each file; with some hundred files a few thousand in all.
const MUTANTS: usize = 25;

#[test]
fn mutants_of_every_description() -> Result {
    let mut texts = Vec::new();
    for path in files_of("idl")? {
        texts.push((path.display().to_string(), fs::read_to_string(&path)?));
    }
    for code in codes::all() {
        for example in code.page.split("```idl,").skip(1).filter_map(|rest| rest.split_once("```")) {
            texts.push((code.stem.to_owned(), example.0.split_once('\n').map_or("", |(_, text)| text).to_owned()));
        }
    }
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for (name, text) in &texts {
        survives(name, text);
        let tokens = tokens(text);
        for _ in 0..MUTANTS {
            survives(name, &mutant(&tokens, &mut dice));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_characters(text in "\\PC{0,200}") {
        survives("random characters", &text);
    }

    #[test]
    fn any_words_of_the_language(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..80)) {
        let text = format!("package p @1.0; {}", words.join(" "));
        survives("random words", &text);
    }
}

#[test]
fn deep_texts() {
    for open in
        ["(", "[", "{", "option<", "list<", "!", "-", "a.", "a[", "& ", "if a {", "else if a {", "list<option<[", "@a("]
    {
        for before in
            ["", "const A: u8 = ", "alias A = ", "type A = u8 where ", "interface A { a(b: ", "system A { ", POLICY]
        {
            let text = format!("package p @1.0;\n{before}{}", open.repeat(2000));
            survives(open, &text);
        }
    }
    // Just below the limit the grammar reads every level.
    for (open, middle, close) in
        [("(", "1", ")"), ("[", "u8", "; 1]"), ("option<", "u8", ">"), ("list<", "u8", ", 1>"), ("a[", "b", "]")]
    {
        for broken in [middle, "", "@", "}"] {
            let inner = format!("{}{broken}{}", open.repeat(60), close.repeat(60));
            survives(
                open,
                &format!(
                    "package p @1.0; const A: {inner} = {inner}; alias B = {inner}; interface C {{ d(e: {inner}); }}"
                ),
            );
            survives(open, &format!("package p @1.0; {POLICY} x = {inner}; if {inner} {{ }} }}"));
        }
    }
    let nested = format!("{}audit x;{}", "if a { ".repeat(60), "} else { b = 1; } ".repeat(60));
    survives("if", &format!("package p @1.0; {POLICY} {nested} }}"));
}

/// A text of twice the length takes about twice the time: quadratic work would take 64 times as long for 8 times the text.
#[test]
fn long_texts_take_linear_time() {
    for piece in [
        "a",
        ";",
        "}",
        "{",
        "(",
        "[",
        "a;",
        "a.",
        "a,",
        "\"",
        "///\n",
        "//\n",
        " ",
        "\n",
        "é",
        "a: b, ",
        "1 + ",
        "@a ",
        "struct A { ",
        "interface A { a() ",
        "} else ",
        "enum A { a, a, ",
        "package p;",
        "use a.{b}; ",
        "x: u8; ",
        "const A: u8 = 1;\n",
        "<",
        "/*",
        "\u{200b}",
    ] {
        for before in [
            "package p @1.0; ",
            "package p @1.0; struct A { ",
            "package p @1.0; enum A { ",
            "package p @1.0; interface A { ",
            POLICY,
        ] {
            let time = |length: usize| {
                let text = format!("{before}{}", piece.repeat(length / piece.len()));
                let start = on_processor();
                survives(piece, &text);
                on_processor().saturating_sub(start)
            };
            let (short, long) = (time(2_000), time(16_000));
            assert!(long < short * 24 + Duration::from_millis(300), "{before}{piece}…: {short:?}, then {long:?}");
        }
    }
}

/// How long this thread was on a processor so far: other load does not count.
fn on_processor() -> Duration {
    let status = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux counts it");
    let nanoseconds = status.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.expect("the first number"))
}

const POLICY: &str = "policy P for S { on a -> b.c.d ok {";

const WORDS: &[&str] = &[
    "package",
    "use",
    "const",
    "alias",
    "type",
    "enum",
    "flags",
    "struct",
    "table",
    "union",
    "interface",
    "object",
    "component",
    "system",
    "policy",
    "test",
    "flexible",
    "resource",
    "open",
    "rights",
    "states",
    "event",
    "oneway",
    "uses",
    "provides",
    "during",
    "calls",
    "hands",
    "out",
    "max",
    "state",
    "allow",
    "deny",
    "on",
    "ok",
    "fails",
    "exclusive",
    "require",
    "limit",
    "per",
    "burst",
    "when",
    "if",
    "else",
    "audit",
    "where",
    "in",
    "implies",
    "a",
    "b",
    "Lock",
    "u8",
    "string",
    "list",
    "option",
    "cap",
    "inline",
    "bool",
    "1",
    "0x2",
    "30s",
    "1.0",
    "\"t\"",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    ";",
    ",",
    ":",
    ".",
    "->",
    "..=",
    "=",
    "==",
    "+=",
    "+",
    "-",
    "*",
    "&",
    "&&",
    "||",
    "!",
    "@",
    "/// d\n",
    "// c\n",
];

/// Runs the front end, and names the text if that panics.
fn survives(name: &str, text: &str) {
    let run = || {
        let sources = Sources::single("text.idl", text).expect("a short text");
        let findings = front(&sources);
        for label in findings.iter().flat_map(|finding| &finding.labels) {
            assert!(sources.text(label.span).is_some(), "a label at {:?} is in no file", label.span);
        }
        assert!(findings.iter().all(|finding| !finding.labels.is_empty() && !finding.message.is_empty()));
    };
    if catch_unwind(AssertUnwindSafe(run)).is_err() {
        let shown: String = text.chars().take(2000).collect();
        panic!("the front end panics at this text ({name}):\n{shown}");
    }
}

/// Words and numbers, texts, lines of comments, white space, and single signs.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if first == '"' {
            rest[1..].find(['"', '\n']).map_or(rest.len(), |end| end + 2)
        } else {
            let kind = |c: char| (c.is_alphanumeric() || c == '_', c.is_whitespace());
            let same = kind(first) != (false, false);
            rest.find(|c| !same || kind(c) != kind(first)).filter(|end| *end > 0).unwrap_or(if same {
                rest.len()
            } else {
                first.len_utf8()
            })
        };
        let (token, behind) = rest.split_at(length);
        tokens.push(token);
        rest = behind;
    }
    tokens
}

/// One to three changes: drop, double, swap, rename, another number, another word of the language.
fn mutant(tokens: &[&str], dice: &mut Dice) -> String {
    const NUMBERS: [&str; 9] =
        ["0", "1", "64", "65", "255", "65536", "4294967296", "18446744073709551615", "99999999999999999999"];
    let mut tokens: Vec<&str> = tokens.to_vec();
    let words: Vec<&str> = tokens
        .iter()
        .copied()
        .filter(|token| token.starts_with(|c: char| c.is_alphabetic()))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    for _ in 0..=dice.below(3) {
        let solid: Vec<usize> = (0..tokens.len()).filter(|at| !tokens[*at].trim().is_empty()).collect();
        let Some(&at) = solid.get(dice.below(solid.len())) else { break };
        match dice.below(6) {
            0 => {
                tokens.remove(at);
            }
            1 => tokens.insert(at, tokens[at]),
            2 => tokens.swap(at, solid[dice.below(solid.len())]),
            3 if !words.is_empty() => tokens[at] = words[dice.below(words.len())],
            4 => match solid
                .iter()
                .copied()
                .filter(|at| tokens[*at].starts_with(|c: char| c.is_ascii_digit()))
                .nth(dice.below(8))
            {
                Some(number) => tokens[number] = NUMBERS[dice.below(NUMBERS.len())],
                None => tokens[at] = NUMBERS[dice.below(NUMBERS.len())],
            },
            _ => tokens[at] = WORDS[dice.below(WORDS.len())],
        }
    }
    tokens.concat()
}
