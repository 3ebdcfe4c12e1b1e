//! Rules that change nothing beside others: what each demands of a request, compared.

use alloc::{collections::BTreeMap, vec::Vec};

use super::super::{
    ClauseKind, Condition, Event, Program, Rule, Server,
    possible::{self, Fact, Possible},
};
use crate::{arena::Handle, codes, diagnostic::Diagnostic, model::Method};

/// How many pairs of rules are compared at most, so that a long policy stays cheap.
const PAIRS: usize = 1_000_000;
/// How many `deny` rules are looked at that might together leave nothing of an `allow`.
const DENIES: usize = 64;

type Target = (Server, Handle<Method>);

/// What an event is about, port by port.
fn targets(event: &Event) -> impl Iterator<Item = Target> {
    event.to.iter().map(|server| (*server, event.method))
}

/// An `allow` or `deny` rule with what it demands of a request.
struct Demands<'p> {
    rule: &'p Rule,
    /// What must hold, part by part.
    conditions: Vec<&'p Condition>,
    /// Whether it also takes tokens or keys.
    takes: bool,
}

impl<'p> Demands<'p> {
    fn of(rule: &'p Rule) -> Self {
        let mut conditions = Vec::new();
        let requires = rule.clauses().iter().filter_map(|clause| match &clause.kind {
            ClauseKind::Require(condition) => Some(condition),
            ClauseKind::Exclusive(_) | ClauseKind::Limit(_) => None,
        });
        rule.when.iter().chain(requires).for_each(|condition| conjuncts(condition, &mut conditions));
        let takes = rule.clauses().iter().any(|clause| !matches!(clause.kind, ClauseKind::Require(_)));
        Self { rule, conditions, takes }
    }

    /// Its conditions, as they hold where it gives its answer.
    fn facts(&self) -> impl Iterator<Item = Fact<'p>> {
        self.conditions.iter().map(|condition| (*condition, true))
    }

    /// Whether this rule gives its answer to every request that another one gives its answer to.
    fn includes(&self, other: &Self, possible: &Possible<'p>) -> bool {
        // Tokens and keys of two rules are counted apart: beside each other both let more pass than one.
        let same = || {
            let kinds = |rule: &'p Rule| rule.clauses().iter().map(|clause| &clause.kind);
            self.rule.event == other.rule.event
                && self.rule.when == other.rule.when
                && kinds(self.rule).eq(kinds(other.rule))
        };
        // What has no result does not hold, and neither does its opposite.
        let follows = |condition: &'p Condition| {
            possible::is_total(condition) && !possible.together(other.facts().chain([(condition, false)]))
        };
        self.rule.event.covers(&other.rule.event)
            && (!self.takes || same())
            && (self.rule.allows() || other.conditions.iter().all(|condition| possible::is_total(condition)))
            && self.conditions.iter().all(|condition| other.conditions.contains(condition) || follows(condition))
    }

    /// The clause that excludes the ones before it, or that says nothing beside them.
    fn idle(&self, possible: &Possible<'p>) -> Option<Diagnostic> {
        let mut before: Vec<Fact<'p>> = self.rule.when.iter().map(|when| (when, true)).collect();
        for clause in self.rule.clauses() {
            let ClauseKind::Require(condition) = &clause.kind else { continue };
            let beside = |truth| before.iter().copied().chain([(condition, truth)]);
            if !before.is_empty() && !possible.together(beside(true)) {
                return Some(
                    Diagnostic::new(codes::E0508, "the rule can never allow: its conditions exclude each other")
                        .label(clause.span, "never holds beside the conditions before it")
                        .also(self.rule.head, "never allows")
                        .help("write a rule for each of the two cases, or correct one of the conditions"),
                );
            }
            if !before.is_empty() && possible::is_total(condition) && !possible.together(beside(false)) {
                return Some(
                    Diagnostic::new(codes::E0510, "this is always true: the conditions before it say as much")
                        .label(clause.span, "demands nothing more")
                        .also(self.rule.head, "of this rule")
                        .help("remove it, or compare with another value"),
                );
            }
            before.push((condition, true));
        }
        None
    }
}

/// `allow` and `deny` rules without which the policy would say the same.
pub(super) fn verdicts<'p>(program: &'p Program, possible: &Possible<'p>, diagnostics: &mut Vec<Diagnostic>) {
    let all: Vec<Demands<'_>> = program.rules.iter().map(Demands::of).collect();
    let mut groups: BTreeMap<Target, Vec<usize>> = BTreeMap::new();
    for (position, rule) in program.rules.iter().enumerate() {
        for target in targets(&rule.event) {
            groups.entry(target).or_default().push(position);
        }
    }
    let mut left = PAIRS;
    for (position, rule) in all.iter().enumerate() {
        // What includes the rule is about each of its targets.
        let group = targets(&rule.rule.event).next().and_then(|target| groups.get(&target));
        let group = group.map(Vec::as_slice).unwrap_or_default();
        let others = || {
            let others = group.iter().filter(|other| **other != position).take(left);
            others.filter_map(|other| Some((*other, all.get(*other)?)))
        };
        let finding = rule.idle(possible).or_else(|| denied(rule, others().map(|(_, by)| by), possible));
        let finding =
            finding.or_else(|| others().find_map(|(other, by)| redundant(rule, by, other < position, possible)));
        left = left.saturating_sub(group.len());
        diagnostics.extend(finding);
    }
}

/// Why an `allow` never decides: what it is about is denied, by one rule or by several together.
fn denied<'p: 'd, 'd>(
    rule: &Demands<'p>,
    others: impl Iterator<Item = &'d Demands<'p>>,
    possible: &Possible<'p>,
) -> Option<Diagnostic> {
    const SHOWN: usize = 4;
    if !rule.rule.allows() {
        return None;
    }
    let denies = |by: &&Demands<'p>| !by.rule.allows() && by.rule.event.covers(&rule.rule.event);
    let denies: Vec<&'d Demands<'p>> = others.filter(denies).take(DENIES).collect();
    let passes = |denies: &[&Demands<'p>]| {
        let whens = denies.iter().map(|by| by.rule.when.as_ref());
        let nots: Option<Vec<Fact<'p>>> = whens.map(|when| Some((when?, false))).collect();
        nots.is_some_and(|nots| possible.together(rule.facts().chain(nots)))
    };
    let (head, beats) = (rule.rule.head, "beats every `allow`");
    let diagnostic = match denies.iter().find(|by| !passes(&[**by])) {
        Some(by) => Diagnostic::new(codes::E0508, "the rule can never match: a `deny` is about every such request")
            .label(head, "never allows")
            .also(by.rule.head, beats),
        None if denies.len() < 2 || passes(&denies) => return None,
        None => {
            // Those without which the others are still enough have no part in it.
            let mut needed = denies;
            for place in (0..needed.len()).rev() {
                let mut fewer = needed.clone();
                fewer.remove(place);
                if !passes(&fewer) {
                    needed = fewer;
                }
            }
            let message = "the rule can never match: together these `deny` rules are about every such request";
            let shown = needed.iter().take(SHOWN);
            shown.fold(Diagnostic::new(codes::E0508, message).label(head, "never allows"), |diagnostic, by| {
                diagnostic.also(by.rule.head, beats)
            })
        }
    };
    Some(diagnostic.help("say behind the pattern of the `deny` when it denies: `when …`"))
}

/// Why a rule changes nothing beside another one. Of two that are the same the second one is too much.
fn redundant<'p>(rule: &Demands<'p>, by: &Demands<'p>, is_later: bool, possible: &Possible<'p>) -> Option<Diagnostic> {
    let (head, by_head) = (rule.rule.head, by.rule.head);
    if rule.rule.allows() != by.rule.allows()
        || !by.includes(rule, possible)
        || (!is_later && rule.includes(by, possible))
    {
        return None;
    }
    let (message, other, help) = if rule.rule.allows() {
        let help = "remove one of them: where two rules allow, the weaker one decides";
        ("another rule allows everything that this one allows", "allows as much or more", help)
    } else {
        ("another rule denies everything that this one denies", "denies as much or more", "remove it")
    };
    Some(Diagnostic::new(codes::E0507, message).label(head, "changes nothing").also(by_head, other).help(help))
}

fn conjuncts<'p>(condition: &'p Condition, parts: &mut Vec<&'p Condition>) {
    match condition {
        Condition::And(left, right) => {
            conjuncts(left, parts);
            conjuncts(right, parts);
        }
        other => parts.push(other),
    }
}

/// `on` rules about requests that nothing admits.
pub(super) fn outcomes<'p>(program: &'p Program, possible: &Possible<'p>, diagnostics: &mut Vec<Diagnostic>) {
    let mut admitted: BTreeMap<Target, Vec<&Rule>> = BTreeMap::new();
    for rule in program.rules.iter().filter(|rule| rule.allows()) {
        for target in targets(&rule.event) {
            admitted.entry(target).or_default().push(rule);
        }
    }
    // What an `allow` says of the request still holds when the answer leaves, what it says of the state may not.
    let is_left = |rule: &'p Rule, when: &'p Condition| {
        let demands = Demands::of(rule);
        let about_request = demands.facts().filter(|(condition, _)| possible::is_about_request(condition));
        possible.together(about_request.chain([(when, true)]))
    };
    for on in &program.outcomes {
        let rules = targets(&on.event).filter_map(|target| admitted.get(&target)).flatten();
        let mut rules = rules.filter(|rule| rule.event.overlaps(&on.event)).peekable();
        let first = rules.peek().map(|rule| rule.head);
        if let (Some(when), Some(first)) = (&on.when, first)
            && !rules.any(|rule| is_left(rule, when))
        {
            diagnostics.push(
                Diagnostic::new(codes::E0509, "no rule allows the requests that this rule is about")
                    .label(on.head, "never happens")
                    .also(first, "allows others only")
                    .help("the condition behind `when` excludes what the `allow` demands of the request: correct one of them"),
            );
        } else if first.is_none() {
            diagnostics.push(
                Diagnostic::new(codes::E0509, "no rule allows the requests that this rule is about")
                    .label(on.head, "never happens")
                    .help("add an `allow` for them, or remove the rule; the caller stands before the arrow, the server behind it"),
            );
        } else if on.effects.is_empty() {
            diagnostics.push(
                Diagnostic::new(codes::E0507, "the rule has no effect")
                    .label(on.head, "changes nothing")
                    .help("remove it"),
            );
        }
    }
}
