//! Types and methods as the language writes them, on one line: for the documentation of generated items.
//!
//! What is written is what is meant: aliases are looked through and bounds are evaluated.

use tessera_idl::{
    arena::Handle,
    facts::{Complete, Field, Meaning, Refinement, Shape, ShapeKind, UnionForm},
    model::{Interface, Method, Model, Rights, TypeDef, TypeDefKind},
};

/// `list<Entry, 16>`
pub(crate) fn shape(model: &Model, shape: &Shape) -> String {
    let inner = |element: &Shape| self::shape(model, element);
    match &shape.kind {
        ShapeKind::Bool => "bool".to_owned(),
        ShapeKind::Int(int) => int.word().to_owned(),
        ShapeKind::Float(float) => float.word().to_owned(),
        ShapeKind::Array { element, len } => format!("[{}; {len}]", inner(element)),
        ShapeKind::Text { bound } => format!("string<{bound}>"),
        ShapeKind::Bytes { bound } => format!("bytes<{bound}>"),
        ShapeKind::List { element, bound } => format!("list<{}, {bound}>", inner(element)),
        ShapeKind::InlineText { bound, .. } => format!("inline string<{bound}>"),
        ShapeKind::InlineBytes { bound, .. } => format!("inline bytes<{bound}>"),
        ShapeKind::InlineList { element, bound, .. } => format!("inline list<{}, {bound}>", inner(element)),
        ShapeKind::Option { value, .. } => format!("option<{}>", inner(value)),
        ShapeKind::Named(definition) => model.types[*definition].name.clone(),
        ShapeKind::Cap { interface, rights } => {
            let of = &model.interfaces[*interface];
            if *rights == Rights::first(of.rights.len()) {
                format!("cap<{}>", of.name)
            } else {
                format!("cap<{}, {}>", of.name, self::rights(model, *interface, *rights))
            }
        }
    }
}

/// `open, read`
pub(crate) fn rights(model: &Model, interface: Handle<Interface>, rights: Rights) -> String {
    let all = &model.interfaces[interface].rights;
    let names: Vec<_> = rights.positions().filter_map(|position| all.get(position)).map(|right| &*right.name).collect();
    names.join(", ")
}

/// `type UserId = u16 where self < 32`, `enum Why: u8`, `struct Entry`
pub(crate) fn definition(model: &Model, facts: &Complete<'_>, definition: Handle<TypeDef>) -> String {
    let TypeDefKinds { flexible, resource } = kinds(&model.types[definition].kind);
    let name = &model.types[definition].name;
    let flexible = if flexible { "flexible " } else { "" };
    let resource = if resource { "resource " } else { "" };
    let caps = match &facts.types[definition].meaning {
        Meaning::Table { caps: caps @ 1.., .. }
        | Meaning::Union { form: UnionForm::Flexible { caps: caps @ 1.., .. }, .. } => format!(" caps {caps}"),
        _ => String::new(),
    };
    let condition = |refinement: &Option<Refinement>| {
        refinement.as_ref().map(|refinement| format!(" where {}", refinement.text)).unwrap_or_default()
    };
    match &facts.types[definition].meaning {
        Meaning::Alias(inner) => format!("alias {name} = {}", shape(model, inner)),
        Meaning::Newtype { inner, refinement } => {
            format!("type {name} = {}{}", shape(model, inner), condition(refinement))
        }
        Meaning::Enum { repr, .. } => format!("{flexible}enum {name}: {}", repr.word()),
        Meaning::Flags { repr, .. } => format!("{flexible}flags {name}: {}", repr.word()),
        Meaning::Struct { refinement, .. } => {
            format!("{resource}struct {name}{}", condition(refinement))
        }
        Meaning::Table { room, .. } => format!("{resource}table {name} max {room}{caps}"),
        Meaning::Union { form: UnionForm::Flexible { room, .. }, .. } => {
            format!("{flexible}{resource}union {name} max {room}{caps}")
        }
        Meaning::Union { .. } => format!("{resource}union {name}"),
    }
}

struct TypeDefKinds {
    flexible: bool,
    resource: bool,
}

fn kinds(kind: &TypeDefKind) -> TypeDefKinds {
    match kind {
        TypeDefKind::Enum { flexible, .. } | TypeDefKind::Flags { flexible, .. } => {
            TypeDefKinds { flexible: *flexible, resource: false }
        }
        TypeDefKind::Struct(definition) => TypeDefKinds { flexible: false, resource: definition.resource },
        TypeDefKind::Table(definition) => TypeDefKinds { flexible: false, resource: definition.resource },
        TypeDefKind::Union(definition) => TypeDefKinds { flexible: definition.flexible, resource: definition.resource },
        _ => TypeDefKinds { flexible: false, resource: false },
    }
}

/// `@requires(open) unlock(user: UserId, pin: Pin) -> (until: u64) fails Why`
pub(crate) fn method(model: &Model, facts: &Complete<'_>, method: Handle<Method>) -> String {
    let facts = &facts.methods[method];
    let method = &model.methods[method];
    let fields = |fields: &[Field]| -> Vec<String> {
        fields.iter().map(|field| format!("{}: {}", field.name, shape(model, &field.shape))).collect()
    };
    let mut params = fields(&facts.request.fields);
    for (def, lease) in method.leases.iter().zip(&facts.leases) {
        let text = format!("{}: {}{}", lease.name, lease.lend.sign(), shape(model, &lease.shape));
        params.insert(def.place.min(params.len()), text);
    }
    let mut text = String::new();
    if !facts.required.is_empty() {
        text.extend(["@requires(", &rights(model, method.interface, facts.required), ") "]);
    } else if !model.interfaces[method.interface].rights.is_empty() {
        text.push_str("@requires(none) ");
    }
    if let (Some(keep), Some(reply)) = (facts.keep, &facts.reply) {
        let says = reply.fields.get(1..).unwrap_or_default();
        text.extend(["event ", &method.name, "(", &fields(says).join(", "), ")"]);
        if keep > 1 {
            text.extend([" keep ", &keep.to_string()]);
        }
        return text;
    }
    if method.oneway {
        text.push_str("oneway ");
    }
    text.extend([&method.name, "(", &params.join(", "), ")"]);
    if let Some(reply) = facts.reply.as_ref().filter(|reply| !reply.fields.is_empty()) {
        text.extend([" -> (", &fields(&reply.fields).join(", "), ")"]);
    }
    let clauses = &method.clauses;
    let state = |place: usize| model.interfaces[method.interface].states.get(place).map_or("", |state| &*state.name);
    if !clauses.from.is_empty() {
        let from: Vec<_> = clauses.from.iter().map(|from| state(from.state)).collect();
        text.extend([" from ", &from.join(", ")]);
    }
    if let Some(to) = &clauses.to {
        text.extend([" to ", state(to.state)]);
    }
    if let Some(error) = facts.error.as_ref().and_then(|error| error.fields.first()) {
        text.extend([" fails ", &shape(model, &error.shape)]);
    }
    match clauses.failures.as_slice() {
        [] => {}
        [all] if all.variant.is_none() => text.extend([" to ", state(all.to.state)]),
        some => {
            let edges = some
                .iter()
                .filter_map(|edge| Some(format!(".{} to {}", edge.variant.as_ref()?.0, state(edge.to.state))));
            text.extend([" { ", &edges.collect::<Vec<_>>().join(", "), " }"]);
        }
    }
    text
}
