//! Nothing is allocated for a message: not by the server, not by the client, not for capabilities.
#![expect(unsafe_code, clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    num::NonZeroU16,
};

use tessera::{Badge, Deferred, Event, Kernel, OneWay, Server};
use tessera_linux::{Cap, Port, connection};

/// Counts what the current thread allocates.
struct Counting;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: every call is the system allocator's own.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn no_message_allocates() {
    let (mut server, mut client) = (Port::new(), Port::new());
    let connect = |server: &mut Port, index| {
        let (cap, end) = connection().unwrap();
        server.bind(end, Badge { index, generation: NonZeroU16::MIN }).unwrap();
        cap
    };
    let caps: [Cap; 3] = [0, 1, 2].map(|index| connect(&mut server, index));
    let before = COUNT.get();
    for round in 0..100 {
        for cap in &caps {
            let (gift, _end) = connection().unwrap();
            client.give(gift).unwrap();
            client.send(cap, 35, round * 600).unwrap();
        }
        for _ in &caps {
            let Event::Request(delivery) = server.receive().unwrap() else { panic!("a request was sent") };
            assert_eq!((delivery.len, delivery.caps), (round * 600, 1));
            drop(server.take(0).unwrap());
        }
        assert!(server.poll().unwrap().is_none());
    }
    assert_eq!(COUNT.get(), before);
}
