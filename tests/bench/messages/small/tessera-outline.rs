//! Ours, with text and bytes behind the fixed part.

mod buffer;
mod driver;

use std::process::ExitCode;

use buffer::Buffer;
use driver::{Seen, Small, Wire, see};
use stubs::small::small::OutlinedRequest;
use tessera::wire::{Message, Read, Write};

#[expect(dead_code, unreachable_pub, clippy::pedantic, reason = "bodies are measured, not calls")]
mod stubs {
    tessera::stubs!();
}

#[derive(Default)]
struct Outline(Buffer);

impl Wire for Outline {
    fn write(&mut self, small: &Small) -> Option<&[u8]> {
        let request = OutlinedRequest {
            id: small.id,
            count: small.count,
            port: small.port,
            on: small.on,
            name: &small.name,
            key: &small.key,
        };
        let len = request.write(&mut self.0.0).ok()?;
        self.0.0.get(..len)
    }

    fn read(body: &[u8]) -> Option<()> {
        let request = OutlinedRequest::read(Message { body, caps: 0 }).ok()?;
        see(Seen {
            id: request.id,
            count: request.count,
            port: request.port,
            on: request.on,
            name: request.name.as_bytes(),
            key: request.key,
        });
        Some(())
    }
}

fn main() -> ExitCode {
    driver::run::<Outline>()
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(driver::round_trips::<Outline>(2), Some(()));
}
