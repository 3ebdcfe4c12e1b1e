//! `idlc check`: what is wrong with the sources.

mod fit;
mod fix;

use std::time::Instant;

use clap::Args;

use super::{Console, Exit, Reading, Stop};
use crate::input;

/// Reports what is wrong with the files; generates nothing
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    reading: Reading,
    /// Makes every edit that is certain to be meant, writes the files, and reports what is left
    #[arg(long)]
    fix: bool,
    /// Shows which method goes over a kernel, such as `sel4`, and what to change about the others; alone it shows all kernels
    #[arg(long, value_name = "KERNEL", num_args = 0..=1, default_missing_value = fit::ALL, conflicts_with = "fix")]
    fit: Option<String>,
}

impl Check {
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<Exit, Stop> {
        let Reading { files, format } = self.reading;
        let start = Instant::now();
        if self.fix {
            fix::refuse_standard_input(&files)?;
            let inputs = input::read(&files)?;
            let fixed = fix::fix(inputs, console)?;
            return console.show(&fixed.diagnostics, &fixed.sources, format, start.elapsed());
        }
        let inputs = input::read(&files)?;
        if let Some(kernel) = &self.fit {
            return fit::show(kernel, &inputs, format, || start.elapsed(), console);
        }
        console.show(&crate::check(&inputs.sources), &inputs.sources, format, start.elapsed())
    }
}
