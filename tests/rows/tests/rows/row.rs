//! The tables of `tests/conformance`, as rows.

use std::{fmt, fs};

use tessera_tests::{oracle::bytes, repository};

/// What a row says of a message; `README.md` beside the tables has the columns.
#[derive(Debug)]
pub(crate) struct Row {
    /// `FILE.tsv:LINE`, for who looks for it.
    pub(crate) place: String,
    pub(crate) kind: Kind,
    pub(crate) message: String,
    pub(crate) caps: u16,
    pub(crate) body: Vec<u8>,
    /// As canonical JSON; `-` if there is none.
    pub(crate) value: String,
    pub(crate) rule: String,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, message, rule, kind, .. } = self;
        write!(f, "{place}: {kind:?} {message} {rule}")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// These bytes are this value, and this value is these bytes.
    Success,
    /// This value has no bytes.
    EncodeRefused,
    /// These bytes are no value.
    DecodeRefused,
    /// They would be, with other capabilities.
    CapabilityRefused,
    /// These bytes are read as this value, which is not all of them, or was written by another version.
    Evolution,
}

/// The rows of a subject.
pub(crate) fn rows(subject: &str) -> Vec<Row> {
    let name = format!("{subject}.tsv");
    let text = fs::read_to_string(repository().join("tests/conformance").join(&name)).unwrap();
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    lines.map(|(line, number)| row(line, format!("{name}:{number}"))).collect()
}

fn row(line: &str, place: String) -> Row {
    let mut columns = line.split('\t').map(str::to_owned);
    let mut next = || columns.next().expect(&place);
    Row {
        kind: match &*next() {
            "success" => Kind::Success,
            "encode-refused" => Kind::EncodeRefused,
            "decode-refused" => Kind::DecodeRefused,
            "capability-refused" => Kind::CapabilityRefused,
            "evolution" => Kind::Evolution,
            other => panic!("{place}: {other}"),
        },
        message: next(),
        caps: next().parse().unwrap(),
        body: bytes(&next().replace(' ', "")),
        value: next(),
        rule: next(),
        place,
    }
}
