//! The second implementation of the format, `tests/oracle.py`, as one child process: questions and answers are lines.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::string_slice,
    clippy::missing_panics_doc,
    reason = "a test stops where it is wrong"
)]

use std::{
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

use crate::{json, repository};

/// The oracle for one build.
#[derive(Debug)]
pub struct Oracle(Child);

/// A body with its capabilities, and its value as JSON.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The body.
    pub body: Vec<u8>,
    /// How many capabilities it mentions.
    pub caps: u16,
    /// The value as canonical JSON.
    pub value: String,
}

impl Oracle {
    /// Starts it for one description.
    #[must_use]
    pub fn of(idl: impl AsRef<Path>) -> Self {
        Self::run("tests/oracle.py", &[repository().join(idl)])
    }

    /// Starts a program that answers as the oracle does, for the files of a build.
    #[must_use]
    pub fn run(program: &str, files: &[PathBuf]) -> Self {
        let child = Command::new("python3")
            .arg(repository().join(program))
            .args(files)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        Self(child.expect("the oracle needs python3"))
    }

    /// One answer for each question. Asking and listening go on at once, so neither pipe fills.
    pub fn ask(&mut self, questions: &[String]) -> Vec<String> {
        let mut to = BufWriter::new(self.0.stdin.as_mut().unwrap());
        let mut from = BufReader::new(self.0.stdout.as_mut().unwrap());
        thread::scope(|scope| {
            scope.spawn(move || {
                for question in questions {
                    writeln!(to, "{question}").unwrap();
                }
                to.flush().unwrap();
            });
            let next = |question| {
                let mut line = String::new();
                from.read_line(&mut line).unwrap();
                assert!(line.ends_with('\n') && !line.starts_with("error"), "{question}: {line}");
                line.truncate(line.len() - 1);
                line
            };
            questions.iter().map(next).collect()
        })
    }

    /// The names of all messages.
    pub fn messages(&mut self) -> Vec<String> {
        let answer = self.ask(&[String::from("messages")]).remove(0);
        answer.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    }

    /// Values of a message, the longest first.
    pub fn samples(&mut self, message: &str, count: usize) -> Vec<Sample> {
        let questions: Vec<_> = (0..count).map(|seed| format!("sample {message} {seed}")).collect();
        let sample = |answer: String| {
            let mut parts = answer.strip_prefix("ok ").expect("a sample").splitn(3, ' ');
            let mut part = || parts.next().unwrap();
            let (body, caps) = (bytes(part()), part().parse().unwrap());
            Sample { body, caps, value: part().to_owned() }
        };
        self.ask(&questions).into_iter().map(sample).collect()
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().unwrap();
    }
}

/// The question for the value of a body.
#[must_use]
pub fn question(message: &str, body: &[u8], caps: u16) -> String {
    let mut question = format!("{message} ");
    json::hex(body, &mut question);
    if body.is_empty() {
        question.push('-');
    }
    question.push(' ');
    question.push_str(&caps.to_string());
    question
}

/// The value in an answer, and whether it says all that was in the body; `None` for a body that is refused.
#[must_use]
pub fn value_of(answer: &str) -> Option<(&str, bool)> {
    let whole = answer.strip_prefix("ok ").map(|value| (value, true));
    whole.or_else(|| answer.strip_prefix("partly ").map(|value| (value, false)))
}

/// The bytes that digits stand for.
#[must_use]
pub fn bytes(digits: &str) -> Vec<u8> {
    let digits = if digits == "-" { "" } else { digits };
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}
