//! A template, cut into what is known and what is put in.

use std::{iter::Peekable, mem};

use proc_macro::{Delimiter, Group, Ident, Literal, Spacing, TokenStream, TokenTree, token_stream};

/// The signs of several letters that are one token. `>>` ends two groups.
const SIGNS: [&str; 18] =
    ["::", "->", "=>", "&&", "||", "==", "!=", "<=", ">=", "+=", "-=", "*=", "|=", "&=", "^=", "..", "..=", "<<"];

/// The variable that a template is written to.
const OUT: &str = "tokens_of_template";

/// A template.
#[derive(Default)]
pub(crate) struct Template {
    parts: Vec<Part>,
    known: Known,
    /// The last sign touches what comes next.
    joint: bool,
}

enum Part {
    Known(Known),
    /// `#name`
    Hole(Ident),
    /// `#(…)` with a separator, before `*`.
    Each {
        each: Template,
        between: Known,
    },
}

/// Tokens that every use of a template has.
#[derive(Default)]
struct Known {
    text: String,
    /// For each token a letter that says what it is, and the length of its text.
    tokens: Vec<(u8, usize)>,
}

impl Known {
    fn push(&mut self, kind: u8, text: &str) {
        self.text.push_str(text);
        self.tokens.push((kind, text.len()));
    }

    /// Makes one sign of the last one and one more letter, if there is such a sign.
    fn join(&mut self, letter: char) -> bool {
        let before = self.tokens.len().checked_sub(2).and_then(|before| self.tokens.get(before)).copied();
        let Some((b's', len)) = self.tokens.last_mut() else { return false };
        let (text, last) = self.text.split_at(self.text.len() - *len);
        let sign = format!("{last}{letter}");
        // `<<` begins two groups unless a value stands before it.
        let is_value = before.is_some_and(|(kind, len)| match kind {
            b'l' | b')' => true,
            b'w' => text.get(text.len() - len..).is_some_and(|word| !word.starts_with(char::is_uppercase)),
            _ => false,
        });
        let is_sign = SIGNS.contains(&sign.as_str()) && (sign != "<<" || is_value);
        if is_sign {
            *len += 1;
            self.text.push(letter);
        }
        is_sign
    }

    /// Each token as its letter and two bytes, the less first.
    fn codes(&self) -> Vec<u8> {
        let code = |(kind, len): &(u8, usize)| {
            let [low, high] = u16::try_from(*len).unwrap_or(u16::MAX).to_le_bytes();
            [*kind, low, high]
        };
        self.tokens.iter().flat_map(code).collect()
    }
}

impl Template {
    pub(crate) fn new(input: TokenStream) -> Self {
        let mut template = Self::default();
        template.read(input);
        template.flush();
        template
    }

    fn flush(&mut self) {
        if !self.known.tokens.is_empty() {
            self.parts.push(Part::Known(mem::take(&mut self.known)));
        }
        self.joint = false;
    }

    fn read(&mut self, input: TokenStream) {
        let mut trees = input.into_iter().peekable();
        while let Some(tree) = trees.next() {
            match tree {
                TokenTree::Punct(sign) if sign.as_char() == '#' => self.hash(&mut trees),
                TokenTree::Punct(sign) if sign.as_char() == '\'' => {
                    let name = trees.next().map(|name| format!("'{name}")).unwrap_or_default();
                    self.known.push(b'w', &name);
                }
                TokenTree::Punct(sign) => {
                    let letter = sign.as_char();
                    if !(self.joint && self.known.join(letter)) {
                        self.known.push(b's', letter.encode_utf8(&mut [0; 4]));
                    }
                    self.joint = sign.spacing() == Spacing::Joint;
                }
                TokenTree::Ident(name) => self.known.push(b'w', &name.to_string()),
                TokenTree::Literal(literal) => self.known.push(b'l', &literal.to_string()),
                TokenTree::Group(group) => self.group(&group),
            }
        }
    }

    fn group(&mut self, group: &Group) {
        let (begin, end) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::None => return self.read(group.stream()),
        };
        self.joint = false;
        self.known.push(b'(', begin);
        self.read(group.stream());
        self.known.push(b')', end);
        self.joint = false;
    }

    /// What begins with a `#`.
    fn hash(&mut self, trees: &mut Peekable<token_stream::IntoIter>) {
        match trees.peek() {
            Some(TokenTree::Ident(name)) => {
                self.flush();
                self.parts.push(Part::Hole(name.clone()));
                trees.next();
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                let each = Self::new(group.stream());
                trees.next();
                let mut between = Known::default();
                for tree in trees.by_ref() {
                    match tree {
                        TokenTree::Punct(sign) if sign.as_char() == '*' => break,
                        TokenTree::Punct(sign) if between.tokens.is_empty() || !between.join(sign.as_char()) => {
                            between.push(b's', sign.as_char().encode_utf8(&mut [0; 4]));
                        }
                        _ => {}
                    }
                }
                self.flush();
                self.parts.push(Part::Each { each, between });
            }
            Some(TokenTree::Group(group)) => match documentation(group) {
                Some(line) => {
                    self.known.push(b'd', &line);
                    trees.next();
                }
                None => self.known.push(b's', "#"),
            },
            _ => self.known.push(b's', "#"),
        }
    }

    /// An expression that makes the tokens.
    pub(crate) fn code(&self) -> TokenStream {
        let (text, tokens) = self.room();
        let mut code = parsed(&format!("let mut {OUT} = crate::tokens::TokenStream::with_room({text}, {tokens});"));
        code.extend(self.statements());
        code.extend(parsed(OUT));
        [TokenTree::Group(Group::new(Delimiter::Brace, code))].into_iter().collect()
    }

    /// How long the text is going to be, and how many tokens there will be, if what is put in is short.
    fn room(&self) -> (usize, usize) {
        let parts = self.parts.iter().map(|part| match part {
            Part::Known(known) => (known.text.len(), known.tokens.len()),
            Part::Hole(_) => (16, 2),
            Part::Each { each, .. } => each.room(),
        });
        parts.fold((0, 0), |(text, tokens), part| (text + part.0, tokens + part.1))
    }

    fn statements(&self) -> TokenStream {
        self.parts.iter().map(Part::statements).collect()
    }

    /// The names in its holes, each once.
    fn names(&self) -> Vec<&Ident> {
        let mut all: Vec<&Ident> = Vec::new();
        for part in &self.parts {
            let names = match part {
                Part::Known(_) => Vec::new(),
                Part::Hole(name) => vec![name],
                Part::Each { each, .. } => each.names(),
            };
            for name in names {
                if !all.iter().any(|other| other.to_string() == name.to_string()) {
                    all.push(name);
                }
            }
        }
        all
    }
}

impl Part {
    fn statements(&self) -> TokenStream {
        match self {
            Self::Known(known) => known.statement(),
            Self::Hole(name) => {
                let mut arguments = parsed("&");
                arguments.extend([TokenTree::Ident(name.clone())]);
                arguments.extend(parsed(&format!(", &mut {OUT}")));
                let mut code = parsed("crate::tokens::ToTokens::to_tokens");
                code.extend([TokenTree::Group(Group::new(Delimiter::Parenthesis, arguments))]);
                code.extend(parsed(";"));
                code
            }
            Self::Each { each, between } => {
                let (mut all, mut next) =
                    (parsed("use crate::tokens::each::{One as _, Several as _, Slice as _};"), TokenStream::new());
                for (at, name) in each.names().into_iter().enumerate() {
                    // `let mut each_0 = name.each();`, and in the loop `let Some(name) = each_0.next() else { break };`
                    all.extend(parsed(&format!("let mut each_{at} =")));
                    all.extend([TokenTree::Ident(name.clone())]);
                    all.extend(parsed(".each();"));
                    next.extend(parsed("let Some"));
                    let pattern = TokenTree::Ident(name.clone()).into();
                    next.extend([TokenTree::Group(Group::new(Delimiter::Parenthesis, pattern))]);
                    next.extend(parsed(&format!("= each_{at}.next() else {{ break }};")));
                }
                if !between.tokens.is_empty() {
                    all.extend(parsed("let mut is_first = true;"));
                    next.extend(parsed(&format!("if !is_first {{ {} }} is_first = false;", between.statement())));
                }
                next.extend(each.statements());
                all.extend(parsed("loop"));
                all.extend([TokenTree::Group(Group::new(Delimiter::Brace, next))]);
                [TokenTree::Group(Group::new(Delimiter::Brace, all))].into_iter().collect()
            }
        }
    }
}

impl Known {
    fn statement(&self) -> TokenStream {
        let (text, codes) = (Literal::string(&self.text), Literal::byte_string(&self.codes()));
        parsed(&format!("{OUT}.known({text}, {codes});"))
    }
}

/// Code that is written here. It is Rust, so it has tokens.
fn parsed(code: &str) -> TokenStream {
    code.parse().unwrap_or_default()
}

/// The line of `[doc = "…"]`.
fn documentation(group: &Group) -> Option<String> {
    let mut trees = group.stream().into_iter();
    let (doc, equals, line) = (trees.next()?, trees.next()?, trees.next()?);
    if group.delimiter() != Delimiter::Bracket || doc.to_string() != "doc" || equals.to_string() != "=" {
        return None;
    }
    let literal = line.to_string();
    let raw = literal.trim_start_matches('r').trim_matches('#').strip_prefix('"')?.strip_suffix('"')?;
    // Lines behind `///` come as raw strings, with nothing to be unescaped but what the compiler escaped.
    if literal.starts_with('r') {
        return Some(raw.to_owned());
    }
    let (mut line, mut letters) = (String::new(), raw.chars());
    while let Some(letter) = letters.next() {
        line.push(if letter == '\\' { letters.next()? } else { letter });
    }
    Some(line)
}
