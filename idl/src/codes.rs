//! The registry of diagnostic codes.
//!
//! A code is one line in one of the lists below and one page beside it, `codes/eNNNN_name.md`. The page has a title, a
//! reason, a broken and a mended example, all under fixed headings; a test runs both examples of every page.

use core::fmt;

use crate::diagnostic::Severity;

/// Declares the codes of one list: each line is the identifier and the stem of the page's file name.
macro_rules! codes {
    ($($id:ident = $stem:literal;)*) => {
        $(
            #[doc = include_str!(concat!($stem, ".md"))]
            pub const $id: &$crate::codes::Code = &$crate::codes::Code {
                id: stringify!($id),
                stem: $stem,
                page: include_str!(concat!($stem, ".md")),
            };
        )*
        /// Every code of this list, in order.
        pub(super) const ALL: &[&$crate::codes::Code] = &[$($id),*];
    };
}

mod contracts;
mod fit;
mod lints;
mod names;
mod policy;
mod syntax;
mod types;
mod wiring;

pub use self::{contracts::*, fit::*, lints::*, names::*, policy::*, syntax::*, types::*, wiring::*};

/// Every list, in order.
const ALL: [&[&Code]; 8] =
    [syntax::ALL, names::ALL, types::ALL, wiring::ALL, policy::ALL, contracts::ALL, fit::ALL, lints::ALL];

/// A stable code: `E` for errors, `W` for warnings, and four digits whose first two name the area.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The code itself, such as `E0201`.
    pub id: &'static str,
    /// The file name of the page without its ending, such as `e0201_unknown_name`.
    pub stem: &'static str,
    /// The page, in Markdown.
    pub page: &'static str,
}

impl Code {
    /// The name in words, such as `unknown_name`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.stem.split_once('_').map_or(self.stem, |(_, name)| name)
    }

    /// The title of the page, one short sentence.
    #[must_use]
    pub fn title(&self) -> &'static str {
        let first = self.page.lines().next().unwrap_or_default();
        first.split_once(": ").map_or(first, |(_, title)| title)
    }

    /// Errors stop a build, warnings do not.
    #[must_use]
    pub fn severity(&self) -> Severity {
        if self.id.starts_with('W') { Severity::Warning } else { Severity::Error }
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// Every code, in order of its identifier within its area.
pub fn all() -> impl Iterator<Item = &'static Code> {
    ALL.into_iter().flatten().copied()
}

/// The code with this identifier (in any case) or this name.
#[must_use]
pub fn find(text: &str) -> Option<&'static Code> {
    all().find(|code| code.id.eq_ignore_ascii_case(text) || code.name() == text)
}
