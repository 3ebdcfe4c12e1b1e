//! Room: what a type that grows may take in any later version.

use alloc::{format, string::String};

use super::{
    Checker,
    layout::{MAX_CAPS, Measure},
};
use crate::{codes, diagnostic::Diagnostic, model::Expr, source::Span};

/// A type that grows, and what it says about its room.
#[derive(Clone, Copy)]
pub(super) struct Growing<'g> {
    /// `table`, `flexible union`
    pub(super) what: &'g str,
    pub(super) name: &'g str,
    pub(super) span: Span,
    pub(super) resource: bool,
    /// What stands behind `max` and `caps`.
    pub(super) max: Option<&'g Expr>,
    pub(super) caps: Option<&'g Expr>,
}

impl Checker<'_> {
    /// The bytes and capabilities that a growing type has room for. `None` after an error. `known` is what its parts
    /// take now, as far as that is known.
    pub(super) fn room(&mut self, growing: Growing<'_>, known: Option<Measure>) -> Option<(u32, u32)> {
        let (max, caps) = (self.room_in_bytes(growing, known), self.room_in_capabilities(growing, known));
        let (known, max, caps) = (known?, max?, caps?);
        let Growing { what, name, .. } = growing;
        for (room, needed, (one, many), place) in [
            (u64::from(max), known.size, ("byte", "bytes"), growing.max),
            (u64::from(caps), known.caps, ("capability", "capabilities"), growing.caps),
        ] {
            let unit = if room == 1 { one } else { many };
            if room < needed
                && let Some(place) = place
            {
                self.report(
                    Diagnostic::new(codes::E0323, format!("the {what} `{name}` needs more room than it has"))
                        .label(place.span, format!("room for {room} {unit}, it needs {needed} now"))
                        .help(format!("write {needed} or more: later versions can only add what has room")),
                );
                return None;
            }
        }
        Some((max, caps))
    }

    fn room_in_bytes(&mut self, growing: Growing<'_>, known: Option<Measure>) -> Option<u32> {
        let Growing { what, name, span, .. } = growing;
        if let Some(max) = growing.max {
            return self.bound(max, "what grows has room for at least one byte");
        }
        let needs = known.map_or(String::new(), |known| format!(", it needs {} now", known.size));
        let advice = known.map_or(256, |known| advised(known.size));
        self.report(
            Diagnostic::new(codes::E0322, format!("the {what} `{name}` does not say how large it may grow"))
                .label(span, format!("`max` is missing{needs}"))
                .help(format!("write `{name} max {advice}`: the bytes that a value of any later version may take")),
        );
        None
    }

    fn room_in_capabilities(&mut self, growing: Growing<'_>, known: Option<Measure>) -> Option<u32> {
        let Growing { what, name, span, resource, .. } = growing;
        let Some(caps) = growing.caps else {
            if !resource {
                return Some(0);
            }
            let needs = known.map_or(1, |known| known.caps.max(1));
            let message = format!("the {what} `{name}` does not say how many capabilities it may ever hold");
            self.report(
                Diagnostic::new(codes::E0322, message)
                    .label(span, format!("`caps` is missing, it needs {needs}"))
                    .help(format!("write `caps {needs}` before the brace, or more if later versions may add some")),
            );
            return None;
        };
        if !resource {
            self.report(
                Diagnostic::new(codes::E0324, format!("the {what} `{name}` has no use for `caps`"))
                    .label(caps.span, "it can never hold a capability")
                    .also(span, "not a resource")
                    .help(format!("remove it, or write `resource {what} {name}`")),
            );
            return None;
        }
        let room = self.bound(caps, "a resource has room for at least one capability")?;
        if u64::from(room) > MAX_CAPS {
            self.report(
                Diagnostic::new(codes::E0308, format!("no message holds more than {MAX_CAPS} capabilities"))
                    .label(caps.span, "beyond any message")
                    .help("write a smaller number"),
            );
            return None;
        }
        Some(room)
    }

    /// Reports room where nothing grows.
    pub(super) fn refuse_room(&mut self, name: &str, room: Option<&Expr>) {
        let Some(room) = room else { return };
        self.report(
            Diagnostic::new(codes::E0324, format!("the union `{name}` is strict, so it never grows"))
                .label(room.span, "room for nothing")
                .help(format!("remove it, or write `flexible union {name}`")),
        );
    }
}

/// Room to propose for a type that takes so many bytes now: a power of two with as much again to grow.
fn advised(needed: u64) -> u64 {
    needed.saturating_mul(2).max(32).checked_next_power_of_two().unwrap_or(needed)
}
