//! Tokens to text, item by item. The only place that knows the printer.
//!
//! `prettyplease` prints the items of a file without a line between them. Generated code is made to be read, so this
//! page prints every item by itself, also the items inside modules, traits and `impl` blocks, and puts the blank lines
//! where a person would.

mod flat;
mod memo;
mod tidy;

use std::mem;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{File, ImplItem, Item, TraitItem};

pub(crate) use self::flat::{Flat, flat};
use self::{
    flat::stream,
    memo::{Look, Memo},
    tidy::tidy,
};
use crate::report::printable;

/// A part of a generated file.
#[derive(Debug)]
pub(crate) enum Piece {
    /// A comment that heads what follows.
    Section(String),
    /// One item or several.
    Items(TokenStream),
    /// The same, taken apart.
    Flat(Vec<Flat>),
    /// What is printed already, so that its tokens take no room any more.
    Printed(String),
    /// A module with parts of its own.
    Module {
        /// Documentation, attributes, visibility: what stands before `mod`.
        head: TokenStream,
        /// The module's name, as it is written.
        name: String,
        /// What is in it.
        pieces: Vec<Piece>,
    },
}

/// Prints pieces. It knows what it printed before.
#[derive(Debug, Default)]
pub(crate) struct Printer {
    memo: Memo,
}

/// Printed lines that belong together.
struct Block {
    text: String,
    /// Stands on one line and may touch a neighbour that does, too.
    compact: bool,
}

impl Block {
    fn new(text: &str) -> Self {
        let text = text.trim_matches('\n');
        let kind = text.split_whitespace().find(|word| !word.starts_with("pub")).unwrap_or_default();
        let compact = text.lines().count() == 1 && matches!(kind, "use" | "const" | "type");
        Self { text: text.to_owned(), compact }
    }

    /// Appends the block, after a blank line unless both neighbours are single lines.
    fn append_to(&self, text: &mut String) {
        if !text.is_empty() {
            let touches = self.compact && text.lines().next_back().is_some_and(|line| Self::new(line.trim()).compact);
            if !touches || text.ends_with("}\n") {
                text.push('\n');
            }
        }
        text.push_str(self.text.trim_end_matches('\n'));
        text.push('\n');
    }
}

impl Printer {
    /// The text of a file: its pieces, a blank line between them, a line end at the end.
    pub(crate) fn print(&mut self, pieces: Vec<Piece>) -> String {
        let mut text = String::new();
        self.append(pieces, 0, &mut text);
        text
    }

    /// Prints pieces that are inside of so many modules, behind what is there.
    pub(crate) fn append(&mut self, pieces: Vec<Piece>, depth: usize, text: &mut String) {
        for block in self.blocks(pieces, depth) {
            block.append_to(text);
        }
    }

    fn blocks(&mut self, pieces: Vec<Piece>, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Section(title) => blocks.push(Block::new(&section(&title, depth))),
                Piece::Items(tokens) => self.items(flat(tokens), &mut blocks),
                Piece::Flat(row) => self.items(row, &mut blocks),
                Piece::Printed(text) => blocks.push(Block { text, compact: false }),
                Piece::Module { head, name, pieces } => {
                    let inner = self.blocks(pieces, depth + 1);
                    blocks.push(module(&head, &name, &inner));
                }
            }
        }
        blocks
    }

    fn items(&mut self, row: Vec<Flat>, blocks: &mut Vec<Block>) {
        for tokens in flat::items(row) {
            let look = Look::at(&tokens);
            if let Some(text) = self.memo.get(&look) {
                blocks.push(Block::new(&text));
                continue;
            }
            let tokens = stream(tokens);
            match syn::parse2::<Item>(tokens.clone()) {
                Ok(parsed) => {
                    let block = item(parsed);
                    self.memo.put(look, &block.text);
                    blocks.push(block);
                }
                // Not Rust: a defect of the back end. The compiler that reads the file says where.
                Err(_) => blocks.push(Block::new(&tokens.to_string())),
            }
        }
    }
}

/// A comment as wide as the page.
fn section(title: &str, depth: usize) -> String {
    let width = 100_usize.saturating_sub(8 + 4 * depth + title.chars().count());
    format!("// ---- {title} {}", "-".repeat(width))
}

fn module(head: &TokenStream, name: &str, blocks: &[Block]) -> Block {
    // A module of the same head and no body shows how the printer writes what stands before `mod`.
    let probe = print_tokens(&quote::quote!(#head mod probe {}));
    let head = probe.trim_end().strip_suffix("mod probe {}").unwrap_or_default();
    let mut body = String::new();
    for block in blocks {
        block.append_to(&mut body);
    }
    let mut text = format!("{head}mod {name} {{\n");
    indent(&body, &mut text);
    text.push('}');
    Block { text, compact: false }
}

fn item(item: Item) -> Block {
    match item {
        Item::Mod(mut whole) => match whole.content.take() {
            Some((_, content)) => {
                let (attrs, vis) = (&whole.attrs, &whole.vis);
                let blocks: Vec<_> = content.into_iter().map(self::item).collect();
                module(&quote::quote!(#(#attrs)* #vis), &whole.ident.to_string(), &blocks)
            }
            None => Block::new(&Page::of(Item::Mod(whole)).print()),
        },
        other => Page::of(other).spread(),
    }
}

/// A member of an `impl` block or a trait.
enum Member {
    Impl(ImplItem),
    Trait(TraitItem),
}

/// A file with one item, as the printer wants it.
struct Page(File);

impl Page {
    fn of(item: Item) -> Self {
        Self(File { frontmatter: None, shebang: None, attrs: Vec::new(), items: vec![item] })
    }

    fn print(&self) -> String {
        prettyplease::unparse(&self.0)
    }

    /// Prints an item that has members with blank lines between them, any other as it is.
    fn spread(mut self) -> Block {
        let members = self.take_members();
        if members.is_empty() {
            return Block::new(&tidy(&self.print()));
        }
        // The printer shows the item without members, and with each one alone; what they share is the item's head.
        let empty = self.print();
        let head = empty.trim_end().strip_suffix('}').unwrap_or(&empty);
        let mut body = String::new();
        for member in members {
            self.put_member(member);
            let text = self.print();
            let member = text.trim_end().strip_prefix(head).and_then(|rest| rest.strip_suffix('}')).unwrap_or(&text);
            Block::new(member).append_to(&mut body);
        }
        Block::new(&tidy(&format!("{head}\n{body}}}")))
    }

    fn take_members(&mut self) -> Vec<Member> {
        match self.0.items.first_mut() {
            Some(Item::Impl(whole)) => mem::take(&mut whole.items).into_iter().map(Member::Impl).collect(),
            Some(Item::Trait(whole)) => mem::take(&mut whole.items).into_iter().map(Member::Trait).collect(),
            _ => Vec::new(),
        }
    }

    fn put_member(&mut self, member: Member) {
        match (self.0.items.first_mut(), member) {
            (Some(Item::Impl(whole)), Member::Impl(member)) => whole.items = vec![member],
            (Some(Item::Trait(whole)), Member::Trait(member)) => whole.items = vec![member],
            _ => {}
        }
    }
}

fn print_tokens(tokens: &TokenStream) -> String {
    syn::parse2::<File>(tokens.clone()).map_or_else(|_| tokens.to_string(), |file| prettyplease::unparse(&file))
}

/// Appends lines a level deeper.
fn indent(lines: &str, text: &mut String) {
    text.reserve(lines.len());
    for line in lines.lines() {
        if !line.is_empty() {
            text.push_str("    ");
            text.push_str(line);
        }
        text.push('\n');
    }
}

/// One `#[doc]` per line, as `///` lines in the text.
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
        quote::quote!(#[doc = #line]).to_tokens(&mut tokens);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use proc_macro2::TokenStream;
    use quote::{ToTokens, quote};
    use syn::{Item, ItemMod};

    use super::{Piece, Printer, docs};

    /// Every item of the reviewed stubs, printed by one that knows those before it, and by one that knows nothing.
    #[test]
    fn what_was_printed_before_changes_nothing() -> Result<(), Box<dyn std::error::Error>> {
        let stubs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/stubs");
        let (mut knowing, mut count) = (Printer::default(), 0);
        for folder in fs::read_dir(stubs)?.map_while(Result::ok).filter(|entry| entry.path().is_dir()) {
            for file in fs::read_dir(folder.path())?.map_while(Result::ok) {
                if file.path().extension().is_none_or(|ending| ending != "rs") {
                    continue;
                }
                for item in items(syn::parse_file(&fs::read_to_string(file.path())?)?.items) {
                    let alone = Printer::default().print(vec![Piece::Items(item.clone())]);
                    assert_eq!(knowing.print(vec![Piece::Items(item)]), alone);
                    count += 1;
                }
            }
        }
        assert!(count > 1000 && knowing.memo.len() < count * 3 / 4, "{} of {count} were new", knowing.memo.len());
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

    #[test]
    fn documentation_is_neither_run_nor_obeyed() {
        let doc = docs("Say:\n```\nhello\n```\n\u{202e}x\r\u{1b}[31m");
        let text = Printer::default().print(vec![Piece::Items(quote!(#doc pub struct Door;))]);
        let expected = "/// Say:\n/// ```text\n/// hello\n/// ```\n/// \u{fffd}x??[31m\npub struct Door;\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn members_are_spread_and_constants_stay_together() {
        let doc = docs("The door.\n\nIt opens.");
        let tokens = quote! {
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
        };
        let inner = Piece::Items(quote!(
            pub const X: u8 = 1;
            pub trait T {
                fn a();
                fn b();
            }
        ));
        let text = Printer::default().print(vec![
            Piece::Section("types".to_owned()),
            Piece::Items(tokens),
            Piece::Module { head: quote!(#[forbid(unsafe_code)] pub), name: "door".to_owned(), pieces: vec![inner] },
        ]);
        let dashes = "-".repeat(100 - 8 - 5);
        let expected = format!(
            "// ---- types {dashes}\n{}",
            "
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

        fn b();
    }
}
"
        );
        assert_eq!(text, expected);
    }
}
