//! `idlc ir`: what the sources mean, for other programs.

use clap::Args;

use super::{Console, Exit, Reading, Stop};
use crate::{analyse, has_errors, input, ir, report::Summary};

/// Prints what the files mean as JSON: layouts, numbers, rights, wiring
///
/// The JSON has an `ir_version`; `--schema` prints the JSON schema of that version. Findings go to the standard error, and
/// there is no JSON of files with errors.
#[derive(Debug, Args)]
pub(super) struct Ir {
    #[command(flatten)]
    reading: Reading,
    /// Prints the JSON schema instead
    #[arg(long, exclusive = true)]
    schema: bool,
}

impl Ir {
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<Exit, Stop> {
        if self.schema {
            console.print(ir::SCHEMA)?;
            return Ok(Exit::Clean);
        }
        let Reading { files, format } = self.reading;
        let inputs = input::read(&files)?;
        let (model, facts, findings) = analyse(&inputs.sources);
        let shown = format.render(&findings, &inputs.sources, console.colors);
        if !findings.is_empty() {
            console.say(shown.trim_end());
        }
        let Some(facts) = facts.complete().filter(|_| !has_errors(&findings)) else {
            console.say(&Summary::of(&findings, &inputs.sources).to_string());
            return Ok(Exit::Findings);
        };
        console.print(&ir::render(&model, &facts))?;
        Ok(Exit::Clean)
    }
}
