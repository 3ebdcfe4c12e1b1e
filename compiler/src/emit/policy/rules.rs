//! What `allow` and `deny` rules say of a request: `allow_1` and `when_1`, one function for each.

use tessera_idl::policy::{ClauseKind, Condition, Rule, visit};

use super::{
    Module,
    code::Code,
    functions::{Needs, Slots},
    text,
};
use crate::{
    emit::condition::literal,
    plan::names::{Scope, ident, snake},
    print::docs,
    tokens::{TokenStream, quote},
};

impl Module<'_> {
    /// The expression that says what an `allow` rule says of a request, and the function behind it, where there is one.
    pub(super) fn allow(&self, rule: &Rule) -> (TokenStream, TokenStream) {
        let number = literal(rule.number.into());
        if rule.clauses().is_empty() {
            return (quote!(tessera::Verdict::allow(#number)), TokenStream::new());
        }
        let mut needs = Needs::default();
        let mut slots = Slots::default();
        for clause in rule.clauses() {
            if let ClauseKind::Require(condition) = &clause.kind {
                visit::condition(condition, &mut |access| slots.see(access));
            }
            needs.policy |= !matches!(clause.kind, ClauseKind::Require(_));
            needs.at |= matches!(&clause.kind, ClauseKind::Limit(limit) if limit.key.is_none());
        }
        let plain = Rule { when: None, ..rule.clone() };
        visit::rule(&plain, &mut |access| needs.see(access));
        let mut scope = Scope::with(&["at", "m", "self", "holds", "row"]);
        let denied = quote!(tessera::Verdict::deny(#number, 0));
        let (records, lookups) = self.look_up(rule.event.method, None, &slots, &mut scope, &quote!(return #denied;));
        let code = self.code(rule.event.method, None, &records);
        let mut buckets = TokenStream::new();
        let mut checks = TokenStream::new();
        for clause in rule.clauses() {
            let place = literal(clause.number.into());
            let deny = quote!(return tessera::Verdict::deny(#number, #place););
            match &clause.kind {
                ClauseKind::Require(condition) => checks.extend(unless(&code, condition, &deny)),
                ClauseKind::Exclusive(key) => {
                    let (field, key) = (self.names.clauses.get(&(rule.number, clause.number)), code.key(key));
                    checks.extend(quote!(if self.#field.has(#key) { return tessera::Verdict::busy(#number, #place); }));
                }
                ClauseKind::Limit(limit) => {
                    let field = self.names.clauses.get(&(rule.number, clause.number));
                    let name = snake(clause.name.as_deref().unwrap_or("limit"));
                    let bucket = ident(&scope.claim_or(&name, &format!("{name}_2")));
                    let key = Self::bucket(limit.key.as_ref(), &code);
                    buckets.extend(quote!(let Some(#bucket) = self.#field.get(#key) else { return #denied; };));
                    checks.extend(quote!(if !#bucket.has(at.now) { #deny }));
                }
            }
        }
        let docs = docs(&format!("`{}`", text::head(self.here.plan.sources, rule.span)));
        let name = ident(&format!("allow_{}", rule.number));
        let parameters = needs.parameters(self, rule.event.method);
        let function = quote! {
            #docs
            #[inline(always)]
            fn #name(#parameters) -> tessera::Verdict {
                #lookups
                #buckets
                #checks
                tessera::Verdict::allow(#number)
            }
        };
        (needs.call(&name, &[]), function)
    }

    /// The condition behind `when`, and the function behind it, where there is one.
    pub(super) fn when(&self, rule: &Rule) -> Option<(TokenStream, TokenStream)> {
        let condition = rule.when.as_ref()?;
        let mut slots = Slots::default();
        let mut needs = Needs::default();
        visit::condition(condition, &mut |access| {
            slots.see(access);
            needs.see(access);
        });
        let plain = self.code(rule.event.method, None, &[]);
        if slots.all.is_empty() && !plain.is_partial(condition) {
            return Some((plain.part(condition), TokenStream::new()));
        }
        // What has no answer denies: an `allow` is not about it, a `deny` is.
        let otherwise = !rule.allows();
        let mut scope = Scope::with(&["at", "m", "self", "holds", "row"]);
        let (records, lookups) = self.look_up(rule.event.method, None, &slots, &mut scope, &quote!(return #otherwise;));
        let code = self.code(rule.event.method, None, &records);
        let holds = code.condition(condition, true);
        let body = if code.is_partial(condition) {
            quote!(let holds = || Some(#holds); holds().unwrap_or(#otherwise))
        } else {
            holds
        };
        let docs = docs(&format!("When rule {} is about a request.", rule.number));
        let name = ident(&format!("when_{}", rule.number));
        let parameters = needs.parameters(self, rule.event.method);
        let function = quote! {
            #docs
            #[inline(always)]
            fn #name(#parameters) -> bool {
                #lookups
                #body
            }
        };
        Some((needs.call(&name, &[]), function))
    }
}

/// Code for the case that a condition does not hold, or has no answer.
fn unless(code: &Code<'_>, condition: &Condition, deny: &TokenStream) -> TokenStream {
    if code.is_partial(condition) {
        let holds = code.condition(condition, true);
        return quote! {
            let holds = || Some(#holds);
            if holds() != Some(true) { #deny }
        };
    }
    let fails = code.condition(condition, false);
    quote!(if #fails { #deny })
}
