//! Ways out of the process that need nobody else: files, sockets, memory, privileges, descriptors from nothing.

use std::ptr::{null, null_mut};

use libc::{c_int, syscall};

use crate::tally::Tally;

/// Tries one system call; a breach if it works.
macro_rules! attempt {
    ($tally:expr, $what:expr, $number:expr $(, $argument:expr)*) => {{
        $tally.add("tried", 1);
        // SAFETY: the pointers among the arguments are null, to constants, or to memory of the caller that lives on, as long as the
        // call is told (syscall(2)); what the call does, if it works, is what this program is for.
        let result = unsafe { syscall($number $(, $argument)*) };
        if result >= 0 {
            $tally.breach($what);
        }
        result
    }};
}

/// Tries one system call that would give a descriptor, which is closed again.
macro_rules! obtain {
    ($tally:expr, $($rest:tt)*) => {{
        let result = $crate::escape::attempt!($tally, $($rest)*);
        if let Ok(descriptor @ 0..) = libc::c_int::try_from(result) {
            // SAFETY: the kernel has just made it, and nothing else knows its number (close(2)).
            unsafe { libc::close(descriptor) };
        }
    }};
}
pub(crate) use {attempt, obtain};

pub(crate) fn everything(tally: &mut Tally) {
    files(tally);
    sockets(tally);
    memory(tally);
    privileges(tally);
    from_nothing(tally);
    programs(tally);
}

fn files(tally: &mut Tally) {
    for path in
        [c"/etc/passwd", c"/proc/self/mem", c"/proc/1/environ", c"/dev/mem", c"/dev/null", c".", c"/proc/self/exe"]
    {
        let open = format!("opens {}", path.to_string_lossy());
        obtain!(tally, open, libc::SYS_openat, libc::AT_FDCWD, path.as_ptr(), libc::O_RDONLY);
        // An `open_how`: flags, mode, resolve.
        let how = [0u64; 3];
        let open = format!("opens {} by openat2", path.to_string_lossy());
        obtain!(tally, open, libc::SYS_openat2, libc::AT_FDCWD, path.as_ptr(), how.as_ptr(), size_of_val(&how));
        let mut stat = [0u64; 64];
        attempt!(tally, "asks about a file", libc::SYS_newfstatat, libc::AT_FDCWD, path.as_ptr(), stat.as_mut_ptr(), 0);
    }
    let temporary = libc::O_TMPFILE | libc::O_RDWR;
    obtain!(tally, "makes a file", libc::SYS_openat, libc::AT_FDCWD, c"/tmp".as_ptr(), temporary, 0o600);
    let mut bytes = [0u8; 4096];
    attempt!(
        tally,
        "reads a link",
        libc::SYS_readlinkat,
        libc::AT_FDCWD,
        c"/proc/self/exe".as_ptr(),
        bytes.as_mut_ptr(),
        4096
    );
    attempt!(tally, "asks where it is", libc::SYS_getcwd, bytes.as_mut_ptr(), 4096);
    attempt!(tally, "changes its folder", libc::SYS_chdir, c"/".as_ptr());
    attempt!(tally, "changes its root", libc::SYS_chroot, c"/".as_ptr());
}

fn sockets(tally: &mut Tally) {
    let families = [libc::AF_UNIX, libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK, libc::AF_PACKET, libc::AF_VSOCK];
    for family in families {
        for kind in [libc::SOCK_STREAM, libc::SOCK_DGRAM, libc::SOCK_RAW, libc::SOCK_SEQPACKET] {
            obtain!(tally, format!("makes a socket of family {family}"), libc::SYS_socket, family, kind, 0);
        }
    }
    let mut pair = [0 as c_int; 2];
    for kind in [libc::SOCK_STREAM, libc::SOCK_DGRAM, libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC] {
        attempt!(tally, "makes a pair of sockets", libc::SYS_socketpair, libc::AF_UNIX, kind, 0, pair.as_mut_ptr());
    }
    // The family AF_UNIX, then an abstract name: a zero byte and what follows (unix(7)). The lock's socket and its boot socket may be bound or connected anew.
    for name in [&b"\0/tmp/.X11-unix/X0"[..], b"\0/org/freedesktop/systemd1/notify", b"\0tessera"] {
        let address = [&1u16.to_ne_bytes()[..], name].concat();
        for descriptor in 0..8 {
            attempt!(tally, "connects a socket", libc::SYS_connect, descriptor, address.as_ptr(), address.len());
            attempt!(tally, "binds a name", libc::SYS_bind, descriptor, address.as_ptr(), address.len());
        }
    }
    for descriptor in 0..8 {
        attempt!(tally, "listens", libc::SYS_listen, descriptor, 1);
        obtain!(tally, "accepts", libc::SYS_accept4, descriptor, null_mut::<u8>(), null_mut::<u8>(), 0);
        let on: c_int = 1;
        let (level, option, on) = (libc::SOL_SOCKET, libc::SO_PASSCRED, &raw const on);
        attempt!(tally, "sets a socket's options", libc::SYS_setsockopt, descriptor, level, option, on, 4);
        attempt!(tally, "shuts a socket", libc::SYS_shutdown, descriptor, 3);
        attempt!(tally, "types on the terminal", libc::SYS_ioctl, descriptor, libc::TIOCSTI, c"x".as_ptr());
    }
}

fn memory(tally: &mut Tally) {
    let (anonymous, read) = (libc::MAP_PRIVATE | libc::MAP_ANONYMOUS, libc::PROT_READ);
    let all = read | libc::PROT_WRITE | libc::PROT_EXEC;
    attempt!(tally, "maps memory to execute", libc::SYS_mmap, null::<u8>(), 4096, all, anonymous, -1, 0);
    // SAFETY: a null hint replaces no mapping (mmap(2)).
    let page = unsafe { libc::mmap(null_mut(), 4096, read, anonymous, -1, 0) };
    attempt!(tally, "makes memory executable", libc::SYS_mprotect, page, 4096, read | libc::PROT_EXEC);
    attempt!(
        tally,
        "makes memory executable with a key",
        libc::SYS_pkey_mprotect,
        page,
        4096,
        read | libc::PROT_EXEC,
        -1
    );
}

fn privileges(tally: &mut Tally) {
    let dumpable = (libc::PR_SET_DUMPABLE, 1);
    attempt!(tally, "makes itself dumpable", libc::SYS_prctl, dumpable.0, dumpable.1, 0, 0, 0);
    attempt!(tally, "lives on without its launcher", libc::SYS_prctl, libc::PR_SET_PDEATHSIG, 0, 0, 0, 0);
    let more = [4096u64; 2];
    attempt!(tally, "raises its limits", libc::SYS_prlimit64, 0, libc::RLIMIT_NOFILE, more.as_ptr(), null::<u8>());
    attempt!(tally, "leaves for a namespace", libc::SYS_unshare, libc::CLONE_NEWUSER);
    attempt!(tally, "joins a namespace", libc::SYS_setns, 3, 0);
    attempt!(
        tally,
        "mounts",
        libc::SYS_mount,
        c"none".as_ptr(),
        c"/nowhere".as_ptr(),
        c"tmpfs".as_ptr(),
        0,
        null::<u8>()
    );
    attempt!(tally, "changes its personality", libc::SYS_personality, 0x0040_0000);
}

/// Descriptors that no capability stands behind.
fn from_nothing(tally: &mut Tally) {
    let mut pair = [0 as c_int; 2];
    let mut zero = [0u64; 32];
    obtain!(tally, "makes a memory file", libc::SYS_memfd_create, c"x".as_ptr(), 0);
    attempt!(tally, "makes a pipe", libc::SYS_pipe2, pair.as_mut_ptr(), 0);
    obtain!(tally, "makes an event", libc::SYS_eventfd2, 0, 0);
    obtain!(tally, "makes an epoll", libc::SYS_epoll_create1, 0);
    obtain!(tally, "makes a timer", libc::SYS_timerfd_create, 0, 0);
    obtain!(tally, "watches files", libc::SYS_inotify_init1, 0);
    obtain!(tally, "watches all files", libc::SYS_fanotify_init, 0, 0);
    obtain!(tally, "makes a ring", libc::SYS_io_uring_setup, 4, zero.as_mut_ptr());
    attempt!(tally, "loads a program into the kernel", libc::SYS_bpf, 0, zero.as_mut_ptr(), size_of_val(&zero));
    obtain!(tally, "counts the kernel's events", libc::SYS_perf_event_open, zero.as_mut_ptr(), 0, -1, -1, 0);
    obtain!(tally, "handles its own faults", libc::SYS_userfaultfd, 0);
    attempt!(tally, "makes a key ring", libc::SYS_keyctl, 0, -3, 1);
    attempt!(tally, "makes a ruleset", libc::SYS_landlock_create_ruleset, null::<u8>(), 0, 1);
    obtain!(tally, "doubles a descriptor", libc::SYS_dup, 3);
    obtain!(tally, "doubles a descriptor by fcntl", libc::SYS_fcntl, 3, libc::F_DUPFD_CLOEXEC, 100);
    attempt!(tally, "shares memory by a key", libc::SYS_shmget, 0x7e55_e7a0, 4096, 0o600);
    attempt!(tally, "opens a queue", libc::SYS_msgget, 0x7e55_e7a0, 0o600);
}

fn programs(tally: &mut Tally) {
    tally.add("tried", 2);
    // There is no such program: where the call is allowed it says so, and this program lives on to report it.
    // SAFETY: the path is a constant, the others are null, which Linux takes for empty lists (execve(2)).
    let result = unsafe { syscall(libc::SYS_execve, c"/nowhere/at/all".as_ptr(), null::<u8>(), null::<u8>()) };
    let refused =
        matches!(std::io::Error::last_os_error().raw_os_error(), Some(libc::EPERM | libc::EACCES | libc::ENOSYS));
    if result >= 0 || !refused {
        tally.breach("executes a program");
    }
    // SAFETY: without CLONE_VM the child has a copy of everything and ends at once, by a system call and nothing else (clone(2)).
    let child = unsafe { syscall(libc::SYS_clone, libc::SIGCHLD, 0, 0, 0, 0) };
    if child == 0 {
        // SAFETY: ends the child without running anything that belongs to the parent (_exit(2)).
        unsafe { libc::_exit(0) };
    }
    if child > 0 {
        tally.breach("makes a process");
    }
}
