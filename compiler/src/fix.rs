//! Making the edits of findings, for as long as that helps.

use tessera_idl::{Diagnostic, Sources, edit::edit};

use crate::check;

/// After so many rounds the rest is left for the next run. One edit can uncover another, but not without end.
const ROUNDS: usize = 16;

/// Sources whose findings were mended as far as that can be done without asking.
#[derive(Debug)]
pub struct Fixed {
    /// The texts as they are then, with the names and in the order of the original ones.
    pub sources: Sources,
    /// What is still wrong with them.
    pub diagnostics: Vec<Diagnostic>,
    /// Of each file, the titles of the edits that were made and where each of them was in the text of its round, as a line from 1.
    pub made: Vec<Vec<(u32, String)>>,
}

/// Makes every edit that a finding offers, checks again, and goes on while there is less to find each time. What was found in a round
/// that did not help stays as it was.
#[must_use]
pub fn fix(sources: Sources) -> Fixed {
    let diagnostics = check(&sources);
    let made = sources.files().map(|_| Vec::new()).collect();
    let mut fixed = Fixed { sources, diagnostics, made };
    for _ in 0..ROUNDS {
        let Some(next) = round(&fixed) else { break };
        fixed = next;
    }
    fixed
}

fn round(before: &Fixed) -> Option<Fixed> {
    let edited = edit(&before.sources, &before.diagnostics);
    if edited.texts.iter().all(Option::is_none) {
        return None;
    }
    let mut sources = Sources::new();
    for ((_, file), text) in before.sources.files().zip(edited.texts) {
        // Edits that make the texts too long for a build are not made.
        sources.add(file.name(), text.unwrap_or_else(|| file.text().to_owned())).ok()?;
    }
    let diagnostics = check(&sources);
    let helps = (errors(&diagnostics), diagnostics.len()) < (errors(&before.diagnostics), before.diagnostics.len());
    let mut made = before.made.clone();
    for finding in edited.mended.into_iter().filter_map(|index| before.diagnostics.get(index)) {
        let Some(first) = finding.fixes.first() else { continue };
        let Some(place) = before.sources.place(first.span.start) else { continue };
        if let Some(made) = made.get_mut(place.file.index()) {
            made.push((place.line, first.title.clone()));
        }
    }
    helps.then_some(Fixed { sources, diagnostics, made })
}

fn errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|finding| finding.severity() == tessera_idl::Severity::Error).count()
}
