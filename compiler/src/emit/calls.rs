//! What handlers are given: calls, values, and the trait that a server implements.

use tessera_idl::{arena::Handle, model::Method};

use super::{
    component::{MethodPart, Parts, ProvidePart},
    interface::{is_direct_cap, method_docs, too_many},
    lease::{self, Parameter},
    message,
    place::{Here, Life, needs_one_life},
    serve::{error, marker, reply, title},
    session,
};
use crate::{
    print::docs,
    tokens::{TokenStream, quote},
};

/// The call of a handler that is given clients or capabilities.
pub(super) fn call_type(parts: &Parts<'_>, provide: &ProvidePart, method: &MethodPart) -> Option<TokenStream> {
    let here = parts.here;
    let name = method.call.as_ref()?;
    let title = title(parts, provide, method);
    let model = here.shapes().model;
    let lends = !method.clients.is_empty();
    let nested =
        here.shapes().facts.provides[provide.handle].nested.iter().find(|nested| nested.method == method.handle);
    let called = |position: usize| -> Vec<String> {
        let uses = parts.uses.get(position);
        let calls = nested.iter().flat_map(|nested| &nested.calls);
        calls
            .filter(|call| uses.is_some_and(|uses| uses.handle == call.uses))
            .flat_map(|call| {
                call.methods
                    .iter()
                    .map(|callee| format!("{}.{}", model.uses[call.uses].name, model.methods[*callee].name))
            })
            .collect()
    };
    let all: Vec<_> = method.clients.iter().flat_map(|position| called(*position)).collect();
    let tells = parts.tells();
    let docs_of_type = if lends {
        docs(&format!(
            "A request for `{title}`, and what its handler may call: `during {title} calls {}`.",
            all.join(", ")
        ))
    } else if method.desk.is_needed() {
        docs(&format!("A request for `{title}`, and what its handler may do with the component's connections."))
    } else if method.ported {
        docs(&format!("A request for `{title}`, and the capabilities that came with it."))
    } else {
        docs(&format!("A request for `{title}`, and what its handler may tell."))
    };
    let kernel = match (lends, method.desk.is_needed()) {
        (false, false) => quote!(tessera::Kernel),
        (true, false) => quote!(tessera::Client),
        (false, true) => quote!(tessera::Server),
        (true, true) => quote!(tessera::Client + tessera::Server),
    };
    let port = method.ported.then(|| quote!(port: &'c mut K,));
    let uses = lends.then(|| quote!(uses: &'c Uses<K>,));
    let events = tells.then(|| quote!(events: &'c mut Events,));
    let desk = method.desk.is_needed().then(|| quote!(desk: tessera::Desk<'c, CONNECTIONS>,));
    let sessions = session::functions(parts, method);
    let marker = marker(here, method.handle);
    let claim = brings_nested(here, method.handle).then(|| {
        let error = error(here, method.handle);
        quote! {
            /// Takes a capability that the request mentions; once.
            pub fn claim<I, R>(&mut self, mention: tessera::Mention<I, R>) -> Result<tessera::Cap<K, I, R>, tessera::Stop<#error>> {
                tessera::claim(self.port, mention).map_err(|_| tessera::Stop::Refused(tessera::Refusal::Malformed))
            }
        }
    });
    let clients = method.clients.iter().filter_map(|position| {
        let doc = format!("`calls {}`", called(*position).join(", "));
        Some(parts.accessor(parts.uses.get(*position)?, &doc, None))
    });
    // What it hands out is open with its answer, so it cannot wait: to keep a request is what takes the call itself mutably.
    let keeps = (!method.desk.is_needed()).then(|| {
        quote! {
            impl<K: #kernel> core::ops::DerefMut for #name<'_, K> {
                fn deref_mut(&mut self) -> &mut Self::Target {
                    self.call
                }
            }
        }
    });
    let tell = tells.then(|| {
        quote! {
            /// Tells whoever subscribed what happens. They are woken when the handler is done.
            pub fn events(&mut self) -> &mut Events {
                self.events
            }
        }
    });
    Some(quote! {
        #docs_of_type
        #[derive(Debug)]
        pub struct #name<'c, K: #kernel> {
            call: &'c mut tessera::Call<K, #marker>,
            #port
            #uses
            #events
            #desk
        }

        impl<K: #kernel> #name<'_, K> {
            #(#clients)*

            #claim

            #tell
            #sessions
        }

        impl<K: #kernel> core::ops::Deref for #name<'_, K> {
            type Target = tessera::Call<K, #marker>;

            fn deref(&self) -> &Self::Target {
                self.call
            }
        }

        #keeps
    })
}

/// Whether a request brings capabilities inside of other values; those that are parameters themselves are claimed before the handler runs.
pub(super) fn brings_nested(here: Here<'_>, method: Handle<Method>) -> bool {
    let fields = &here.shapes().facts.methods[method].request.fields;
    fields.iter().any(|field| field.shape.extent.caps > 0 && !is_direct_cap(&field.shape))
}

/// The type of a handler's first argument.
fn call_argument(parts: &Parts<'_>, method: &MethodPart) -> TokenStream {
    if let Some(call) = &method.call {
        quote!(#call<'_, K>)
    } else {
        let marker = marker(parts.here, method.handle);
        quote!(tessera::Call<K, #marker>)
    }
}

pub(super) fn server_trait(parts: &Parts<'_>, provide: &ProvidePart) -> TokenStream {
    let here = parts.here;
    let model = here.shapes().model;
    let item = &model.provides[provide.handle];
    let interface = &model.interfaces[item.interface].name;
    let declared = if item.handed_out {
        format!("Serves each `{interface}` that is handed out.")
    } else {
        format!("Serves `provides {}: {interface}`.", item.name)
    };
    let docs_of_trait = super::types::described(&declared, &item.docs);
    let (name, kernel) = (&provide.server, parts.kernel());
    let handlers = provide.methods.iter().map(|method| {
        let (docs, name, call) = (method_docs(here, method.handle), &method.name, call_argument(parts, method));
        let (life, parameters) = handler_parameters(here, method.handle);
        let result = (!model.methods[method.handle].oneway).then(|| {
            let (reply, error) = (reply(here, method.handle), error(here, method.handle));
            quote!(-> Result<#reply, tessera::Stop<#error>>)
        });
        let facts = &here.shapes().facts.methods[method.handle];
        let many = too_many(2 + facts.request.fields.len() + facts.leases.len());
        quote!(#docs #many fn #name #life(&mut self, call: &mut #call, #parameters) #result;)
    });
    let closed = if item.handed_out {
        quote! {
            /// This session is over: nobody holds a capability to it any more, and its number is free again.
            fn closed(&mut self, session: u16) {
                let _ = session;
            }
        }
    } else {
        quote! {
            /// Nobody holds the other end of this connection any more.
            fn closed(&mut self, caller: &tessera::Caller) {
                let _ = caller;
            }
        }
    };
    let port = &item.name;
    let message = format!("`{{Self}}` does not serve `{port}` on the kernel port `{{K}}`");
    let label = format!("serves no `{}` there", model.interfaces[item.interface].name);
    let note = format!("implement `{name}` for it");
    quote! {
        #docs_of_trait
        #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
        pub trait #name<K: #kernel> {
            #(#handlers)*

            #closed
        }
    }
}

/// What a handler is given: values that were validated, capabilities that were claimed. With the lifetime that they need,
/// if any.
fn handler_parameters(here: Here<'_>, method: Handle<Method>) -> (Option<TokenStream>, TokenStream) {
    let Some(request) = message::request(here, method) else { return (None, TokenStream::new()) };
    let names = request.field_names();
    let parameters = |life: Life| -> Vec<Parameter> {
        let ty = |shape| if is_direct_cap(shape) { here.value(shape, life) } else { here.read(shape, life) };
        let fields = request.fields().iter().zip(&names.locals);
        fields.map(|(field, name)| Parameter { name: name.clone(), ty: ty(&field.shape) }).collect()
    };
    let (mut life, mut body) = (None, parameters(Life::Elided));
    if body.iter().any(|parameter| needs_one_life(&parameter.ty)) {
        life = Some(quote!(<'m>));
        body = parameters(Life::Message);
    }
    let all = lease::among(here, method, body).into_iter().map(|Parameter { name, ty }| quote!(#name: #ty));
    (life, quote!(#(#all),*))
}
