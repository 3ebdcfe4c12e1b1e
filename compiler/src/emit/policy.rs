//! A policy's module: for each instance that serves anything, what it keeps and how it decides.

mod code;
mod condition;
mod effects;
mod functions;
mod guards;
mod homes;
mod names;
mod number;
mod rules;
mod store;
mod text;

use std::collections::BTreeSet;

use tessera_idl::{
    arena::Handle,
    model::Policy,
    policy::{Home, Program, Rule},
};

use self::names::Names;
use super::{
    Piece,
    condition::literal,
    place::{Here, number},
    types::{described, variants},
};
use crate::{
    print::docs,
    tokens::{TokenStream, quote},
};

/// A policy's module as it is generated.
struct Module<'p> {
    here: Here<'p>,
    program: &'p Program,
    names: Names,
}

/// What is in the module of a policy.
pub(super) fn module(here: Here<'_>, policy: Handle<Policy>) -> Vec<Piece> {
    let program = &here.shapes().facts.policies[policy];
    let module = Module { here, program, names: Names::new(here, program) };
    let model = here.shapes().model;
    let is_generated =
        |home: &&Home| here.plan.components.contains(&here.shapes().facts.instances[home.instance].component);
    let homes: Vec<_> = program.homes.iter().filter(is_generated).collect();
    let mut pieces =
        vec![Piece::Items(module.explain()), Piece::Items(module.note()), Piece::Items(module.constants(&homes))];
    for home in homes {
        pieces.extend(home.states.iter().map(|state| Piece::Items(module.record(*state))));
        pieces.push(Piece::Items(module.captured(home)));
        pieces.push(Piece::Items(module.home(home)));
        for guard in &home.guards {
            let port = guard.ports.first().map(|port| model.provides[*port].name.as_str()).unwrap_or_default();
            let instance = module.path(home);
            pieces.push(Piece::Section(format!("{instance}.{port}.{}", model.methods[guard.method].name)));
            pieces.push(Piece::Items(module.guard(home, guard)));
        }
    }
    pieces.push(Piece::Items(module.places()));
    pieces
}

/// The documentation of the module.
pub(super) fn documentation(here: Here<'_>, policy: Handle<Policy>) -> TokenStream {
    let model = here.shapes().model;
    let item = &model.policies[policy];
    described(&format!("`policy {} for {}`", item.name, model.systems[item.system].name), &item.docs)
}

impl Module<'_> {
    /// The line of the policy for each verdict.
    fn explain(&self) -> TokenStream {
        let sources = self.here.plan.sources;
        let arm = |rule: &Rule, clause: u8, span, written: String| {
            let text = format!("{}: {written}", text::place(sources, span));
            let (rule, clause) = (literal(rule.number.into()), literal(clause.into()));
            quote!((#rule, #clause) => #text,)
        };
        let arms = self.program.rules.iter().map(|rule| {
            let head = arm(rule, 0, rule.span, text::head(sources, rule.span));
            let clauses = rule.clauses().iter();
            let clauses =
                clauses.map(|clause| arm(rule, clause.number, clause.span, text::clause(sources, clause.span)));
            quote!(#head #(#clauses)*)
        });
        let arms: TokenStream = arms.collect();
        let (body, verdict) = if arms.is_empty() {
            (quote!("no rule allows it"), quote!(_verdict))
        } else {
            (quote!(match (verdict.rule(), verdict.clause()) { #arms _ => "no rule allows it", }), quote!(verdict))
        };
        quote! {
            /// The line of the policy that a verdict names.
            #[must_use]
            pub const fn explain(#verdict: tessera::Verdict) -> &'static str {
                #body
            }
        }
    }

    fn note(&self) -> TokenStream {
        let arms: TokenStream = (0..)
            .zip(&self.program.notes)
            .map(|(position, note)| {
                let (position, name) = (literal(position), &note.name);
                quote!(#position => #name,)
            })
            .collect();
        let (body, number) = if arms.is_empty() {
            (quote!("?"), quote!(_number))
        } else {
            (quote!(match number { #arms _ => "?", }), quote!(number))
        };
        quote! {
            /// The name of an `audit NAME` of the policy, by the number in its record.
            #[must_use]
            pub const fn note(#number: u16) -> &'static str {
                #body
            }
        }
    }

    /// The numbers of the instances that rules name, and of the connections that limits count.
    fn constants(&self, homes: &[&Home]) -> TokenStream {
        let facts = self.here.shapes().facts;
        let guards = || homes.iter().flat_map(|home| &home.guards);
        let rules = guards().flat_map(|guard| guard.deny.iter().chain(&guard.allow));
        let rules = rules.filter_map(|number| self.program.rule(*number)).map(|rule| &rule.event);
        let outcomes = guards().flat_map(|guard| &guard.on).filter_map(|on| self.program.outcomes.get(*on));
        let callers = rules.chain(outcomes.map(|on| &on.event)).filter_map(|event| event.from.as_ref()).flatten();
        let named: BTreeSet<_> = callers.chain(guards().flat_map(|guard| &guard.gates)).collect();
        let subjects = facts.systems[self.program.system].instances.iter().filter(|instance| named.contains(instance));
        let subjects = subjects.map(|instance| {
            let name = self.names.subjects.get(instance);
            let item = &facts.instances[*instance];
            let subject = literal(item.subject.into());
            let docs = docs(&format!("The instance `{}`, as policies and audits name it.", item.path));
            quote!(#docs pub const #name: u16 = #subject;)
        });
        let limited = homes.iter().flat_map(|home| self.rules_of(home)).flat_map(Rule::limits);
        let connections = limited.into_iter().any(|(_, limit)| limit.key.is_none()).then(|| {
            let places = literal(self.program.connections.into());
            quote! {
                /// The places in the monitor's table of connections.
                const CONNECTIONS: usize = #places;
            }
        });
        quote!(#(#subjects)* #connections)
    }

    /// Where the variants of an enum have their places, for keys whose numbers do not say it.
    fn places(&self) -> TokenStream {
        let functions = self.names.places.iter().map(|(of, name)| {
            let (ty, variants) = (self.here.value_name(*of), variants(self.here, *of).flatten().collect::<Vec<_>>());
            let places = (0_u32..).take(variants.len()).map(number);
            let docs = docs(&format!("Where a key `{}` has its place.", self.here.shapes().model.types[*of].name));
            quote! {
                #docs
                #[inline(always)]
                const fn #name(key: #ty) -> usize {
                    match key { #(#ty::#variants => #places,)* }
                }
            }
        });
        quote!(#(#functions)*)
    }
}
