//! Texts made of other texts.

use proptest::prelude::*;

use crate::laws::tokens;

/// What is put between two tokens, one after the other; `#` becomes a number, so that no two comments are the same.
pub(crate) fn gaps() -> impl Strategy<Value = Vec<&'static str>> {
    let gap = prop_oneof![
        6 => Just(" "),
        2 => Just(""),
        1 => Just("\n"),
        1 => Just("\n\n\n"),
        1 => Just(" \t\r\n  "),
        1 => Just(" // behind #\n"),
        1 => Just(" //behind #  \n\n"),
        1 => Just("\n// above #\n"),
        1 => Just("\n\n// apart #\n\n//// more #\n"),
    ];
    proptest::collection::vec(gap, 1..50)
}

/// The text with other gaps where it has gaps, and around brackets and separators.
pub(crate) fn with_gaps(text: &str, gaps: &[&str]) -> String {
    let mut mangled = String::new();
    let mut gaps = gaps.iter().cycle().enumerate();
    let (mut may_touch, mut ends_line) = (true, false);
    for token in tokens(text) {
        let must_part = !token.space.is_empty();
        if ends_line {
            mangled.push('\n');
        } else if must_part || may_touch || token.is_sign() {
            let (number, gap) = gaps.next().unwrap_or((0, &" "));
            let touches = gap.is_empty() && must_part && !may_touch && !token.is_sign();
            mangled.push_str(if touches { " " } else { gap }.replace('#', &number.to_string()).as_str());
        }
        mangled.push_str(token.text);
        (may_touch, ends_line) = (token.is_sign(), token.is_line());
    }
    mangled.push('\n');
    mangled
}

/// A change: what, where, and to which token.
type Change = (u8, usize, usize);

pub(crate) fn changes() -> impl Strategy<Value = Vec<Change>> {
    proptest::collection::vec((0_u8..8, any::<usize>(), any::<usize>()), 1..4)
}

/// The text with tokens dropped, doubled, and replaced by others, mostly of their kind.
pub(crate) fn with_changes(text: &str, changes: &[Change]) -> String {
    let mut tokens = tokens(text);
    for (what, at, other) in changes {
        let Some(at) = at.checked_rem(tokens.len()) else { break };
        let Some(here) = tokens.get(at).copied() else { break };
        let others: Vec<_> = tokens.iter().filter(|token| *what == 2 || kind(token.text) == kind(here.text)).collect();
        let other = other.checked_rem(others.len()).and_then(|other| others.get(other)).map_or(here, |token| **token);
        match what {
            0 => _ = tokens.remove(at),
            1 => tokens.insert(at, here),
            _ => tokens.get_mut(at).into_iter().for_each(|token| token.text = other.text),
        }
    }
    let mut mutant = String::new();
    let mut ends_line = false;
    for token in tokens {
        mutant.push_str(if ends_line && !token.space.contains('\n') { "\n" } else { token.space });
        mutant.push_str(token.text);
        ends_line = token.is_line();
    }
    mutant
}

/// Words, numbers, texts, lines, signs.
fn kind(token: &str) -> u8 {
    match token.chars().next() {
        Some('a'..='z') => 0,
        Some('A'..='Z' | '_') => 1,
        Some('0'..='9') => 2,
        Some('"') => 3,
        Some('/') if token.len() > 1 => 4,
        Some('<' | '>' | '=' | '!' | '+' | '-' | '*' | '/' | '%' | '&' | '|') => 5,
        _ => 6,
    }
}
