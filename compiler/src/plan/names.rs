//! Rust-safe, unique names: spelling and scopes. Which item gets which name is said in [`naming`](super::naming).
//!
//! The language compares names after case folding, so two names of one scope never meet in a Rust spelling of their
//! own. What is left are Rust's keywords and the names that the generated code itself uses.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use proc_macro2::{Ident, Span};

/// Keywords that no `r#` helps.
const PATH_WORDS: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// `set_pin`: for values, parameters, fields, methods and modules.
pub(crate) fn snake(name: &str) -> String {
    spelled(words(name).map(str::to_lowercase).collect::<Vec<_>>().join("_"), "n", "unnamed")
}

/// `SetPin`: for types and variants. A name that is written so already stays as it is.
pub(crate) fn camel(name: &str) -> String {
    if name.starts_with(char::is_uppercase) && !name.contains('_') {
        return name.to_owned();
    }
    spelled(words(name).map(capitalised).collect(), "N", "Unnamed")
}

/// `SET_PIN`: for constants.
pub(crate) fn screaming(name: &str) -> String {
    spelled(words(name).map(str::to_uppercase).collect::<Vec<_>>().join("_"), "N", "UNNAMED")
}

/// What is left of a name of which `_` was more than a separator: `_1` becomes `n1`, `__` has nothing else.
fn spelled(name: String, before: &str, otherwise: &str) -> String {
    match name.chars().next() {
        None => otherwise.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{before}{name}"),
        Some(_) => name,
    }
}

/// The identifier with this spelling: raw where it is a keyword, with a `_` behind it where even that is refused.
pub(crate) fn ident(name: &str) -> Ident {
    if PATH_WORDS.contains(&name) {
        return Ident::new(&format!("{name}_"), Span::call_site());
    }
    // The parser knows Rust's keywords, but it is slow: most names are none, and it sees those that may be.
    if is_plain(name) {
        return Ident::new(name, Span::call_site());
    }
    // It takes `gen` for a name, which the edition of 2024 reserves.
    let parsed = if name == "gen" { None } else { syn::parse_str(name).ok() };
    parsed
        .or_else(|| syn::parse_str(&format!("r#{name}")).ok())
        // No name of the language gets here.
        .unwrap_or_else(|| Ident::new("unnamed", Span::call_site()))
}

/// Whether a name is Rust's, too: a digit or a `_` behind a letter is in no keyword but `macro_rules`, which is none, and a capital
/// in none but `Self`.
fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    let begins = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic());
    let goes_on = bytes.clone().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_marked = name != "Self" && name.bytes().any(|byte| byte == b'_' || !byte.is_ascii_lowercase());
    begins && goes_on && (is_marked || name.len() == 1)
}

/// The names of one scope of the generated code.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    own: Vec<&'static str>,
    /// Names that are seen from here.
    around: Vec<Rc<Taken>>,
    taken: Taken,
    /// Of names that were asked for again, the number that is tried next.
    next: BTreeMap<String, u32>,
}

/// Names that are taken.
pub(crate) type Taken = BTreeSet<String>;

impl Scope {
    /// A scope in which `own` has a meaning already.
    pub(crate) fn with(own: &[&'static str]) -> Self {
        Self { own: own.to_vec(), ..Self::default() }
    }

    /// A scope from which these names are seen, too.
    pub(crate) fn below(mut self, around: &[Rc<Taken>]) -> Self {
        self.around.extend_from_slice(around);
        self
    }

    /// The names that were taken in it.
    pub(crate) fn taken(self) -> Rc<Taken> {
        Rc::new(self.taken)
    }

    /// Takes `name`, or the first of `name_`, `name_2`, `name_3`… that is free. The same calls in the same order give
    /// the same names.
    pub(crate) fn claim(&mut self, name: &str) -> String {
        if self.take(name) { name.to_owned() } else { self.claim_or(name, &format!("{name}_")) }
    }

    /// Takes `name`, or the first of `other`, `name_2`, `name_3`… that is free.
    pub(crate) fn claim_or(&mut self, name: &str, other: &str) -> String {
        if let Some(free) = [name, other].into_iter().find(|name| self.take(name)) {
            return free.to_owned();
        }
        // What was taken stays so: no number below is free.
        let first = self.next.get(name).copied().unwrap_or(2);
        for number in first.. {
            let spelling = format!("{name}_{number}");
            if self.take(&spelling) {
                self.next.insert(name.to_owned(), number);
                return spelling;
            }
        }
        name.to_owned()
    }

    /// Takes a name if it is free.
    fn take(&mut self, name: &str) -> bool {
        let is_seen = self.own.contains(&name) || self.around.iter().any(|around| around.contains(name));
        !is_seen && self.taken.insert(name.to_owned())
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.flat_map(char::to_lowercase)).collect()
}

/// The words of a name: `_` parts them, and so does an upper-case letter after a lower-case one (`setPin`) or before
/// one in a row of capitals (`HTTPServer`).
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split('_').flat_map(split_capitals).filter(|word| !word.is_empty())
}

fn split_capitals(name: &str) -> Vec<&str> {
    let letters: Vec<(usize, char)> = name.char_indices().collect();
    let starts = letters.windows(2).enumerate().filter_map(|(index, pair)| {
        let [(_, before), (at, letter)] = pair else { return None };
        let next = letters.get(index + 2).map(|&(_, next)| next);
        let begins = letter.is_uppercase() && (!before.is_uppercase() || next.is_some_and(char::is_lowercase));
        begins.then_some(*at)
    });
    let mut words = Vec::new();
    let mut from = 0;
    for at in starts.chain(std::iter::once(name.len())) {
        words.extend(name.get(from..at));
        from = at;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Scope, camel, ident, screaming, snake};

    #[test]
    fn cases() {
        assert_eq!(snake("SetPin"), "set_pin");
        assert_eq!(snake("HTTPServer"), "http_server");
        assert_eq!(snake("Crc32Sum"), "crc32_sum");
        assert_eq!(camel("wrong_pin"), "WrongPin");
        assert_eq!(camel("UserId"), "UserId");
        assert_eq!(camel("USB"), "USB");
        assert_eq!(screaming("autoLock"), "AUTO_LOCK");
        assert_eq!((snake("_1"), camel("_1x"), camel("__")), ("n1".into(), "N1x".into(), "Unnamed".into()));
    }

    #[test]
    fn keywords() {
        assert_eq!(ident("type").to_string(), "r#type");
        assert_eq!(ident("gen").to_string(), "r#gen");
        assert_eq!(ident("self").to_string(), "self_");
        assert_eq!(ident("Self").to_string(), "Self_");
        assert_eq!(ident("lock").to_string(), "lock");
        assert_eq!(ident("_").to_string(), "__");
        assert_eq!(ident("no name").to_string(), "unnamed");
    }

    #[test]
    fn clashes_are_resolved_in_order() {
        let mut scope = Scope::with(&["Client"]);
        assert_eq!(scope.claim("Client"), "Client_");
        assert_eq!(scope.claim("Client_"), "Client__");
        assert_eq!(scope.claim("Client"), "Client_2");
        assert_eq!(scope.claim("Lock"), "Lock");
        assert_eq!(scope.claim_or("Lock", "LockMethod"), "LockMethod");
    }
}
