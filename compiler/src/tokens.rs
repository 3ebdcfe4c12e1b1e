//! Rust as a row of tokens: what `quote!` makes and the printer prints.
//!
//! All texts of a row lie one behind the other, so putting one row into another is two copies, and a template costs no allocation of its own.

pub(crate) mod each;
mod kind;

use std::{fmt, iter};

pub(crate) use idlc_quote::quote;

pub(crate) use self::kind::{Group, Kind, Sign, Word};

/// A row of tokens.
#[derive(Clone, Default)]
pub(crate) struct TokenStream {
    text: String,
    tokens: Vec<Token>,
}

/// What a token is, and how much of the text is its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) len: u32,
}

/// A name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ident(String);

/// A number as it is written.
#[derive(Clone, Debug)]
pub(crate) struct Literal(String);

/// What fills a hole of a template.
pub(crate) trait ToTokens {
    /// Appends its tokens.
    fn to_tokens(&self, tokens: &mut TokenStream);

    /// Its tokens alone.
    fn to_token_stream(&self) -> TokenStream {
        let mut tokens = TokenStream::new();
        self.to_tokens(&mut tokens);
        tokens
    }
}

impl TokenStream {
    pub(crate) const fn new() -> Self {
        Self { text: String::new(), tokens: Vec::new() }
    }

    /// No token, and room for a text and for tokens.
    pub(crate) fn with_room(text: usize, tokens: usize) -> Self {
        Self { text: String::with_capacity(text), tokens: Vec::with_capacity(tokens) }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Appends a part of a template: its text, and for each token a letter and a length of two bytes.
    pub(crate) fn known(&mut self, text: &str, codes: &[u8]) {
        let (codes, mut from) = (codes.as_chunks::<3>().0, 0);
        self.tokens.reserve(codes.len());
        for [letter, low, high] in codes {
            let len = u16::from_le_bytes([*low, *high]);
            let to = from + usize::from(len);
            let kind = Kind::of(*letter, text.get(from..to).unwrap_or_default());
            self.tokens.push(Token { kind, len: len.into() });
            from = to;
        }
        self.text.push_str(text);
    }

    /// Appends a token.
    pub(crate) fn push(&mut self, kind: Kind, text: &str) {
        // No text has four gigabytes: its source had not.
        self.tokens.push(Token { kind, len: u32::try_from(text.len()).unwrap_or(u32::MAX) });
        self.text.push_str(text);
    }

    /// Its text, without what parts the tokens, and the tokens.
    pub(crate) fn into_parts(self) -> (String, Vec<Token>) {
        (self.text, self.tokens)
    }

    /// The texts of its tokens.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        let mut from = 0;
        self.tokens.iter().map(move |token| {
            let begin = from;
            from += token.len as usize;
            self.text.get(begin..from).unwrap_or_default()
        })
    }

    /// Whether one of its tokens is this word or sign.
    pub(crate) fn mentions(&self, word: &str) -> bool {
        self.words().any(|other| other == word)
    }

    /// What stands before the first of these signs; all of it if there is none.
    pub(crate) fn before(&self, sign: &str) -> Self {
        self.parts().take_while(|(_, word)| *word != sign).collect()
    }

    fn parts(&self) -> impl Iterator<Item = (Kind, &str)> {
        self.tokens.iter().map(|token| token.kind).zip(self.words())
    }
}

/// All tokens, with blanks between them.
impl fmt::Display for TokenStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, word) in self.words().enumerate() {
            write!(f, "{}{word}", if at > 0 { " " } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Debug for TokenStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }
}

impl PartialEq for TokenStream {
    fn eq(&self, other: &Self) -> bool {
        self.words().eq(other.words())
    }
}

impl Extend<Self> for TokenStream {
    fn extend<I: IntoIterator<Item = Self>>(&mut self, streams: I) {
        streams.into_iter().for_each(|stream| stream.to_tokens(self));
    }
}

/// Itself, once: `extend` takes one row or several.
impl IntoIterator for TokenStream {
    type Item = Self;
    type IntoIter = iter::Once<Self>;

    fn into_iter(self) -> Self::IntoIter {
        iter::once(self)
    }
}

impl FromIterator<Self> for TokenStream {
    fn from_iter<I: IntoIterator<Item = Self>>(streams: I) -> Self {
        let mut streams = streams.into_iter();
        let mut all = streams.next().unwrap_or_default();
        all.extend(streams);
        all
    }
}

impl<'t> FromIterator<(Kind, &'t str)> for TokenStream {
    fn from_iter<I: IntoIterator<Item = (Kind, &'t str)>>(parts: I) -> Self {
        let mut all = Self::new();
        parts.into_iter().for_each(|(kind, text)| all.push(kind, text));
        all
    }
}

impl Ident {
    /// A name that Rust takes as one.
    pub(crate) fn new(name: String) -> Self {
        Self(name)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<T: AsRef<str> + ?Sized> PartialEq<T> for Ident {
    fn eq(&self, other: &T) -> bool {
        self.0 == other.as_ref()
    }
}

impl Literal {
    /// A number as it shall be written.
    pub(crate) fn new(number: impl Into<String>) -> Self {
        Self(number.into())
    }

    /// A number without a suffix.
    pub(crate) fn number(number: impl Into<u128>) -> Self {
        Self(number.into().to_string())
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToTokens for TokenStream {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.text.push_str(&self.text);
        tokens.tokens.extend_from_slice(&self.tokens);
    }
}

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push(Kind::Word(Word::new(&self.0)), &self.0);
    }
}

impl ToTokens for Literal {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push(Kind::Literal, &self.0);
    }
}

/// A string literal.
impl ToTokens for str {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push(Kind::Literal, &format!("{self:?}"));
    }
}

impl ToTokens for String {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.as_str().to_tokens(tokens);
    }
}

impl ToTokens for bool {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.push(Kind::Word(Word::Name), if *self { "true" } else { "false" });
    }
}

impl<T: ToTokens> ToTokens for Option<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some(inner) = self {
            inner.to_tokens(tokens);
        }
    }
}

impl<T: ToTokens + ?Sized> ToTokens for &T {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        T::to_tokens(self, tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::{Ident, Kind, Literal, TokenStream, quote};

    #[test]
    fn holes_are_filled() {
        let (name, number) = (Ident::new("door".to_owned()), Literal::number(8_u8));
        let (none, text): (Option<TokenStream>, _) = (None, "a \"door\"");
        let tokens = quote!(let #name: [u8; #number] = #none f::<'a>(#text, true)?;);
        assert_eq!(tokens.to_string(), r#"let door : [ u8 ; 8 ] = f :: < 'a > ( "a \"door\"" , true ) ? ;"#);
        assert!(tokens.mentions("'a") && !tokens.mentions("'b"));
        assert_eq!(tokens.before(":").to_string(), "let door");
    }

    #[test]
    fn parts_are_repeated() {
        let names = [Ident::new("a".to_owned()), Ident::new("b".to_owned())];
        let (numbers, of) = ((1_u8..).map(Literal::number), quote!(u8));
        let tokens = quote!(#(#names: #of = #numbers),* | #(#names)&&* | #(#[x] #names)*);
        assert_eq!(tokens.to_string(), "a : u8 = 1 , b : u8 = 2 | a && b | # [ x ] a # [ x ] b");
        let none: Vec<Ident> = Vec::new();
        assert!(quote!(#(#none,)*).is_empty());
    }

    #[test]
    fn signs_and_documentation_are_one_token() {
        let tokens = quote! {
            /// Its "end" isn't \ here.
            a..=b => c << 2;
        };
        let words: Vec<_> = tokens.words().collect();
        assert_eq!(words, [" Its \"end\" isn't \\ here.", "a", "..=", "b", "=>", "c", "<<", "2", ";"]);
        assert!(matches!(tokens.parts().next(), Some((Kind::Doc, _))));
    }
}
