//! Independent mistakes neither hide nor double one another: the broken examples of ten pages, drawn at random, give exactly their ten codes.
//!
//! Examples of one file in the package `example` are joined to one file, in the order in which they were drawn; what an example declares gets
//! the number of the draw behind its name, so that names do not clash. Every other example is files of its own in the same build, in packages
//! with that number. `TESSERA_DRAWS` sets how often ten pages are drawn (1,000).

use std::{collections::BTreeMap, collections::BTreeSet, env, error::Error};

use tessera_idl::{Code, Sources, codes};
use tessera_tests::{
    damage::{Dice, tokens},
    describe, front, pages,
};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// Longer examples are about length, and cost time.
const LONGEST: usize = 1 << 14;
const HEAD: &str = "package example @1.0;\n";
/// How many failures are shown.
const SHOWN: usize = 8;

/// Pages whose mistake is about the build or the file as a whole, so that it changes what is known of all others.
const ALONE: [(&str, &str); 4] = [
    ("W0909", "what cannot be read may name it"),
    ("W0910", "what cannot be read may require it"),
    ("W0911", "what cannot be read may be its methods"),
    ("W0912", "what is said about a build without errors"),
];
/// A body that is not closed ends where something new begins, so its example comes last.
const LAST: &str = "E0102";

#[test]
fn ten_mistakes_are_ten_findings() -> Result {
    let times = env::var("TESSERA_DRAWS").ok().and_then(|draws| draws.parse().ok()).unwrap_or(1000);
    let pages = codes::all()
        .filter(|code| !ALONE.iter().any(|(alone, _)| *alone == code.id))
        .map(Page::new)
        .collect::<Result<Vec<_>>>()?;
    let pages: Vec<_> =
        pages.into_iter().filter(|page| page.files.iter().all(|(_, text)| text.len() < LONGEST)).collect();
    assert!(pages.len() > 120, "only {} pages", pages.len());
    let mut dice = Dice(0x1234_5678_9abc_def1);
    let (mut wrong, mut blamed) = (Vec::new(), BTreeMap::<&str, usize>::new());
    for _ in 0..times {
        let mut drawn = BTreeSet::new();
        while drawn.len() < 10 {
            drawn.insert(dice.below(pages.len()));
        }
        let mut order: Vec<_> = drawn.iter().filter_map(|index| pages.get(*index)).collect();
        order.rotate_left(dice.below(10));
        order.sort_by_key(|page| page.alone.contains(&LAST));
        let sources = joined(&order)?;
        let findings = front(&sources);
        let found = counts(findings.iter().map(|finding| finding.code.id));
        let expected = counts(order.iter().flat_map(|page| page.alone.iter().copied()));
        if expected != found {
            let differs = |code: &&&str| expected.get(**code) != found.get(**code);
            let codes: BTreeSet<&str> = expected.keys().chain(found.keys()).filter(differs).copied().collect();
            for code in &codes {
                *blamed.entry(*code).or_default() += 1;
            }
            let said: Vec<_> = findings.iter().filter(|finding| codes.contains(finding.code.id)).cloned().collect();
            let text: String = sources.files().map(|(_, file)| file.text()).collect();
            wrong.push(format!("{codes:?} in\n{text}\n{}", describe(&said, &sources)));
        }
    }
    let count = wrong.len();
    wrong.truncate(SHOWN);
    assert!(wrong.is_empty(), "{count} of {times} draws: {blamed:?}\n{}", wrong.join("\n\n"));
    Ok(())
}

/// The broken example of a page.
struct Page {
    files: Vec<(String, String)>,
    /// The codes of what is found in it alone.
    alone: Vec<&'static str>,
}

impl Page {
    fn new(code: &Code) -> Result<Self> {
        let sources = pages::example(code, "broken")?;
        let files = sources.files().map(|(_, file)| (file.name().to_owned(), file.text().to_owned())).collect();
        Ok(Self { files, alone: front(&sources).iter().map(|finding| finding.code.id).collect() })
    }
}

fn counts(codes: impl Iterator<Item = &'static str>) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for code in codes {
        *counts.entry(code).or_default() += 1;
    }
    counts
}

/// One build of all examples.
fn joined(pages: &[&Page]) -> Result<Sources> {
    let mut sources = Sources::new();
    let mut one = String::from(HEAD);
    let mut others = Vec::new();
    for (number, Page { files, .. }) in pages.iter().enumerate() {
        match files.as_slice() {
            [(_, text)] if is_plain(text) => {
                one.push_str(&numbered(text.strip_prefix(HEAD).unwrap_or(text), &declared(text), number));
                one.push('\n');
            }
            _ => {
                let words = files.iter().flat_map(|(_, text)| packages(text)).collect();
                for (name, text) in files {
                    others.push((format!("{number}_{name}"), numbered(text, &words, number)));
                }
            }
        }
    }
    sources.add("one.idl", one)?;
    for (name, text) in others {
        sources.add(name, text)?;
    }
    Ok(sources)
}

/// Whether an example can stand behind others in one file: what stands first in a file, stands first.
fn is_plain(text: &str) -> bool {
    text.starts_with(HEAD) && !text.get(HEAD.len()..).unwrap_or_default().contains("package ")
}

/// The names of what an example declares.
fn declared(text: &str) -> BTreeSet<&str> {
    const KEYWORDS: [&str; 13] = [
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
    ];
    let words: Vec<&str> = tokens(text).into_iter().filter_map(|token| text.get(token)).collect();
    let named = words.windows(2).filter_map(|pair| match pair {
        [keyword, name] if KEYWORDS.contains(keyword) && name.starts_with(|first: char| first.is_ascii_uppercase()) => {
            Some(*name)
        }
        _ => None,
    });
    named.collect()
}

/// The first words of the packages that an example declares or names.
fn packages(text: &str) -> BTreeSet<&str> {
    let words: Vec<&str> = tokens(text).into_iter().filter_map(|token| text.get(token)).collect();
    let named = words.windows(2).filter_map(|pair| match pair {
        ["package" | "use", name] => Some(*name),
        _ => None,
    });
    named.collect()
}

/// The text with a number behind each of the words.
fn numbered(text: &str, words: &BTreeSet<&str>, number: usize) -> String {
    let mut new = String::new();
    let mut at = 0;
    for token in tokens(text) {
        let end = token.end;
        if text.get(token).is_some_and(|word| words.contains(word)) {
            new.push_str(text.get(at..end).unwrap_or_default());
            new.push_str(&number.to_string());
            at = end;
        }
    }
    new.push_str(text.get(at..).unwrap_or_default());
    new
}
