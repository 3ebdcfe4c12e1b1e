//! How lowering says what is wrong.

use alloc::{format, string::String, vec::Vec};

use super::{Lowering, Request};
use crate::{
    ast::{Clause, Name},
    codes,
    diagnostic::Diagnostic,
    model::{self, Item},
    source::Span,
    suggest::closest,
};

impl Lowering<'_> {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Something else stands where this is wanted. `wanted` and `found` are nouns with their article.
    pub(super) fn mismatch(&mut self, span: Span, wanted: &str, found: &str, help: &str) {
        self.report(
            Diagnostic::new(codes::E0501, format!("{wanted} is wanted here, this is {found}"))
                .label(span, format!("not {wanted}"))
                .help(help),
        );
    }

    /// `what` is a noun phrase in the plural.
    pub(super) fn not_yet(&mut self, what: &str, span: Span) {
        self.report(
            Diagnostic::new(codes::E0210, format!("{what} are not taken yet"))
                .label(span, "this version of the compiler cannot give it its meaning")
                .help("leave it out for now; a later version takes it as it is written"),
        );
    }

    /// A list that should have this name has not. `what` and `owner` are such as "field" and "state `tries`".
    pub(super) fn unknown_member(&mut self, what: &str, name: &Name, owner: &str, members: &[String]) -> Diagnostic {
        let help = match self.closest(&name.text, members) {
            Some(close) => Some(format!("did you mean `{close}`?")),
            None if members.is_empty() => Some(format!("{owner} has none")),
            None if members.len() <= 8 => Some(format!("there is {}", quoted(members))),
            None => None,
        };
        Diagnostic::new(codes::E0204, format!("{owner} has no {what} `{name}`"))
            .label(name.span, format!("no such {what}"))
            .help_if(help)
    }

    /// The member that was probably meant.
    pub(super) fn closest(&mut self, written: &str, members: &[String]) -> Option<String> {
        let looked_at = members.len().min(self.suggestions);
        self.suggestions -= looked_at;
        let near = |member: &&str| member.len().abs_diff(written.len()) <= (written.len() / 3).max(1);
        closest(written, members.iter().take(looked_at).map(String::as_str).filter(near)).map(Into::into)
    }

    /// A name that stands for no value here.
    pub(super) fn unknown_name(&mut self, name: &Name, request: Option<Request<'_>>) {
        if self.policy.gaps.may_hide(&name.text) {
            self.incomplete = true;
            return;
        }
        let field = request.and_then(|request| Some((request.body?, request.binding)));
        if let Some((body, binding)) = field
            && body.fields.iter().any(|field| field.name == name.text)
        {
            let help = match binding {
                Some(binding) => format!("write `{binding}.{name}`"),
                None => format!("name the request in the rule's pattern, `…(m)`, and write `m.{name}`"),
            };
            self.report(
                Diagnostic::new(codes::E0201, format!("there is no value `{name}`"))
                    .label(name.span, "a field of the request")
                    .help(help),
            );
            return;
        }
        let mut names: Vec<String> = self.policy.states.iter().map(|state| state.name.text.clone()).collect();
        if request.is_some() {
            names.push("now".into());
        }
        names.extend(request.and_then(|request| request.binding).map(|binding| binding.text.clone()));
        let scope = &self.model.scopes[self.policy.scope];
        let own = scope.package.map(|package| &self.model.packages[package].items);
        let items = scope.names.iter().chain(own.into_iter().flatten());
        names.extend(items.filter(|(_, item)| matches!(item, Item::Constant(_))).map(|(name, _)| name.clone()));
        let help = match self.closest(&name.text, &names) {
            Some(close) => format!("did you mean `{close}`?"),
            None if request.is_none() => "only written values and constants are known here".into(),
            None if name.text == "m" => "name the request in the rule's pattern: `…(m)`".into(),
            None => "values are the request's fields, the fields of states, constants, and `now`".into(),
        };
        self.report(
            Diagnostic::new(codes::E0201, format!("there is no value `{name}`"))
                .label(name.span, "not declared")
                .help(help),
        );
    }

    /// A name of the rule that hides another one.
    pub(super) fn hidden_names(&mut self, event: &model::Event) {
        let Some(binding) = &event.binding else { return };
        let state = self.policy.states.iter().find(|state| state.name.text == binding.text);
        let diagnostic = if binding.text == "now" {
            Diagnostic::new(codes::E0206, "a request cannot be called `now`: it is the present time")
                .label(binding.span, "reserved")
        } else if let Some(state) = state {
            Diagnostic::new(codes::E0202, format!("the name `{binding}` is that of a state already"))
                .label(binding.span, "the request")
                .also(state.name.span, "the state")
        } else {
            return;
        };
        self.report(diagnostic.help("give the request another name, such as `m`"));
    }

    pub(super) fn clause_in_deny(&mut self, clauses: &[Clause], rule: &model::Rule) {
        let Some(first) = clauses.first() else { return };
        self.report(
            Diagnostic::new(codes::E0514, "a `deny` has no clauses")
                .label(first.span, "never looked at")
                .also(rule.event.span, "this denies every such request")
                .help("say behind the pattern when it denies: `deny … when m.user != 0;`"),
        );
    }

    pub(super) fn too_many_rules(&mut self, rule: &model::Rule) {
        self.incomplete = true;
        self.report(
            Diagnostic::new(codes::E0515, format!("a policy has at most {} `allow` and `deny` rules", u16::MAX - 1))
                .label(rule.span, "one too many")
                .help("a verdict names its rule in 16 bits: split the system"),
        );
    }
}

/// "`a`, `b` and `c`"
pub(super) fn quoted(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [before @ .., last] => {
            let before = before.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            format!("{before} and `{last}`")
        }
    }
}
