//! The command line: `idlc check`, `idlc build`, `idlc fmt`, `idlc ir`, `idlc explain`, `idlc decode`, `idlc encode`.
//!
//! Findings go to the standard output in the order of the files, everything else to the standard error. Exit codes: 0 clean,
//! 1 findings (an error; warnings alone are clean), 2 usage or input and output.

mod build;
mod check;
mod decode;
mod encode;
mod explain;
mod fmt;
mod ir;
mod message;

use std::{
    env,
    ffi::OsString,
    io::{self, IsTerminal, Read, Write},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use tessera_idl::{Diagnostic, Sources};

use crate::{
    has_errors,
    input::InputErrors,
    report::{self, Summary},
};

/// Compiles Tessera interface descriptions (.idl) into zero-copy `no_std` Rust stubs and policy hooks.
#[derive(Debug, Parser)]
#[command(name = "idlc", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When to use colours; `auto` asks the terminal, `NO_COLOR` and `CLICOLOR_FORCE`
    #[arg(long, value_enum, default_value_t, global = true, value_name = "WHEN")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Check),
    Build(build::Build),
    Fmt(fmt::Fmt),
    Ir(ir::Ir),
    Explain(explain::Explain),
    Decode(decode::Decode),
    Encode(encode::Encode),
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// How findings look.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// With the lines they talk about
    #[default]
    Full,
    /// One line each: `file:line:column: error[CODE]: message`
    Short,
    /// One JSON object, with a `format_version`
    Json,
}

/// What every command takes that reads sources.
#[derive(Debug, Args)]
struct Reading {
    /// All files of the build, in any order
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How findings look
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// Where a command reads from and writes to, so that it can be run inside a program.
pub struct Console<'a> {
    /// What `-` reads.
    pub input: &'a mut dyn Read,
    /// Findings and pages.
    pub out: &'a mut dyn Write,
    /// Progress, the summary, and why nothing was done.
    pub err: &'a mut dyn Write,
    /// Whether `--color auto` means colours.
    pub colors: bool,
}

impl std::fmt::Debug for Console<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Console").field("colors", &self.colors).finish_non_exhaustive()
    }
}

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Clean = 0,
    Findings = 1,
    Trouble = 2,
}

/// Why a command did nothing, or stopped.
#[derive(Debug)]
enum Stop {
    /// What was asked for does not exist.
    Usage(String),
    /// The inputs cannot be read.
    Input(InputErrors),
    /// A file cannot be written.
    File(PathBuf, io::Error),
    /// The standard output is lost, perhaps because its reader went away.
    Output(io::Error),
}

impl From<InputErrors> for Stop {
    fn from(errors: InputErrors) -> Self {
        Self::Input(errors)
    }
}

/// The command as a program: its arguments, its outputs, its exit code.
#[must_use]
pub fn main() -> ExitCode {
    let (mut input, mut out, mut err) = (io::stdin(), io::stdout(), io::stderr());
    let colors = colors_by_default(out.is_terminal(), env::var_os("NO_COLOR"), env::var_os("CLICOLOR_FORCE"));
    ExitCode::from(run(env::args_os(), &mut Console { input: &mut input, out: &mut out, err: &mut err, colors }))
}

/// The command as a function: the arguments begin with the program's name; the result is the exit code.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> u8 {
    let result = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => {
            let colors = match arguments.color {
                Color::Auto => console.colors,
                Color::Always => true,
                Color::Never => false,
            };
            console.colors = colors;
            match arguments.command {
                Command::Check(check) => check.run(console),
                Command::Build(build) => build.run(console),
                Command::Fmt(fmt) => fmt.run(console),
                Command::Ir(ir) => ir.run(console),
                Command::Explain(explain) => explain.run(console),
                Command::Decode(decode) => decode.run(console),
                Command::Encode(encode) => encode.run(console),
            }
        }
        Err(error) => refuse(&error, console),
    };
    let exit = match result {
        Ok(exit) => exit,
        // Whoever read the output has seen enough: `idlc explain E0201 | head -1`.
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Clean,
        Err(stop) => {
            console.say(&stop.text());
            Exit::Trouble
        }
    };
    exit as u8
}

/// Help and version are an answer, everything else that clap reports is a mistake in the arguments.
fn refuse(error: &clap::Error, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let text = error.render();
    let text = if console.colors { text.ansi().to_string() } else { text.to_string() };
    if error.use_stderr() {
        console.say(text.trim_end());
        Ok(Exit::Trouble)
    } else {
        console.print(&text)?;
        Ok(Exit::Clean)
    }
}

/// What `--color auto` means: `NO_COLOR` turns colours off, then `CLICOLOR_FORCE` turns them on, then the terminal decides.
fn colors_by_default(terminal: bool, no_color: Option<OsString>, force: Option<OsString>) -> bool {
    if no_color.is_some_and(|value| !value.is_empty()) {
        return false;
    }
    terminal || force.is_some_and(|value| !value.is_empty() && value != "0")
}

impl Format {
    fn render(self, findings: &[Diagnostic], sources: &Sources, colors: bool) -> String {
        match self {
            Self::Full => report::full::render(findings, sources, colors),
            Self::Short => report::short::render(findings, sources),
            Self::Json => report::json::render(findings, sources),
        }
    }
}

impl Console<'_> {
    /// Writes to the standard output.
    fn print(&mut self, text: &str) -> Result<(), Stop> {
        self.print_bytes(text.as_bytes())
    }

    /// The same for bytes that are no text.
    fn print_bytes(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.out.write_all(bytes).and_then(|()| self.out.flush()).map_err(Stop::Output)
    }

    /// Writes findings to the standard output. Where its reader went away, it has seen enough, and they still count.
    fn print_findings(&mut self, text: &str) -> Result<(), Stop> {
        match self.print(text) {
            Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }

    /// Writes a line to the standard error. Nothing is left to be done where that is lost, too.
    fn say(&mut self, line: &str) {
        _ = writeln!(self.err, "{line}");
    }

    /// Shows all findings and the summary.
    fn show(
        &mut self,
        findings: &[Diagnostic],
        sources: &Sources,
        format: Format,
        took: Duration,
    ) -> Result<Exit, Stop> {
        let text = format.render(findings, sources, self.colors);
        let printed = self.print_findings(&text);
        self.say(&format!("{} ({} ms)", Summary::of(findings, sources), took.as_millis()));
        printed.map(|()| if has_errors(findings) { Exit::Findings } else { Exit::Clean })
    }
}

impl Stop {
    fn text(&self) -> String {
        match self {
            Self::Usage(text) => format!("error: {text}"),
            Self::Input(errors) => {
                errors.to_string().lines().map(|line| format!("error: {line}")).collect::<Vec<_>>().join("\n")
            }
            Self::File(path, error) => format!("error: cannot write `{}`: {error}", path.display()),
            Self::Output(error) => format!("error: cannot write to the standard output: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{Arguments, colors_by_default};

    #[test]
    fn arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn colors() {
        let set = |text: &str| Some(text.into());
        assert!(colors_by_default(true, None, None));
        assert!(!colors_by_default(false, None, None));
        assert!(!colors_by_default(true, set("1"), None));
        assert!(colors_by_default(true, set(""), None));
        assert!(colors_by_default(false, None, set("1")));
        assert!(!colors_by_default(false, None, set("0")));
        assert!(!colors_by_default(false, set("1"), set("1")));
    }
}
