//! What `#(…)*` goes through: `.each()` of an iterator, of a slice, or of one thing again and again.

use std::{iter, slice};

use super::ToTokens;

/// Iterators.
pub(crate) trait Several: Iterator + Sized {
    fn each(self) -> Self {
        self
    }
}

impl<I: Iterator> Several for I {}

/// Slices, arrays and vectors.
pub(crate) trait Slice {
    type Element;

    fn each(&self) -> slice::Iter<'_, Self::Element>;
}

impl<T> Slice for [T] {
    type Element = T;

    fn each(&self) -> slice::Iter<'_, T> {
        self.iter()
    }
}

/// Everything else that fills a hole. Something beside it must end.
pub(crate) trait One: ToTokens {
    fn each(&self) -> iter::Repeat<&Self> {
        iter::repeat(self)
    }
}

impl<T: ToTokens> One for T {}
