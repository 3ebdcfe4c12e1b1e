//! Ours, with text and bytes inline.

mod buffer;
mod driver;

use std::process::ExitCode;

use buffer::Buffer;
use driver::{Seen, Small, Wire, see};
use stubs::small::small::InlinedRequest;
use tessera::wire::{Message, Read, Write};

#[expect(dead_code, unreachable_pub, clippy::pedantic, reason = "bodies are measured, not calls")]
mod stubs {
    tessera::stubs!();
}

#[derive(Default)]
struct Inline(Buffer);

impl Wire for Inline {
    fn write(&mut self, small: &Small) -> Option<&[u8]> {
        let request = InlinedRequest {
            id: small.id,
            count: small.count,
            port: small.port,
            on: small.on,
            name: small.name.as_str().into(),
            key: &small.key,
        };
        let len = request.write(&mut self.0.0).ok()?;
        self.0.0.get(..len)
    }

    fn read(body: &[u8]) -> Option<()> {
        let request = InlinedRequest::read(Message { body, caps: 0 }).ok()?;
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
    driver::run::<Inline>()
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(driver::round_trips::<Inline>(2), Some(()));
}
