//! What was printed before: generated code is full of items that differ in their names alone.
//!
//! Where an item is broken into lines depends on its signs, its keywords and the widths of everything else. So two items that
//! agree in these have the same layout: the text of the first one serves as a template, in whose holes the words of the next one
//! are put. A template is made only of a text in which every word of the item is found in its order, and a
//! test prints everything both ways.

use std::{collections::HashMap, fmt::Write};

use proc_macro2::{Delimiter, Literal, Spacing, TokenTree};

use super::flat::Flat;

/// The texts of items, by what they look like.
#[derive(Debug, Default)]
pub(super) struct Memo {
    templates: HashMap<Vec<u8>, Template>,
}

/// What an item looks like, and its words.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// Signs and keywords as they are; of other words the kind and the width.
    key: Vec<u8>,
    /// All words, one behind the other.
    text: String,
    /// Where each one ends in `text`, and whether it is documentation.
    ends: Vec<(usize, bool)>,
}

/// A text without its words.
#[derive(Debug)]
struct Template {
    text: String,
    /// Where the words stand in `text`.
    holes: Vec<usize>,
}

impl Memo {
    /// How many looks it knows.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.templates.len()
    }

    /// The text of an item that looks like one before.
    pub(super) fn get(&self, look: &Look) -> Option<String> {
        let Template { text, holes } = self.templates.get(&look.key)?;
        let mut filled = String::with_capacity(text.len().saturating_add(look.text.len()));
        let mut from = 0;
        for (hole, (word, _)) in holes.iter().zip(look.words()) {
            filled.push_str(text.get(from..*hole)?);
            filled.push_str(word);
            from = *hole;
        }
        filled.push_str(text.get(from..)?);
        Some(filled)
    }

    /// Remembers the text of an item, if all its words are found in it.
    pub(super) fn put(&mut self, look: Look, text: &str) {
        if let Some(template) = Template::new(text, &look) {
            self.templates.insert(look.key, template);
        }
    }
}

impl Template {
    fn new(printed: &str, look: &Look) -> Option<Self> {
        let (mut text, mut holes) = (String::new(), Vec::new());
        let mut words = look.words().peekable();
        let mut rest = printed;
        while let Some(first) = rest.chars().next() {
            let is_doc = rest.starts_with("///");
            // A quote begins a character or, as a sign before its name, a lifetime.
            let is_character = first == '\'' && words.peek().is_some_and(|(word, _)| word.starts_with('\''));
            if !(is_doc || is_character || is_word(first) || first == '"') {
                text.push(first);
                rest = rest.get(first.len_utf8()..)?;
                continue;
            }
            let (word, documents) = words.next()?;
            if is_doc {
                text.push_str("///");
                rest = rest.get(3..)?;
            }
            holes.push(text.len());
            rest = rest.strip_prefix(word)?;
            let next = rest.chars().next();
            let is_whole = if is_doc { next == Some('\n') } else { !next.is_some_and(is_word) };
            if is_doc != documents || !is_whole {
                return None;
            }
        }
        words.next().is_none().then_some(Self { text, holes })
    }
}

const fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || !letter.is_ascii()
}

impl Look {
    /// Looks at an item.
    pub(super) fn at(item: &[Flat]) -> Self {
        let mut look = Self::default();
        let mut at = 0;
        // The brackets of an attribute; what is in it is a matter of the printer.
        let mut attribute = None;
        let mut depth = 0_usize;
        while let Some(token) = item.get(at) {
            if let Some(doc) = documentation(item.get(at..).unwrap_or_default()) {
                look.key.push(b'd');
                look.text.push_str(&doc);
                look.ends.push((look.text.len(), true));
                at += 6;
                continue;
            }
            let before = at.checked_sub(1).and_then(|before| item.get(before));
            match token {
                Flat::Open(delimiter) => {
                    depth += 1;
                    if *delimiter == Delimiter::Bracket && is_sign(before, '#') {
                        attribute = attribute.or(Some(depth));
                    }
                    look.key.extend([b'(', *delimiter as u8]);
                }
                Flat::Close => {
                    attribute = attribute.filter(|begin| *begin != depth);
                    depth = depth.saturating_sub(1);
                    look.key.push(b')');
                }
                Flat::Tree(TokenTree::Punct(sign)) => {
                    let joint = sign.spacing() == Spacing::Joint;
                    look.key.extend([if joint { b'+' } else { b'-' }, u8::try_from(sign.as_char()).unwrap_or(0)]);
                }
                Flat::Tree(TokenTree::Ident(name)) => {
                    // A macro is printed as its name says.
                    let is_macro = is_sign(item.get(at + 1), '!');
                    look.word(name, |word| attribute.is_none() && !is_macro && !is_keyword(word));
                }
                Flat::Tree(TokenTree::Literal(literal)) => look.literal(literal, attribute.is_none()),
                Flat::Tree(TokenTree::Group(_)) => {}
            }
            at += 1;
        }
        look
    }

    fn literal(&mut self, literal: &Literal, is_free: bool) {
        let is_plain = |word: &str| match word.as_bytes() {
            [b'"', inner @ .., b'"'] => inner.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_. ".contains(byte)),
            digits => digits.iter().all(u8::is_ascii_digit),
        };
        self.word(literal, |word| is_free && is_plain(word));
    }

    /// Takes a word: its width if it may be any of its kind, or as it is.
    fn word(&mut self, word: &impl std::fmt::Display, is_free: impl Fn(&str) -> bool) {
        let from = self.text.len();
        // Writing to a `String` cannot fail.
        _ = write!(self.text, "{word}");
        self.ends.push((self.text.len(), false));
        let word = self.text.get(from..).unwrap_or_default();
        match (u8::try_from(word.len()), word.bytes().next()) {
            (Ok(width), Some(first)) if word.is_ascii() && is_free(word) => {
                let kind = match first {
                    b'"' => b's',
                    b'0'..=b'9' => b'n',
                    _ => b'i',
                };
                self.key.extend([kind, width]);
            }
            _ => {
                self.key.push(b'w');
                self.key.extend(word.bytes());
                self.key.push(0);
            }
        }
    }

    fn words(&self) -> impl Iterator<Item = (&str, bool)> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(end, _)| *end));
        starts
            .zip(&self.ends)
            .map(|(start, (end, documents))| (self.text.get(start..*end).unwrap_or_default(), *documents))
    }
}

/// The line of a `#[doc = "…"]`, six tokens, at the begin of a row. One with an escape is printed in a way of its own.
fn documentation(row: &[Flat]) -> Option<String> {
    let [hash, Flat::Open(Delimiter::Bracket), Flat::Tree(TokenTree::Ident(doc)), equals, line, Flat::Close, ..] = row
    else {
        return None;
    };
    let Flat::Tree(TokenTree::Literal(line)) = line else { return None };
    if !is_sign(Some(hash), '#') || !is_sign(Some(equals), '=') || doc != "doc" {
        return None;
    }
    let line = line.to_string();
    let line = line.strip_prefix('"')?.strip_suffix('"')?;
    (!line.contains(['\\', '\n'])).then(|| line.to_owned())
}

fn is_sign(token: Option<&Flat>, sign: char) -> bool {
    matches!(token, Some(Flat::Tree(TokenTree::Punct(punct))) if punct.as_char() == sign)
}

/// The words that mean something to the parser or the printer, now or in a later edition.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "_" | "abstract"
            | "as"
            | "async"
            | "auto"
            | "await"
            | "become"
            | "box"
            | "break"
            | "builtin"
            | "const"
            | "continue"
            | "crate"
            | "default"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "macro_rules"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "raw"
            | "ref"
            | "return"
            | "safe"
            | "self"
            | "Self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "union"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::{Look, Memo};
    use crate::print::flat::flat;

    fn look(tokens: TokenStream) -> Look {
        Look::at(&flat(tokens))
    }

    #[test]
    fn names_of_one_width_are_put_in() {
        let mut memo = Memo::default();
        memo.put(
            look(quote!(
                #[doc = " One."]
                const A: u8 = 10;
            )),
            "/// One.\nconst A: u8 = 10;\n",
        );
        let text = memo.get(&look(quote!(
            #[doc = " Another one."]
            const B: i8 = 99;
        )));
        assert_eq!(text.as_deref(), Some("/// Another one.\nconst B: i8 = 99;\n"));
        for other in [
            quote!(
                #[doc = ""]
                const B: i16 = 99;
            ),
            quote!(
                const B: i8 = 99;
            ),
            quote!(
                #[doc = ""]
                const B: i8 = -9;
            ),
        ] {
            assert_eq!(memo.get(&look(other)), None);
        }
    }

    #[test]
    fn what_the_printer_looks_at_is_as_it_is() {
        let mut memo = Memo::default();
        memo.put(
            look(quote!(
                fn a<'a>() {
                    m!("b", 'c')
                }
            )),
            "fn a<'a>() {\n    m!(\"b\", 'c')\n}\n",
        );
        assert!(
            memo.get(&look(quote!(
                fn z<'z>() {
                    m!("z", 'c')
                }
            )))
            .is_some()
        );
        for other in [
            quote!(
                fn a<'a>() {
                    n!("b", 'c')
                }
            ),
            quote!(
                fn a<'a>() {
                    m!(",", 'c')
                }
            ),
            quote!(
                fn a<'a>() {
                    m!("b", 'd')
                }
            ),
        ] {
            assert!(memo.get(&look(other)).is_none());
        }
        // A text with other words than the item is no template.
        memo.put(look(quote!(fn b())), "fn b(c)");
        assert!(memo.get(&look(quote!(fn b()))).is_none());
    }
}
