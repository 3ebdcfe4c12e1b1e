//! rkyv, validated.

mod buffer;
mod driver;

use std::{mem::MaybeUninit, process::ExitCode};

use buffer::Buffer;
use driver::{ArchivedSmall, Seen, Small, Wire, see};
use rkyv::{
    api::low::access,
    api::low::to_bytes_in_with_alloc,
    rancor::Failure,
    ser::{allocator::SubAllocator, writer},
};

#[derive(Default)]
struct Rkyv(Buffer);

impl Wire for Rkyv {
    fn write(&mut self, small: &Small) -> Option<&[u8]> {
        let mut scratch = [MaybeUninit::<u8>::uninit(); 64];
        let (writer, allocator) = (writer::Buffer::from(&mut self.0.0), SubAllocator::new(&mut scratch));
        let len = to_bytes_in_with_alloc::<_, _, Failure>(small, writer, allocator).ok()?.len();
        self.0.0.get(..len)
    }

    fn read(bytes: &[u8]) -> Option<()> {
        let small = access::<ArchivedSmall, Failure>(bytes).ok()?;
        see(Seen {
            id: small.id.to_native(),
            count: small.count.to_native(),
            port: small.port.to_native(),
            on: small.on,
            name: small.name.as_bytes(),
            key: &small.key,
        });
        Some(())
    }
}

fn main() -> ExitCode {
    driver::run::<Rkyv>()
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(driver::round_trips::<Rkyv>(2), Some(()));
}
