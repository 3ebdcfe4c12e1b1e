//! Leases: which parameters are lent, and where nothing can be.

use alloc::{format, vec::Vec};

use super::{Resolver, unique::Seen};
use crate::{
    arena::Handle,
    ast::{self, Param, TypeKind},
    codes,
    diagnostic::Diagnostic,
    model::{FieldDef, LeaseDef, Scope},
    source::Span,
};

impl Resolver<'_> {
    /// The parameters of a method: those in the body, and those that are lent beside it.
    pub(super) fn parameters(&mut self, scope: Handle<Scope>, tree: &ast::Method) -> (Vec<FieldDef>, Vec<LeaseDef>) {
        let mut seen = Seen::default();
        let (mut params, mut leases) = (Vec::new(), Vec::new());
        for (place, Param { head, name, ty, .. }) in tree.params.iter().enumerate() {
            let TypeKind::Lease { lend, lent } = &ty.kind else {
                params.push(self.field(scope, &mut seen, "parameter", head, name, ty));
                continue;
            };
            let field = self.field(scope, &mut seen, "parameter", head, name, lent);
            match tree.oneway {
                Some(oneway) => self.lent_for_ever(&tree.name, ty.span, oneway),
                None => leases.push(LeaseDef { place, lend: *lend, field }),
            }
        }
        (params, leases)
    }

    fn lent_for_ever(&mut self, method: &ast::Name, lease: Span, oneway: Span) {
        self.report(
            Diagnostic::new(codes::E0626, format!("the one-way method `{method}` cannot borrow memory"))
                .label(lease, "lent until the answer")
                .also(oneway, "there is none")
                .help("remove the word `oneway`, or send the bytes in the body: `bytes<N>` without `&`"),
        );
    }

    /// Reports a lease where a value is wanted.
    pub(super) fn misplaced_lease(&mut self, span: Span) {
        self.report(
            Diagnostic::new(codes::E0626, "a lease is no value: nothing can hold it, return it or send it on")
                .label(span, "not here")
                .help("only a parameter of a method with an answer is lent: `write(data: &bytes<4096>);`"),
        );
    }

    /// Reports what an object cannot have.
    pub(super) fn refuse_methods(&mut self, tree: &ast::Object) {
        let mut methods = tree
            .members
            .iter()
            .filter(|member| !matches!(member.kind, ast::MemberKind::Rights(_) | ast::MemberKind::Bad(_)));
        let Some(first) = methods.next() else { return };
        let mut diagnostic =
            Diagnostic::new(codes::E0628, format!("the object `{}` has rights and nothing else", tree.name))
                .label(first.span, "nobody serves it");
        for other in methods.take(4) {
            diagnostic = diagnostic.also(other.span, "this as well");
        }
        self.report(diagnostic.help(format!("write `interface {}` if a component answers, or remove it", tree.name)));
    }
}
