//! The command line, as data: each file of `cli/` is one call of `idlc` and what it answers.
//!
//! ```text
//! Why this case exists, in a line or two.
//! $ idlc check a.idl
//! exit 1
//! === a.idl
//! what the file holds; `=== a.idl hex` takes bytes, `=== a.idl folder` nothing,
//! and `=== a.idl read-only` a text that must not be written over
//! === stdin
//! what `-` reads
//! === stdout
//! === stderr
//! === a.idl afterwards
//! what the file holds then, if that is something else
//! ```
//!
//! `UPDATE_CASES=1 cargo test --test cli` writes what is answered now into the files; review the difference.

use std::{
    env,
    error::Error,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use idlc::cli::{Console, run};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

const OUTPUTS: [&str; 2] = ["stdout", "stderr"];
const AFTERWARDS: &str = " afterwards";

#[test]
fn cases() -> Result {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cli");
    let mut cases = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    cases.sort();
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    let mut wrong = Vec::new();
    for path in cases {
        let expected = fs::read_to_string(&path)?;
        let found = answer(&expected).map_err(|error| format!("{}: {error}", path.display()))?;
        if found == expected {
            continue;
        }
        if env::var_os("UPDATE_CASES").is_some() {
            fs::write(&path, found)?;
        } else {
            wrong.push(format!("{} answers:\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut err = Vec::new();
    let mut console = Console { input: &mut io::empty(), out: &mut Gone, err: &mut err, colors: false };
    let exit = run(words("idlc explain E0101"), &mut console);
    assert_eq!((exit, String::from_utf8_lossy(&err).as_ref()), (0, ""));
}

#[test]
fn a_page_is_printed_as_it_is() -> Result {
    for name in ["E0101", "e0101", "unexpected_text"] {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let call = words(&format!("idlc explain {name}"));
        let exit = run(call, &mut Console { input: &mut io::empty(), out: &mut out, err: &mut err, colors: false });
        let page = idlc::idl::codes::E0101.page.trim_end();
        assert_eq!((exit, String::from_utf8(out)?, err), (0, format!("{page}\n"), Vec::new()));
    }
    Ok(())
}

/// The case with the present answers in the place of the expected ones.
fn answer(case: &str) -> Result<String> {
    let mut sections = case.split("\n=== ");
    let head = sections.next().unwrap_or_default();
    let (why, call) = head.split_once("\n$ ").ok_or("no line `$ idlc …`")?;
    let (command, _) = call.split_once('\n').ok_or("no line `exit …`")?;
    let scene = Scene::new()?;
    let mut inputs = String::new();
    let (mut texts, mut stdin) = (Vec::new(), String::new());
    for section in sections {
        let (title, text) = section.split_once('\n').unwrap_or((section, ""));
        match title {
            _ if OUTPUTS.contains(&title) || title.ends_with(AFTERWARDS) => continue,
            "stdin" => stdin = line_end(text),
            _ => scene.put(title, text)?,
        }
        let name = title.strip_suffix(" read-only").unwrap_or(title);
        if !name.contains(' ') && name != "stdin" {
            texts.push((name, line_end(text)));
        }
        inputs.extend(["=== ", title, "\n", &line_end(text)]);
    }
    env::set_current_dir(&scene.0)?;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let console = &mut Console { input: &mut stdin.as_bytes(), out: &mut out, err: &mut err, colors: false };
    let exit = run(words(command), console);
    let (out, err) = (String::from_utf8(out)?, without_times(&String::from_utf8(err)?));
    let mut found = format!(
        "{why}\n$ {command}\nexit {exit}\n{inputs}=== stdout\n{}=== stderr\n{}",
        line_end(&out),
        line_end(&err)
    );
    for (name, before) in texts {
        let after = fs::read_to_string(scene.0.join(name))?;
        if after != before {
            found.extend(["=== ", name, AFTERWARDS, "\n", &after]);
        }
    }
    Ok(found)
}

/// A folder for one case.
struct Scene(PathBuf);

impl Scene {
    fn new() -> Result<Self> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    fn put(&self, title: &str, text: &str) -> Result {
        let (name, kind) = title.split_once(' ').unwrap_or((title, "text"));
        let path = self.0.join(name);
        match kind {
            "folder" => fs::create_dir_all(path)?,
            "hex" => {
                let bytes = text.split_whitespace().map(|byte| u8::from_str_radix(byte, 16));
                fs::write(path, bytes.collect::<std::result::Result<Vec<_>, _>>()?)?;
            }
            "text" => fs::write(path, line_end(text))?,
            "read-only" => {
                fs::write(&path, line_end(text))?;
                let mut permissions = fs::metadata(&path)?.permissions();
                permissions.set_readonly(true);
                fs::set_permissions(path, permissions)?;
            }
            _ => return Err(format!("`=== {title}`: no such kind of file").into()),
        }
        Ok(())
    }
}

/// A standard output whose reader has gone.
struct Gone;

impl io::Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn words(command: &str) -> Vec<OsString> {
    command.split_whitespace().map(OsString::from).collect()
}

/// The text with one line end behind it, unless it is empty.
fn line_end(text: &str) -> String {
    let text = text.strip_suffix('\n').unwrap_or(text);
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}

/// `(12 ms)` depends on the machine.
fn without_times(text: &str) -> String {
    text.split_inclusive(" ms)")
        .map(|part| match part.rsplit_once('(') {
            Some((before, time)) if time.ends_with(" ms)") => format!("{before}(… ms)"),
            _ => part.to_owned(),
        })
        .collect()
}
