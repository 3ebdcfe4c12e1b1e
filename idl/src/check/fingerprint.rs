//! Fingerprints: one number for what both ends of a capability must agree on.
//!
//! The fingerprint of an interface is the 64-bit FNV-1a hash of a text. The text of the smart lock's interface has the
//! fingerprint `55291981ef6e39a4`; every line ends with a line feed, and there are no blanks but the ones shown:
//!
//! ```text
//! tessera 1
//! interface smart_lock.Lock rights open,admin,read
//! 32 requires 0x1 (u16,inline string<8>)->(u64) fails f560f3bcd671c610
//! 33 requires 0x2 (u16,inline string<8>)->()
//! 34 requires 0x4 (u32)->(list<1491b0146f8abb47,16>)
//! 35 requires 0x0 oneway (u16)
//! ```
//!
//! One line for each method, in order of their numbers. Shapes are written as types are, with bounds as decimal numbers.
//! What is lent stands behind the parameters in the body, `(u32)&bytes<4096>&out list<u16,8>`. A new type is written as
//! what it is made of: its `where` changes no bytes. An array is `[u8;4]`, a list `list<u8,4>`, a capability
//! `cap<home.lock.Lock,0x1>` with its rights as a mask. An enum, flags, a struct, a table or a union is written
//! as the 16 hexadecimal digits of the hash of its own text:
//!
//! ```text
//! enum u8 1,2                          numbers in rising order
//! flags u8 0x7f                        every declared bit
//! struct u64,u16,bool
//! union 1:inline string<8>,2:[u8;16]   without the numbers that are reserved
//! flexible enum home.lock.Kind u16 grows
//! flexible flags home.lock.Extra u8 grows
//! flexible union home.lock.Proof max 256 caps 1 grows
//! table home.lock.Settings max 256 caps 0 grows
//! ```
//!
//! The line of an event is `36 requires 0x4 event (u64)`: what it says, without the `lost` of every event.
//!
//! An interface with a contract has the number of its states in its line, and a method its edges, with states and variants
//! as numbers; one that is open is only its name:
//!
//! ```text
//! interface home.Updater rights  states 3
//! 34 requires 0x0 from 1 to 2 ([u8;64])->() fails f560f3bcd671c610 to 0
//! 35 requires 0x0 from 1,2 ()->() fails f560f3bcd671c610 1 to 0,2 to 2
//! open interface home.Growing grows
//! ```
//!
//! Names of methods, states, parameters, fields and frozen types are not part of it: they are not on the wire.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Write;

use super::methods::shapes;
use crate::{
    arena::Handle,
    facts::{Body, Facts, FailureEdge, Meaning, Shape, ShapeKind, UnionForm},
    model::{Interface, Model, Package, TypeDef, TypeDefKind},
};

/// The 64-bit FNV-1a hash.
///
/// ```
/// use tessera_idl::check::fingerprint::fnv1a;
///
/// assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
/// assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
/// ```
#[must_use]
pub fn fnv1a(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// The texts of the types that were met so far, each worked out once for all interfaces.
#[derive(Default)]
pub(super) struct Known {
    types: BTreeMap<Handle<TypeDef>, String>,
}

impl Known {
    /// The fingerprint of an interface. `None` if something that it names has an error.
    pub(super) fn interface(&mut self, model: &Model, facts: &Facts, handle: Handle<Interface>) -> Option<u64> {
        let mut writer = Writer { model, facts, types: &mut self.types };
        Some(fnv1a(writer.interface(handle)?.as_bytes()))
    }
}

/// Writes the texts that are hashed.
struct Writer<'w> {
    model: &'w Model,
    facts: &'w Facts,
    types: &'w mut BTreeMap<Handle<TypeDef>, String>,
}

impl Writer<'_> {
    fn interface(&mut self, handle: Handle<Interface>) -> Option<String> {
        let interface = &self.model.interfaces[handle];
        if interface.open {
            return Some(format!(
                "tessera 1\nopen interface {} grows\n",
                qualified(self.model, interface.package, &interface.name)
            ));
        }
        let rights: Vec<&str> = interface.rights.iter().map(|right| right.name.as_str()).collect();
        let name = qualified(self.model, interface.package, &interface.name);
        let facts = self.facts;
        let mut lines: BTreeMap<u16, String> = BTreeMap::new();
        for method in &interface.methods {
            let method = facts.methods.get(*method)?;
            let mut line = format!("{} requires 0x{:x} ", method.number, method.required.0);
            if method.keep.is_some() {
                // Of what a subscriber fetches, `lost` is in every event; how many are kept is the server's own affair.
                let says = method.reply.iter().flat_map(|reply| reply.fields.iter().skip(1));
                write!(line, "event ({})", self.list(says.map(|field| &field.shape))?).ok()?;
                lines.insert(method.number, line);
                continue;
            }
            if method.reply.is_none() {
                line.push_str("oneway ");
            }
            if !method.edges.from.is_empty() {
                let from: Vec<String> = method.edges.from.iter().map(ToString::to_string).collect();
                write!(line, "from {} ", from.join(",")).ok()?;
            }
            if let Some(to) = method.edges.to {
                write!(line, "to {to} ").ok()?;
            }
            line.push_str(&self.body(&method.request)?);
            for lease in &method.leases {
                line.push_str(lease.lend.sign());
                self.shape(&mut line, &lease.shape)?;
            }
            if let Some(reply) = &method.reply {
                line.push_str("->");
                line.push_str(&self.body(reply)?);
            }
            if let Some(error) = &method.error {
                line.push_str(" fails ");
                line.push_str(&self.list(shapes(error))?);
                line.push_str(&self.failures(error, &method.edges.fails)?);
            }
            lines.insert(method.number, line);
        }
        let mut text = format!("tessera 1\ninterface {name} rights {}", rights.join(","));
        if !interface.states.is_empty() {
            write!(text, " states {}", interface.states.len()).ok()?;
        }
        text.push('\n');
        for line in lines.values() {
            text.push_str(line);
            text.push('\n');
        }
        Some(text)
    }

    /// ` to 0`, ` 1 to 0,2 to 2`: where failures lead, by the numbers of the variants.
    fn failures(&self, error: &Body, edges: &[FailureEdge]) -> Option<String> {
        let meaning = match error.fields.first()?.shape.kind {
            ShapeKind::Named(handle) => self.facts.types.get(handle).map(|facts| &facts.meaning),
            _ => None,
        };
        let mut all: Vec<String> = Vec::new();
        for FailureEdge { variant, to } in edges {
            all.push(match (variant, meaning) {
                (None, _) => format!("to {to}"),
                (Some(variant), Some(Meaning::Enum { numbers, .. })) => format!("{} to {to}", numbers.get(*variant)?),
                (Some(variant), Some(Meaning::Union { variants, .. })) => {
                    format!("{} to {to}", variants.get(*variant)?.number)
                }
                (Some(_), _) => return None,
            });
        }
        all.sort();
        Some(if all.is_empty() { String::new() } else { format!(" {}", all.join(",")) })
    }

    fn body(&mut self, body: &Body) -> Option<String> {
        Some(format!("({})", self.list(shapes(body))?))
    }

    fn list<'s>(&mut self, shapes: impl Iterator<Item = &'s Shape>) -> Option<String> {
        let mut text = String::new();
        for (index, shape) in shapes.enumerate() {
            if index > 0 {
                text.push(',');
            }
            self.shape(&mut text, shape)?;
        }
        Some(text)
    }

    /// Types nest at most [`MAX_LEVELS`](super::MAX_LEVELS) deep.
    fn shape(&mut self, out: &mut String, shape: &Shape) -> Option<()> {
        match &shape.kind {
            ShapeKind::Bool => out.push_str("bool"),
            ShapeKind::Int(int) => out.push_str(int.word()),
            ShapeKind::Float(float) => out.push_str(float.word()),
            ShapeKind::Array { element, len } => {
                out.push('[');
                self.shape(out, element)?;
                write!(out, ";{len}]").ok()?;
            }
            ShapeKind::Text { bound } => write!(out, "string<{bound}>").ok()?,
            ShapeKind::Bytes { bound } => write!(out, "bytes<{bound}>").ok()?,
            ShapeKind::List { element, bound } => self.sequence(out, "list<", element, *bound)?,
            ShapeKind::InlineText { bound, .. } => write!(out, "inline string<{bound}>").ok()?,
            ShapeKind::InlineBytes { bound, .. } => write!(out, "inline bytes<{bound}>").ok()?,
            ShapeKind::InlineList { element, bound, .. } => self.sequence(out, "inline list<", element, *bound)?,
            ShapeKind::Option { value, .. } => {
                out.push_str("option<");
                self.shape(out, value)?;
                out.push('>');
            }
            ShapeKind::Named(handle) => {
                let text = self.named(*handle)?;
                out.push_str(&text);
            }
            ShapeKind::Cap { interface, rights } => {
                let interface = &self.model.interfaces[*interface];
                let name = qualified(self.model, interface.package, &interface.name);
                write!(out, "cap<{name},0x{:x}>", rights.0).ok()?;
            }
        }
        Some(())
    }

    fn sequence(&mut self, out: &mut String, word: &str, element: &Shape, bound: u32) -> Option<()> {
        out.push_str(word);
        self.shape(out, element)?;
        write!(out, ",{bound}>").ok()
    }

    fn named(&mut self, handle: Handle<TypeDef>) -> Option<String> {
        if let Some(known) = self.types.get(&handle) {
            return Some(known.clone());
        }
        let def = &self.model.types[handle];
        let facts = self.facts;
        let text = match &facts.types.get(handle)?.meaning {
            Meaning::Alias(shape) | Meaning::Newtype { inner: shape, .. } => {
                let mut text = String::new();
                self.shape(&mut text, shape)?;
                text
            }
            Meaning::Enum { repr, .. } if is_flexible(&def.kind) => {
                let name = qualified(self.model, def.package, &def.name);
                hashed(&format!("flexible enum {name} {} grows", repr.word()))
            }
            Meaning::Flags { repr, .. } if is_flexible(&def.kind) => {
                let name = qualified(self.model, def.package, &def.name);
                hashed(&format!("flexible flags {name} {} grows", repr.word()))
            }
            Meaning::Enum { repr, numbers } => {
                let mut numbers = numbers.clone();
                numbers.sort_unstable();
                let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                hashed(&format!("enum {} {}", repr.word(), numbers.join(",")))
            }
            Meaning::Flags { repr, all, .. } => hashed(&format!("flags {} 0x{all:x}", repr.word())),
            Meaning::Struct { fields, .. } => {
                let fields = self.list(fields.iter().map(|field| &field.shape))?;
                hashed(&format!("struct {fields}"))
            }
            Meaning::Table { room, caps, .. } => {
                let name = qualified(self.model, def.package, &def.name);
                hashed(&format!("table {name} max {room} caps {caps} grows"))
            }
            Meaning::Union { form: UnionForm::Flexible { room, caps }, .. } => {
                let name = qualified(self.model, def.package, &def.name);
                hashed(&format!("flexible union {name} max {room} caps {caps} grows"))
            }
            Meaning::Union { variants, .. } => {
                let mut text = String::from("union ");
                for (number, shape) in
                    variants.iter().filter_map(|variant| Some((variant.number, variant.shape.as_ref()?)))
                {
                    write!(text, "{number}:").ok()?;
                    self.shape(&mut text, shape)?;
                    text.push(',');
                }
                hashed(text.trim_end_matches(','))
            }
        };
        self.types.insert(handle, text.clone());
        Some(text)
    }
}

pub(super) const fn is_flexible(kind: &TypeDefKind) -> bool {
    matches!(kind, TypeDefKind::Enum { flexible: true, .. } | TypeDefKind::Flags { flexible: true, .. })
}

fn hashed(text: &str) -> String {
    format!("{:016x}", fnv1a(text.as_bytes()))
}

fn qualified(model: &Model, package: Handle<Package>, name: &str) -> String {
    format!("{}.{name}", model.packages[package].name)
}
