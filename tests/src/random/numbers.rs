//! Numbers as they may be written: in other bases, as constants, as sums.

use super::{Item, Writer};

/// The types of constants with their greatest values.
const TYPES: [(&str, u64); 6] = [
    ("u8", 0xff),
    ("i16", 0x7fff),
    ("u16", 0xffff),
    ("u32", 0xffff_ffff),
    ("i64", 0x7fff_ffff_ffff_ffff),
    ("u64", u64::MAX),
];

/// A constant, as it is written where it is used.
#[derive(Clone, Debug)]
pub(super) struct Constant {
    pub(super) text: String,
    worth: u64,
}

impl Writer<'_, '_> {
    /// A number where a bound or a length stands.
    pub(super) fn number(&mut self, worth: usize) -> String {
        let worth = u64::try_from(worth).unwrap_or(0);
        let small = u64::try_from(self.choices.below(9)).unwrap_or(0);
        match self.choices.below(20) {
            0 => format!("{worth:#x}"),
            1 => format!("{worth:#b}"),
            2 => format!("{} - {small}", worth.saturating_add(small)),
            3 => format!("{} * 2 + {}", worth / 2, worth % 2),
            4 if !self.constants.is_empty() => {
                let Constant { text, worth: other } = self.choices.of(&self.constants).clone();
                if other > worth {
                    format!("{text} - {}", other - worth)
                } else {
                    format!("{text} + {}", worth - other)
                }
            }
            5..=6 => self.constant(worth),
            _ => worth.to_string(),
        }
    }

    /// The name of a constant that is worth this.
    fn constant(&mut self, worth: u64) -> String {
        if let Some(known) = self.constants.iter().find(|constant| constant.worth == worth) {
            return known.text.clone();
        }
        let fitting: Vec<_> = TYPES.iter().filter(|(_, greatest)| worth <= *greatest).collect();
        let (of, _) = **self.choices.of(&fitting);
        let text = format!("BOUND{}", self.constants.len());
        let said = match self.choices.below(4) {
            0 => format!("{worth:#x}"),
            1 => format!("{} / 3", u128::from(worth) * 3),
            2 => format!("({worth} + 7) % 8 * 0 + {worth}"),
            _ => worth.to_string(),
        };
        self.items.push(Item::of(format!("const {text}: {of} = {said};\n")));
        self.constants.push(Constant { text: text.clone(), worth });
        text
    }
}
