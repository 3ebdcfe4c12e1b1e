//! Tokens in a row. A stream is taken apart once, without copying a name, and put together again only where it is parsed.

use std::mem;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A token, or one end of a group.
#[derive(Clone, Debug)]
pub(crate) enum Flat {
    /// A name, a sign or a literal; never a group.
    Tree(TokenTree),
    /// The begin of a group.
    Open(Delimiter),
    /// Its end.
    Close,
}

/// Takes a stream apart.
pub(crate) fn flat(tokens: TokenStream) -> Vec<Flat> {
    let mut row = Vec::new();
    take_apart(tokens, &mut row);
    row
}

fn take_apart(tokens: TokenStream, row: &mut Vec<Flat>) {
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => {
                row.push(Flat::Open(group.delimiter()));
                let inner = group.stream();
                // Then the inner stream has one owner, and its tokens are moved.
                drop(group);
                take_apart(inner, row);
                row.push(Flat::Close);
            }
            other => row.push(Flat::Tree(other)),
        }
    }
}

/// Puts a row together.
pub(super) fn stream(row: Vec<Flat>) -> TokenStream {
    let mut outer: Vec<(Delimiter, Vec<TokenTree>)> = Vec::new();
    let mut trees = Vec::new();
    for token in row {
        match token {
            Flat::Tree(tree) => trees.push(tree),
            Flat::Open(delimiter) => outer.push((delimiter, mem::take(&mut trees))),
            Flat::Close => {
                if let Some((delimiter, before)) = outer.pop() {
                    let inner = mem::replace(&mut trees, before);
                    trees.push(Group::new(delimiter, inner.into_iter().collect()).into());
                }
            }
        }
    }
    trees.into_iter().collect()
}

/// The items of a row: each ends with a `;`, or with a body in braces.
pub(super) fn items(row: Vec<Flat>) -> Vec<Vec<Flat>> {
    let (mut items, mut item, mut depth, mut word) = (Vec::new(), Vec::new(), 0_usize, Word::None);
    for token in row {
        let mut ends = false;
        match &token {
            Flat::Open(_) => depth += 1,
            Flat::Close => {
                depth = depth.saturating_sub(1);
                ends = depth == 0 && word == Word::Body && closes_braces(&item);
            }
            Flat::Tree(TokenTree::Ident(name)) if depth == 0 => word = word.then(&name.to_string()),
            Flat::Tree(TokenTree::Punct(sign)) => ends = depth == 0 && sign.as_char() == ';',
            Flat::Tree(_) => {}
        }
        item.push(token);
        if ends {
            items.push(mem::take(&mut item));
            word = Word::None;
        }
    }
    if !item.is_empty() {
        items.push(item);
    }
    items
}

/// What the first word of an item says about its end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    /// There was none yet.
    None,
    /// `const`: a value ends with `;`, a function with its body.
    Const,
    /// `use`, `type`, `static` and constants: they end with `;`.
    Semicolon,
    /// All others end with a body, if they have one.
    Body,
}

impl Word {
    fn then(self, name: &str) -> Self {
        match (self, name) {
            (Self::None, "pub" | "unsafe" | "async") => Self::None,
            (Self::None, "const") => Self::Const,
            (Self::None, "use" | "type" | "static" | "extern") => Self::Semicolon,
            (Self::None, _) | (Self::Const, "fn" | "unsafe" | "async") => Self::Body,
            (Self::Const, _) => Self::Semicolon,
            (known, _) => known,
        }
    }
}

/// Whether the group that ends behind these tokens is one in braces.
fn closes_braces(before: &[Flat]) -> bool {
    let mut depth = 0_usize;
    for token in before.iter().rev() {
        match token {
            Flat::Close => depth += 1,
            Flat::Open(delimiter) if depth == 0 => return *delimiter == Delimiter::Brace,
            Flat::Open(_) => depth -= 1,
            Flat::Tree(_) => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::{flat, items, stream};

    #[test]
    fn items_are_parted() {
        let expected = [
            quote!(
                use a::{b, c};
            ),
            quote!(
                #[doc = "x"]
                pub const A: B = B { c: [1; 2] };
            ),
            quote!(
                pub const fn d() -> u8 {
                    { 1 }
                }
            ),
            quote!(
                pub(crate) struct E;
            ),
            quote!(
                struct F(u8);
            ),
            quote!(
                impl<'a> G<'a> for [u8; 3]
                where
                    u8: Copy,
                {
                    const H: u8 = 1;
                    fn i(&self) {}
                }
            ),
            quote!(
                enum J {}
            ),
        ];
        let whole = expected.iter().cloned().collect();
        let found: Vec<_> = items(flat(whole)).into_iter().map(|item| stream(item).to_string()).collect();
        assert_eq!(found, expected.map(|item| item.to_string()));
    }
}
