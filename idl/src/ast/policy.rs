//! Policies: state, rules, clauses and effects.

use alloc::vec::Vec;

use super::{Bad, Expr, Head, Name, NotYet, PartPath, Path, Range, Type};
use crate::source::Span;

/// `policy LockPolicy for SmartLock { … }`
#[derive(Clone, Debug)]
pub struct Policy {
    /// The name.
    pub name: Name,
    /// The system that it governs.
    pub system: Path,
    /// The members, in the order of the text.
    pub members: Vec<PolicyMember>,
}

/// One member of a policy.
#[derive(Clone, Debug)]
pub struct PolicyMember {
    /// Documentation and attributes.
    pub head: Head,
    /// Which.
    pub kind: PolicyMemberKind,
    /// From the first word (without documentation and attributes) to the end.
    pub span: Span,
}

/// The members of a policy.
#[derive(Clone, Debug)]
pub enum PolicyMemberKind {
    /// `state tries[user: UserId] { … }`
    State(State),
    /// `allow …`, `deny …`
    Rule(Rule),
    /// `on … ok { … }`
    On(On),
    /// Proofs, machines, levels, labels, groups.
    NotYet(NotYet),
    /// Reported by the parser.
    Bad(Bad),
}

/// `state tries[user: UserId] max 8 { count: u8 = 0 in 0..=3, until: time = 0 }`
#[derive(Clone, Debug)]
pub struct State {
    /// The name.
    pub name: Name,
    /// The keys; empty for a single record.
    pub keys: Vec<Key>,
    /// The size of the pool, where it is smaller than the key space.
    pub max: Option<Expr>,
    /// The fields.
    pub fields: Vec<StateField>,
    /// The fields that could not be read.
    pub bad: Vec<Bad>,
}

/// `user: UserId`
#[derive(Clone, Debug)]
pub struct Key {
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: Type,
    /// Both.
    pub span: Span,
}

/// `count: u8 = 0 in 0..=3`
#[derive(Clone, Debug)]
pub struct StateField {
    /// Documentation and attributes.
    pub head: Head,
    /// The name.
    pub name: Name,
    /// The type; the word `time` is a path here.
    pub ty: Type,
    /// The value at the start.
    pub initial: Expr,
    /// The values that it may take.
    pub range: Option<Range>,
    /// From the name to the end.
    pub span: Span,
}

/// `allow gateway -> driver.lock.unlock(m) when m.user != 0 { … }`
#[derive(Clone, Debug)]
pub struct Rule {
    /// Which answer the rule gives.
    pub verdict: Verdict,
    /// Which requests it is about.
    pub pattern: Pattern,
    /// The rule is only about requests for which this holds.
    pub when: Option<Expr>,
    /// What must hold besides; empty where the rule ends with `;`.
    pub clauses: Vec<Clause>,
}

/// Which answer a rule gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// `allow`
    Allow,
    /// `deny`
    Deny,
}

/// Which requests a rule is about.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// `gateway -> driver.lock.unlock(m)`
    Call(CallPattern),
    /// `* -> *`: every request
    All(Span),
    /// `gateway -> *`, `* -> driver.lock`, `start c`, `pass cap<I> a -> b`, a pattern over arguments
    NotYet(NotYet),
}

impl Pattern {
    /// Where.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Call(call) => call.span,
            Self::All(span) => *span,
            Self::NotYet(not_yet) => not_yet.span,
        }
    }
}

/// `gateway -> driver.lock.unlock(m)`, `driver.lock.bolted -> gateway`
#[derive(Clone, Debug)]
pub struct CallPattern {
    /// The caller; absent means any.
    pub from: Option<PartPath>,
    /// Whether the arrow goes from the method to the caller: an event that is fetched.
    pub told: bool,
    /// The called instance.
    pub to: PartPath,
    /// Its port.
    pub port: Name,
    /// The method.
    pub method: Name,
    /// The name under which the rule sees the request.
    pub binding: Option<Name>,
    /// From the caller to the binding.
    pub span: Span,
}

/// One clause of a rule.
#[derive(Clone, Debug)]
pub struct Clause {
    /// The name before `:`.
    pub name: Option<Name>,
    /// Which.
    pub kind: ClauseKind,
    /// From the first word to `;`.
    pub span: Span,
}

/// What a clause demands.
#[derive(Clone, Debug)]
pub enum ClauseKind {
    /// `exclusive m.user;`: one open request for each value of the key
    Exclusive(Expr),
    /// `require cool: now >= tries[m.user].until;`
    Require(Expr),
    /// `limit rate: 5 per 1s burst 3;`
    Limit(Limit),
    /// Reported by the parser.
    Bad(Bad),
}

/// `limit rate per m.user: 5 per 1s burst 3;`
#[derive(Clone, Debug)]
pub struct Limit {
    /// The key after `per`; the connection where it is absent.
    pub key: Option<Expr>,
    /// How many tokens are filled in.
    pub count: Expr,
    /// In which time.
    pub period: Expr,
    /// How many tokens there are at most; as many as `count` where it is absent.
    pub burst: Option<Expr>,
}

/// `on gateway -> driver.lock.unlock(m) fails .wrong_pin when m.user != 0 { … }`
#[derive(Clone, Debug)]
pub struct On {
    /// Which requests the rule is about.
    pub pattern: Pattern,
    /// How they ended.
    pub outcome: Outcome,
    /// The rule is only about requests for which this holds.
    pub when: Option<Expr>,
    /// What happens then.
    pub effects: Vec<Effect>,
}

/// How a request ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Which.
    pub kind: OutcomeKind,
    /// Where.
    pub span: Span,
}

/// The outcomes of a request.
#[derive(Clone, Debug)]
pub enum OutcomeKind {
    /// `allowed`: at admission
    Allowed,
    /// `denied`
    Denied,
    /// `ok`, `ok(r)`: with the name under which the rule sees the answer
    Ok(Option<Name>),
    /// `fails`, `fails(e)`: with the name under which the rule sees the error
    Fails(Option<Name>),
    /// `fails .wrong_pin`
    FailsWith(Name),
    /// `lost`: no answer will come
    Lost,
    /// Reported by the parser.
    Bad,
}

/// One step of an `on` rule.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Which.
    pub kind: EffectKind,
    /// From the first word to the end.
    pub span: Span,
}

/// The effects of an `on` rule.
#[derive(Clone, Debug)]
pub enum EffectKind {
    /// `tries[m.user].count += 1;`
    Assign {
        /// What changes.
        place: Expr,
        /// How.
        op: AssignOp,
        /// By what.
        value: Expr,
        /// The word `saturating` at the end.
        saturating: Option<Span>,
    },
    /// `if c { … } else { … }`; an `else if` is an `If` alone in `otherwise`
    If {
        /// The condition.
        condition: Expr,
        /// Where it holds.
        then: Vec<Effect>,
        /// Where it does not.
        otherwise: Vec<Effect>,
    },
    /// `audit alarm;`
    Audit(Name),
    /// Obligations, steps of machines.
    NotYet(NotYet),
    /// Reported by the parser.
    Bad(Bad),
}

/// How an assignment changes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AssignOp {
    /// `=`
    Set,
    /// `+=`
    Add,
    /// `-=`
    Subtract,
}
