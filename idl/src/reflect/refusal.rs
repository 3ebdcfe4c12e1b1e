//! Why bytes are no value, or a value has no bytes.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::{
    error::Error,
    fmt::{self, Write as _},
};

/// What is wrong with a body or a value, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What it is.
    pub reason: Reason,
    /// The offset of the first byte that is wrong; where a byte is missing or a value cannot be written, the place that it would take.
    pub at: usize,
    /// From the leaf up.
    path: Vec<Step>,
}

/// What is wrong. Numbers are what was found, then what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The body's length is no multiple of 8.
    NoWords(usize),
    /// The body is longer than any value of the message: its length and `MAX_BODY`.
    TooLong(usize, u32),
    /// The body ends before this offset, which the value needs.
    TooShort(usize),
    /// So many bytes follow the value.
    Trailing(usize),
    /// A byte that belongs to no value is not zero.
    Padding(u8),
    /// A truth value is neither 0 nor 1.
    Bool(u8),
    /// The byte in front of an option is neither 0 nor 1.
    Tag(u8),
    /// A strict enum has no variant of this number.
    Variant(i128),
    /// Strict flags have no flag for these bits.
    Bits(u64),
    /// A number does not fit its type.
    Range(i128),
    /// A string is not UTF-8.
    Utf8,
    /// A mention of an object points elsewhere than to the next one: the offset that was found, and the one expected.
    Offset(u32, u32),
    /// There are more bytes or elements than the bound.
    Bound(usize, u32),
    /// An array has the wrong number of elements.
    Elements(usize, u32),
    /// A struct has the wrong number of fields.
    Fields(usize, usize),
    /// A capability has the wrong index.
    Capability(u16, u32),
    /// The header of a table names no field.
    NoFields,
    /// The fixed part of a table has the wrong length: what it is, and what it must be, or at least with fields that are not known.
    FixedPart(u32, u32),
    /// The object of a table or a flexible union is empty or has more bytes than there is room for.
    Room(usize, u32),
    /// The object of a table or a flexible union ends elsewhere than it says: where it says, and where it does.
    End(usize, usize),
    /// A field of a table is given twice, or has no such number.
    KnownField(u32),
    /// More or fewer capabilities came than are mentioned.
    Capabilities(u16, u32),
    /// A refinement does not hold; its text.
    Refinement(String),
    /// The value is of another kind than the type: what it is, and what would be right.
    Kind(&'static str, &'static str),
    /// The body would be longer than what is encoded here, in bytes.
    TooLarge(usize),
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Field(String),
    Element(usize),
}

impl Step {
    /// Into a field of a table; a reserved one has no name.
    pub(super) fn numbered(name: &str, number: u8) -> Self {
        Self::Field(if name.is_empty() { number.to_string() } else { name.to_string() })
    }
}

impl Refusal {
    pub(super) const fn new(reason: Reason, at: usize) -> Self {
        Self { reason, at, path: Vec::new() }
    }

    /// The steps to the value, from the body on.
    pub(super) fn steps(&self) -> impl DoubleEndedIterator<Item = &Step> + ExactSizeIterator {
        self.path.iter().rev()
    }

    /// The same, inside this field.
    pub(super) fn in_field(mut self, name: &str) -> Self {
        self.path.push(Step::Field(name.to_string()));
        self
    }

    /// The same, inside this field of a table; a reserved one has no name.
    pub(super) fn in_numbered(mut self, name: &str, number: u8) -> Self {
        self.path.push(Step::numbered(name, number));
        self
    }

    /// The same, inside this element.
    pub(super) fn in_element(mut self, index: usize) -> Self {
        self.path.push(Step::Element(index));
        self
    }

    /// Which value it is, such as `entries[3].user`; empty for the whole body.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in self.steps() {
            match step {
                Step::Field(name) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(name);
                }
                Step::Element(index) => {
                    // Writing to a `String` cannot fail.
                    _ = write!(path, "[{index}]");
                }
            }
        }
        path
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        if path.is_empty() { self.reason.fmt(f) } else { write!(f, "`{path}`: {}", self.reason) }
    }
}

impl Error for Refusal {}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoWords(length) => write!(f, "a body is a multiple of 8 bytes long, this one has {length}"),
            Self::TooLong(length, most) => write!(f, "the message has at most {most} bytes, this body has {length}"),
            Self::TooShort(end) => write!(f, "the body ends here, and the value needs at least {end} bytes"),
            Self::Trailing(count) => write!(f, "nothing more belongs to the value, and {count} bytes follow"),
            Self::Padding(byte) => write!(f, "a byte between values is {byte:#04x}, it must be zero"),
            Self::Bool(byte) => write!(f, "a truth value is 0 or 1, this is {byte}"),
            Self::Tag(byte) => write!(f, "the byte before an optional value is 0 or 1, this is {byte}"),
            Self::Variant(number) => write!(f, "no variant has the number {number}"),
            Self::Bits(bits) => write!(f, "no flag has the bits {bits:#x}"),
            Self::Range(number) => write!(f, "{number} does not fit the type"),
            Self::Utf8 => f.write_str("the string is not UTF-8"),
            Self::Offset(found, expected) => {
                write!(f, "the offset is {found}, the next object is at {expected}")?;
                if *expected == 0 { f.write_str(": an empty one is 0, 0") } else { Ok(()) }
            }
            Self::Bound(length, bound) => write!(f, "the length is {length}, at most {bound} is allowed"),
            Self::Elements(found, expected) => write!(f, "there are {found} elements instead of {expected}"),
            Self::Fields(found, expected) => write!(f, "there are {found} fields instead of {expected}"),
            Self::Capability(index, expected) => {
                write!(f, "this is capability {index}, the next one to be mentioned is {expected}")
            }
            Self::NoFields => f.write_str("the table is there, and its header names no field: an empty one is 0, 0"),
            Self::FixedPart(found, expected) => {
                write!(f, "the fixed part of the table has {found} bytes, the fields that are present need {expected}")
            }
            Self::Room(length, room) => write!(f, "the object has {length} bytes, it has 1 to {room}"),
            Self::End(said, found) => write!(f, "the object says that it ends at {said}, it ends at {found}"),
            Self::KnownField(number) => write!(f, "the field {number} is given twice, or does not exist"),
            Self::Capabilities(came, mentioned) => {
                write!(f, "{came} capabilities come with the message, it mentions {mentioned}")
            }
            Self::Refinement(text) => write!(f, "it does not fulfil `where {text}`"),
            Self::Kind(found, expected) => write!(f, "this is {found}, expected {expected}"),
            Self::TooLarge(most) => write!(f, "more than {most} bytes are not encoded here"),
        }
    }
}
