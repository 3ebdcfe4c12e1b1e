//! Damaged texts: what a slip of the fingers makes of a sound description, the same on every machine.

use std::ops::Range;

/// A slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// A token is missing.
    Dropped,
    /// A token stands there twice.
    Doubled,
    /// A token has changed places with the one behind it.
    Swapped,
    /// A word is another one: not known at all, or another word of the text.
    Renamed,
    /// A number is another one.
    Renumbered,
}

impl Slip {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Dropped, Self::Doubled, Self::Swapped, Self::Renamed, Self::Renumbered];
}

/// A text with one slip in it.
#[derive(Clone, Debug)]
pub struct Damaged {
    /// The text as it is then.
    pub text: String,
    /// Where in it the slip is, in bytes; empty where a token is missing.
    pub place: Range<usize>,
    /// The words that were damaged, as they were and as they are.
    pub words: Vec<String>,
}

/// One slip at a place that the dice choose; `None` in a text without such a token.
#[must_use]
pub fn damaged(text: &str, slip: Slip, dice: &mut Dice) -> Option<Damaged> {
    let tokens = tokens(text);
    let fits = |token: &&Range<usize>| match slip {
        Slip::Renamed => is_word(at(text, token)),
        Slip::Renumbered => at(text, token).starts_with(|first: char| first.is_ascii_digit()),
        _ => true,
    };
    let fitting: Vec<_> = tokens.iter().filter(fits).collect();
    let token = (*fitting.get(dice.below(fitting.len()))?).clone();
    let written = at(text, &token);
    let (range, new, words) = match slip {
        Slip::Dropped => (token.clone(), String::new(), vec![written.to_owned()]),
        Slip::Doubled => (token.clone(), format!("{written} {written}"), vec![written.to_owned()]),
        Slip::Swapped => {
            let next = tokens.iter().find(|next| next.start >= token.end)?.clone();
            let (between, behind) = (at(text, &(token.end..next.start)), at(text, &next));
            let words = vec![written.to_owned(), behind.to_owned()];
            (token.start..next.end, format!("{behind}{between}{written}"), words)
        }
        Slip::Renamed => {
            let other = fitting.get(dice.below(fitting.len())).map_or("", |other| at(text, other));
            let new = if dice.below(2) == 0 { format!("{written}qq") } else { other.to_owned() };
            (token.clone(), new.clone(), vec![written.to_owned(), new])
        }
        Slip::Renumbered => {
            const NUMBERS: [&str; 8] = ["0", "1", "3", "65", "255", "65536", "4294967296", "18446744073709551615"];
            let new = NUMBERS.get(dice.below(NUMBERS.len())).copied().unwrap_or_default();
            (token.clone(), new.to_owned(), Vec::new())
        }
    };
    let text = format!("{}{new}{}", at(text, &(0..range.start)), at(text, &(range.end..text.len())));
    let words = words.into_iter().filter(|word| is_word(word)).collect();
    Some(Damaged { text, place: range.start..range.start + new.len(), words })
}

/// The places of words, numbers, texts in quotes and signs; comments and space are left out.
#[must_use]
pub fn tokens(text: &str) -> Vec<Range<usize>> {
    const SIGNS: [&str; 11] = ["..=", "->", "&&", "||", "==", "!=", "<=", ">=", "+=", "-=", "~>"];
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or(' ');
        let run = |fits: fn(char) -> bool| rest.find(|letter| !fits(letter)).unwrap_or(rest.len());
        let length = if first.is_whitespace() {
            run(char::is_whitespace)
        } else if rest.starts_with("//") {
            run(|letter| letter != '\n')
        } else if is_letter(first) {
            run(is_letter)
        } else if first == '"' {
            rest.char_indices().skip(1).find(|(_, letter)| *letter == '"').map_or(rest.len(), |(end, _)| end + 1)
        } else {
            SIGNS.iter().find(|sign| rest.starts_with(**sign)).map_or(first.len_utf8(), |sign| sign.len())
        };
        if !first.is_whitespace() && !rest.starts_with("//") {
            tokens.push(start..start + length);
        }
        start += length;
    }
    tokens
}

/// Whether a token is a word.
#[must_use]
pub fn is_word(token: &str) -> bool {
    token.starts_with(|first: char| is_letter(first) && !first.is_ascii_digit())
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn at<'text>(text: &'text str, range: &Range<usize>) -> &'text str {
    text.get(range.clone()).unwrap_or_default()
}

/// Xorshift: the same throws on every machine.
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}
