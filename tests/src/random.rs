//! Random packages: every kind of type in every position that it can stand in. Whatever decides, `idlc` takes them.
//!
//! A package is of one to a dozen types and one interface. Its types are numbered, so no two names clash; they stay small: a message has a few
//! hundred bytes, seldom more than a thousand.

mod interface;
mod refinement;
mod types;

use std::fmt::Write;

use crate::choices::Choices;

/// The text of a package of this name. Its interface is called `Talk`, with the number of the package behind it: packages with different numbers
/// can stand in one build and have messages of different names.
#[must_use]
pub fn package(name: &str, number: usize, choices: &mut Choices<'_>) -> String {
    let mut writer =
        Writer { number, choices, known: Vec::new(), unused: Vec::new(), errors: Vec::new(), items: Vec::new() };
    for _ in 0..=writer.choices.below(9) {
        writer.item();
    }
    writer.interface();
    let mut text = format!("package {name} @1.0;\n");
    // Declarations stand in any order.
    while !writer.items.is_empty() {
        let place = writer.choices.below(writer.items.len());
        // Writing to a `String` cannot fail.
        _ = write!(text, "\n{}", writer.items.remove(place));
    }
    text
}

/// A package that is being written.
struct Writer<'c, 'b> {
    number: usize,
    choices: &'c mut Choices<'b>,
    /// The types that have a name.
    known: Vec<Known>,
    /// The names of those that nothing uses yet.
    unused: Vec<String>,
    /// The names of those that a method may fail with.
    errors: Vec<String>,
    /// The declarations so far, each with its line end.
    items: Vec<String>,
}

/// A type, as it is written where it is used.
#[derive(Clone, Debug)]
struct Known {
    text: String,
    /// Bytes in place, rounded up generously.
    size: usize,
    /// Bytes of objects behind it, rounded up generously.
    behind: usize,
    /// The most capabilities that a value mentions.
    caps: usize,
    /// Levels of types.
    levels: usize,
    /// Whether only a resource may hold it.
    resource: bool,
    /// Whether an error may be made of it.
    plain: bool,
    kind: Kind,
}

/// What a `where` may ask of a type.
#[derive(Clone, Debug)]
enum Kind {
    Bool,
    Int {
        least: i128,
        greatest: i128,
    },
    Text {
        bound: usize,
    },
    Bytes {
        bound: usize,
    },
    List {
        bound: usize,
    },
    Enum {
        names: Vec<String>,
    },
    /// Nothing: it is an option, also by another name.
    Option,
    Other,
}

impl Known {
    /// A type of this size that holds nothing else.
    fn scalar(text: &str, size: usize, kind: Kind) -> Self {
        Self { text: text.to_owned(), size, behind: 0, caps: 0, levels: 1, resource: false, plain: true, kind }
    }

    /// All bytes of a value, with the gaps in front of its parts.
    fn most(&self) -> usize {
        self.size.next_multiple_of(8) + self.behind
    }
}

/// What may stand in a place.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Bytes for the value and its objects.
    room: usize,
    /// Capabilities.
    caps: usize,
    objects: bool,
    option: bool,
    /// Only what an error is made of.
    plain: bool,
    /// Levels of types.
    levels: usize,
}

impl Place {
    fn takes(self, known: &Known) -> bool {
        known.most() <= self.room
            && known.caps <= self.caps
            && (self.caps > 0 || !known.resource)
            && (self.objects || known.behind == 0)
            && (self.option || !matches!(known.kind, Kind::Option))
            && (!self.plain || known.plain)
            && known.levels <= self.levels
    }
}
