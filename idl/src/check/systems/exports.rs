//! The ports of its parts that a system has as its own.

use alloc::{format, vec::Vec};

use super::{super::Checker, flat::Flat};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    facts::Exported,
    model::{Export, PortRef, Provide, Rights, Target, Use},
};

impl Checker<'_> {
    /// Works out what the exported ports of a system stand for.
    pub(super) fn exports(&mut self, flat: &mut Flat) {
        let model = self.model;
        for handle in &model.systems[flat.system].exports {
            let exported = match &model.exports[*handle].target {
                Some(Target::Uses(port)) => self.exported_uses(flat, *handle, port),
                Some(Target::Provides(port)) => self.exported_provides(flat, *handle, port),
                None => None,
            };
            match exported {
                Some(exported) => {
                    flat.exports.insert(*handle, exported);
                }
                None => flat.lacks = true,
            }
        }
    }

    fn exported_uses(&mut self, flat: &mut Flat, handle: Handle<Export>, port: &PortRef<Use>) -> Option<Exported> {
        let model = self.model;
        let export = &model.exports[handle];
        let inner = self.fed(flat, port);
        let Some(inner) = inner else {
            flat.silent.insert(port.of.part);
            return None;
        };
        for (subject, uses) in &inner {
            if let Some(first) = flat.fed.insert((*subject, *uses), model.exports.span(handle)) {
                self.fed_twice(&flat.port(*subject, &model.uses[*uses].name), *uses, port.span, first);
                return None;
            }
        }
        if self.called(port.port) != export.interface {
            self.export_mismatch(handle, port.span, self.called(port.port), &self.way_in(port.port));
            return None;
        }
        let needed = self.asked(port.port);
        if needed != export.rights {
            self.export_rights(handle, port, needed);
            return None;
        }
        Some(Exported::Uses(inner))
    }

    fn exported_provides(&mut self, flat: &Flat, handle: Handle<Export>, port: &PortRef<Provide>) -> Option<Exported> {
        let model = self.model;
        let export = &model.exports[handle];
        let inner = self.server_at(flat, port);
        let spoken = self.spoken(port.port);
        if spoken != export.interface {
            self.export_mismatch(handle, port.span, spoken, &self.way_out(port.port));
            return None;
        }
        let given = self.given(port.port);
        if !given.contains(export.rights) {
            self.export_amplifies(handle, port, Rights(export.rights.0 & !given.0));
            return None;
        }
        let methods = &model.interfaces[spoken].methods;
        let mut callable = methods.iter().filter(|method| export.rights.contains(model.methods[**method].required));
        if !methods.is_empty() && callable.next().is_none() {
            self.export_of_nothing(handle);
            return None;
        }
        let (subject, provides) = inner?;
        Some(Exported::Provides(subject, provides))
    }

    fn export_of_nothing(&mut self, handle: Handle<Export>) {
        let export = &self.model.exports[handle];
        let interface = &self.model.interfaces[export.interface].name;
        self.report(
            Diagnostic::new(codes::E0415, format!("nobody could call anything through `{}`", export.name))
                .label(export.interface_span, "no method of the interface needs only these rights")
                .also(self.model.interfaces.span(export.interface), format!("`{interface}`"))
                .help("name the rights that callers need, or remove the export"),
        );
    }

    /// What an exported `uses` stands for, by subjects from `base` on.
    pub(super) fn exported_inside(&self, export: Handle<Export>, base: u16) -> Vec<(u16, Handle<Use>)> {
        match self.exported(export) {
            Some(Exported::Uses(inner)) => {
                inner.iter().map(|(subject, uses)| (base.saturating_add(*subject), *uses)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What an export of another system stands for; `None` if it has an error.
    pub(super) fn exported(&self, export: Handle<Export>) -> Option<&Exported> {
        let system = self.model.exports[export].system;
        self.facts.systems.get(system)?.exports.get(&export)
    }
}
