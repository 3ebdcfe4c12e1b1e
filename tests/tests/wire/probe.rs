//! What is known of one message: how the generated code reads it, and writes it again.

use bumpalo::Bump;
use tessera::wire::{Give, Message, Read};
use tessera_tests::reflected::Taken;

use crate::{back::Back, json, json::Json, laws::Drawn, paper::Paper};

/// One message.
#[derive(Clone, Copy)]
pub(crate) struct Probe {
    /// `Interface.method.request`, as the oracle has it.
    pub(crate) name: &'static str,
    /// What the compiler says of it.
    pub(crate) max: usize,
    pub(crate) caps: u16,
    /// Reads a body; `None` if it is malformed.
    pub(crate) take: fn(&[u8], u16) -> Option<Taken>,
    /// Makes up a value, writes it, reads it; see `laws`.
    pub(crate) law: fn(&[u8]) -> Result<Drawn, String>,
}

/// Reads a body as `R`, and writes it as `W`.
pub(crate) fn take<'a, R, W>(room: &'a Bump, body: &'a [u8], caps: u16) -> Option<Taken>
where
    R: Read<'a> + Json + Back<'a, W>,
    W: Give<Paper>,
{
    let read = R::read(Message { body, caps }).ok()?;
    let value = json::text(&read);
    let (again, caps) = write(read.back(room));
    Some(Taken { value, again, caps })
}

/// The body of a value, and the capabilities that go with it.
pub(crate) fn write(value: impl Give<Paper>) -> (Vec<u8>, Vec<u16>) {
    try_write(value).expect("what was read fits")
}

/// The same for a value that may be longer than its bound.
pub(crate) fn try_write(value: impl Give<Paper>) -> Option<(Vec<u8>, Vec<u16>)> {
    // What lay in the buffer before must not show.
    let mut buffer = vec![0xa5; 1 << 13];
    let len = value.write(&mut buffer).ok()?;
    buffer.truncate(len);
    let mut port = Paper::default();
    value.give(&mut port).unwrap();
    Some((buffer, port.given))
}

/// The messages of a method, from its type: what a server reads, what a caller reads, what `fails` names.
macro_rules! messages {
    ($($method:ty: $name:literal $($kind:ident)*;)*) => {
        &[$($($crate::probe::message!($method, $name, $kind),)*)*]
    };
}

macro_rules! message {
    ($method:ty, $name:literal, request) => {
        $crate::probe::message!(
            concat!($name, ".request"),
            <$method as tessera::Method>::MAX_REQUEST,
            <$method as tessera::Method>::REQUEST_CAPS,
            <$method as tessera::Served>::Request<'_>,
            <$method as tessera::Called>::Args<'_, $crate::paper::Paper>
        )
    };
    ($method:ty, $name:literal, reply) => {
        $crate::probe::message!(
            concat!($name, ".reply"),
            <$method as tessera::Method>::MAX_REPLY,
            <$method as tessera::Method>::REPLY_CAPS,
            <$method as tessera::Called>::Answer<'_>,
            <$method as tessera::Served>::Reply<'_, $crate::paper::Paper>
        )
    };
    ($method:ty, $name:literal, error) => {
        $crate::probe::message!(
            concat!($name, ".error"),
            <$method as tessera::Method>::MAX_REPLY,
            0,
            <$method as tessera::Called>::Error,
            $crate::laws::Error<<$method as tessera::Served>::Error>
        )
    };
    ($name:expr, $max:expr, $caps:expr, $read:ty, $write:ty) => {
        $crate::probe::Probe {
            name: $name,
            max: $max,
            caps: $caps,
            take: |body, caps| $crate::probe::take::<$read, $write>(&bumpalo::Bump::new(), body, caps),
            law: |source| {
                let room = bumpalo::Bump::new();
                let mut source = $crate::laws::Source::new(source, &room);
                let value: Option<$write> = $crate::laws::Draw::draw(&mut source);
                match value {
                    Some(value) => $crate::laws::law::<$read, $write>(&room, value),
                    None => Ok($crate::laws::Drawn::Nothing),
                }
            },
        }
    };
}
pub(crate) use {message, messages};
