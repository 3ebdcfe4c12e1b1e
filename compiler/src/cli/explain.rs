//! `idlc explain`: the page of a code.

use clap::Args;
use tessera_idl::{codes, suggest};

use super::{Console, Exit, Stop};

/// Prints the page of a code: what it means, a broken example and the mended one
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The code or its name, such as E0201
    code: String,
}

impl Explain {
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<Exit, Stop> {
        let Some(code) = codes::find(&self.code) else { return Err(Stop::Usage(unknown(&self.code))) };
        console.print(&format!("{}\n", code.page.trim_end()))?;
        Ok(Exit::Clean)
    }
}

fn unknown(written: &str) -> String {
    // A code and a name are never close to each other, so one list serves both.
    let names = codes::all().flat_map(|code| [code.id, code.name()]);
    match suggest::closest(written, names) {
        Some(close) => format!("there is no code `{written}`; did you mean `{close}`?"),
        None => format!("there is no code `{written}`; a code looks like `E0201`"),
    }
}
