//! What stands before a declaration and changes no byte: documentation, `@since`, `@deprecated`, `@sensitive`.

use super::Writer;

impl Writer<'_, '_> {
    /// The attributes of what is said to be this, with the space behind them; seldom any. Documentation takes the place of what generated code says
    /// of it, so it says the same.
    pub(super) fn attributes(&mut self, what: &str) -> String {
        match self.choices.below(24) {
            0 => String::from("@sensitive "),
            1 => String::from("@deprecated(\"say \\\"other\\\"\") "),
            2 => String::from("@since(1.0) "),
            3 => String::from("@since(0.7) @sensitive @deprecated(\"\") "),
            4 => format!("\n/// {what} says `more`: [of] it\\.\n///\n/// - and \"on\".\n"),
            _ => String::new(),
        }
    }

    /// Those of an alias or a variant, which are never sensitive.
    pub(super) fn of_plain(&mut self) -> &'static str {
        match self.choices.below(30) {
            0 => "@since(1.0) ",
            1 => "@deprecated(\"use another\") ",
            _ => "",
        }
    }
}
