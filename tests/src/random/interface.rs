//! The interface of a package: methods with results and failures, events, leases.

use std::fmt::Write as _;

use super::{Place, Writer};

/// The bytes of a message.
const ROOM: usize = 900;

impl Writer<'_, '_> {
    /// Declares the interface, and the object to which capabilities lead.
    pub(super) fn interface(&mut self) {
        let number = self.number;
        self.items.push(format!("object Door{number} {{ rights {{ enter, leave }} }}\n"));
        let rights = self.choices.once_in(3);
        let mut text = format!("interface Talk{number} {{\n");
        if rights {
            text.push_str("    rights { ask, tell }\n");
        }
        for method in 0..=self.choices.below(2) {
            if rights {
                let wanted = ["    @requires(ask)", "    @requires(ask, tell)", "    @requires(none)"];
                text.push_str(self.choices.of::<&str>(&wanted));
            } else {
                text.push_str("   ");
            }
            let said = self.method(method);
            _ = writeln!(text, " {said};");
        }
        text.push_str("}\n");
        self.items.push(text);
    }

    fn method(&mut self, method: usize) -> String {
        let place = Place { room: ROOM, caps: 3, objects: true, option: true, plain: false, levels: 8 };
        match self.choices.below(8) {
            0 => {
                let said = self.parameters("p", Place { caps: 0, ..place });
                format!("event say{method}({}) keep {}", said.join(", "), 1 + self.choices.below(4))
            }
            1 => format!("oneway say{method}({})", self.parameters("p", place).join(", ")),
            _ => {
                let mut request = self.parameters("p", place);
                if self.choices.once_in(8) {
                    let lent = *self.choices.of(&["&bytes<64>", "&out bytes<64>", "&mut list<u32, 4>"]);
                    let at = self.choices.below(request.len() + 1);
                    request.insert(at, format!("lent: {lent}"));
                }
                let mut said = format!("say{method}({})", request.join(", "));
                let reply = self.parameters("r", place);
                if !reply.is_empty() {
                    _ = write!(said, " -> ({})", reply.join(", "));
                }
                if let Some(error) = self.error() {
                    _ = write!(said, " fails {error}");
                }
                said
            }
        }
    }

    fn parameters(&mut self, letter: &str, place: Place) -> Vec<String> {
        let (mut left, mut caps) = (place.room, place.caps);
        let (mut parameters, mut before) = (Vec::new(), None);
        for number in 0..self.bound(5, 16) - 1 {
            let of = self.next(Place { room: left, caps, ..place }, before.as_ref());
            before = Some(of.clone());
            left = left.saturating_sub(of.most() + 8);
            caps = caps.saturating_sub(of.caps);
            parameters.push(format!("{letter}{number}: {}", of.text));
        }
        parameters
    }

    /// What a method may fail with, if there is such a type.
    fn error(&mut self) -> Option<String> {
        (!self.errors.is_empty() && self.choices.once_in(2)).then(|| self.choices.of(&self.errors).clone())
    }
}
