//! The bodies of messages, and how each is read.

use std::fmt::{self, Write};

use tessera_idl::facts::Body;

use super::{Glue, Reach, camel, snake};

impl Glue<'_> {
    pub(super) fn messages(&mut self) -> fmt::Result {
        let mut probes = String::new();
        for (_, interface) in self.model.interfaces.iter() {
            let package = self.model.packages[interface.package].name.replace('.', "::");
            let module = format!("{package}::{}", snake(&interface.name));
            for method in &interface.methods {
                let (name, facts) = (&self.model.methods[*method].name, &self.facts.methods[*method]);
                let stem = format!("{}.{name}", interface.name);
                let marker = format!("{module}::{}", camel(name));
                self.message(&mut probes, &format!("{stem}.request"), &format!("{marker}Request"), &facts.request)?;
                if let Some(reply) = &facts.reply {
                    let kind = if facts.keep.is_some() { "Event" } else { "Reply" };
                    self.message(&mut probes, &format!("{stem}.reply"), &format!("{marker}{kind}"), reply)?;
                }
                if facts.error.is_some() {
                    let error = format!("<{marker} as tessera::Called>::Error");
                    write!(
                        probes,
                        "Probe {{ name: \"{stem}.error\", take: |body, caps| take_error::<{error}>(body, caps) }},"
                    )?;
                }
            }
        }
        writeln!(self.to, "pub const MESSAGES: &[Probe] = &[{probes}];")
    }

    /// The impls of a body, and its probe.
    fn message(&mut self, probes: &mut String, name: &str, path: &str, body: &Body) -> fmt::Result {
        let fields = || body.fields.iter().map(|field| (field.name.as_str(), &field.shape));
        let view_path = format!("{path}View");
        let (read, written) = match (self.declared(&view_path), self.declared(path)) {
            (Some(view), Some(value)) => {
                let said = self.said_fields(fields(), Reach::Field);
                self.say(&view, &view_path, &said)?;
                let back = fields()
                    .map(|(name, shape)| format!("{name}: {}, ", self.returned(&Reach::Field.of(name), shape, 0)));
                let back = format!("{path} {{ {} }}", back.collect::<String>());
                self.back(&view, &value, &back)?;
                (view, value)
            }
            (None, Some(value)) => {
                let said = self.said_fields(fields(), Reach::Field);
                self.say(&value, path, &said)?;
                self.back(&value, &value, "self")?;
                (value.clone(), value)
            }
            _ => (String::from("()"), String::from("()")),
        };
        let (read, written) = (read.replace("'a", "'_"), written.replace("'a", "'_"));
        write!(
            probes,
            "Probe {{ name: {name:?}, take: |body, caps| take::<{read}, {written}>(&Bump::new(), body, caps) }},"
        )
    }
}
