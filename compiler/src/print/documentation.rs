//! Documentation: lines of text to attributes, as tokens have it, and back.

use crate::{
    report::printable,
    tokens::{ToTokens, TokenStream, quote},
};

/// One `#[doc]` for each line, which is written behind `///`.
///
/// What an author fenced is no Rust unless it says so: `rustdoc` would compile it.
pub(crate) fn docs(text: &str) -> TokenStream {
    let mut tokens = TokenStream::new();
    let mut fenced = false;
    for line in printable(text).lines() {
        let is_fence = line.trim_start().starts_with("```");
        let language = if is_fence && !fenced && line.trim() == "```" { "text" } else { "" };
        fenced ^= is_fence;
        let space = if line.is_empty() { "" } else { " " };
        let line = format!("{space}{line}{language}");
        quote!(#[doc = #line]).to_tokens(&mut tokens);
    }
    tokens
}

/// What a string literal says, if it is one line.
pub(super) fn unescaped(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        return raw.trim_matches('#').strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    }
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        text.push(match (letter, letter == '\\') {
            (letter, false) => letter,
            (_, true) => match letters.next()? {
                't' => '\t',
                '0' => '\0',
                'u' => {
                    let digits: String = letters.by_ref().skip(1).take_while(|letter| *letter != '}').collect();
                    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
                }
                quoted @ ('"' | '\'' | '\\') => quoted,
                _ => return None,
            },
        });
    }
    (!text.contains(['\n', '\r'])).then_some(text)
}
