//! What is made of other types and has no name: options, arrays, lists.

use super::{Kind, Known, Place, Writer};

impl Writer<'_, '_> {
    fn inside(place: Place) -> Place {
        Place { room: place.room.saturating_sub(16) / 2, levels: place.levels.saturating_sub(1), option: true, ..place }
    }

    pub(super) fn option(&mut self, place: Place) -> Known {
        let value = self.any(Self::inside(place));
        Known {
            text: format!("option<{}>", value.text),
            size: value.size.next_multiple_of(8) + 8,
            levels: value.levels + 1,
            optional: true,
            kind: Kind::Option,
            ..value
        }
    }

    pub(super) fn array(&mut self, place: Place) -> Known {
        let element = self.any(Self::inside(place));
        let length = self.places(&element, place, 5);
        Known {
            text: format!("[{}; {}]", element.text, self.number(length)),
            size: element.size * length,
            behind: element.behind * length,
            caps: element.caps * length,
            levels: element.levels + 1,
            plain: false,
            kind: Kind::Other,
            ..element
        }
    }

    pub(super) fn list(&mut self, place: Place) -> Known {
        let element = self.any(Self::inside(place));
        let bound = self.places(&element, place, 6);
        Known {
            text: format!("list<{}, {}>", element.text, self.number(bound)),
            size: 8,
            behind: element.most() * bound + 8,
            caps: element.caps * bound,
            levels: element.levels + 1,
            plain: false,
            kind: Kind::List { bound },
            ..element
        }
    }

    pub(super) fn inline_list(&mut self, place: Place) -> Known {
        let element = self.any(Place { objects: false, caps: 0, ..Self::inside(place) });
        let bound = self.places(&element, place, 6);
        Known {
            text: format!("inline list<{}, {}>", element.text, self.number(bound)),
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
}
