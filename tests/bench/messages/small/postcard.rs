//! postcard: numbers of variable length, decoded to a struct that borrows text and bytes.

mod buffer;
mod driver;

use std::process::ExitCode;

use buffer::Buffer;
use driver::{Seen, Small, Wire, see};

#[derive(Default)]
struct Postcard(Buffer);

#[derive(serde::Deserialize)]
struct Borrowed<'a> {
    id: u64,
    count: u32,
    port: u16,
    on: bool,
    name: &'a str,
    key: &'a [u8],
}

impl Wire for Postcard {
    fn write(&mut self, small: &Small) -> Option<&[u8]> {
        let bytes = postcard::to_slice(small, &mut self.0.0).ok()?;
        Some(bytes)
    }

    fn read(bytes: &[u8]) -> Option<()> {
        let small: Borrowed<'_> = postcard::from_bytes(bytes).ok()?;
        see(Seen {
            id: small.id,
            count: small.count,
            port: small.port,
            on: small.on,
            name: small.name.as_bytes(),
            key: small.key,
        });
        Some(())
    }
}

fn main() -> ExitCode {
    driver::run::<Postcard>()
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(driver::round_trips::<Postcard>(2), Some(()));
}
