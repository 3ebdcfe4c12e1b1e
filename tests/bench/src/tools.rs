//! The programs that measure: cargo builds, valgrind counts instructions, strace counts system calls, size weighs sections.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::Result;

/// The levels of optimisation: the profile of the workspace that has each, and the folder that cargo puts it in.
pub(crate) const LEVELS: [(&str, &str); 2] = [("3", "release"), ("s", "s")];

/// This folder.
pub(crate) fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where cargo puts what it builds: two folders above this program.
pub(crate) fn target() -> Result<PathBuf> {
    let me = env::current_exe()?;
    Ok(me.parent().and_then(Path::parent).ok_or("this program lies in no target folder")?.to_path_buf())
}

/// This program, built at a level.
pub(crate) fn program(profile: &str) -> Result<PathBuf> {
    let target = target()?;
    cargo(here(), &target, &["--profile", profile, "--package", "tessera-bench"])?;
    Ok(target.join(profile).join("tessera-bench"))
}

/// Builds something.
pub(crate) fn cargo(folder: &Path, target: &Path, arguments: &[&str]) -> Result {
    succeeds(&mut build(folder, target, arguments))
}

/// The command that builds something.
pub(crate) fn build(folder: &Path, target: &Path, arguments: &[&str]) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--target-dir"]).arg(target).args(arguments).current_dir(folder);
    build.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    build
}

/// Runs a command that says nothing to us.
pub(crate) fn succeeds(command: &mut Command) -> Result {
    let status = command.stdout(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}").into()) }
}

/// Installs what is missing of these: programs, each with the Debian package that has it.
pub(crate) fn install(programs: &[(&str, &str)]) -> Result {
    let runs = |program: &str| {
        Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
    };
    let missing: Vec<_> = programs.iter().filter(|(program, _)| !runs(program)).map(|(_, package)| *package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    succeeds(Command::new("apt-get").args(["update", "-qq"]))?;
    let mut install = Command::new("apt-get");
    install.args(["install", "-qq", "-y", "--no-install-recommends"]).args(missing);
    succeeds(install.env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Instructions of one call: those of 2 n calls less those of n, so that the start cancels out.
pub(crate) fn instructions(program: &Path, row: &str) -> Result<f64> {
    const N: u32 = 1000;
    let (once, twice) = (collected(program, row, N)?, collected(program, row, 2 * N)?);
    Ok(f64::from(u32::try_from(twice.checked_sub(once).ok_or("more calls take fewer instructions")?)?) / f64::from(N))
}

fn collected(program: &Path, row: &str, n: u32) -> Result<u64> {
    callgrind(program, &[], &["count", row, &n.to_string()])
}

/// Instructions that callgrind collects, with options of its own, of a program with these arguments.
pub(crate) fn callgrind(program: &Path, options: &[&str], arguments: &[&str]) -> Result<u64> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).args(options).arg(program).args(arguments);
    let output = valgrind.output().map_err(|error| format!("valgrind: {error} (Debian package valgrind)"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let count =
        said.lines().find_map(|line| line.split_once("Collected :")).and_then(|(_, count)| count.trim().parse().ok());
    count.filter(|_| output.status.success()).ok_or_else(|| format!("valgrind {arguments:?}: {said}").into())
}

/// The bytes of the section `.text`.
pub(crate) fn text(program: &Path) -> Result<u64> {
    let output = Command::new("size").arg("-A").arg(program).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().find_map(|line| line.strip_prefix(".text"));
    let bytes = line.and_then(|line| line.split_whitespace().next()).and_then(|bytes| bytes.parse().ok());
    bytes.ok_or_else(|| format!("size {}: no .text", program.display()).into())
}

/// System calls of one round trip, both processes together, by name; `None` where there is no strace.
pub(crate) fn system_calls(program: &Path, row: &str) -> Result<Option<BTreeMap<String, f64>>> {
    const N: u32 = 1000;
    let (Some(once), Some(twice)) = (traced(program, row, N)?, traced(program, row, 2 * N)?) else { return Ok(None) };
    let mut calls = BTreeMap::new();
    for (name, count) in twice {
        let more = count.saturating_sub(once.get(&name).copied().unwrap_or(0));
        if more > 0 {
            calls.insert(name, f64::from(more) / f64::from(N));
        }
    }
    Ok(Some(calls))
}

fn traced(program: &Path, row: &str, n: u32) -> Result<Option<BTreeMap<String, u32>>> {
    let summary = env::temp_dir().join(format!("tessera-bench-{}", std::process::id()));
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "--summary-only", "--summary-columns=calls,name", "-o"]).arg(&summary);
    strace.arg(program).args(["ping", row, &n.to_string()]);
    let Ok(status) = strace.stderr(Stdio::null()).status() else { return Ok(None) };
    let read = fs::read_to_string(&summary);
    let _ = fs::remove_file(&summary);
    if !status.success() {
        return Ok(None);
    }
    let mut calls = BTreeMap::new();
    for line in read?.lines() {
        if let Some((count, name)) = line.trim().split_once(' ')
            && let Ok(count) = count.parse()
            && name.trim() != "total"
        {
            calls.insert(name.trim().to_owned(), count);
        }
    }
    Ok(Some(calls))
}

/// The machine, in a line.
pub(crate) fn machine() -> String {
    let read = |path| fs::read_to_string(path).unwrap_or_default();
    let cpus = read("/proc/cpuinfo");
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let count = cpus.lines().filter(|line| line.starts_with("processor")).count();
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("{count} x {}, Linux {}", model.map_or("unknown", |(_, model)| model), kernel.trim())
}
