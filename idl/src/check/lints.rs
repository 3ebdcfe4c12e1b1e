//! What is probably not meant: declarations that nothing names, rights that open nothing, uses of what is deprecated.
//!
//! They look at the whole build, so they only speak about one without errors.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
};

use super::{
    Checker,
    mentions::{self, Mention, Named},
};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    model::{Interface, Model, Package, Rights},
    source::Span,
};

impl Checker<'_> {
    /// Warns of what is probably not meant.
    pub(super) fn lints(&mut self) {
        let model = self.model;
        let mut named: BTreeSet<Named> = BTreeSet::new();
        let mut deprecated = BTreeMap::new();
        mentions::of_model(model, &mut |mention| {
            named.insert(mention.what);
            if !mention.is_kept && replacement(model, mention.what).is_some() {
                deprecated.entry(mention.span).or_insert(mention);
            }
        });
        let policies = model.policies.handles().filter_map(|policy| self.facts.policies.get(policy));
        named.extend(policies.flat_map(|program| &program.constants).copied().map(Named::Constant));
        self.warn_unused(&named);
        for mention in deprecated.into_values() {
            self.warn_deprecated(mention);
        }
        // One that is `open` may get what it lacks with a later version, one that others extend is what they make of it.
        let extended = model.interfaces.iter().filter_map(|(_, interface)| Some(interface.extends.as_ref()?.base));
        let extended: BTreeSet<Handle<Interface>> = extended.collect();
        for (handle, interface) in model.interfaces.iter() {
            if !interface.object && !interface.open && !extended.contains(&handle) {
                self.warn_idle(handle);
            }
        }
    }

    /// Warns of what a program declares and nothing names. A package that declares a system is a program; any other one is
    /// a library, whose declarations are there for whoever builds it in. Components, systems and policies are what is built.
    fn warn_unused(&mut self, named: &BTreeSet<Named>) {
        let model = self.model;
        let programs: BTreeSet<Handle<Package>> = model.systems.iter().map(|(_, system)| system.package).collect();
        let constants = model.constants.iter().map(|(handle, item)| (Named::Constant(handle), item.package));
        let types = model.types.iter().map(|(handle, item)| (Named::Type(handle), item.package));
        let interfaces = model.interfaces.iter().map(|(handle, item)| (Named::Interface(handle), item.package));
        for (item, package) in constants.chain(types).chain(interfaces) {
            if !programs.contains(&package) || named.contains(&item) {
                continue;
            }
            let (kind, name, span) = described(model, item);
            self.report(
                Diagnostic::new(codes::W0909, format!("nothing names the {kind} `{name}`"))
                    .label(span, "never used")
                    .help("remove it, or move it to a package without a system: what such a package declares is for others"),
            );
        }
    }

    fn warn_deprecated(&mut self, mention: Mention) {
        let model = self.model;
        let (kind, name, span) = described(model, mention.what);
        let Some(instead) = replacement(model, mention.what) else { return };
        let help = Some(instead).filter(|text| !text.trim().is_empty());
        self.report(
            Diagnostic::new(codes::W0912, format!("the {kind} `{name}` is deprecated"))
                .label(mention.span, "named here")
                .also(span, "marked with `@deprecated`")
                .help_if(help),
        );
    }

    /// Warns of an interface without methods, and of rights that none of its methods requires.
    fn warn_idle(&mut self, handle: Handle<Interface>) {
        let model = self.model;
        let interface = &model.interfaces[handle];
        if interface.methods.is_empty() {
            self.report(
                Diagnostic::new(codes::W0911, format!("the interface `{}` has no methods", interface.name))
                    .label(model.interfaces.span(handle), "nothing can be called")
                    .help(format!(
                        "declare its methods; a capability without any is an object: `object {} {{ … }}`",
                        interface.name
                    )),
            );
            return;
        }
        let required =
            interface.methods.iter().fold(Rights::NONE, |all, method| all.with(model.methods[*method].required));
        // Those that it takes over are the business of the interface that lists them.
        let own = interface.rights.iter().enumerate().skip(self.inherited_rights(interface));
        for (_, right) in own.filter(|(position, _)| !required.contains(Rights::single(*position))) {
            self.report(
                Diagnostic::new(
                    codes::W0910,
                    format!("no method of `{}` requires the right `{}`", interface.name, right.name),
                )
                .label(right.span, "opens nothing")
                .help(format!("write `@requires({})` before the methods that it is for, or remove it", right.name)),
            );
        }
    }

    /// How many rights an interface takes over; they come first.
    fn inherited_rights(&self, interface: &Interface) -> usize {
        let base = interface.extends.as_ref().map(|extends| &self.model.interfaces[extends.base]);
        base.map_or(0, |base| base.rights.len())
    }
}

/// The kind of a declaration, its name and where that stands.
fn described(model: &Model, item: Named) -> (&'static str, &str, Span) {
    match item {
        Named::Constant(handle) => ("constant", &model.constants[handle].name, model.constants.span(handle)),
        Named::Type(handle) => ("type", &model.types[handle].name, model.types.span(handle)),
        Named::Interface(handle) => {
            let interface = &model.interfaces[handle];
            let kind = if interface.object { "object" } else { "interface" };
            (kind, &interface.name, model.interfaces.span(handle))
        }
        Named::Method(handle) => ("method", &model.methods[handle].name, model.methods.span(handle)),
    }
}

/// What the author says to use instead of something deprecated.
fn replacement(model: &Model, item: Named) -> Option<&str> {
    let attributes = match item {
        Named::Type(handle) => &model.types[handle].attributes,
        Named::Interface(handle) => &model.interfaces[handle].attributes,
        Named::Method(handle) => &model.methods[handle].attributes,
        Named::Constant(_) => return None,
    };
    attributes.deprecated.as_deref()
}
