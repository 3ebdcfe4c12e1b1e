//! A text without what the grammar is not to see, of the same length.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::ops::Range;

/// What is covered, in the order of the text.
#[derive(Default)]
pub(in crate::parse) struct Cover {
    ranges: Vec<Range<usize>>,
}

impl Cover {
    /// Space is seen instead. What was covered within it is covered by this.
    pub(super) fn blank(&mut self, range: Range<usize>) {
        let inside = self.ranges.iter().rev().take_while(|earlier| earlier.start >= range.start).count();
        self.ranges.truncate(self.ranges.len() - inside);
        self.ranges.push(range);
    }

    /// What the grammar sees of a text.
    pub(in crate::parse) fn over<'text>(&self, text: &'text str) -> Cow<'text, str> {
        if self.ranges.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut seen = String::with_capacity(text.len());
        for range in &self.ranges {
            seen.push_str(text.get(seen.len()..range.start).unwrap_or_default());
            // Lines stay: a missing sign is looked for at their ends.
            let bytes = text.as_bytes().get(range.clone()).unwrap_or_default();
            seen.extend(bytes.iter().map(|byte| if *byte == b'\n' { '\n' } else { ' ' }));
        }
        seen.push_str(text.get(seen.len()..).unwrap_or_default());
        Cow::Owned(seen)
    }
}
