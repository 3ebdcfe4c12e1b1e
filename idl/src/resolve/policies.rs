//! Policies: the system, the requests that rules are about, and the types of state.

use alloc::vec::Vec;

use super::{Declared, Entry, Resolver, attributes::Target, docs, unique::Seen};
use crate::{
    arena::Handle,
    ast::{self, EffectKind, NotYet, Pattern, PolicyMemberKind, Verdict},
    codes,
    diagnostic::Diagnostic,
    model::{Connection, Event, Gaps, Policy, Rule, RuleKind, Scope, State, StateField, StateKey, StateType, System},
    source::Span,
};

impl<'a> Resolver<'a> {
    /// Fills in every policy.
    pub(super) fn define_policies(&mut self) {
        for entry in self.entries() {
            let Declared::Policy(tree) = entry.item else { continue };
            self.attributes(entry.head, Target::Other("a policy"), None);
            let Some(system) = self.system_named(entry.scope, &tree.system) else { continue };
            self.policy(entry, tree, system);
        }
    }

    fn policy(&mut self, entry: Entry<'a>, tree: &ast::Policy, system: Handle<System>) {
        let mut seen = Seen::default();
        let mut policy = Policy {
            name: tree.name.text.clone(),
            docs: docs(&entry.head.docs),
            package: entry.package,
            scope: entry.scope,
            system,
            states: Vec::new(),
            rules: Vec::new(),
            gaps: Gaps::default(),
            lacks_rules: false,
        };
        for member in &tree.members {
            match &member.kind {
                PolicyMemberKind::State(state) => {
                    self.attributes(&member.head, Target::Other("a state"), None);
                    self.is_new(&mut seen, "state", &state.name);
                    policy.states.push(self.state(entry.scope, &member.head, state));
                }
                PolicyMemberKind::Rule(rule) => {
                    self.attributes(&member.head, Target::Other("a rule"), None);
                    let event = match (&rule.pattern, rule.verdict) {
                        (Pattern::All(span), Verdict::Allow) => self.blanket(*span),
                        (pattern, _) => self.event(system, pattern),
                    };
                    let Some(event) = event else {
                        policy.lacks_rules = true;
                        continue;
                    };
                    let clauses = rule.clauses.clone();
                    let kind = match rule.verdict {
                        Verdict::Allow => RuleKind::Allow(clauses),
                        Verdict::Deny => RuleKind::Deny(clauses),
                    };
                    policy.rules.push(Rule { kind, event, when: rule.when.clone(), span: member.span });
                }
                PolicyMemberKind::On(on) => {
                    self.attributes(&member.head, Target::Other("a rule"), None);
                    self.effects(&on.effects);
                    let Some(event) = self.event(system, &on.pattern) else {
                        policy.lacks_rules = true;
                        continue;
                    };
                    let kind = RuleKind::On { outcome: on.outcome.clone(), effects: on.effects.clone() };
                    policy.rules.push(Rule { kind, event, when: on.when.clone(), span: member.span });
                }
                PolicyMemberKind::NotYet(not_yet) => {
                    policy.gaps.add(not_yet.name.as_ref().map(|name| name.text.as_str()));
                }
                PolicyMemberKind::Bad(bad) => {
                    self.bad();
                    policy.gaps.add(bad.name.as_ref().map(|name| name.text.as_str()));
                }
            }
        }
        self.model.policies.push(policy, tree.name.span);
    }

    fn state(&mut self, scope: Handle<Scope>, head: &ast::Head, tree: &ast::State) -> State {
        if !tree.bad.is_empty() {
            self.bad();
        }
        let mut seen = Seen::default();
        let mut keys = Vec::new();
        for key in &tree.keys {
            self.is_new(&mut seen, "key", &key.name);
            keys.push(StateKey { name: key.name.clone(), ty: self.ty(scope, &key.ty) });
        }
        let mut seen = Seen::default();
        let mut fields = Vec::new();
        for field in &tree.fields {
            self.is_new(&mut seen, "field", &field.name);
            self.attributes(&field.head, Target::Other("a field of a state"), None);
            fields.push(StateField {
                name: field.name.clone(),
                docs: docs(&field.head.docs),
                ty: self.state_type(scope, &field.ty),
                ty_span: field.ty.span,
                initial: field.initial.clone(),
                range: field.range.clone(),
                span: field.span,
            });
        }
        State { name: tree.name.clone(), docs: docs(&head.docs), keys, max: tree.max.clone(), fields }
    }

    fn state_type(&mut self, scope: Handle<Scope>, tree: &ast::Type) -> StateType {
        match &tree.kind {
            ast::TypeKind::Path(path) if path.single().is_some_and(|name| name.text == "time") => StateType::Time,
            _ => StateType::Of(self.ty(scope, tree)),
        }
    }

    /// Reports `allow * -> *`: beside it no other `allow` would mean anything.
    fn blanket(&mut self, span: Span) -> Option<Event> {
        self.report(
            Diagnostic::new(codes::E0506, "this rule would allow every request")
                .label(span, "from everybody, to everything")
                .help("write an `allow` for each method that a caller needs; what no rule allows is denied"),
        );
        None
    }

    /// The requests that a rule is about. Each unknown name has its own error.
    fn event(&mut self, system: Handle<System>, pattern: &Pattern) -> Option<Event> {
        let tree = match pattern {
            Pattern::Call(tree) => tree,
            Pattern::All(span) => {
                self.not_yet(&NotYet { what: "wildcards", name: None, span: *span });
                return None;
            }
            Pattern::NotYet(not_yet) => {
                self.not_yet(not_yet);
                return None;
            }
        };
        let from = match &tree.from {
            Some(name) => self.instance_of(system, name).map(Some),
            None => Some(None),
        };
        let to = self.instance_of(system, &tree.to)?;
        let provides = self.served(to, &tree.port)?;
        let method = self.method_of(self.model.provides[provides].interface, &tree.method)?;
        let from = from?;
        let reaches = |connection: &&Handle<Connection>| {
            let connection = &self.model.connections[**connection];
            connection.to == to && connection.provides == provides && from.is_none_or(|from| connection.from == from)
        };
        let connections = self.model.systems[system].connections.iter().filter(reaches).copied().collect();
        Some(Event { from, to, provides, method, connections, binding: tree.binding.clone(), span: tree.span })
    }

    fn effects(&mut self, effects: &[ast::Effect]) {
        for effect in effects {
            match &effect.kind {
                EffectKind::If { then, otherwise, .. } => {
                    self.effects(then);
                    self.effects(otherwise);
                }
                EffectKind::NotYet(not_yet) => self.not_yet(not_yet),
                EffectKind::Bad(_) => self.bad(),
                EffectKind::Assign { .. } | EffectKind::Audit(_) => {}
            }
        }
    }
}
