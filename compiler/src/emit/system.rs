//! A system as a constant, for launchers.

use tessera_idl::{
    arena::Handle,
    facts::Instance,
    model::{System, Trust},
};

use super::{
    place::{Here, number},
    types::described,
};
use crate::{
    plan::names::ident,
    tokens::{TokenStream, quote},
};

/// The constant of a system.
pub(super) fn constant(here: Here<'_>, system: Handle<System>) -> TokenStream {
    let (item, facts) = (&here.shapes().model.systems[system], here.shapes().facts);
    let docs = described(&format!("`system {}`", item.name), &item.docs);
    let name = here.plan.names.systems.get(&system).map(|name| ident(name));
    let text = &item.name;
    let instances = facts.systems[system].instances.iter().map(|instance| self::instance(here, *instance));
    let wires = wires(here, system);
    quote! {
        #docs
        pub const #name: tessera::system::System = tessera::system::System {
            name: #text,
            instances: &[#(#instances),*],
            wires: &[#(#wires),*],
        };
    }
}

fn instance(here: Here<'_>, instance: Handle<Instance>) -> TokenStream {
    let model = here.shapes().model;
    let item = &here.shapes().facts.instances[instance];
    let component = &model.components[item.component];
    let (name, component_name) = (&item.path, &component.name);
    let uses = component.uses.iter().map(|uses| &model.uses[*uses].name);
    let provides = component.provides.iter().map(|provides| &model.provides[*provides].name);
    let trust = match item.trust {
        Trust::Untrusted => quote!(Untrusted),
        Trust::Unlabelled => quote!(Unlabelled),
        Trust::Trusted => quote!(Trusted),
    };
    quote! {
        tessera::system::Instance {
            name: #name,
            component: #component_name,
            trust: tessera::system::Trust::#trust,
            uses: &[#(#uses),*],
            provides: &[#(#provides),*],
        }
    }
}

fn wires(here: Here<'_>, system: Handle<System>) -> Vec<TokenStream> {
    let facts = here.shapes().facts;
    facts.systems[system]
        .connections
        .iter()
        .map(|connection| {
            let item = &facts.connections[*connection];
            let from = number(facts.instances[item.from].subject.into());
            let uses = number(facts.uses[item.uses].index.into());
            let to = number(facts.instances[item.to].subject.into());
            let provides = number(facts.provides[item.provides].index.into());
            let rights = number(item.rights.0.into());
            quote!(tessera::system::Wire { from: #from, uses: #uses, to: #to, provides: #provides, rights: #rights })
        })
        .collect()
}
