//! Diagnostics as plain data; how they look is decided where they are shown.

mod findings;

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

pub(crate) use self::findings::Findings;
pub use self::findings::MAX_FINDINGS;
use crate::codes::Code;
use crate::source::Span;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The sources have no meaning; nothing is generated.
    Error,
    /// The sources have a meaning, probably not the intended one.
    Warning,
}

/// A place that a diagnostic talks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there; empty if the message says it all.
    pub text: String,
    /// Whether this is the place to go to first. A diagnostic has one such label.
    pub primary: bool,
}

/// An edit that is certain to be what was meant, so that a program may make it: `text` in the place of `span`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What goes away, within one file; empty where `text` is put in.
    pub span: Span,
    /// What stands there then.
    pub text: String,
    /// What the edit does, as a command: "end the method with `;`".
    pub title: String,
}

/// One finding: what is wrong, where, and what to write instead.
///
/// ```
/// use tessera_idl::{Diagnostic, Span, codes};
///
/// let found = Diagnostic::new(codes::E0101, "expected `;` after the method")
///     .label(Span::at(40), "expected `;`")
///     .also(Span::new(12, 20), "the method starts here")
///     .help("end the method with `;`");
/// assert_eq!(found.primary(), Some(Span::at(40)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Diagnostic {
    /// The stable code; its page explains it.
    pub code: &'static Code,
    /// One sentence without a full stop at its end, in the words of the language.
    pub message: String,
    /// Every place involved, in the order of the story.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
    /// Edits that mend it; they belong together, and none touches another.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// A finding without a place; give it one with [`label`](Self::label).
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), labels: Vec::new(), help: None, fixes: Vec::new() }
    }

    /// Adds the place to go to first. The first such call counts; a later one adds a place like [`also`](Self::also).
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        let primary = self.labels.iter().all(|label| !label.primary);
        self.labels.push(Label { span, text: text.into(), primary });
        self
    }

    /// Adds another place that takes part.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into(), primary: false });
        self
    }

    /// Says what to write instead.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Says what to write instead, where something is known.
    pub fn help_if(mut self, text: Option<impl Into<String>>) -> Self {
        if let Some(text) = text {
            self.help = Some(text.into());
        }
        self
    }

    /// Adds an edit that is certain to be what was meant; the first one says what all of them do.
    pub fn fix(mut self, span: Span, text: impl Into<String>, title: impl Into<String>) -> Self {
        self.fixes.push(Fix { span, text: text.into(), title: title.into() });
        self
    }

    /// How much the finding weighs; the code decides.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// The place to go to first; absent only in a finding about the build as a whole.
    #[must_use]
    pub fn primary(&self) -> Option<Span> {
        self.labels.iter().find(|label| label.primary).or(self.labels.first()).map(|label| label.span)
    }
}

/// Puts findings in the order in which people read them: by place, then by code, then by text. Equal ones become one.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(order);
    diagnostics.dedup();
}

fn order(left: &Diagnostic, right: &Diagnostic) -> Ordering {
    left.primary()
        .cmp(&right.primary())
        .then_with(|| left.code.id.cmp(right.code.id))
        .then_with(|| left.message.cmp(&right.message))
}
