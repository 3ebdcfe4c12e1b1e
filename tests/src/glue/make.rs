//! The other way: from JSON to the types of the generated code. What they cannot hold is no value.

use std::fmt::{self, Write};

use tessera_idl::{
    arena::Handle,
    facts::{Body, Complete, Meaning, Shape, ShapeKind},
    model::{Model, TypeDef, TypeDefKind},
};

use super::{Declared, Glue, Kind, messages::Method};

/// The text that follows that of [`glue`](super::glue): the impls, and `MAKERS`, all messages as `Maker`s.
///
/// # Errors
/// None: writing to a `String` cannot fail.
pub fn makers(model: &Model, facts: &Complete<'_>, generated: &str) -> Result<String, fmt::Error> {
    let mut glue = Glue { model, facts, declared: Declared::new(generated), to: String::new() };
    for (handle, definition) in model.types.iter() {
        glue.make_definition(handle, definition)?;
    }
    glue.make_messages()?;
    Ok(glue.to)
}

impl Glue<'_> {
    fn make_definition(&mut self, handle: Handle<TypeDef>, definition: &TypeDef) -> fmt::Result {
        let Some(path) = self.path(handle) else { return Ok(()) };
        let value = self.declared.whole(&path);
        let made = match self.meaning(handle) {
            Meaning::Alias(_) => return Ok(()),
            Meaning::Newtype { .. } if self.checked_constructor(handle) => String::from("Self::new(make(json, room)?)"),
            Meaning::Newtype { .. } => String::from("Some(Self::new(make(json, room)?))"),
            Meaning::Enum { .. } | Meaning::Flags { .. } => {
                let from =
                    if matches!(definition.kind, TypeDefKind::Enum { .. }) { "from_number" } else { "from_bits" };
                let flexible = matches!(
                    definition.kind,
                    TypeDefKind::Enum { flexible: true, .. } | TypeDefKind::Flags { flexible: true, .. }
                );
                let made = format!("Self::{from}(make(json, room)?)");
                if flexible { format!("Some({made})") } else { made }
            }
            Meaning::Struct { fields, refinement: None, .. } => {
                self.make_fields(&path, fields.iter().map(|field| (&*field.name, &field.shape)))
            }
            Meaning::Struct { fields, .. } => {
                let values = fields.iter().map(|field| self.make_field(&field.name, &field.shape) + ", ");
                format!("sized(json, {})?; Self::new({})", fields.len(), values.collect::<String>())
            }
            Meaning::Table { fields, .. } => {
                let fields: Vec<_> = fields.iter().filter(|field| !field.reserved).map(|field| &field.name).collect();
                let values = fields
                    .iter()
                    .map(|name| format!("{}: optional(json, {name:?}, room)?, ", self.declared.member(&path, name)));
                format!("among(json, &{fields:?})?; Some(Self {{ {} }})", values.collect::<String>())
            }
            Meaning::Union { variants, .. } => {
                let known = variants.iter().filter(|variant| variant.shape.is_some()).map(|variant| &variant.name);
                let arms = known.map(|name| {
                    let variant = self.declared.member(&path, name);
                    format!("({name:?}, json) => Some(Self::{variant}(make(json, room)?)), ")
                });
                format!("match only(json)? {{ {} _ => None }}", arms.collect::<String>())
            }
        };
        self.make(&value, &made)
    }

    fn make(&mut self, of: &str, made: &str) -> fmt::Result {
        writeln!(
            self.to,
            "impl<'a> Make<'a> for {of} {{ fn make(json: &Json, room: &'a Bump) -> Option<Self> {{ _ = room; {made} }} }}"
        )
    }

    fn make_fields<'f>(&self, path: &str, fields: impl ExactSizeIterator<Item = (&'f str, &'f Shape)>) -> String {
        let count = fields.len();
        let values = fields
            .map(|(name, shape)| format!("{}: {}, ", self.declared.member(path, name), self.make_field(name, shape)));
        format!("sized(json, {count})?; Some(Self {{ {} }})", values.collect::<String>())
    }

    /// The value of a field. A list that holds capabilities is written from places.
    fn make_field(&self, name: &str, shape: &Shape) -> String {
        let make = if matches!(shape.kind, ShapeKind::List { .. }) && self.carries(shape) { "places" } else { "make" };
        format!("{make}(json.get({name:?})?, room)?")
    }

    fn make_messages(&mut self) -> fmt::Result {
        let mut makers = String::new();
        for (handle, _) in self.model.interfaces.iter() {
            for Method { stem, module, name, facts } in self.methods(handle) {
                let path = |glue: &Self, kind| glue.declared.item(&module, kind, name).cloned();
                let request = path(self, Kind::Request);
                self.make_message(&mut makers, &format!("{stem}.request"), request, &facts.request)?;
                if let Some(body) = &facts.reply {
                    let reply = path(self, Kind::Reply);
                    self.make_message(&mut makers, &format!("{stem}.reply"), reply, body)?;
                }
                if let Some(field) = facts.error.as_ref().and_then(|error| error.fields.first())
                    && let ShapeKind::Named(handle) = field.shape.kind
                    && let Some(error) = self.path(handle)
                {
                    write!(
                        makers,
                        "Maker {{ name: \"{stem}.error\", write: |json, space| write_error::<{error}>(json, space) }},"
                    )?;
                }
            }
        }
        writeln!(self.to, "pub const MAKERS: &[Maker] = &[{makers}];")
    }

    fn make_message(&mut self, makers: &mut String, name: &str, path: Option<String>, body: &Body) -> fmt::Result {
        let mut of = String::from("()");
        if let Some(path) = path {
            let value = self.declared.whole(&path);
            let made = self.make_fields(&path, body.fields.iter().map(|field| (&*field.name, &field.shape)));
            self.make(&value, &made)?;
            of = value.replace("'a", "'_");
        }
        write!(makers, "Maker {{ name: {name:?}, write: |json, space| write::<{of}>(json, &Bump::new(), space) }},")
    }
}
