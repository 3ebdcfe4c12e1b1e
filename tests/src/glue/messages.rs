//! The bodies of messages, and how each is read.

use std::fmt::{self, Write};

use tessera_idl::{
    arena::Handle,
    facts::{Body, MethodFacts},
    model::Interface,
};

use super::{Glue, Kind, Reach};

/// A method of the description, in the generated code.
pub(super) struct Method<'g> {
    /// `Interface.method`, as all voices begin the names of its messages.
    pub(super) stem: String,
    /// The path of the interface's module.
    pub(super) module: String,
    /// Its name in the description.
    pub(super) name: &'g str,
    pub(super) facts: &'g MethodFacts,
}

impl Glue<'_> {
    pub(super) fn messages(&mut self) -> fmt::Result {
        let mut probes = String::new();
        for (handle, _) in self.model.interfaces.iter() {
            for Method { stem, module, name, facts } in self.methods(handle) {
                let path = |glue: &Self, kind| glue.declared.item(&module, kind, name).cloned();
                let request = [Kind::Request, Kind::RequestView, Kind::RequestOwned].map(|kind| path(self, kind));
                self.message(&mut probes, &format!("{stem}.request"), request, &facts.request)?;
                if let Some(body) = &facts.reply {
                    let reply = [Kind::Reply, Kind::ReplyView, Kind::ReplyOwned].map(|kind| path(self, kind));
                    self.message(&mut probes, &format!("{stem}.reply"), reply, body)?;
                }
                if let Some(marker) = path(self, Kind::Method).filter(|_| facts.error.is_some()) {
                    let error = format!("<{marker} as tessera::Called>::Error");
                    write!(
                        probes,
                        "Probe {{ name: \"{stem}.error\", take: |body, caps| take_error::<{error}>(body, caps), keep: None }},"
                    )?;
                }
            }
        }
        writeln!(self.to, "pub const MESSAGES: &[Probe] = &[{probes}];")
    }

    /// The methods of an interface.
    pub(super) fn methods<'g>(&self, handle: Handle<Interface>) -> Vec<Method<'g>>
    where
        Self: 'g,
    {
        let interface = &self.model.interfaces[handle];
        let package = self.declared.package(&self.model.packages[interface.package].name);
        let module = self.declared.item(&package, Kind::Interface, &interface.name).cloned().unwrap_or_default();
        let methods = interface.methods.iter().map(|method| {
            let name = &*self.model.methods[*method].name;
            let stem = format!("{}.{name}", interface.name);
            Method { stem, module: module.clone(), name, facts: &self.facts.methods[*method] }
        });
        methods.collect()
    }

    /// The impls of a body, and its probe. Its value, its view and its owned value have these paths.
    fn message(
        &mut self,
        probes: &mut String,
        name: &str,
        [value, view, owned]: [Option<String>; 3],
        body: &Body,
    ) -> fmt::Result {
        let fields = || body.fields.iter().map(|field| (field.name.as_str(), &field.shape));
        let (read, written) = match (value, view) {
            (Some(path), Some(view_path)) => {
                let (view, value) = (self.declared.whole(&view_path), self.declared.whole(&path));
                let said = self.said_fields(fields(), Reach::Fields(&view_path));
                self.say(&view, &said)?;
                let back = fields().map(|(name, shape)| {
                    let read = self.reached(Reach::Fields(&view_path), name);
                    format!("{}: {}, ", self.declared.member(&path, name), self.returned(&read, shape, 0))
                });
                let back = format!("{path} {{ {} }}", back.collect::<String>());
                self.back(&view, &value, &back)?;
                (view, value)
            }
            (Some(path), None) => {
                let value = self.declared.whole(&path);
                let said = self.said_fields(fields(), Reach::Fields(&path));
                self.say(&value, &said)?;
                self.back(&value, &value, "self")?;
                (value.clone(), value)
            }
            _ => (String::from("()"), String::from("()")),
        };
        let (read, written) = (read.replace("'a", "'_"), written.replace("'a", "'_"));
        write!(
            probes,
            "Probe {{ name: {name:?}, take: |body, caps| take::<{read}, {written}>(&Room::default(), body, caps), keep: "
        )?;
        match owned {
            Some(owned) => write!(
                probes,
                "Some(|body| keep::<{read}, {owned}>(body, |kept, out| <{written}>::try_from(kept).map_or(Err(tessera::wire::DoesNotFit), |value| tessera::wire::Write::write(&value, out)))) }},"
            ),
            None => write!(probes, "None }},"),
        }
    }
}
