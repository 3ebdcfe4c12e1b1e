//! Cycles of blocking calls: on a synchronous kernel each of them is a deadlock that waits for its moment.
//!
//! An instance is one thread. While it waits for an answer it serves nobody, so a circle of instances that each wait for
//! the next can stop forever. A connection waits if a method with an answer may be called over it: any that the rights
//! allow or, where a `during` names the `uses`, only what is listed there.

use alloc::{collections::BTreeSet, format, string::String, vec::Vec};

use super::{
    Checker,
    graph::{Edge, walk},
};
use crate::{arena::Handle, codes, diagnostic::Diagnostic, facts::Connection, model::System, source::Span};

impl Checker<'_> {
    /// Reports the circles of a system in which everybody may wait for the next. Those that lie wholly inside of another
    /// system are reported there.
    pub(super) fn call_cycles(&mut self, system: Handle<System>) {
        let Some(facts) = self.facts.systems.get(system) else { return };
        let mut edges: Vec<Vec<Edge>> = facts.instances.iter().map(|_| Vec::new()).collect();
        let mut own: BTreeSet<(usize, usize, Span)> = BTreeSet::new();
        for handle in &facts.connections {
            let connection = &self.facts.connections[*handle];
            let subject = |instance| usize::from(self.facts.instances[instance].subject);
            let (from, to, span) =
                (subject(connection.from), subject(connection.to), self.facts.connections.span(*handle));
            if self.waits(connection)
                && let Some(edges) = edges.get_mut(from)
            {
                edges.push(Edge { to, span });
                if connection.declared == system {
                    own.insert((from, to, span));
                }
            }
        }
        for knot in walk(&edges).knots {
            if knot.cycle.iter().any(|(from, edge)| own.contains(&(*from, edge.to, edge.span))) {
                self.report_call_cycle(system, &knot.cycle);
            }
        }
    }

    fn waits(&self, connection: &Connection) -> bool {
        let facts = self.facts.uses.get(connection.uses);
        let uses = &self.model.uses[connection.uses];
        facts.is_some_and(|facts| facts.callable(self.model, uses).any(|method| !self.model.methods[method].oneway))
    }

    fn report_call_cycle(&mut self, system: Handle<System>, cycle: &[(usize, Edge)]) {
        const SHOWN: usize = 8;
        let Some(facts) = self.facts.systems.get(system) else { return };
        let name = |place: usize| {
            facts.instances.get(place).map_or("", |instance| self.facts.instances[*instance].path.as_str())
        };
        let Some((first, first_edge)) = cycle.first() else { return };
        let mut path: Vec<String> = cycle.iter().take(SHOWN).map(|(place, _)| format!("`{}`", name(*place))).collect();
        if cycle.len() > SHOWN {
            path.push("…".into());
        }
        path.push(format!("`{}`", name(*first)));
        let message = format!("these calls can wait for each other forever: {}", path.join(" → "));
        let waits = |place: usize, edge: &Edge| format!("`{}` waits for `{}`", name(place), name(edge.to));
        let mut diagnostic = Diagnostic::new(codes::E0407, message).label(first_edge.span, waits(*first, first_edge));
        for (place, edge) in cycle.iter().skip(1).take(SHOWN - 1) {
            diagnostic = diagnostic.also(edge.span, waits(*place, edge));
        }
        self.report(diagnostic.help(
            "make the methods of one connection `oneway`, or list by `during` which of them are called over it, if those \
             are one-way",
        ));
    }
}
