//! Values as text. `book/src/reflection.md` has the grammar.

mod leaf;

use alloc::string::String;

use self::leaf::{flags, hexadecimal, push, quoted};
use super::{
    message::{Message, Schema},
    value::{Unknown, Value},
};
use crate::{
    arena::Handle,
    facts::{Field, Meaning, Shape, ShapeKind},
    model::TypeDef,
};

/// A group that takes more bytes than this is broken into lines.
const WIDTH: usize = 100;

/// The text of a message's value.
pub(super) fn print(schema: Schema<'_>, message: &Message<'_>, value: &Value) -> String {
    let printer = Printer { schema };
    let mut to = String::new();
    // Only a line can be full.
    _ = match (value, message.body.fields.as_slice()) {
        (value, [field]) if message.is_bare => printer.value(&field.shape, value, Room::Lines(0), &mut to),
        (Value::Struct(values), fields) => printer.fields(fields, values, Room::Lines(0), &mut to),
        (other, _) => {
            unfit(other, &mut to);
            Ok(())
        }
    };
    to
}

/// Where a value is printed.
#[derive(Clone, Copy)]
enum Room {
    /// On one line, which must not make the text longer than this.
    Line(usize),
    /// On as many lines as it takes; the first begins at this level of indentation.
    Lines(usize),
}

/// The line is too short.
struct Full;

struct Printer<'s> {
    schema: Schema<'s>,
}

/// One part of a group.
#[derive(Clone, Copy)]
enum Part<'p> {
    Field(&'p str, &'p Shape, &'p Value),
    /// A field of a table that is reserved, by its number.
    Numbered(u8, &'p Shape, &'p Value),
    /// The fields of a table that are not known.
    Unknown(&'p Unknown),
    Element(&'p Shape, &'p Value),
}

impl Printer<'_> {
    fn value(&self, shape: &Shape, value: &Value, room: Room, to: &mut String) -> Result<(), Full> {
        match (&shape.kind, value) {
            (ShapeKind::Bool, Value::Bool(value)) => push(to, format_args!("{value}")),
            (ShapeKind::Int(_), Value::Int(number)) => push(to, format_args!("{number}")),
            (ShapeKind::Float(_), Value::F32(bits)) => match f32::from_bits(*bits) {
                float if float.is_nan() => push(to, format_args!("nan({bits:#x})")),
                float => push(to, format_args!("{float:?}")),
            },
            (ShapeKind::Float(_), Value::F64(bits)) => match f64::from_bits(*bits) {
                float if float.is_nan() => push(to, format_args!("nan({bits:#x})")),
                float => push(to, format_args!("{float:?}")),
            },
            (ShapeKind::Text { .. } | ShapeKind::InlineText { .. }, Value::Text(text)) => quoted(text, to),
            (ShapeKind::Bytes { .. } | ShapeKind::InlineBytes { .. }, Value::Bytes(bytes)) => hexadecimal(bytes, to),
            (
                ShapeKind::Array { element, .. }
                | ShapeKind::List { element, .. }
                | ShapeKind::InlineList { element, .. },
                Value::List(values),
            ) => {
                let parts = values.iter().map(|value| Part::Element(element, value));
                self.group(["[", "]"], ["[", "]"], parts, room, to)?;
            }
            (ShapeKind::Option { .. }, Value::Option(None)) => to.push_str("none"),
            (ShapeKind::Option { value: inner, .. }, Value::Option(Some(value))) => {
                to.push_str("some(");
                self.value(inner, value, room, to)?;
                to.push(')');
            }
            (ShapeKind::Cap { interface, rights }, Value::Cap(index)) => {
                let (interface, rights) = self.schema.capability(*interface, *rights);
                push(to, format_args!("cap<{}>({index})", [&[interface], &*rights].concat().join(", ")));
            }
            (ShapeKind::Named(handle), value) => self.named(*handle, value, room, to)?,
            (_, other) => unfit(other, to),
        }
        match room {
            Room::Line(end) if to.len() > end => Err(Full),
            _ => Ok(()),
        }
    }

    fn named(&self, handle: Handle<TypeDef>, value: &Value, room: Room, to: &mut String) -> Result<(), Full> {
        match (&self.schema.facts.types[handle].meaning, value) {
            (Meaning::Alias(inner) | Meaning::Newtype { inner, .. }, value) => self.value(inner, value, room, to)?,
            (Meaning::Enum { .. }, Value::Int(number)) => {
                match self.schema.names(handle).iter().find(|(_, named)| named == number) {
                    Some((name, _)) => push(to, format_args!(".{name}")),
                    None => push(to, format_args!("{number}")),
                }
            }
            (Meaning::Flags { .. }, Value::Int(number)) => flags(&self.schema.names(handle), *number, to),
            (Meaning::Struct { fields, .. }, Value::Struct(values)) => self.fields(fields, values, room, to)?,
            (Meaning::Table { fields, .. }, Value::Table(values, unknown)) => {
                let known = values.iter().filter_map(|(number, value)| {
                    let field = fields.iter().find(|field| field.number == *number)?;
                    Some(if field.reserved {
                        Part::Numbered(*number, &field.shape, value)
                    } else {
                        Part::Field(&field.name, &field.shape, value)
                    })
                });
                let parts = known.chain(unknown.as_deref().map(Part::Unknown));
                self.group(["{ ", " }"], ["{", "}"], parts, room, to)?;
            }
            (Meaning::Union { variants, .. }, Value::Union(number, value)) => {
                let variant = variants.iter().find(|variant| variant.number == *number);
                let Some((variant, shape)) = variant.and_then(|variant| Some((variant, variant.shape.as_ref()?)))
                else {
                    unfit(value, to);
                    return Ok(());
                };
                push(to, format_args!(".{}(", variant.name));
                self.value(shape, value, room, to)?;
                to.push(')');
            }
            (_, Value::UnknownVariant(number, bytes)) => {
                push(to, format_args!("unknown({number}, "));
                hexadecimal(bytes, to);
                to.push(')');
            }
            (_, other) => unfit(other, to),
        }
        Ok(())
    }

    fn fields(&self, fields: &[Field], values: &[Value], room: Room, to: &mut String) -> Result<(), Full> {
        let parts = fields.iter().zip(values).map(|(field, value)| Part::Field(&field.name, &field.shape, value));
        self.group(["{ ", " }"], ["{", "}"], parts, room, to)
    }

    fn part(&self, part: Part<'_>, room: Room, to: &mut String) -> Result<(), Full> {
        let (shape, value) = match part {
            Part::Field(name, shape, value) => {
                push(to, format_args!("{name}: "));
                (shape, value)
            }
            Part::Numbered(number, shape, value) => {
                push(to, format_args!("{number}: "));
                (shape, value)
            }
            Part::Element(shape, value) => (shape, value),
            Part::Unknown(unknown) => {
                push(to, format_args!("unknown({:#x}, ", unknown.mask));
                hexadecimal(&unknown.fixed, to);
                to.push_str(", ");
                hexadecimal(&unknown.objects, to);
                to.push(')');
                return Ok(());
            }
        };
        self.value(shape, value, room, to)
    }

    /// Appends parts in brackets: on one line where that is short enough, else a line for each.
    fn group<'p>(
        &self,
        on_a_line: [&str; 2],
        on_lines: [&str; 2],
        parts: impl Iterator<Item = Part<'p>> + Clone,
        room: Room,
        to: &mut String,
    ) -> Result<(), Full> {
        if parts.clone().next().is_none() {
            to.push_str(&on_lines.concat());
            return Ok(());
        }
        let level = match room {
            Room::Line(end) => return self.line(on_a_line, parts, end, to),
            Room::Lines(level) => level,
        };
        let start = to.len();
        if self.line(on_a_line, parts.clone(), start + WIDTH, to).is_ok() {
            return Ok(());
        }
        to.truncate(start);
        let [open, close] = on_lines;
        to.push_str(open);
        for part in parts {
            indent(level + 1, to);
            self.part(part, Room::Lines(level + 1), to)?;
            to.push(',');
        }
        indent(level, to);
        to.push_str(close);
        Ok(())
    }

    fn line<'p>(
        &self,
        [open, close]: [&str; 2],
        parts: impl Iterator<Item = Part<'p>>,
        end: usize,
        to: &mut String,
    ) -> Result<(), Full> {
        to.push_str(open);
        for (place, part) in parts.enumerate() {
            if place > 0 {
                to.push_str(", ");
            }
            self.part(part, Room::Line(end), to)?;
        }
        to.push_str(close);
        Ok(())
    }
}

fn indent(level: usize, to: &mut String) {
    to.push('\n');
    for _ in 0..level {
        to.push_str("    ");
    }
}

/// A value of another kind than its type, which no decoder gives.
fn unfit(value: &Value, to: &mut String) {
    push(to, format_args!("<{}>", value.noun()));
}
