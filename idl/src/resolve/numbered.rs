//! Tables and unions.

use alloc::vec::Vec;

use super::{Resolver, attributes::Target, docs, expr::Context, unique::Seen};
use crate::{
    arena::Handle,
    ast::{self, NumberedKind},
    model::{Expr, NumberedDef, Scope, TableDef, TypeDefKind, UnionDef},
};

impl Resolver<'_> {
    pub(super) fn table(&mut self, scope: Handle<Scope>, tree: &ast::Table) -> TypeDefKind {
        let (max, caps) = self.room(scope, &tree.room);
        let fields = self.numbered(scope, "field", &tree.fields);
        if !tree.bad.is_empty() {
            // Without all fields nothing about the layout would be true.
            self.bad();
            return TypeDefKind::Bad;
        }
        TypeDefKind::Table(TableDef { resource: tree.resource.is_some(), max, caps, fields })
    }

    pub(super) fn union(&mut self, scope: Handle<Scope>, tree: &ast::Union) -> TypeDefKind {
        let (max, caps) = self.room(scope, &tree.room);
        let variants = self.numbered(scope, "variant", &tree.variants);
        if !tree.bad.is_empty() {
            self.bad();
            return TypeDefKind::Bad;
        }
        let (flexible, resource) = (tree.flexible.is_some(), tree.resource.is_some());
        TypeDefKind::Union(UnionDef { flexible, resource, max, caps, variants })
    }

    fn room(&mut self, scope: Handle<Scope>, room: &ast::Room) -> (Option<Expr>, Option<Expr>) {
        let mut number = |tree: &Option<ast::Expr>| tree.as_ref().map(|tree| self.expr(scope, tree, Context::Constant));
        (number(&room.max), number(&room.caps))
    }

    fn numbered(&mut self, scope: Handle<Scope>, what: &str, entries: &[ast::Numbered]) -> Vec<NumberedDef> {
        let mut seen = Seen::default();
        entries.iter().map(|entry| self.numbered_def(scope, &mut seen, what, entry)).collect()
    }

    fn numbered_def(
        &mut self,
        scope: Handle<Scope>,
        seen: &mut Seen,
        what: &str,
        entry: &ast::Numbered,
    ) -> NumberedDef {
        let (name, ty) = match &entry.kind {
            NumberedKind::Named { name, ty } => {
                self.is_new(seen, what, name);
                (Some(name.text.clone()), Some(ty))
            }
            NumberedKind::Reserved { ty } => (None, ty.as_ref()),
        };
        NumberedDef {
            number: entry.number,
            number_span: entry.number_span,
            name,
            span: entry.span,
            docs: docs(&entry.head.docs),
            attributes: self.attributes(&entry.head, Target::Field, None).attributes,
            ty: ty.map(|ty| self.ty(scope, ty)),
        }
    }
}
