//! Resource limits and descriptors.

use std::{fs, os::fd::BorrowedFd};

use rustix::{
    io::{Errno, fcntl_getfd},
    process::{Resource, Rlimit, setrlimit},
};

use crate::{CAPS, CONNECTIONS, Error, USES, role::BOOT};

/// Private memory, in bytes: what a component can take from the others.
const MEMORY: u64 = 256 << 20;

/// Descriptors: the four, every connection, every capability, a message on its way in and one on its way out, and room to spare.
const DESCRIPTORS: u64 = (4 + CONNECTIONS + USES + 2 * (CAPS + 2) + 64) as u64;

/// Lowers every limit that bears on others. There is no way back up (getrlimit(2): the hard limit).
pub(super) fn lower() -> Result<(), Errno> {
    let limits = [
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nproc, 0),
        (Resource::Memlock, 0),
        (Resource::Msgqueue, 0),
        (Resource::Nofile, DESCRIPTORS),
        (Resource::Data, MEMORY),
    ];
    for (resource, most) in limits {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

/// How many descriptors this process holds: asked one by one, because a confined process cannot list them.
#[must_use]
pub fn descriptors() -> u64 {
    let held = |number: &i32| {
        // SAFETY: the borrow ends with this question, which changes nothing; a number that is not open is an error (fcntl(2): EBADF).
        #[expect(unsafe_code, reason = "a descriptor by its number")]
        let fd = unsafe { BorrowedFd::borrow_raw(*number) };
        fcntl_getfd(fd).is_ok()
    };
    (0..1024).filter(held).count() as u64
}

/// Refuses to go on with a descriptor that nobody declared. The launcher closes everything but 0 to 3 on the way through `exec`, so what
/// is more was opened by code that should not have run yet.
pub(super) fn only_declared() -> Result<(), Error> {
    let list = fs::read_dir("/proc/self/fd").map_err(|_| Error::Undeclared)?;
    let numbers = list.map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    // The list itself is one descriptor, which is closed when this returns.
    let more = numbers.filter(|number| number.is_none_or(|number| number > BOOT)).count();
    if more > 1 { Err(Error::Undeclared) } else { Ok(()) }
}
