//! The descriptors that the process has, and the wiring that it reads from descriptor 3 by hand.
//!
//! A record is 16 bytes: `kind: u16` (1 client, 2 server, 3 clock, 4 start), `place: u16`, `subject: u16`, `rights: u16`, zero; and a
//! descriptor beside it, except with `start`.

use std::{
    io::{IoSlice, IoSliceMut},
    mem::MaybeUninit,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

use rustix::{
    cmsg_space,
    fs::{FallocateFlags, SealFlags, fallocate, fcntl_add_seals, ftruncate},
    io::{Errno, fcntl_getfd, write},
    mm::{MapFlags, ProtFlags, mmap},
    net::{
        RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags,
        recvmsg, sendmsg,
    },
};

use crate::{
    line::Line,
    tally::Tally,
    wire::{OPEN, READ},
};

const BOOT: i32 = 3;

/// What the launcher gives.
pub(crate) struct Wiring {
    pub(crate) lock: Line,
    clock: Option<OwnedFd>,
}

/// Asks every number whether it is a descriptor.
pub(crate) fn walk(tally: &mut Tally) {
    for number in 0..1024 {
        if fcntl_getfd(borrow(number)).is_ok() {
            tally.add("descriptors-found", 1);
            if number > BOOT {
                tally.breach(format_args!("descriptor {number} is open, and nobody declared it"));
            }
        }
    }
}

/// Reads the records up to the start. The gateway's is one client and the clock; more would be a breach.
pub(crate) fn read(tally: &mut Tally) -> Option<Wiring> {
    let (mut lock, mut clock) = (None, None);
    loop {
        let mut bytes = [0; 16];
        let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(4))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        match recvmsg(borrow(BOOT), &mut [IoSliceMut::new(&mut bytes)], &mut control, RecvFlags::CMSG_CLOEXEC) {
            Ok(message) if message.bytes > 0 => {}
            Err(Errno::INTR) => continue,
            Ok(_) | Err(_) => return None,
        }
        let descriptors = control.drain().filter_map(|part| match part {
            RecvAncillaryMessage::ScmRights(fds) => Some(fds),
            _ => None,
        });
        let mut descriptors: Vec<OwnedFd> = descriptors.flatten().collect();
        let [kind, _, place, ..] = bytes;
        match (kind, place, descriptors.len()) {
            (1, 0, 1) if lock.is_none() => lock = descriptors.pop(),
            (3, _, 1) if clock.is_none() => clock = descriptors.pop(),
            (4, _, 0) => return Some(Wiring { lock: Line::new(lock?, OPEN | READ), clock }),
            _ => tally.breach(format_args!("the launcher wires more than is declared: {bytes:?}")),
        }
    }
}

/// Attacks what belongs to the launcher: its clock, and what it believes.
pub(crate) fn forge(tally: &mut Tally, wiring: &Wiring) {
    if let Some(clock) = &wiring.clock {
        let protection = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: a null hint replaces no mapping (mmap(2)), and nothing looks at what is mapped.
        let mapped = unsafe { mmap(std::ptr::null_mut(), 4096, protection, MapFlags::SHARED, clock, 0) };
        let attempts = [
            ("map the clock for writing", mapped.is_ok()),
            ("write to the clock", write(clock, &[0xff; 16]).is_ok()),
            ("cut the clock", ftruncate(clock, 0).is_ok()),
            ("punch a hole into the clock", fallocate(clock, FallocateFlags::PUNCH_HOLE, 0, 4096).is_ok()),
            ("seal the clock", fcntl_add_seals(clock, SealFlags::WRITE).is_ok()),
        ];
        for (what, worked) in attempts {
            tally.add("tried", 1);
            if worked {
                tally.breach(what);
            }
        }
    }
    // Wiring for others, and better news about its own confinement. Nobody reads what a component says here after it was confined.
    for kind in 0..64u8 {
        let mut record = [0xff; 16];
        record[..2].copy_from_slice(&[kind, 0]);
        let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        let end = wiring.lock.end();
        let gift = [end.as_fd()];
        control.push(SendAncillaryMessage::ScmRights(&gift));
        let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
        let sent = sendmsg(borrow(BOOT), &[IoSlice::new(&record)], &mut control, flags).is_ok();
        tally.add("forged-records", u64::from(sent));
    }
}

fn borrow(number: i32) -> BorrowedFd<'static> {
    // SAFETY: 3 is the boot socket, which stays open; another number is only asked whether it is open (fcntl(2): EBADF if not).
    unsafe { BorrowedFd::borrow_raw(number) }
}
