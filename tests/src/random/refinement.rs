//! What a `where` says. Values that fulfil it are not hard to find.

use super::{Kind, Known, Writer, names::is_plain};

impl Writer<'_, '_> {
    /// A refinement of a new type, with the space before it, or nothing.
    pub(super) fn refinement(&mut self, kind: &Kind) -> String {
        let condition = match kind {
            Kind::Int { least, greatest } => Some(self.of_number(*least, *greatest)),
            Kind::Text { bound } => {
                let length = self.of_length(*bound);
                Some(match self.choices.below(6) {
                    0 => String::from("ascii"),
                    1 => String::from("digits"),
                    2 => format!("{length} && digits"),
                    3 => format!("len > 0 implies ascii && {length}"),
                    4 => format!("!digits || {length}"),
                    _ => length,
                })
            }
            Kind::Bytes { bound } => {
                let length = self.of_length(*bound);
                Some(if self.choices.once_in(3) { format!("ascii || {length}") } else { length })
            }
            Kind::List { bound } => Some(self.of_length(*bound)),
            Kind::Enum { names } if names.len() > 1 => Some(format!("self != .{}", self.choices.of(names))),
            Kind::Bool | Kind::Enum { .. } | Kind::Option | Kind::Other => None,
        };
        match condition {
            Some(condition) if !self.choices.once_in(4) => format!(" where {condition}"),
            _ => String::new(),
        }
    }

    fn of_number(&mut self, least: i128, greatest: i128) -> String {
        let near = |choices: &mut Self, end: usize| i128::try_from(choices.choices.below(end)).unwrap_or(0);
        match self.choices.below(8) {
            0 => format!("self < {}", greatest - near(self, 9)),
            1 => format!("self >= {}", least + 1 + near(self, 9)),
            2 => format!("self in {}..={}", near(self, 9), 9 + near(self, 100)),
            3 => format!("self % {} == 0", 2 + near(self, 5)),
            4 => format!("self != {}", near(self, 9)),
            5 => format!("self < {} || self > {}", 1 + near(self, 9), greatest - 1 - near(self, 9)),
            6 => format!("self * 2 + {} <= {}", near(self, 9), 2 * near(self, 9) + 9),
            _ => format!("self > 3 implies self / 4 % 2 == {}", near(self, 2)),
        }
    }

    fn of_length(&mut self, bound: usize) -> String {
        match self.choices.below(5) {
            0 => {
                let least = 1 + self.choices.below(bound.min(4));
                format!("len >= {}", self.number(least))
            }
            1 => String::from("len > 0"),
            2 => {
                let most = bound - self.choices.below(bound.min(3));
                format!("len <= {}", self.number(most))
            }
            3 => String::from("len % 2 == 0"),
            _ => format!("len != {}", self.choices.below(3)),
        }
    }

    /// A refinement of a struct with the space before it and the `;` behind it, or nothing.
    pub(super) fn relation(&mut self, fields: &[(String, Known)]) -> String {
        if !self.choices.once_in(3) {
            return String::new();
        }
        let mut numbers = Vec::new();
        let mut conditions = Vec::new();
        for (name, field) in fields.iter().filter(|(name, _)| is_plain(name)) {
            match &field.kind {
                Kind::Int { .. } => numbers.push(name.clone()),
                Kind::Bool => conditions.push(name.clone()),
                Kind::Text { .. } => {
                    numbers.push(format!("{name}.len"));
                    conditions.push(format!("{name}.{}", self.choices.of(&["ascii", "digits"])));
                }
                Kind::Bytes { .. } | Kind::List { .. } => numbers.push(format!("{name}.len")),
                Kind::Enum { names } if names.len() > 1 => {
                    conditions.push(format!("{name} != .{}", self.choices.of(names)));
                }
                Kind::Enum { .. } | Kind::Option | Kind::Other => {}
            }
        }
        if numbers.len() > 1 {
            let [a, b] = [(); 2].map(|()| self.choices.of(&numbers).clone());
            let sign = *self.choices.of(&["<=", ">=", "!=", "<", "=="]);
            // Of a number and itself some of these are never true.
            if a != b {
                conditions.push(match self.choices.below(4) {
                    0 => format!("{a} {sign} {b} || {a} < 9"),
                    1 => format!("{a} + {b} != 4"),
                    2 => format!("{a} - {b} * 2 <= 9"),
                    _ => format!("({a} {} {b})", self.choices.of(&["<=", ">=", "!="])),
                });
            }
        }
        if conditions.is_empty() {
            return String::new();
        }
        let [one, other] = [(); 2].map(|()| self.choices.of(&conditions).clone());
        match self.choices.below(4) {
            0 => format!(" where {one} || {other};"),
            1 => format!(" where {one} implies {other};"),
            2 if one != other => format!(" where ({one}) == ({other});"),
            _ => format!(" where {one};"),
        }
    }
}
