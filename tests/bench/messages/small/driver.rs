//! What the programs of this folder share: the message, and the loop that has it written and read.

use std::{env, hint::black_box, process::ExitCode};

/// What is sent, as its owner has it, with what the peers derive.
#[derive(Debug, rkyv::Archive, rkyv::Serialize, serde::Serialize)]
pub(crate) struct Small {
    pub(crate) id: u64,
    pub(crate) count: u32,
    pub(crate) port: u16,
    pub(crate) on: bool,
    pub(crate) name: String,
    #[serde(with = "serde_bytes")]
    pub(crate) key: Vec<u8>,
}

/// What arrives. The name is text that was validated, whatever type says so.
#[derive(Debug, PartialEq)]
pub(crate) struct Seen<'a> {
    pub(crate) id: u64,
    pub(crate) count: u32,
    pub(crate) port: u16,
    pub(crate) on: bool,
    pub(crate) name: &'a [u8],
    pub(crate) key: &'a [u8],
}

/// A way to write and read it. The writer has its buffer.
pub(crate) trait Wire: Default {
    /// Writes it to the front of a buffer that was used before.
    fn write(&mut self, small: &Small) -> Option<&[u8]>;

    /// Reads all fields, and calls [`see`] with them.
    fn read(bytes: &[u8]) -> Option<()>;
}

/// All fields were read, and the optimiser does not know what becomes of them.
#[inline(always)]
pub(crate) fn see(seen: Seen<'_>) {
    #[cfg(test)]
    assert_eq!(
        seen,
        Seen { id: 81_985_529_216_486_895, count: 7, port: 443, on: true, name: b"horus", key: &[1, 2, 3, 4] }
    );
    black_box(seen);
}

/// Writes and reads as often as the first argument says. Neither half sees the other.
pub(crate) fn run<W: Wire>() -> ExitCode {
    let times = env::args().nth(1).and_then(|times| times.parse().ok());
    match times.and_then(round_trips::<W>) {
        Some(()) => ExitCode::SUCCESS,
        None => ExitCode::FAILURE,
    }
}

/// So many, with one message and one buffer.
pub(crate) fn round_trips<W: Wire>(times: u32) -> Option<()> {
    let small = Small {
        id: 81_985_529_216_486_895,
        count: 7,
        port: 443,
        on: true,
        name: "horus".to_owned(),
        key: vec![1, 2, 3, 4],
    };
    let mut wire = W::default();
    for _ in 0..times {
        let bytes = write(&mut wire, black_box(&small))?;
        read::<W>(black_box(bytes))?;
    }
    Some(())
}

#[inline(never)]
fn write<'a, W: Wire>(wire: &'a mut W, small: &Small) -> Option<&'a [u8]> {
    wire.write(small)
}

#[inline(never)]
fn read<W: Wire>(bytes: &[u8]) -> Option<()> {
    W::read(bytes)
}
