//! What a view is written as.

use std::fmt::Write;

use tessera_idl::{
    arena::Handle,
    facts::{Meaning, Shape, ShapeKind, UnionForm},
    model::TypeDef,
};

use super::{Glue, Reach, got};

impl Glue<'_> {
    /// What a view is written as.
    pub(super) fn written(&self, handle: Handle<TypeDef>, path: &str, view: &str) -> String {
        match self.meaning(handle) {
            Meaning::Alias(inner) | Meaning::Newtype { inner, .. } => {
                let inner = self.returned("self.get()", inner, 0);
                let checked = if self.checked_constructor(handle) { ".expect(\"it was read\")" } else { "" };
                format!("{path}::new({inner}){checked}")
            }
            Meaning::Struct { fields, refinement, .. } => {
                let fields = fields.iter().map(|field| {
                    let read = self.reached(Reach::Getters(view), &field.name);
                    (&field.name, self.returned(&read, &field.shape, 0))
                });
                if refinement.is_some() {
                    let values = fields.map(|(_, value)| format!("{value}, ")).collect::<Vec<_>>().concat();
                    format!("{path}::new({values}).expect(\"it was read\")")
                } else {
                    let values = fields.map(|(name, value)| format!("{}: {value}, ", self.declared.member(path, name)));
                    let values = values.collect::<Vec<_>>().concat();
                    format!("{path} {{ {values} }}")
                }
            }
            Meaning::Table { fields, .. } => {
                let fields = fields.iter().filter(|field| !field.reserved).map(|field| {
                    let (name, read) =
                        (self.declared.member(path, &field.name), self.reached(Reach::Getters(view), &field.name));
                    format!("{name}: {read}.map(|value| {}), ", self.returned("value", &field.shape, 0))
                });
                format!("{path} {{ {} }}", fields.collect::<String>())
            }
            Meaning::Union { variants, form } => {
                let known = variants.iter().filter_map(|variant| Some((&variant.name, variant.shape.as_ref()?)));
                let mut arms = known
                    .map(|(name, shape)| {
                        let (from, to) = (self.declared.member(view, name), self.declared.member(path, name));
                        format!("{view}::{from}(value) => {path}::{to}({}),", self.returned("value", shape, 0))
                    })
                    .collect::<Vec<_>>()
                    .concat();
                if matches!(form, UnionForm::Flexible { .. }) {
                    _ = write!(arms, "{view}::Unknown(_) => unreachable!(\"nobody writes it\"),");
                }
                format!("match self {{ {arms} }}")
            }
            Meaning::Enum { .. } | Meaning::Flags { .. } => String::from("self.into()"),
        }
    }

    /// What an expression that was read is written as.
    pub(super) fn returned(&self, value: &str, shape: &Shape, depth: usize) -> String {
        if self.scalar(shape) {
            return value.to_owned();
        }
        let inside = depth + 1;
        match &shape.kind {
            ShapeKind::Bytes { .. } | ShapeKind::InlineBytes { .. } => value.to_owned(),
            ShapeKind::Cap { .. } => format!("tessera::Cap::new({value}.index())"),
            ShapeKind::Option { value: inner, .. } => {
                format!("{value}.map(|v{depth}| {})", self.returned(&format!("v{depth}"), inner, inside))
            }
            ShapeKind::Array { element, .. } => {
                let element = self.returned(
                    &got(&format!("l{depth}.get(i{depth}).expect(\"so many\")"), element),
                    element,
                    inside,
                );
                format!("{{ let l{depth} = {value}; std::array::from_fn(|i{depth}| {element}) }}")
            }
            ShapeKind::List { element, .. } | ShapeKind::InlineList { element, .. } => {
                let back = self.returned(&got(&format!("v{depth}"), element), element, inside);
                if self.carries(shape) {
                    format!(
                        "{{ let l{depth} = {value}; std::array::from_fn(|i{depth}| l{depth}.get(i{depth}).map(|v{depth}| {back})) }}"
                    )
                } else {
                    let row = format!("&*room.alloc_slice_fill_iter({value}.iter().map(|v{depth}| {back}))");
                    if self.is_told(element) { format!("tessera::Elements::new({row})") } else { row }
                }
            }
            _ => format!("Back::back({value}, room)"),
        }
    }
}
