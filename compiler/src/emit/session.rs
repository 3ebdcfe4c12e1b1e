//! What a component hands out: its pools, and what its handlers do with the table of connections.

use std::collections::BTreeSet;

use tessera_idl::{
    arena::Handle,
    facts::{Body, DERIVED, Shape, ShapeKind},
    model::{Component, Interface, Method, Provide},
};

use super::{
    component::{MethodPart, Parts, ProvidePart},
    place::{Here, number},
    serve,
};
use crate::{
    plan::{
        names::{Scope, ident, screaming, snake},
        shapes::read_parts,
    },
    print::docs,
    tokens::{Ident, TokenStream, quote},
};

/// What is handed out of one interface.
#[derive(Clone, Debug)]
pub(super) struct PoolPart {
    interface: Handle<Interface>,
    provide: Handle<Provide>,
    /// `SESSION_POOL`
    pub(super) constant: Ident,
    /// The function of a call that hands one out.
    function: Ident,
    first: u32,
    size: u32,
}

/// What a handler does with the table.
#[derive(Clone, Debug, Default)]
pub(super) struct Desk {
    /// What it can hand out, as places among the pools.
    pub(super) pools: Vec<usize>,
    /// The pool whose session it serves.
    session: Option<usize>,
    /// Whether it may be given a capability that the component made itself.
    own: bool,
}

impl Desk {
    /// What the handler of a method of a port does.
    pub(super) fn of(here: Here<'_>, pools: &[PoolPart], port: Handle<Provide>, method: Handle<Method>) -> Self {
        let shapes = here.shapes();
        let facts = &shapes.facts.methods[method];
        let brought = |body: Option<&Body>| body.map(|body| brought(here, body)).unwrap_or_default();
        let answered = brought(facts.reply.as_ref().filter(|_| !pools.is_empty()));
        let answers = |pool: &PoolPart| answered.contains(&pool.interface);
        let given = brought(Some(&facts.request));
        let component = &shapes.model.components[shapes.model.provides[port].component];
        let mut served = component.provides.iter().map(|port| shapes.model.provides[*port].interface);
        Self {
            pools: pools.iter().enumerate().filter(|(_, pool)| answers(pool)).map(|(index, _)| index).collect(),
            session: pools.iter().position(|pool| pool.provide == port),
            own: served.any(|interface| given.contains(&interface)),
        }
    }

    pub(super) fn is_needed(&self) -> bool {
        !self.pools.is_empty() || self.session.is_some() || self.own
    }

    /// Whether it needs the port beside the table.
    pub(super) fn needs_port(&self) -> bool {
        !self.pools.is_empty() || self.own
    }
}

/// The interfaces to which a body may bring capabilities. Each type is looked into once.
fn brought(here: Here<'_>, body: &Body) -> BTreeSet<Handle<Interface>> {
    let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut open: Vec<&Shape> = body.fields.iter().map(|field| &field.shape).collect();
    while let Some(shape) = open.pop() {
        match &shape.kind {
            _ if shape.extent.caps == 0 => {}
            ShapeKind::Cap { interface, .. } => {
                found.insert(*interface);
            }
            ShapeKind::Array { element, .. }
            | ShapeKind::List { element, .. }
            | ShapeKind::InlineList { element, .. }
            | ShapeKind::Option { value: element, .. } => open.push(element),
            ShapeKind::Named(definition) if seen.insert(*definition) => {
                open.extend(read_parts(here.shapes().meaning(*definition)));
            }
            _ => {}
        }
    }
    found
}

/// The pools of a component, with names that nothing else in its module has.
pub(super) fn pools(
    here: Here<'_>,
    component: Handle<Component>,
    constants: &mut Scope,
    functions: &mut Scope,
) -> Vec<PoolPart> {
    let shapes = here.shapes();
    let facts = &shapes.facts.components[component];
    let mut first = u32::from(facts.connections);
    let pools = shapes.model.components[component].hands_out.iter().zip(&facts.pools);
    pools
        .map(|(pool, size)| {
            let name = &shapes.model.interfaces[pool.interface].name;
            let part = PoolPart {
                interface: pool.interface,
                provide: pool.provide,
                constant: ident(&constants.claim(&format!("{}_POOL", screaming(name)))),
                function: ident(&functions.claim(&format!("hand_out_{}", snake(name)))),
                first,
                size: u32::from(*size),
            };
            first += part.size;
            part
        })
        .collect()
}

/// The size of the table, and the pools in it.
pub(super) fn constants(parts: &Parts<'_>) -> TokenStream {
    if parts.provides.is_empty() {
        return TokenStream::new();
    }
    let facts = &parts.here.shapes().facts.components[parts.component];
    let handed_out: u32 = parts.pools.iter().map(|pool| pool.size).sum();
    let all = number(u32::from(facts.connections) + handed_out);
    let derived = |provide: &ProvidePart| parts.here.shapes().facts.provides[provide.handle].derived;
    let derived = match parts.provides.iter().map(derived).max() {
        None | Some(DERIVED) => format!("{DERIVED} that each may derive"),
        Some(most) => format!("up to {most} that each may derive"),
    };
    let handed = if handed_out == 0 { "" } else { " those that are handed out," };
    let docs_of_table = docs(&format!(
        "How many connections there can be: those of the system, one that replaces another,{handed} and {derived}."
    ));
    let pools = parts.pools.iter().zip(parts.provides.iter().skip(parts.provides.len() - parts.pools.len()));
    let pools = pools.map(|(pool, provide)| {
        let name = &parts.here.shapes().model.interfaces[pool.interface].name;
        let docs = docs(&format!("`hands out {name} max {}`", pool.size));
        let (constant, port) = (&pool.constant, &provide.number);
        let (first, size) = (number(pool.first), number(pool.size));
        quote!(#docs pub const #constant: tessera::Pool = tessera::Pool { port: #port, first: #first, size: #size };)
    });
    quote! {
        #docs_of_table
        pub const CONNECTIONS: usize = #all;

        #(#pools)*
    }
}

/// The monitor of a dispatcher, given its policy.
pub(super) fn monitor(parts: &Parts<'_>, policy: &TokenStream) -> TokenStream {
    if let Some(rows) = rows(parts) {
        quote!(tessera::Monitor::with_rows(#policy, #rows))
    } else {
        quote!(tessera::Monitor::new(#policy))
    }
}

/// What the places of the table are for, if not all for connections that derive as many as any.
fn rows(parts: &Parts<'_>) -> Option<TokenStream> {
    let facts = parts.here.shapes().facts;
    let pools = parts.pools.first().map(|pool| &pool.constant).map(|pool| quote!(pools: #pool.first));
    let derived: Vec<_> = parts
        .provides
        .iter()
        .map(|provide| (&provide.number, facts.provides[provide.handle].derived))
        .filter(|(_, derived)| *derived > DERIVED)
        .map(|(port, derived)| (port, number(derived.into())))
        .map(|(port, derived)| quote!((#port, #derived)))
        .collect();
    let derived = (!derived.is_empty()).then(|| quote!(derived: &[#(#derived),*]));
    let rest = (pools.is_none() || derived.is_none()).then(|| quote!(..tessera::Rows::PLAIN));
    let is_plain = pools.is_none() && derived.is_none();
    let fields = [pools, derived, rest].into_iter().flatten();
    (!is_plain).then(|| quote!(tessera::Rows { #(#fields),* }))
}

/// The functions of a handler's call.
pub(super) fn functions(parts: &Parts<'_>, method: &MethodPart) -> TokenStream {
    let here = parts.here;
    let error = serve::error(here, method.handle);
    let hand_out = method.desk.pools.iter().filter_map(|pool| parts.pools.get(*pool)).map(|pool| {
        let name = &here.shapes().model.interfaces[pool.interface].name;
        let docs_of_function = docs(&format!(
            "Opens a `{name}` for the caller: its number, below {}, and the capability to answer with. *Busy* when all are open.",
            pool.size
        ));
        let (function, constant, marker) = (&pool.function, &pool.constant, here.marker(pool.interface));
        quote! {
            #docs_of_function
            pub fn #function<R: tessera::RightSet>(&mut self) -> tessera::HandedOut<K, #marker, R, #error> {
                self.desk.hand_out(self.port, #constant).map_err(tessera::Stop::Refused)
            }
        }
    });
    let session = method.desk.session.and_then(|pool| parts.pools.get(pool)).map(|pool| {
        let docs_of_function = docs(&format!("The number of the session that calls, below {}.", pool.size));
        let constant = &pool.constant;
        quote! {
            #docs_of_function
            #[must_use]
            pub fn session(&self) -> u16 {
                self.desk.session(#constant)
            }
        }
    });
    let own = method.desk.own.then(|| {
        quote! {
            /// Who is at the other end of a capability, if it leads to this component itself; `None` for one of others, and on kernels
            /// that cannot tell.
            pub fn own<I, R>(&self, cap: &tessera::Cap<K, I, R>) -> Option<tessera::Caller> {
                self.desk.own(self.port, cap)
            }
        }
    });
    quote!(#(#hand_out)* #session #own)
}
