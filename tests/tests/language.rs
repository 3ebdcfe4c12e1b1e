//! The reference cannot rot: its examples compile, its grammar is made from the compiler's, it names every word, and every limit is in it.
//!
//! `BLESS=1 cargo test -p tessera-tests --test language` writes the grammar anew; read the difference.

#[path = "language/ebnf.rs"]
mod ebnf;

use std::{collections::BTreeSet, env, error::Error, fs, path::PathBuf};

use tessera_idl::{Severity, Sources};
use tessera_tests::{describe, files_of, front, repository};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

const GRAMMAR: &str = "grammar.md";

fn folder() -> PathBuf {
    repository().join("book/src/language")
}

/// The pages that are written by hand, with their names.
fn pages() -> Result<Vec<(String, String)>> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name != GRAMMAR {
            pages.push((name, fs::read_to_string(path)?));
        }
    }
    pages.sort();
    Ok(pages)
}

#[test]
fn examples_compile() -> Result {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (name, page) in pages()? {
        for block in page.split("\n```idl").skip(1) {
            let (head, rest) = block.split_once('\n').ok_or("a block has lines")?;
            let text = rest.split("\n```").next().unwrap_or_default();
            let expected: BTreeSet<&str> =
                head.strip_prefix(",broken ").into_iter().flat_map(|codes| codes.split(' ')).collect();
            let sources = Sources::single(name.clone(), text)?;
            let findings = front(&sources);
            // An example may hold more than it needs.
            let errors = findings.iter().filter(|finding| finding.severity() == Severity::Error);
            let found: BTreeSet<&str> = errors.map(|finding| finding.code.id).collect();
            count += 1;
            if found != expected {
                wrong.push(format!("{name}: expected {expected:?}\n{text}\n{}", describe(&findings, &sources)));
            }
        }
    }
    assert!(wrong.is_empty() && count > 10, "{count} examples\n{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn every_word_is_named() -> Result {
    let grammar = fs::read_to_string(repository().join("grammar/idl.pest"))?;
    let words = grammar.lines().filter_map(|line| line.strip_prefix("kw_")?.split_once('"')?.1.split('"').next());
    let text: String = pages()?.into_iter().map(|(_, page)| page).collect();
    let named: BTreeSet<&str> = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').collect();
    let missing: Vec<&str> = words.filter(|word| !named.contains(word)).collect();
    assert!(missing.is_empty(), "the reference does not say what these are for: {missing:?}");
    Ok(())
}

#[test]
fn every_limit_is_named() -> Result {
    let page = fs::read_to_string(folder().join("limits.md"))?;
    let mut missing = Vec::new();
    for path in files_of("rs")?.into_iter().filter(|path| path.components().any(|part| part.as_os_str() == "idl")) {
        let text = fs::read_to_string(&path)?;
        for line in text.lines().filter(|line| line.contains("const MAX_")) {
            let Some((name, number)) = limit(line) else { continue };
            if !page.contains(&format!(" {} |", grouped(number))) {
                missing.push(format!("{name} = {} in {}", grouped(number), path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "the limits of the reference lack {missing:#?}");
    Ok(())
}

#[test]
fn the_grammar_is_the_compilers() -> Result {
    let made = ebnf::page(&fs::read_to_string(repository().join("grammar/idl.pest"))?)?;
    let path = folder().join(GRAMMAR);
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &made)?;
    }
    assert_eq!(fs::read_to_string(path)?, made, "BLESS=1 writes it anew");
    Ok(())
}

/// The name and the value of `const MAX_…: … = …;`.
fn limit(line: &str) -> Option<(&str, u64)> {
    let (head, value) = line.strip_suffix(';')?.split_once(" = ")?;
    let name = head.split("const ").nth(1)?.split(':').next()?;
    let number = |text: &str| match text.trim().strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.trim().replace('_', "").parse().ok(),
    };
    let value = match (value.split_once("<<"), value.split_once('*')) {
        (Some((left, right)), _) => number(left)? << number(right)?,
        (_, Some((left, right))) => number(left)? * number(right)?,
        _ => number(value)?,
    };
    Some((name, value))
}

/// `1,048,576`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
