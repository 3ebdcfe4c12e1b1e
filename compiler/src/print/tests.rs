//! What is printed is what was given, in lines as a person would break them.

use std::{error::Error, fs, path::Path};

use proc_macro2::TokenTree;
use syn::{Item, ItemMod};

use super::{Printer, Row, docs};
use crate::tokens::{ToTokens, TokenStream, quote};

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
                let text = printed(item.clone());
                let again = syn::parse_file(&text).map_err(|error| format!("{error} in\n{text}"))?.into_token_stream();
                assert_eq!(words(again.clone()), words(item), "{text}");
                assert_eq!(printed(again), text);
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
    let item: TokenStream = "fn holds() -> (bool, (bool,)) {
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
    let text = printed(item.clone());
    let again: TokenStream = text.parse()?;
    assert_eq!(again.to_string(), item.to_string(), "{text}");
    Ok(())
}

/// The items of modules, too.
fn items(all: Vec<Item>) -> Vec<TokenStream> {
    let inner = |item| match item {
        Item::Mod(ItemMod { content: Some((_, content)), .. }) => items(content),
        other => vec![other.into_token_stream()],
    };
    all.into_iter().flat_map(inner).collect()
}

/// Everything but commas and braces.
fn words(tokens: TokenStream) -> Vec<String> {
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
