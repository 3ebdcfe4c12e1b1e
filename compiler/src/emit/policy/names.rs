//! The names in a policy's module.

use std::collections::{BTreeMap, BTreeSet};

use tessera_idl::{
    arena::Handle,
    facts::Instance,
    model::TypeDef,
    policy::{Guard, Home, Input, Program, Space},
};

use super::super::place::Here;
use crate::{
    plan::{
        names::{Scope, camel, ident, screaming, snake},
        naming::PRELUDE,
    },
    tokens::Ident,
};

/// Names of parameters and variables that generated functions have besides those of the policy.
const LOCALS: [&str; 11] =
    ["at", "m", "audit", "captured", "outcome", "verdict", "holds", "record", "row", "value", "self"];

/// The names of a policy's types, constants and fields.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// The type of each home.
    pub(super) homes: BTreeMap<Handle<Instance>, Ident>,
    /// The type of what is captured at each home, where anything is.
    pub(super) captured: BTreeMap<Handle<Instance>, Ident>,
    /// The variant of these types for requests of which nothing is captured.
    nothing: String,
    /// `Unlock1`: their variant for the requests that a rule admits, by number.
    variants: BTreeMap<u16, Ident>,
    /// The number of each instance.
    pub(super) subjects: BTreeMap<Handle<Instance>, Ident>,
    /// The type of each state's records.
    pub(super) records: Vec<Ident>,
    /// The field of each state.
    pub(super) states: Vec<Ident>,
    /// The function that says where a variant has its place, for each enum that is a key and whose numbers do not say it.
    pub(super) places: BTreeMap<Handle<TypeDef>, Ident>,
    /// The field of each `exclusive` and `limit`, by rule and clause.
    pub(super) clauses: BTreeMap<(u16, u8), Ident>,
}

impl Names {
    pub(super) fn new(here: Here<'_>, program: &Program) -> Self {
        let (model, facts) = (here.shapes().model, here.shapes().facts);
        let path = |instance: Handle<Instance>| plain(&facts.instances[instance].path);
        let mut names = Self::default();
        let mut types = here.plan.names.beside_types(here.package, &PRELUDE);
        let mut variants = types.clone();
        names.nothing = variants.claim("Nothing");
        for home in &program.homes {
            let name = camel(&path(home.instance));
            let name = types.claim_or(&name, &format!("{name}Home"));
            if !home.captures.is_empty() {
                names.captured.insert(home.instance, ident(&types.claim(&format!("{name}Captured"))));
            }
            names.homes.insert(home.instance, ident(&name));
        }
        let mut constants = Scope::with(&["CONNECTIONS"]);
        for instance in &facts.systems[program.system].instances {
            let name = constants.claim(&screaming(&path(*instance)));
            names.subjects.insert(*instance, ident(&name));
        }
        let mut functions = Scope::with(&["explain", "note"]);
        for of in key_enums(program) {
            let name = functions.claim(&format!("place_of_{}", snake(&model.types[of].name)));
            names.places.insert(of, ident(&name));
        }
        let mut fields = Scope::default();
        for state in &program.states {
            let (record, field) = (camel(&state.name), snake(&state.name));
            names.records.push(ident(&types.claim_or(&record, &format!("{record}State"))));
            names.states.push(ident(&fields.claim_or(&field, &format!("{field}_state"))));
        }
        for rule in &program.rules {
            let variant = format!("{}{}", camel(&model.methods[rule.event.method].name), rule.number);
            names.variants.insert(rule.number, ident(&variants.claim(&variant)));
            let mut claim = |number: u8, name: &str| {
                let short = format!("{name}_{}", rule.number);
                let field = fields.claim_or(&short, &format!("{short}_{number}"));
                names.clauses.insert((rule.number, number), ident(&field));
            };
            rule.exclusives().for_each(|(clause, _)| claim(clause.number, "open"));
            for (clause, _) in rule.limits() {
                claim(clause.number, &clause.name.as_deref().map_or_else(|| "limit".to_owned(), snake));
            }
        }
        names
    }
}

impl Names {
    /// The variant for requests of which nothing is captured.
    pub(super) fn nothing(&self) -> Ident {
        ident(&self.nothing)
    }

    /// The variant for the requests that a rule admits.
    pub(super) fn variant(&self, rule: u16) -> Option<&Ident> {
        self.variants.get(&rule)
    }
}

/// A path as a name: `front.workers[2]` becomes `front_workers_2`.
fn plain(path: &str) -> String {
    path.replace(['.', '['], "_").replace(']', "")
}

/// The enums that are keys and whose numbers are not 0, 1, 2 and so on.
fn key_enums(program: &Program) -> impl Iterator<Item = Handle<TypeDef>> {
    let states = program.states.iter().flat_map(|state| &state.keys);
    let clauses = program.rules.iter().flat_map(|rule| {
        let limits = rule.limits().filter_map(|(_, limit)| limit.key.as_ref());
        rule.exclusives().map(|(_, key)| key).chain(limits).map(|key| &key.space)
    });
    let enums: BTreeSet<_> = states
        .chain(clauses)
        .filter_map(|space| match space {
            Space::Variants { of, numbers } if !in_order(numbers) => Some(*of),
            _ => None,
        })
        .collect();
    enums.into_iter()
}

/// Whether a variant's number is its place.
pub(super) fn in_order(numbers: &[i128]) -> bool {
    numbers.iter().zip(0..).all(|(number, place)| *number == place)
}

/// The names of what is captured of requests for one method: the same in every variant.
#[derive(Clone, Debug, Default)]
pub(super) struct Captures {
    fields: Vec<(Input, Ident)>,
}

impl Captures {
    pub(super) fn new(home: &Home, guard: &Guard) -> Self {
        let mut scope = Scope::with(&LOCALS);
        let mut fields: Vec<(Input, Ident)> = Vec::new();
        for input in
            home.captures.iter().filter(|capture| capture.method == guard.method).flat_map(|capture| &capture.inputs)
        {
            if fields.iter().all(|(known, _)| known != input) {
                let name = scope.claim(&snake(&input.name().replace('.', "_")));
                fields.push((input.clone(), ident(&name)));
            }
        }
        Self { fields }
    }

    /// The name of an input. Every input of an `on` rule and of an `exclusive` key is captured.
    pub(super) fn name(&self, input: &Input) -> Ident {
        let known = self.fields.iter().find(|(known, _)| known == input);
        known.map_or_else(|| ident("missing"), |(_, name)| name.clone())
    }

    /// Names that a variable of a function about the method cannot have.
    pub(super) fn scope(&self) -> Scope {
        let mut scope = Scope::with(&LOCALS);
        for (_, name) in &self.fields {
            scope.claim(&name.to_string());
        }
        scope
    }
}
