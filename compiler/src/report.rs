//! How diagnostics look: one renderer each. A renderer turns diagnostics into text and does no output of its own.

pub mod plain;
pub mod short;

#[cfg(feature = "cli")]
pub mod fit;
#[cfg(feature = "cli")]
pub mod full;
#[cfg(feature = "cli")]
pub mod json;

mod edits;
mod printable;

use std::fmt;

use tessera_idl::{Diagnostic, Severity, Sources};

pub use printable::printable;

/// How many findings there are, of what weight, in how many files.
///
/// Shown as `2 errors, 1 warning in 3 files`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Files that were read, also those without findings.
    pub files: usize,
}

impl Summary {
    /// Counts.
    #[must_use]
    pub fn of(diagnostics: &[Diagnostic], sources: &Sources) -> Self {
        let count = |severity| diagnostics.iter().filter(|finding| finding.severity() == severity).count();
        Self { errors: count(Severity::Error), warnings: count(Severity::Warning), files: sources.files().len() }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { errors, warnings, files } = *self;
        match (errors, warnings) {
            (0, 0) => f.write_str("no findings")?,
            (_, 0) => counted(f, errors, "error")?,
            (0, _) => counted(f, warnings, "warning")?,
            _ => {
                counted(f, errors, "error")?;
                f.write_str(", ")?;
                counted(f, warnings, "warning")?;
            }
        }
        f.write_str(" in ")?;
        counted(f, files, "file")
    }
}

fn counted(f: &mut fmt::Formatter<'_>, count: usize, noun: &str) -> fmt::Result {
    write!(f, "{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The word in front of a message.
pub(crate) const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
