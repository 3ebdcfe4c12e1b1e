//! Which names a file imports and never writes again.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use super::lex::{Kind, Tokens};
use crate::ast::{Name, Use};
use crate::source::Span;

/// The names in `use` lines, of a package its last one, that stand nowhere else in the text.
///
/// A name that also stands for something else counts as used, so what is found here is certainly unused.
pub(super) fn unused(text: &str, base: u32, uses: &[Use]) -> BTreeSet<Span> {
    let mut left: BTreeMap<(&str, bool), Vec<Span>> = BTreeMap::new();
    for line in uses {
        let package = line.path.segments.last().filter(|_| line.names.is_none()).map(|name| (name, true));
        let names = line.names.iter().flatten().map(|name| (name, false));
        for (Name { text, span }, is_package) in package.into_iter().chain(names) {
            left.entry((text, is_package)).or_default().push(*span);
        }
    }
    let lines: Vec<Span> = uses.iter().map(|line| line.span).collect();
    let in_a_line = |at: u32| {
        let before = lines.partition_point(|line| line.start <= at);
        before.checked_sub(1).and_then(|index| lines.get(index)).is_some_and(|line| at < line.end)
    };
    if left.is_empty() {
        return BTreeSet::new();
    }
    let mut tokens = Tokens::new(text, 0).filter(|token| token.kind != Kind::Comment).peekable();
    while let Some(token) = tokens.next() {
        let at = base.saturating_add(u32::try_from(token.range.start).unwrap_or(u32::MAX));
        if token.kind == Kind::Word && !in_a_line(at) {
            let word = text.get(token.range).unwrap_or_default();
            left.remove(&(word, false));
            if tokens.peek().is_some_and(|next| next.kind == Kind::Sign(b'.')) {
                left.remove(&(word, true));
            }
        }
    }
    left.into_values().flatten().collect()
}
