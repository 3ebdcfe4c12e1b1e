//! From what a policy says to the lowered form: every name is looked up, every type checked.

mod clauses;
mod effects;
mod events;
mod inputs;
mod keys;
mod report;
mod scalars;
mod states;
mod terms;

use alloc::{collections::BTreeSet, format, vec::Vec};

use super::{Event, Note, On, Outcome, Program, Rule, State, Verdict};
use crate::{
    arena::Handle,
    ast::{self, Name},
    codes,
    diagnostic::Diagnostic,
    facts::{Body, Facts, Meaning, ShapeKind},
    model::{self, Model, RuleKind},
    source::Span,
};

/// How many steps are made to find conditions that are always the same.
const STEPS: usize = 100_000;

/// A policy without its homes.
pub(super) struct Lowered {
    /// Its states and rules; rules with an error are left out. `None` if a state has an error.
    pub(super) program: Option<Program>,
    /// Whether nothing is left out.
    pub(super) complete: bool,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The greatest table of connections of any instance of a system.
fn connections(facts: &Facts, system: Handle<model::System>) -> u16 {
    let instances = facts.systems.get(system).into_iter().flat_map(|system| &system.instances);
    let tables = instances.filter_map(|instance| facts.components.get(facts.instances[*instance].component));
    tables.map(|component| component.connections).max().unwrap_or_default()
}

/// Lowers what has no error.
pub(super) fn lower(model: &Model, facts: &Facts, handle: Handle<model::Policy>) -> Lowered {
    let policy = &model.policies[handle];
    let mut lowering = Lowering {
        model,
        facts,
        policy,
        diagnostics: Vec::new(),
        incomplete: policy.lacks_rules || policy.gaps.unnamed || !policy.gaps.names.is_empty(),
        states: Vec::new(),
        notes: Vec::new(),
        constants: BTreeSet::new(),
        suggestions: 100_000,
        steps: STEPS,
        members: 1 << 20,
        reported_members: false,
    };
    lowering.states();
    let (rules, outcomes) = lowering.rules();
    let Lowering { diagnostics, incomplete, states, notes, constants, .. } = lowering;
    let states = states.into_iter().map(|state| Some(state?.state)).collect::<Option<Vec<_>>>();
    let complete = diagnostics.is_empty() && !incomplete;
    let system = policy.system;
    let program = states.map(|states| Program {
        system,
        states,
        rules,
        outcomes,
        notes,
        constants,
        homes: Vec::new(),
        connections: connections(facts, system),
    });
    Lowered { program, complete, diagnostics }
}

struct Lowering<'m> {
    model: &'m Model,
    facts: &'m Facts,
    policy: &'m model::Policy,
    diagnostics: Vec<Diagnostic>,
    /// Something is missing that is reported already, elsewhere.
    incomplete: bool,
    /// One for each of the policy's states; `None` for one with an error.
    states: Vec<Option<DeclaredState>>,
    notes: Vec<Note>,
    constants: BTreeSet<Handle<model::Constant>>,
    /// How many steps may still be made to find conditions that are always the same.
    steps: usize,
    /// How many names may still be compared to find close ones.
    suggestions: usize,
    /// How many instances rules may still name: a pattern over an array names each of it.
    members: usize,
    reported_members: bool,
}

/// A state with what only lowering needs to know.
struct DeclaredState {
    state: State,
    /// For each key its new type, if it is one.
    key_types: Vec<Option<Handle<model::TypeDef>>>,
}

/// What the names of an expression stand for.
#[derive(Clone, Copy)]
struct Scope<'m> {
    /// The request, where there is one.
    request: Option<Request<'m>>,
    /// Whether state may be read.
    reads_state: bool,
}

/// The request that a rule is about.
#[derive(Clone, Copy)]
struct Request<'m> {
    binding: Option<&'m Name>,
    method: Handle<model::Method>,
    /// Its parameters; `None` if they have an error.
    body: Option<&'m Body>,
}

impl Scope<'_> {
    /// For values that are known without any request.
    const CONSTANT: Self = Self { request: None, reads_state: false };

    /// Whether a name is that of the request.
    fn is_request(&self, name: &Name) -> bool {
        self.request.and_then(|request| request.binding).is_some_and(|binding| binding.text == name.text)
    }
}

impl<'m> Lowering<'m> {
    fn rules(&mut self) -> (Vec<Rule>, Vec<On>) {
        let (mut rules, mut outcomes) = (Vec::new(), Vec::new());
        let (mut next, mut reported) = (1_u16, false);
        for rule in &self.policy.rules {
            self.hidden_names(&rule.event);
            let event = self.event(rule);
            let scope = self.scope(&rule.event);
            match &rule.kind {
                RuleKind::Allow(_) | RuleKind::Deny(_) => {
                    let number = next;
                    next = next.saturating_add(1);
                    if number == u16::MAX {
                        // The first one that is too many is enough.
                        if !core::mem::replace(&mut reported, true) {
                            self.too_many_rules(rule);
                        }
                        continue;
                    }
                    rules.extend(self.verdict_rule(rule, number, event, scope));
                }
                RuleKind::On { outcome, effects } => {
                    outcomes.extend(self.on_rule(rule, outcome, effects, event, scope));
                }
            }
        }
        (rules, outcomes)
    }

    fn verdict_rule(
        &mut self,
        rule: &'m model::Rule,
        number: u16,
        event: Option<Event>,
        scope: Scope<'m>,
    ) -> Option<Rule> {
        let when = optional(rule.when.as_ref(), |when| self.condition(when, scope));
        let verdict = match &rule.kind {
            RuleKind::Allow(clauses) => Verdict::Allow(self.clauses(clauses, scope)),
            RuleKind::Deny(clauses) => {
                self.clause_in_deny(clauses, rule);
                Verdict::Deny
            }
            RuleKind::On { .. } => return None,
        };
        let (head, span) = (head(rule.span, rule.event.span), rule.span);
        Some(Rule { number, event: event?, when: when.ok()?, verdict, head, span })
    }

    fn on_rule(
        &mut self,
        rule: &'m model::Rule,
        outcome: &'m ast::Outcome,
        effects: &'m [ast::Effect],
        event: Option<Event>,
        scope: Scope<'m>,
    ) -> Option<On> {
        let lowered = self.outcome(outcome, rule.event.method);
        let when = optional(rule.when.as_ref(), |when| self.condition(when, scope));
        let effects = self.rule_effects(effects, scope);
        let (head, span) = (head(rule.span, outcome.span), rule.span);
        Some(On { event: event?, outcome: lowered?, when: when.ok()?, effects, head, span })
    }

    fn scope(&mut self, event: &'m model::Event) -> Scope<'m> {
        let body = self.facts.methods.get(event.method).map(|method| &method.request);
        self.incomplete |= body.is_none();
        let request = Request { binding: event.binding.as_ref(), method: event.method, body };
        Scope { request: Some(request), reads_state: true }
    }

    fn outcome(&mut self, outcome: &ast::Outcome, method: Handle<model::Method>) -> Option<Outcome> {
        let facts = self.facts.methods.get(method)?;
        match &outcome.kind {
            ast::OutcomeKind::Ok(None) => return Some(Outcome::Ok),
            ast::OutcomeKind::Ok(Some(_)) => self.not_yet("rules that read answers", outcome.span),
            ast::OutcomeKind::Fails(Some(_)) => self.not_yet("rules that read errors", outcome.span),
            ast::OutcomeKind::Allowed => self.not_yet("effects at admission", outcome.span),
            ast::OutcomeKind::Denied => self.not_yet("effects of denied requests", outcome.span),
            ast::OutcomeKind::Lost => self.not_yet("effects of lost answers", outcome.span),
            ast::OutcomeKind::Bad => self.incomplete = true,
            ast::OutcomeKind::Fails(None) if facts.error.is_some() => return Some(Outcome::Fails),
            ast::OutcomeKind::FailsWith(name) if facts.error.is_some() => return self.fails_with(name, method),
            ast::OutcomeKind::Fails(_) | ast::OutcomeKind::FailsWith(_) => {
                let name = &self.model.methods[method].name;
                self.report(
                    Diagnostic::new(codes::E0516, format!("`{name}` cannot fail"))
                        .label(outcome.span, "never happens")
                        .also(self.model.methods.span(method), "has no `fails`")
                        .help("write `ok`, or remove the rule"),
                );
            }
        }
        None
    }

    fn fails_with(&mut self, name: &Name, method: Handle<model::Method>) -> Option<Outcome> {
        let error = self.facts.methods.get(method)?.error.as_ref()?.fields.first()?;
        let ShapeKind::Named(of) = error.shape.kind else { return None };
        if let Some(Meaning::Union { variants, .. }) = self.facts.types.get(of).map(|facts| &facts.meaning) {
            return Some(Outcome::FailsWith { of, number: self.variant_of_union(of, variants, name)? });
        }
        if !matches!(self.model.types[of].kind, model::TypeDefKind::Enum { .. }) {
            self.report(
                Diagnostic::new(
                    codes::E0516,
                    format!("the errors of `{}` have no variants", self.model.methods[method].name),
                )
                .label(name.span, "no variant")
                .also(self.model.types.span(of), "neither an enum nor a union")
                .help("write `fails` without a variant"),
            );
            return None;
        }
        Some(Outcome::FailsWith { of, number: self.variant(of, name)? })
    }
}

/// From the first word of a rule to the end of one of its parts.
fn head(rule: Span, part: Span) -> Span {
    Span::new(rule.start, part.end)
}

/// A part that may be left out. `None` if it is there and has an error, which takes the whole with it.
fn optional<A, T>(part: Option<A>, lower: impl FnOnce(A) -> Option<T>) -> Result<Option<T>, Bad> {
    match part {
        None => Ok(None),
        Some(part) => lower(part).map(Some).ok_or(Bad),
    }
}

/// A part has an error.
struct Bad;
