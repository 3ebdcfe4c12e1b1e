//! Rust between the generated code of a build and the tests: how each value is said as JSON, and written again after it was read.
//!
//! The facts say what there is; the generated text says which types of it are read in place and what they are generic over. Names must be such that
//! they are the same in Rust, as those of random packages are.

mod make;

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
};

use tessera_idl::{
    arena::Handle,
    facts::{Body, Complete, Meaning, Shape, ShapeKind, UnionForm},
    model::{Model, TypeDef},
};

pub use make::makers;

/// The text of a module: the impls, and `MESSAGES`, all messages as `Probe`s. `generated` is included before it.
///
/// # Errors
/// None: writing to a `String` cannot fail.
pub fn glue(model: &Model, facts: &Complete<'_>, generated: &str) -> Result<String, fmt::Error> {
    let mut glue = Glue { model, facts, declared: declared(generated), to: String::new() };
    for (handle, _) in model.types.iter() {
        glue.definition(handle)?;
    }
    glue.messages()?;
    Ok(glue.to)
}

/// Every struct and enum by its path, with its parameters as they are used here.
fn declared(generated: &str) -> BTreeMap<String, String> {
    let (mut modules, mut found) = (Vec::new(), BTreeMap::new());
    for line in generated.lines() {
        let depth = (line.len() - line.trim_start().len()) / 4;
        let line = line.trim_start();
        let item = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "));
        if let Some(module) = line.strip_prefix("pub mod ") {
            modules.truncate(depth);
            modules.push(module.trim_end_matches([' ', '{']));
        } else if let Some(item) = item {
            modules.truncate(depth);
            let end = item.find(['<', '(', '{', ' ', ';']).unwrap_or(item.len());
            let (name, rest) = item.split_at_checked(end).unwrap_or((item, ""));
            let parameters = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')).map_or("", |(list, _)| list);
            let parameters: Vec<_> = parameters
                .split(',')
                .map(str::trim)
                .filter(|parameter| !parameter.is_empty())
                .map(|parameter| if parameter.starts_with('\'') { "'a" } else { "Paper" })
                .collect();
            let path = modules.iter().fold(String::new(), |path, module| path + module + "::") + name;
            let generics = if parameters.is_empty() { String::new() } else { format!("<{}>", parameters.join(", ")) };
            found.insert(path, generics);
        }
    }
    found
}

struct Glue<'a> {
    model: &'a Model,
    facts: &'a Complete<'a>,
    declared: BTreeMap<String, String>,
    to: String,
}

/// How a field is reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Field,
    Getter,
}

impl Reach {
    fn of(self, name: &str) -> String {
        match self {
            Self::Field => format!("self.{name}"),
            Self::Getter => format!("self.{name}()"),
        }
    }
}

impl Glue<'_> {
    fn meaning(&self, handle: Handle<TypeDef>) -> &Meaning {
        &self.facts.types[handle].meaning
    }

    /// The path of a definition.
    fn path(&self, handle: Handle<TypeDef>) -> String {
        let definition = &self.model.types[handle];
        format!("{}::{}", self.model.packages[definition.package].name.replace('.', "::"), definition.name)
    }

    /// A type with its parameters, if there is one of that path.
    fn declared(&self, path: &str) -> Option<String> {
        self.declared.get(path).map(|generics| format!("{path}{generics}"))
    }

    fn definition(&mut self, handle: Handle<TypeDef>) -> fmt::Result {
        let path = self.path(handle);
        let meaning = self.meaning(handle).clone();
        let Some(value) = self.declared(&path) else { return Ok(()) };
        if self.uniform_definition(handle) {
            let said = self.said_value(&meaning);
            self.say(&value, &path, &said)?;
            self.back(&value, &value, "self")?;
        }
        let view_path = format!("{path}View");
        if let Some(view) = self.declared(&view_path) {
            let said = self.said_view(&meaning);
            self.say(&view, &view_path, &said)?;
            let back = self.written(handle, &path, &view_path);
            self.back(&view, &value, &back)?;
        }
        Ok(())
    }

    /// An impl that says a value; in `said`, `$` is the type without its parameters.
    fn say(&mut self, of: &str, path: &str, said: &str) -> fmt::Result {
        let said = said.replace('$', path);
        writeln!(self.to, "impl<'a> Say for {of} {{ fn say(&self, to: &mut Said) {{ {said} }} }}")
    }

    fn back(&mut self, from: &str, to: &str, back: &str) -> fmt::Result {
        writeln!(
            self.to,
            "impl<'a> Back<'a, {to}> for {from} {{ fn back(self, room: &'a Bump) -> {to} {{ _ = room; {back} }} }}"
        )
    }

    fn said_value(&self, meaning: &Meaning) -> String {
        match meaning {
            Meaning::Alias(inner) | Meaning::Newtype { inner, .. } => self.said("self.get()", inner, 0),
            Meaning::Enum { .. } => String::from("self.number().say(to);"),
            Meaning::Flags { .. } => String::from("self.bits().say(to);"),
            Meaning::Struct { fields, refinement, .. } => {
                let reach = if refinement.is_some() { Reach::Getter } else { Reach::Field };
                self.said_fields(fields.iter().map(|field| (field.name.as_str(), &field.shape)), reach)
            }
            Meaning::Table { .. } | Meaning::Union { .. } => self.said_view(meaning),
        }
    }

    fn said_view(&self, meaning: &Meaning) -> String {
        match meaning {
            Meaning::Struct { fields, .. } => {
                self.said_fields(fields.iter().map(|field| (field.name.as_str(), &field.shape)), Reach::Getter)
            }
            Meaning::Table { fields, .. } => {
                let fields = fields.iter().filter(|field| !field.reserved).map(|field| {
                    let said = self.said("value", &field.shape, 0);
                    format!("if let Some(value) = self.{0}() {{ to.key({0:?}); {said} }}", field.name)
                });
                format!("to.open('{{'); {} to.close('}}');", fields.collect::<String>())
            }
            Meaning::Union { variants, form } => {
                let known = variants.iter().filter_map(|variant| Some((&variant.name, variant.shape.as_ref()?)));
                let mut arms = known
                    .map(|(name, shape)| {
                        let said = self.said("(*value)", shape, 0);
                        format!("$::{}(value) => {{ to.key({name:?}); {said} }}", camel(name))
                    })
                    .collect::<Vec<_>>()
                    .concat();
                if matches!(form, UnionForm::Flexible { .. }) {
                    arms.push_str("$::Unknown(number) => to.unknown(*number),");
                }
                format!("to.open('{{'); match self {{ {arms} }} to.close('}}');")
            }
            other => self.said_value(other),
        }
    }

    fn said_fields<'f>(&self, fields: impl Iterator<Item = (&'f str, &'f Shape)>, reach: Reach) -> String {
        let fields = fields.map(|(name, shape)| format!("to.key({name:?}); {}", self.said(&reach.of(name), shape, 0)));
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

    /// What a view is written as.
    fn written(&self, handle: Handle<TypeDef>, path: &str, view: &str) -> String {
        match self.meaning(handle) {
            Meaning::Alias(inner) | Meaning::Newtype { inner, .. } => {
                let inner = self.returned("self.get()", inner, 0);
                let checked = if self.checked_constructor(handle) { ".expect(\"it was read\")" } else { "" };
                format!("{path}::new({inner}){checked}")
            }
            Meaning::Struct { fields, refinement, .. } => {
                let fields = fields
                    .iter()
                    .map(|field| (&field.name, self.returned(&Reach::Getter.of(&field.name), &field.shape, 0)));
                if refinement.is_some() {
                    let values = fields.map(|(_, value)| format!("{value}, ")).collect::<Vec<_>>().concat();
                    format!("{path}::new({values}).expect(\"it was read\")")
                } else {
                    let values = fields.map(|(name, value)| format!("{name}: {value}, ")).collect::<Vec<_>>().concat();
                    format!("{path} {{ {values} }}")
                }
            }
            Meaning::Table { fields, .. } => {
                let fields = fields.iter().filter(|field| !field.reserved).map(|field| {
                    format!("{0}: self.{0}().map(|value| {1}), ", field.name, self.returned("value", &field.shape, 0))
                });
                format!("{path} {{ {} }}", fields.collect::<String>())
            }
            Meaning::Union { variants, form } => {
                let known = variants.iter().filter_map(|variant| Some((camel(&variant.name), variant.shape.as_ref()?)));
                let mut arms = known
                    .map(|(name, shape)| {
                        format!("{view}::{name}(value) => {path}::{name}({}),", self.returned("value", shape, 0))
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
    fn returned(&self, value: &str, shape: &Shape, depth: usize) -> String {
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
                    let told = matches!(shape.kind, ShapeKind::List { .. }) && self.is_compound(element);
                    if told { format!("tessera::Elements::new({row})") } else { row }
                }
            }
            _ => format!("Back::back({value}, room)"),
        }
    }

    fn messages(&mut self) -> fmt::Result {
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

    /// Whether a value is one number, or an array of such.
    fn scalar(&self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_) => true,
            ShapeKind::Array { element, .. } => self.scalar(element),
            ShapeKind::Named(handle) => match self.meaning(*handle) {
                Meaning::Enum { .. } | Meaning::Flags { .. } => true,
                Meaning::Newtype { inner, .. } => self.scalar(inner),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether one type serves to write and to read.
    fn uniform(&self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Array { .. } => self.scalar(shape),
            ShapeKind::List { .. } | ShapeKind::InlineList { .. } | ShapeKind::Cap { .. } => false,
            ShapeKind::Option { value, .. } => self.uniform(value),
            ShapeKind::Named(handle) => self.uniform_definition(*handle),
            _ => true,
        }
    }

    fn uniform_definition(&self, handle: Handle<TypeDef>) -> bool {
        match self.meaning(handle) {
            Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => self.uniform(inner),
            Meaning::Struct { fields, .. } => fields.iter().all(|field| self.uniform(&field.shape)),
            Meaning::Enum { .. } | Meaning::Flags { .. } => true,
            Meaning::Table { .. } | Meaning::Union { form: UnionForm::Flexible { .. }, .. } => false,
            Meaning::Union { variants, .. } => {
                variants.iter().filter_map(|variant| variant.shape.as_ref()).all(|shape| self.uniform(shape))
            }
        }
    }

    /// Whether it is a struct, a table or a union.
    fn is_compound(&self, shape: &Shape) -> bool {
        let ShapeKind::Named(definition) = shape.kind else { return false };
        matches!(
            self.facts.types[definition].meaning,
            Meaning::Struct { .. } | Meaning::Table { .. } | Meaning::Union { .. }
        )
    }

    /// Whether a value holds capabilities now.
    fn carries(&self, shape: &Shape) -> bool {
        match &shape.kind {
            ShapeKind::Cap { .. } => true,
            ShapeKind::Array { element, .. }
            | ShapeKind::List { element, .. }
            | ShapeKind::InlineList { element, .. }
            | ShapeKind::Option { value: element, .. } => self.carries(element),
            ShapeKind::Named(handle) => match self.meaning(*handle) {
                Meaning::Newtype { inner, .. } | Meaning::Alias(inner) => self.carries(inner),
                Meaning::Struct { fields, .. } => fields.iter().any(|field| self.carries(&field.shape)),
                Meaning::Table { fields, .. } => {
                    fields.iter().filter(|field| !field.reserved).any(|field| self.carries(&field.shape))
                }
                Meaning::Union { variants, .. } => {
                    variants.iter().filter_map(|variant| variant.shape.as_ref()).any(|shape| self.carries(shape))
                }
                Meaning::Enum { .. } | Meaning::Flags { .. } => false,
            },
            _ => false,
        }
    }

    /// Whether the constructor of a new type may say no.
    fn checked_constructor(&self, handle: Handle<TypeDef>) -> bool {
        let Meaning::Newtype { inner, refinement } = self.meaning(handle) else { return false };
        refinement.is_some()
            || matches!(
                inner.kind,
                ShapeKind::Text { .. }
                    | ShapeKind::Bytes { .. }
                    | ShapeKind::List { .. }
                    | ShapeKind::InlineText { .. }
                    | ShapeKind::InlineBytes { .. }
                    | ShapeKind::InlineList { .. }
            )
    }
}

/// What an element of a list is: one without a name is inside of a view.
fn got(element: &str, shape: &Shape) -> String {
    match shape.kind {
        ShapeKind::Bool | ShapeKind::Int(_) | ShapeKind::Float(_) | ShapeKind::Named(_) => element.to_owned(),
        _ => format!("{element}.get()"),
    }
}

/// The name of a type, for a name that has one word.
fn camel(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The name of a module, for a name that has one word.
fn snake(name: &str) -> String {
    name.to_lowercase()
}
