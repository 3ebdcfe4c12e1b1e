//! `idlc decode`: what a body says.

mod json;
mod rows;

use clap::{Args, ValueEnum};

use super::{
    Console, Exit, Stop,
    message::{Asked, from_hex},
};

/// Reads the body of a message and prints its value
///
/// The input is hexadecimal digits. A body that is refused is shown with the byte that is wrong.
#[derive(Debug, Args)]
pub(super) struct Decode {
    #[command(flatten)]
    asked: Asked,
    /// How many capabilities came with the message
    #[arg(long, value_name = "N", default_value_t = 0)]
    caps: u16,
    /// The input is the bytes themselves
    #[arg(long)]
    raw: bool,
    /// How the value looks
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Shown,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Shown {
    /// As literals of the language, which `idlc encode` reads
    #[default]
    Text,
    /// One JSON object, with a `format_version`
    Json,
}

impl Decode {
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<Exit, Stop> {
        let Self { asked, caps, raw, format } = self;
        asked.run(console, |schema, message, input, console| {
            let body = if raw { input.to_vec() } else { from_hex(input)? };
            let decoded = schema.decode(message, &body, caps);
            let exit = if decoded.is_ok() { Exit::Clean } else { Exit::Findings };
            match (format, decoded) {
                (Shown::Json, decoded) => console.print(&json::render(schema, message, caps, &decoded))?,
                (Shown::Text, Ok(value)) => console.print(&(schema.print(message, &value) + "\n"))?,
                (Shown::Text, Err(refusal)) => console.say(&rows::show(&message.name, &body, &refusal)),
            }
            Ok(exit)
        })
    }
}
