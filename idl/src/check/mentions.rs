//! Where a declaration names another one.

use crate::{
    arena::Handle,
    model::{
        Attributes, Constant, Expr, ExprKind, FieldDef, Index, Interface, Method, Model, StateType, TableDef, Target,
        Type, TypeDef, TypeDefKind, TypeKind, UnionDef,
    },
    source::Span,
};

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    Constant(Handle<Constant>),
    Type(Handle<TypeDef>),
    /// Or an object.
    Interface(Handle<Interface>),
    /// By a component that calls it.
    Method(Handle<Method>),
}

/// One place where something is named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    pub(super) what: Named,
    pub(super) span: Span,
    /// Whether it stands there for those who depend on it already: in what is `@deprecated` itself, or at a server.
    pub(super) is_kept: bool,
}

/// What a constant names.
pub(super) fn of_constant(constant: &Constant, see: &mut impl FnMut(Mention)) {
    let mut visitor = Visitor { see, is_kept: false };
    visitor.ty(&constant.ty);
    visitor.expr(&constant.value);
}

/// What the definition of a type names.
pub(super) fn of_type(def: &TypeDef, see: &mut impl FnMut(Mention)) {
    let mut visitor = Visitor { see, is_kept: def.attributes.deprecated.is_some() };
    match &def.kind {
        TypeDefKind::Alias(ty) => visitor.ty(ty),
        TypeDefKind::Newtype { inner, condition } => {
            visitor.ty(inner);
            visitor.exprs(condition);
        }
        TypeDefKind::Enum { repr, variants, .. } => {
            visitor.types(repr);
            visitor.exprs(variants.iter().filter_map(|variant| variant.value.as_ref()));
        }
        TypeDefKind::Flags { repr, flags, .. } => {
            visitor.types(repr);
            visitor.exprs(flags.iter().filter_map(|flag| flag.value.as_ref()));
        }
        TypeDefKind::Struct(def) => {
            visitor.fields(&def.fields);
            visitor.exprs(&def.condition);
        }
        TypeDefKind::Table(TableDef { max, caps, fields: entries, .. })
        | TypeDefKind::Union(UnionDef { max, caps, variants: entries, .. }) => {
            visitor.exprs(max.iter().chain(caps));
            for entry in entries {
                visitor.marked(&entry.attributes, |visitor| visitor.types(&entry.ty));
            }
        }
        TypeDefKind::Bad => {}
    }
}

/// What everything names, but for the expressions of policies.
pub(super) fn of_model(model: &Model, see: &mut impl FnMut(Mention)) {
    model.constants.iter().for_each(|(_, constant)| of_constant(constant, see));
    model.types.iter().for_each(|(_, def)| of_type(def, see));
    let visitor = &mut Visitor { see, is_kept: false };
    for (handle, interface) in model.interfaces.iter() {
        visitor.marked(&interface.attributes, |visitor| visitor.interface(model, handle, interface));
    }
    visitor.components(model);
    for (_, policy) in model.policies.iter() {
        for state in &policy.states {
            visitor.types(state.keys.iter().map(|key| &key.ty));
            for field in &state.fields {
                if let StateType::Of(ty) = &field.ty {
                    visitor.ty(ty);
                }
            }
        }
    }
}

struct Visitor<'s, S> {
    see: &'s mut S,
    is_kept: bool,
}

impl<S: FnMut(Mention)> Visitor<'_, S> {
    fn see(&mut self, what: Named, span: Span) {
        (self.see)(Mention { what, span, is_kept: self.is_kept });
    }

    /// What stands in something with attributes.
    fn marked(&mut self, attributes: &Attributes, inside: impl FnOnce(&mut Self)) {
        let outside = self.is_kept;
        self.is_kept |= attributes.deprecated.is_some();
        inside(self);
        self.is_kept = outside;
    }

    fn interface(&mut self, model: &Model, handle: Handle<Interface>, interface: &Interface) {
        if let Some(extends) = &interface.extends {
            self.see(Named::Interface(extends.base), extends.span);
            self.expr(&extends.at);
        }
        // What is taken over is named where it comes from.
        let own =
            interface.methods.iter().map(|method| &model.methods[*method]).filter(|method| method.origin.is_none());
        for method in own {
            self.marked(&method.attributes, |visitor| visitor.method(handle, method));
        }
    }

    fn method(&mut self, interface: Handle<Interface>, method: &Method) {
        self.exprs(&method.number);
        self.exprs(method.event.iter().filter_map(|event| event.keep.as_ref()));
        // An interface that passes capabilities to itself is not named by somebody else.
        let see = &mut *self.see;
        let mut others = |mention: Mention| {
            if mention.what != Named::Interface(interface) {
                see(mention);
            }
        };
        let mut visitor = Visitor { see: &mut others, is_kept: self.is_kept };
        visitor.fields(&method.params);
        visitor.fields(method.leases.iter().map(|lease| &lease.field));
        visitor.fields(&method.results);
        visitor.types(&method.fails);
    }

    /// What components and systems name. Gates are named by nobody, and name what they stand before.
    fn components(&mut self, model: &Model) {
        for (handle, uses) in model.uses.iter() {
            self.is_kept = model.components[uses.component].is_gate;
            self.see(Named::Interface(uses.interface), model.uses.span(handle));
        }
        self.is_kept = true;
        for (handle, provide) in model.provides.iter() {
            self.see(Named::Interface(provide.interface), model.provides.span(handle));
        }
        for (handle, export) in model.exports.iter() {
            self.see(Named::Interface(export.interface), model.exports.span(handle));
        }
        self.is_kept = false;
        for (_, component) in model.components.iter() {
            self.exprs(component.hands_out.iter().map(|out| &out.max));
            for call in component.during.iter().flat_map(|during| &during.calls) {
                self.see(Named::Method(call.method), call.span);
            }
        }
        for (_, part) in model.parts.iter() {
            self.exprs(&part.size);
        }
        let systems = || model.systems.iter().map(|(_, system)| system);
        let links = systems().flat_map(|system| &system.links).flat_map(|link| [&link.from.of, &link.to.of]);
        let guarded = systems().flat_map(|system| &system.guarded).map(|guarded| &guarded.to.of);
        let exported = model.exports.iter().filter_map(|(_, export)| match export.target.as_ref()? {
            Target::Uses(port) => Some(&port.of),
            Target::Provides(port) => Some(&port.of),
        });
        let rules = model.policies.iter().flat_map(|(_, policy)| &policy.rules);
        let named = rules.flat_map(|rule| rule.event.from.iter().flatten().chain(&rule.event.to));
        for part in links.chain(guarded).chain(exported).chain(named) {
            if let Some(Index::One(index)) = &part.index {
                self.expr(index);
            }
        }
    }

    fn types<'t>(&mut self, types: impl IntoIterator<Item = &'t Type>) {
        for ty in types {
            self.ty(ty);
        }
    }

    fn fields<'t>(&mut self, fields: impl IntoIterator<Item = &'t FieldDef>) {
        for field in fields {
            self.marked(&field.attributes, |visitor| visitor.ty(&field.ty));
        }
    }

    fn exprs<'t>(&mut self, exprs: impl IntoIterator<Item = &'t Expr>) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn ty(&mut self, ty: &Type) {
        match &ty.kind {
            TypeKind::Named(handle) => self.see(Named::Type(*handle), ty.span),
            TypeKind::Cap { interface, .. } => self.see(Named::Interface(*interface), ty.span),
            TypeKind::Array(element, bound) | TypeKind::List { element, bound, .. } => {
                self.ty(element);
                self.expr(bound);
            }
            TypeKind::Text { bound, .. } | TypeKind::Bytes { bound, .. } => self.expr(bound),
            TypeKind::Option(value) => self.ty(value),
            TypeKind::Bool | TypeKind::Int(_) | TypeKind::Float(_) | TypeKind::Bad => {}
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Constant(handle) => self.see(Named::Constant(*handle), expr.span),
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
