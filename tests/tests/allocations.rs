//! Messages are written and read without a heap: an allocator that counts sees nothing.

#![expect(unsafe_code, reason = "an allocator is")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    hint::black_box,
};

use tessera_golden::{Entry, Inner, Point, Ring};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: `GlobalAlloc` asks that layouts are honoured and blocks stay apart. Both are `System`'s doing: it is handed every call unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise for this function is `System`'s for its own (`GlobalAlloc::alloc`).
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block came from `alloc` above, so from `System`, with the same layout (`GlobalAlloc::dealloc`).
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often the heap was asked while this ran.
fn allocations(run: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.with(Cell::get);
    run();
    ALLOCATIONS.with(Cell::get) - before
}

/// Writes and reads each of the five messages of `tests/golden`, then every body with one bit turned, for as long as it is read.
fn messages() -> Option<usize> {
    let mut out = [0xa5; 512];
    let mut read = 0;
    let points = [Point { x: 1, y: -1 }; 20];
    let entries = [Entry { at: 5, user: 3, granted: true }; 3];
    let inner = Inner { at: points[0], on: true, name: tessera::view::Text::new("n\u{e9}e") };
    for message in 0..5 {
        let len = match message {
            0 => tessera_golden::scalar_write(&mut out, 1, 2, 3, true),
            1 => tessera_golden::text_write(&mut out, "caf\u{e9} au lait"),
            2 => tessera_golden::points_write(&mut out, &points),
            3 => tessera_golden::nested_write(&mut out, 7, inner, Some(points[1])),
            _ => tessera_golden::history_write(&mut out, &Ring { old: &entries, new: entries.get(..2)? }),
        };
        let body = out.get_mut(..len.ok()?)?;
        for bit in 0..=body.len() * 8 {
            // The last turn leaves the body as it is: it must be read.
            if let Some(byte) = body.get_mut(bit / 8) {
                *byte ^= 1 << (bit % 8);
            }
            let ok = match message {
                0 => tessera_golden::scalar_read(body).is_ok(),
                1 => tessera_golden::text_read(body).is_ok(),
                2 => tessera_golden::points_read(body).is_ok(),
                3 => tessera_golden::nested_read(body).is_ok(),
                _ => tessera_golden::history_read(body).is_ok(),
            };
            read += usize::from(black_box(ok));
            match body.get_mut(bit / 8) {
                Some(byte) => *byte ^= 1 << (bit % 8),
                None if !ok => return None,
                None => {}
            }
        }
    }
    Some(read)
}

#[test]
fn nothing_is_allocated() {
    let mut read = None;
    assert_eq!(allocations(|| read = messages()), 0);
    assert!(read.is_some_and(|read| read > 5), "each is read as it was written: {read:?}");
    // The count can count.
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 1);
}
