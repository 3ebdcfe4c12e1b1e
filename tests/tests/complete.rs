//! Facts are complete exactly when nothing is wrong: so a back end that takes complete facts meets no gap, and sources
//! without an error always have them. Tried on every description of the repository and on mutants of each.

use std::fs;

use tessera_idl::{Diagnostic, Severity, Sources, check, parse, resolve};
use tessera_tests::{damage::Dice, files_of};

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Mutants of each file.
const MUTANTS: usize = 5;

#[test]
fn facts_are_complete_without_errors_and_only_then() -> Result {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let (mut complete, mut incomplete) = (0, 0);
    for path in files_of("idl")? {
        let text = fs::read_to_string(&path)?;
        let words = words(&text);
        let mutants = (0..MUTANTS).map(|_| mutant(&words, &mut dice));
        for text in [text.clone()].into_iter().chain(mutants) {
            let sources = Sources::single(path.display().to_string(), text.as_str())?;
            let (ast, mut findings) = parse(&sources);
            let (model, resolved) = resolve(&ast);
            let (facts, checked) = check(&model);
            findings.extend(resolved);
            findings.extend(checked);
            let clean = !findings.iter().any(|finding: &Diagnostic| finding.severity() == Severity::Error);
            assert_eq!(facts.complete().is_some(), clean, "{findings:#?}\n{text}");
            if clean {
                complete += 1;
            } else {
                incomplete += 1;
            }
        }
    }
    assert!(complete > 10 && incomplete > 100, "{complete} complete, {incomplete} not");
    Ok(())
}

/// Words, signs and the blanks between them: together they are the text again.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for c in text.chars() {
        let kind = (c.is_alphanumeric() || c == '_', c.is_whitespace());
        match words.last_mut() {
            Some(last) if before == Some(kind) && (kind.0 || kind.1) => last.push(c),
            _ => words.push(c.into()),
        }
        before = Some(kind);
    }
    words
}

/// One to three words dropped, doubled, swapped, or replaced by another word of the text.
fn mutant(words: &[String], dice: &mut Dice) -> String {
    let mut words = words.to_vec();
    for _ in 0..=dice.below(3) {
        if words.len() < 2 {
            break;
        }
        let (at, other) = (dice.below(words.len()), dice.below(words.len()));
        match dice.below(4) {
            0 => {
                words.remove(at);
            }
            1 => words.insert(at, words.get(at).cloned().unwrap_or_default()),
            2 => words.swap(at, other),
            _ => {
                let word = words.get(other).cloned().unwrap_or_default();
                words.splice(at..=at, [word]);
            }
        }
    }
    words.concat()
}
