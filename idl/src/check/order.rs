//! In which order constants and types are looked at, and which are defined by themselves.

use alloc::{format, string::String, vec::Vec};

use super::{
    Checker,
    graph::{Edge, walk},
    mentions::{self, Mention, Named},
};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    model::{Constant, Model, TypeDef},
    source::Span,
};

/// A constant or a type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Datum {
    Constant(Handle<Constant>),
    Type(Handle<TypeDef>),
}

/// What a circle shows at most of its path.
const SHOWN: usize = 8;

impl Checker<'_> {
    /// The constants and types, each after those that it needs. Those that need themselves are reported and left out.
    pub(super) fn definition_order(&mut self) -> Vec<Datum> {
        let model = self.model;
        let data: Vec<Datum> =
            model.constants.handles().map(Datum::Constant).chain(model.types.handles().map(Datum::Type)).collect();
        let edges: Vec<Vec<Edge>> = data.iter().map(|datum| needs(model, *datum)).collect();
        let found = walk(&edges);
        let mut left_out = alloc::vec![false; data.len()];
        for knot in &found.knots {
            for node in &knot.members {
                if let Some(place) = left_out.get_mut(*node) {
                    *place = true;
                }
            }
            let steps: Vec<(Datum, Span)> =
                knot.cycle.iter().filter_map(|(node, edge)| Some((*data.get(*node)?, edge.span))).collect();
            self.report_cycle(&steps);
        }
        let healthy = found.order.iter().filter(|node| left_out.get(**node) == Some(&false));
        healthy.filter_map(|node| data.get(*node).copied()).collect()
    }

    fn report_cycle(&mut self, steps: &[(Datum, Span)]) {
        let model = self.model;
        let Some((first, first_mention)) = steps.first() else { return };
        let name = |datum: &Datum| match datum {
            Datum::Constant(handle) => model.constants[*handle].name.clone(),
            Datum::Type(handle) => model.types[*handle].name.clone(),
        };
        let place = match first {
            Datum::Constant(handle) => model.constants.span(*handle),
            Datum::Type(handle) => model.types.span(*handle),
        };
        let mut path: Vec<String> = steps.iter().take(SHOWN).map(|(datum, _)| format!("`{}`", name(datum))).collect();
        if steps.len() > SHOWN {
            path.push("…".into());
        }
        path.push(format!("`{}`", name(first)));
        let (verb, help) = match first {
            Datum::Constant(_) => ("is computed from itself", "give one of them a number"),
            Datum::Type(_) => (
                "contains itself",
                "every value has a greatest size, so none can hold one of its own kind: refer to it by a number, such as \
                 its place in a list",
            ),
        };
        let mut diagnostic = Diagnostic::new(codes::E0301, format!("`{}` {verb}: {}", name(first), path.join(" → ")))
            .label(place, "the circle begins here");
        if steps.len() == 1 {
            diagnostic = diagnostic.also(*first_mention, "and ends here");
        } else {
            for (index, (datum, mention)) in steps.iter().take(SHOWN).enumerate() {
                let next = steps.get(index + 1).map_or(first, |(next, _)| next);
                diagnostic = diagnostic.also(*mention, format!("`{}` needs `{}`", name(datum), name(next)));
            }
        }
        self.report(diagnostic.help(help));
    }
}

/// What a constant or a type needs to be known before it; types come behind the constants.
fn needs(model: &Model, datum: Datum) -> Vec<Edge> {
    let mut edges = Vec::new();
    let mut need = |mention: Mention| {
        let to = match mention.what {
            Named::Constant(handle) => handle.index(),
            Named::Type(handle) => model.constants.len() + handle.index(),
            // A capability is a name, whatever can be done with it.
            Named::Interface(_) | Named::Method(_) => return,
        };
        edges.push(Edge { to, span: mention.span });
    };
    match datum {
        Datum::Constant(handle) => mentions::of_constant(&model.constants[handle], &mut need),
        Datum::Type(handle) => mentions::of_type(&model.types[handle], &mut need),
    }
    edges
}
