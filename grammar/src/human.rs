//! The name of every rule, as a message to people says it.

use crate::Rule;

/// What people call this rule: "a type", "`;`", "the method".
///
/// A rule that can be expected at a place has the form that goes behind "expected"; one that only contains others is named
/// with its article, for "after the method".
#[must_use]
pub const fn human(rule: Rule) -> &'static str {
    match keyword(rule) {
        Some(word) => word,
        None => other(rule),
    }
}

/// The word in backquotes, where the rule is a keyword.
#[must_use]
pub const fn keyword(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::kw_package => "`package`",
        Rule::kw_use => "`use`",
        Rule::kw_const => "`const`",
        Rule::kw_alias => "`alias`",
        Rule::kw_type => "`type`",
        Rule::kw_where => "`where`",
        Rule::kw_flexible => "`flexible`",
        Rule::kw_enum => "`enum`",
        Rule::kw_flags => "`flags`",
        Rule::kw_resource => "`resource`",
        Rule::kw_struct => "`struct`",
        Rule::kw_table => "`table`",
        Rule::kw_union => "`union`",
        Rule::kw_max => "`max`",
        Rule::kw_caps => "`caps`",
        Rule::kw_reserved => "`reserved`",
        Rule::kw_inline => "`inline`",
        Rule::kw_string => "`string`",
        Rule::kw_bytes => "`bytes`",
        Rule::kw_list => "`list`",
        Rule::kw_option => "`option`",
        Rule::kw_cap => "`cap`",
        Rule::kw_out => "`out`",
        Rule::kw_mut => "`mut`",
        Rule::kw_open => "`open`",
        Rule::kw_interface => "`interface`",
        Rule::kw_extends => "`extends`",
        Rule::kw_at => "`at`",
        Rule::kw_rights => "`rights`",
        Rule::kw_states => "`states`",
        Rule::kw_event => "`event`",
        Rule::kw_keep => "`keep`",
        Rule::kw_oneway => "`oneway`",
        Rule::kw_final => "`final`",
        Rule::kw_from => "`from`",
        Rule::kw_to => "`to`",
        Rule::kw_fails => "`fails`",
        Rule::kw_object => "`object`",
        Rule::kw_component => "`component`",
        Rule::kw_uses => "`uses`",
        Rule::kw_optional => "`optional`",
        Rule::kw_provides => "`provides`",
        Rule::kw_during => "`during`",
        Rule::kw_calls => "`calls`",
        Rule::kw_hands => "`hands`",
        Rule::kw_system => "`system`",
        Rule::kw_gate => "`gate`",
        Rule::kw_guards => "`guards`",
        Rule::kw_policy => "`policy`",
        Rule::kw_for => "`for`",
        Rule::kw_state => "`state`",
        Rule::kw_allow => "`allow`",
        Rule::kw_deny => "`deny`",
        Rule::kw_on => "`on`",
        Rule::kw_unsafe => "`unsafe`",
        Rule::kw_when => "`when`",
        Rule::kw_exclusive => "`exclusive`",
        Rule::kw_require => "`require`",
        Rule::kw_limit => "`limit`",
        Rule::kw_per => "`per`",
        Rule::kw_burst => "`burst`",
        Rule::kw_start => "`start`",
        Rule::kw_pass => "`pass`",
        Rule::kw_allowed => "`allowed`",
        Rule::kw_denied => "`denied`",
        Rule::kw_lost => "`lost`",
        Rule::kw_ok => "`ok`",
        Rule::kw_if => "`if`",
        Rule::kw_else => "`else`",
        Rule::kw_audit => "`audit`",
        Rule::kw_oblige => "`oblige`",
        Rule::kw_enter => "`enter`",
        Rule::kw_saturating => "`saturating`",
        Rule::kw_in => "`in`",
        Rule::kw_prove => "`prove`",
        Rule::kw_machine => "`machine`",
        Rule::kw_level => "`level`",
        Rule::kw_label => "`label`",
        Rule::kw_group => "`group`",
        Rule::kw_test => "`test`",
        _ => return None,
    })
}

#[expect(clippy::too_many_lines, reason = "one line for each name")]
const fn other(rule: Rule) -> &'static str {
    match rule {
        Rule::EOI => "the end of the file",
        Rule::step => "a file",
        Rule::entry | Rule::dangling | Rule::bad_item | Rule::why_entry | Rule::a_declaration => "a declaration",
        Rule::doc_line => "documentation",
        Rule::attribute => "an attribute",
        Rule::package_line => "the package line",
        Rule::use_line => "the `use` line",
        Rule::use_names => "a list of names",
        Rule::const_item => "the constant",
        Rule::alias_item => "the alias",
        Rule::newtype_item => "the type",
        Rule::condition | Rule::why_condition => "a `where` condition",
        Rule::enum_item => "the enum",
        Rule::flags_item => "the flags",
        Rule::base => "`:` and a type",
        Rule::variants => "variants",
        Rule::variant
        | Rule::path
        | Rule::part
        | Rule::name
        | Rule::why_variant
        | Rule::why_right
        | Rule::why_session => "a name",
        Rule::struct_item => "the structure",
        Rule::fields | Rule::state_fields => "fields",
        Rule::field | Rule::state_field | Rule::record_field | Rule::why_field | Rule::why_state => "a field",
        Rule::table_item => "the table",
        Rule::union_item => "the union",
        Rule::numbered_fields => "numbered fields",
        Rule::numbered_field | Rule::why_numbered => "a numbered field",
        Rule::any_type | Rule::primitive => "a type",
        Rule::array_type => "an array",
        Rule::text_type => "a sequence",
        Rule::list_type => "a list",
        Rule::option_type => "an option",
        Rule::capability_type => "a capability",
        Rule::lease_type => "a lease",
        Rule::interface_item => "the interface",
        Rule::extends => "`extends`",
        Rule::interface_body => "the members of an interface",
        Rule::interface_member | Rule::why_interface | Rule::a_method => "a method",
        Rule::rights => "`rights`",
        Rule::states => "`states`",
        Rule::event => "the event",
        Rule::method => "the method",
        Rule::params | Rule::binding | Rule::group | Rule::lparen => "`(`",
        Rule::param => "a parameter",
        Rule::results | Rule::arrow => "`->`",
        Rule::from_states => "`from`",
        Rule::to_state | Rule::failure_edges => "`to`",
        Rule::fails => "`fails`",
        Rule::object_item => "the object",
        Rule::component_item => "the component",
        Rule::component_body => "the members of a component",
        Rule::component_member | Rule::why_component => "a port",
        Rule::uses | Rule::provides => "the port",
        Rule::interface_use => "an interface",
        Rule::during => "the `during` line",
        Rule::hands_out => "the `hands out` line",
        Rule::pair => "a name with a dot, such as `driver.lock`",
        Rule::system_item => "the system",
        Rule::system_body => "the members of a system",
        Rule::system_member | Rule::why_system | Rule::a_part => "an instance or a connection",
        Rule::instance => "the instance",
        Rule::connection => "the connection",
        Rule::export => "the exported port",
        Rule::size => "the size of an array",
        Rule::port => "a port, such as `driver.lock`",
        Rule::target => "a method of a port, such as `driver.lock.unlock`",
        Rule::gate => "the gate",
        Rule::policy_item => "the policy",
        Rule::policy_body => "the members of a policy",
        Rule::policy_member | Rule::why_policy => "a rule",
        Rule::state => "the state",
        Rule::state_key => "a key",
        Rule::pool | Rule::sum | Rule::number => "a number",
        Rule::verdict_rule | Rule::on_rule => "the rule",
        Rule::reason => "`unsafe`",
        Rule::guard => "`when`",
        Rule::clauses | Rule::lbrace => "`{`",
        Rule::exclusive | Rule::require | Rule::limit => "the clause",
        Rule::clause_name => "a name and `:`",
        Rule::limit_name => "a name and `per`",
        Rule::burst => "`burst`",
        Rule::pattern => "a request, such as `gateway -> driver.lock.unlock`",
        Rule::call_pattern => "a request",
        Rule::caller => "a caller and `->`",
        Rule::wild_pattern | Rule::star => "`*`",
        Rule::event_pattern | Rule::listener => "an event",
        Rule::start_pattern => "`start`",
        Rule::pass_pattern => "`pass`",
        Rule::outcome => "an outcome",
        Rule::variant_name => "`.` and a variant",
        Rule::effects => "effects",
        Rule::branch => "`if`",
        Rule::else_if | Rule::else_last => "`else`",
        Rule::audit | Rule::obligation | Rule::assignment => "the effect",
        Rule::place | Rule::session_state => "a state",
        Rule::assign_op | Rule::equals => "`=`",
        Rule::record => "a record in braces",
        Rule::later_member | Rule::later_word => "a member of a later version",
        Rule::test_item => "the test",
        Rule::expr => "an expression",
        Rule::range => "a range, such as `1..=9`",
        Rule::operand => "a value",
        Rule::prefix => "`!` or `-`",
        Rule::selection | Rule::dot => "`.`",
        Rule::index | Rule::lbracket => "`[`",
        Rule::infix | Rule::arithmetic => "an operator",
        Rule::duration => "a duration",
        Rule::version => "a version, such as `1.0`",
        Rule::string => "a text in quotes",
        Rule::semi | Rule::no_semi => "`;`",
        Rule::comma | Rule::no_comma => "`,`",
        Rule::colon => "`:`",
        Rule::through => "`..=`",
        Rule::at => "`@`",
        Rule::ampersand => "`&`",
        Rule::less => "`<`",
        Rule::greater => "`>`",
        Rule::rbrace | Rule::no_rbrace => "`}`",
        Rule::rparen => "`)`",
        Rule::rbracket => "`]`",
        Rule::no_bound => "a bound",
        Rule::bad_member => "a member",
        Rule::bad_entry => "an entry",
        Rule::free_token => "text",
        Rule::a_port => "`uses`, `provides` or `during`",
        Rule::a_rule => "`allow`, `deny`, `on` or `state`",
        Rule::why_clause => "a clause",
        Rule::a_clause => "`exclusive`, `require` or `limit`",
        Rule::why_effect => "an effect",
        Rule::an_effect => "an effect: an assignment, `if` or `audit`",
        // Silent rules match without being seen.
        _ => "",
    }
}

/// Whether the rule only continues what could as well be complete, so that naming it as expected would be noise where a
/// required one is known.
#[must_use]
pub const fn continues(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::infix
            | Rule::arithmetic
            | Rule::dot
            | Rule::selection
            | Rule::index
            | Rule::lbracket
            | Rule::kw_in
            | Rule::doc_line
            | Rule::attribute
            | Rule::at
            | Rule::prefix
            | Rule::free_token
            | Rule::later_member
            | Rule::later_word
            | Rule::kw_max
            | Rule::kw_caps
            | Rule::kw_saturating
            | Rule::reason
            | Rule::kw_unsafe
            | Rule::extends
            | Rule::kw_extends
            | Rule::kw_final
            | Rule::from_states
            | Rule::kw_from
            | Rule::to_state
            | Rule::kw_to
            | Rule::failure_edges
            | Rule::lease_type
            | Rule::wild_pattern
            | Rule::star
            | Rule::binding
            | Rule::size
            | Rule::EOI
    )
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    const GRAMMAR: &str = include_str!("../idl.pest");

    #[test]
    fn every_rule_has_a_name() {
        for rule in Rule::all_rules() {
            let start = format!("{rule:?} ");
            let declared = GRAMMAR.lines().find_map(|line| line.strip_prefix(&start)?.trim_start().strip_prefix("= "));
            let silent = declared.is_some_and(|rest| rest.starts_with('_'));
            assert_eq!(human(*rule).is_empty(), silent, "{rule:?} is called {:?}", human(*rule));
        }
    }
}
