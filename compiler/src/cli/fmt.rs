//! `idlc fmt`: lays files out in the one style of the language.

mod changes;

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    time::Instant,
};

use clap::Args;
use tessera_idl::{
    Sources, format,
    source::{MAX_TOTAL, TooLarge},
};

use super::{Console, Exit, Stop};
use crate::{
    input::{self, InputError, InputErrors},
    report,
};

/// Lays the files out in the one style of the language
///
/// Only space changes, and commas before closing brackets. A file with a syntax error stays as it is.
#[derive(Debug, Args)]
pub(super) struct Fmt {
    /// The files; `-` alone reads the standard input and writes to the standard output
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Writes nothing, but shows what would change, and ends with 1 if anything would
    #[arg(long)]
    check: bool,
    /// The greatest length of a line that can break, in characters
    #[arg(long, default_value_t = format::WIDTH, value_name = "N")]
    width: usize,
}

/// What became of the files.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    changed: usize,
    same: usize,
    broken: usize,
}

impl Fmt {
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<Exit, Stop> {
        let start = Instant::now();
        let piped = self.files.iter().any(|path| path == Path::new("-"));
        if piped && self.files.len() > 1 {
            return Err(Stop::Usage(
                "`-` stands alone: what comes from the standard input goes to the standard output".into(),
            ));
        }
        let sources = if piped { standard_input(console.input)? } else { input::read(&self.files)?.sources };
        let (texts, findings) = format(&sources, self.width);
        let shown = report::full::render(&findings, &sources, console.colors);
        // What reads the layout from a pipe must not take findings for it.
        if piped && !self.check && !findings.is_empty() {
            console.say(shown.trim_end());
        } else {
            console.print_findings(&shown)?;
        }
        let mut counts = Counts::default();
        for (((_, file), text), path) in sources.files().zip(&texts).zip(&self.files) {
            let Some(text) = text else {
                counts.broken += 1;
                continue;
            };
            let differs = text != file.text();
            *(if differs { &mut counts.changed } else { &mut counts.same }) += 1;
            if self.check {
                console.print_findings(&changes::show(file.name(), file.text(), text, console.colors))?;
            } else if piped {
                console.print(text)?;
            } else if differs {
                fs::write(path, text).map_err(|error| Stop::File(path.clone(), error))?;
                console.say(&format!("wrote {}", path.display()));
            }
        }
        if !piped || self.check {
            console.say(&format!("{} ({} ms)", counts.text(self.check), start.elapsed().as_millis()));
        }
        let clean = counts.broken == 0 && !(self.check && counts.changed > 0);
        Ok(if clean { Exit::Clean } else { Exit::Findings })
    }
}

impl Counts {
    /// `2 files formatted, 1 unchanged`
    fn text(self, check: bool) -> String {
        let Self { changed, same, broken } = self;
        let (done, kept) = if check { ("would change", "already formatted") } else { ("formatted", "unchanged") };
        let mut parts = Vec::new();
        for (count, what) in [(changed, done), (same, kept), (broken, "with syntax errors")] {
            match count {
                0 => {}
                1 if parts.is_empty() => parts.push(format!("1 file {what}")),
                _ if parts.is_empty() => parts.push(format!("{count} files {what}")),
                _ => parts.push(format!("{count} {what}")),
            }
        }
        parts.join(", ")
    }
}

/// The one file that comes from the standard input.
fn standard_input(input: &mut dyn Read) -> Result<Sources, Stop> {
    let path = || PathBuf::from("<stdin>");
    let stop = |error| Stop::Input(InputErrors(vec![error]));
    let mut bytes = Vec::new();
    // One byte more than is taken: an input without an end is not read for ever.
    let read = input.take(u64::from(MAX_TOTAL) + 1).read_to_end(&mut bytes);
    read.map_err(|error| stop(InputError::Unreadable(path(), error)))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        stop(InputError::NotUtf8 { path: path(), at, byte: error.as_bytes().get(at).copied().unwrap_or(0) })
    })?;
    Sources::single("<stdin>", text).map_err(|TooLarge { .. }| stop(InputError::TooLarge(path())))
}
