//! `idlc check`: what is wrong with the sources.

use std::time::Instant;

use clap::Args;

use super::{Console, Exit, Reading, Stop};
use crate::input;

/// Reports what is wrong with the files; generates nothing
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    reading: Reading,
}

impl Check {
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<Exit, Stop> {
        let Reading { files, format } = self.reading;
        let start = Instant::now();
        let inputs = input::read(&files)?;
        console.show(&crate::check(&inputs.sources), &inputs.sources, format, start.elapsed())
    }
}
