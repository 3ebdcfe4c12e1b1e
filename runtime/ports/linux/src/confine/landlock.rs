//! Landlock: rules for files, TCP and the neighbourhood that hold whatever system calls there are. Each is a ruleset without a rule, so
//! everything that it handles is denied. Numbers and structures: <https://docs.kernel.org/userspace-api/landlock.html>.

use std::ptr;

use rustix::io::Errno;

/// `struct landlock_ruleset_attr` as of version 6 of the interface; earlier ones are its beginning.
#[repr(C)]
#[derive(Default)]
struct Ruleset {
    files: u64,
    tcp: u64,
    scoped: u64,
}

/// No file is opened, made, removed or run.
pub(super) fn no_files() -> Result<(), Errno> {
    let version = version()?;
    // Version 1 has 13 rights; 2 added REFER, 3 TRUNCATE, 5 IOCTL_DEV.
    let rights = match version {
        1 => 13,
        2 => 14,
        3 | 4 => 15,
        _ => 16,
    };
    restrict(&Ruleset { files: (1 << rights) - 1, ..Ruleset::default() }, 8)
}

/// No TCP port is bound or connected to.
pub(super) fn no_tcp() -> Result<(), Errno> {
    since(4)?;
    restrict(&Ruleset { tcp: 0b11, ..Ruleset::default() }, 16)
}

/// No abstract socket of another is connected to, and no signal sent outside.
pub(super) fn no_outside() -> Result<(), Errno> {
    since(6)?;
    restrict(&Ruleset { scoped: 0b11, ..Ruleset::default() }, 24)
}

fn since(needed: libc::c_long) -> Result<(), Errno> {
    if version()? < needed { Err(Errno::OPNOTSUPP) } else { Ok(()) }
}

fn version() -> Result<libc::c_long, Errno> {
    const VERSION: libc::c_uint = 1;
    // SAFETY: with this flag the kernel asks for a null pointer and size 0, and returns a number (landlock_create_ruleset(2)).
    #[expect(unsafe_code, reason = "Landlock has no safe wrapper here")]
    let version = unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, ptr::null::<Ruleset>(), 0usize, VERSION) };
    if version < 0 { Err(last()) } else { Ok(version) }
}

/// Denies what the ruleset handles to this thread, for good. Needs no-new-privileges.
fn restrict(ruleset: &Ruleset, size: usize) -> Result<(), Errno> {
    // SAFETY: the pointer is to a live `repr(C)` structure of at least `size` bytes, which the kernel only reads
    // (landlock_create_ruleset(2)).
    #[expect(unsafe_code, reason = "Landlock has no safe wrapper here")]
    let fd = unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, ptr::from_ref(ruleset), size, 0) };
    let fd = libc::c_int::try_from(fd).map_err(|_| Errno::BADF)?;
    if fd < 0 {
        return Err(last());
    }
    // SAFETY: the kernel has just made this descriptor for us, so this is its only owner.
    #[expect(unsafe_code, reason = "a descriptor by its number")]
    let fd = unsafe { <std::os::fd::OwnedFd as std::os::fd::FromRawFd>::from_raw_fd(fd) };
    // SAFETY: the call takes numbers only, and restricts nothing but what this thread may do (landlock_restrict_self(2)).
    #[expect(unsafe_code, reason = "Landlock has no safe wrapper here")]
    let done = unsafe {
        libc::syscall(libc::SYS_landlock_restrict_self, std::os::fd::AsRawFd::as_raw_fd(&fd), 0 as libc::c_uint)
    };
    if done < 0 { Err(last()) } else { Ok(()) }
}

fn last() -> Errno {
    Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::INVAL)
}
