//! The syntax tree: what was written, with a span on every node and name.
//!
//! The tree makes no promise about meaning: names may not exist, numbers may not fit. Where the text has a syntax error the
//! tree holds a `Bad` node, for which the parser has already reported a diagnostic; later passes skip it in silence and
//! take its [`name`](Bad::name), if it has one, as declared. Where the text uses a part of the language that is not taken
//! yet the tree holds a [`NotYet`]; the resolver reports it.
//!
//! An expression has at most [`MAX_EXPRESSION`] parts and brackets nest at most [`MAX_NESTING`] deep, so code may walk the
//! tree by recursion.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::source::{FileId, Span};

mod data;
mod expr;
mod interface;
mod numbered;
mod policy;
mod system;

pub use data::{
    Alias, Capability, Const, Enum, Field, Flags, Lend, NewType, Primitive, Sequence, SequenceKind, Struct, Type,
    TypeKind, Variant,
};
pub use expr::{BinaryOp, Duration, Expr, ExprKind, FieldValue, Range, TimeUnit, UnaryOp};
pub use interface::{
    Event, Extends, Fails, FailureEdge, FromStates, Interface, Member, MemberKind, Method, Object, Param, Results,
    Rights, SessionState, States, ToState,
};
pub use numbered::{Numbered, NumberedKind, Room, Table, Union};
pub use policy::{
    AssignOp, CallPattern, Clause, ClauseKind, Effect, EffectKind, Key, Limit, On, Outcome, OutcomeKind, Pattern,
    Policy, PolicyMember, PolicyMemberKind, Rule, State, StateField, Verdict,
};
pub use system::{
    Component, ComponentMember, ComponentMemberKind, Connection, During, Export, Gate, HandsOut, Index, Instance,
    InterfaceUse, Operation, PartPath, PartRef, PortRef, Provides, Side, System, SystemMember, SystemMemberKind, Uses,
};

/// The deepest nesting of brackets, `<` of types included.
pub const MAX_NESTING: usize = 64;

/// The greatest number of operators, operands and selections in one expression, those in brackets included.
pub const MAX_EXPRESSION: usize = 256;

/// Every file of a build.
#[derive(Clone, Debug, Default)]
pub struct Ast {
    /// One tree for each file, in the order of the sources.
    pub files: Vec<File>,
    /// Whether the parser has reported an error; not every error leaves a `Bad` node behind.
    pub broken: bool,
}

/// One file.
#[derive(Clone, Debug)]
pub struct File {
    /// Which file.
    pub id: FileId,
    /// The package that the items belong to; absent only after a diagnostic.
    pub package: Option<Package>,
    /// The `use` lines.
    pub uses: Vec<Use>,
    /// Whether a `use` line could not be read, so that any name may be missing here.
    pub hides_names: bool,
    /// The names in the `use` lines that stand nowhere else in the file; of a package that is imported alone its last name.
    pub unused: BTreeSet<Span>,
    /// The items, in the order of the text.
    pub items: Vec<Item>,
}

/// `package home.lock @1.0;`
#[derive(Clone, Debug)]
pub struct Package {
    /// Documentation of the package.
    pub docs: Docs,
    /// The dotted name.
    pub path: Path,
    /// The version after `@`, if given.
    pub version: Option<Version>,
    /// From `package` to `;`.
    pub span: Span,
}

/// `1.0`
#[derive(Clone, Copy, Debug)]
pub struct Version {
    /// Before the dot.
    pub major: u32,
    /// After the dot.
    pub minor: u32,
    /// Where.
    pub span: Span,
}

/// `use home.time;` or `use home.time.{Millis, Date};`
#[derive(Clone, Debug)]
pub struct Use {
    /// The package.
    pub path: Path,
    /// The names in braces; `None` where the line names the package alone.
    pub names: Option<Vec<Name>>,
    /// From `use` to `;`.
    pub span: Span,
}

/// A name as it was written: an ASCII letter or `_`, then letters, digits and `_`.
#[derive(Clone, Debug)]
pub struct Name {
    /// The characters.
    pub text: String,
    /// Where.
    pub span: Span,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// One name, or several with dots between them: `Millis`, `time.Millis`, `home.time.Millis`.
#[derive(Clone, Debug)]
pub struct Path {
    /// At least one name.
    pub segments: Vec<Name>,
    /// From the first name to the last.
    pub span: Span,
}

impl Path {
    /// The name, if it is a single one.
    #[must_use]
    pub fn single(&self) -> Option<&Name> {
        match self.segments.as_slice() {
            [name] => Some(name),
            _ => None,
        }
    }

    /// Whether its first names are those of a dotted path.
    #[must_use]
    pub fn starts_with(&self, path: &str) -> bool {
        let mut names = self.segments.iter();
        path.split('.').all(|word| names.next().is_some_and(|name| name.text == word))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.segments.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            f.write_str(&name.text)?;
        }
        Ok(())
    }
}

/// The `///` lines above a declaration, without the slashes and without one space after them.
#[derive(Clone, Debug, Default)]
pub struct Docs {
    /// Each line with its place.
    pub lines: Vec<DocLine>,
}

/// One `///` line.
#[derive(Clone, Debug)]
pub struct DocLine {
    /// The text after `///`, without one leading space and without blanks at the end.
    pub text: String,
    /// The line from the slashes to its end.
    pub span: Span,
}

/// `@requires(open, read)`, `@idempotent`
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The name after `@`.
    pub name: Name,
    /// The arguments; empty also without parentheses.
    pub arguments: Vec<Expr>,
    /// From `@` to the end.
    pub span: Span,
}

/// What stands before a declaration.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Documentation.
    pub docs: Docs,
    /// Attributes, in order; the same one may stand there twice.
    pub attributes: Vec<Attribute>,
}

/// One declaration of a file.
#[derive(Clone, Debug)]
pub struct Item {
    /// Documentation and attributes.
    pub head: Head,
    /// What is declared.
    pub kind: ItemKind,
    /// From the first word (without documentation and attributes) to the end.
    pub span: Span,
}

/// What an item declares.
#[derive(Clone, Debug)]
pub enum ItemKind {
    /// `const N: u32 = 4;`
    Const(Const),
    /// `alias Digest = [u8; 32];`
    Alias(Alias),
    /// `type UserId = u16 where self < 32;`
    Type(NewType),
    /// `enum Why: u8 { … }`, `flexible enum …`
    Enum(Enum),
    /// `flags Days: u8 { … }`, `flexible flags …`
    Flags(Flags),
    /// `struct Entry { … }`, `resource struct …`
    Struct(Struct),
    /// `table Settings max 256 { … }`, `resource table …`
    Table(Table),
    /// `union Credential { … }`, `flexible union …`, `resource union …`
    Union(Union),
    /// `interface Lock { … }`
    Interface(Interface),
    /// `object Memory { … }`
    Object(Object),
    /// `component Driver { … }`
    Component(Component),
    /// `system Home { … }`
    System(System),
    /// `policy P for Home { … }`
    Policy(Policy),
    /// A part of the language that is not taken yet.
    NotYet(NotYet),
    /// Reported by the parser.
    Bad(Bad),
}

impl Item {
    /// The declared name. Absent where a syntax error hides it, and for a test, which has none.
    #[must_use]
    pub fn name(&self) -> Option<&Name> {
        match &self.kind {
            ItemKind::Const(item) => Some(&item.name),
            ItemKind::Alias(item) => Some(&item.name),
            ItemKind::Type(item) => Some(&item.name),
            ItemKind::Enum(item) => Some(&item.name),
            ItemKind::Flags(item) => Some(&item.name),
            ItemKind::Struct(item) => Some(&item.name),
            ItemKind::Table(item) => Some(&item.name),
            ItemKind::Union(item) => Some(&item.name),
            ItemKind::Interface(item) => Some(&item.name),
            ItemKind::Object(item) => Some(&item.name),
            ItemKind::Component(item) => Some(&item.name),
            ItemKind::System(item) => Some(&item.name),
            ItemKind::Policy(item) => Some(&item.name),
            ItemKind::NotYet(item) => item.name.as_ref(),
            ItemKind::Bad(item) => item.name.as_ref(),
        }
    }
}

/// A piece of text with a syntax error.
#[derive(Clone, Debug)]
pub struct Bad {
    /// The name that the text was probably meant to declare, so that its uses are not reported as well.
    pub name: Option<Name>,
    /// What the parser skipped.
    pub span: Span,
}

/// A piece of text in a part of the language that this version does not take.
#[derive(Clone, Debug)]
pub struct NotYet {
    /// Which part, as a noun phrase in the plural: "leases", "proofs".
    pub what: &'static str,
    /// The name that it declares, if any.
    pub name: Option<Name>,
    /// Where.
    pub span: Span,
}
