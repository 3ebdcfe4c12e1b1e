//! The effects of `on` rules.

use alloc::vec::Vec;

use tessera_grammar::{Pair, Rule};

use super::context::Context;
use super::reader::{Kids, Reader};
use crate::ast::{AssignOp, Effect, EffectKind, MAX_NESTING, NotYet};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

impl Reader<'_> {
    /// Reads the effects of a body between braces; reports what does not belong there.
    pub(super) fn effects(&mut self, body: Pair<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut kids = Kids::of(body);
        let brace = kids.next();
        for kid in kids {
            match kid.as_rule() {
                Rule::rbrace => {}
                Rule::no_rbrace => self.unclosed(brace.as_ref(), &kid, &Context::EFFECTS),
                _ => effects.push(self.effect(kid)),
            }
        }
        effects
    }

    fn effect(&mut self, pair: Pair<'_>) -> Effect {
        let span = self.span(&pair);
        let bad = self.bad(&pair);
        self.missing_end(&pair, &Context::EFFECTS);
        let kind = match pair.as_rule() {
            Rule::branch => self.branch(pair),
            Rule::audit => Kids::of(pair).want(Rule::name).map(|name| EffectKind::Audit(self.name(&name))),
            Rule::assignment => self.assignment(pair),
            Rule::obligation => {
                let is_machine = Kids::of(pair).next().is_some_and(|word| word.as_rule() == Rule::kw_enter);
                let what = if is_machine { "machines" } else { "obligations" };
                Some(EffectKind::NotYet(NotYet { what, name: None, span }))
            }
            _ => Some(EffectKind::Bad(self.bad_node(&pair, &Context::EFFECTS))),
        };
        Effect { kind: kind.unwrap_or(EffectKind::Bad(bad)), span }
    }

    fn assignment(&mut self, pair: Pair<'_>) -> Option<EffectKind> {
        let mut kids = Kids::of(pair);
        let place = self.place(kids.want(Rule::place)?);
        let op = match kids.want(Rule::assign_op)?.as_str() {
            "+=" => AssignOp::Add,
            "-=" => AssignOp::Subtract,
            _ => AssignOp::Set,
        };
        let value = kids.next()?;
        let value = if value.as_rule() == Rule::record { self.record(value) } else { self.last_expr(value) };
        let saturating = kids.accept(Rule::kw_saturating).map(|word| self.span(&word));
        Some(EffectKind::Assign { place, op, value, saturating })
    }

    /// Reads `if … else if … else …`; the chain is built from its end, so a long one costs no depth here.
    fn branch(&mut self, pair: Pair<'_>) -> Option<EffectKind> {
        let whole = self.span(&pair);
        let mut kids = Kids::of(pair);
        let condition = self.expr(kids.want(Rule::expr)?);
        let then = self.effects(kids.want(Rule::effects)?);
        let mut arms = Vec::new();
        let mut otherwise = Vec::new();
        for kid in kids {
            let span = self.span(&kid);
            let is_last = kid.as_rule() == Rule::else_last;
            let mut inner = Kids::of(kid);
            if is_last {
                otherwise = inner.want(Rule::effects).map(|body| self.effects(body)).unwrap_or_default();
            } else {
                let condition = self.expr(inner.want(Rule::expr)?);
                arms.push((condition, self.effects(inner.want(Rule::effects)?), span));
            }
        }
        if arms.len() > MAX_NESTING {
            let message = alloc::format!("an `if` has more than {MAX_NESTING} arms");
            self.report(
                Diagnostic::new(codes::E0112, message).label(whole, "too long").help("split it into several rules"),
            );
            return None;
        }
        while let Some((condition, then, span)) = arms.pop() {
            let span = Span::new(span.start, whole.end);
            otherwise = alloc::vec![Effect { kind: EffectKind::If { condition, then, otherwise }, span }];
        }
        Some(EffectKind::If { condition, then, otherwise })
    }
}
