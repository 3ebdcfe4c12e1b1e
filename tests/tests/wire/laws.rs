//! Values that are made up in Rust, from bytes that proptest makes up: what is written reads as the same value.

use std::fmt::Debug;

use bumpalo::Bump;
use tessera::{
    Cap,
    wire::{DoesNotFit, Give, Message, Read, Write},
};

use crate::{
    back::Back,
    json::Json,
    paper::Paper,
    probe::{try_write, write},
};

/// Bytes to make values of; behind the end come zeros.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    bytes: &'a [u8],
    caps: u16,
    pub(crate) room: &'a Bump,
}

impl<'a> Source<'a> {
    pub(crate) fn new(bytes: &'a [u8], room: &'a Bump) -> Self {
        Self { bytes, caps: 0, room }
    }

    fn next(&mut self) -> u8 {
        self.bytes.split_off_first().copied().unwrap_or(0)
    }

    /// A small length, at times a large one.
    fn len(&mut self) -> usize {
        match self.next() {
            255 => usize::from(u16::draw(self).unwrap_or(0)) % 4000,
            small => usize::from(small) % 10,
        }
    }
}

/// What can be made up; `None` where the bytes give no value.
pub(crate) trait Draw<'a>: Sized {
    fn draw(source: &mut Source<'a>) -> Option<Self>;

    /// Whether this is an empty place.
    fn empty(&self) -> bool {
        false
    }
}

macro_rules! numbers {
    ($($name:ident)*) => {$(
        impl Draw<'_> for $name {
            fn draw(source: &mut Source<'_>) -> Option<Self> {
                Some($name::from_le_bytes(std::array::from_fn(|_| source.next())))
            }
        }
    )*};
}

numbers! { u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 }

impl Draw<'_> for () {
    fn draw(_: &mut Source<'_>) -> Option<Self> {
        Some(())
    }
}

impl Draw<'_> for bool {
    fn draw(source: &mut Source<'_>) -> Option<Self> {
        Some(source.next() & 1 != 0)
    }
}

impl<'a> Draw<'a> for &'a str {
    fn draw(source: &mut Source<'a>) -> Option<Self> {
        const CHARACTERS: [char; 8] = ['0', '9', 'a', '~', '\0', 'é', '€', '😀'];
        let len = source.len();
        let text = (0..len).map(|_| CHARACTERS[usize::from(source.next()) % CHARACTERS.len()]).collect::<String>();
        Some(source.room.alloc_str(&text))
    }
}

impl<'a, T: Draw<'a> + Copy + 'a> Draw<'a> for &'a [T] {
    fn draw(source: &mut Source<'a>) -> Option<Self> {
        let elements = (0..source.len()).map(|_| T::draw(source)).collect::<Option<Vec<_>>>()?;
        Some(source.room.alloc_slice_copy(&elements))
    }
}

impl<'a, T: Draw<'a>> Draw<'a> for Option<T> {
    fn draw(source: &mut Source<'a>) -> Option<Self> {
        if source.next() & 1 == 0 { Some(None) } else { T::draw(source).map(Some) }
    }

    fn empty(&self) -> bool {
        self.is_none()
    }
}

impl<'a, T: Draw<'a>, const N: usize> Draw<'a> for [T; N] {
    fn draw(source: &mut Source<'a>) -> Option<Self> {
        let mut elements = (0..N).map(|_| T::draw(source)).collect::<Option<Vec<_>>>()?;
        // Places of a list may be empty anywhere; it reads as one whose last places are.
        elements.sort_by_key(Draw::empty);
        elements.try_into().ok()
    }
}

/// Each the next one, as a message mentions them.
impl<I, R> Draw<'_> for Cap<Paper, I, R> {
    fn draw(source: &mut Source<'_>) -> Option<Self> {
        source.caps += 1;
        Some(Self::new(source.caps - 1))
    }
}

/// Makes up a value of each type by this expression.
macro_rules! draw {
    ($($name:ty: |$source:ident| $value:expr;)*) => {$(
        impl<'a> $crate::laws::Draw<'a> for $name {
            fn draw($source: &mut $crate::laws::Source<'a>) -> Option<Self> {
                $value
            }
        }
    )*};
}
pub(crate) use draw;

/// An error, which is written and never carries a capability.
#[derive(Debug)]
pub(crate) struct Error<E>(E);

impl<E: Write> Write for Error<E> {
    fn write(&self, out: &mut [u8]) -> Result<usize, DoesNotFit> {
        self.0.write(out)
    }
}

impl<E: Write> Give<Paper> for Error<E> {}

impl<'a, E: Write> Back<'a, Error<E>> for E {
    fn back(self, _: &'a Bump) -> Error<E> {
        Error(self)
    }
}

impl<'a, E: Draw<'a>> Draw<'a> for Error<E> {
    fn draw(source: &mut Source<'a>) -> Option<Self> {
        E::draw(source).map(Self)
    }
}

/// What came of a value that was made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drawn {
    /// The bytes gave none.
    Nothing,
    /// It is longer than its bound, and is not written.
    TooLong,
    /// It was written and read as the same value.
    Same,
}

/// Writes a value, reads it, and compares.
pub(crate) fn law<'a, R, W>(room: &'a Bump, value: W) -> Result<Drawn, String>
where
    R: Read<'a> + Json + Back<'a, W>,
    W: Give<Paper> + Debug,
{
    let was = format!("{value:?}");
    let Some((body, given)) = try_write(value) else { return Ok(Drawn::TooLong) };
    let body: &'a [u8] = room.alloc_slice_copy(&body);
    let caps = given.len() as u16;
    if !given.iter().copied().eq(0..caps) || !body.len().is_multiple_of(8) {
        return Err(format!("{was} gives {given:?} with {body:02x?}"));
    }
    let Ok(read) = R::read(Message { body, caps }) else {
        return Err(format!("{was} is written as {body:02x?}, which is malformed"));
    };
    let value = read.back(room);
    let is = format!("{value:?}");
    if is != was {
        return Err(format!("{was} is written as {body:02x?}, which reads {is}"));
    }
    let (again, _) = write(value);
    if again == body { Ok(Drawn::Same) } else { Err(format!("{is} is written as {body:02x?} and {again:02x?}")) }
}

/// One type for both directions: fields that are public.
macro_rules! fields {
    ($($name:ident: $type:ty { $($field:ident),* })*) => {$(
        impl<'a> $crate::json::Json for $type {
            fn json(&self, to: &mut String) {
                $crate::json::object(&[$((stringify!($field), &self.$field)),*], to);
            }
        }
        $crate::back::same! { $type }
        $crate::laws::draw! { $type: |source| Some($name { $($field: $crate::laws::Draw::draw(source)?),* }); }
    )*};
}

/// A view with public fields, and the value that it is a view of.
macro_rules! view {
    ($($view:ty => $name:ident: $type:ty { $($field:ident),* })*) => {$(
        impl<'a> $crate::json::Json for $view {
            fn json(&self, to: &mut String) {
                $crate::json::object(&[$((stringify!($field), &self.$field)),*], to);
            }
        }
        impl<'a> $crate::back::Back<'a, $type> for $view {
            fn back(self, room: &'a bumpalo::Bump) -> $type {
                $name { $($field: self.$field.back(room)),* }
            }
        }
        $crate::laws::draw! { $type: |source| Some($name { $($field: $crate::laws::Draw::draw(source)?),* }); }
    )*};
}

/// What is only written.
macro_rules! sent {
    ($($name:ident: $type:ty { $($field:ident),* })*) => {$(
        $crate::laws::draw! { $type: |source| Some($name { $($field: $crate::laws::Draw::draw(source)?),* }); }
    )*};
}

/// A view with getters, and the value that it is a view of.
macro_rules! getters {
    ($($view:ty => $name:ident: $type:ty { $($field:ident),* })*) => {$(
        impl<'a> $crate::json::Json for $view {
            fn json(&self, to: &mut String) {
                $crate::json::object(&[$((stringify!($field), &self.$field())),*], to);
            }
        }
        impl<'a> $crate::back::Back<'a, $type> for $view {
            fn back(self, room: &'a bumpalo::Bump) -> $type {
                $name { $($field: self.$field().back(room)),* }
            }
        }
    )*};
}

/// New types, enums and flags: `get`, `number` or `bits` is the value.
macro_rules! scalars {
    ($($type:ty: $get:ident, |$source:ident| $value:expr;)*) => {$(
        impl<'a> $crate::json::Json for $type {
            fn json(&self, to: &mut String) {
                self.$get().json(to);
            }
        }
        $crate::back::same! { $type }
        $crate::laws::draw! { $type: |$source| $value; }
    )*};
}
/// What an element of a list is read as, where that is no type of the description.
macro_rules! elements {
    ($($view:ty => $type:ty: |$element:ident| $value:expr;)*) => {$(
        impl<'a> $crate::json::Json for $view {
            fn json(&self, to: &mut String) {
                self.get().json(to);
            }
        }
        impl<'a> $crate::back::Back<'a, $type> for $view {
            fn back(self, _: &'a bumpalo::Bump) -> $type {
                let $element = self;
                $value
            }
        }
    )*};
}
pub(crate) use {elements, fields, getters, scalars, sent, view};
