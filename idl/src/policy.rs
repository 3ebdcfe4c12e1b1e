//! The policy core: from what a policy says to what is decided and changed for each request.
//!
//! A policy is lowered to a small form, [`Program`]: loop-free guarded commands over integers with known ranges, enums,
//! `bool`s, lengths, records in pools of a fixed size that are found by bounded keys, and one clock. Everything that is
//! said about a policy is said about this form: the generated hook is printed from it, the [interpreter](interpret) runs
//! it, and proofs will read it.
//!
//! ```text
//! lower  : model::Policy -> Program    names, types, ranges, homes
//! review : Program       -> findings   rules that say nothing, state that nothing reads
//! past   : Program       -> findings   rules about what is handed out past a gate
//! ```
//!
//! The meaning of a request, in order:
//!
//! 1. **Decide.** A `deny` rule that matches beats everything. Of the `allow` rules that match, the first whose clauses hold
//!    allows; if none does, the first clause that failed is the reason; if none matches, no rule allows it. An arithmetic
//!    step without a result (a division by zero, a number beyond 128 bits) denies.
//! 2. **Admit**, in the same step as an allowed verdict: tokens and exclusive keys are taken, and what later steps read of
//!    the request is captured.
//! 3. **Settle**, when the answer leaves: exclusive keys are given back, then the matching `on` rules run in the order of the
//!    text. `now` is the time of this step. An answer that is lost gives back the keys and does nothing else.
//!
//! No input makes lowering panic or take more than time and memory in proportion to the policy's text.

pub mod interpret;
pub mod visit;

mod bounds;
mod form;
mod homes;
mod interval;
mod lower;
mod past;
mod possible;
mod program;
mod ranges;
mod review;
mod truth;
mod values;

pub use form::{
    Capture, Comparison, Condition, Effect, EffectKind, Input, Instant, Key, Number, NumberKind, Operand, Place, Slot,
    Space, Step, Value,
};
pub use program::{
    Clause, ClauseKind, Event, Guard, Home, Kind, Limit, Note, On, Outcome, Program, Rule, Server, State, StateField,
    Verdict,
};

use alloc::vec::Vec;

use self::lower::Lowered;
use crate::{
    arena::Handle,
    diagnostic::{Diagnostic, Severity},
    facts::Facts,
    model::{self, Model},
};

/// Lowers a policy, given the facts of everything that it names. `None` if it has an error, or something that it names.
#[must_use]
pub fn lower(model: &Model, facts: &Facts, policy: Handle<model::Policy>) -> (Option<Program>, Vec<Diagnostic>) {
    let Lowered { program, complete, mut diagnostics } = lower::lower(model, facts, policy);
    let Some(mut program) = program else { return (None, diagnostics) };
    if !model.policies[policy].is_second {
        homes::place(model, facts, &mut program, &mut diagnostics);
    }
    ranges::check(&program, &mut diagnostics);
    if complete {
        // What is left out could be what a rule or a state is there for.
        review::review(model, facts, &program, &mut diagnostics);
        past::warn(model, facts, &program, &mut diagnostics);
    }
    let is_sound = complete && diagnostics.iter().all(|finding| finding.severity() != Severity::Error);
    (is_sound.then_some(program), diagnostics)
}
