//! Texts that would cost a careless compiler its stack, its memory or its time, and files that are none. Each ends with a finding in bounded
//! memory, work and output: the same on every machine.
//!
//! Each text is read by a child process of its own, which says how much memory it had at its peak and how long it was on a processor.

#![expect(clippy::panic, clippy::print_stdout, reason = "a test stops where it is wrong, a child says what it found")]

#[path = "hostile/texts.rs"]
mod texts;

use std::{env, error::Error, ffi::OsString, fs, io, path::Path, process::Command, time::Duration};

use idlc::{
    cli::{Console, run},
    report,
};
use tessera_idl::{Severity, Sources, diagnostic::MAX_FINDINGS};
use tessera_tests::front;
use texts::TEXTS;

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The greatest peak of a child's memory, in MiB, for a text of 1 MiB: so far from 120 MiB for the densest one to 10 for most.
const MEMORY: u64 = 200;
/// The longest time on a processor. The slowest takes a twentieth of it; a quadratic one would not be ready in an hour.
const TIME: Duration = Duration::from_secs(60);
/// The greatest output, in bytes: that of [`MAX_FINDINGS`] in each of three steps.
const OUTPUT: usize = 3 * MAX_FINDINGS * 1500;

/// The variable that tells a child which text it reads.
const NAME: &str = "TESSERA_HOSTILE";

#[test]
fn every_text_is_read_in_bounds() -> Result {
    let mut wrong = Vec::new();
    for (name, expected, _) in TEXTS {
        let child = Command::new(env::current_exe()?)
            .args(["--exact", "child", "--nocapture", "--test-threads=1"])
            .env(NAME, name)
            .output()?;
        let said = String::from_utf8(child.stdout)?;
        let line = said.lines().find_map(|line| line.split_once("said: ")).map(|(_, said)| said);
        let line = line
            .unwrap_or_else(|| panic!("{name}: {}\n{said}\n{}", child.status, String::from_utf8_lossy(&child.stderr)));
        let mut words = line.split(' ');
        let mut word = || words.next().unwrap_or_default();
        let (code, found, shown) = (word(), word().parse::<usize>()?, word().parse::<usize>()?);
        let (memory, time) = (word().parse::<u64>()?, Duration::from_millis(word().parse()?));
        println!("{name}: {line}");
        let in_bounds = found <= 3 * (MAX_FINDINGS + 1) && shown <= OUTPUT && memory <= MEMORY && time <= TIME;
        if code != *expected || !in_bounds {
            wrong.push(format!(
                "{name}: expected {expected}, found {code}; {found} findings, {shown} bytes, {memory} MiB, {time:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Reads one text, where this process is a child; else nothing.
#[test]
fn child() -> Result {
    let Ok(wanted) = env::var(NAME) else { return Ok(()) };
    let (_, expected, make) = TEXTS.iter().find(|(name, ..)| *name == wanted).ok_or("no such text")?;
    let mut sources = Sources::new();
    for (place, text) in make().into_iter().enumerate() {
        sources.add(format!("{place}.idl"), text)?;
    }
    let findings = front(&sources);
    let shown = report::full::render(&findings, &sources, false)
        .len()
        .max(report::short::render(&findings, &sources).len())
        .max(report::json::render(&findings, &sources).len() / 4);
    let is_expected = findings.iter().any(|finding| finding.code.id == *expected);
    let first = findings.iter().find(|finding| finding.severity() == Severity::Error);
    let first = first.map_or("none", |finding| finding.code.id);
    let code = if is_expected { expected } else { first };
    println!("said: {code} {} {shown} {} {}", findings.len(), peak()?, on_processor()?.as_millis());
    Ok(())
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
