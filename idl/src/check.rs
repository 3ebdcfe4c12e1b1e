//! From the model to the facts: what it means, and what is wrong with it.

mod components;
mod contracts;
mod cycles;
mod events;
pub mod fingerprint;
mod graph;
mod handing;
pub(crate) mod layout;
mod leases;
mod lints;
mod mentions;
mod methods;
mod nature;
mod numbered;
mod operations;
mod order;
mod refinement;
mod room;
mod shapes;
mod systems;
mod types;
mod values;
mod zero;

use alloc::{collections::BTreeMap, vec::Vec};

use self::{layout::Measure, nature::Nature, order::Datum};
use crate::{
    arena::{Handle, Table},
    diagnostic::{Diagnostic, Findings},
    facts::Facts,
    model::{Model, Policy, TypeDef},
    policy,
};

/// How deep types may nest, each new type, option, list, array and struct a level.
///
/// Generated code follows the nesting with functions that call each other; the limit keeps them within what a compiler
/// and a small stack take.
pub const MAX_LEVELS: u32 = 64;

/// How deep options, lists, arrays and new types may nest in each other, with no struct, table or union between them.
///
/// What has no fields has no functions of its own: its code stands wherever it is named, all of its layers.
const MAX_LAYERS: u32 = 8;

/// Checks a model and works out its facts.
///
/// Never fails: an item with an error is reported once and has no fact, and what needs it has none either.
#[must_use]
pub fn check(model: &Model) -> (Facts, Vec<Diagnostic>) {
    let mut checker = Checker {
        model,
        facts: Facts::new(model),
        measures: Table::of(&model.types),
        natures: Table::of(&model.types),
        variants: BTreeMap::new(),
        diagnostics: Findings::default(),
    };
    // Constants and types need each other, each after what it is made of.
    for datum in checker.definition_order() {
        match datum {
            Datum::Constant(constant) => checker.constant(constant),
            Datum::Type(ty) => checker.type_def(ty),
        }
    }
    // Methods are numbered and laid out, then all interfaces are known.
    for interface in model.bases_first() {
        let numbers = checker.operation_numbers(interface);
        checker.methods(interface, &numbers);
        checker.contract(interface);
    }
    checker.interfaces();
    // Authority: who may call what.
    for component in model.components.handles() {
        checker.ports(component);
        checker.component(component);
        checker.handing_out(component);
    }
    // Wiring: who is connected to whom.
    checker.systems();
    checker.tables();
    // Policies: what is decided about each request.
    for policy in model.policies.handles() {
        checker.policy(policy);
    }
    if model.is_sound() && !checker.diagnostics.has_errors() {
        checker.lints();
    }
    let Checker { mut facts, mut diagnostics, .. } = checker;
    if diagnostics.has_errors() {
        facts.spoil();
    }
    (facts, diagnostics.finish())
}

/// The facts as they grow.
struct Checker<'m> {
    model: &'m Model,
    facts: Facts,
    /// What each healthy type takes.
    measures: Table<TypeDef, Measure>,
    /// What is true of each healthy type.
    natures: Table<TypeDef, Nature>,
    /// The numbers of the variants of each healthy enum.
    variants: BTreeMap<Handle<TypeDef>, BTreeMap<&'m str, i128>>,
    diagnostics: Findings,
}

impl Checker<'_> {
    /// Lowers a policy.
    fn policy(&mut self, handle: Handle<Policy>) {
        let (program, findings) = policy::lower(self.model, &self.facts, handle);
        self.diagnostics.extend(findings);
        if let Some(program) = program {
            self.facts.policies.set(handle, program);
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}
