//! Values that borrow nothing: made from what was read, lent to what is written. They need a heap, so they are behind the feature `alloc`.
//!
//! `idlc build --owned` generates `EntryOwned` beside `Entry<'a>` and `EntryView<'a>`. What was read becomes one by `into`; a reference to one
//! becomes a value by `into`, and is an element of a list as it is.

use crate::{
    elements::{Element, Kind, Places, Source, each},
    view::Text,
    wire::DoesNotFit,
};

/// Text, whether its crate has `std` or not.
pub type String = alloc::string::String;
/// A list.
pub type Vec<T> = alloc::vec::Vec<T>;

/// A variant was kept that this version does not know: there is no value of it that could be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownVariant;

impl From<UnknownVariant> for DoesNotFit {
    fn from(_: UnknownVariant) -> Self {
        Self
    }
}

impl From<Text<'_>> for String {
    fn from(text: Text<'_>) -> Self {
        text.as_str().into()
    }
}

impl<K: Kind, T: Element<K>> Source<K> for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn tell(&self, out: &mut Places<'_, '_, K>) -> Result<(), DoesNotFit> {
        each(self, |element, out| out.push(element)).tell(out)
    }
}

/// An array of what may hold a variant that nobody knows, lent element by element.
pub fn array<'a, T, U, const N: usize>(
    kept: &'a [T; N],
    lend: impl Fn(&'a T) -> Result<U, UnknownVariant>,
) -> Result<[U; N], UnknownVariant> {
    let values = kept.iter().map(lend).collect::<Result<Vec<_>, _>>()?;
    // As many as were kept.
    values.try_into().map_err(|_| UnknownVariant)
}
