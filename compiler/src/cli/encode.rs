//! `idlc encode`: the body of a value.

use std::ops::Range;

use clap::Args;

use super::{
    Console, Exit, Stop,
    message::{Asked, to_hex},
};

/// Reads a value and prints the body of the message
///
/// The input is a literal such as `{ user: 7, pin: "123456" }`, the output hexadecimal digits.
#[derive(Debug, Args)]
pub(super) struct Encode {
    #[command(flatten)]
    asked: Asked,
    /// The output is the bytes themselves
    #[arg(long)]
    raw: bool,
}

impl Encode {
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<Exit, Stop> {
        let Self { asked, raw } = self;
        asked.run(console, |schema, message, input, console| {
            let text = str::from_utf8(input).map_err(|error| {
                Stop::Usage(format!("the value is not UTF-8: byte {} is wrong", error.valid_up_to()))
            })?;
            let value = match schema.parse(message, text) {
                Ok(value) => value,
                Err(error) => {
                    console.say(&show(&message.name, text, &error.to_string(), &error.at, error.help.as_deref()));
                    return Ok(Exit::Findings);
                }
            };
            let encoded = match schema.encode(message, &value) {
                Ok(encoded) => encoded,
                Err(refusal) => {
                    let name = &message.name;
                    console.say(&match schema.place(message, text, &refusal) {
                        Some(at) => show(name, text, &refusal.to_string(), &at, None),
                        None => format!("error: this is no `{name}`: {refusal}"),
                    });
                    return Ok(Exit::Findings);
                }
            };
            if raw {
                console.print_bytes(&encoded.body)?;
            } else {
                console.print(&(to_hex(&encoded.body) + "\n"))?;
            }
            if encoded.caps > 0 {
                console.say(&format!("the message mentions capabilities: `--caps {}`", encoded.caps));
            }
            Ok(Exit::Clean)
        })
    }
}

/// The line with what is wrong, and what to write instead.
fn show(message: &str, text: &str, error: &str, at: &Range<usize>, help: Option<&str>) -> String {
    const WIDEST: usize = 120;
    let before = text.get(..at.start).unwrap_or_default();
    let (number, start) = (before.matches('\n').count() + 1, before.rfind('\n').map_or(0, |at| at + 1));
    let line = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let column = before.get(start..).unwrap_or_default().chars().count();
    let marked = text.get(at.clone()).unwrap_or_default().lines().next().unwrap_or_default();
    let mut shown = format!("error: this is no `{message}`: {error}\n  at line {number}, column {}", column + 1);
    if line.chars().count() <= WIDEST {
        let carets = "^".repeat(marked.chars().count().max(1));
        let line = crate::report::printable(line).replace('\t', " ");
        shown = format!("{shown}\n  | {line}\n  | {:column$}{carets}", "");
    }
    match help {
        Some(help) => format!("{shown}\n  help: {help}"),
        None => shown,
    }
}
