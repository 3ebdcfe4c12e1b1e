//! Declarations of types.

use super::{Item, Kind, Known, Place, Writer, names::Scope, types::INTS};

/// The room of a type that has a name.
const ROOM: usize = 400;

impl Writer<'_, '_> {
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

    fn alias(&mut self, place: Place) -> Known {
        let (of, name) = (self.any(place), self.name("Same"));
        let marks = self.of_plain();
        self.items.push(Item::of(format!("{marks}alias {name} = {};\n", of.text)));
        Known { text: name, ..of }
    }

    fn newtype(&mut self, place: Place) -> Known {
        let (of, name) = (self.any(place), self.name("New"));
        let marks = self.attributes(&format!("`type {name}`"));
        let refinement = self.refinement(&of.kind);
        self.items.push(Item::of(format!("{marks}type {name} = {}{refinement};\n", of.text)));
        Known { text: name, levels: of.levels + 1, ..of }
    }

    fn enumeration(&mut self) -> Known {
        let name = self.name("Enum");
        let number = self.number_type();
        let is_flexible = self.choices.once_in(3);
        let (mut names, mut variants, mut scope) = (Vec::new(), Vec::new(), Scope::default());
        let mut next = match number.kind {
            Kind::Int { least, .. } if self.choices.once_in(3) => least,
            _ => 0,
        };
        let now = 1 + self.choices.below(6);
        let later = if is_flexible { self.later() } else { 0 };
        for place in 0..now + later {
            let (marks, variant) = (self.of_plain(), self.part_name(&mut scope, "v", place));
            let skip = self.choices.below(4);
            next += i128::try_from(skip).unwrap_or(0);
            let said = match usize::try_from(next) {
                _ if skip == 0 && place > 0 => variant.clone(),
                Ok(next) => format!("{variant} = {}", self.number(next)),
                Err(_) => format!("{variant} = {next}"),
            };
            variants.push(format!("{marks}{said}"));
            names.push(variant);
            next += 1;
        }
        let head =
            format!("{}{}enum {name}: {}", self.attributes(&format!("`enum {name}`")), word(is_flexible), number.text);
        self.items.push(Item::grown(&head, &variants, now));
        names.truncate(now);
        self.errors.push(name.clone());
        Known { text: name, kind: Kind::Enum { names }, ..number }
    }

    fn flags(&mut self) -> Known {
        let name = self.name("Flags");
        let (of, size) = *self.choices.of(INTS.first_chunk::<4>().unwrap_or(&[("u8", 1); 4]));
        let is_flexible = self.choices.once_in(3);
        let mut next = self.choices.below(3);
        let (mut flags, mut scope) = (Vec::new(), Scope::default());
        let now = 1 + self.choices.below(7);
        let later = if is_flexible { self.later() } else { 0 };
        for place in 0..now + later {
            let is_numbered = self.choices.once_in(2) || place == 0;
            next += if is_numbered { self.choices.below(3) } else { 0 };
            if next >= size * 8 {
                break;
            }
            let (marks, flag) = (self.of_plain(), self.part_name(&mut scope, "f", place));
            let worth = if is_numbered { format!(" = {}", self.number(1 << next)) } else { String::new() };
            flags.push(format!("{marks}{flag}{worth}"));
            next += 1;
        }
        let head = format!("{}{}flags {name}: {of}", self.attributes(&format!("`flags {name}`")), word(is_flexible));
        self.items.push(Item::grown(&head, &flags, now.min(flags.len())));
        Known::scalar(&name, size, Kind::Other)
    }

    /// A place for one of several parts of a resource or of no resource.
    pub(super) fn part(&mut self, place: Place) -> (Place, &'static str) {
        let resource = !place.plain && self.choices.once_in(4);
        let inside = Place { caps: if resource { 2 } else { 0 }, levels: place.levels.saturating_sub(1), ..place };
        (inside, if resource { "resource " } else { "" })
    }

    fn structure(&mut self, place: Place) -> Known {
        let name = self.name("Struct");
        let (inside, resource) = self.part(place);
        let (mut fields, mut scope) = (Vec::new(), Scope::default());
        let mut left = place.room;
        for number in 0..self.bound(6, 24) {
            let field = self.next(Place { room: left, ..inside }, fields.last().map(|(_, before)| before));
            left = left.saturating_sub(field.most() + 8);
            fields.push((self.part_name(&mut scope, "m", number), field));
        }
        let refinement = self.relation(&fields);
        let said = fields
            .iter()
            .map(|(name, field)| format!("{}{name}: {}", self.attributes(&format!("`{name}`")), field.text));
        let list = said.collect::<Vec<_>>().join(", ");
        let marks = self.attributes(&format!("`struct {name}`"));
        self.items.push(Item::of(format!("{marks}{resource}struct {name} {{ {list} }}{refinement}\n")));
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
            optional: parts.clone().any(|part| part.optional),
            kind: Kind::Other,
        }
    }
}

/// The word before what keeps values that it does not know.
const fn word(is_flexible: bool) -> &'static str {
    if is_flexible { "flexible " } else { "" }
}
