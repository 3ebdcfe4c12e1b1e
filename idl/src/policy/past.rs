//! Rules that a gate does not enforce, although one stands before their server: what that hands out goes past the gate.

use alloc::{collections::BTreeSet, format, vec::Vec};

use super::{Event, Program, Server};
use crate::{
    codes,
    diagnostic::Diagnostic,
    facts::{Facts, Gated},
    model::{Model, Trust},
    source::Span,
};

/// Warns of the first rule about what each guarded server hands out, unless the server is said to be trusted.
pub(super) fn warn(model: &Model, facts: &Facts, program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    let Some(system) = facts.systems.get(program.system) else { return };
    let before = |server: &Server| -> Option<&Gated> {
        let instance = &facts.instances[server.instance];
        let is_past = model.provides[server.provides].handed_out && instance.trust != Trust::Trusted;
        system.gated.iter().find(|gated| is_past && gated.to == instance.subject)
    };
    let mut seen: BTreeSet<Server> = BTreeSet::new();
    let mut warn = |event: &Event, head: Span| {
        for server in &event.to {
            let Some(gated) = before(server).filter(|_| seen.insert(*server)) else { continue };
            let name = |subject: u16| {
                let instance = system.instances.get(usize::from(subject));
                instance.map_or("", |instance| facts.instances[*instance].path.as_str())
            };
            let (gate, path) = (name(gated.gate), name(gated.to));
            let session = &model.provides[server.provides].name;
            diagnostics.push(
                Diagnostic::new(codes::W0920, format!("`{gate}` does not enforce rules about `{path}.{session}`"))
                    .label(head, format!("`{path}` itself does"))
                    .also(facts.instances.span(server.instance), format!("hands out `{session}`, past the gate"))
                    .help(
                        "write `trusted` behind the server if it is, or let the guarded port do what the session does",
                    ),
            );
        }
    };
    program.rules.iter().for_each(|rule| warn(&rule.event, rule.head));
    program.outcomes.iter().for_each(|on| warn(&on.event, on.head));
}
