//! Mutants of every sound description: whatever the front end accepts, the back end turns into Rust, without a panic. Names are the likely
//! trouble, so most mutants rename things to words of Rust and of the generated code.

use std::{error::Error, fs};

use idlc::{
    Target, compile,
    idl::{Severity, Sources},
};
use tessera_tests::{damage::Dice, files_of};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// Mutants of each file.
const MUTANTS: usize = 6;

/// Words that mean something to Rust or to generated code, and types of every kind.
const WORDS: [&str; 40] = [
    "self",
    "Self",
    "type",
    "crate",
    "Option",
    "Result",
    "Some",
    "String",
    "view",
    "check",
    "fixed",
    "objects",
    "new",
    "get",
    "put",
    "Client",
    "Rights",
    "Uses",
    "Dispatch",
    "_1",
    "__",
    "None",
    "caps",
    "core",
    "tessera",
    "read",
    "write",
    "closed",
    "NONE",
    "u64",
    "option<u8>",
    "string<5>",
    "inline string<300>",
    "[u16; 3]",
    "inline list<u8, 3>",
    "bytes<4>",
    "list<list<u8, 2>, 2>",
    "list<option<string<3>>, 2>",
    "[[u8; 2]; 3]",
    "f32",
];

#[test]
fn what_is_accepted_is_generated() -> Result {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut generated = 0;
    for path in files_of("idl")? {
        let text = fs::read_to_string(&path)?;
        if idlc::check(&Sources::single("original", text.as_str())?)
            .iter()
            .any(|finding| finding.severity() == Severity::Error)
        {
            continue;
        }
        let words = words(&text);
        for _ in 0..MUTANTS {
            let text = mutant(&words, &mut dice);
            let sources = Sources::single(path.display().to_string(), text.as_str())?;
            for file in compile(&sources, &Target::default()).files.into_iter().flatten() {
                syn::parse_file(&file.text).map_err(|error| format!("{error} in what was generated from\n{text}"))?;
                generated += 1;
            }
        }
    }
    assert!(generated > 30, "only {generated} mutants were accepted");
    Ok(())
}

/// One or two words are others now, everywhere or at one place.
fn mutant(words: &[String], dice: &mut Dice) -> String {
    let mut words = words.to_vec();
    for _ in 0..=dice.below(2) {
        let Some(old) =
            words.get(dice.below(words.len())).filter(|word| word.starts_with(char::is_alphanumeric)).cloned()
        else {
            continue;
        };
        let new = WORDS.get(dice.below(WORDS.len())).copied().unwrap_or_default();
        if dice.below(2) == 0 {
            words.iter_mut().filter(|word| **word == old).for_each(|word| new.clone_into(word));
        } else if let Some(word) = words.iter_mut().find(|word| **word == old) {
            new.clone_into(word);
        }
    }
    words.concat()
}

/// Words and what is between them.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    for letter in text.chars() {
        match words.last_mut().filter(|word| is_letter(letter) && word.ends_with(is_letter)) {
            Some(word) => word.push(letter),
            None => words.push(letter.to_string()),
        }
    }
    words
}
