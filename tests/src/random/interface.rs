//! The interface of a package: methods with results and failures, events, leases, rights, states, a base that it extends.

use std::fmt::Write as _;

use super::{Item, Known, Place, Writer, names::Scope};

/// The bytes of a message.
const ROOM: usize = 900;

/// What an interface is besides a list of methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Plain,
    /// What another extends: it has no name that the other might have.
    Base,
    /// Methods may be added: each says its number.
    Open,
    /// With another's methods. Each says its number.
    Extends,
    /// With states, and so without events.
    Contract,
}

impl Writer<'_, '_> {
    /// Declares the object to which capabilities lead.
    pub(super) fn door(&mut self) {
        self.door = format!("Door{}", self.number);
        self.items.push(Item::of(format!("object {} {{ rights {{ enter, leave }} }}\n", self.door)));
    }

    /// Declares the interface, and its base if it has one.
    pub(super) fn interface(&mut self) {
        let (number, rights) = (self.number, self.choices.once_in(3));
        // With those of the base, which it has, too.
        let mut scope = Scope::default();
        let form = match self.choices.below(8) {
            0 => Form::Open,
            1 if !rights => Form::Extends,
            2 => Form::Contract,
            _ => Form::Plain,
        };
        let marks = self.attributes(&format!("`interface Talk{number}`"));
        let open = if form == Form::Open { "open " } else { "" };
        let mut head = format!("{marks}{open}interface Talk{number}");
        match form {
            Form::Plain | Form::Base | Form::Open | Form::Contract => {}
            Form::Extends => {
                let base = self.members(&mut scope, Form::Base, false, 1);
                self.items.push(Item::of(format!("interface Root{number} {{\n{base}}}\n")));
                _ = write!(head, " extends Root{number} at {}", self.number(0x100));
            }
        }
        let count = 1 + self.choices.below(2);
        let members = self.members(&mut scope, form, rights, count);
        self.items.push(Item::of(format!("{head} {{\n{members}}}\n")));
    }

    /// What stands between the braces of an interface.
    fn members(&mut self, scope: &mut Scope, form: Form, rights: bool, count: usize) -> String {
        let mut text = String::new();
        if rights {
            text.push_str("    rights { ask, type }\n");
        }
        if form == Form::Contract {
            text.push_str("    states { idle, self, final closed }\n");
        }
        let mut operation = 32;
        for method in 0..count {
            let name = self.method_name(scope, if form == Form::Base { "root" } else { "say" }, method);
            text.push_str("    ");
            text.push_str(&self.attributes(&format!("Operation, `{name}()`")));
            if rights {
                text.push_str(self.choices.of::<&str>(&[
                    "@requires(ask) ",
                    "@requires(ask, type) ",
                    "@requires(none) ",
                ]));
            }
            if matches!(form, Form::Open | Form::Extends) || self.choices.once_in(8) {
                operation += self.choices.below(9);
                _ = write!(text, "@op({}) ", self.number(operation));
            }
            operation += 1;
            let said = self.method(&name, form);
            _ = writeln!(text, "{said};");
        }
        if form == Form::Contract {
            let needed = if rights { "@requires(none) " } else { "" };
            _ = writeln!(text, "    {needed}on() from idle to self;\n    {needed}off() from self to closed;");
        }
        text
    }

    fn method(&mut self, name: &str, form: Form) -> String {
        let place = Place { room: ROOM, caps: 3, objects: true, option: true, plain: false, levels: 8 };
        match self.choices.below(8) {
            0 if form != Form::Contract => {
                let said = self.parameters("p", Place { caps: 0, ..place }, &["lost"]);
                let keep = 1 + self.choices.below(4);
                format!("event {name}({}) keep {}", said.join(", "), self.number(keep))
            }
            1 => {
                let from = if form == Form::Contract { " from self" } else { "" };
                format!("oneway {name}({}){from}", self.parameters("p", place, &[]).join(", "))
            }
            _ => self.asked(name, place, form),
        }
    }

    /// A method that is answered.
    fn asked(&mut self, name: &str, place: Place, form: Form) -> String {
        let mut request = self.parameters("p", place, &["lent"]);
        if self.choices.once_in(8) {
            let lent = self.lease();
            let at = self.choices.below(request.len() + 1);
            request.insert(at, format!("lent: {lent}"));
        }
        let mut said = format!("{name}({})", request.join(", "));
        let reply = self.parameters("r", place, &[]);
        if !reply.is_empty() {
            _ = write!(said, " -> ({})", reply.join(", "));
        }
        if form == Form::Contract {
            said.push_str(self.choices.of::<&str>(&["", " from idle", " from idle, self", " from self to idle"]));
        }
        if let Some(error) = self.error() {
            _ = write!(said, " fails {error}");
        }
        said
    }

    /// Memory that is lent.
    fn lease(&mut self) -> String {
        let lies = |known: &&Known| known.plain && !known.optional && known.text.contains("Struct");
        let fitting: Vec<_> = self.known.iter().filter(lies).map(|known| known.text.clone()).collect();
        if fitting.is_empty() || self.choices.once_in(2) {
            let how = *self.choices.of(&["&", "&out ", "&mut "]);
            return format!("{how}{}", self.choices.of(&["bytes<64>", "list<u32, 4>", "list<f64, 2>"]));
        }
        // What the server has not written is zero, which may be no value of a struct.
        let how = *self.choices.of(&["&", "&mut "]);
        format!("{how}list<{}, 3>", self.choices.of(&fitting))
    }

    /// Parameters, or results; none has one of the names that are taken.
    fn parameters(&mut self, letter: &str, place: Place, taken: &[&str]) -> Vec<String> {
        let (mut left, mut caps) = (place.room, place.caps);
        let (mut parameters, mut before, mut scope) = (Vec::new(), None, Scope::of(taken));
        for number in 0..self.bound(5, 16) - 1 {
            let of = self.next(Place { room: left, caps, ..place }, before.as_ref());
            before = Some(of.clone());
            left = left.saturating_sub(of.most() + 8);
            caps = caps.saturating_sub(of.caps);
            let name = self.part_name(&mut scope, letter, number);
            let marks = self.attributes(&format!("`{name}`"));
            parameters.push(format!("{marks}{name}: {}", of.text));
        }
        parameters
    }

    /// What a method may fail with, if there is such a type.
    fn error(&mut self) -> Option<String> {
        (!self.errors.is_empty() && self.choices.once_in(2)).then(|| self.choices.of(&self.errors).clone())
    }
}
