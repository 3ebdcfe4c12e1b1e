//! Random packages: every kind of type in every position that it can stand in. Whatever decides, `idlc` takes them.
//!
//! A package is of one to a dozen types and one interface. Some use a package of their own kind, some have a next version. Types stay small: a
//! message has a few hundred bytes, seldom more than a thousand.

mod attributes;
mod composed;
mod growing;
mod interface;
mod items;
mod names;
mod numbers;
mod refinement;
mod types;

use self::{names::Scope, numbers::Constant};
use crate::choices::Choices;

/// What a package is called that another uses: `p7.core`.
const BASES: [&str; 6] = ["base", "core", "tessera", "type", "std_", "Crate"];

/// A file of a build.
#[derive(Clone, Debug)]
pub struct File {
    /// What it is called without its ending: the name of its package.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// A package of this name, and those that come with it: one that it uses, its next version.
///
/// Its interface is called `Talk`, with the number of the package behind it, and `NewTalk` in the next version: packages with different numbers
/// can stand in one build and have messages of different names. What the next version adds, an old reader steps over.
#[must_use]
pub fn packages(name: &str, number: usize, choices: &mut Choices<'_>) -> Vec<File> {
    let mut writer = Writer::new(number, choices);
    let mut files = Vec::new();
    if writer.choices.once_in(4) {
        let base = format!("{name}.{}", writer.choices.of(&BASES));
        writer.door();
        for _ in 0..=writer.choices.below(4) {
            writer.item();
        }
        files.push(writer.file(&base));
        writer.used(&base);
    } else {
        writer.door();
    }
    writer.interface = Some(format!("Talk{number}"));
    writer.is_versioned = writer.choices.once_in(6);
    let many = if files.is_empty() { 9 } else { 6 };
    for _ in 0..=writer.choices.below(many) {
        writer.item();
    }
    writer.interface();
    let next = writer.is_versioned.then(|| writer.following(&format!("{name}.next")));
    files.push(writer.file(name));
    files.extend(next);
    files
}

/// The packages of a build, as one text for who reads of a fault.
#[must_use]
pub fn shown(files: &[File]) -> String {
    files.iter().map(|file| ["// ", &file.name, ".idl\n", &file.text].concat()).collect()
}

/// A package that is being written.
struct Writer<'c, 'b> {
    number: usize,
    choices: &'c mut Choices<'b>,
    /// The names of items.
    names: Scope,
    /// What is used of another package, as it is written.
    uses: String,
    /// The types that have a name.
    known: Vec<Known>,
    /// The names of those that nothing uses yet.
    unused: Vec<String>,
    /// The names of those that a method may fail with.
    errors: Vec<String>,
    constants: Vec<Constant>,
    /// The object to which capabilities lead.
    door: String,
    /// The interface to which they may lead, too.
    interface: Option<String>,
    /// Whether there will be a next version.
    is_versioned: bool,
    /// The declarations so far.
    items: Vec<Item>,
}

/// A declaration, with its line end.
#[derive(Clone, Debug)]
struct Item {
    text: String,
    /// The same in the next version, if it grows.
    next: Option<String>,
}

impl Item {
    const fn of(text: String) -> Self {
        Self { text, next: None }
    }

    /// What begins so and has so many of these parts now.
    fn grown(head: &str, parts: &[String], now: usize) -> Self {
        let said = |parts: &[String]| format!("{head} {{ {} }}\n", parts.join(", "));
        let (today, later) = parts.split_at_checked(now).unwrap_or((parts, &[]));
        Self { text: said(today), next: (!later.is_empty()).then(|| said(parts)) }
    }
}

impl<'c, 'b> Writer<'c, 'b> {
    fn new(number: usize, choices: &'c mut Choices<'b>) -> Self {
        Self {
            number,
            choices,
            names: Scope::default(),
            uses: String::new(),
            known: Vec::new(),
            unused: Vec::new(),
            errors: Vec::new(),
            constants: Vec::new(),
            door: String::new(),
            interface: None,
            is_versioned: false,
            items: Vec::new(),
        }
    }

    /// Ends the package.
    fn file(&mut self, package: &str) -> File {
        let items = self.items.drain(..).map(|item| item.text).collect();
        let version = *self.choices.of(&[" @1.0", ""]);
        self.ordered(&format!("{package}{version}"), package, items)
    }

    /// The next version: what it calls as the old one does is renamed where messages are named after it.
    fn following(&mut self, package: &str) -> File {
        let items = self.items.iter().map(|item| item.next.as_ref().unwrap_or(&item.text)).map(|text| {
            let renamed = [("Talk", "NewTalk"), ("Root", "NewRoot")];
            renamed.iter().fold(text.clone(), |text, (old, new)| {
                text.replace(&format!("{old}{}", self.number), &format!("{new}{}", self.number))
            })
        });
        let items = items.collect();
        self.ordered(&format!("{package} @1.1"), package, items)
    }

    /// Declarations stand in any order.
    fn ordered(&mut self, head: &str, package: &str, mut items: Vec<String>) -> File {
        let mut text = format!("package {head};\n{}", self.uses);
        while !items.is_empty() {
            let place = self.choices.below(items.len());
            text.extend(["\n", &items.remove(place)]);
        }
        File { name: package.to_owned(), text }
    }

    /// Uses what was declared so far in this package: by its names, or by that of the package, which leaves the names free.
    fn used(&mut self, package: &str) {
        let types = self.known.iter_mut().map(|known| &mut known.text);
        let constants = self.constants.iter_mut().map(|constant| &mut constant.text);
        let all = types.chain(constants).chain([&mut self.door]).collect::<Vec<_>>();
        let before = match self.choices.below(3) {
            0 => {
                let names: Vec<_> = all.into_iter().map(|name| name.clone()).collect();
                self.uses = format!("use {package}.{{{}}};\n", names.join(", "));
                return;
            }
            1 => package.to_owned(),
            _ => package.rsplit('.').next().unwrap_or(package).to_owned(),
        };
        for name in all.into_iter().chain(&mut self.errors).chain(&mut self.unused) {
            name.insert_str(0, &format!("{before}."));
        }
        self.uses = format!("use {package};\n");
        self.names = Scope::default();
    }
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
    /// Whether there is an option in it: it cannot be lent.
    optional: bool,
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
        Self {
            text: text.to_owned(),
            size,
            behind: 0,
            caps: 0,
            levels: 1,
            resource: false,
            plain: true,
            optional: false,
            kind,
        }
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
