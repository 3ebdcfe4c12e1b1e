//! What is lent and what is handed out: bounds, and what can be lent at all.

use alloc::{format, vec::Vec};

use super::{Checker, layout::MAX_SIZE};
use crate::{
    ast::Lend,
    codes,
    diagnostic::Diagnostic,
    facts::{Lease, Shape, ShapeKind},
    model::{HandsOut, Int, LeaseDef},
    source::Span,
};

/// The most leases of a method.
pub(super) const MAX_LEASES: usize = 8;

/// The most capabilities to one interface that a component has handed out at a time.
const MAX_POOL: usize = 1024;

impl Checker<'_> {
    /// What a method lends.
    pub(super) fn leases(&mut self, leases: &[LeaseDef]) -> Option<Vec<Lease>> {
        if let Some(extra) = leases.get(MAX_LEASES) {
            self.report(
                Diagnostic::new(codes::E0316, format!("a method lends at most {MAX_LEASES} times"))
                    .label(extra.field.span, "one too many")
                    .help("lend one piece of memory for several of them, or send what is small in the body"),
            );
            return None;
        }
        // Every lease is looked at, also behind one with an error.
        let leases: Vec<Option<Lease>> = leases.iter().map(|lease| self.lease(lease)).collect();
        leases.into_iter().collect()
    }

    fn lease(&mut self, def: &LeaseDef) -> Option<Lease> {
        let span = def.field.ty.span;
        let (shape, measure) = self.shape(&def.field.ty)?;
        let (size, bound) = match &shape.kind {
            ShapeKind::Bytes { bound } => (1, *bound),
            ShapeKind::List { element, bound } => {
                let unfit = if measure.resource {
                    Some("the elements may hold capabilities, which memory cannot")
                } else if self.has_option(element) {
                    Some("the elements have optional parts")
                } else if !self.stands_alone(element) {
                    Some("the elements have text, bytes, lists or arrays of structs")
                } else if !Self::has_name(element) {
                    Some("the elements are arrays: put the array into a struct")
                } else {
                    None
                };
                if let Some(why) = unfit {
                    self.unfit_lease(def, span, why);
                    return None;
                }
                (element.extent.size, *bound)
            }
            _ => {
                self.unfit_lease(def, span, "neither `bytes<N>` nor `list<T, N>`");
                return None;
            }
        };
        let max = u64::from(size).saturating_mul(u64::from(bound));
        if max > MAX_SIZE {
            self.too_large(&format!("the lease `{}`", def.field.name), max, span);
            return None;
        }
        if def.lend == Lend::Out && !self.zero_is_a_value(&shape) {
            self.unfit_lease(def, span, "what the server has not written is zero, and that is no value of the element");
            return None;
        }
        Some(Lease { name: def.field.name.clone(), lend: def.lend, shape, max: u32::try_from(max).ok()? })
    }

    fn unfit_lease(&mut self, def: &LeaseDef, span: Span, why: &str) {
        self.report(
            Diagnostic::new(codes::E0627, format!("`{}` cannot be lent", def.field.name))
                .label(span, why)
                .help("lend `bytes<N>`, or a `list<T, N>` of numbers, or of structs that are made of them"),
        );
    }

    /// Whether Rust has one type for the elements: a number, a type with a name, bytes.
    fn has_name(shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Array { element, .. } => element.kind == ShapeKind::Int(Int::U8),
            _ => true,
        }
    }

    /// The sizes of the pools of a component.
    pub(super) fn pools(&mut self, pools: &[HandsOut]) -> Option<Vec<u16>> {
        let sizes: Vec<Option<u16>> = pools.iter().map(|pool| self.pool(pool)).collect();
        sizes.into_iter().collect()
    }

    fn pool(&mut self, pool: &HandsOut) -> Option<u16> {
        let size = self.bound(&pool.max, "a pool holds at least one capability")?;
        let found = u16::try_from(size).ok().filter(|size| usize::from(*size) <= MAX_POOL);
        if found.is_none() {
            self.report(
                Diagnostic::new(codes::E0316, format!("a pool holds at most {MAX_POOL} capabilities, this one {size}"))
                    .label(pool.max.span, "too many")
                    .help("write a smaller number: when all are handed out the next request is answered *busy*"),
            );
        }
        found
    }
}
