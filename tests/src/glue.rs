//! Rust between the generated code of a build and the tests: how each value is said as JSON, and written again after it was read.
//!
//! The facts say what there is; the generated text says which types of it are read in place and what they are generic over. Names must be such that
//! they are the same in Rust, as those of random packages are.

mod declared;
mod kinds;
mod make;
mod messages;
mod said;
mod written;

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
};

use tessera_idl::{
    arena::Handle,
    facts::{Complete, Meaning, Shape, ShapeKind},
    model::{Model, TypeDef},
};

use declared::declared;
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
