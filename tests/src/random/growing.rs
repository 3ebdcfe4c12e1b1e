//! What grows: tables and unions. The next version of a package has more of their parts.

use super::{Item, Kind, Known, Place, Writer, names::Scope};

impl Writer<'_, '_> {
    pub(super) fn table(&mut self, place: Place) -> Known {
        let name = self.name("Table");
        let (inside, resource) = self.part(place);
        let (mut room, mut caps, mut levels) = (16, 0, 1);
        let (mut before, mut scope) = (None, Scope::default());
        let mut parts = Vec::new();
        let now = self.bound(8, 48) - 1;
        for number in 0..now + self.later().min(48 - now) {
            let left = (place.room + 200).saturating_sub(room).min(place.room / 4);
            let field = self.next(Place { room: left, option: false, ..inside }, before.as_ref());
            before = Some(field.clone());
            room += field.most() + 8;
            caps += field.caps;
            levels = levels.max(field.levels + 1);
            parts.push(if self.choices.once_in(6) {
                format!("{}: reserved {}", number + 1, field.text)
            } else {
                let name = self.part_name(&mut scope, "m", number);
                let marks = self.attributes(&format!("`{name}`"));
                format!("{marks}{}: {name}: {}", number + 1, field.text)
            });
        }
        let (room, growth) = self.growth(room, &mut caps, resource);
        let marks = self.attributes(&format!("`table {name}`"));
        self.items.push(Item::grown(&format!("{marks}{resource}table {name}{growth}"), &parts, now));
        Known {
            text: name,
            size: 8,
            behind: room + 8,
            caps,
            levels,
            resource: !resource.is_empty(),
            plain: false,
            optional: false,
            kind: Kind::Other,
        }
    }

    /// How many parts the next version adds.
    pub(super) fn later(&mut self) -> usize {
        if self.is_versioned { self.choices.below(3) } else { 0 }
    }

    /// The room of what grows: in bytes and as it is written. The capabilities grow with it.
    fn growth(&mut self, room: usize, caps: &mut usize, resource: &str) -> (usize, String) {
        let room = room + self.choices.below(80);
        let said = self.number(room);
        if resource.is_empty() {
            return (room, format!(" max {said}"));
        }
        // Room for none would be none.
        *caps = (*caps + self.choices.below(3)).max(1);
        (room, format!(" max {said} caps {}", self.number(*caps)))
    }

    pub(super) fn union(&mut self, place: Place) -> Known {
        let name = self.name("Union");
        let (inside, resource) = self.part(place);
        let (parts, now, known) = self.variants(inside, place.room, 0);
        let marks = self.attributes(&format!("`union {name}`"));
        self.items.push(Item::grown(&format!("{marks}{resource}union {name}"), &parts, now));
        if resource.is_empty() && known.iter().all(|part| part.plain) {
            self.errors.push(name.clone());
        }
        Known {
            text: name,
            size: 8 + known.iter().map(|part| part.size).max().unwrap_or(0).next_multiple_of(8),
            behind: known.iter().map(|part| part.behind).max().unwrap_or(0),
            caps: known.iter().map(|part| part.caps).max().unwrap_or(0),
            levels: known.iter().map(|part| part.levels).max().unwrap_or(0) + 1,
            resource: !resource.is_empty(),
            plain: false,
            optional: false,
            kind: Kind::Other,
        }
    }

    pub(super) fn flexible(&mut self, place: Place) -> Known {
        let name = self.name("Grows");
        let (inside, resource) = self.part(place);
        let later = self.later();
        let (parts, now, known) = self.variants(inside, place.room / 2, later);
        let mut caps = known.iter().map(|part| part.caps).max().unwrap_or(0);
        let room = known.iter().map(Known::most).max().unwrap_or(0).max(8);
        let (room, growth) = self.growth(room, &mut caps, resource);
        let marks = self.attributes(&format!("`union {name}`"));
        self.items.push(Item::grown(&format!("{marks}flexible {resource}union {name}{growth}"), &parts, now));
        Known {
            text: name,
            size: 12,
            behind: room + 8,
            caps,
            levels: known.iter().map(|part| part.levels).max().unwrap_or(0) + 1,
            resource: !resource.is_empty(),
            plain: false,
            optional: false,
            kind: Kind::Other,
        }
    }

    /// The variants of a union, how many it has now, and their types; some numbers are reserved.
    fn variants(&mut self, inside: Place, room: usize, later: usize) -> (Vec<String>, usize, Vec<Known>) {
        let (mut parts, mut known) = (Vec::new(), Vec::new());
        let (mut scope, now) = (Scope::default(), 1 + self.choices.below(4));
        for number in 0..now + later {
            if number > 0 && self.choices.once_in(6) {
                parts.push(format!("{}: reserved", number + 1));
            } else {
                let part = self.any(Place { room, ..inside });
                let name = self.part_name(&mut scope, "w", number);
                let marks = self.attributes(&format!("`{name}`"));
                parts.push(format!("{marks}{}: {name}: {}", number + 1, part.text));
                known.push(part);
            }
        }
        (parts, now, known)
    }
}
