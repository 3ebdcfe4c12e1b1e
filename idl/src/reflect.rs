//! Reflection: bodies and values without generated code.
//!
//! A [`Schema`] reads the facts of a model and nothing else. It decodes the bytes of a message into a [`Value`], encodes a value
//! into bytes, prints a value as text and parses that text again. It shares no line with the generated code, so each is a test of
//! the other.
//!
//! ```text
//! bytes  --decode-->  Value  --print-->  text
//!        <--encode--         <--parse--
//! ```
//!
//! Every direction keeps the format's rules. What is refused has a typed [`Reason`], the byte at which it was seen and the path of
//! the value, such as `entries[3].user`. Decoding takes time and memory proportional to the body, whatever it holds: every node of a
//! value stands for at least one byte on each of at most [`MAX_LEVELS`](crate::check::MAX_LEVELS) levels of types.
//!
//! ```
//! use tessera_idl::{Sources, check, parse, reflect::Schema, resolve};
//!
//! let sources = Sources::single("a.idl", "package a @1.0; interface Lamp { dim(to: u8, room: string<8>); }")?;
//! let model = resolve(&parse(&sources).0).0;
//! let facts = check(&model).0;
//! let facts = facts.complete().ok_or("the sources have errors")?;
//! let schema = Schema::new(&model, &facts);
//! let message = schema.message("Lamp.dim.request").ok_or("no such message")?;
//!
//! let value = schema.parse(&message, r#"{ to: 7, room: "hall" }"#)?;
//! let encoded = schema.encode(&message, &value)?;
//! assert_eq!(encoded.body, *b"\x07\0\0\0\x0c\0\0\0\x04\0\0\0hall");
//! let again = schema.decode(&message, &encoded.body, encoded.caps)?;
//! assert_eq!(schema.print(&message, &again), r#"{ to: 7, room: "hall" }"#);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod decode;
mod encode;
mod message;
mod parse;
mod print;
mod reader;
mod refine;
mod refusal;
mod text_error;
mod tokens;
mod value;
mod writer;

pub use encode::Encoded;
pub use message::{Message, Schema};
pub use refusal::{Reason, Refusal};
pub use text_error::TextError;
pub use value::{Unknown, Value};
