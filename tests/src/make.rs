//! Values of the generated code from canonical JSON, and their bytes. `glue::makers` writes the parts that depend on the description.

use bumpalo::Bump;
use serde_json::Value as Json;
use tessera::{
    Cap,
    view::Text,
    wire::{Give, Write},
};

use crate::voice::Paper;

/// One message, to write.
#[derive(Clone, Copy, Debug)]
pub struct Maker {
    /// `Interface.method.request`, as all voices call it.
    pub name: &'static str,
    /// Writes a value into a buffer of so many bytes; `None` if there is no such value, or it does not fit.
    pub write: fn(&Json, usize) -> Option<Written>,
}

/// A body, and the capabilities that go with it.
pub type Written = (Vec<u8>, Vec<u16>);

/// What can be made of JSON.
pub trait Make<'a>: Sized {
    /// The value, if there is such a value; what it borrows lies in the room.
    fn make(json: &Json, room: &'a Bump) -> Option<Self>;

    /// Several of them, as one slice.
    fn slice(json: &Json, room: &'a Bump) -> Option<&'a [Self]>
    where
        Self: 'a,
    {
        let values = json.as_array()?.iter().map(|json| Self::make(json, room)).collect::<Option<Vec<_>>>()?;
        Some(room.alloc_slice_fill_iter(values))
    }
}

/// [`Make::make`], of a type that is known from where the value goes.
pub fn make<'a, T: Make<'a>>(json: &Json, room: &'a Bump) -> Option<T> {
    T::make(json, room)
}

/// The elements of a list that is written from places.
pub fn places<'a, T: Make<'a>, const N: usize>(json: &Json, room: &'a Bump) -> Option<[Option<T>; N]> {
    let mut values = json.as_array()?.iter();
    let places = (0..N).map(|_| values.next().map(|json| T::make(json, room).ok_or(())).transpose());
    let places = places.collect::<Result<Vec<_>, ()>>().ok()?;
    values.next().is_none().then_some(())?;
    places.try_into().ok()
}

/// A field of a table.
pub fn optional<'a, T: Make<'a>>(json: &Json, name: &str, room: &'a Bump) -> Option<Option<T>> {
    json.get(name).map_or(Some(None), |json| T::make(json, room).map(Some))
}

/// Whether there are so many fields.
#[must_use]
pub fn sized(json: &Json, count: usize) -> Option<()> {
    (json.as_object()?.len() == count).then_some(())
}

/// Whether every field has one of these names.
#[must_use]
pub fn among(json: &Json, names: &[&str]) -> Option<()> {
    json.as_object()?.keys().all(|name| names.contains(&name.as_str())).then_some(())
}

/// The one field, with its name.
#[must_use]
pub fn only(json: &Json) -> Option<(&str, &Json)> {
    let mut fields = json.as_object()?.iter();
    let (name, json) = fields.next()?;
    fields.next().is_none().then_some((name.as_str(), json))
}

macro_rules! numbers {
    ($($name:ident)*) => {$(
        impl Make<'_> for $name {
            fn make(json: &Json, _: &Bump) -> Option<Self> {
                let wide = json.as_i64().map(i128::from).or_else(|| json.as_u64().map(i128::from));
                wide.and_then(|number| Self::try_from(number).ok())
            }
        }
    )*};
}

numbers! { u16 u32 u64 i8 i16 i32 i64 }

impl Make<'_> for u8 {
    fn make(json: &Json, _: &Bump) -> Option<Self> {
        json.as_u64().and_then(|number| Self::try_from(number).ok())
    }

    /// Bytes are digits, a list of bytes is an array.
    fn slice<'a>(json: &Json, room: &'a Bump) -> Option<&'a [Self]> {
        let values = match json {
            Json::String(digits) => {
                let digits = digits.chars().map(|digit| digit.to_digit(16)).collect::<Option<Vec<_>>>()?;
                let bytes = digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit));
                bytes.map(|byte| Self::try_from(byte).ok()).collect::<Option<Vec<_>>>()?
            }
            json => json.as_array()?.iter().map(|json| Self::make(json, room)).collect::<Option<Vec<_>>>()?,
        };
        Some(room.alloc_slice_copy(&values))
    }
}

impl Make<'_> for bool {
    fn make(json: &Json, _: &Bump) -> Option<Self> {
        json.as_bool()
    }
}

impl Make<'_> for f32 {
    fn make(json: &Json, room: &Bump) -> Option<Self> {
        u32::make(json.get("bits")?, room).map(Self::from_bits)
    }
}

impl Make<'_> for f64 {
    fn make(json: &Json, room: &Bump) -> Option<Self> {
        u64::make(json.get("bits")?, room).map(Self::from_bits)
    }
}

impl<'a> Make<'a> for &'a str {
    fn make(json: &Json, room: &'a Bump) -> Option<Self> {
        json.as_str().map(|text| &*room.alloc_str(text))
    }
}

impl<'a> Make<'a> for Text<'a> {
    fn make(json: &Json, room: &'a Bump) -> Option<Self> {
        make(json, room).map(Self::new)
    }
}

impl<'a, T: Make<'a>> Make<'a> for &'a [T] {
    fn make(json: &Json, room: &'a Bump) -> Option<Self> {
        T::slice(json, room)
    }
}

impl<'a, T: Make<'a>, const N: usize> Make<'a> for [T; N] {
    fn make(json: &Json, room: &'a Bump) -> Option<Self> {
        let values = json.as_array()?.iter().map(|json| T::make(json, room)).collect::<Option<Vec<_>>>()?;
        values.try_into().ok()
    }
}

impl<'a, T: Make<'a>> Make<'a> for Option<T> {
    fn make(json: &Json, room: &'a Bump) -> Option<Self> {
        if json.is_null() { Some(None) } else { T::make(json.get("some")?, room).map(Some) }
    }
}

impl<I, R> Make<'_> for Cap<Paper, I, R> {
    fn make(json: &Json, room: &Bump) -> Option<Self> {
        u16::make(json.get("cap")?, room).map(Self::new)
    }
}

/// A body of no bytes.
impl Make<'_> for () {
    fn make(json: &Json, _: &Bump) -> Option<Self> {
        sized(json, 0)
    }
}

/// Writes a value, into a buffer in which something lay that must not show.
pub fn write<'a, W: Make<'a> + Give<Paper>>(json: &Json, room: &'a Bump, space: usize) -> Option<Written> {
    let value = W::make(json, room)?;
    let mut buffer = vec![0xa5; space];
    let len = value.write(&mut buffer).ok()?;
    buffer.truncate(len);
    let mut paper = Paper::default();
    value.give(&mut paper).ok()?;
    Some((buffer, paper.given))
}

/// The same for an error, which carries nothing.
#[must_use]
pub fn write_error<E: for<'a> Make<'a> + Write>(json: &Json, space: usize) -> Option<Written> {
    let value = E::make(json, &Bump::new())?;
    let mut buffer = vec![0xa5; space];
    let len = value.write(&mut buffer).ok()?;
    buffer.truncate(len);
    Some((buffer, Vec::new()))
}

impl<'a, T: Make<'a> + 'a, K: tessera::Kind> Make<'a> for tessera::Elements<'a, T, K> {
    fn make(json: &Json, room: &'a Bump) -> Option<Self> {
        T::slice(json, room).map(Self::new)
    }
}
