//! The names in a policy's module.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use tessera_idl::{
    arena::Handle,
    model::Instance,
    policy::{Guard, Home, Input, Program},
};

use super::super::place::Here;
use crate::plan::names::{Scope, camel, ident, screaming, snake};

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
    /// The number of each instance.
    pub(super) subjects: BTreeMap<Handle<Instance>, Ident>,
    /// The type of each state's records.
    pub(super) records: Vec<Ident>,
    /// The field of each state.
    pub(super) states: Vec<Ident>,
    /// The field of each `exclusive` and `limit`, by rule and clause.
    pub(super) clauses: BTreeMap<(u16, u8), Ident>,
}

impl Names {
    pub(super) fn new(here: Here<'_>, program: &Program) -> Self {
        let model = here.shapes().model;
        let mut names = Self::default();
        let mut types = Scope::default();
        for (_, used) in
            here.plan.names.types.iter().filter(|(handle, _)| model.types[**handle].package == here.package)
        {
            types.claim(&used.value);
            types.claim(&used.view);
        }
        for home in &program.homes {
            let name = types.claim(&camel(&model.instances[home.instance].name));
            if !home.captures.is_empty() {
                names.captured.insert(home.instance, ident(&types.claim(&format!("{name}Captured"))));
            }
            names.homes.insert(home.instance, ident(&name));
        }
        let mut constants = Scope::with(&["CONNECTIONS"]);
        for instance in &model.systems[program.system].instances {
            let name = constants.claim(&screaming(&model.instances[*instance].name));
            names.subjects.insert(*instance, ident(&name));
        }
        let mut fields = Scope::default();
        for state in &program.states {
            names.records.push(ident(&types.claim(&camel(&state.name))));
            names.states.push(ident(&fields.claim(&snake(&state.name))));
        }
        for rule in &program.rules {
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

/// `Unlock1`: a method's requests that a rule admits.
pub(super) fn variant(here: Here<'_>, guard: &Guard, rule: u16) -> Ident {
    ident(&format!("{}{rule}", camel(&here.shapes().model.methods[guard.method].name)))
}
