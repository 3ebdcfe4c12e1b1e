//! What the stubs of a target consist of, without tokens: which items, for which direction, under which names.

pub(crate) mod clear;
mod deprecated;
pub(crate) mod names;
pub(crate) mod naming;
pub(crate) mod nature;
pub(crate) mod needs;
pub(crate) mod shapes;
pub(crate) mod signature;
mod target;

use tessera_idl::{
    Sources,
    arena::Handle,
    facts::Complete,
    model::{Component, Model, Package, Policy, System},
};

use self::{naming::Names, nature::Natures, needs::Needs, shapes::Shapes};
use crate::{Target, tokens::TokenStream};
pub use target::TargetError;

/// What one build generates.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) shapes: Shapes<'a>,
    pub(crate) names: Names,
    pub(crate) needs: Needs<'a>,
    /// The packages of which something is generated, in the order of the sources.
    pub(crate) packages: Vec<Handle<Package>>,
    pub(crate) components: Vec<Handle<Component>>,
    pub(crate) policies: Vec<Handle<Policy>>,
    /// The systems that are described for a launcher.
    pub(crate) systems: Vec<Handle<System>>,
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
        self.policies.iter().any(|policy| governs(self.shapes, *policy, component))
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
    let components = component.map_or_else(|| model.components.handles().collect(), |component| vec![component]);
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
        .filter(|policy| components.iter().any(|component| governs(shapes, *policy, *component)))
        .collect();
    let systems = match (component, system) {
        (Some(_), _) => Vec::new(),
        (None, Some(system)) => vec![system],
        (None, None) => model.systems.handles().collect(),
    };
    let mut plan = Plan {
        shapes,
        packages: Vec::new(),
        components,
        policies,
        systems,
        whole: component.is_none(),
        port,
        sources,
        header: target::header(target, files),
        file: component.map_or_else(|| "all.rs".to_owned(), |component| file_name(&names, component)),
        names,
        needs,
    };
    plan.packages = model.packages.handles().filter(|package| plan.has_items(*package)).collect();
    Ok(plan)
}

impl Plan<'_> {
    fn has_items(&self, package: Handle<Package>) -> bool {
        let model = self.shapes.model;
        self.needs.types.keys().any(|handle| model.types[*handle].package == package)
            || self.needs.roles.keys().any(|handle| model.interfaces[*handle].package == package)
            || self.components.iter().any(|handle| model.components[*handle].package == package)
            || self.policies.iter().any(|handle| model.policies[*handle].package == package)
            || self.systems.iter().any(|handle| model.systems[*handle].package == package)
            || (self.whole && model.constants.iter().any(|(_, constant)| constant.package == package))
    }
}

fn governs(shapes: Shapes<'_>, policy: Handle<Policy>, component: Handle<Component>) -> bool {
    let system = &shapes.facts.systems[shapes.model.policies[policy].system];
    system.instances.iter().any(|instance| shapes.facts.instances[*instance].component == component)
}

fn file_name(names: &Names, component: Handle<Component>) -> String {
    format!("{}.rs", names.components.get(&component).map_or("component", String::as_str))
}
