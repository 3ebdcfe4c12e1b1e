//! Contracts: where each method may be called, where it leads, and whether every state has a way in and a way on.

use alloc::{collections::BTreeMap, format, string::String, vec, vec::Vec};

use super::{Checker, operations::FIRST_OPERATION};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::{Body, Edges, FailureEdge, Meaning, ShapeKind},
    model::{Clauses, Interface, Method, TypeDef, TypeDefKind},
    source::Span,
    suggest::closest,
};

impl Checker<'_> {
    /// What a method does to the state of the session, given the body of its failure. `None` after an error.
    pub(super) fn edges(&mut self, handle: Handle<Method>, error: Option<&Body>) -> Option<Edges> {
        let model = self.model;
        let clauses = &model.methods[handle].clauses;
        let place = |state: usize| u8::try_from(state).ok();
        let mut from: Vec<u8> = clauses.from.iter().filter_map(|mentioned| place(mentioned.state)).collect();
        from.sort_unstable();
        from.dedup();
        let mut fails = Vec::new();
        let mut seen: BTreeMap<usize, Span> = BTreeMap::new();
        for failure in &clauses.failures {
            let to = place(failure.to.state)?;
            let variant = match &failure.variant {
                None => None,
                Some((name, span)) => {
                    let variant = self.variant_of_failure(handle, error, name, *span)?;
                    if let Some(first) = seen.insert(variant, *span) {
                        self.report(
                            Diagnostic::new(codes::E0202, format!("`.{name}` stands here twice"))
                                .label(*span, "again")
                                .also(first, "first")
                                .help("a failure leads to one state: remove one of them"),
                        );
                    }
                    Some(variant)
                }
            };
            fails.push(FailureEdge { variant, to });
        }
        Some(Edges { from, to: clauses.to.and_then(|to| place(to.state)), fails })
    }

    /// The place of a variant of a method's error.
    fn variant_of_failure(
        &mut self,
        method: Handle<Method>,
        error: Option<&Body>,
        name: &str,
        span: Span,
    ) -> Option<usize> {
        let model = self.model;
        let shape = error.and_then(|error| error.fields.first()).map(|field| &field.shape.kind);
        let Some(ShapeKind::Named(error)) = shape else { return None };
        let names = self.variants_of(*error);
        let found = names.iter().position(|variant| *variant == name);
        if found.is_none() {
            let (method, error_name) = (&model.methods[method].name, &model.types[*error].name);
            let help = match closest(name, names.iter().copied()) {
                Some(close) => format!("did you mean `.{close}`?"),
                None if names.is_empty() => format!("write where every failure leads: `fails {error_name} to …`"),
                None => format!("it has `.{}`", names.join("`, `.")),
            };
            self.report(
                Diagnostic::new(codes::E0609, format!("`{method}` does not fail with `.{name}`"))
                    .label(span, format!("no variant of `{error_name}`"))
                    .also(model.types.span(*error), "the error")
                    .help(help),
            );
        }
        found
    }

    /// The names of the variants of an error, in the order of its facts.
    fn variants_of(&self, error: Handle<TypeDef>) -> Vec<&str> {
        match (&self.model.types[error].kind, self.facts.types.get(error).map(|facts| &facts.meaning)) {
            (TypeDefKind::Enum { variants, .. }, _) => variants.iter().map(|variant| variant.name.as_str()).collect(),
            (_, Some(Meaning::Union { variants, .. })) => {
                variants.iter().map(|variant| variant.name.as_str()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// An interface with those that it extends, as long as each operation keeps its number.
    pub(super) fn serves(&self, interface: Handle<Interface>) -> Vec<Handle<Interface>> {
        let model = self.model;
        let number = |method: Handle<Method>| self.facts.methods.get(method).map(|facts| facts.number);
        let mut all = vec![interface];
        let mut next = interface;
        while let Some(extends) = &model.interfaces[next].extends {
            let mut taken = model.interfaces[next].methods.iter();
            if taken.any(|method| model.methods[*method].origin.is_some_and(|origin| number(origin) != number(*method)))
            {
                break;
            }
            next = extends.base;
            all.push(next);
        }
        all
    }

    /// Reports methods of an interface that others add to and that have no number of their own.
    pub(super) fn refuse_implied_numbers(&mut self, interface: Handle<Interface>, numbers: &[Option<u16>]) {
        const SHOWN: usize = 8;
        let model = self.model;
        let item = &model.interfaces[interface];
        let own = item.methods.iter().filter(|method| model.methods[**method].origin.is_none());
        let missing: Vec<_> = own.filter(|method| model.methods[**method].number.is_none()).collect();
        let Some(first) = missing.first() else { return };
        let kind = if item.open { "an open" } else { "an extended" };
        let message =
            format!("{kind} interface numbers every method, and `{}` has no number", model.methods[**first].name);
        let mut diagnostic = Diagnostic::new(codes::E0603, message);
        for method in missing.iter().take(SHOWN) {
            diagnostic = diagnostic.label(model.methods.span(**method), "needs `@op(…)`");
        }
        let most = numbers.iter().flatten().max();
        let free = most.map_or(FIRST_OPERATION, |most| most.saturating_add(1));
        self.report(
            diagnostic.help(format!("write `@op({free})` before it: the number stays when methods come and go")),
        );
    }

    /// Checks the states of an interface: each has a way in, and a way on.
    pub(super) fn contract(&mut self, interface: Handle<Interface>) {
        let item = &self.model.interfaces[interface];
        // What is missing may be the missing edge; what is taken over was looked at where it comes from.
        let broken = !item.gaps.is_empty() || self.clauses(item).any(|(_, clauses)| clauses.broken);
        if item.states.is_empty() || broken || self.takes_over_states(item) {
            return;
        }
        let reached = self.reached(item);
        self.unreachable(item, &reached);
        self.traps(item, &reached);
    }

    fn takes_over_states(&self, item: &Interface) -> bool {
        item.extends.as_ref().is_some_and(|extends| !self.model.interfaces[extends.base].states.is_empty())
    }

    fn clauses<'c>(&'c self, item: &'c Interface) -> impl Iterator<Item = (Handle<Method>, &'c Clauses)> {
        item.methods.iter().map(|method| (*method, &self.model.methods[*method].clauses))
    }

    /// Which states a session can get to.
    fn reached(&self, item: &Interface) -> Vec<bool> {
        let mut reached = vec![false; item.states.len()];
        let mut new = vec![0];
        while let Some(state) = new.pop() {
            match reached.get_mut(state) {
                Some(mark) if !*mark => *mark = true,
                _ => continue,
            }
            let leaving = self.clauses(item).filter(|(_, clauses)| clauses.from.iter().any(|from| from.state == state));
            for (_, clauses) in leaving {
                let edges = clauses.to.iter().chain(clauses.failures.iter().map(|failure| &failure.to));
                new.extend(edges.map(|to| to.state));
            }
        }
        reached
    }

    fn unreachable(&mut self, item: &Interface, reached: &[bool]) {
        let is_lost = |state: usize| reached.get(state) == Some(&false);
        let lost: Vec<_> = item.states.iter().enumerate().filter(|(place, _)| is_lost(*place)).collect();
        let Some((_, first)) = lost.first() else { return };
        let names: Vec<String> = lost.iter().map(|(_, state)| format!("`{}`", state.name)).collect();
        let mut diagnostic = Diagnostic::new(codes::E0607, format!("no session gets to {}", names.join(", ")));
        for (_, state) in &lost {
            diagnostic = diagnostic.label(state.span, "nothing leads here");
        }
        let dead = self
            .clauses(item)
            .filter(|(_, clauses)| !clauses.from.is_empty() && clauses.from.iter().all(|from| is_lost(from.state)));
        for (method, _) in dead {
            diagnostic = diagnostic.also(self.model.methods.span(method), "can never be called");
        }
        let help = format!(
            "let a method lead there: `from {} to {}`",
            item.states.first().map_or("…", |state| state.name.as_str()),
            first.name
        );
        self.report(diagnostic.help(help));
    }

    /// Reports states that nothing starts from, and methods that start where sessions end.
    fn traps(&mut self, item: &Interface, reached: &[bool]) {
        let model = self.model;
        let states = item.states.iter().enumerate().zip(reached);
        for ((place, state), _) in states.filter(|(_, reached)| **reached) {
            let leaving = |clauses: &Clauses| clauses.from.iter().find(|from| from.state == place).copied();
            let first = self.clauses(item).find_map(|(method, clauses)| Some((method, leaving(clauses)?)));
            let name = &state.name;
            match first {
                None if !state.last => {
                    let message = format!("a session that gets to `{name}` stays there for good");
                    self.report(
                        Diagnostic::new(codes::E0608, message).label(state.span, "no method says `from` it").help(
                            format!(
                                "let a method start there, or write `final {name}` if sessions are meant to end there"
                            ),
                        ),
                    );
                }
                Some((method, from)) if state.last => {
                    let message = format!("`{}` starts in `{name}`, where sessions end", model.methods[method].name);
                    self.report(
                        Diagnostic::new(codes::E0610, message)
                            .label(from.span, "nothing comes after it")
                            .also(state.span, "a final state")
                            .help("remove the word `final`, or let the method start elsewhere"),
                    );
                }
                _ => {}
            }
        }
    }
}
