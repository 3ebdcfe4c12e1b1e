//! Constants and types: definitions, and types where they are used.

use alloc::{boxed::Box, format, vec::Vec};

use super::{Declared, Entry, Resolver, attributes::Target, docs, expr::Context, unique::Seen};
use crate::{
    arena::Handle,
    ast::{self, SequenceKind},
    codes,
    diagnostic::Diagnostic,
    model::{
        ExprKind, FieldDef, FlagDef, Interface, Rights, Scope, StructDef, Type, TypeDefKind, TypeKind, VariantDef,
    },
};

impl<'a> Resolver<'a> {
    /// Fills in constants and types.
    pub(super) fn define_data(&mut self) {
        for entry in self.entries() {
            self.define_datum(entry);
        }
    }

    fn define_datum(&mut self, entry: Entry<'a>) {
        let Entry { head, scope, .. } = entry;
        let (handle, kind) = match entry.item {
            Declared::Const(tree, handle) => {
                self.attributes(head, Target::Other("a constant"), None);
                let ty = self.ty(scope, &tree.ty);
                let value = self.expr(scope, &tree.value, Context::Constant);
                let constant = self.model.constants.get_mut(handle);
                constant.ty = ty;
                constant.value = value;
                return;
            }
            Declared::Alias(tree, handle) => (handle, TypeDefKind::Alias(self.ty(scope, &tree.ty))),
            Declared::Newtype(tree, handle) => {
                let inner = self.ty(scope, &tree.ty);
                let condition = tree.condition.as_ref().map(|tree| self.expr(scope, tree, Context::Newtype));
                (handle, TypeDefKind::Newtype { inner, condition })
            }
            Declared::Enum(tree, handle) => {
                let repr = tree.base.as_ref().map(|base| self.ty(scope, base));
                let variants = self.variants(scope, "variant", &tree.variants);
                (handle, TypeDefKind::Enum { repr, flexible: tree.flexible.is_some(), variants })
            }
            Declared::Flags(tree, handle) => {
                let repr = tree.base.as_ref().map(|base| self.ty(scope, base));
                let flags = self.variants(scope, "flag", &tree.bits);
                let flags = flags
                    .into_iter()
                    .map(|VariantDef { name, span, docs, attributes, value }| FlagDef {
                        name,
                        span,
                        docs,
                        attributes,
                        value,
                    })
                    .collect();
                (handle, TypeDefKind::Flags { repr, flexible: tree.flexible.is_some(), flags })
            }
            Declared::Struct(tree, handle) => (handle, self.structure(scope, tree)),
            Declared::Table(tree, handle) => (handle, self.table(scope, tree)),
            Declared::Union(tree, handle) => (handle, self.union(scope, tree)),
            _ => return,
        };
        let target = if matches!(entry.item, Declared::Alias(..)) { Target::Alias } else { Target::Type };
        let attributes = self.attributes(head, target, None).attributes;
        let def = self.model.types.get_mut(handle);
        def.kind = kind;
        def.attributes = attributes;
    }

    fn structure(&mut self, scope: Handle<Scope>, tree: &ast::Struct) -> TypeDefKind {
        let mut seen = Seen::default();
        let fields = tree
            .fields
            .iter()
            .map(|field| self.field(scope, &mut seen, "field", &field.head, &field.name, &field.ty))
            .collect::<Vec<_>>();
        let condition = tree.condition.as_ref().map(|tree| self.expr(scope, tree, Context::Struct(&fields)));
        if !tree.bad.is_empty() {
            // Without all fields nothing about the layout would be true.
            self.bad();
            return TypeDefKind::Bad;
        }
        TypeDefKind::Struct(StructDef { resource: tree.resource.is_some(), fields, condition })
    }

    fn variants(&mut self, scope: Handle<Scope>, what: &str, variants: &[ast::Variant]) -> Vec<VariantDef> {
        let mut seen = Seen::default();
        variants
            .iter()
            .map(|variant| {
                self.is_new(&mut seen, what, &variant.name);
                let attributes = self.attributes(&variant.head, Target::Variant, None).attributes;
                let value = variant.value.as_ref().map(|tree| self.expr(scope, tree, Context::Constant));
                VariantDef {
                    name: variant.name.text.clone(),
                    span: variant.name.span,
                    docs: docs(&variant.head.docs),
                    attributes,
                    value,
                }
            })
            .collect()
    }

    /// A field of a struct, a parameter or a result.
    pub(super) fn field(
        &mut self,
        scope: Handle<Scope>,
        seen: &mut Seen,
        what: &str,
        head: &ast::Head,
        name: &ast::Name,
        ty: &ast::Type,
    ) -> FieldDef {
        self.is_new(seen, what, name);
        FieldDef {
            name: name.text.clone(),
            span: name.span,
            docs: docs(&head.docs),
            attributes: self.attributes(head, Target::Field, None).attributes,
            ty: self.ty(scope, ty),
        }
    }

    /// A type where it is used. The tree nests at most [`ast::MAX_NESTING`] deep.
    pub(super) fn ty(&mut self, scope: Handle<Scope>, tree: &ast::Type) -> Type {
        let kind = match &tree.kind {
            ast::TypeKind::Primitive(primitive) => TypeKind::from(*primitive),
            ast::TypeKind::Array { element, length } => {
                let element = self.ty(scope, element);
                TypeKind::Array(Box::new(element), self.expr(scope, length, Context::Constant))
            }
            ast::TypeKind::Sequence(sequence) => self.sequence(scope, sequence),
            ast::TypeKind::Option(value) => TypeKind::Option(Box::new(self.ty(scope, value))),
            ast::TypeKind::Capability(capability) => self.capability(scope, capability),
            ast::TypeKind::Path(path) => match incomplete(path) {
                Some(diagnostic) => {
                    self.report(diagnostic);
                    TypeKind::Bad
                }
                None => self.type_named(scope, path).map_or(TypeKind::Bad, TypeKind::Named),
            },
            ast::TypeKind::Lease { .. } => {
                self.misplaced_lease(tree.span);
                TypeKind::Bad
            }
            ast::TypeKind::Bad => {
                self.bad();
                TypeKind::Bad
            }
        };
        Type { kind, span: tree.span }
    }

    fn sequence(&mut self, scope: Handle<Scope>, sequence: &ast::Sequence) -> TypeKind {
        let inline = sequence.inline.is_some();
        let element = match &sequence.kind {
            SequenceKind::List(element) => Some(self.ty(scope, element)),
            SequenceKind::String | SequenceKind::Bytes => None,
        };
        let bound = self.expr(scope, &sequence.bound, Context::Constant);
        if matches!(bound.kind, ExprKind::Bad) {
            return TypeKind::Bad;
        }
        match (&sequence.kind, element) {
            (_, Some(element)) => TypeKind::List { element: Box::new(element), bound, inline },
            (SequenceKind::String, None) => TypeKind::Text { bound, inline },
            (_, None) => TypeKind::Bytes { bound, inline },
        }
    }

    fn capability(&mut self, scope: Handle<Scope>, tree: &ast::Capability) -> TypeKind {
        let Some(interface) = self.capable_named(scope, &tree.interface) else { return TypeKind::Bad };
        match self.rights_or_all(interface, &tree.rights) {
            Some(rights) => TypeKind::Cap { interface, rights },
            None => TypeKind::Bad,
        }
    }

    /// The named rights, or every right if none is named. `None` after an error.
    pub(super) fn rights_or_all(&mut self, interface: Handle<Interface>, names: &[ast::Name]) -> Option<Rights> {
        if names.is_empty() {
            let interface = &self.model.interfaces[interface];
            return Some(Rights::first(interface.rights.len()));
        }
        self.rights(interface, names)
    }
}

/// The finding for a name that is a type of the language once it says of what. The parser has reported sequences.
fn incomplete(path: &ast::Path) -> Option<Diagnostic> {
    let name = path.single()?;
    let (example, of) = match name.text.as_str() {
        "option" => ("option<u8>", "the type of the value"),
        "cap" => ("cap<Lock, open>", "the interface and its rights"),
        _ => return None,
    };
    Some(
        Diagnostic::new(codes::E0306, format!("`{name}` does not say of what it is"))
            .label(name.span, "not complete")
            .help(format!("write `{example}`: in the brackets stands {of}")),
    )
}
