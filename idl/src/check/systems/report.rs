//! What is wrong with a connection, an export or a gate.

use alloc::{format, string::String, vec::Vec};

use super::{
    super::{Checker, operations::FIRST_OPERATION},
    flat::Flat,
};
use crate::{
    arena::Handle,
    codes,
    diagnostic::Diagnostic,
    model::{Export, Extends, Guarded, Interface, Link, Part, PartRef, PortRef, Provide, Rights, Use},
    source::Span,
};

impl Checker<'_> {
    pub(super) fn fed_twice(&mut self, port: &str, uses: Handle<Use>, span: Span, first: Span) {
        self.report(
            Diagnostic::new(codes::E0405, format!("`{port}` is fed twice"))
                .label(span, "again")
                .also(first, "first")
                .also(self.model.uses.span(uses), "this is one capability")
                .help("remove one of the connections; a component that needs two capabilities has two `uses`"),
        );
    }

    pub(super) fn interface_mismatch(&mut self, flat: &Flat, link: &Link) {
        let (called, served) = (self.called(link.from.port), self.spoken(link.to.port));
        let (wanted, found) = self.two_names(called, served);
        let moved = self.moves(served, called);
        let help = match self.server_of(flat, called) {
            _ if moved.is_some() => {
                format!("write `at {FIRST_OPERATION}` there: then every number stays, and a `{found}` is a `{wanted}`")
            }
            _ if self.extends(called, served) => {
                format!(
                    "`{wanted}` has more than `{found}`, which it extends: it can take its place, but not the other way"
                )
            }
            Some(other) => format!("`{other}` provides `{wanted}`"),
            None => format!("nothing in this system provides `{wanted}`: add an instance that does"),
        };
        let (from, to) = (self.written(&link.from.of), self.written(&link.to.of));
        let (uses, provides) = (self.use_name(link.from.port), self.provide_name(link.to.port));
        let message = format!("`{from}.{uses}` speaks `{wanted}`, but `{to}.{provides}` speaks `{found}`");
        let mut diagnostic = Diagnostic::new(codes::E0406, message).label(link.span, "the two ends differ");
        for span in self.way_in(link.from.port) {
            diagnostic = diagnostic.also(span, format!("uses `{wanted}`"));
        }
        for span in self.way_out(link.to.port) {
            diagnostic = diagnostic.also(span, format!("provides `{found}`"));
        }
        if let Some(extends) = moved {
            let base = &self.model.interfaces[extends.base].name;
            diagnostic =
                diagnostic.also(extends.at.span, format!("operation {FIRST_OPERATION} of `{base}` has this number"));
        }
        self.report(diagnostic.help(help));
    }

    fn extends(&self, interface: Handle<Interface>, base: Handle<Interface>) -> bool {
        self.model.bases(interface).any(|extends| extends.base == base)
    }

    /// Where an interface that extends another, over several steps, gives its operations other numbers.
    fn moves(&self, interface: Handle<Interface>, base: Handle<Interface>) -> Option<&Extends> {
        let count = 1 + self.model.bases(interface).position(|extends| extends.base == base)?;
        let mut served = interface;
        self.model.bases(interface).take(count).find(|extends| {
            let served = core::mem::replace(&mut served, extends.base);
            self.answers(served, extends.base) == Some(false)
        })
    }

    /// A connection asks for rights that an export does not name.
    pub(super) fn amplified(&mut self, link: &Link, export: Handle<Export>, missing: Rights) {
        let model = self.model;
        let item = &model.exports[export];
        let rights = self.names_of(item.interface, missing);
        let (to, port) = (self.written(&link.to.of), &item.name);
        let mut diagnostic = Diagnostic::new(codes::E0410, format!("`{to}.{port}` does not give {rights}"))
            .label(link.span, "asks for more than there is");
        for span in self.way_in(link.from.port) {
            diagnostic = diagnostic.also(span, format!("asks for {rights}"));
        }
        let system = &model.systems[item.system].name;
        diagnostic = diagnostic.also(item.interface_span, format!("`{system}` gives only what is named here"));
        self.report(diagnostic.help(format!(
            "name fewer rights in the `uses`, or let `{system}` export {rights}: then everybody who is connected to it may have \
             them"
        )));
    }

    /// An export names rights that the port behind it does not give.
    pub(super) fn export_amplifies(&mut self, export: Handle<Export>, port: &PortRef<Provide>, missing: Rights) {
        let item = &self.model.exports[export];
        let rights = self.names_of(item.interface, missing);
        let mut diagnostic =
            Diagnostic::new(codes::E0410, format!("`{}` cannot give {rights}: the port behind it does not", item.name))
                .label(item.interface_span, format!("names {rights}"))
                .also(port.span, "this is what it stands for");
        // Only exports leave rights out: the port of the component behind them has all.
        let way = self.way_out(port.port);
        for span in way.iter().take(way.len().saturating_sub(1)) {
            diagnostic = diagnostic.also(*span, "gives less");
        }
        self.report(
            diagnostic.help("an export can only leave rights out: remove the right here, or name it there, too"),
        );
    }

    /// An exported `uses` names other rights than the port behind it.
    pub(super) fn export_rights(&mut self, export: Handle<Export>, port: &PortRef<Use>, needed: Rights) {
        let item = &self.model.exports[export];
        let (missing, extra) = (Rights(needed.0 & !item.rights.0), Rights(item.rights.0 & !needed.0));
        let (code, message, help) = if missing.is_empty() {
            let extra = self.names_of(item.interface, extra);
            let message = format!("`{}` asks for {extra}, which nothing behind it uses", item.name);
            (codes::E0410, message, format!("remove {extra} here: a system asks for no more than its parts need"))
        } else {
            let missing = self.names_of(item.interface, missing);
            let message = format!("`{}` does not ask for {missing}, which the port behind it needs", item.name);
            (codes::E0414, message, format!("add {missing} here, or remove it there"))
        };
        let mut diagnostic = Diagnostic::new(code, message)
            .label(item.interface_span, "other rights than behind it")
            .also(port.span, "this is what it stands for");
        for span in self.way_in(port.port) {
            diagnostic = diagnostic.also(span, "asks for these");
        }
        self.report(diagnostic.help(help));
    }

    /// An export speaks another interface than the port behind it.
    pub(super) fn export_mismatch(
        &mut self,
        export: Handle<Export>,
        port: Span,
        found: Handle<Interface>,
        way: &[Span],
    ) {
        let item = &self.model.exports[export];
        let (wanted, found) = self.two_names(item.interface, found);
        let message = format!("`{}` speaks `{wanted}`, but the port behind it speaks `{found}`", item.name);
        let mut diagnostic = Diagnostic::new(codes::E0406, message)
            .label(item.interface_span, format!("says `{wanted}`"))
            .also(port, "this is what it stands for");
        for span in way {
            diagnostic = diagnostic.also(*span, format!("says `{found}`"));
        }
        self.report(diagnostic.help(format!("write `{found}`, or name a port that speaks `{wanted}`")));
    }

    pub(super) fn many_servers(&mut self, to: &PortRef<Provide>, star: Span) {
        let (name, port) = (&self.model.parts[to.of.part].name, self.provide_name(to.port));
        self.report(
            Diagnostic::new(codes::E0416, format!("`{name}[*].{port}` is many servers, but this needs one"))
                .label(star, "each of the array")
                .also(self.model.parts.span(to.of.part), "the array")
                .help(format!("a `uses` holds one capability: write which one it is, as in `{name}[0].{port}`")),
        );
    }

    pub(super) fn out_of_range(&mut self, part: Handle<Part>, span: Span, number: i128, count: u16) {
        let name = &self.model.parts[part].name;
        let last = count.saturating_sub(1);
        self.report(
            Diagnostic::new(codes::E0412, format!("there is no `{name}[{number}]`"))
                .label(span, format!("the last one is `{name}[{last}]`"))
                .also(self.model.parts.span(part), format!("{count} of them, counted from 0"))
                .help(format!("write a number from 0 to {last}, or make the array larger")),
        );
    }

    pub(super) fn which_one(&mut self, of: &PartRef) {
        let name = &self.model.parts[of.part].name;
        self.report(
            Diagnostic::new(codes::E0412, format!("`{name}` is an array: this does not say which one"))
                .label(of.span, "which of them?")
                .also(self.model.parts.span(of.part), "the array")
                .help(format!("write `{name}[0]` for one of them, or `{name}[*]` for each")),
        );
    }

    pub(super) fn no_array(&mut self, part: Handle<Part>, span: Span) {
        let name = &self.model.parts[part].name;
        self.report(
            Diagnostic::new(codes::E0412, format!("`{name}` is one instance, not an array"))
                .label(span, "there is nothing to choose")
                .also(self.model.parts.span(part), "declared without a size")
                .help(format!("write `{name}`, or declare it with a size, as in `{name}: …[4];`")),
        );
    }

    pub(super) fn guarded_twice(&mut self, port: &str, span: Span, first: Span) {
        self.report(
            Diagnostic::new(codes::E0420, format!("two gates cannot stand before `{port}`"))
                .label(span, "again")
                .also(first, "first")
                .help("one gate guards a port and holds all state for it: remove one of them"),
        );
    }

    pub(super) fn gate_before_gate(&mut self, guard: &Guarded) {
        let name = &self.model.parts[guard.to.of.part].name;
        self.report(
            Diagnostic::new(codes::E0420, format!("`{name}` is a gate itself"))
                .label(guard.to.span, "a gate stands before a server")
                .also(self.model.parts.span(guard.to.of.part), "the other gate")
                .help("one gate may guard several ports: list them all behind its `guards`"),
        );
    }

    /// The names of two interfaces, with their packages where the names alone are equal.
    pub(super) fn two_names(&self, left: Handle<Interface>, right: Handle<Interface>) -> (String, String) {
        let model = self.model;
        let (left, right) = (&model.interfaces[left], &model.interfaces[right]);
        if left.name != right.name {
            return (left.name.clone(), right.name.clone());
        }
        let full = |interface: &Interface| format!("{}.{}", model.packages[interface.package].name, interface.name);
        (full(left), full(right))
    }

    /// A part as messages name it.
    fn written(&self, of: &PartRef) -> &str {
        &self.model.parts[of.part].name
    }

    /// "`open` and `admin`"
    fn names_of(&self, interface: Handle<Interface>, rights: Rights) -> String {
        let all = &self.model.interfaces[interface].rights;
        let names: Vec<String> = rights
            .positions()
            .filter_map(|position| all.get(position))
            .map(|right| format!("`{}`", right.name))
            .collect();
        match names.as_slice() {
            [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
            _ => names.concat(),
        }
    }
}
