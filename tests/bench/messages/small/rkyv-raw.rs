//! rkyv, which believes what arrived.

mod buffer;
mod driver;

use std::{mem::MaybeUninit, process::ExitCode};

use buffer::Buffer;
use driver::{ArchivedSmall, Seen, Small, Wire, see};
use rkyv::{
    access_unchecked,
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
        #[expect(unsafe_code, reason = "this row is what not looking costs")]
        // SAFETY: the bytes are those that `write` wrote, at a multiple of 16.
        let small = unsafe { access_unchecked::<ArchivedSmall>(bytes) };
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
