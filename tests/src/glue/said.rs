//! How a value that was read is said.

use std::fmt::Write as _;

use tessera_idl::facts::{Meaning, Shape, ShapeKind, UnionForm};

use super::{Glue, Reach, got};

impl Glue<'_> {
    /// What says a value of the type of this path.
    pub(super) fn said_value(&self, meaning: &Meaning, path: &str) -> String {
        match meaning {
            Meaning::Alias(inner) | Meaning::Newtype { inner, .. } => self.said("self.get()", inner, 0),
            Meaning::Enum { .. } => String::from("self.number().say(to);"),
            Meaning::Flags { .. } => String::from("self.bits().say(to);"),
            Meaning::Struct { fields, refinement, .. } => {
                let reach = if refinement.is_some() { Reach::Getters(path) } else { Reach::Fields(path) };
                self.said_fields(fields.iter().map(|field| (field.name.as_str(), &field.shape)), reach)
            }
            Meaning::Table { .. } | Meaning::Union { .. } => self.said_view(meaning, path),
        }
    }

    /// What says a view of the type of this path.
    pub(super) fn said_view(&self, meaning: &Meaning, path: &str) -> String {
        match meaning {
            Meaning::Struct { fields, .. } => {
                self.said_fields(fields.iter().map(|field| (field.name.as_str(), &field.shape)), Reach::Getters(path))
            }
            Meaning::Table { fields, .. } => {
                let fields = fields.iter().filter(|field| !field.reserved).map(|field| {
                    let said = self.said("value", &field.shape, 0);
                    let value = self.reached(Reach::Getters(path), &field.name);
                    format!("if let Some(value) = {value} {{ to.key({:?}); {said} }}", field.name)
                });
                format!("to.open('{{'); {} to.close('}}');", fields.collect::<String>())
            }
            Meaning::Union { variants, form } => {
                let known = variants.iter().filter_map(|variant| Some((&variant.name, variant.shape.as_ref()?)));
                let mut arms = known
                    .map(|(name, shape)| {
                        let said = self.said("(*value)", shape, 0);
                        format!("{path}::{}(value) => {{ to.key({name:?}); {said} }}", self.declared.member(path, name))
                    })
                    .collect::<Vec<_>>()
                    .concat();
                if matches!(form, UnionForm::Flexible { .. }) {
                    _ = write!(arms, "{path}::Unknown(number) => to.unknown(*number),");
                }
                format!("to.open('{{'); match self {{ {arms} }} to.close('}}');")
            }
            other => self.said_value(other, path),
        }
    }

    pub(super) fn said_fields<'f>(
        &self,
        fields: impl Iterator<Item = (&'f str, &'f Shape)>,
        reach: Reach<'_>,
    ) -> String {
        let fields = fields
            .map(|(name, shape)| format!("to.key({name:?}); {}", self.said(&self.reached(reach, name), shape, 0)));
        format!("to.open('{{'); {} to.close('}}');", fields.collect::<String>())
    }

    /// Says the value of an expression that is evaluated once.
    fn said(&self, value: &str, shape: &Shape, depth: usize) -> String {
        let inside = depth + 1;
        match &shape.kind {
            ShapeKind::Option { value: inner, .. } => {
                let said = self.said(&format!("v{depth}"), inner, inside);
                format!(
                    "if let Some(v{depth}) = {value} {{ to.open('{{'); to.key(\"some\"); {said} to.close('}}'); }} else {{ to.null(); }}"
                )
            }
            ShapeKind::Array { element, .. } if self.scalar(shape) => {
                let said = self.said(&format!("v{depth}"), element, inside);
                format!("to.open('['); for v{depth} in {value} {{ to.next(); {said} }} to.close(']');")
            }
            ShapeKind::Array { element, .. }
            | ShapeKind::List { element, .. }
            | ShapeKind::InlineList { element, .. } => {
                let said = self.said(&got(&format!("v{depth}"), element), element, inside);
                format!("to.open('['); for v{depth} in {value}.iter() {{ to.next(); {said} }} to.close(']');")
            }
            _ => format!("{value}.say(to);"),
        }
    }
}
