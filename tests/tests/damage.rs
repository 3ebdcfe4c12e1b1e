//! Where the first message points after one slip in a sound description: to the line of the slip, or to a line that names what was
//! damaged. Every sound description of the repository is damaged in every way; `TESSERA_DAMAGES` sets how often each way is tried
//! (300; the long run of `.ci/full` takes more), `TESSERA_DAMAGES_SHOWN` how many of the misses are printed.

#![expect(clippy::print_stdout, reason = "the misses are shown to whoever asks for them")]

use std::{collections::BTreeMap, env, error::Error, fmt::Write, fs, ops::Range};

use tessera_idl::{Diagnostic, Severity, Sources, codes};
use tessera_tests::{
    damage::{Damaged, Dice, Slip, damaged, is_word, tokens},
    describe, files_of, front, pages, ui,
};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// How many of a hundred slips the first message must point to.
const WANTED: usize = 95;
/// Longer texts only say the same more often.
const LONGEST: usize = 1 << 14;

#[test]
fn the_first_message_points_to_the_slip() -> Result {
    let tries = number("TESSERA_DAMAGES").unwrap_or(300);
    let shown = number("TESSERA_DAMAGES_SHOWN").unwrap_or(3);
    let builds = sound_builds()?;
    assert!(builds.len() > 100, "only {} sound descriptions", builds.len());
    let mut poor = String::new();
    // A description is chosen as often as it is long.
    let chances: Vec<usize> =
        (0..).zip(&builds).flat_map(|(index, build)| vec![index; build.length() / 64 + 1]).collect();
    for (seed, slip) in (1..).zip(Slip::ALL) {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ seed);
        let mut tally = Tally::default();
        while tally.tried < tries {
            let Some(build) = chances.get(dice.below(chances.len())).and_then(|index| builds.get(*index)) else {
                break;
            };
            build.damage(slip, &mut dice, &mut tally)?;
        }
        println!("{slip:?}: {} of {} point elsewhere", tally.misses.len(), tally.tried);
        let by_code = tally.misses.iter().fold(BTreeMap::<_, usize>::new(), |mut counts, (code, _)| {
            *counts.entry(*code).or_default() += 1;
            counts
        });
        println!("  {by_code:?}");
        for (_, miss) in tally.misses.iter().take(shown) {
            println!("{miss}");
        }
        if tally.misses.len() * 100 > tally.tried * (100 - WANTED) {
            writeln!(poor, "{slip:?}: {} of {} point elsewhere", tally.misses.len(), tally.tried)?;
        }
    }
    assert!(poor.is_empty(), "{poor}");
    Ok(())
}

#[derive(Default)]
struct Tally {
    tried: usize,
    misses: Vec<(&'static str, String)>,
}

/// The files of a sound description.
struct Build {
    files: Vec<(String, String)>,
    /// What is said about it without damage: warnings.
    findings: Vec<Diagnostic>,
}

impl Build {
    fn new(sources: &Sources) -> Option<Self> {
        let files: Vec<_> = sources.files().map(|(_, file)| (file.name().to_owned(), file.text().to_owned())).collect();
        let findings = front(sources);
        let sound = !findings.iter().any(|finding| finding.severity() == Severity::Error);
        (sound && files.iter().all(|(_, text)| text.len() < LONGEST)).then_some(Self { files, findings })
    }

    fn length(&self) -> usize {
        self.files.iter().map(|(_, text)| text.len()).sum()
    }

    /// Damages one file once and looks where the first message points to.
    fn damage(&self, slip: Slip, dice: &mut Dice, tally: &mut Tally) -> Result {
        let chosen = dice.below(self.files.len());
        let Some(damaged) = self.files.get(chosen).and_then(|(_, text)| damaged(text, slip, dice)) else {
            return Ok(());
        };
        tally.tried += 1;
        let mut sources = Sources::new();
        let mut base = 0;
        for (index, (name, text)) in self.files.iter().enumerate() {
            let id = sources.add(name.as_str(), if index == chosen { &damaged.text } else { text }.as_str())?;
            if index == chosen {
                base = sources.file(id).map_or(0, |file| file.span().start) as usize;
            }
        }
        let findings = front(&sources);
        let is_new = |finding: &&Diagnostic| {
            finding.severity() == Severity::Error && !self.findings.iter().any(|old| old.message == finding.message)
        };
        let Some(first) = findings.iter().find(is_new) else { return Ok(()) };
        if !points_to(first, &damaged, base, &sources) {
            let Range { start, end } = damaged.place;
            let said = describe(std::slice::from_ref(first), &sources);
            let (before, behind) = damaged.text.split_at(start);
            let (new, behind) = behind.split_at(end - start);
            tally.misses.push((first.code.id, format!("{said}{before}⟦{new}⟧{behind}\n")));
        }
        Ok(())
    }
}

/// Whether the first label is on a line of the slip, or on one that names what was damaged.
fn points_to(finding: &Diagnostic, damaged: &Damaged, base: usize, sources: &Sources) -> bool {
    let Some(primary) = finding.primary() else { return false };
    let Some(place) = sources.place(primary.start) else { return false };
    let Some(file) = sources.file(place.file) else { return false };
    let lines = lines(damaged);
    if file.span().start as usize == base && lines.contains(&(place.line as usize)) {
        return true;
    }
    let line = file.line(place.line).unwrap_or_default();
    let mut words = tokens(line).into_iter().filter_map(|token| line.get(token)).filter(|token| is_word(token));
    words.any(|word| damaged.words.iter().any(|name| name == word) || names(damaged, &lines).contains(&word))
}

/// The lines of the slip, from 1. A line that a missing token leaves empty belongs to the gap between its neighbours.
fn lines(damaged: &Damaged) -> Range<usize> {
    let Damaged { text, place, .. } = damaged;
    let line = |at: usize| text.get(..at).unwrap_or_default().matches('\n').count() + 1;
    let is_empty = |line: usize| text.lines().nth(line - 1).is_none_or(|line| line.trim().is_empty());
    let (mut first, mut last) = (line(place.start), line(place.end));
    if place.is_empty() && is_empty(first) {
        let count = text.lines().count();
        while first > 1 && is_empty(first) {
            first -= 1;
        }
        while last < count && is_empty(last) {
            last += 1;
        }
    }
    first..last + 1
}

/// What a number belongs to: the names on its line that something is said about, `const N: u32 = 4`, `count: u8 = 0`.
fn names<'a>(damaged: &'a Damaged, lines: &Range<usize>) -> Vec<&'a str> {
    if !damaged.words.is_empty() {
        return Vec::new();
    }
    let line = damaged.text.lines().nth(lines.start - 1).unwrap_or_default();
    let tokens = tokens(line);
    let follows = |at: usize| tokens.get(at + 1).and_then(|next| line.get(next.clone()));
    let named = |at: usize, word: &str| is_word(word) && matches!(follows(at), Some(":" | "=" | "("));
    let words = tokens.iter().enumerate().filter_map(|(at, token)| Some((at, line.get(token.clone())?)));
    words.filter(|(at, word)| named(*at, word)).map(|(_, word)| word).collect()
}

fn number(variable: &str) -> Option<usize> {
    env::var(variable).ok()?.parse().ok()
}

/// Every description of the repository in which there is no error: files, cases of several files, mended examples of pages.
fn sound_builds() -> Result<Vec<Build>> {
    let mut builds = Vec::new();
    for path in files_of("idl")? {
        builds.extend(Build::new(&Sources::single(path.display().to_string(), fs::read_to_string(path)?)?));
    }
    for case in ui::areas()?.iter().map(|area| ui::cases(area)).collect::<std::result::Result<Vec<_>, _>>()?.concat() {
        if case.is_dir() {
            builds.extend(Build::new(&ui::read(&case)?));
        }
    }
    for code in codes::all() {
        builds.extend(Build::new(&pages::example(code, "mended")?));
    }
    Ok(builds)
}
