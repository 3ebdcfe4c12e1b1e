//! Where in a file the reader is: what can stand there, and what messages call it.

use tessera_grammar::Rule;

/// A kind of body, or the file itself.
pub(super) struct Context {
    /// The rule that says what is expected of one part of it.
    pub(super) why: Rule,
    /// The body, as in "the `{` of the interface is not closed".
    pub(super) body: &'static str,
    /// One part, as in "expected `,` after the field".
    pub(super) part: &'static str,
    /// One part without an article, as in "no declaration starts with `foo`".
    pub(super) noun: &'static str,
    /// The words that begin a part; none where a part begins with a name.
    pub(super) words: &'static [&'static str],
    /// Words before the name that a part declares.
    pub(super) declaring: &'static [&'static str],
}

impl Context {
    pub(super) const FILE: Self = Self {
        why: Rule::why_entry,
        body: "the file",
        part: "the declaration",
        noun: "declaration",
        words: &[
            "interface",
            "component",
            "system",
            "policy",
            "struct",
            "enum",
            "flags",
            "type",
            "alias",
            "const",
            "use",
            "package",
            "flexible",
            "resource",
            "table",
            "union",
            "object",
            "open",
            "test",
        ],
        declaring: &[
            "interface",
            "component",
            "system",
            "policy",
            "struct",
            "enum",
            "flags",
            "type",
            "alias",
            "const",
            "flexible",
            "resource",
            "table",
            "union",
            "object",
            "open",
        ],
    };
    pub(super) const FIELDS: Self = Self::names(Rule::why_field, "the structure", "the field");
    pub(super) const NUMBERED_FIELDS: Self = Self::names(Rule::why_numbered, "the table", "the field");
    pub(super) const NUMBERED_VARIANTS: Self = Self::names(Rule::why_numbered, "the union", "the variant");
    pub(super) const RIGHTS: Self = Self::names(Rule::why_right, "the rights", "the right");
    pub(super) const STATES: Self = Self::names(Rule::why_session, "the states", "the state");
    pub(super) const STATE: Self = Self::names(Rule::why_state, "the state", "the field");
    pub(super) const SYSTEM: Self = Self::names(Rule::why_system, "the system", "the connection");
    pub(super) const EFFECTS: Self = Self::names(Rule::why_effect, "the effects", "the effect");
    pub(super) const INTERFACE: Self =
        Self { declaring: &["oneway", "event"], ..Self::names(Rule::why_interface, "the interface", "the method") };
    pub(super) const COMPONENT: Self = Self {
        noun: "member of a component",
        words: &["uses", "provides", "during", "hands"],
        declaring: &["uses", "provides"],
        ..Self::names(Rule::why_component, "the component", "the port")
    };
    pub(super) const POLICY: Self = Self {
        noun: "member of a policy",
        words: &["allow", "deny", "on", "state", "prove", "machine", "level", "label", "group"],
        declaring: &["state", "machine", "level", "label", "group"],
        ..Self::names(Rule::why_policy, "the policy", "the rule")
    };
    pub(super) const CLAUSES: Self = Self {
        noun: "clause",
        words: &["exclusive", "require", "limit"],
        ..Self::names(Rule::why_clause, "the rule", "the clause")
    };

    /// The variants of an enum, or flags.
    pub(super) const fn variants(body: &'static str) -> Self {
        Self::names(Rule::why_variant, body, "the name")
    }

    const fn names(why: Rule, body: &'static str, part: &'static str) -> Self {
        Self { why, body, part, noun: part, words: &[], declaring: &[] }
    }
}
