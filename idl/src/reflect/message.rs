//! The messages of a model, by name.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use core::ops::Range;

use super::{
    decode::decode,
    encode::{Encoded, encode},
    parse::{parse, place},
    print::print,
    refine,
    refusal::Refusal,
    text_error::TextError,
    value::Value,
};
use crate::{
    arena::Handle,
    facts::{Body, Complete, Meaning, Shape, ShapeKind},
    model::{Interface, Model, Rights, TypeDef, TypeDefKind},
};

/// What is known about every type and message of a model without errors.
#[derive(Clone, Copy, Debug)]
pub struct Schema<'a> {
    pub(super) model: &'a Model,
    pub(super) facts: &'a Complete<'a>,
}

/// One kind of message: a request, a reply, or an error.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// `Lock.unlock.request`, `Lock.unlock.reply` or `Lock.unlock.error`, with the package in front where several packages have an
    /// interface of that name.
    pub name: String,
    /// Its parameters, its results, or the error as the only field.
    pub body: &'a Body,
    /// Whether its value is that of the only field, as that of an error is.
    pub is_bare: bool,
}

impl<'a> Schema<'a> {
    /// A schema of a model and its facts.
    #[must_use]
    pub const fn new(model: &'a Model, facts: &'a Complete<'a>) -> Self {
        Self { model, facts }
    }

    /// All messages in the order of the sources.
    #[must_use]
    pub fn messages(&self) -> Vec<Message<'a>> {
        let mut homes = BTreeMap::<&str, u32>::new();
        for (_, interface) in self.model.interfaces.iter() {
            *homes.entry(&interface.name).or_default() += 1;
        }
        let mut messages = Vec::new();
        for (_, interface) in self.model.interfaces.iter() {
            let stem = match homes.get(interface.name.as_str()) {
                Some(1) => interface.name.clone(),
                _ => format!("{}.{}", self.model.packages[interface.package].name, interface.name),
            };
            for method in &interface.methods {
                let (name, facts) = (&self.model.methods[*method].name, &self.facts.methods[*method]);
                let bodies = [
                    ("request", Some(&facts.request), false),
                    ("reply", facts.reply.as_ref(), false),
                    ("error", facts.error.as_ref(), true),
                ];
                for (kind, body, is_bare) in bodies {
                    let name = format!("{stem}.{name}.{kind}");
                    messages.extend(body.map(|body| Message { name, body, is_bare }));
                }
            }
        }
        messages
    }

    /// The message of this name.
    #[must_use]
    pub fn message(&self, name: &str) -> Option<Message<'a>> {
        self.messages().into_iter().find(|message| message.name == name)
    }

    /// The value of a body that came with so many capabilities.
    pub fn decode(&self, message: &Message<'_>, body: &[u8], caps: u16) -> Result<Value, Refusal> {
        decode(*self, message, body, caps)
    }

    /// The one body of a value.
    pub fn encode(&self, message: &Message<'_>, value: &Value) -> Result<Encoded, Refusal> {
        encode(*self, message, value)
    }

    /// A value as text: on one line where it is short, else with a line for each field or element.
    #[must_use]
    pub fn print(&self, message: &Message<'_>, value: &Value) -> String {
        print(*self, message, value)
    }

    /// The value that a text stands for. Bounds and refinements are for [`encode`](Self::encode) to check.
    pub fn parse(&self, message: &Message<'_>, text: &str) -> Result<Value, TextError> {
        parse(*self, message, text)
    }

    /// Where the value stands in a text that [`encode`](Self::encode) refused, in bytes. `None` where it has no place of its own.
    #[must_use]
    pub fn place(&self, message: &Message<'_>, text: &str, refusal: &Refusal) -> Option<Range<usize>> {
        place(*self, message, text, refusal)
    }

    /// What a named type means.
    #[must_use]
    pub fn meaning(&self, of: Handle<TypeDef>) -> &'a Meaning {
        &self.facts.types[of].meaning
    }

    /// Whether the value of a named type fulfils its `where`. What is inside of the value is not looked at.
    #[must_use]
    pub fn fulfils(&self, of: Handle<TypeDef>, value: &Value) -> bool {
        let refinement = match self.meaning(of) {
            Meaning::Newtype { refinement, .. } | Meaning::Struct { refinement, .. } => refinement.as_ref(),
            _ => None,
        };
        refine::check(refinement, value, 0).is_ok()
    }

    /// The names of an interface and of some of its rights.
    #[must_use]
    pub fn capability(&self, interface: Handle<Interface>, rights: Rights) -> (&'a str, Vec<&'a str>) {
        let interface = &self.model.interfaces[interface];
        let name = |position: usize| Some(interface.rights.get(position)?.name.as_str());
        (&interface.name, rights.positions().filter_map(name).collect())
    }

    /// What a type is made of once new types are looked through.
    #[must_use]
    pub fn underlying<'s>(&self, shape: &'s Shape) -> &'s Shape
    where
        'a: 's,
    {
        let mut shape = shape;
        while let ShapeKind::Named(handle) = shape.kind
            && let Meaning::Newtype { inner, .. } = self.meaning(handle)
        {
            shape = inner;
        }
        shape
    }

    /// The variants of an enum with their numbers, or the flags of flags with their bits; none for another type.
    #[must_use]
    pub fn names(&self, of: Handle<TypeDef>) -> Vec<(&'a str, i128)> {
        match (&self.model.types[of].kind, &self.facts.types[of].meaning) {
            (TypeDefKind::Enum { variants, .. }, Meaning::Enum { numbers, .. }) => {
                variants.iter().map(|variant| variant.name.as_str()).zip(numbers.iter().copied()).collect()
            }
            (TypeDefKind::Flags { flags, .. }, Meaning::Flags { bits, .. }) => {
                flags.iter().map(|flag| flag.name.as_str()).zip(bits.iter().map(|bit| 1 << bit)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether values of an enum or flags that have no name are taken.
    #[must_use]
    pub fn is_flexible(&self, of: Handle<TypeDef>) -> bool {
        matches!(
            self.model.types[of].kind,
            TypeDefKind::Enum { flexible: true, .. } | TypeDefKind::Flags { flexible: true, .. }
        )
    }

    /// The type as people call it.
    pub(super) fn noun(&self, shape: &Shape) -> String {
        match &shape.kind {
            ShapeKind::Bool => "`true` or `false`".to_string(),
            ShapeKind::Int(int) => format!("a number of type `{}`", int.word()),
            ShapeKind::Float(float) => format!("a number of type `{}`", float.word()),
            ShapeKind::Array { .. } => "an array in brackets".to_string(),
            ShapeKind::List { .. } | ShapeKind::InlineList { .. } => "a list in brackets".to_string(),
            ShapeKind::Text { .. } | ShapeKind::InlineText { .. } => "a string in quotes".to_string(),
            ShapeKind::Bytes { .. } | ShapeKind::InlineBytes { .. } => "bytes such as `x\"00ff\"`".to_string(),
            ShapeKind::Option { .. } => "`none` or `some(…)`".to_string(),
            ShapeKind::Cap { interface, .. } => {
                format!("a capability such as `cap<{}>(0)`", self.model.interfaces[*interface].name)
            }
            ShapeKind::Named(handle) => {
                let (name, kind) = (&self.model.types[*handle].name, &self.facts.types[*handle].meaning);
                match kind {
                    Meaning::Enum { .. } => format!("a variant of `{name}`"),
                    Meaning::Flags { .. } => format!("flags of `{name}`"),
                    _ => format!("a `{name}` in braces"),
                }
            }
        }
    }
}
