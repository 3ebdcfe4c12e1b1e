//! Policies: their members and rules.

use alloc::vec::Vec;

use tessera_grammar::{Pair, Rule as R};

use super::context::Context;
use super::reader::{Kids, Reader};
use super::system::path_of;
use crate::ast::{
    CallPattern, Clause, ClauseKind, Key, Limit, Name, NotYet, On, Outcome, OutcomeKind, Pattern, Policy, PolicyMember,
    PolicyMemberKind, Rule, State, StateField, Verdict,
};

impl Reader<'_> {
    pub(super) fn policy_item(&mut self, pair: Pair<'_>) -> Option<Policy> {
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.want(R::name)?);
        let system = self.path(kids.want(R::path)?);
        let body = kids.want(R::policy_body)?;
        let members = self.members(body, &Context::POLICY, |reader, head, pair| {
            let span = reader.span(&pair);
            reader.missing_end(&pair, &Context::POLICY);
            let bad = reader.bad(&pair);
            let kind = reader.policy_member(pair).unwrap_or(PolicyMemberKind::Bad(bad));
            Some(PolicyMember { head, kind, span })
        });
        Some(Policy { name, system, members })
    }

    fn policy_member(&mut self, pair: Pair<'_>) -> Option<PolicyMemberKind> {
        let span = self.span(&pair);
        Some(match pair.as_rule() {
            R::state => PolicyMemberKind::State(self.state(pair)?),
            R::verdict_rule => PolicyMemberKind::Rule(self.rule(pair)?),
            R::on_rule => PolicyMemberKind::On(self.on_rule(pair)?),
            R::later_member => {
                let mut kids = Kids::of(pair);
                let what = match kids.want(R::later_word)?.as_str() {
                    "prove" => "proofs",
                    "machine" => "machines",
                    "level" => "levels",
                    "label" => "labels",
                    _ => "groups",
                };
                PolicyMemberKind::NotYet(NotYet { what, name: None, span })
            }
            R::bad_member => PolicyMemberKind::Bad(self.bad_node(&pair, &Context::POLICY)),
            _ => return None,
        })
    }

    fn state(&mut self, pair: Pair<'_>) -> Option<State> {
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.want(R::name)?);
        let mut state = State { name, keys: Vec::new(), max: None, fields: Vec::new(), bad: Vec::new() };
        for kid in kids {
            match kid.as_rule() {
                R::state_key => {
                    if let Some((name, ty, span)) = self.typed_name(kid) {
                        state.keys.push(Key { name, ty, span });
                    }
                }
                R::pool => state.max = Kids::of(kid).want(R::sum).map(|kid| self.expr(kid)),
                R::state_fields => {
                    (state.fields, state.bad) = self.entries(kid, &Context::STATE, |reader, head, pair| {
                        let span = reader.span(&pair);
                        let mut kids = Kids::of(pair);
                        let name = reader.name(&kids.want(R::name)?);
                        let ty = reader.ty(kids.want(R::any_type)?);
                        let initial = reader.expr(kids.want(R::sum)?);
                        let range = kids.want(R::range).and_then(|kid| reader.range_of(kid, true));
                        Some(StateField { head, name, ty, initial, range, span })
                    });
                }
                _ => {}
            }
        }
        Some(state)
    }

    fn rule(&mut self, pair: Pair<'_>) -> Option<Rule> {
        let mut kids = Kids::of(pair);
        let verdict = if kids.next()?.as_rule() == R::kw_allow { Verdict::Allow } else { Verdict::Deny };
        let pattern = self.pattern(kids.want(R::pattern)?)?;
        let mut rule = Rule { verdict, pattern, when: None, clauses: Vec::new() };
        for kid in kids {
            match kid.as_rule() {
                R::reason => {
                    rule.pattern = Pattern::NotYet(NotYet { what: "unsafe rules", name: None, span: self.span(&kid) });
                }
                R::guard => rule.when = Kids::of(kid).want(R::expr).map(|kid| self.last_expr(kid)),
                R::clauses => {
                    let mut kids = Kids::of(kid);
                    let brace = kids.next();
                    for kid in kids {
                        match kid.as_rule() {
                            R::rbrace => {}
                            R::no_rbrace => self.unclosed(brace.as_ref(), &kid, &Context::CLAUSES),
                            _ => rule.clauses.push(self.clause(kid)),
                        }
                    }
                }
                _ => {}
            }
        }
        Some(rule)
    }

    fn clause(&mut self, pair: Pair<'_>) -> Clause {
        let span = self.span(&pair);
        let bad = self.bad(&pair);
        if pair.as_rule() == R::bad_member {
            let bad = self.bad_node(&pair, &Context::CLAUSES);
            return Clause { name: None, kind: ClauseKind::Bad(bad), span };
        }
        self.missing_end(&pair, &Context::CLAUSES);
        self.clause_kind(pair, span).unwrap_or(Clause { name: None, kind: ClauseKind::Bad(bad), span })
    }

    fn clause_kind(&mut self, pair: Pair<'_>, span: crate::Span) -> Option<Clause> {
        let rule = pair.as_rule();
        let mut kids = Kids::of(pair);
        kids.next();
        let mut name = None;
        let mut key = None;
        if let Some(named) = kids.accept(R::clause_name).or_else(|| kids.accept(R::limit_name)) {
            let mut inner = Kids::of(named);
            name = inner.want(R::name).map(|name| self.name(&name));
            key = inner.want(R::expr).map(|kid| self.expr(kid));
        }
        let kind = match rule {
            R::exclusive => ClauseKind::Exclusive(self.last_expr(kids.want(R::expr)?)),
            R::require => ClauseKind::Require(self.last_expr(kids.want(R::expr)?)),
            R::limit => {
                let count = self.expr(kids.want(R::sum)?);
                let period = self.expr(kids.want(R::sum)?);
                let burst = kids.accept(R::burst).and_then(|kid| Kids::of(kid).want(R::sum)).map(|kid| self.expr(kid));
                ClauseKind::Limit(Limit { key, count, period, burst })
            }
            _ => return None,
        };
        Some(Clause { name, kind, span })
    }

    fn on_rule(&mut self, pair: Pair<'_>) -> Option<On> {
        let mut kids = Kids::of(pair);
        let pattern = self.pattern(kids.want(R::pattern)?)?;
        let outcome = self.outcome(kids.want(R::outcome)?);
        let when = kids.accept(R::guard).and_then(|kid| Kids::of(kid).want(R::expr)).map(|kid| self.expr(kid));
        Some(On { pattern, outcome, when, effects: self.effects(kids.want(R::effects)?) })
    }

    fn pattern(&mut self, pair: Pair<'_>) -> Option<Pattern> {
        let span = self.span(&pair);
        let form = Kids::of(pair).next()?;
        let what = match form.as_rule() {
            R::wild_pattern if Kids::of(form.clone()).filter(|kid| kid.as_rule() == R::star).count() == 2 => {
                return Some(Pattern::All(span));
            }
            R::wild_pattern => "wildcards",
            R::start_pattern => "rules about starts",
            R::pass_pattern => "rules about passed capabilities",
            R::event_pattern => return self.event_pattern(form).map(Pattern::Call),
            _ => return self.call_pattern(form).map(Pattern::Call),
        };
        Some(Pattern::NotYet(NotYet { what, name: None, span }))
    }

    fn call_pattern(&mut self, pair: Pair<'_>) -> Option<CallPattern> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let from = kids.accept(R::caller).and_then(|kid| path_of(self.parts(kid)));
        let mut target = self.parts(kids.want(R::target)?);
        let method = self.port_name(&mut target)?;
        let port = self.port_name(&mut target)?;
        let to = path_of(target)?;
        let binding = self.binding(&mut kids);
        Some(CallPattern { from, told: false, to, port, method, binding, span })
    }

    fn event_pattern(&mut self, pair: Pair<'_>) -> Option<CallPattern> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let mut target = self.parts(kids.want(R::target)?);
        let method = self.port_name(&mut target)?;
        let port = self.port_name(&mut target)?;
        let to = path_of(target)?;
        let binding = self.binding(&mut kids);
        let from = path_of(self.parts(kids.want(R::listener)?));
        Some(CallPattern { from, told: true, to, port, method, binding, span })
    }

    /// `(m)`
    fn binding(&mut self, kids: &mut Kids<'_>) -> Option<Name> {
        let binding = kids.accept(R::binding).and_then(|kid| Kids::of(kid).want(R::name))?;
        Some(self.name(&binding))
    }

    fn outcome(&mut self, pair: Pair<'_>) -> Outcome {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let Some(word) = kids.next() else { return Outcome { kind: OutcomeKind::Bad, span } };
        let detail = kids.next();
        let is_variant = detail.as_ref().is_some_and(|kid| kid.as_rule() == R::variant_name);
        let name = detail.and_then(|kid| Kids::of(kid).want(R::name)).map(|name| self.name(&name));
        let kind = match (word.as_rule(), name) {
            (R::kw_allowed, _) => OutcomeKind::Allowed,
            (R::kw_denied, _) => OutcomeKind::Denied,
            (R::kw_lost, _) => OutcomeKind::Lost,
            (R::kw_ok, name) => OutcomeKind::Ok(name),
            (R::kw_fails, Some(name)) if is_variant => OutcomeKind::FailsWith(name),
            (R::kw_fails, name) => OutcomeKind::Fails(name),
            _ => OutcomeKind::Bad,
        };
        Outcome { kind, span }
    }
}
