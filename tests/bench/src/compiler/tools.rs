//! The programs that are measured: ours is built, the peers are installed where they are missing.

use std::{
    fmt, fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use super::schema::Language;
use crate::{
    Result,
    tools::{cargo, here, install, succeeds, target},
};

/// Debian's packages, each with a program of it.
const PACKAGES: [(&str, &str); 4] = [
    ("capnp", "capnproto"),
    ("flatc", "flatbuffers-compiler"),
    ("protoc", "protobuf-compiler"),
    ("/usr/bin/time", "time"),
];

/// Crates with the peers' back ends for Rust, each with its program.
const CRATES: [(&str, &str); 2] = [("capnpc-rust", "capnpc@^0.27"), ("protoc-gen-prost", "protoc-gen-prost@^0.5")];

/// Where everything lies.
#[derive(Debug)]
pub(crate) struct Tools {
    target: PathBuf,
}

impl Tools {
    /// Builds and installs what is missing.
    pub(crate) fn ready() -> Result<Self> {
        let tools = Self { target: target()? };
        cargo(here(), &tools.target, &["--release", "--package", "idlc"])?;
        install(&PACKAGES)?;
        for (program, package) in CRATES {
            if !tools.installed(program).exists() {
                let mut install = Command::new("cargo");
                install.args(["install", "--quiet", "--root"]).arg(tools.folder()).arg(package);
                succeeds(&mut install)?;
            }
        }
        Ok(tools)
    }

    /// Where everything is written that is measured.
    pub(crate) fn folder(&self) -> PathBuf {
        self.target.join("bench-compiler")
    }

    /// Our compiler.
    pub(crate) fn idlc(&self) -> PathBuf {
        self.target.join("release/idlc")
    }

    /// A peer's back end.
    pub(crate) fn installed(&self, program: &str) -> PathBuf {
        self.folder().join("bin").join(program)
    }

    /// Where a row puts its code.
    pub(crate) fn out(&self, row: &str, structs: usize) -> PathBuf {
        self.folder().join(format!("{}-{structs}", row.replace(|letter: char| !letter.is_alphanumeric(), "-")))
    }

    /// The schema in a language, written.
    pub(crate) fn schema(&self, language: Language, structs: usize) -> Result<PathBuf> {
        let folder = self.folder().join(format!("schema-{structs}"));
        fs::create_dir_all(&folder)?;
        let path = folder.join(language.file());
        fs::write(&path, language.schema(structs))?;
        Ok(path)
    }
}

/// What the peers call themselves.
pub(crate) fn versions() -> Vec<String> {
    let said = |program: &&str| {
        let output = Command::new(program).arg("--version").output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let crates = CRATES.iter().map(|(_, package)| (*package).to_owned());
    ["flatc", "capnp", "protoc"].iter().filter_map(said).chain(crates).collect()
}

/// What a program took, with all that it started.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    seconds: f64,
    /// The greatest of any process.
    kilobytes: u64,
}

impl Cost {
    /// The less of both.
    pub(crate) fn min(self, other: Self) -> Self {
        Self { seconds: self.seconds.min(other.seconds), kilobytes: self.kilobytes.min(other.kilobytes) }
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} / {}", self.seconds, self.kilobytes.div_ceil(1000))
    }
}

/// Runs a program under GNU time.
pub(crate) fn measured(command: &mut Command) -> Result<Cost> {
    let mut time = Command::new("/usr/bin/time");
    time.args(["--format", "\n%U %S %M"]).arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        time.current_dir(folder);
    }
    let output = time.stdout(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{command:?}: {said}").into());
    }
    let mut numbers = said.lines().next_back().unwrap_or_default().split_whitespace();
    let mut next = || numbers.next().ok_or("time says nothing");
    let (user, system): (f64, f64) = (next()?.parse()?, next()?.parse()?);
    Ok(Cost { seconds: user + system, kilobytes: next()?.parse()? })
}
