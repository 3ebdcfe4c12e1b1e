//! `FlatBuffers`, with a builder that is used again, verified.

mod driver;

use std::process::ExitCode;

use driver::{Seen, Small, Wire, see};
use flatbuffers::FlatBufferBuilder;

#[expect(unsafe_code, warnings, reason = "it is what it is")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/small_generated.rs"));
}

#[derive(Default)]
struct Flatbuffers(FlatBufferBuilder<'static>);

impl Wire for Flatbuffers {
    fn write(&mut self, small: &Small) -> Option<&[u8]> {
        let builder = &mut self.0;
        builder.reset();
        let message = generated::small::SmallArgs {
            id: small.id,
            count: small.count,
            port: small.port,
            on: small.on,
            name: Some(builder.create_string(&small.name)),
            key: Some(builder.create_vector(&small.key)),
        };
        let root = generated::small::Small::create(builder, &message);
        builder.finish_minimal(root);
        Some(builder.finished_data())
    }

    fn read(bytes: &[u8]) -> Option<()> {
        let small = flatbuffers::root::<generated::small::Small<'_>>(bytes).ok()?;
        see(Seen {
            id: small.id(),
            count: small.count(),
            port: small.port(),
            on: small.on(),
            name: small.name().as_bytes(),
            key: small.key().bytes(),
        });
        Some(())
    }
}

fn main() -> ExitCode {
    driver::run::<Flatbuffers>()
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(driver::round_trips::<Flatbuffers>(2), Some(()));
}
