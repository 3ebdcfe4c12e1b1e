//! Attempts at what must not work, by raw system calls. Each prints a line with its outcome: `NAME OUTCOME`.

use std::{
    io::Error,
    mem::MaybeUninit,
    os::fd::{AsRawFd, BorrowedFd, OwnedFd},
    ptr::null,
};

use libc::c_long;
use rustix::{
    cmsg_space,
    fs::{FallocateFlags, SealFlags, fallocate, fcntl_add_seals, ftruncate},
    io::{IoSliceMut, write},
    mm::{MapFlags, ProtFlags, mmap},
    net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg},
};
use tessera_linux::Role;

/// What a component may call with any arguments, by the manual page of each; the test's own copy of the list.
const ALLOWED: &[c_long] = &[
    libc::SYS_sendmsg,
    libc::SYS_recvmsg,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    libc::SYS_ppoll,
    libc::SYS_fstat,
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_getrandom,
    libc::SYS_sched_yield,
    libc::SYS_futex,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_gettid,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // With some arguments only.
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_tgkill,
    libc::SYS_fcntl,
    libc::SYS_socketpair,
    // uretprobe and uprobe on x86-64: no filter sees them, and whoever calls them by hand dies (linux/kernel/seccomp.c,
    // "passthrough uretprobe systemcall without filtering").
    #[cfg(target_arch = "x86_64")]
    335,
    #[cfg(target_arch = "x86_64")]
    336,
];

/// System calls of x86-64 by the x32 convention: the same architecture to a filter, other numbers.
const X32: c_long = 0x4000_0000;

fn outcome(result: c_long) -> String {
    if result >= 0 { "ok".to_owned() } else { Error::last_os_error().raw_os_error().unwrap().to_string() }
}

macro_rules! try_call {
    ($name:expr, $($argument:expr),+) => {
        println!("{} {}", $name, outcome(unsafe { libc::syscall($($argument),+) }))
    };
}

pub(crate) fn attempt(serves: bool) {
    let (unix, pair) = (libc::AF_UNIX, &mut [0i32; 2]);
    let seqpacket = libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC;
    if serves {
        try_call!("pair", libc::SYS_socketpair, unix, seqpacket, 0, pair.as_mut_ptr());
    } else {
        try_call!("socketpair", libc::SYS_socketpair, unix, seqpacket, 0, pair.as_mut_ptr());
    }
    for (name, domain, kind) in [
        ("socketpair(dgram)", unix, libc::SOCK_DGRAM | libc::SOCK_CLOEXEC),
        ("socketpair(stream)", unix, libc::SOCK_STREAM),
        ("socketpair(inet)", libc::AF_INET, seqpacket),
    ] {
        try_call!(name, libc::SYS_socketpair, domain, kind, 0, pair.as_mut_ptr());
    }
    let path = c"/etc/passwd".as_ptr();
    try_call!("openat", libc::SYS_openat, libc::AT_FDCWD, path, libc::O_RDONLY);
    try_call!("statx", libc::SYS_statx, libc::AT_FDCWD, path, 0, 0, null::<u8>());
    try_call!("execve", libc::SYS_execve, c"/nowhere".as_ptr(), null::<u8>(), null::<u8>());
    try_call!("socket(unix)", libc::SYS_socket, unix, libc::SOCK_DGRAM, 0);
    try_call!("socket(inet)", libc::SYS_socket, libc::AF_INET, libc::SOCK_STREAM, 0);
    try_call!("socket(netlink)", libc::SYS_socket, libc::AF_NETLINK, libc::SOCK_RAW, 0);
    try_call!("memfd_create", libc::SYS_memfd_create, c"x".as_ptr(), 0);
    // Signal 0 only asks: an escape that is noticed and does no harm.
    let parent = std::os::unix::process::parent_id();
    try_call!("kill", libc::SYS_kill, parent, 0);
    try_call!("tgkill", libc::SYS_tgkill, parent, parent, 0);
    try_call!("pidfd_open", libc::SYS_pidfd_open, parent, 0);
    let anonymous = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    let (all, read) = (libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC, libc::PROT_READ);
    try_call!("mmap(exec)", libc::SYS_mmap, null::<u8>(), 4096, all, anonymous, -1, 0);
    let page = unsafe { libc::mmap(std::ptr::null_mut(), 4096, read, anonymous, -1, 0) };
    assert_ne!(page, libc::MAP_FAILED);
    try_call!("mprotect(exec)", libc::SYS_mprotect, page, 4096, read | libc::PROT_EXEC);
    try_call!("dup", libc::SYS_fcntl, 3, libc::F_DUPFD, 10);
    try_call!("own", libc::SYS_fcntl, 3, libc::F_SETOWN, parent);
    try_call!("ioctl", libc::SYS_ioctl, 0, libc::TIOCSTI, c"x".as_ptr());
    try_call!("clone", libc::SYS_clone, -1i64, 0, 0, 0, 0);
    if std::env::args().nth(2).as_deref() == Some("free") {
        return println!("done");
    }
    // Every number there is and some more, with arguments that mean nothing: what is not refused would say so in another way.
    let mut tried = 0;
    for number in (0..600).chain((0..600).map(|number| X32 | number)) {
        if number & X32 != 0 && !cfg!(target_arch = "x86_64") || ALLOWED.contains(&number) {
            continue;
        }
        tried += 1;
        let result = unsafe { libc::syscall(number, -1i64, -1i64, -1i64, -1i64, -1i64, -1i64) };
        let outcome = outcome(result);
        if outcome != libc::EPERM.to_string() {
            println!("number-{number} {outcome}");
        }
    }
    println!("tried {tried}");
    println!("done");
}

/// `getpid` in the way of 32-bit x86.
pub(crate) fn foreign() {
    #[cfg(target_arch = "x86_64")]
    unsafe {
        let result: i64;
        std::arch::asm!("int 0x80", inlateout("rax") 20i64 => result, out("r8") _, out("r9") _, out("r10") _, out("r11") _);
        println!("survived {result}");
    }
}

/// Takes the clock's file out of the wiring by hand, and attacks it with everything but a system call filter in the way.
pub(crate) fn clockmaker(_: &Role) {
    let boot = unsafe { BorrowedFd::borrow_raw(3) };
    let clock = loop {
        let (mut bytes, mut space) = ([0; 16], [MaybeUninit::uninit(); cmsg_space!(ScmRights(4))]);
        let mut control = RecvAncillaryBuffer::new(&mut space);
        recvmsg(boot, &mut [IoSliceMut::new(&mut bytes)], &mut control, RecvFlags::empty()).unwrap();
        let fds = control.drain().filter_map(|part| match part {
            RecvAncillaryMessage::ScmRights(fds) => Some(fds),
            _ => None,
        });
        if let Some(fd) = fds.flatten().next().filter(|_| bytes[0] == 3) {
            break fd;
        }
    };
    let say = |name: &str, ok: bool| println!("{name} {}", if ok { "ok" } else { "refused" });
    let map = |fd: &OwnedFd, protection, flags| unsafe { mmap(std::ptr::null_mut(), 4096, protection, flags, fd, 0) };
    say("read", map(&clock, ProtFlags::READ, MapFlags::SHARED).is_ok());
    say("map", map(&clock, ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED).is_ok());
    let page = map(&clock, ProtFlags::READ, MapFlags::SHARED).unwrap();
    say("protect", unsafe { libc::mprotect(page, 4096, libc::PROT_READ | libc::PROT_WRITE) } == 0);
    say("write", write(&clock, b"x").is_ok());
    say("shrink", ftruncate(&clock, 0).is_ok());
    say("grow", ftruncate(&clock, 8192).is_ok());
    say("punch", fallocate(&clock, FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE, 0, 4096).is_ok());
    say("seal", fcntl_add_seals(&clock, SealFlags::WRITE).is_ok());
    let again = std::fs::OpenOptions::new().write(true).open(format!("/proc/self/fd/{}", clock.as_raw_fd()));
    say("reopen", again.is_ok_and(|file| write(&file, b"x").is_ok()));
    println!("done");
}
