//! Texts that would cost a careless compiler its stack, its memory or its time, and files that are none. Each ends with a finding in bounded
//! memory, work and output: the same on every machine.
//!
//! Each text is read by a child process of its own, which says how much memory it had at its peak and how long it was on a processor. A shorter
//! one of its kind is laid out by another child and, as far as it is sound, built and told as JSON.

#![expect(clippy::panic, clippy::print_stdout, reason = "a test stops where it is wrong, a child says what it found")]

#[path = "hostile/texts.rs"]
mod texts;

use std::{env, error::Error, ffi::OsString, fs, io, path::Path, process::Command, time::Duration};

use idlc::{
    Target,
    cli::{Console, run},
    compile, ir, report,
};
use tessera_idl::{Diagnostic, Severity, Sources, diagnostic::MAX_FINDINGS, format};
use tessera_tests::front;
use texts::TEXTS;

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// How long the texts are that are read, about, in bytes.
const LONG: usize = 1 << 20;
/// And those that are built.
const SHORT: usize = 1 << 16;
/// The greatest peak of a child's memory, in MiB: so far from 120 MiB for the densest text to 10 for most.
const MEMORY: u64 = 200;
/// The longest time on a processor. The slowest takes a twentieth of it; a quadratic one would not be ready in an hour.
const TIME: Duration = Duration::from_secs(60);
/// The greatest output, in bytes: that of [`MAX_FINDINGS`] in each of three steps.
const OUTPUT: usize = 3 * MAX_FINDINGS * 1500;
/// The greatest output of a build for each byte of its text.
const GROWTH: usize = 400;

/// The variables that tell a child which text it takes, and what it does with it.
const NAME: &str = "TESSERA_HOSTILE";
const STEP: &str = "TESSERA_HOSTILE_STEP";

/// What a child says.
#[derive(Debug)]
struct Said {
    /// The code that is expected, or the one that was found in its stead.
    code: String,
    findings: usize,
    /// In bytes.
    output: usize,
    /// In MiB.
    memory: u64,
    time: Duration,
}

#[test]
fn every_text_is_read_in_bounds() -> Result {
    every("read", |expected, said| {
        said.code == expected && said.findings <= 3 * (MAX_FINDINGS + 1) && said.output <= OUTPUT
    })
}

#[test]
fn every_text_is_built_in_bounds() -> Result {
    every("build", |_, said| said.output <= GROWTH * SHORT)
}

/// Gives each text to a child that does one step with it.
fn every(step: &str, is_right: impl Fn(&str, &Said) -> bool) -> Result {
    let mut wrong = Vec::new();
    for (name, expected, _) in TEXTS {
        let child = Command::new(env::current_exe()?)
            .args(["--exact", "child", "--nocapture", "--test-threads=1"])
            .env(NAME, name)
            .env(STEP, step)
            .output()?;
        let text = String::from_utf8(child.stdout)?;
        let line = text.lines().find_map(|line| line.split_once("said: ")).map(|(_, said)| said);
        let line = line
            .unwrap_or_else(|| panic!("{name}: {}\n{text}\n{}", child.status, String::from_utf8_lossy(&child.stderr)));
        let mut words = line.split(' ');
        let mut word = || words.next().unwrap_or_default();
        let said = Said {
            code: word().to_owned(),
            findings: word().parse()?,
            output: word().parse()?,
            memory: word().parse()?,
            time: Duration::from_millis(word().parse()?),
        };
        println!("{step} {name}: {line}");
        if !is_right(expected, &said) || said.memory > MEMORY || said.time > TIME {
            wrong.push(format!("{name}: expected {expected}, {said:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Does one step with one text, where this process is a child; else nothing.
#[test]
fn child() -> Result {
    let (Ok(wanted), Ok(step)) = (env::var(NAME), env::var(STEP)) else { return Ok(()) };
    let (_, expected, make) = TEXTS.iter().find(|(name, ..)| *name == wanted).ok_or("no such text")?;
    let mut sources = Sources::new();
    for (place, text) in make(if step == "read" { LONG } else { SHORT }).into_iter().enumerate() {
        sources.add(format!("{place}.idl"), text)?;
    }
    let (findings, output) = if step == "read" { read(&sources) } else { build(&sources) };
    let is_expected = findings.iter().any(|finding| finding.code.id == *expected);
    let first = findings.iter().find(|finding| finding.severity() == Severity::Error);
    let first = first.map_or("none", |finding| finding.code.id);
    let code = if is_expected { expected } else { first };
    println!("said: {code} {} {output} {} {}", findings.len(), peak()?, on_processor()?.as_millis());
    Ok(())
}

/// What is found, and how long the longest report of it is.
fn read(sources: &Sources) -> (Vec<Diagnostic>, usize) {
    let findings = front(sources);
    let shown = report::full::render(&findings, sources, false)
        .len()
        .max(report::short::render(&findings, sources).len())
        .max(report::json::render(&findings, sources).len() / 4);
    (findings, shown)
}

/// What a build says, and how long the longest of its outputs is: the layout, the generated code, the JSON.
fn build(sources: &Sources) -> (Vec<Diagnostic>, usize) {
    let (laid_out, _) = format(sources, format::WIDTH);
    let laid_out: usize = laid_out.iter().flatten().map(String::len).sum();
    let built = compile(sources, &Target::default());
    let code: usize = built.files.iter().flatten().map(|file| file.text.len()).sum();
    let (ast, _) = tessera_idl::parse(sources);
    let (model, _) = tessera_idl::resolve(&ast);
    let (facts, _) = tessera_idl::check(&model);
    let json = facts.complete().map_or(0, |facts| ir::render(&model, &facts).len());
    (built.diagnostics, laid_out.max(code).max(json))
}

/// The greatest memory that this process had so far, in MiB.
fn peak() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no peak")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? / 1024)
}

/// How long this thread was on a processor so far: other load does not count.
fn on_processor() -> Result<Duration> {
    let status = fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(Duration::from_nanos(status.split(' ').next().ok_or("no time")?.parse()?))
}

#[test]
fn what_is_no_file_of_text_is_refused() -> Result {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(folder.join("folder"))?;
    fs::File::create(folder.join("huge.idl"))?.set_len(1 << 30)?;
    fs::write(folder.join("latin.idl"), b"package caf\xe9 @1.0;")?;
    fs::write(folder.join("good.idl"), "package p @1.0; struct A { a: u8 }")?;
    fs::write(folder.join("taken"), "")?;
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status()?.success());
    let path = |name: &str| folder.join(name).into_os_string();
    let cases: &[(&[OsString], &str)] = &[
        (&["check".into(), path("folder")], "is a directory: name the files in it"),
        (&["check".into(), path("pipe")], "is a pipe or a device: name a file"),
        (&["check".into(), "/dev/zero".into()], "is a pipe or a device: name a file"),
        (&["fmt".into(), path("pipe")], "is a pipe or a device: name a file"),
        (&["check".into(), path("huge.idl")], "does not fit: all files together have at most 4 MiB"),
        (&["check".into(), path("latin.idl")], "is not UTF-8: byte 11 is 0xe9"),
        (&["check".into(), path("none.idl")], "No such file or directory"),
        (&["check".into(), path("good.idl"), path("good.idl")], "is given twice"),
        (&["build".into(), path("good.idl"), "--out".into(), path("taken")], "cannot write"),
        (&["build".into(), path("good.idl"), "--out".into(), "/proc/none".into()], "cannot write"),
    ];
    for (arguments, expected) in cases {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let arguments = [&["idlc".into()], *arguments].concat();
        let console = &mut Console { input: &mut io::empty(), out: &mut out, err: &mut err, colors: false };
        let exit = run(arguments.clone(), console);
        let said = String::from_utf8(err)?;
        assert!(exit == 2 && out.is_empty() && said.contains(expected), "{arguments:?}: {exit}\n{said}");
    }
    Ok(())
}
