//! What the book says about bytes is true: every example of `book/src/wire.md` is put to `tests/oracle.py`, and its numbers are those
//! of the runtime.
//!
//! ```text
//! Lock.unlock.request, 16 bytes, 0 capabilities       a body, line by line: offset, bytes, what they are; behind it
//!                                                     the value as a block of JSON
//! Home.set.request, 80 bytes, 0 capabilities, partly  the same, but the value does not say all that is in the body
//! Lock.unlock.request, refused                        a body a line: bytes, the reason, what is wrong
//! ```
//!
//! The messages are those of the smart lock and of the book's own blocks of `idl`. The examples of `book/src/systems.md` are compiled.

use std::{
    error::Error,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tessera::{
    Method, Refusal, Status,
    framework::{Bind, Bound, CLOSE, Derive, DeriveArgs, EventArgs, Fingerprint, NEXT, SUBSCRIBE},
    wire::Write,
};
use tessera_idl::Sources;
use tessera_tests::{describe, front};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

#[test]
fn examples() -> Result {
    let page = page()?;
    let blocks = blocks(&page);
    let mut checks = Vec::new();
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.kind == "text") {
        let value = blocks.get(index + 1).filter(|next| next.kind == "json").map(|next| next.text.trim());
        checks.extend(example(block.text, value).map_err(|error| format!("{error} in:\n{}", block.text))?);
    }
    assert!(checks.len() > 20, "only {} checks: the examples are not found", checks.len());
    let idl: Vec<&str> = blocks.iter().filter(|block| block.kind == "idl").map(|block| block.text).collect();
    let Some(answers) = oracle(&idl, &checks)? else { return Ok(()) };
    assert_eq!(answers.len(), checks.len(), "the oracle answers every question");
    for (check, answer) in checks.iter().zip(answers) {
        assert_eq!(answer, check.answer, "{}", check.question);
    }
    Ok(())
}

/// The descriptions on the page of calls have no error and no warning.
#[test]
fn calls() -> Result {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../book/src/calls.md"))?;
    for block in blocks(&page).iter().filter(|block| block.kind == "idl") {
        let mut sources = Sources::new();
        let head = if block.text.starts_with("package ") { "" } else { "package example @1.0;\n" };
        sources.add("calls.idl", format!("{head}{}", block.text))?;
        assert_eq!(describe(&front(&sources), &sources), "", "{}", block.text);
    }
    Ok(())
}

#[test]
fn numbers() -> Result {
    let page = page()?;
    let rows = [
        (Status::OK, "ok"),
        (Status::FAILS, "fails"),
        (Refusal::UnknownOperation.status(), "unknown operation"),
        (Refusal::Malformed.status(), "malformed"),
        (Refusal::Denied.status(), "denied"),
        (Refusal::RightMissing.status(), "right missing"),
        (Refusal::OutOfOrder.status(), "out of order"),
        (Refusal::DoesNotFit.status(), "does not fit"),
        (Refusal::Busy.status(), "busy"),
        (Refusal::Gone.status(), "gone"),
        (Refusal::Withheld.status(), "withheld"),
        (Status(Bind::OPERATION), "bind"),
        (Status(Derive::OPERATION), "derive"),
        (Status(SUBSCRIBE), "subscribe"),
        (Status(NEXT), "next"),
        (Status(CLOSE), "close"),
    ];
    for (Status(number), name) in rows {
        let row = format!("| {number} | {name} |");
        assert!(page.contains(&row), "the book has no row `{row}`");
    }
    assert_eq!(usize::from(Status::END), 16 + rows.len() - 5, "a status that the book does not know");
    Ok(())
}

#[test]
fn the_framework_writes_what_the_page_says() -> Result {
    let unfit = |error| format!("{error:?}");
    let mut body = [0xa5; 8];
    let len = Fingerprint(0x78d8_685a_b982_128d).write(&mut body).map_err(unfit)?;
    assert_eq!(asked("Framework.bind.request")?, hex(body.get(..len).ok_or("a length")?));
    let len = Bound(true).write(&mut body).map_err(unfit)?;
    assert_eq!(asked("Framework.bind.reply")?, hex(body.get(..len).ok_or("a length")?));
    let len = DeriveArgs { rights: 5, label: 42 }.write(&mut body).map_err(unfit)?;
    assert_eq!(asked("Framework.derive.request")?, hex(body.get(..len).ok_or("a length")?));
    let len = EventArgs { event: 36 }.write(&mut body).map_err(unfit)?;
    assert_eq!(asked("Server.next.request")?, hex(body.get(..len).ok_or("a length")?));
    Ok(())
}

/// The bytes of an example without capabilities, as digits.
fn asked(message: &str) -> Result<String> {
    let page = page()?;
    let block = blocks(&page).into_iter().find(|block| block.text.starts_with(&format!("{message},")));
    let check = example(block.ok_or("no example")?.text, Some("{}"))?.into_iter().next().ok_or("no check")?;
    let bytes = check.question.strip_prefix(message).and_then(|rest| rest.strip_suffix(" 0")).ok_or("a question")?;
    Ok(bytes.trim().to_owned())
}

/// Every block of `idl` of the page about systems is sound, together with those before it; one that says `refused` has the error
/// that it names, and no other.
#[test]
fn systems() -> Result {
    let page = fs::read_to_string(root().join("book/src/systems.md"))?;
    let (mut before, mut seen) = (Vec::new(), 0);
    for block in blocks(&page) {
        let Some(wanted) = block.kind.strip_prefix("idl") else { continue };
        let wanted: Vec<_> = wanted.strip_prefix(",refused ").into_iter().collect();
        let mut sources = Sources::new();
        for (index, text) in before.iter().chain([&block.text]).enumerate() {
            sources.add(format!("{index}.idl"), *text)?;
        }
        let found = idlc::check(&sources);
        let codes: Vec<_> = found.iter().map(|finding| finding.code.id).collect();
        assert_eq!(codes, wanted, "{found:#?}\n{}", block.text);
        seen += 1;
        if wanted.is_empty() {
            before.push(block.text);
        }
    }
    assert!(seen > 5, "only {seen} examples");
    Ok(())
}

/// A question for the oracle, and the right answer.
#[derive(Debug)]
struct Check {
    question: String,
    answer: String,
}

/// A fenced block.
struct Block<'p> {
    kind: &'p str,
    text: &'p str,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn page() -> io::Result<String> {
    fs::read_to_string(root().join("book/src/wire.md"))
}

/// Every second piece between fences is a block; its first line is its kind.
fn blocks(page: &str) -> Vec<Block<'_>> {
    let inside = page.split("```").skip(1).step_by(2);
    inside.filter_map(|block| block.split_once('\n')).map(|(kind, text)| Block { kind, text }).collect()
}

fn example(block: &str, value: Option<&str>) -> Result<Vec<Check>> {
    let (head, body) = block.split_once("\n\n").ok_or("no empty line behind the name")?;
    let mut parts = head.split(", ");
    let name = parts.next().unwrap_or_default();
    let (mut len, mut caps, mut refused, mut partly) = (None, None, false, false);
    for part in parts {
        match part.split_once(' ') {
            Some((number, "bytes")) => len = Some(number.parse::<usize>()?),
            Some((number, "capability" | "capabilities")) => caps = Some(number.parse::<u32>()?),
            None if part == "refused" => refused = true,
            None if part == "partly" => partly = true,
            _ => return Err(format!("`{part}` is no part of a name").into()),
        }
    }
    if refused {
        return body.lines().map(|line| near_miss(name, caps.unwrap_or(0), line)).collect();
    }
    let (len, caps) = (len.ok_or("no length")?, caps.ok_or("no capabilities")?);
    let value = value.ok_or("no value behind it")?;
    let bytes = whole(body)?;
    if bytes.len() != len {
        return Err(format!("{} bytes", bytes.len()).into());
    }
    let digits = hex(&bytes);
    if partly {
        return Ok(vec![Check { question: format!("{name} {digits} {caps}"), answer: format!("partly {value}") }]);
    }
    Ok(vec![
        Check { question: format!("{name} {digits} {caps}"), answer: format!("ok {value}") },
        Check { question: format!("encode {name} {value}"), answer: format!("ok {digits} {caps}") },
    ])
}

/// `20 00 06    refinement: user is 32`
fn near_miss(name: &str, caps: u32, line: &str) -> Result<Check> {
    let (digits, why) = line.split_once("  ").ok_or("no reason")?;
    let reason = why.trim_start().split_once(": ").ok_or("no reason")?.0;
    let question = format!("{name} {} {caps}", hex(&unhex(digits)?));
    Ok(Check { question, answer: format!("refused {reason}") })
}

/// ` 2  06    length of pin`, each line at the offset where the line before it ends.
fn whole(body: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for line in body.lines() {
        let (offset, rest) = line.trim_start().split_once("  ").ok_or("no bytes")?;
        let (digits, _) = rest.split_once("  ").ok_or("a line does not say what it is")?;
        if offset.parse::<usize>()? != bytes.len() {
            return Err(format!("`{line}` stands at {}", bytes.len()).into());
        }
        bytes.extend(unhex(digits)?);
    }
    Ok(bytes)
}

fn unhex(digits: &str) -> Result<Vec<u8>> {
    Ok(digits.split(' ').map(|byte| u8::from_str_radix(byte, 16)).collect::<std::result::Result<_, _>>()?)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// The oracle's answers, or nothing on a machine without Python: `.ci/run` has it.
fn oracle(idl: &[&str], checks: &[Check]) -> Result<Option<Vec<String>>> {
    let mut command = Command::new("python3");
    command.arg(root().join("tests/oracle.py")).arg(root().join("examples/smart-lock/smart_lock.idl"));
    for (index, text) in idl.iter().enumerate() {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("book-{index}.idl"));
        fs::write(&path, text)?;
        command.arg(path);
    }
    let mut child = match command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            writeln!(io::stderr(), "no python3 here: the book's examples are not checked")?;
            return Ok(None);
        }
        child => child?,
    };
    let questions: Vec<&str> = checks.iter().map(|check| check.question.as_str()).collect();
    // All questions fit the pipe, so nobody waits for the other; closing it ends the oracle.
    child.stdin.take().ok_or("no input")?.write_all(questions.join("\n").as_bytes())?;
    let output = child.wait_with_output()?;
    Ok(Some(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect()))
}
