//! Policies: the system, the requests that rules are about, and the types of state.

use alloc::{collections::BTreeMap, format, vec::Vec};

use super::{Declared, Entry, Resolver, attributes::Target, docs, unique::Seen};
use crate::{
    arena::Handle,
    ast::{self, EffectKind, Name, NotYet, Pattern, PolicyMemberKind, Verdict},
    codes,
    diagnostic::Diagnostic,
    model::{Event, Gaps, Method, Policy, Rule, RuleKind, Scope, State, StateField, StateKey, StateType, System},
    source::Span,
};

impl<'a> Resolver<'a> {
    /// Fills in every policy.
    pub(super) fn define_policies(&mut self) {
        let mut governed: BTreeMap<Handle<System>, &Name> = BTreeMap::new();
        for entry in self.entries() {
            let Declared::Policy(tree) = entry.item else { continue };
            self.attributes(entry.head, Target::Other("a policy"), None);
            let Some(system) = self.system_named(entry.scope, &tree.system) else { continue };
            let first = *governed.entry(system).or_insert(&tree.name);
            let is_second = first.span != tree.name.span;
            if is_second {
                self.two_policies(system, tree, first);
            }
            self.policy(entry, tree, system, is_second);
        }
    }

    /// Which of two would decide?
    fn two_policies(&mut self, system: Handle<System>, tree: &ast::Policy, first: &Name) {
        let name = &self.model.systems[system].name;
        self.report(
            Diagnostic::new(codes::E0418, format!("`{first}` and `{}` both govern system `{name}`", tree.name))
                .label(tree.name.span, "the second one")
                .also(first.span, "the first one")
                .also(self.model.systems.span(system), "each request is decided once")
                .help(format!("move the rules of `{}` into `{first}`: it may be as long as it needs", tree.name)),
        );
    }

    fn policy(&mut self, entry: Entry<'a>, tree: &ast::Policy, system: Handle<System>, is_second: bool) {
        let mut seen = Seen::default();
        let mut policy = Policy {
            name: tree.name.text.clone(),
            docs: docs(&entry.head.docs),
            package: entry.package,
            scope: entry.scope,
            system,
            system_span: tree.system.span,
            states: Vec::new(),
            rules: Vec::new(),
            gaps: Gaps::default(),
            lacks_rules: false,
            is_second,
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
                        (pattern, _) => self.event(entry.scope, system, pattern),
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
                    let Some(event) = self.event(entry.scope, system, &on.pattern) else {
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
    fn event(&mut self, scope: Handle<Scope>, system: Handle<System>, pattern: &Pattern) -> Option<Event> {
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
            Some(path) => self.part_path(scope, system, path).map(Some),
            None => Some(None),
        };
        let to = self.part_path(scope, system, &tree.to)?;
        let port = self.served(to.last()?.part, &tree.port)?;
        let method = self.method_of(self.spoken(port), &tree.method)?;
        self.arrow(tree, method)?;
        if let Some(binding) = tree.binding.as_ref().filter(|_| self.model.methods[method].event.is_some()) {
            // Nothing is decided after an event is fetched: a subscription and a fetch say only which event it is.
            let (name, span) = (Some(binding.clone()), binding.span);
            self.not_yet(&NotYet { what: "rules that read what an event says", name, span });
            return None;
        }
        Some(Event { from: from?, to, port, method, binding: tree.binding.clone(), span: tree.span })
    }

    /// Reports an arrow that points the wrong way: a call goes to the method, an event comes from it.
    fn arrow(&mut self, tree: &ast::CallPattern, method: Handle<Method>) -> Option<()> {
        let is_event = self.model.methods[method].event.is_some();
        // Without a caller there is no arrow.
        let Some(from) = tree.from.as_ref().filter(|_| tree.told != is_event) else { return Some(()) };
        let called = format!("{}.{}.{}", tree.to, tree.port, tree.method);
        let (message, help) = if is_event {
            (
                format!("nobody calls the event `{}`", tree.method),
                format!("it comes to who fetches it: `{called} -> {from}`"),
            )
        } else {
            (format!("the method `{}` is no event", tree.method), format!("it is called: `{from} -> {called}`"))
        };
        let declared = self.model.methods.span(method);
        self.report(
            Diagnostic::new(codes::E0620, message)
                .label(tree.span, "the arrow points the wrong way")
                .also(declared, if is_event { "an event" } else { "a method" })
                .help(help),
        );
        None
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
