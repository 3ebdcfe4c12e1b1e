//! `idlc build`: writes the generated files.

use std::{path::PathBuf, time::Instant};

use clap::Args;

use super::{Console, Exit, Reading, Stop};
use crate::{
    NoFiles, Target,
    build::{Written, write_if_different},
    compile, input,
};

/// Compiles the files and writes the stubs
#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    reading: Reading,
    /// The folder to write to; it is made if need be
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The component whose stubs are wanted; without it everything is written to `all.rs`
    #[arg(long, value_name = "NAME")]
    component: Option<String>,
    /// The system that wires it, where the files have several
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// The kernel port to fit, such as `tessera_linux::Port`
    #[arg(long, value_name = "PATH")]
    port: Option<String>,
    /// Owned types beside those that borrow; they need tessera's feature `alloc`
    #[arg(long)]
    owned: bool,
}

impl Build {
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<Exit, Stop> {
        let Self { reading: Reading { files, format }, out, component, system, port, owned } = self;
        let start = Instant::now();
        let inputs = input::read(&files)?;
        let outcome = compile(&inputs.sources, &Target { component, system, port, owned });
        if let Err(NoFiles::Target(error)) = &outcome.files {
            return Err(Stop::Usage(error.to_string()));
        }
        for file in outcome.files.iter().flatten() {
            let path = out.join(&file.name);
            match write_if_different(&path, &file.text).map_err(|error| Stop::File(path.clone(), error))? {
                Written::New => console.say(&format!("wrote {}", path.display())),
                Written::Same => console.say(&format!("{} is up to date", path.display())),
            }
        }
        console.show(&outcome.diagnostics, &inputs.sources, format, start.elapsed())
    }
}
