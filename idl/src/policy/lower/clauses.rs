//! The clauses of an `allow`.

use alloc::{collections::BTreeMap, format, vec::Vec};

use super::{Lowering, Scope, optional, terms::Term};
use crate::{
    ast::{self, Expr},
    codes,
    diagnostic::Diagnostic,
    policy::{Clause, ClauseKind, Limit},
    source::Span,
};

/// The most milliseconds of a limit's period, and the most tokens: then no arithmetic with buckets leaves 64 bits.
const MOST: u64 = 1 << 31;

impl<'m> Lowering<'m> {
    pub(super) fn clauses(&mut self, clauses: &'m [ast::Clause], scope: Scope<'m>) -> Vec<Clause> {
        let mut names: BTreeMap<&str, Span> = BTreeMap::new();
        let mut lowered = Vec::new();
        for (index, clause) in clauses.iter().enumerate() {
            if let Some(name) = &clause.name {
                if let Some(first) = names.get(name.text.as_str()) {
                    let first = *first;
                    self.report(
                        Diagnostic::new(codes::E0202, format!("the clause `{name}` is there twice"))
                            .label(name.span, "again")
                            .also(first, "first")
                            .help("give one of them another name: a verdict names its clause"),
                    );
                }
                names.insert(&name.text, name.span);
            }
            let Ok(number @ 1..) = u8::try_from(index + 1) else {
                self.report(
                    Diagnostic::new(codes::E0515, format!("a rule has at most {} clauses", u8::MAX))
                        .label(clause.span, "one too many")
                        .help("join conditions with `&&`"),
                );
                break;
            };
            let kind = match &clause.kind {
                ast::ClauseKind::Exclusive(key) => self.free_key(key, scope).map(ClauseKind::Exclusive),
                ast::ClauseKind::Require(condition) => self.condition(condition, scope).map(ClauseKind::Require),
                ast::ClauseKind::Limit(limit) => self.limit(limit, scope).map(ClauseKind::Limit),
                ast::ClauseKind::Bad(_) => {
                    self.incomplete = true;
                    None
                }
            };
            let name = clause.name.as_ref().map(|name| name.text.clone());
            lowered.extend(kind.map(|kind| Clause { number, name, kind, span: clause.span }));
        }
        lowered
    }

    fn limit(&mut self, limit: &'m ast::Limit, scope: Scope<'m>) -> Option<Limit> {
        let key = optional(limit.key.as_ref(), |key| self.free_key(key, scope));
        let count = self.tokens(&limit.count, "nothing is ever filled in");
        let period = self.period(&limit.period);
        let burst = match &limit.burst {
            Some(burst) => self.tokens(burst, "no token fits"),
            None => count,
        };
        Some(Limit { key: key.ok()?, count: count?, period: period?, burst: burst? })
    }

    /// A number of tokens.
    fn tokens(&mut self, expr: &'m Expr, zero: &str) -> Option<u64> {
        let count = self.constant(expr)?;
        let why = match u64::try_from(count) {
            Ok(count @ 1..=MOST) => return Some(count),
            Ok(0) | Err(_) => zero,
            Ok(_) => "too many",
        };
        self.bad_limit(expr.span, why);
        None
    }

    fn period(&mut self, expr: &'m Expr) -> Option<u64> {
        match self.term(expr, Scope::CONSTANT)? {
            Term::Duration(millis @ 1..=MOST) => return Some(millis),
            Term::Duration(0) => self.bad_limit(expr.span, "no time"),
            Term::Duration(_) => self.bad_limit(expr.span, "too long"),
            other => {
                let found = self.noun(&other);
                self.mismatch(
                    expr.span,
                    "a duration",
                    &found,
                    "write it with its unit: `500ms`, `1s`, `5min`, `1h`, `1d`",
                );
            }
        }
        None
    }

    fn bad_limit(&mut self, span: Span, why: &str) {
        self.report(Diagnostic::new(codes::E0511, "the limit has no meaning").label(span, why).help(format!(
            "write `N per D burst B` with at least one token, at least a millisecond, and at most {MOST} of each"
        )));
    }
}
