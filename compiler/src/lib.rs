//! From meaning to Rust: compiles Tessera interface descriptions into zero-copy `no_std` stubs and policy hooks.
//!
//! [`compile`] is the whole compiler; each type it passes through keeps one promise. It does no input and no output, and the
//! same sources give the same bytes on every machine. [`build`] wraps it for build scripts:
//!
//! ```no_run
//! // In `main` of build.rs.
//! idlc::build::compile("home.idl").component("Driver").run();
//! ```
//!
//! A build script does without the command line: `idlc = { version = "0.1", default-features = false }`.
#![forbid(unsafe_code)]

pub mod build;
pub mod input;
pub mod report;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod ir;

mod emit;
mod fix;
mod plan;
mod print;
mod tokens;

pub use tessera_idl as idl;
use tessera_idl::{Diagnostic, Facts, Model, Severity, Sources, diagnostic};

use self::{
    emit::emit,
    plan::{nature::Natures, plan},
};
pub use self::{
    fix::{Fixed, fix},
    plan::TargetError,
};

/// What to generate.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// The component whose stubs are wanted: clients of what it uses, servers of what it provides. Without one
    /// everything in the sources is generated.
    pub component: Option<String>,
    /// The system that wires it and whose policies it enforces. Not needed where the sources have a single one.
    pub system: Option<String>,
    /// The path of the kernel port for which the stubs are checked to fit, such as `tessera_linux::Port`. Without one
    /// they are generic over the port.
    pub port: Option<String>,
    /// Whether there is an owned type for each that borrows: it needs tessera's feature `alloc`.
    pub owned: bool,
}

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, without a folder.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// Why there are no files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoFiles {
    /// The sources have errors; the diagnostics say which.
    Errors,
    /// The sources are sound, but what was asked for is not in them.
    Target(TargetError),
}

/// What a compilation says.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The generated files.
    pub files: Result<Vec<File>, NoFiles>,
    /// The findings in the order of the sources, warnings among them.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outcome {
    /// Whether a finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
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
pub fn compile(sources: &Sources, target: &Target) -> Outcome {
    let (model, facts, diagnostics) = analyse(sources);
    let files = match facts.complete().filter(|_| !has_errors(&diagnostics)) {
        Some(facts) => {
            let natures = Natures::new(&model, &facts);
            let plan = plan(&model, &facts, &natures, target, &names(sources), sources);
            plan.map(|plan| emit(&plan)).map_err(NoFiles::Target)
        }
        None => Err(NoFiles::Errors),
    };
    Outcome { files, diagnostics }
}

/// What is wrong with the sources, in their order. Generates nothing.
#[must_use]
pub fn check(sources: &Sources) -> Vec<Diagnostic> {
    let (_, _, diagnostics) = analyse(sources);
    diagnostics
}

/// The front end: text to tree to model to facts.
fn analyse(sources: &Sources) -> (Model, Facts, Vec<Diagnostic>) {
    let (ast, parse) = idl::parse(sources);
    let (model, resolve) = idl::resolve(&ast);
    let (facts, check) = idl::check(&model);
    let mut diagnostics: Vec<_> = [parse, resolve, check].into_iter().flatten().collect();
    diagnostic::sort(&mut diagnostics);
    (model, facts, diagnostics)
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|finding| finding.severity() == Severity::Error)
}

/// The names of the sources without their folders, so that the same sources give the same text on every machine.
fn names(sources: &Sources) -> Vec<String> {
    sources.files().map(|(_, file)| file.name().rsplit(['/', '\\']).next().unwrap_or_default().to_owned()).collect()
}
