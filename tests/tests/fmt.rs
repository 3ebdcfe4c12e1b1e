//! The formatter. Its cases are data: each `fmt/CASE.idl` has its layout beside it in `fmt/CASE.txt`; `fmt/CASE-40.idl` is laid out for
//! lines of 40 characters. `BLESS=1 cargo test -p tessera-tests --test fmt` writes what comes out now; review the difference.
//!
//! Its laws hold for the cases, for every description of the repository and every example of a page or of the book, and for thousands of texts made of
//! those: see [`laws`].

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use proptest::{prelude::*, test_runner::TestCaseError};
use tessera_idl::{Sources, format};
use tessera_tests::{files_of, repository};

#[path = "fmt/laws.rs"]
mod laws;
#[path = "fmt/mangle.rs"]
mod mangle;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const WIDTHS: [usize; 3] = [1, 50, format::WIDTH];

#[test]
fn cases() -> Result {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fmt");
    let mut paths = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "idl"));
    paths.sort();
    assert!(!paths.is_empty(), "no cases in {}", folder.display());
    let mut wrong = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let width = name.rsplit_once('-').map_or(Ok(format::WIDTH), |(_, width)| width.parse())?;
        let text = fs::read_to_string(&path)?;
        let found = laws::formatted(&text, width)?.ok_or_else(|| format!("{name} has a syntax error"))?;
        let expected = path.with_extension("txt");
        if env::var_os("BLESS").is_some() {
            fs::write(&expected, &found)?;
        } else if fs::read_to_string(&expected).ok().as_ref() != Some(&found) {
            wrong.push(format!("{name}:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// The book shows a text and its layout.
#[test]
fn the_book_is_right() -> Result {
    let page = fs::read_to_string(repository().join("book/src/fmt.md"))?;
    let blocks: Vec<_> = page.split("```idl\n").skip(1).filter_map(|rest| Some(rest.split_once("```")?.0)).collect();
    let [before, after] = blocks.as_slice() else { return Err("the book has another number of examples".into()) };
    assert_eq!(laws::check(before, format::WIDTH)?.as_deref(), Some(*after));
    Ok(())
}

#[test]
fn laws_of_every_text() -> Result {
    let mut sound = 0;
    for (name, text) in texts()? {
        for width in WIDTHS {
            let result = laws::check(&text, width).map_err(|error| format!("{name}, width {width}: {error}"))?;
            sound += usize::from(result.is_some());
        }
    }
    assert!(sound > 300, "only {sound} texts without syntax errors");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    /// Other space and more comments between the tokens.
    #[test]
    fn laws_of_other_spaces(text in any_text(), gaps in mangle::gaps(), width in any_width()) {
        let mangled = mangle::with_gaps(&text, &gaps);
        let is_sound = law(&mangled, width)?;
        // A comment that `//` starts is part of no token, so the text is still sound.
        prop_assert!(is_sound, "no longer sound:\n{}", mangled);
    }

    /// Other tokens; those that still make a description.
    #[test]
    fn laws_of_other_tokens(text in any_text(), changes in mangle::changes(), gaps in mangle::gaps(), width in any_width()) {
        let changed = mangle::with_changes(&text, &changes);
        if law(&changed, width)? {
            law(&mangle::with_gaps(&changed, &gaps), width)?;
        }
    }
}

/// A byte order mark goes, a line ends with `\n`, and so does the text.
#[test]
fn line_ends() -> Result {
    let found = laws::check("\u{feff}package p;\r\n\r\n\r\n// c \r\nalias A =\t u8; // d\r\n\r\n", 100)?;
    assert_eq!(found.as_deref(), Some("package p;\n\n// c\nalias A = u8; // d\n"));
    assert_eq!(laws::check("package p;// c", 100)?.as_deref(), Some("package p; // c\n"));
    Ok(())
}

/// What the parser takes is still taken behind the formatter: a declaration that would become too long stays as it is.
#[test]
fn long_declarations() -> Result {
    let (open, close) = ("if a { ".repeat(60), "}".repeat(60));
    for (many, stays) in [(800, false), (1_500, true)] {
        let body = format!("{open}\n{}{close}", "b=1;".repeat(many));
        let text = format!("package p;\n policy  P for S {{ on a.b.c ok {{ {body} }} }}\n\n\nalias  B = u8;\n");
        let found = laws::formatted(&text, 40)?.ok_or("a syntax error")?;
        assert!(found.starts_with("package p;") && found.ends_with("\n\nalias B = u8;\n"));
        assert_eq!(found.contains("b=1;b=1;"), stays, "{} bytes", found.len());
        assert_eq!(laws::formatted(&found, 40)?, Some(found));
    }
    Ok(())
}

/// A text of eight times the length takes about eight times the time.
#[test]
fn linear_time() -> Result {
    let nested = format!("{}{}", "if a { b = 1; ".repeat(60), "}".repeat(60));
    for (before, piece, behind) in [
        ("struct A {", "a:b,", "}"),
        ("struct A {", "// c\n", "}"),
        ("", "// c\n\n", ""),
        ("", "alias A = u8;", ""),
        ("interface I {", "@a @b(c) d(e: list<f, 2>) -> (g: cap<h, i>) fails j;", "}"),
        ("interface I { m(", "a: b, ", "); }"),
        ("policy P for S { on a.b.c ok {", nested.as_str(), "} }"),
        ("policy P for S { prove a: ", "{ b; (c, d) } \n", "; }"),
        ("policy P for S { prove a: ", "}", "; }"),
        ("test \"t\" for P {", "/", "}"),
    ] {
        let time = |length: usize| {
            let text = format!("package p;\n{before}{}{behind}\n", piece.repeat(length / piece.len()));
            let start = Instant::now();
            let (texts, _) = format(&Sources::single("long.idl", text)?, 40);
            Result::Ok((start.elapsed(), texts))
        };
        let ((short, _), (long, _)) = (time(4_000)?, time(32_000)?);
        assert!(long < short * 24 + Duration::from_millis(300), "{before}{piece}…{behind}: {short:?}, then {long:?}");
    }
    Ok(())
}

/// Every description of the repository, and every example of a page or of the book.
fn texts() -> Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for path in files_of("idl")? {
        texts.push((path.display().to_string(), fs::read_to_string(&path)?));
    }
    for path in files_of("md")? {
        let page = fs::read_to_string(&path)?;
        for example in page.split("```idl").skip(1).filter_map(|rest| rest.split_once("```")) {
            texts
                .push((path.display().to_string(), example.0.split_once('\n').map_or("", |(_, text)| text).to_owned()));
        }
    }
    Ok(texts)
}

/// A text without syntax errors.
fn any_text() -> impl Strategy<Value = String> {
    let sound =
        |text: &String| Sources::single("t", text.as_str()).is_ok_and(|sources| !tessera_idl::parse(&sources).0.broken);
    let texts: Vec<_> = texts().unwrap_or_default().into_iter().map(|(_, text)| text).filter(sound).collect();
    proptest::sample::select(texts)
}

fn any_width() -> impl Strategy<Value = usize> {
    proptest::sample::select(vec![1, 20, 40, 60, 80, 100, 120])
}

fn law(text: &str, width: usize) -> std::result::Result<bool, TestCaseError> {
    match laws::check(text, width) {
        Ok(found) => Ok(found.is_some()),
        Err(error) => Err(TestCaseError::fail(format!("width {width}: {error}"))),
    }
}
