//! A value as the oracle's canonical JSON: compact, fields in their order, only what must be escaped is.

use std::fmt::Write as _;

use tessera::{List, Mention, Never, View, view::Text};

/// What has a canonical JSON text.
pub(crate) trait Json {
    /// Appends it.
    fn json(&self, to: &mut String);
}

/// The text of a value.
pub(crate) fn text(value: &impl Json) -> String {
    let mut to = String::new();
    value.json(&mut to);
    to
}

/// Fields with their names; a raw identifier counts without its mark.
pub(crate) fn object(fields: &[(&str, &dyn Json)], to: &mut String) {
    for (place, (name, value)) in fields.iter().enumerate() {
        to.push_str(if place == 0 { "{\"" } else { ",\"" });
        to.push_str(name.trim_start_matches("r#"));
        to.push_str("\":");
        value.json(to);
    }
    to.push_str(if fields.is_empty() { "{}" } else { "}" });
}

fn array<T: Json>(elements: impl IntoIterator<Item = T>, to: &mut String) {
    to.push('[');
    for (place, element) in elements.into_iter().enumerate() {
        if place > 0 {
            to.push(',');
        }
        element.json(to);
    }
    to.push(']');
}

macro_rules! plain {
    ($($name:ty)*) => {$(
        impl Json for $name {
            fn json(&self, to: &mut String) {
                write!(to, "{self}").unwrap();
            }
        }
    )*};
}

plain! { bool u8 u16 u32 u64 i8 i16 i32 i64 }

macro_rules! float {
    ($($name:ty)*) => {$(
        impl Json for $name {
            fn json(&self, to: &mut String) {
                write!(to, "{{\"bits\":{}}}", self.to_bits()).unwrap();
            }
        }
    )*};
}

float! { f32 f64 }

impl Json for str {
    fn json(&self, to: &mut String) {
        tessera_tests::json::text(self, to);
    }
}

impl Json for Text<'_> {
    fn json(&self, to: &mut String) {
        self.as_str().json(to);
    }
}

impl Json for [u8] {
    fn json(&self, to: &mut String) {
        tessera_tests::json::bytes(self, to);
    }
}

impl<T: Json + ?Sized> Json for &T {
    fn json(&self, to: &mut String) {
        (**self).json(to);
    }
}

impl<'a, V: View<'a> + Json> Json for List<'a, V> {
    fn json(&self, to: &mut String) {
        array(self, to);
    }
}

impl<T: Json, const N: usize> Json for [T; N] {
    fn json(&self, to: &mut String) {
        array(self, to);
    }
}

impl<T: Json> Json for Option<T> {
    fn json(&self, to: &mut String) {
        match self {
            None => to.push_str("null"),
            Some(value) => object(&[("some", value)], to),
        }
    }
}

impl<I, R> Json for Mention<I, R> {
    fn json(&self, to: &mut String) {
        object(&[("cap", &self.index())], to);
    }
}

/// A body of no bytes.
impl Json for () {
    fn json(&self, to: &mut String) {
        object(&[], to);
    }
}

impl Json for Never {
    fn json(&self, _: &mut String) {
        match *self {}
    }
}
