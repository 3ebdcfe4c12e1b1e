//! Cycles of blocking calls: on a synchronous kernel each of them is a deadlock that waits for its moment.
//!
//! An instance is one thread. While it waits for an answer it serves nobody, so a circle of instances that each wait for
//! the next can stop forever. A connection waits if a method with an answer may be called over it: any that the rights
//! allow or, where a `during` names the `uses`, only what is listed there.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use super::{
    Checker,
    graph::{Edge, walk},
};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    model::{Connection, Instance, System},
};

impl Checker<'_> {
    /// Reports the circles of a system in which everybody may wait for the next.
    pub(super) fn call_cycles(&mut self, system: Handle<System>) {
        let model = self.model;
        let instances = &model.systems[system].instances;
        let places: BTreeMap<Handle<Instance>, usize> =
            instances.iter().enumerate().map(|(place, instance)| (*instance, place)).collect();
        let mut edges: Vec<Vec<Edge>> = instances.iter().map(|_| Vec::new()).collect();
        for handle in &model.systems[system].connections {
            let connection = &model.connections[*handle];
            let (Some(from), Some(to)) = (places.get(&connection.from), places.get(&connection.to)) else { continue };
            if self.waits(*handle)
                && let Some(edges) = edges.get_mut(*from)
            {
                edges.push(Edge { to: *to, span: model.connections.span(*handle) });
            }
        }
        for knot in walk(&edges).knots {
            self.report_call_cycle(system, &knot.cycle);
        }
    }

    fn waits(&self, handle: Handle<Connection>) -> bool {
        let connection = &self.model.connections[handle];
        // A connection with an error of its own says nothing here.
        if self.facts.connections.get(handle).is_none() {
            return false;
        }
        let facts = self.facts.uses.get(connection.uses);
        let uses = &self.model.uses[connection.uses];
        facts.is_some_and(|facts| facts.callable(self.model, uses).any(|method| !self.model.methods[method].oneway))
    }

    fn report_call_cycle(&mut self, system: Handle<System>, cycle: &[(usize, Edge)]) {
        const SHOWN: usize = 8;
        let model = self.model;
        let instances = &model.systems[system].instances;
        let name = |place: usize| instances.get(place).map_or("", |instance| model.instances[*instance].name.as_str());
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
