//! In which order constants and types are looked at, and which are defined by themselves.

use alloc::{format, string::String, vec::Vec};

use super::{
    Checker,
    graph::{Edge, walk},
};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    model::{Constant, Expr, ExprKind, Model, TableDef, Type, TypeDef, TypeDefKind, TypeKind, UnionDef},
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

/// What a constant or a type needs to be known before it.
fn needs(model: &Model, datum: Datum) -> Vec<Edge> {
    let mut needs = Needs { constants: model.constants.len(), edges: Vec::new() };
    match datum {
        Datum::Constant(handle) => {
            let constant = &model.constants[handle];
            needs.ty(&constant.ty);
            needs.expr(&constant.value);
        }
        Datum::Type(handle) => match &model.types[handle].kind {
            TypeDefKind::Alias(ty) => needs.ty(ty),
            TypeDefKind::Newtype { inner, condition } => {
                needs.ty(inner);
                needs.exprs(condition);
            }
            TypeDefKind::Enum { repr, variants, .. } => {
                needs.types(repr);
                needs.exprs(variants.iter().filter_map(|variant| variant.value.as_ref()));
            }
            TypeDefKind::Flags { repr, flags, .. } => {
                needs.types(repr);
                needs.exprs(flags.iter().filter_map(|flag| flag.value.as_ref()));
            }
            TypeDefKind::Struct(def) => {
                needs.types(def.fields.iter().map(|field| &field.ty));
                needs.exprs(&def.condition);
            }
            TypeDefKind::Table(TableDef { max, caps, fields: entries, .. })
            | TypeDefKind::Union(UnionDef { max, caps, variants: entries, .. }) => {
                needs.exprs(max.iter().chain(caps));
                needs.types(entries.iter().filter_map(|entry| entry.ty.as_ref()));
            }
            TypeDefKind::Bad => {}
        },
    }
    needs.edges
}

/// The edges of one node; types come behind the constants.
struct Needs {
    constants: usize,
    edges: Vec<Edge>,
}

impl Needs {
    fn types<'t>(&mut self, types: impl IntoIterator<Item = &'t Type>) {
        for ty in types {
            self.ty(ty);
        }
    }

    fn exprs<'t>(&mut self, exprs: impl IntoIterator<Item = &'t Expr>) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn ty(&mut self, ty: &Type) {
        match &ty.kind {
            TypeKind::Named(handle) => self.edges.push(Edge { to: self.constants + handle.index(), span: ty.span }),
            TypeKind::Array(element, len) => {
                self.ty(element);
                self.expr(len);
            }
            TypeKind::List { element, bound, .. } => {
                self.ty(element);
                self.expr(bound);
            }
            TypeKind::Text { bound, .. } | TypeKind::Bytes { bound, .. } => self.expr(bound),
            TypeKind::Option(value) => self.ty(value),
            // A capability is a name, whatever can be done with it.
            TypeKind::Cap { .. } | TypeKind::Bool | TypeKind::Int(_) | TypeKind::Float(_) | TypeKind::Bad => {}
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Constant(handle) => self.edges.push(Edge { to: handle.index(), span: expr.span }),
            ExprKind::Unary(_, operand) => self.expr(operand),
            ExprKind::Binary(_, left, right) => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::In(value, low, high) => {
                self.expr(value);
                self.expr(low);
                self.expr(high);
            }
            _ => {}
        }
    }
}
