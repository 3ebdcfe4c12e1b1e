//! What the generated code of a random package says of a body. `glue` writes the parts that depend on the package.

use std::{
    cell::Cell,
    fmt::{Debug, Write as _},
    ops::Deref,
};

use bumpalo::Bump;
use tessera::{
    Facts, Kernel, Mention, Never,
    view::Text,
    wire::{DoesNotFit, Give, Message, Read, Write},
};

use crate::json;

/// One message of a package.
#[derive(Clone, Copy, Debug)]
pub struct Probe {
    /// `Interface.method.request`, as all voices call it.
    pub name: &'static str,
    /// Reads a body; `None` if it is malformed.
    pub take: fn(&[u8], u16) -> Option<Heard>,
    /// Reads a body that brings no capability, keeps what it says, and writes that: nothing, if there is a variant that nobody can write.
    pub keep: Option<Keep>,
}

impl Probe {
    /// What the generated code makes of a body; `None` if it is malformed.
    ///
    /// # Panics
    /// When what is kept of it is written as something else.
    #[must_use]
    pub fn read(&self, body: &[u8], caps: u16) -> Option<Heard> {
        let heard = (self.take)(body, caps)?;
        if let Some(keep) = self.keep {
            // It is nothing, if there is a variant in it that nobody can write.
            let again = heard.again.as_ref().map(|(body, _)| body.clone());
            assert_eq!(keep(body), Some(again.unwrap_or_default()), "{} keeps {}", self.name, heard.value);
        }
        Some(heard)
    }
}

/// A body by way of what is kept of it; `None` if it is malformed.
pub type Keep = fn(&[u8]) -> Option<Vec<u8>>;

/// What the generated code makes of a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Heard {
    /// The value, as canonical JSON.
    pub value: String,
    /// The body that it is written as, and the capabilities that go with it; `None` where it has a variant that nobody can write.
    pub again: Option<(Vec<u8>, Vec<u16>)>,
}

/// A value on its way to canonical JSON.
#[derive(Debug, Default)]
pub struct Said {
    /// What was said.
    pub text: String,
    /// Whether there is a variant in it that nobody can write.
    pub unknown: bool,
}

impl Said {
    /// Begins an object, or an array.
    pub fn open(&mut self, with: char) {
        self.text.push(with);
    }

    /// Ends it.
    pub fn close(&mut self, with: char) {
        self.text.push(with);
    }

    /// Begins the next element.
    pub fn next(&mut self) {
        if !self.text.ends_with(['[', '{']) {
            self.text.push(',');
        }
    }

    /// Begins the next field.
    pub fn key(&mut self, name: &str) {
        self.next();
        self.text.extend(["\"", name, "\":"]);
    }

    /// An option without a value.
    pub fn null(&mut self) {
        self.text.push_str("null");
    }

    /// A variant that is not known.
    pub fn unknown(&mut self, number: u32) {
        self.unknown = true;
        self.key("?");
        number.say(self);
    }
}

/// What can be said as JSON.
pub trait Say {
    /// Says it.
    fn say(&self, to: &mut Said);
}

macro_rules! plain {
    ($($name:ty)*) => {$(
        impl Say for $name {
            fn say(&self, to: &mut Said) {
                _ = write!(to.text, "{self}");
            }
        }
    )*};
}

plain! { bool u8 u16 u32 u64 i8 i16 i32 i64 }

macro_rules! floats {
    ($($name:ty)*) => {$(
        impl Say for $name {
            fn say(&self, to: &mut Said) {
                _ = write!(to.text, "{{\"bits\":{}}}", self.to_bits());
            }
        }
    )*};
}

floats! { f32 f64 }

impl Say for &str {
    fn say(&self, to: &mut Said) {
        json::text(self, &mut to.text);
    }
}

impl Say for Text<'_> {
    fn say(&self, to: &mut Said) {
        json::text(self.as_str(), &mut to.text);
    }
}

impl Say for &[u8] {
    fn say(&self, to: &mut Said) {
        json::bytes(self, &mut to.text);
    }
}

impl<I, R> Say for Mention<I, R> {
    fn say(&self, to: &mut Said) {
        _ = write!(to.text, "{{\"cap\":{}}}", self.index());
    }
}

/// A body of no bytes.
impl Say for () {
    fn say(&self, to: &mut Said) {
        to.text.push_str("{}");
    }
}

/// A value that was read, as the value to write.
pub trait Back<'a, T> {
    /// The value; what it borrows lies in the room.
    fn back(self, room: &'a Room) -> T;
}

/// Where values lie that are made of views. They are made field by field, or by a generated `From`.
#[derive(Debug, Default)]
pub struct Room {
    bump: Bump,
    /// Whether there is a `From` for one of them.
    may_convert: Cell<bool>,
    is_to_convert: Cell<bool>,
}

impl Room {
    /// Whether a view for which there is a `From` becomes a value by it.
    #[must_use]
    pub fn converts(&self) -> bool {
        self.may_convert.set(true);
        self.is_to_convert.get()
    }
}

impl Deref for Room {
    type Target = Bump;

    fn deref(&self) -> &Bump {
        &self.bump
    }
}

impl<'a> Back<'a, &'a str> for &'a str {
    fn back(self, _: &'a Room) -> &'a str {
        self
    }
}

impl<'a> Back<'a, &'a str> for Text<'a> {
    fn back(self, _: &'a Room) -> &'a str {
        self.as_str()
    }
}

impl<'a> Back<'a, Text<'a>> for Text<'a> {
    fn back(self, _: &'a Room) -> Text<'a> {
        self
    }
}

impl Back<'_, ()> for () {
    fn back(self, _: &Room) {}
}

/// Reads a body as `R`, and writes it as `W`.
///
/// # Panics
/// When a value that `From` made is written as other bytes, or when what was read twice is not equal.
pub fn take<'a, R, W>(room: &'a Room, body: &'a [u8], caps: u16) -> Option<Heard>
where
    R: Read<'a> + Say + Back<'a, W> + Copy + Debug + PartialEq,
    W: Give<Paper>,
{
    let read = R::read(Message { body, caps }).ok()?;
    let mut said = Said::default();
    read.say(&mut said);
    // To look at each would cost more than all the rest.
    if said.text.len() % 8 == 0 {
        let elsewhere = R::read(Message { body: room.alloc_slice_copy(body), caps }).ok();
        // A float may be no number.
        assert!(elsewhere == Some(read) || said.text.contains("\"bits\""), "{read:?} is not {elsewhere:?}");
        assert!(!format!("{read:?}").is_empty());
    }
    let again = (!said.unknown).then(|| {
        let again = given(read.back(room));
        if room.may_convert.get() {
            room.is_to_convert.set(true);
            assert_eq!(given(read.back(room)), again, "`From` makes another value of {}", said.text);
        }
        again
    });
    Some(Heard { value: said.text, again })
}

/// Reads a body as `R`, keeps it as `O`, and writes what that lends.
pub fn keep<'a, R: Read<'a>, O: From<R> + Clone + Debug + PartialEq>(
    body: &'a [u8],
    lend: impl FnOnce(&O, &mut [u8]) -> Result<usize, DoesNotFit>,
) -> Option<Vec<u8>> {
    let kept = O::from(R::read(Message { body, caps: 0 }).ok()?);
    Some(written(|buffer| lend(&kept, buffer)))
}

/// The bytes of a value, and the capabilities that go with it.
fn given(value: impl Give<Paper>) -> (Vec<u8>, Vec<u16>) {
    let mut paper = Paper::default();
    let body = written(|buffer| value.write(buffer));
    _ = value.give(&mut paper);
    (body, paper.given)
}

/// The same for an error, which is one type for both directions and carries nothing.
#[must_use]
pub fn take_error<E: for<'a> Read<'a> + Say + Write>(body: &[u8], caps: u16) -> Option<Heard> {
    let read = E::read(Message { body, caps }).ok()?;
    let mut said = Said::default();
    read.say(&mut said);
    Some(Heard { value: said.text, again: Some((written(|buffer| read.write(buffer)), Vec::new())) })
}

/// What is written into a buffer in which something lay that must not show; nothing if it does not fit.
fn written(write: impl FnOnce(&mut [u8]) -> Result<usize, DoesNotFit>) -> Vec<u8> {
    let mut buffer = [0xa5; 1 << 13];
    let len = write(&mut buffer).unwrap_or(0);
    buffer.into_iter().take(len).collect()
}

/// A kernel on which nothing moves: it notes which capabilities a message was given, and in which order.
#[derive(Debug, Default)]
pub struct Paper {
    /// What the next message was given: a capability is its number.
    pub given: Vec<u16>,
}

impl Kernel for Paper {
    const FACTS: Facts = Facts {
        name: "paper",
        words: 0,
        body: 1 << 16,
        caps: 16,
        open: 1,
        leases: tessera::lease::Leases::None,
        own: false,
    };
    type Cap = u16;
    type Reply = ();
    type End = ();
    type Error = Never;

    fn buffer(&mut self) -> &mut [u8] {
        &mut []
    }

    fn message(&self) -> &[u8] {
        &[]
    }

    fn give(&mut self, cap: u16) -> Result<(), DoesNotFit> {
        self.given.push(cap);
        Ok(())
    }

    fn take(&mut self, index: u16) -> Option<u16> {
        Some(index)
    }

    fn close_rest(&mut self) {}
}
