//! Where blanks stand on a line, and what may not stand on one line at all.

use super::{
    kind::{Group, Kind, Sign, Word},
    row::Row,
};

/// Puts the tokens of a row on one line, for their columns.
pub(super) fn put(row: &mut Row) {
    let (mut before, mut column, mut broken) = (Kind::End, 0, 0);
    for at in 0..row.len() {
        let token = row.token(at);
        let dropped = token.is(Sign::Comma) && is_last(row, at);
        let spaced = is_spaced(before, token.kind);
        let width = if dropped { 0 } else { token.len };
        let breaks = token.breaks || breaks(row, at);
        broken += u32::from(breaks);
        let begin = column + u32::from(spaced);
        column = begin + width;
        if let Some(token) = row.token_mut(at) {
            (token.spaced, token.dropped, token.breaks) = (spaced, dropped, breaks);
            (token.begin, token.broken) = (begin, broken);
        }
        if !dropped {
            before = token.kind;
        }
    }
}

/// Whether a comma is the last in its group, and not that of a tuple of one.
fn is_last(row: &Row, at: usize) -> bool {
    let close = row.token(at + 1);
    match close.kind {
        Kind::Close(Group::Paren) => {
            is_called(row, close.pair())
                || row.outer(close.pair() + 1, at).any(|other| row.token(other).is(Sign::Comma))
        }
        Kind::Close(_) => true,
        _ => false,
    }
}

/// Whether a `(` begins arguments or parameters: else a comma behind a single value would make a tuple of it.
pub(super) fn is_called(row: &Row, open: usize) -> bool {
    let before = open.checked_sub(1).map_or(Kind::End, |before| row.kind(before));
    touches(before) && !matches!(before, Kind::Sign { is_prefix: true, .. })
}

/// Whether a token ends the line, even where there would be room.
fn breaks(row: &Row, at: usize) -> bool {
    let token = row.token(at);
    let is_empty = token.pair() == at + 1;
    match token.kind {
        Kind::Doc | Kind::Sign { sign: Sign::Hash, .. } => true,
        Kind::Open(Group::Items | Group::Fields | Group::Arms | Group::Body) => !is_empty,
        Kind::Open(Group::Then) => row.kind(token.pair() + 1) != Kind::Word(Word::Else),
        _ => false,
    }
}

/// Whether `(` or `[` behind a token belong to it.
fn touches(before: Kind) -> bool {
    match before {
        Kind::Word(word) => matches!(word, Word::Name | Word::Fn | Word::Pub),
        Kind::Close(group) => matches!(group, Group::Paren | Group::Bracket | Group::Angle),
        Kind::Literal => true,
        Kind::Sign { sign, is_prefix } => !is_followed(sign, is_prefix) || sign == Sign::Question,
        _ => false,
    }
}

/// Whether a blank follows a sign.
const fn is_followed(sign: Sign, is_prefix: bool) -> bool {
    let touches = matches!(sign, Sign::Dot | Sign::Not | Sign::Hash | Sign::Path | Sign::Range | Sign::Other);
    // A closure without parameters looks like a prefix.
    !touches && (!is_prefix || matches!(sign, Sign::Or))
}

fn is_spaced(before: Kind, this: Kind) -> bool {
    !is_tight(before, this)
        && match (before, this) {
            (_, Kind::Close(group)) | (Kind::Open(group), _) => group.is_braced() && group != Group::Use,
            (before, Kind::Open(Group::Paren | Group::Bracket)) => !touches(before),
            (Kind::Sign { sign, is_prefix }, _) => is_followed(sign, is_prefix),
            (_, Kind::Sign { sign, .. }) => !matches!(sign, Sign::Range),
            _ => true,
        }
}

/// Whether no blank stands between two tokens, whatever they are for.
const fn is_tight(before: Kind, this: Kind) -> bool {
    let follows = matches!(
        this,
        Kind::Sign { sign: Sign::Comma | Sign::Semicolon | Sign::Dot | Sign::Colon, .. }
            | Kind::Sign { sign: Sign::Question | Sign::Not | Sign::Path, is_prefix: false }
    );
    let belongs = matches!(
        (before, this),
        (Kind::Open(_), Kind::Close(_))
            | (Kind::Word(Word::Name | Word::Impl | Word::For | Word::Fn), Kind::Open(Group::Angle))
            | (Kind::Sign { sign: Sign::Greater, .. }, Kind::Sign { sign: Sign::Greater, .. })
    );
    follows || belongs || matches!(before, Kind::End)
}
