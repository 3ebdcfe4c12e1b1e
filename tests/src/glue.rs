//! Rust between the generated code of a build and the tests: how each value is said as JSON, and written again after it was read.
//!
//! The facts say what there is; the generated text says what it is called in Rust, which types are read in place, and what they are generic over.

mod declared;
mod kinds;
mod make;
mod messages;
mod said;
mod written;

use std::fmt::{self, Write};

use tessera_idl::{
    arena::Handle,
    facts::{Complete, Meaning, Shape, ShapeKind},
    model::{Model, TypeDef},
};

use declared::{Declared, Kind};
pub use make::makers;

/// The text of a module: the impls, and `MESSAGES`, all messages as `Probe`s. `generated` is included before it.
///
/// # Errors
/// None: writing to a `String` cannot fail.
pub fn glue(model: &Model, facts: &Complete<'_>, generated: &str) -> Result<String, fmt::Error> {
    let mut glue = Glue { model, facts, declared: Declared::new(generated), to: String::new() };
    for (handle, _) in model.types.iter() {
        glue.definition(handle)?;
    }
    glue.messages()?;
    Ok(glue.to)
}

struct Glue<'a> {
    model: &'a Model,
    facts: &'a Complete<'a>,
    declared: Declared,
    to: String,
}

/// How the fields of a value are reached.
#[derive(Clone, Copy, Debug)]
enum Reach<'g> {
    /// As those of the struct of this path.
    Fields(&'g str),
    /// By the getters of the type of this path.
    Getters(&'g str),
}

impl Glue<'_> {
    fn meaning(&self, handle: Handle<TypeDef>) -> &Meaning {
        &self.facts.types[handle].meaning
    }

    /// The path of a definition, if it is generated.
    fn path(&self, handle: Handle<TypeDef>) -> Option<String> {
        let definition = &self.model.types[handle];
        let module = self.declared.package(&self.model.packages[definition.package].name);
        self.declared.item(&module, Kind::Type, &definition.name).cloned()
    }

    fn definition(&mut self, handle: Handle<TypeDef>) -> fmt::Result {
        let meaning = self.meaning(handle).clone();
        let Some(path) = self.path(handle) else { return Ok(()) };
        let value = self.declared.whole(&path);
        if self.uniform_definition(handle) {
            let said = self.said_value(&meaning, &path);
            self.say(&value, &said)?;
            self.back(&value, &value, "self")?;
        }
        if let Some(view_path) = self.declared.view(&path).cloned() {
            let view = self.declared.whole(&view_path);
            let said = self.said_view(&meaning, &view_path);
            self.say(&view, &said)?;
            let mut back = self.written(handle, &path, &view_path);
            if self.declared.converts(&path) {
                back = format!("if room.converts() {{ return self.into(); }} {back}");
            }
            self.back(&view, &value, &back)?;
        }
        Ok(())
    }

    /// An expression for a field.
    fn reached(&self, reach: Reach<'_>, name: &str) -> String {
        match reach {
            Reach::Fields(of) => format!("self.{}", self.declared.member(of, name)),
            Reach::Getters(of) => format!("self.{}()", self.declared.getter(of, name)),
        }
    }

    fn say(&mut self, of: &str, said: &str) -> fmt::Result {
        writeln!(self.to, "impl<'a> Say for {of} {{ fn say(&self, to: &mut Said) {{ {said} }} }}")
    }

    fn back(&mut self, from: &str, to: &str, back: &str) -> fmt::Result {
        writeln!(
            self.to,
            "impl<'a> Back<'a, {to}> for {from} {{ fn back(self, room: &'a Room) -> {to} {{ _ = room; {back} }} }}"
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
