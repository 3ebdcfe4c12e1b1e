//! What `decode` and `encode` share: sources without errors, a message by its name, and bodies as digits.

use std::{
    io::Read,
    path::{Path, PathBuf},
    time::Instant,
};

use clap::Args;
use tessera_idl::{
    Sources,
    reflect::{Message, Schema},
    suggest,
};

use super::{Console, Exit, Format, Stop};
use crate::{
    analyse, has_errors,
    input::{InputError, InputErrors, read},
};

/// The longest input, in bytes: the digits of the longest body that is taken, and as much space.
const LONGEST: u64 = 256 << 20;

/// What both commands take.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// All files of the build, in any order
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// `Interface.method.request`, `.reply` or `.error`, with the package in front where two have an interface of that name
    #[arg(short, long, value_name = "NAME", required_unless_present = "list")]
    message: Option<String>,
    /// Prints the names of all messages
    #[arg(long, conflicts_with = "message")]
    list: bool,
    /// Where to read from; `-` is the standard input
    #[arg(long, value_name = "PATH", default_value = "-")]
    from: PathBuf,
}

impl Asked {
    /// Does what is to be done with the message, unless the sources have errors or only the names are wanted.
    pub(super) fn run(
        self,
        console: &mut Console<'_>,
        act: impl FnOnce(&Schema<'_>, &Message<'_>, &[u8], &mut Console<'_>) -> Result<Exit, Stop>,
    ) -> Result<Exit, Stop> {
        let start = Instant::now();
        let sources: Sources = read(&self.files)?.sources;
        let (model, facts, findings) = analyse(&sources);
        let Some(facts) = facts.complete().filter(|_| !has_errors(&findings)) else {
            return console.show(&findings, &sources, Format::Full, start.elapsed());
        };
        let schema = Schema::new(&model, &facts);
        let Some(name) = self.message else {
            let names: String = schema.messages().into_iter().map(|message| message.name + "\n").collect();
            return console.print(&names).map(|()| Exit::Clean);
        };
        let Some(message) = schema.message(&name) else { return Err(Stop::Usage(unknown(&schema, &name))) };
        let input = input(&self.from, console)?;
        act(&schema, &message, &input, console)
    }
}

fn input(from: &Path, console: &mut Console<'_>) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    let read = if from == Path::new("-") {
        console.input.take(LONGEST).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(from).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes))
    };
    match read {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Stop::Input(InputErrors(vec![InputError::Unreadable(from.to_owned(), error)]))),
    }
}

/// The part of a name that is wrong is compared with what could stand there.
fn unknown(schema: &Schema<'_>, name: &str) -> String {
    let messages = schema.messages();
    let known = |prefix: &str| messages.iter().any(|message| message.name.starts_with(prefix));
    let names = messages.iter().map(|message| message.name.as_str());
    let help = match suggest::closest(name, names) {
        Some(close) => format!("did you mean `{close}`?"),
        None if known(&format!("{name}.")) => {
            let kinds = messages.iter().filter_map(|message| message.name.strip_prefix(name)?.strip_prefix('.'));
            format!("it has {}", kinds.map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", "))
        }
        None => "`--list` shows all names".to_owned(),
    };
    format!("there is no message `{name}`; {help}")
}

/// The bytes that digits stand for; space between them, and a `0x` in front, say nothing.
pub(super) fn from_hex(text: &[u8]) -> Result<Vec<u8>, Stop> {
    let text = text.strip_prefix(b"0x").unwrap_or(text);
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut high = None;
    for (place, byte) in text.iter().enumerate().filter(|(_, byte)| !byte.is_ascii_whitespace()) {
        let Some(digit) = char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else {
            return Err(Stop::Usage(format!(
                "the input is not hexadecimal: byte {place} is `{}`; `--raw` reads bytes as they are",
                byte.escape_ascii()
            )));
        };
        match high.take() {
            Some(high) => bytes.push(high << 4 | digit),
            None => high = Some(digit),
        }
    }
    match high {
        Some(_) => Err(Stop::Usage("the input has an odd number of hexadecimal digits".into())),
        None => Ok(bytes),
    }
}

/// Two digits for each byte.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a `String` cannot fail.
        _ = write!(text, "{byte:02x}");
        text
    })
}
