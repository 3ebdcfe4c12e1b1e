//! Links only if no panic is reachable from client calls, views, validation, dispatch, policy, monitor, the serve loops and loopback.
//!
//! The panic handler calls a symbol that nobody defines. Overflow checks are on, so whatever could panic in any build would refer to it. Every entry is kept by `inline(never)`, every input comes from outside. It is linked, never run.
#![no_std]
#![no_main]
#![cfg_attr(feature = "part", expect(dead_code, reason = "a part of it is enough"))]

#[cfg(not(feature = "part"))]
mod authority;
mod client;
#[cfg(not(feature = "part"))]
mod contracts;
#[cfg(not(feature = "part"))]
mod data;
#[cfg(not(feature = "part"))]
mod events;
#[cfg(not(feature = "part"))]
mod lists;
mod outside;
mod planted;
#[cfg(not(feature = "part"))]
mod rules;
mod server;
#[cfg(not(feature = "part"))]
mod zoo;

/// The stubs under review.
#[allow(dead_code, missing_docs, reason = "the proof uses what can run, not every name")]
mod stubs {
    include!("../../stubs/smart_lock/all.snap.rs");
}

use core::panic::PanicInfo;

unsafe extern "C" {
    fn a_panic_is_reachable() -> !;
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    // SAFETY: nobody defines it, so a program that could get here does not exist.
    unsafe { a_panic_is_reachable() }
}

/// Where a program begins.
#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    begin();
    loop {
        core::hint::spin_loop();
    }
}

#[cfg(not(any(feature = "only-nothing", feature = "only-server", feature = "only-client")))]
fn begin() {
    server::served();
    client::calls();
    planted::panics();
    #[cfg(not(feature = "part"))]
    {
        server::deferred();
        server::looped();
        client::events();
        zoo::calls();
        zoo::served();
        data::read();
        data::written();
        rules::served();
        events::served();
        events::fetched();
        authority::called();
        authority::served();
        contracts::called();
        contracts::served();
        lists::called();
        lists::served();
    }
}

#[cfg(feature = "only-nothing")]
fn begin() {}

#[cfg(feature = "only-server")]
fn begin() {
    server::idle();
}

#[cfg(feature = "only-client")]
fn begin() {
    client::of(&mut outside::Outside::new(), outside::token());
}

/// What compilers assume of every program. Slow, and free of panics.
mod memory {
    #[unsafe(no_mangle)]
    unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, len: usize) -> *mut u8 {
        for at in 0..len {
            // SAFETY: the caller vouches for `len` bytes at both; volatile, or this loop becomes a call of itself.
            unsafe { to.wrapping_add(at).write_volatile(from.wrapping_add(at).read_volatile()) };
        }
        to
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, len: usize) -> *mut u8 {
        for step in 0..len {
            let at = if to.cast_const() < from { step } else { len.wrapping_sub(step).wrapping_sub(1) };
            // SAFETY: the caller vouches for `len` bytes at both; the order keeps what is not read yet.
            unsafe { to.wrapping_add(at).write_volatile(from.wrapping_add(at).read_volatile()) };
        }
        to
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn memset(to: *mut u8, byte: i32, len: usize) -> *mut u8 {
        for at in 0..len {
            // SAFETY: the caller vouches for `len` bytes.
            unsafe { to.wrapping_add(at).write_volatile(byte.to_le_bytes()[0]) };
        }
        to
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn memcmp(a: *const u8, b: *const u8, len: usize) -> i32 {
        for at in 0..len {
            // SAFETY: the caller vouches for `len` bytes at both.
            let (x, y) = unsafe { (a.wrapping_add(at).read_volatile(), b.wrapping_add(at).read_volatile()) };
            if x != y {
                return i32::from(x).wrapping_sub(i32::from(y));
            }
        }
        0
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn bcmp(a: *const u8, b: *const u8, len: usize) -> i32 {
        // SAFETY: as for `memcmp`.
        unsafe { memcmp(a, b, len) }
    }
}
