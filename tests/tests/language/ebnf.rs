//! The grammar for people: the rules of `idl.pest` without what serves recovery, with words and signs in place of the rules that stand for them.

use std::{collections::BTreeMap, fmt::Write as _};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const HEAD: &str = "# Grammar

This page is made from the compiler's grammar by `tests/tests/language.rs`.

`a b` is a and then b, `a | b` one of them, and the first that fits; `a?` is a or nothing, `a*` any number of a, `a+` at
least one. Words and signs stand in quotes. Space and comments may stand between any two of them, but not inside of the tokens. A `,` before a closing brace may
be left out.
";

/// The sections of the grammar that are syntax; what follows is recovery.
const SECTIONS: [&str; 7] = ["files", "data", "interfaces", "components, systems", "policies", "expressions", "tokens"];

/// The whole page.
pub(crate) fn page(grammar: &str) -> Result<String> {
    let literals = literals(grammar);
    let mut page = HEAD.to_owned();
    let mut docs = "";
    let mut rule = String::new();
    for line in grammar.lines() {
        if let Some(title) = line.strip_prefix("// ---") {
            let title = title.trim_start_matches('-').trim();
            if title == "recovery" {
                break;
            }
            if !SECTIONS.contains(&title) {
                return Err(format!("the grammar has a section `{title}` that the page does not know").into());
            }
            if page.ends_with("```text\n") || page.contains("```text") {
                page.push_str("```\n");
            }
            let title =
                format!("{}{}", title.get(..1).unwrap_or_default().to_uppercase(), title.get(1..).unwrap_or_default());
            write!(page, "\n## {title}\n\n```text\n")?;
        } else if let Some(text) = line.strip_prefix("/// ") {
            docs = text;
        } else if !line.starts_with("//") && !line.is_empty() {
            rule.push_str(line);
            rule.push(' ');
            if line.trim_end().ends_with('}')
                && rule.matches('{').count() - quoted(&rule, '{') == rule.matches('}').count() - quoted(&rule, '}')
            {
                page.push_str(&one(&rule, docs, &literals)?);
                rule.clear();
            }
        }
    }
    page.push_str("```\n");
    Ok(page)
}

/// How often a brace stands in quotes, where it opens and closes nothing.
fn quoted(rule: &str, brace: char) -> usize {
    rule.matches(&format!("\"{brace}\"")).count()
}

/// The rules that are one word or sign.
fn literals(grammar: &str) -> BTreeMap<&str, String> {
    let mut literals = BTreeMap::new();
    for line in grammar.lines() {
        let Some((name, body)) = line.split_once('=') else { continue };
        let (name, body) = (name.trim(), body.trim_start_matches([' ', '@', '_', '{']));
        let text = body.strip_prefix('"').and_then(|rest| rest.split_once('"'));
        let is_word = name.starts_with("kw_");
        if let Some((text, rest)) = text
            && (is_word || rest.trim() == "}" || (rest.starts_with(" ~ !\"") && rest.matches('"').count() == 2))
        {
            literals.insert(name, format!("\"{text}\""));
        }
    }
    literals.extend([("end", "\";\"".into()), ("close", "\"}\"".into()), ("separator", "\",\"".into())]);
    literals
}

/// One rule on a line, its documentation before it; nothing for one that is a word or a sign.
fn one(rule: &str, docs: &str, literals: &BTreeMap<&str, String>) -> Result<String> {
    let (name, body) = rule.split_once('=').ok_or("a rule has a body")?;
    let name = name.trim();
    if literals.contains_key(name)
        || matches!(
            name,
            "WHITESPACE" | "COMMENT" | "dangling" | "step" | "sequence_word" | "open_word" | "member_start"
        )
    {
        return Ok(String::new());
    }
    let body = body.trim().trim_start_matches(['@', '_', '$']).trim_start_matches('{').trim_end().trim_end_matches('}');
    let mut parser = Parser { tokens: tokens(body), at: 0, literals };
    let alternatives = parser.alternatives()?;
    let comment = if docs.starts_with('`') { format!("// {}\n", docs.trim_end_matches('.')) } else { String::new() };
    Ok(format!("{comment}{name} = {}\n", alternatives.unwrap_or_default()))
}

fn tokens(body: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut characters = body.chars().peekable();
    while let Some(first) = characters.next() {
        let mut token = first.to_string();
        if first == '"' {
            while let Some(next) = characters.next() {
                token.push(next);
                match next {
                    '\\' => token.extend(characters.next()),
                    '"' => break,
                    _ => {}
                }
            }
        } else if first.is_ascii_alphanumeric() || first == '_' {
            while let Some(next) = characters.next_if(|next| next.is_ascii_alphanumeric() || *next == '_') {
                token.push(next);
            }
        } else if first.is_whitespace() || first == '~' {
            continue;
        }
        tokens.push(token);
    }
    tokens
}

struct Parser<'g> {
    tokens: Vec<String>,
    at: usize,
    literals: &'g BTreeMap<&'g str, String>,
}

/// Each gives its text, or `None` where only recovery is in it.
impl Parser<'_> {
    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", String::as_str)
    }

    fn take(&mut self) -> String {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned().unwrap_or_default()
    }

    fn alternatives(&mut self) -> Result<Option<String>> {
        let mut all: Vec<String> = Vec::new();
        if self.peek() == "|" {
            self.take();
        }
        loop {
            all.extend(self.sequence()?);
            if self.peek() != "|" {
                break;
            }
            self.take();
        }
        all.dedup();
        Ok((!all.is_empty()).then(|| all.join(" | ")))
    }

    fn sequence(&mut self) -> Result<Option<String>> {
        let mut parts = Vec::new();
        let mut is_recovery = false;
        while !matches!(self.peek(), "" | "|" | ")") {
            let is_look = matches!(self.peek(), "!" | "&");
            while matches!(self.peek(), "!" | "&") {
                self.take();
            }
            let (text, is_optional) = self.term()?;
            match text {
                Some(text) if !is_look => parts.push(text),
                None if !is_look && !is_optional => is_recovery = true,
                _ => {}
            }
        }
        Ok((!is_recovery && !parts.is_empty()).then(|| parts.join(" ")))
    }

    /// A part with what stands behind it, and whether it may be left out.
    fn term(&mut self) -> Result<(Option<String>, bool)> {
        let token = self.take();
        let mut text = if token == "(" {
            let inner = self.alternatives()?;
            if self.take() != ")" {
                return Err("a parenthesis is not closed".into());
            }
            inner.map(|inner| if inner.contains(' ') && !is_closed(&inner) { format!("({inner})") } else { inner })
        } else if token.starts_with("bad_")
            || token.starts_with("no_")
            || matches!(token.as_str(), "dangling" | "SOI" | "EOI")
        {
            None
        } else {
            Some(self.literals.get(token.as_str()).cloned().unwrap_or(token))
        };
        let mut is_optional = false;
        while matches!(self.peek(), "?" | "*" | "+") {
            let sign = self.take();
            is_optional |= sign != "+";
            text = text.map(|text| text + &sign);
        }
        Ok((text, is_optional))
    }
}

/// Whether the whole stands in one pair of parentheses.
fn is_closed(text: &str) -> bool {
    let mut depth = 0;
    let opens = text.starts_with('(') && text.ends_with(')');
    opens
        && text.char_indices().all(|(at, sign)| {
            depth += i32::from(sign == '(') - i32::from(sign == ')');
            depth > 0 || at + 1 == text.len()
        })
}
