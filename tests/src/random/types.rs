//! Types, and the declarations of those that have a name.

use super::{Kind, Known, Place, Writer};

/// The integers with their sizes.
const INTS: [(&str, usize); 8] =
    [("u8", 1), ("u16", 2), ("u32", 4), ("u64", 8), ("i8", 1), ("i16", 2), ("i32", 4), ("i64", 8)];

/// The room of a type that has a name.
const ROOM: usize = 400;

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
        sequence(format!("string<{bound}>"), bound, Kind::Text { bound })
    }

    fn bytes(&mut self) -> Known {
        let bound = self.bound(24, 120);
        sequence(format!("bytes<{bound}>"), bound, Kind::Bytes { bound })
    }

    fn inline(&mut self) -> Known {
        let bound = self.bound(12, 300);
        let (word, kind) = match self.choices.below(2) {
            0 => ("string", Kind::Text { bound }),
            _ => ("bytes", Kind::Bytes { bound }),
        };
        let known = Known::scalar(&format!("inline {word}<{bound}>"), bound + 2, kind);
        Known { plain: false, ..known }
    }

    fn inside(place: Place) -> Place {
        Place { room: place.room.saturating_sub(16) / 2, levels: place.levels.saturating_sub(1), option: true, ..place }
    }

    fn option(&mut self, place: Place) -> Known {
        let value = self.any(Self::inside(place));
        Known {
            text: format!("option<{}>", value.text),
            size: value.size.next_multiple_of(8) + 8,
            levels: value.levels + 1,
            kind: Kind::Option,
            ..value
        }
    }

    fn array(&mut self, place: Place) -> Known {
        let element = self.any(Self::inside(place));
        let length = self.places(&element, place, 5);
        Known {
            text: format!("[{}; {length}]", element.text),
            size: element.size * length,
            behind: element.behind * length,
            caps: element.caps * length,
            levels: element.levels + 1,
            plain: false,
            kind: Kind::Other,
            ..element
        }
    }

    fn list(&mut self, place: Place) -> Known {
        let element = self.any(Self::inside(place));
        let bound = self.places(&element, place, 6);
        Known {
            text: format!("list<{}, {bound}>", element.text),
            size: 8,
            behind: element.most() * bound + 8,
            caps: element.caps * bound,
            levels: element.levels + 1,
            plain: false,
            kind: Kind::List { bound },
            ..element
        }
    }

    fn inline_list(&mut self, place: Place) -> Known {
        let element = self.any(Place { objects: false, caps: 0, ..Self::inside(place) });
        let bound = self.places(&element, place, 6);
        Known {
            text: format!("inline list<{}, {bound}>", element.text),
            size: 8 + element.most() * bound,
            levels: element.levels + 1,
            plain: false,
            kind: Kind::List { bound },
            ..element
        }
    }

    /// How many elements there is room for, not many.
    fn places(&mut self, element: &Known, place: Place, usual: usize) -> usize {
        let fit = place.room.saturating_sub(16) / element.most();
        let caps = place.caps.checked_div(element.caps).unwrap_or(usize::MAX);
        let wanted = self.bound(usual, 40);
        wanted.min(fit).min(caps).max(1)
    }

    fn cap(&mut self, place: Place) -> Option<Known> {
        (place.caps > 0).then(|| {
            let rights = *self.choices.of(&["", ", enter", ", enter, leave"]);
            let text = format!("cap<Door{}{rights}>", self.number);
            let known = Known::scalar(&text, 2, Kind::Other);
            Known { caps: 1, resource: true, plain: false, ..known }
        })
    }

    /// Declares a type.
    pub(super) fn item(&mut self) {
        let place = Place { room: ROOM, caps: 0, objects: true, option: true, plain: false, levels: 5 };
        let declared = match self.choices.below(14) {
            0 => self.alias(place),
            1..=3 => self.newtype(place),
            4 => self.enumeration(),
            5 => self.flags(),
            6..=8 => self.structure(place),
            9..=10 => self.table(place),
            11 => self.union(place),
            12 => self.flexible(place),
            _ => self.structure(Place { plain: true, objects: false, levels: 2, ..place }),
        };
        self.unused.push(declared.text.clone());
        self.known.push(declared);
    }

    /// The name of the next type.
    fn name(&self, kind: &str) -> String {
        format!("{kind}{}", self.known.len())
    }

    fn alias(&mut self, place: Place) -> Known {
        let (of, name) = (self.any(place), self.name("Same"));
        self.items.push(format!("alias {name} = {};\n", of.text));
        Known { text: name, ..of }
    }

    fn newtype(&mut self, place: Place) -> Known {
        let (of, name) = (self.any(place), self.name("New"));
        let refinement = self.refinement(&of.kind);
        self.items.push(format!("type {name} = {}{refinement};\n", of.text));
        Known { text: name, levels: of.levels + 1, ..of }
    }

    fn enumeration(&mut self) -> Known {
        let name = self.name("Enum");
        let number = self.number_type();
        let flexible = if self.choices.once_in(3) { "flexible " } else { "" };
        let mut names = Vec::new();
        let mut variants = Vec::new();
        let mut next = match number.kind {
            Kind::Int { least, .. } if self.choices.once_in(3) => least,
            _ => 0,
        };
        for place in 0..=self.choices.below(5) {
            let variant = format!("v{place}");
            let skip = self.choices.below(4);
            next += i128::try_from(skip).unwrap_or(0);
            variants.push(if skip == 0 && place > 0 { variant.clone() } else { format!("{variant} = {next}") });
            names.push(variant);
            next += 1;
        }
        self.items.push(format!("{flexible}enum {name}: {} {{ {} }}\n", number.text, variants.join(", ")));
        self.errors.push(name.clone());
        Known { text: name, kind: Kind::Enum { names }, ..number }
    }

    fn flags(&mut self) -> Known {
        let name = self.name("Flags");
        let (word, size) = *self.choices.of(INTS.first_chunk::<4>().unwrap_or(&[("u8", 1); 4]));
        let flexible = if self.choices.once_in(3) { "flexible " } else { "" };
        let mut next = self.choices.below(3);
        let mut flags = Vec::new();
        for place in 0..=self.choices.below(6) {
            flags.push(if self.choices.once_in(2) || place == 0 {
                next += self.choices.below(3);
                format!("f{place} = {:#x}", 1_u64 << next.min(63))
            } else {
                format!("f{place}")
            });
            next += 1;
            if next > size * 8 {
                flags.pop();
                break;
            }
        }
        if flags.is_empty() {
            flags.push(String::from("f"));
        }
        self.items.push(format!("{flexible}flags {name}: {word} {{ {} }}\n", flags.join(", ")));
        Known::scalar(&name, size, Kind::Other)
    }

    /// A place for one of several parts of a resource or of no resource.
    fn part(&mut self, place: Place) -> (Place, &'static str) {
        let resource = !place.plain && self.choices.once_in(4);
        let inside = Place { caps: if resource { 2 } else { 0 }, levels: place.levels.saturating_sub(1), ..place };
        (inside, if resource { "resource " } else { "" })
    }

    fn structure(&mut self, place: Place) -> Known {
        let name = self.name("Struct");
        let (inside, resource) = self.part(place);
        let mut fields = Vec::new();
        let mut left = place.room;
        for number in 0..self.bound(6, 24) {
            let field = self.next(Place { room: left, ..inside }, fields.last().map(|(_, before)| before));
            left = left.saturating_sub(field.most() + 8);
            fields.push((format!("m{number}"), field));
        }
        let refinement = self.relation(&fields);
        let list: Vec<_> = fields.iter().map(|(name, field)| format!("{name}: {}", field.text)).collect();
        self.items.push(format!("{resource}struct {name} {{ {} }}{refinement}\n", list.join(", ")));
        let parts = fields.iter().map(|(_, field)| field);
        let plain = resource.is_empty() && parts.clone().all(|part| part.plain);
        if plain {
            self.errors.push(name.clone());
        }
        Known {
            text: name,
            size: parts.clone().map(|part| part.size.next_multiple_of(8)).sum(),
            behind: parts.clone().map(|part| part.behind).sum(),
            caps: parts.clone().map(|part| part.caps).sum(),
            levels: parts.clone().map(|part| part.levels).max().unwrap_or(0) + 1,
            resource: !resource.is_empty(),
            plain,
            kind: Kind::Other,
        }
    }

    fn table(&mut self, place: Place) -> Known {
        let name = self.name("Table");
        let (inside, resource) = self.part(place);
        let (mut fields, mut room, mut caps, mut levels) = (Vec::new(), 16, 0, 1);
        let mut before = None;
        for number in 0..self.bound(8, 48) - 1 {
            let left = (place.room + 200).saturating_sub(room).min(place.room / 4);
            let field = self.next(Place { room: left, option: false, ..inside }, before.as_ref());
            before = Some(field.clone());
            room += field.most() + 8;
            caps += field.caps;
            levels = levels.max(field.levels + 1);
            let reserved = self.choices.once_in(6);
            let said = if reserved { String::from("reserved") } else { format!("m{number}:") };
            fields.push(format!("{}: {said} {}", number + 1, field.text));
        }
        let (room, growth) = self.growth(room, &mut caps, resource);
        self.items.push(format!("{resource}table {name}{growth} {{ {} }}\n", fields.join(", ")));
        Known {
            text: name,
            size: 8,
            behind: room + 8,
            caps,
            levels,
            resource: !resource.is_empty(),
            plain: false,
            kind: Kind::Other,
        }
    }

    /// The room of what grows: in bytes and as it is written. The capabilities grow with it.
    fn growth(&mut self, room: usize, caps: &mut usize, resource: &str) -> (usize, String) {
        let room = room + self.choices.below(80);
        if resource.is_empty() {
            return (room, format!(" max {room}"));
        }
        // Room for none would be none.
        *caps = (*caps + self.choices.below(3)).max(1);
        (room, format!(" max {room} caps {caps}"))
    }

    fn union(&mut self, place: Place) -> Known {
        let name = self.name("Union");
        let (inside, resource) = self.part(place);
        let parts = self.variants(inside, place.room);
        self.items.push(format!("{resource}union {name} {{ {} }}\n", written(&parts)));
        let parts = || parts.iter().flatten();
        if resource.is_empty() && parts().all(|part| part.plain) {
            self.errors.push(name.clone());
        }
        Known {
            text: name,
            size: 8 + parts().map(|part| part.size).max().unwrap_or(0).next_multiple_of(8),
            behind: parts().map(|part| part.behind).max().unwrap_or(0),
            caps: parts().map(|part| part.caps).max().unwrap_or(0),
            levels: parts().map(|part| part.levels).max().unwrap_or(0) + 1,
            resource: !resource.is_empty(),
            plain: false,
            kind: Kind::Other,
        }
    }

    fn flexible(&mut self, place: Place) -> Known {
        let name = self.name("Grows");
        let (inside, resource) = self.part(place);
        let parts = self.variants(inside, place.room / 2);
        let mut caps = parts.iter().flatten().map(|part| part.caps).max().unwrap_or(0);
        let room = parts.iter().flatten().map(Known::most).max().unwrap_or(0).max(8);
        let (room, growth) = self.growth(room, &mut caps, resource);
        self.items.push(format!("flexible {resource}union {name}{growth} {{ {} }}\n", written(&parts)));
        Known {
            text: name,
            size: 12,
            behind: room + 8,
            caps,
            levels: parts.iter().flatten().map(|part| part.levels).max().unwrap_or(0) + 1,
            resource: !resource.is_empty(),
            plain: false,
            kind: Kind::Other,
        }
    }

    /// The variants of a union, at least one; `None` for a number that is reserved.
    fn variants(&mut self, inside: Place, room: usize) -> Vec<Option<Known>> {
        let mut parts = vec![Some(self.any(Place { room, ..inside }))];
        for _ in 0..self.choices.below(4) {
            let part = (!self.choices.once_in(6)).then(|| self.any(Place { room, ..inside }));
            parts.push(part);
        }
        parts
    }
}

/// The variants of a union.
fn written(parts: &[Option<Known>]) -> String {
    let parts = parts.iter().enumerate().map(|(place, part)| match part {
        Some(part) => format!("{}: w{place}: {}", place + 1, part.text),
        None => format!("{}: reserved", place + 1),
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// An out-of-line string or bytes.
fn sequence(text: String, bytes: usize, kind: Kind) -> Known {
    Known { text, behind: bytes + 7, plain: false, ..Known::scalar("", 8, kind) }
}
