//! Rust in tokens: what templates are made of, and what is asked of a stream without making a text of it.

pub(crate) use proc_macro2::{Ident, Literal, TokenStream};
use proc_macro2::{Punct, TokenTree};
pub(crate) use quote::{ToTokens, format_ident, quote};

/// Questions about a stream.
pub(crate) trait Tokens {
    /// How often a name or a lifetime is in it, groups included.
    fn count_of(&self, word: &str) -> usize;

    /// Whether a name or a lifetime is in it, groups included.
    fn mentions(&self, word: &str) -> bool {
        self.count_of(word) > 0
    }

    /// Whether it is this name and nothing else.
    fn is_name(&self, name: &str) -> bool;

    /// Whether its tokens are those of the other.
    fn is_same(&self, other: &TokenStream) -> bool;

    /// What stands before the first of these signs outside of groups; all of it if there is none.
    fn before(&self, sign: char) -> TokenStream;
}

impl Tokens for TokenStream {
    fn count_of(&self, word: &str) -> usize {
        let (is_lifetime, name) = word.strip_prefix('\'').map_or((false, word), |name| (true, name));
        let (mut count, mut is_marked) = (0, false);
        for tree in self.clone() {
            match &tree {
                TokenTree::Ident(this) => count += usize::from(is_marked == is_lifetime && this == name),
                TokenTree::Group(group) => count += group.stream().count_of(word),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            is_marked = is_sign(&tree, '\'');
        }
        count
    }

    fn is_name(&self, name: &str) -> bool {
        let mut trees = self.clone().into_iter();
        matches!(trees.next(), Some(TokenTree::Ident(this)) if this == name) && trees.next().is_none()
    }

    fn is_same(&self, other: &Self) -> bool {
        let (mut these, mut others) = (self.clone().into_iter(), other.clone().into_iter());
        loop {
            match (these.next(), others.next()) {
                (None, None) => return true,
                (Some(this), Some(other)) if is_same(&this, &other) => {}
                _ => return false,
            }
        }
    }

    fn before(&self, sign: char) -> TokenStream {
        self.clone().into_iter().take_while(|tree| !is_sign(tree, sign)).collect()
    }
}

/// A number as it shall be written; plain if Rust does not read it so.
pub(crate) fn spelled(text: &str, number: impl Into<u128>) -> Literal {
    text.parse().unwrap_or_else(|_| Literal::u128_unsuffixed(number.into()))
}

fn is_sign(tree: &TokenTree, sign: char) -> bool {
    matches!(tree, TokenTree::Punct(this) if this.as_char() == sign)
}

fn is_same(this: &TokenTree, other: &TokenTree) -> bool {
    match (this, other) {
        (TokenTree::Ident(this), TokenTree::Ident(other)) => this == other,
        (TokenTree::Punct(this), TokenTree::Punct(other)) => Punct::as_char(this) == other.as_char(),
        (TokenTree::Literal(this), TokenTree::Literal(other)) => this.to_string() == other.to_string(),
        (TokenTree::Group(this), TokenTree::Group(other)) => {
            this.delimiter() == other.delimiter() && this.stream().is_same(&other.stream())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Tokens, quote, spelled};

    #[test]
    fn streams_are_asked() {
        let ty = quote!(List<'a, Option<[Door<'a, K>; 2]>>);
        assert_eq!((ty.count_of("'a"), ty.count_of("a"), ty.count_of("Door")), (2, 0, 1));
        assert!(ty.mentions("K") && !ty.mentions("'K"));
        assert!(ty.before('<').is_name("List") && !ty.is_name("List"));
        assert!(ty.is_same(&ty.clone()) && !ty.is_same(&quote!(List<'a, Option<[Door<'a, L>; 2]>>)));
        assert_eq!(spelled("0x0_f", 15_u8).to_string(), "0x0_f");
        assert_eq!(spelled("f f", 15_u8).to_string(), "15");
    }
}
