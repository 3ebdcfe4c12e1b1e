//! Looking up names: what a path stands for, and whether it is what is wanted.

use alloc::{borrow::ToOwned, format, string::ToString};

use super::Resolver;
use crate::{
    arena::Handle,
    ast::Path,
    codes,
    diagnostic::Diagnostic,
    model::{Constant, Interface, Item, PartOf, Scope, System, TypeDef},
};

/// What a name should stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Type,
    Constant,
    Interface,
    /// What a capability is to.
    Capable,
    /// A component or a system, to be a part of a system.
    Part,
    System,
}

impl Wanted {
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Constant => "constant",
            Self::Interface => "interface",
            Self::Capable => "interface or object",
            Self::Part => "component",
            Self::System => "system",
        }
    }

    pub(super) const fn accepts(self, item: Item) -> bool {
        matches!(
            (self, item),
            (Self::Type, Item::Type(_))
                | (Self::Constant, Item::Constant(_))
                | (Self::Interface, Item::Interface(_))
                | (Self::Capable, Item::Interface(_) | Item::Object(_))
                | (Self::Part, Item::Component(_) | Item::System(_))
                | (Self::System, Item::System(_))
        )
    }
}

impl Resolver<'_> {
    pub(super) fn type_named(&mut self, scope: Handle<Scope>, path: &Path) -> Option<Handle<TypeDef>> {
        match self.item(scope, path, Wanted::Type)? {
            Item::Type(handle) => Some(handle),
            _ => None,
        }
    }

    pub(super) fn constant_named(&mut self, scope: Handle<Scope>, path: &Path) -> Option<Handle<Constant>> {
        match self.item(scope, path, Wanted::Constant)? {
            Item::Constant(handle) => Some(handle),
            _ => None,
        }
    }

    pub(super) fn interface_named(&mut self, scope: Handle<Scope>, path: &Path) -> Option<Handle<Interface>> {
        match self.item(scope, path, Wanted::Interface)? {
            Item::Interface(handle) => Some(handle),
            _ => None,
        }
    }

    /// What a capability is to: an interface or an object.
    pub(super) fn capable_named(&mut self, scope: Handle<Scope>, path: &Path) -> Option<Handle<Interface>> {
        match self.item(scope, path, Wanted::Capable)? {
            Item::Interface(handle) | Item::Object(handle) => Some(handle),
            _ => None,
        }
    }

    /// What a part of a system is one of.
    pub(super) fn part_of(&mut self, scope: Handle<Scope>, path: &Path) -> Option<PartOf> {
        match self.item(scope, path, Wanted::Part)? {
            Item::Component(handle) => Some(PartOf::Component(handle)),
            Item::System(handle) => Some(PartOf::System(handle)),
            _ => None,
        }
    }

    pub(super) fn system_named(&mut self, scope: Handle<Scope>, path: &Path) -> Option<Handle<System>> {
        match self.item(scope, path, Wanted::System)? {
            Item::System(handle) => Some(handle),
            _ => None,
        }
    }

    /// What a path stands for, if it is what is wanted; reports what is not.
    fn item(&mut self, scope: Handle<Scope>, path: &Path, wanted: Wanted) -> Option<Item> {
        let text = path.to_string();
        match self.model.lookup(scope, &text) {
            Some(Item::Bad) => {
                self.bad();
                None
            }
            Some(item) if wanted.accepts(item) => Some(item),
            Some(item) => {
                self.wrong_kind(path, item, wanted);
                None
            }
            None => {
                self.unknown(scope, path, wanted);
                None
            }
        }
    }

    fn wrong_kind(&mut self, path: &Path, item: Item, wanted: Wanted) {
        let help = match (wanted, item) {
            (Wanted::Interface, Item::Object(_)) => {
                Some("an object has no methods, so nobody serves or calls it: pass a capability to it among the values of a method".to_owned())
            }
            (Wanted::Type, Item::Interface(_) | Item::Object(_)) => Some(format!("to pass a capability to it, write `cap<{path}>`")),
            (Wanted::Type, Item::Constant(_)) => {
                Some(format!("a constant is a length or a number: `[u8; {path}]`, `string<{path}>`"))
            }
            (Wanted::Interface, Item::Component(_)) => {
                Some("ports name what they speak: write the interface that the component provides".to_owned())
            }
            (Wanted::System, Item::Component(_)) => {
                Some("a policy governs a system: write the name of the system that holds the component".to_owned())
            }
            (Wanted::Part, Item::Interface(_)) => {
                Some("an instance is one of a component: write a component that provides the interface".to_owned())
            }
            _ => None,
        };
        let mut diagnostic = Diagnostic::new(
            codes::E0203,
            format!("`{path}` is {}, but {} {} is wanted", item.noun(), article(wanted.noun()), wanted.noun()),
        )
        .label(path.span, format!("not {} {}", article(wanted.noun()), wanted.noun()));
        if let Some(span) = item.span(&self.model) {
            diagnostic = diagnostic.also(span, "declared here");
        }
        self.report(diagnostic.help_if(help));
    }
}

/// The article of a noun.
fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
