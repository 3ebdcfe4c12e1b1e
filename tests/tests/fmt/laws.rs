//! What must hold for every text that is formatted, seen from outside: with a lexer of its own.

use tessera_idl::{Sources, format, parse};

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A word, a number, a text in quotes, a line of documentation, a comment, or one sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'text> {
    /// The characters, without blanks at the end.
    pub(crate) text: &'text str,
    /// The space before it.
    pub(crate) space: &'text str,
}

impl Token<'_> {
    /// Whether its line ends with it.
    pub(crate) fn is_line(&self) -> bool {
        self.text.starts_with("//")
    }

    /// Whether it is a bracket or a separator, which stands for itself whatever is around it.
    pub(crate) fn is_sign(&self) -> bool {
        matches!(self.text, "{" | "}" | "(" | ")" | "[" | "]" | "," | ";")
    }

    fn is_comment(&self) -> bool {
        self.is_line() && (!self.text.starts_with("///") || self.text.starts_with("////"))
    }
}

/// All tokens, comments among them.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        let solid = rest.trim_start_matches([' ', '\t', '\r', '\n', '\u{feff}']);
        let (space, _) = rest.split_at(rest.len() - solid.len());
        let Some(first) = solid.chars().next() else { return tokens };
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = match first {
            '/' if solid.starts_with("//") => solid.find('\n').unwrap_or(solid.len()),
            '"' => quoted(solid),
            _ if is_word(first) => solid.find(|c| !is_word(c)).unwrap_or(solid.len()),
            _ => first.len_utf8(),
        };
        let (token, behind) = solid.split_at(length);
        tokens.push(Token { text: if token.starts_with("//") { token.trim_end() } else { token }, space });
        rest = behind;
    }
}

fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'\n' => return at,
            b'"' if !escaped => return at + 1,
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    text.len()
}

/// The layout of a text, `None` where it has a syntax error.
pub(crate) fn formatted(text: &str, width: usize) -> Result<Option<String>> {
    let (mut texts, findings) = format(&Sources::single("text.idl", text)?, width);
    let found = texts.pop().ok_or("no answer")?;
    if found.is_none() == findings.is_empty() { Err("an answer and a finding, or neither".into()) } else { Ok(found) }
}

/// Holds a text to all laws. Gives its layout, `None` where it has a syntax error.
pub(crate) fn check(text: &str, width: usize) -> Result<Option<String>> {
    let Some(found) = formatted(text, width)? else { return Ok(None) };
    let law = |holds: bool, what: &str| {
        if holds { Ok(()) } else { Err(format!("{what}\n--- text\n{text}\n--- layout\n{found}\n---")) }
    };
    law(tree(text)? == tree(&found)?, "the tree is another one")?;
    law(code(text) == code(&found), "the tokens are others")?;
    law(comments(text) == comments(&found), "a comment is lost, changed or elsewhere")?;
    let again = formatted(&found, width)?;
    law(again.as_ref() == Some(&found), &format!("formatted again it is\n{}", again.unwrap_or_default()))?;
    law(found.ends_with('\n') && !found.ends_with("\n\n") && !found.starts_with('\n'), "an empty line at an end")?;
    law(!found.contains("\n\n\n"), "two empty lines")?;
    law(found.lines().all(|line| line.trim_end() == line), "blanks at the end of a line")?;
    law(found.lines().all(|line| (line.len() - line.trim_start_matches(' ').len()) % 4 == 0), "half a step")?;
    Ok(Some(found))
}

/// The tree of a text without the places in it.
fn tree(text: &str) -> Result<String> {
    let (ast, findings) = parse(&Sources::single("text.idl", text)?);
    let mut shown = findings.first().map_or(String::new(), |finding| finding.message.clone());
    let mut rest = format!("{ast:?}");
    while let Some((before, behind)) = rest.split_once("Span { start: ") {
        shown.push_str(before);
        rest = behind.split_once('}').map_or(String::new(), |(_, behind)| behind.to_owned());
    }
    Ok(shown + &rest)
}

/// The tokens without comments, and without commas before closing brackets.
fn code(text: &str) -> Vec<&str> {
    let mut code: Vec<&str> = Vec::new();
    for token in tokens(text).into_iter().filter(|token| !token.is_comment()) {
        if matches!(token.text, "}" | ")" | "]") && code.last() == Some(&",") {
            code.pop();
        }
        code.push(token.text);
    }
    code
}

/// The comments, each with the number of tokens before it; separators do not count, as comments go behind them.
fn comments(text: &str) -> Vec<(usize, &str)> {
    let mut before = 0;
    let mut comments = Vec::new();
    for token in tokens(text) {
        if token.is_comment() {
            comments.push((before, token.text));
        } else if !matches!(token.text, "," | ";") {
            before += 1;
        }
    }
    comments
}
