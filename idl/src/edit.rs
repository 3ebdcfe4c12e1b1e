//! Making the edits of findings in the texts.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::diagnostic::{Diagnostic, Fix};
use crate::source::{Sources, Span};

/// Texts in which edits were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The new text of each file, in the order of the sources; `None` where nothing changed.
    pub texts: Vec<Option<String>>,
    /// The positions of the findings whose edits were made.
    pub mended: Vec<usize>,
}

/// Makes the edits of all findings, in their order. The edits of one finding are made together, and not at all where one of them touches
/// one that was made for another finding.
///
/// ```
/// use tessera_idl::{Diagnostic, Sources, Span, codes, edit::edit};
///
/// let sources = Sources::single("a.idl", "alias A = u8").unwrap();
/// let found = Diagnostic::new(codes::E0101, "expected `;`").fix(Span::at(12), ";", "end the alias with `;`");
/// assert_eq!(edit(&sources, &[found]).texts, [Some("alias A = u8;".into())]);
/// ```
#[must_use]
pub fn edit(sources: &Sources, findings: &[Diagnostic]) -> Edited {
    let mut taken = Taken::new();
    let mut mended = Vec::new();
    for (index, finding) in findings.iter().enumerate() {
        let mut made = 0;
        for fix in &finding.fixes {
            if sources.text(fix.span).is_none() || touched(&taken, fix.span) {
                break;
            }
            taken.insert(fix.span.start, fix);
            made += 1;
        }
        if made < finding.fixes.len() {
            for fix in finding.fixes.iter().take(made) {
                taken.remove(&fix.span.start);
            }
        } else if made > 0 {
            mended.push(index);
        }
    }
    let texts = sources.files().map(|(_, file)| with(file.text(), file.span(), &taken)).collect();
    Edited { texts, mended }
}

/// Edits by where they start; none touches another.
type Taken<'a> = BTreeMap<u32, &'a Fix>;

/// Whether an edit cannot be made beside the others: they share bytes, or their order would matter.
fn touched(taken: &Taken<'_>, span: Span) -> bool {
    taken.range(..=span.end).next_back().is_some_and(|(_, before)| before.span.end >= span.start)
}

/// The text of a file with the edits that lie in it.
fn with(text: &str, file: Span, taken: &Taken<'_>) -> Option<String> {
    let mut edited = String::new();
    let mut at = file.start;
    let slice = |from: u32, to: u32| text.get((from - file.start) as usize..(to - file.start) as usize);
    for fix in taken.range(file.start..=file.end).map(|(_, fix)| fix) {
        edited.push_str(slice(at, fix.span.start)?);
        edited.push_str(&fix.text);
        at = fix.span.end;
    }
    edited.push_str(slice(at, file.end)?);
    (edited != text).then_some(edited)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    fn made(text: &str, findings: &[&[(u32, u32, &str)]]) -> (Option<String>, Vec<usize>) {
        let mut sources = Sources::new();
        let added = [sources.add("first", "x"), sources.add("second", text)];
        assert!(added.iter().all(Result::is_ok));
        let findings: Vec<_> = findings
            .iter()
            .map(|fixes| {
                fixes.iter().fold(Diagnostic::new(codes::E0101, ""), |finding, (start, end, text)| {
                    finding.fix(Span::new(start + 2, end + 2), *text, "")
                })
            })
            .collect();
        let Edited { mut texts, mended } = edit(&sources, &findings);
        (texts.pop().flatten(), mended)
    }

    #[test]
    fn together_or_not_at_all() {
        assert_eq!(
            made("abcdef", &[&[(4, 5, "")], &[(0, 1, "X"), (2, 2, "-")]]),
            (Some("Xb-cdf".into()), [0, 1].into())
        );
        assert_eq!(made("abcdef", &[&[(0, 3, "x")], &[(2, 4, "y"), (5, 6, "z")]]), (Some("xdef".into()), [0].into()));
        assert_eq!(made("ab", &[&[(1, 1, ",")], &[(1, 1, ";")]]), (Some("a,b".into()), [0].into()));
        assert_eq!(made("é", &[&[(1, 1, ",")], &[(1, 9, ",")]]), (None, [].into()));
        assert_eq!(made("ab", &[&[(0, 1, "a")], &[]]), (None, [0].into()));
    }
}
