//! Cap'n Proto, unpacked, in one segment that is used again.

mod buffer;
mod driver;

use std::process::ExitCode;

use buffer::Buffer;
use capnp::{
    message::{Builder, ReaderOptions, SingleSegmentAllocator},
    serialize,
};
use driver::{Seen, Small, Wire, see};

#[expect(warnings, reason = "it is what it is")]
mod small_capnp {
    include!(concat!(env!("OUT_DIR"), "/small_capnp.rs"));
}

struct Capnp {
    allocator: SingleSegmentAllocator<'static>,
    buffer: Buffer,
}

impl Default for Capnp {
    fn default() -> Self {
        Self { allocator: SingleSegmentAllocator::new(vec![0; 256].leak()), buffer: Buffer::default() }
    }
}

impl Wire for Capnp {
    fn write(&mut self, small: &Small) -> Option<&[u8]> {
        let mut message = Builder::new(&mut self.allocator);
        let mut to: small_capnp::small::Builder<'_> = message.init_root();
        to.set_id(small.id);
        to.set_count(small.count);
        to.set_port(small.port);
        to.set_on(small.on);
        to.set_name(&small.name);
        to.set_key(&small.key);
        let mut left = self.buffer.0.as_mut_slice();
        serialize::write_message(&mut left, &message).ok()?;
        let len = 128_usize.checked_sub(left.len())?;
        self.buffer.0.get(..len)
    }

    fn read(mut bytes: &[u8]) -> Option<()> {
        let message = serialize::read_message_from_flat_slice_no_alloc(&mut bytes, ReaderOptions::new()).ok()?;
        let small: small_capnp::small::Reader<'_> = message.get_root().ok()?;
        see(Seen {
            id: small.get_id(),
            count: small.get_count(),
            port: small.get_port(),
            on: small.get_on(),
            name: small.get_name().ok()?.to_str().ok()?.as_bytes(),
            key: small.get_key().ok()?,
        });
        Some(())
    }
}

fn main() -> ExitCode {
    driver::run::<Capnp>()
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(driver::round_trips::<Capnp>(2), Some(()));
}
