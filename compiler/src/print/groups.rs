//! Which tokens belong together, and what for.
//!
//! The parser of Rust knows by its grammar whether `<` begins generics. Here it is told by what stands before it, and whether a `>`
//! follows; what braces are for, by the keyword before them. A wrong guess costs a beautiful line and nothing else: a
//! printer writes the tokens that it was given.

use super::{
    kind::{Group, Kind, Sign, Word},
    row::Row,
};

/// A group that has begun, or what may be one.
#[derive(Clone, Copy)]
struct Begun {
    at: usize,
    group: Group,
    /// What the next braces are for.
    next: Option<Group>,
    /// Whether a pattern is read: its braces are none of a keyword's.
    is_pattern: bool,
}

impl Begun {
    const fn new(at: usize, group: Group) -> Self {
        Self { at, group, next: None, is_pattern: false }
    }

    /// `<` and `|` that no other sign has made a group yet.
    const fn is_guess(self) -> bool {
        matches!(self.group, Group::Angle | Group::Pipe)
    }

    fn keyword(&mut self, word: Word, before: Kind) {
        let next = match word {
            Word::Let => {
                self.is_pattern = true;
                return;
            }
            Word::In => {
                self.is_pattern = false;
                return;
            }
            // A chain of conditions stands on lines of its own.
            Word::If if before == Kind::Word(Word::Else) => Group::Body,
            Word::If => Group::Then,
            Word::Else => Group::Block,
            _ if self.next.is_some() => return,
            Word::For => {
                self.is_pattern = true;
                Group::Body
            }
            Word::While | Word::Loop | Word::Fn => Group::Body,
            Word::Impl | Word::Trait | Word::Mod => Group::Items,
            Word::Struct | Word::Enum => Group::Fields,
            Word::Match => Group::Arms,
            _ => return,
        };
        self.next = Some(next);
    }

    fn braces(&mut self, before: Kind) -> Group {
        match before {
            _ if self.is_pattern => Group::List,
            Kind::Sign { sign: Sign::Path, .. } => Group::Use,
            _ => self.next.take().unwrap_or(match before {
                Kind::Word(Word::Name) | Kind::Close(Group::Angle) => Group::List,
                _ => Group::Block,
            }),
        }
    }
}

/// Finds the groups of a row, and which signs stand before a value.
pub(super) fn find(row: &mut Row) {
    // There is always the whole row.
    let (mut outer, mut inner) = (Vec::new(), Begun::new(0, Group::Items));
    for at in 0..row.len() {
        let kind = row.kind(at);
        let before = at.checked_sub(1).map_or(Kind::End, |before| row.kind(before));
        let mut begins = None;
        match kind {
            Kind::Word(word) => inner.keyword(word, before),
            Kind::Sign { sign: Sign::Less, .. } if begins_generics(row, at, before) => {
                if before == Kind::Word(Word::For) {
                    inner = Begun { next: None, is_pattern: false, ..inner };
                }
                begins = Some(Group::Angle);
            }
            Kind::Sign { sign: Sign::Bar, .. } if inner.group != Group::Pipe && !is_value(before) => {
                begins = Some(Group::Pipe);
            }
            Kind::Sign { sign: Sign::Greater, .. } if inner.group == Group::Angle => {
                end(row, inner, at);
                inner = outer.pop().unwrap_or(inner);
            }
            Kind::Sign { sign: Sign::Bar, .. } if inner.group == Group::Pipe => {
                end(row, inner, at);
                inner = outer.pop().unwrap_or(inner);
            }
            Kind::Sign { sign, .. } => {
                let is_prefix = sign.is_prefix() && !is_value(before);
                set(row, at, Kind::Sign { sign, is_prefix });
                match sign {
                    Sign::Equals => inner.is_pattern = false,
                    Sign::Semicolon | Sign::Leads => {
                        give_up(&mut inner, &mut outer);
                        inner.next = None;
                        if let Some(token) = row.token_mut(at) {
                            token.breaks = inner.group.is_block();
                        }
                    }
                    Sign::And | Sign::Or if !is_prefix => give_up(&mut inner, &mut outer),
                    _ => {}
                }
            }
            Kind::Open(group) if group.is_braced() => {
                give_up(&mut inner, &mut outer);
                let group = inner.braces(before);
                set(row, at, Kind::Open(group));
                begins = Some(group);
            }
            Kind::Open(group) => begins = Some(group),
            Kind::Close(_) => {
                give_up(&mut inner, &mut outer);
                end(row, inner, at);
                inner = outer.pop().unwrap_or(inner);
            }
            Kind::Doc | Kind::Literal | Kind::End => {}
        }
        if let Some(group) = begins {
            outer.push(inner);
            inner = Begun::new(at, group);
        }
    }
}

/// What was taken for a group is none.
fn give_up(inner: &mut Begun, outer: &mut Vec<Begun>) {
    while inner.is_guess()
        && let Some(before) = outer.pop()
    {
        *inner = before;
    }
}

/// A group from its begin to there.
fn end(row: &mut Row, begun: Begun, at: usize) {
    set(row, begun.at, Kind::Open(begun.group));
    set(row, at, Kind::Close(begun.group));
    for (here, there) in [(begun.at, at), (at, begun.at)] {
        if let Some(token) = row.token_mut(here) {
            token.set_pair(there);
        }
    }
}

fn set(row: &mut Row, at: usize, kind: Kind) {
    if let Some(token) = row.token_mut(at) {
        token.kind = kind;
    }
}

/// Whether a value ends with a token, so that a sign behind it stands between two.
fn is_value(kind: Kind) -> bool {
    match kind {
        Kind::Word(Word::Name) | Kind::Literal | Kind::Sign { sign: Sign::Question, is_prefix: false } => true,
        Kind::Close(group) => !group.is_block() && !matches!(group, Group::Pipe | Group::Arms | Group::Items),
        _ => false,
    }
}

/// Whether a `<` may be the begin of generics: behind the name of a type or a function, or before a qualified path.
fn begins_generics(row: &Row, at: usize, before: Kind) -> bool {
    match before {
        Kind::Word(Word::Name) => {
            let name = at.checked_sub(1).map(|name| row.token(name));
            let is_type = name.is_some_and(|name| row.text_of(name).starts_with(char::is_uppercase));
            is_type || at.checked_sub(2).is_some_and(|word| row.kind(word) == Kind::Word(Word::Fn))
        }
        _ => !is_value(before),
    }
}
