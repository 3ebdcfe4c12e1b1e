//! The second implementation of the format, `tests/oracle.py`, as one child process: questions and answers are lines.

use std::{
    io::{BufRead, BufReader, BufWriter, Write},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
};

use tessera_tests::repository;

/// The oracle for one description.
#[derive(Debug)]
pub(crate) struct Oracle(Child);

/// A body with its capabilities, and its value as JSON.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) body: Vec<u8>,
    pub(crate) caps: u16,
    pub(crate) value: String,
}

impl Oracle {
    /// Starts it.
    pub(crate) fn of(idl: impl AsRef<Path>) -> Self {
        Self::run("tests/oracle.py", &repository().join(idl))
    }

    /// Starts a program that answers as the oracle does.
    pub(crate) fn run(program: &str, file: &Path) -> Self {
        let child = Command::new("python3")
            .arg(repository().join(program))
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        Self(child.expect("the oracle needs python3"))
    }

    /// One answer for each question. Asking and listening go on at once, so neither pipe fills.
    pub(crate) fn ask(&mut self, questions: &[String]) -> Vec<String> {
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
    pub(crate) fn messages(&mut self) -> Vec<String> {
        let answer = self.ask(&[String::from("messages")]).remove(0);
        answer.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    }

    /// Values of a message, the longest first.
    pub(crate) fn samples(&mut self, message: &str, count: usize) -> Vec<Sample> {
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
pub(crate) fn question(message: &str, body: &[u8], caps: u16) -> String {
    use std::fmt::Write as _;
    let mut question = format!("{message} ");
    for byte in body {
        write!(question, "{byte:02x}").unwrap();
    }
    if body.is_empty() {
        question.push('-');
    }
    write!(question, " {caps}").unwrap();
    question
}

/// The bytes that digits stand for.
pub(crate) fn bytes(digits: &str) -> Vec<u8> {
    let digits = if digits == "-" { "" } else { digits };
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}
