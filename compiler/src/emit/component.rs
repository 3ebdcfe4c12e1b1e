//! A component's module: what it uses, what it serves, and the dispatcher between them.

use std::collections::BTreeMap;

use tessera_idl::{
    arena::Handle,
    model::{Component, Method, Provide, Use},
};

use super::{
    calls::brings_nested,
    event::{self, EventPart},
    gate,
    place::{Here, number},
    serve,
    session::{self, Desk, PoolPart},
    types::described,
};
use crate::{
    plan::names::{Scope, camel, ident, screaming, snake},
    print::docs,
    tokens::{Ident, TokenStream, quote},
};

/// Functions of calls and dispatchers, and so no function that gives a client is called so.
const OWN_FUNCTIONS: [&str; 15] = [
    "now",
    "caller",
    "keep",
    "claim",
    "events",
    "new",
    "unpoliced",
    "tell",
    "dispatch",
    "connect",
    "disconnect",
    "reap",
    "port",
    "session",
    "own",
];

/// A component with the names that its module uses.
#[derive(Clone, Debug)]
pub(super) struct Parts<'p> {
    pub(super) here: Here<'p>,
    pub(super) component: Handle<Component>,
    pub(super) uses: Vec<UsePart>,
    pub(super) provides: Vec<ProvidePart>,
    /// What is handed out, in the order of the text.
    pub(super) pools: Vec<PoolPart>,
}

#[derive(Clone, Debug)]
pub(super) struct UsePart {
    pub(super) handle: Handle<Use>,
    /// The field of `Uses`, and the function that gives the client.
    pub(super) name: Ident,
    /// `BoltCap`
    alias: Ident,
}

#[derive(Clone, Debug)]
pub(super) struct ProvidePart {
    pub(super) handle: Handle<Provide>,
    /// The constant with the port's number.
    pub(super) number: Ident,
    /// `LockServer`
    pub(super) server: Ident,
    pub(super) methods: Vec<MethodPart>,
    pub(super) events: Vec<EventPart>,
}

#[derive(Clone, Debug)]
pub(super) struct MethodPart {
    pub(super) handle: Handle<Method>,
    /// The handler.
    pub(super) name: Ident,
    /// `UnlockCall`, for handlers that call, are given capabilities or tell events.
    pub(super) call: Option<Ident>,
    /// Whether the handler works at the port: it calls, claims capabilities inside of its values, or hands some out.
    pub(super) ported: bool,
    /// The clients that the handler is given, as places in [`Parts::uses`].
    pub(super) clients: Vec<usize>,
    /// What it does with the table of connections.
    pub(super) desk: Desk,
    /// `finish_unlock`
    pub(super) finish: Ident,
}

impl<'p> Parts<'p> {
    fn new(here: Here<'p>, component: Handle<Component>) -> Self {
        let mut constants = Scope::with(&["CONNECTIONS", "SPEAKS"]);
        let mut use_names = Scope::with(&OWN_FUNCTIONS);
        let pools = session::pools(here, component, &mut constants, &mut use_names);
        let shapes = here.shapes();
        let (model, item) = (shapes.model, &shapes.model.components[component]);
        let mut types = here.plan.names.beside_types(here.package, &["Uses", "Policed", "Dispatch", "Events"]);
        let uses: Vec<_> = item
            .uses
            .iter()
            .map(|handle| {
                let name = &model.uses[*handle].name;
                UsePart {
                    handle: *handle,
                    name: ident(&use_names.claim(&snake(name))),
                    alias: ident(&types.claim(&format!("{}Cap", camel(name)))),
                }
            })
            .collect();
        let served = |handle: &Handle<Provide>| &model.interfaces[model.provides[*handle].interface].methods;
        let all_events: Vec<_> =
            item.provides.iter().flat_map(served).filter(|method| event::is_event(here, **method)).collect();
        let tells = !all_events.is_empty();
        let mut namesakes = BTreeMap::new();
        for event in &all_events {
            *namesakes.entry(snake(&model.methods[**event].name)).or_insert(0_usize) += 1;
        }
        let mut events = Scope::with(&["close", "wake"]);
        let mut finishes = Scope::default();
        let provides = item.provides.iter().map(|handle| {
            let provide = &model.provides[*handle];
            let nested = &shapes.facts.provides[*handle].nested;
            let mut methods = Scope::with(&["closed"]);
            let (told, called): (Vec<_>, Vec<_>) =
                served(handle).iter().copied().partition(|method| event::is_event(here, *method));
            let told = told.into_iter().map(|event| {
                let name = snake(&model.methods[event].name);
                let is_one = namesakes.get(&name) == Some(&1);
                let name = if is_one { name } else { format!("{}_{name}", snake(&provide.name)) };
                let [name, one] = [name.clone(), format!("{name}_to")].map(|name| ident(&events.claim(&name)));
                EventPart { handle: event, name, one }
            });
            let methods = called.iter().map(|method| {
                let name = &model.methods[*method].name;
                let nested = nested.iter().find(|nested| nested.method == *method);
                let clients: Vec<_> = nested
                    .iter()
                    .flat_map(|nested| &nested.calls)
                    .filter_map(|call| uses.iter().position(|uses| uses.handle == call.uses))
                    .collect();
                let desk = Desk::of(here, &pools, *handle, *method);
                let ported = !clients.is_empty() || desk.needs_port() || brings_nested(here, *method);
                let long = format!("{}{}Call", camel(&provide.name), camel(name));
                let finish = format!("finish_{}", snake(name));
                MethodPart {
                    handle: *method,
                    name: ident(&methods.claim(&snake(name))),
                    call: (ported || tells || desk.is_needed())
                        .then(|| ident(&types.claim_or(&format!("{}Call", camel(name)), &long))),
                    ported,
                    clients,
                    desk,
                    finish: ident(
                        &finishes.claim_or(&finish, &format!("finish_{}_{}", snake(&provide.name), snake(name))),
                    ),
                }
            });
            ProvidePart {
                handle: *handle,
                methods: methods.collect(),
                events: told.collect(),
                number: ident(&constants.claim(&screaming(&provide.name))),
                server: ident(&types.claim(&format!("{}Server", camel(&provide.name)))),
            }
        });
        let provides = provides.collect();
        Self { here, component, uses, provides, pools }
    }

    /// Whether it is a gate: it has no handlers of its own.
    pub(super) fn is_gate(&self) -> bool {
        self.here.shapes().model.components[self.component].is_gate
    }

    /// Whether the dispatcher holds what the component uses: some handler is given a client.
    pub(super) fn lends(&self) -> bool {
        self.provides.iter().flat_map(|provide| &provide.methods).any(|method| !method.clients.is_empty())
    }

    /// Whether the component has events to tell.
    pub(super) fn tells(&self) -> bool {
        self.provides.iter().any(|provide| !provide.events.is_empty())
    }

    /// What the kernel must be able to do for the component's servers.
    pub(super) fn kernel(&self) -> TokenStream {
        let mints = self.provides.iter().flat_map(|provide| &provide.methods).any(|method| method.desk.is_needed());
        match (self.lends(), mints) {
            (false, false) => quote!(tessera::Kernel),
            (true, false) => quote!(tessera::Client),
            (false, true) => quote!(tessera::Server),
            (true, true) => quote!(tessera::Client + tessera::Server),
        }
    }

    /// The client's type for a `uses`, with this lifetime.
    pub(super) fn client(&self, part: &UsePart, life: &TokenStream) -> TokenStream {
        let uses = &self.here.shapes().model.uses[part.handle];
        let (module, rights) = (self.here.interface(uses.interface), self.here.rights(uses.interface, uses.rights));
        quote!(#module::Client<#life, K, #rights>)
    }

    fn is_optional(&self, part: &UsePart) -> bool {
        self.here.shapes().model.uses[part.handle].optional
    }

    /// The expression that gives the client of a `uses`.
    fn on(&self, part: &UsePart, uses: &TokenStream, through: &TokenStream) -> TokenStream {
        let name = &part.name;
        if self.is_optional(part) {
            quote!(#uses.#name.as_ref().map(|cap| cap.on(#through)))
        } else {
            quote!(#uses.#name.on(#through))
        }
    }

    /// A function that gives the client of a `uses`.
    pub(super) fn accessor(&self, part: &UsePart, doc: &str, through: Option<TokenStream>) -> TokenStream {
        let (docs, name) = (docs(doc), &part.name);
        let client = self.client(part, &if through.is_some() { quote!('p) } else { quote!('_) });
        let client = if self.is_optional(part) { quote!(Option<#client>) } else { client };
        let get = self.on(part, &quote!(self.uses), &through.clone().unwrap_or_else(|| quote!(self.port)));
        let signature = if let Some(through) = through {
            quote!(fn #name<'p>(&'p self, #through: &'p mut K) -> #client)
        } else {
            quote!(fn #name(&mut self) -> #client)
        };
        quote! {
            #docs
            #[inline]
            pub #signature {
                #get
            }
        }
    }
}

/// Everything in the module of a component.
pub(super) fn module(here: Here<'_>, component: Handle<Component>) -> TokenStream {
    let parts = Parts::new(here, component);
    let numbers = parts.provides.iter().enumerate().map(|(index, provide)| {
        let name = &here.shapes().model.provides[provide.handle].name;
        let what =
            if here.shapes().model.provides[provide.handle].handed_out { "port of each" } else { "provided port" };
        let (docs, constant) = (docs(&format!("The number of the {what} `{name}`.")), &provide.number);
        let index = number(u32::try_from(index).unwrap_or(u32::MAX));
        quote!(#docs pub const #constant: u8 = #index;)
    });
    let uses = (!parts.uses.is_empty()).then(|| uses(&parts));
    let server = match (parts.provides.is_empty(), parts.is_gate()) {
        (true, _) => None,
        (false, false) => Some(serve::server(&parts)),
        (false, true) => Some(gate::server(&parts)),
    };
    let pools = session::constants(&parts);
    quote!(#(#numbers)* #pools #uses #server)
}

/// The documentation of the module.
pub(super) fn documentation(here: Here<'_>, component: Handle<Component>) -> TokenStream {
    let item = &here.shapes().model.components[component];
    let what = if item.is_gate { "gate" } else { "component" };
    described(&format!("`{what} {}`", item.name), &item.docs)
}

/// `uses bolt: Bolt`, with its author's documentation.
fn use_docs(parts: &Parts<'_>, part: &UsePart) -> TokenStream {
    let model = parts.here.shapes().model;
    let item = &model.uses[part.handle];
    let interface = &model.interfaces[item.interface];
    let all = tessera_idl::model::Rights::first(interface.rights.len());
    let rights = if item.rights == all {
        String::new()
    } else {
        format!("<{}>", crate::plan::signature::rights(model, item.interface, item.rights))
    };
    let optional = if item.optional { " optional" } else { "" };
    described(&format!("`uses {}: {}{rights}{optional}`", item.name, interface.name), &item.docs)
}

fn uses(parts: &Parts<'_>) -> TokenStream {
    let here = parts.here;
    let aliases = parts.uses.iter().map(|part| {
        let (docs, alias) = (use_docs(parts, part), &part.alias);
        let uses = &here.shapes().model.uses[part.handle];
        let (marker, rights) = (here.marker(uses.interface), here.rights(uses.interface, uses.rights));
        quote!(#docs pub type #alias<K> = tessera::Cap<K, #marker, #rights>;)
    });
    let fields = parts.uses.iter().map(|part| {
        let (docs, name, alias) = (use_docs(parts, part), &part.name, &part.alias);
        let ty = if parts.is_optional(part) { quote!(Option<#alias<K>>) } else { quote!(#alias<K>) };
        quote!(#docs pub #name: #ty)
    });
    let wired = parts.uses.iter().enumerate().map(|(index, part)| {
        let (name, index) = (&part.name, number(u32::try_from(index).unwrap_or(u32::MAX)));
        let text = &here.shapes().model.uses[part.handle].name;
        if parts.is_optional(part) {
            quote!(#name: wired(#index).map(tessera::Cap::new))
        } else {
            quote!(#name: tessera::Cap::new(wired(#index).ok_or(tessera::Unwired(#text))?))
        }
    });
    quote! {
        #(#aliases)*

        /// What the component uses.
        #[derive(Debug)]
        pub struct Uses<K: tessera::Client> { #(#fields),* }

        impl<K: tessera::Client> Uses<K> {
            /// Takes the capabilities from whoever wired the component, by the places of its used ports.
            pub fn connect(mut wired: impl FnMut(u8) -> Option<K::Cap>) -> Result<Self, tessera::Unwired> {
                Ok(Self { #(#wired),* })
            }
        }
    }
}
