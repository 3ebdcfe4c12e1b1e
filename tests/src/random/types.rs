//! Types, and the declarations of those that have a name.

use super::{Kind, Known, Place, Writer};

/// The integers with their sizes.
pub(super) const INTS: [(&str, usize); 8] =
    [("u8", 1), ("u16", 2), ("u32", 4), ("u64", 8), ("i8", 1), ("i16", 2), ("i32", 4), ("i64", 8)];

impl Writer<'_, '_> {
    /// Any type that the place takes.
    pub(super) fn any(&mut self, place: Place) -> Known {
        for _ in 0..4 {
            let found = self.attempt(place);
            if let Some(found) = found.filter(|found| place.takes(found)) {
                return found;
            }
        }
        self.number_type()
    }

    /// Any type, or once in three times the one before: what is alike in a row may be checked at once.
    pub(super) fn next(&mut self, place: Place, before: Option<&Known>) -> Known {
        match before.filter(|before| place.takes(before)) {
            Some(before) if self.choices.once_in(3) => before.clone(),
            _ => self.any(place),
        }
    }

    fn attempt(&mut self, place: Place) -> Option<Known> {
        // What is made of other types needs levels and room for them.
        let composed = place.levels > 1 && place.room > 48;
        match self.choices.below(20) {
            0..=1 | 4 => Some(self.number_type()),
            2 => Some(Known::scalar("bool", 1, Kind::Bool)),
            3 => {
                let (text, size) = *self.choices.of(&[("f32", 4), ("f64", 8)]);
                Some(Known::scalar(text, size, Kind::Other))
            }
            5..=8 if !self.known.is_empty() => {
                let fitting: Vec<_> = self.known.iter().filter(|known| place.takes(known)).cloned().collect();
                let unused: Vec<_> =
                    fitting.iter().filter(|known| self.unused.contains(&known.text)).cloned().collect();
                let wanted = if unused.is_empty() || self.choices.once_in(4) { fitting } else { unused };
                let chosen = (!wanted.is_empty()).then(|| self.choices.of(&wanted).clone())?;
                self.unused.retain(|name| *name != chosen.text);
                Some(chosen)
            }
            9..=11 => Some(self.text()),
            12 => Some(self.bytes()),
            13 => Some(self.inline()),
            14 => self.cap(place),
            15..=16 if composed => Some(self.option(place)),
            17 if composed => Some(self.array(place)),
            18 if composed => Some(self.list(place)),
            19 if composed => Some(self.inline_list(place)),
            _ => None,
        }
    }

    pub(super) fn number_type(&mut self) -> Known {
        let (text, size) = *self.choices.of(&INTS);
        let bits = size * 8;
        let (least, greatest) =
            if text.starts_with('u') { (0, (1 << bits) - 1) } else { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) };
        Known::scalar(text, size, Kind::Int { least, greatest })
    }

    /// A small number of places, seldom a large one.
    pub(super) fn bound(&mut self, usual: usize, large: usize) -> usize {
        1 + if self.choices.once_in(8) { self.choices.below(large) } else { self.choices.below(usual) }
    }

    fn text(&mut self) -> Known {
        let bound = self.bound(24, 120);
        sequence(format!("string<{}>", self.number(bound)), bound, Kind::Text { bound })
    }

    fn bytes(&mut self) -> Known {
        let bound = self.bound(24, 120);
        sequence(format!("bytes<{}>", self.number(bound)), bound, Kind::Bytes { bound })
    }

    fn inline(&mut self) -> Known {
        let bound = self.bound(12, 300);
        let (word, kind) = match self.choices.below(2) {
            0 => ("string", Kind::Text { bound }),
            _ => ("bytes", Kind::Bytes { bound }),
        };
        let known = Known::scalar(&format!("inline {word}<{}>", self.number(bound)), bound + 2, kind);
        Known { plain: false, ..known }
    }

    fn cap(&mut self, place: Place) -> Option<Known> {
        (place.caps > 0).then(|| {
            let to = match &self.interface {
                Some(interface) if self.choices.once_in(4) => interface.clone(),
                _ => format!("{}{}", self.door, self.choices.of(&["", ", enter", ", enter, leave"])),
            };
            let known = Known::scalar(&format!("cap<{to}>"), 2, Kind::Other);
            Known { caps: 1, resource: true, plain: false, ..known }
        })
    }
}

/// An out-of-line string or bytes.
fn sequence(text: String, bytes: usize, kind: Kind) -> Known {
    Known { text, behind: bytes + 7, plain: false, ..Known::scalar("", 8, kind) }
}
