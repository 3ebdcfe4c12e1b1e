//! Which tokens stand apart.

use tessera_grammar::Rule;

/// Whether a token wants a space on its sides. Two tokens stand apart where both want it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sides {
    /// Before it.
    pub(super) before: bool,
    /// Behind it.
    pub(super) behind: bool,
}

impl Sides {
    /// `a + b`
    pub(super) const APART: Self = Self { before: true, behind: true };
    /// `a, b`
    pub(super) const LEFT: Self = Self { before: false, behind: true };
    /// `a @b`
    pub(super) const RIGHT: Self = Self { before: true, behind: false };
    /// `a.b`
    pub(super) const TIGHT: Self = Self { before: false, behind: false };

    /// Those of a token of this rule that is a piece of `parent`.
    pub(super) const fn of(rule: Rule, parent: Rule) -> Self {
        match (rule, parent) {
            (Rule::dot, Rule::variant_name | Rule::failure_edges)
            | (Rule::lparen, Rule::group)
            | (Rule::lbracket, Rule::array_type)
            | (Rule::at | Rule::ampersand | Rule::prefix, _) => Self::RIGHT,
            (Rule::dot | Rule::through | Rule::less | Rule::lbracket, _)
            | (Rule::lparen, Rule::binding | Rule::attribute)
            | (Rule::lbrace, Rule::use_names) => Self::TIGHT,
            (Rule::lparen, _) => Self::RIGHT,
            (Rule::comma | Rule::semi | Rule::colon | Rule::rparen | Rule::rbracket | Rule::greater, _)
            | (Rule::rbrace, Rule::use_names) => Self::LEFT,
            _ => Self::APART,
        }
    }

    /// Those of a token in text that the grammar reads without understanding it, where the author left space before it if `apart`.
    pub(super) fn of_free(text: &str, apart: bool) -> Self {
        match text {
            "(" | "[" => Self { before: apart, behind: false },
            ";" | "," | ":" | ")" | "]" => Self::LEFT,
            "{" | "}" => Self::APART,
            _ => Self { before: apart, behind: true },
        }
    }
}
