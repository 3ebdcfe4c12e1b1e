//! Policies: what they are about is looked up here, what they say is for the policy core to lower.

use alloc::{string::String, vec::Vec};

use super::{Gaps, Method, Package, PartRef, Port, Provide, Scope, System, Type};
use crate::{
    arena::Handle,
    ast::{Clause, Effect, Expr, Name, Outcome, Range},
    source::Span,
};

/// `policy Name for System { … }`
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// The package that it belongs to.
    pub package: Handle<Package>,
    /// Where its expressions look up the names of constants: see [`Model::lookup`](super::Model::lookup).
    pub scope: Handle<Scope>,
    /// What it governs.
    pub system: Handle<System>,
    /// Where the system is named.
    pub system_span: Span,
    /// Its state, in declaration order.
    pub states: Vec<State>,
    /// Its rules, in the order of the text.
    pub rules: Vec<Rule>,
    /// The members with a name that were left out because of an error.
    pub(crate) gaps: Gaps,
    /// Whether rules were left out because of an error; they have no names.
    pub(crate) lacks_rules: bool,
    /// Whether its system has a policy already, which is an error.
    pub(crate) is_second: bool,
}

/// `state name[key: type] max n { … }`
#[derive(Clone, Debug)]
pub struct State {
    /// Its name.
    pub name: Name,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// What its records are found by; none for a single record.
    pub keys: Vec<StateKey>,
    /// The size of the pool.
    pub max: Option<Expr>,
    /// What each record holds.
    pub fields: Vec<StateField>,
}

/// A key of a state.
#[derive(Clone, Debug)]
pub struct StateKey {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
}

/// A field of a state's records.
#[derive(Clone, Debug)]
pub struct StateField {
    /// Its name.
    pub name: Name,
    /// Its documentation, one line each.
    pub docs: Vec<String>,
    /// Its type.
    pub ty: StateType,
    /// Where the type is written.
    pub ty_span: Span,
    /// The value at the start.
    pub initial: Expr,
    /// The values that it may take.
    pub range: Option<Range>,
    /// The whole field.
    pub span: Span,
}

/// The type of a field of a state.
#[derive(Clone, Debug)]
pub enum StateType {
    /// `time`: a point in time.
    Time,
    /// A type of the language.
    Of(Type),
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it does.
    pub kind: RuleKind,
    /// Which requests it is about.
    pub event: Event,
    /// What must hold for it to be about a request.
    pub when: Option<Expr>,
    /// From the first word to the end.
    pub span: Span,
}

/// What a rule does.
#[derive(Clone, Debug)]
pub enum RuleKind {
    /// `allow …`, if all clauses hold.
    Allow(Vec<Clause>),
    /// `deny …`; a clause here is for the policy core to refuse.
    Deny(Vec<Clause>),
    /// `on … outcome { … }`
    On {
        /// How the request ended.
        outcome: Outcome,
        /// What happens then.
        effects: Vec<Effect>,
    },
}

/// `from -> to.provides.method(binding)`
#[derive(Clone, Debug)]
pub struct Event {
    /// The caller, from the outermost system to it; any caller if it is not named.
    pub from: Option<Vec<PartRef>>,
    /// The server, from the outermost system to it.
    pub to: Vec<PartRef>,
    /// Its port.
    pub port: Port<Provide>,
    /// The operation.
    pub method: Handle<Method>,
    /// The name of the request in the rule.
    pub binding: Option<Name>,
    /// From the caller to the binding.
    pub span: Span,
}
