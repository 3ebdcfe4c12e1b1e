//! prost: the message is made of ours, and owns what it decodes.

mod buffer;
mod driver;

use std::process::ExitCode;

use buffer::Buffer;
use driver::{Seen, Small, Wire, see};
use prost::Message;

#[expect(warnings, reason = "it is what it is")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/small.rs"));
}

#[derive(Default)]
struct Prost(Buffer);

impl Wire for Prost {
    fn write(&mut self, small: &Small) -> Option<&[u8]> {
        let message = generated::Small {
            id: small.id,
            count: small.count,
            port: small.port.into(),
            on: small.on,
            name: small.name.clone(),
            key: small.key.clone(),
        };
        let len = message.encoded_len();
        message.encode(&mut self.0.0.as_mut_slice()).ok()?;
        self.0.0.get(..len)
    }

    fn read(bytes: &[u8]) -> Option<()> {
        let small = generated::Small::decode(bytes).ok()?;
        see(Seen {
            id: small.id,
            count: small.count,
            port: u16::try_from(small.port).ok()?,
            on: small.on,
            name: small.name.as_bytes(),
            key: &small.key,
        });
        Some(())
    }
}

fn main() -> ExitCode {
    driver::run::<Prost>()
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(driver::round_trips::<Prost>(2), Some(()));
}
