//! The edits that findings offer are certain: each one mends its finding and brings no new one. Tried on the pages of all codes and on the
//! cases of `ui`. Many of these have several mistakes in one declaration; where a mended one is understood for the first time, what its names
//! and types do not fit is news, but its syntax is sound.

use std::collections::BTreeMap;

use tessera_idl::{Diagnostic, Sources, codes, edit::edit};
use tessera_tests::{describe, front, pages, ui};

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

#[test]
fn of_pages() -> Result {
    let mut tally = Tally::default();
    for code in codes::all() {
        tally.add(&pages::example(code, "broken")?, "")?;
    }
    tally.verdict(20);
    Ok(())
}

#[test]
fn of_ui_cases() -> Result {
    let mut tally = Tally::default();
    for folder in ui::areas()? {
        for case in ui::cases(&folder)? {
            tally.add(&ui::read(&case)?, "E01")?;
        }
    }
    tally.verdict(20);
    Ok(())
}

#[derive(Default)]
struct Tally {
    fixes: usize,
    wrong: Vec<String>,
}

impl Tally {
    /// Tries the edits of each finding alone. No new finding may come whose code begins like this.
    fn add(&mut self, sources: &Sources, none_of: &str) -> Result {
        let findings = front(sources);
        for finding in findings.iter().filter(|finding| !finding.fixes.is_empty()) {
            self.fixes += 1;
            let mended = with(sources, finding)?;
            let after = front(&mended);
            let mut expected = counts(&findings);
            expected.entry(name(finding)).and_modify(|count| *count -= 1);
            let more = counts(&after)
                .into_iter()
                .any(|(name, count)| name.0.starts_with(none_of) && count > expected.get(&name).copied().unwrap_or(0));
            if more {
                self.wrong.push(format!(
                    "after the edit of\n{}there is\n{}in\n{}",
                    describe(std::slice::from_ref(finding), sources),
                    describe(&after, &mended),
                    mended.files().map(|(_, file)| file.text()).collect::<String>(),
                ));
            }
        }
        Ok(())
    }

    fn verdict(self, least: usize) {
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        assert!(self.fixes >= least, "only {} edits were tried", self.fixes);
    }
}

fn with(sources: &Sources, finding: &Diagnostic) -> Result<Sources> {
    let mut mended = Sources::new();
    for ((_, file), text) in sources.files().zip(edit(sources, std::slice::from_ref(finding)).texts) {
        mended.add(file.name(), text.unwrap_or_else(|| file.text().to_owned()))?;
    }
    Ok(mended)
}

fn counts(findings: &[Diagnostic]) -> BTreeMap<(&'static str, &str), usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(name(finding)).or_default() += 1;
    }
    counts
}

fn name(finding: &Diagnostic) -> (&'static str, &str) {
    (finding.code.id, &finding.message)
}
