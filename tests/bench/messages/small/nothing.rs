//! Nothing is written and nothing is read: what the loop costs, and the program around it.

mod buffer;
mod driver;

use std::process::ExitCode;

use buffer::Buffer;
use driver::{Seen, Small, Wire, see};

#[derive(Default)]
struct Nothing(Buffer);

impl Wire for Nothing {
    fn write(&mut self, small: &Small) -> Option<&[u8]> {
        see(Seen {
            id: small.id,
            count: small.count,
            port: small.port,
            on: small.on,
            name: small.name.as_bytes(),
            key: &small.key,
        });
        Some(&self.0.0)
    }

    fn read(_: &[u8]) -> Option<()> {
        Some(())
    }
}

fn main() -> ExitCode {
    driver::run::<Nothing>()
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(driver::round_trips::<Nothing>(2), Some(()));
}
