//! For build scripts.
//!
//! ```no_run
//! // In `main` of build.rs: only what this component is, clients of what it uses and servers of what it provides.
//! idlc::build::compile("home.idl").component("Driver").run();
//! ```
//!
//! The crate then includes `stubs.rs` from its `OUT_DIR`, which `tessera::stubs!()` does.

use std::{
    env, error, fmt, fs, io,
    path::{Path, PathBuf},
};

use crate::{
    NoFiles, Target, TargetError,
    input::{self, InputErrors},
    report::{plain, short},
};

/// The name of the file that a build script writes.
pub const STUBS: &str = "stubs.rs";

/// Begins the build of a file; add others with [`Build::file`].
pub fn compile(file: impl AsRef<Path>) -> Build {
    Build { files: vec![file.as_ref().to_owned()], target: Target::default() }
}

/// A build: the files and what to generate from them.
#[derive(Clone, Debug)]
#[must_use = "`run` does the work"]
pub struct Build {
    files: Vec<PathBuf>,
    target: Target,
}

impl Build {
    /// Adds a file. The order of the files does not matter.
    pub fn file(mut self, file: impl AsRef<Path>) -> Self {
        self.files.push(file.as_ref().to_owned());
        self
    }

    /// The component that this crate is.
    pub fn component(mut self, name: impl Into<String>) -> Self {
        self.target.component = Some(name.into());
        self
    }

    /// The system that wires it; needed only where the files have several.
    pub fn system(mut self, name: impl Into<String>) -> Self {
        self.target.system = Some(name.into());
        self
    }

    /// The kernel port that every method must fit, such as `tessera_linux::Port`.
    pub fn port(mut self, path: impl Into<String>) -> Self {
        self.target.port = Some(path.into());
        self
    }

    /// An owned type for each that borrows: `EntryOwned` beside `Entry<'a>`. It needs tessera's feature `alloc`.
    pub const fn owned(mut self) -> Self {
        self.target.owned = true;
        self
    }

    /// As a build script: tells cargo what the outcome depends on, writes `stubs.rs` into `OUT_DIR`, and passes warnings
    /// on. Where something is wrong it says so and ends the process with 1.
    #[expect(clippy::print_stdout, clippy::print_stderr, reason = "this is how a build script talks to cargo")]
    pub fn run(&self) {
        for file in &self.files {
            println!("cargo::rerun-if-changed={}", file.display());
        }
        let outcome = env::var_os("OUT_DIR").ok_or(BuildError::NoOutDir).and_then(|out| self.generate(out));
        match outcome {
            Ok(built) => {
                for warning in built.warnings {
                    println!("cargo::warning={warning}");
                }
            }
            Err(error) => {
                eprintln!("{error}");
                std::process::exit(1);
            }
        }
    }

    /// Without cargo: writes `stubs.rs` into the folder, which is made if need be, and says what it depends on.
    pub fn generate(&self, out: impl AsRef<Path>) -> Result<Built, BuildError> {
        let inputs = input::read(&self.files).map_err(BuildError::Input)?;
        let outcome = crate::compile(&inputs.sources, &self.target);
        let files = match outcome.files {
            Ok(files) => files,
            Err(NoFiles::Errors) => {
                return Err(BuildError::Findings(plain::render(&outcome.diagnostics, &inputs.sources)));
            }
            Err(NoFiles::Target(error)) => return Err(BuildError::Target(error)),
        };
        let text: String = files.iter().map(|file| file.text.as_str()).collect();
        let stubs = out.as_ref().join(STUBS);
        let written = write_if_different(&stubs, &text).map_err(|error| BuildError::Output(stubs.clone(), error))?;
        let warnings = outcome.diagnostics.iter().map(|finding| short::line(finding, &inputs.sources)).collect();
        Ok(Built { stubs, written, dependencies: inputs.paths, warnings })
    }
}

/// What a build made.
#[derive(Clone, Debug)]
pub struct Built {
    /// The file with the stubs.
    pub stubs: PathBuf,
    /// Whether it is another than before.
    pub written: Written,
    /// The files that it was made from: when one changes, build again.
    pub dependencies: Vec<PathBuf>,
    /// Findings that are no errors, one line each.
    pub warnings: Vec<String>,
}

/// Whether a file had to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was not there, or had another text.
    New,
    /// It was there with the same text and was not touched, so what depends on it is not built again.
    Same,
}

/// Why a build made nothing.
#[derive(Debug)]
pub enum BuildError {
    /// The sources have errors; their text, ready to be shown.
    Findings(String),
    /// The files cannot be read.
    Input(InputErrors),
    /// What was asked for is not in the sources.
    Target(TargetError),
    /// The stubs cannot be written.
    Output(PathBuf, io::Error),
    /// The environment has no `OUT_DIR`.
    NoOutDir,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Findings(text) => f.write_str(text.trim_end()),
            Self::Input(errors) => errors.fmt(f),
            Self::Target(error) => error.fmt(f),
            Self::Output(path, error) => write!(f, "cannot write `{}`: {error}", path.display()),
            Self::NoOutDir => f.write_str("OUT_DIR is not set: `run` is for build scripts, elsewhere use `generate`"),
        }
    }
}

impl error::Error for BuildError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Input(errors) => Some(errors),
            Self::Target(error) => Some(error),
            Self::Output(_, error) => Some(error),
            Self::Findings(_) | Self::NoOutDir => None,
        }
    }
}

/// Writes a file, and the folder above it, unless it is there with the same text.
pub(crate) fn write_if_different(path: &Path, text: &str) -> io::Result<Written> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(Written::Same);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)?;
    Ok(Written::New)
}
