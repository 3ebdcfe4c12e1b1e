//! What is printed is what was given, in lines as a person would break them.

use std::{error::Error, fs, path::Path};

use proc_macro2::{Spacing, TokenTree};
use quote::ToTokens;
use syn::{Item, ItemMod};

use super::{Printer, Row, docs};
use crate::{
    plan::names::{KEYWORDS, ident},
    tokens::{Kind, TokenStream, quote},
};

fn printed(tokens: TokenStream) -> String {
    let mut printer = Printer::default();
    printer.items(&Row::new(tokens));
    printer.finish()
}

/// Every item of the reviewed stubs is read by `syn`, printed, and read again: as it was, but for commas and braces. Printed once more
/// it looks the same.
#[test]
fn reads_as_what_was_given() -> Result<(), Box<dyn Error>> {
    let stubs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/stubs");
    let mut count = 0;
    for folder in fs::read_dir(stubs)?.map_while(Result::ok).filter(|entry| entry.path().is_dir()) {
        for file in fs::read_dir(folder.path())?.map_while(Result::ok) {
            if file.path().extension().is_none_or(|ending| ending != "rs") {
                continue;
            }
            for item in items(syn::parse_file(&fs::read_to_string(file.path())?)?.items) {
                let text = printed(taken(item.clone()));
                let again = syn::parse_file(&text).map_err(|error| format!("{error} in\n{text}"))?.into_token_stream();
                assert_eq!(words(again.clone()), words(item), "{text}");
                assert_eq!(printed(taken(again)), text);
                count += 1;
            }
        }
    }
    assert!(count > 1000, "{count} items");
    Ok(())
}

/// A comma behind what is in parentheses would make a tuple of it, and the comma of a tuple of one is what makes it one.
#[test]
fn parentheses_are_no_tuples() -> Result<(), Box<dyn Error>> {
    let item: proc_macro2::TokenStream = "fn holds() -> (bool, (bool,)) {
        let tuple = (a_name_that_is_long_enough && another_name_that_is_as_long && a_third_name_for_this_line,);
        let lent = &(a_name_that_is_long_enough && another_name_that_is_as_long && a_third_name_for_this_line,);
        if (a_name_that_is_long_enough && another_name_that_is_as_long || a_third_name_for_this_line)
            || !(a_name_that_is_long_enough && another_name_that_is_as_long || a_third_name_for_this_line)
        {
            (a_name_that_is_long_enough && another_name_that_is_as_long, a_third_name_for_this_line)
        } else {
            (a_name_that_is_long_enough && another_name_that_is_as_long && a_third_name_for_this_line)
        }
    }"
    .parse()?;
    let text = printed(taken(item.clone()));
    let again: proc_macro2::TokenStream = text.parse()?;
    assert_eq!(again.to_string(), item.to_string(), "{text}");
    Ok(())
}

/// What Rust's own grammar read, in tokens of ours.
fn taken(tokens: proc_macro2::TokenStream) -> TokenStream {
    let (mut all, mut sign) = (TokenStream::new(), String::new());
    let (mut trees, mut is_value) = (tokens.into_iter().peekable(), false);
    while let Some(tree) = trees.next() {
        let was_value = match &tree {
            TokenTree::Ident(name) => !name.to_string().starts_with(char::is_uppercase),
            other => matches!(other, TokenTree::Literal(_) | TokenTree::Group(_)),
        };
        match tree {
            TokenTree::Punct(punct) if punct.as_char() == '#' && documentation(trees.peek()).is_some() => {
                all.push(Kind::Doc, &documentation(trees.next().as_ref()).unwrap_or_default());
            }
            TokenTree::Punct(punct) => {
                sign.push(punct.as_char());
                let next = match trees.peek() {
                    Some(TokenTree::Punct(next)) if punct.spacing() == Spacing::Joint => Some(next.as_char()),
                    _ => None,
                };
                let longer = next.map(|next| format!("{sign}{next}"));
                let signs = ["::", "->", "=>", "&&", "||", "==", "!=", "<=", ">=", "+=", "|=", "..", "..="];
                // `<<` begins two groups unless a value stands before it.
                let is_one = |longer: String| signs.contains(&longer.as_str()) || longer == "<<" && is_value;
                if sign != "'" && !longer.is_some_and(is_one) {
                    all.push(Kind::of(b's', &sign), &sign);
                    sign.clear();
                }
            }
            TokenTree::Ident(name) => {
                let name = format!("{}{name}", std::mem::take(&mut sign));
                all.push(Kind::of(b'w', &name), &name);
            }
            TokenTree::Literal(literal) => all.push(Kind::Literal, &literal.to_string()),
            TokenTree::Group(group) => {
                let whole = group.to_string();
                let (begin, end) =
                    (whole.get(..1).unwrap_or_default(), whole.get(whole.len() - 1..).unwrap_or_default());
                all.push(Kind::of(b'(', begin), begin);
                all.extend(taken(group.stream()));
                all.push(Kind::of(b')', end), end);
            }
        }
        is_value = was_value || is_value && !sign.is_empty();
    }
    all
}

/// The line of `[doc = "…"]`.
fn documentation(group: Option<&TokenTree>) -> Option<String> {
    let Some(TokenTree::Group(group)) = group else { return None };
    let meta: syn::MetaNameValue = syn::parse2(group.stream()).ok().filter(|_| group.to_string().starts_with('['))?;
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }) = meta.value else { return None };
    meta.path.is_ident("doc").then(|| line.value())
}

/// Every keyword of Rust's own grammar becomes a name by which it is known there.
#[test]
fn names_are_names() {
    for word in KEYWORDS.iter().copied().chain(["self", "Self", "super", "crate", "_", "union", "user", "macro_rules"])
    {
        assert!(syn::parse_str::<syn::Ident>(&ident(word).to_string()).is_ok(), "{word}");
        let is_keyword = syn::parse_str::<syn::Ident>(word).is_err() || word == "gen";
        assert_eq!(is_keyword, ident(word) != word, "{word}");
    }
}

/// The items of modules, too.
fn items(all: Vec<Item>) -> Vec<proc_macro2::TokenStream> {
    let inner = |item| match item {
        Item::Mod(ItemMod { content: Some((_, content)), .. }) => items(content),
        other => vec![other.into_token_stream()],
    };
    all.into_iter().flat_map(inner).collect()
}

/// Everything but commas and braces.
fn words(tokens: proc_macro2::TokenStream) -> Vec<String> {
    let mut all = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => {
                all.push(format!("{:?}", group.delimiter()).replace("Brace", ""));
                all.extend(words(group.stream()));
            }
            TokenTree::Punct(sign) if sign.as_char() == ',' => {}
            other => all.push(other.to_string()),
        }
    }
    all.retain(|word| !word.is_empty());
    all
}

#[test]
fn documentation_is_neither_run_nor_obeyed() {
    let doc = docs("Say:\n```\nhello\n```\n\"\\ \u{202e}x\r\u{1b}[31m");
    let text = printed(quote!(#doc pub struct Door;));
    assert_eq!(text, "/// Say:\n/// ```text\n/// hello\n/// ```\n/// \"\\ \u{fffd}x??[31m\npub struct Door;\n");
}

#[test]
fn items_are_spread_and_lines_stay_together() {
    let mut printer = Printer::new(&["a".to_owned()]);
    let doc = docs("The door.\n\nIt opens.");
    printer.section("types");
    printer.items(&Row::new(quote! {
        use core::fmt;
        use tessera::Cap;
        #doc
        pub struct Door(u8);
        impl Door where u8: Copy {
            const A: u8 = 1;
            const B: u8 = 2;
            /// One.
            pub fn one(self) -> u8 { 1 }
            pub fn two(self) -> u8 { if self.0 < 2 { 2 } else { 3 } }
        }
    }));
    printer.begin(quote!(#[forbid(unsafe_code)] pub), "door");
    printer.items(&Row::new(quote! {
        pub const X: u8 = 1;
        pub trait T {
            fn a();
            fn b() {}
        }
    }));
    printer.end();
    let dashes = "-".repeat(100 - 8 - 5);
    let expected = "
use core::fmt;
use tessera::Cap;

/// The door.
///
/// It opens.
pub struct Door(u8);

impl Door
where
    u8: Copy,
{
    const A: u8 = 1;
    const B: u8 = 2;

    /// One.
    pub fn one(self) -> u8 {
        1
    }

    pub fn two(self) -> u8 {
        if self.0 < 2 { 2 } else { 3 }
    }
}

#[forbid(unsafe_code)]
pub mod door {
    pub const X: u8 = 1;

    pub trait T {
        fn a();

        fn b() {}
    }
}
";
    assert_eq!(printer.finish(), format!("// a\n\n// ---- types {dashes}\n{expected}"));
}

#[test]
fn signs_are_told_apart() {
    let text = printed(quote! {
        fn f<'a, T: Into<Vec<&'a [u8]>>>(x: &'a mut T, n: u8) -> Option<<T as A<B>>::C> {
            let y = n < MAX && LEAST <= -n || !x.is::<u8>()? && 1 << n > n << 2;
            *x = a & b | c;
            x.each(|| &y, |a, b| -a - b, ..);
            let [a, ..] = f(0..=n) else { return None };
            <T as A<B>>::c((y,), [0; 8], format_args!("{}", &*y))
        }
    });
    let expected = "\
fn f<'a, T: Into<Vec<&'a [u8]>>>(x: &'a mut T, n: u8) -> Option<<T as A<B>>::C> {
    let y = n < MAX && LEAST <= -n || !x.is::<u8>()? && 1 << n > n << 2;
    *x = a & b | c;
    x.each(|| &y, |a, b| -a - b, ..);
    let [a, ..] = f(0..=n) else { return None };
    <T as A<B>>::c((y,), [0; 8], format_args!(\"{}\", &*y))
}
";
    assert_eq!(text, expected);
}

#[test]
fn what_is_long_is_broken_where_it_is_outermost() {
    let text = printed(quote! {
        impl<K: tessera::Client + tessera::Server, S: DoorServer<K>, P: Policed<K>> tessera::Service<K> for Dispatch<K, S, P> {
            fn dispatch(&mut self, port: &mut K, delivery: tessera::Delivery<K::Reply>) -> tessera::Answer<K::Reply> where K: A, {
                let request = tessera::request::<Lend, K>(self.port, self.cap.raw(), LendRequest { to, and_from })?;
                let Some(cells) = self.cells.get(usize::from(m.from.get())).and_then(|row| row.get_mut(1)) else { return; };
                let all = self.named_everything().first_of_all() == other.named_everything().first_of_all() && self.tags() == other.tags();
                f.debug_struct("a struct of a name").field("a", &self.a()).field("b", &self.b()).field("c", &self.c()).finish();
                match (request.port(), request.operation()) {
                    (DOOR, <door::Unlock as tessera::Method>::OPERATION) => monitor.answer::<door::Unlock, 8>(request, |_, call, m| server.unlock(call, m.pin)),
                    Some(_) if self.is_open => {}
                    _ => Err(failure.stopped(self, |session, error| match error { Bad::Signature => 1, _ => 2, })),
                }
            }
        }
    });
    let expected = "\
impl<K: tessera::Client + tessera::Server, S: DoorServer<K>, P: Policed<K>> tessera::Service<K>
    for Dispatch<K, S, P>
{
    fn dispatch(
        &mut self,
        port: &mut K,
        delivery: tessera::Delivery<K::Reply>,
    ) -> tessera::Answer<K::Reply>
    where
        K: A,
    {
        let request =
            tessera::request::<Lend, K>(self.port, self.cap.raw(), LendRequest { to, and_from })?;
        let Some(cells) = self.cells.get(usize::from(m.from.get())).and_then(|row| row.get_mut(1))
        else {
            return;
        };
        let all = self.named_everything().first_of_all() == other.named_everything().first_of_all()
            && self.tags() == other.tags();
        f.debug_struct(\"a struct of a name\")
            .field(\"a\", &self.a())
            .field(\"b\", &self.b())
            .field(\"c\", &self.c())
            .finish();
        match (request.port(), request.operation()) {
            (DOOR, <door::Unlock as tessera::Method>::OPERATION) => {
                monitor.answer::<door::Unlock, 8>(request, |_, call, m| server.unlock(call, m.pin))
            }
            Some(_) if self.is_open => {}
            _ => Err(failure.stopped(self, |session, error| match error {
                Bad::Signature => 1,
                _ => 2,
            })),
        }
    }
}
";
    assert_eq!(text, expected);
}
