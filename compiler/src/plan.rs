//! What the stubs of a target consist of, without tokens: which items, for which direction, under which names.

pub(crate) mod clear;
mod deprecated;
pub(crate) mod names;
pub(crate) mod naming;
pub(crate) mod nature;
pub(crate) mod needs;
pub(crate) mod part;
pub(crate) mod shapes;
pub(crate) mod signature;
mod target;

use std::collections::{BTreeMap, BTreeSet};

use tessera_idl::{
    Sources,
    arena::Handle,
    facts::Complete,
    model::{Component, Model, Package, Policy},
};

use self::{
    naming::Names,
    nature::Natures,
    needs::Needs,
    part::{Part, Parts},
    shapes::Shapes,
};
use crate::{Target, tokens::TokenStream};
pub use target::TargetError;

/// What one build generates.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) shapes: Shapes<'a>,
    pub(crate) names: Names,
    pub(crate) needs: Needs<'a>,
    /// What is generated of the packages, as far as there is something.
    pub(crate) packages: BTreeMap<Handle<Package>, Part>,
    pub(crate) components: BTreeSet<Handle<Component>>,
    /// The components of which a policy governs some instance.
    governed: BTreeSet<Handle<Component>>,
    /// Whether owned values are generated.
    pub(crate) owned: bool,
    /// Whether everything is generated, and not one component.
    pub(crate) whole: bool,
    /// The port that every method must fit.
    pub(crate) port: Option<TokenStream>,
    /// What the sources say, for policies to quote.
    pub(crate) sources: &'a Sources,
    /// What stands at the top of the file.
    pub(crate) header: Vec<String>,
    /// The name of the file.
    pub(crate) file: String,
}

impl Plan<'_> {
    /// Whether a component is governed: then its servers cannot be built without a policy.
    pub(crate) fn is_policed(&self, component: Handle<Component>) -> bool {
        self.governed.contains(&component)
    }
}

/// Plans the stubs of a target. `files` are the names of the sources, for the top of the generated file.
pub(crate) fn plan<'a>(
    model: &'a Model,
    facts: &'a Complete<'a>,
    natures: &'a Natures,
    target: &Target,
    files: &[String],
    sources: &'a Sources,
) -> Result<Plan<'a>, TargetError> {
    let component = target.component.as_deref().map(|name| target::component(model, name)).transpose()?;
    let system = target.system.as_deref().map(|name| target::system(model, name)).transpose()?;
    let port = target.port.as_deref().map(target::port).transpose()?;
    let shapes = Shapes { model, facts, natures };
    let names = Names::new(shapes);
    let mut needs = Needs::new(shapes);
    let components: BTreeSet<_> =
        component.map_or_else(|| model.components.handles().collect(), |component| [component].into());
    for component in &components {
        let component = &model.components[*component];
        component.uses.iter().for_each(|uses| needs.call(model.uses[*uses].interface));
        component.provides.iter().for_each(|provides| needs.serve(model.provides[*provides].interface));
    }
    if component.is_none() {
        for interface in model.interfaces.handles() {
            needs.call(interface);
            needs.serve(interface);
        }
        model.types.handles().for_each(|definition| needs.declare(definition));
    }
    let policies: Vec<_> = model
        .policies
        .iter()
        .filter(|(_, policy)| system.is_none_or(|system| policy.system == system))
        .map(|(policy, _)| policy)
        .filter(|policy| governed(shapes, *policy).any(|component| components.contains(&component)))
        .collect();
    let systems = match (component, system) {
        (Some(_), _) => Vec::new(),
        (None, Some(system)) => vec![system],
        (None, None) => model.systems.handles().collect(),
    };
    let mut packages = Parts::default();
    if component.is_none() {
        model.constants.iter().for_each(|(handle, item)| packages.of(item.package).constants.push(handle));
    }
    for handle in needs.types.keys() {
        packages.of(model.types[*handle].package).types.push(*handle);
    }
    for handle in needs.roles.keys() {
        packages.of(model.interfaces[*handle].package).interfaces.push(*handle);
    }
    for handle in &components {
        packages.of(model.components[*handle].package).components.push(*handle);
    }
    for handle in &policies {
        packages.of(model.policies[*handle].package).policies.push(*handle);
    }
    for handle in &systems {
        packages.of(model.systems[*handle].package).systems.push(*handle);
    }
    Ok(Plan {
        shapes,
        packages: packages.finish(),
        components,
        governed: policies.iter().flat_map(|policy| governed(shapes, *policy)).collect(),
        owned: target.owned,
        whole: component.is_none(),
        port,
        sources,
        header: target::header(target, files),
        file: component.map_or_else(|| "all.rs".to_owned(), |component| file_name(&names, component)),
        names,
        needs,
    })
}

/// The components of the instances of a policy's system.
fn governed(shapes: Shapes<'_>, policy: Handle<Policy>) -> impl Iterator<Item = Handle<Component>> {
    let system = &shapes.facts.systems[shapes.model.policies[policy].system];
    system.instances.iter().map(move |instance| shapes.facts.instances[*instance].component)
}

fn file_name(names: &Names, component: Handle<Component>) -> String {
    format!("{}.rs", names.components.get(&component).map_or("component", String::as_str))
}
