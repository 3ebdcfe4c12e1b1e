//! Findings as they come up: the first are kept, the others are counted.

use alloc::{format, vec::Vec};
use core::mem;

use super::{Diagnostic, Severity};
use crate::{codes::Code, source::Span};

/// How many findings of one step are shown. Nobody reads more of them, and each costs memory.
pub const MAX_FINDINGS: usize = 1000;

/// The findings of one step.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    shown: Vec<Diagnostic>,
    hidden: usize,
    /// What the first hidden error is about, or the first hidden warning where no error is hidden.
    first_hidden: Option<(&'static Code, Span)>,
}

impl Findings {
    /// Adds a finding, or counts it.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        if self.shown.len() < MAX_FINDINGS {
            self.shown.push(diagnostic);
            return;
        }
        self.hidden += 1;
        let is_first = self.first_hidden.is_none_or(|(code, _)| code.severity() > diagnostic.severity());
        if is_first {
            self.first_hidden = Some((diagnostic.code, diagnostic.primary().unwrap_or_default()));
        }
    }

    /// Adds several.
    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }

    /// How many were found: the place that the next one has in [`get_mut`](Self::get_mut).
    pub(crate) fn len(&self) -> usize {
        self.shown.len() + self.hidden
    }

    /// One that is shown, to say more in it.
    pub(crate) fn get_mut(&mut self, place: usize) -> Option<&mut Diagnostic> {
        self.shown.get_mut(place)
    }

    /// Whether there is an error, shown or hidden.
    pub(crate) fn has_errors(&self) -> bool {
        let shown = self.shown.iter().any(|finding| finding.severity() == Severity::Error);
        shown || self.first_hidden.is_some_and(|(code, _)| code.severity() == Severity::Error)
    }

    /// Those that are shown; the last one says how many are not.
    pub(crate) fn finish(&mut self) -> Vec<Diagnostic> {
        let mut shown = mem::take(&mut self.shown);
        if let Some((code, span)) = self.first_hidden {
            let hidden = self.hidden;
            shown.push(
                Diagnostic::new(code, format!("{hidden} more findings are not shown"))
                    .label(span, "one of them")
                    .help("mend those that are shown first: others often follow from them"),
            );
        }
        shown
    }
}
