//! From what was read back to what is written. Slices live in a `Bump`.

use bumpalo::Bump;
use tessera::{Cap, List, Mention, Never, View, view::Text};

use crate::paper::Paper;

/// A value that was read, as the value to write.
pub(crate) trait Back<'a, T> {
    /// The value; what it borrows lies in `room`.
    fn back(self, room: &'a Bump) -> T;
}

/// Both sides have one type.
macro_rules! same {
    ($($name:ty),* $(,)?) => {$(
        impl<'a> $crate::back::Back<'a, $name> for $name {
            fn back(self, _: &'a bumpalo::Bump) -> $name {
                self
            }
        }
    )*};
}
pub(crate) use same;

same! { bool, u8, u16, u32, u64, i8, i16, i32, i64, f32, f64, &'a str, &'a [u8], Text<'a>, (), Never }

impl<'a, T, const N: usize> Back<'a, [T; N]> for [T; N] {
    fn back(self, _: &'a Bump) -> [T; N] {
        self
    }
}

impl<'a> Back<'a, &'a str> for Text<'a> {
    fn back(self, _: &'a Bump) -> &'a str {
        self.as_str()
    }
}

impl<'a, T, V: Back<'a, T>> Back<'a, Option<T>> for Option<V> {
    fn back(self, room: &'a Bump) -> Option<T> {
        self.map(|value| value.back(room))
    }
}

impl<'a, T: Copy + 'a, V: View<'a> + Back<'a, T>> Back<'a, &'a [T]> for List<'a, V> {
    fn back(self, room: &'a Bump) -> &'a [T] {
        room.alloc_slice_fill_iter(self.iter().map(|element| element.back(room)))
    }
}

impl<'a, I, R> Back<'a, Cap<Paper, I, R>> for Mention<I, R> {
    fn back(self, _: &'a Bump) -> Cap<Paper, I, R> {
        Cap::new(self.index())
    }
}
