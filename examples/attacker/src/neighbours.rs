//! Other processes: those with numbers around its own are the rest of the system, and its launcher.

use std::ptr::{null, null_mut};

use libc::{c_int, syscall};

use crate::{
    escape::{attempt, obtain},
    tally::Tally,
};

/// How far around its own number it looks.
const AROUND: c_int = 24;

pub(crate) fn everybody(tally: &mut Tally) {
    // SAFETY: neither call can fail or has arguments (getpid(2)).
    let (own, parent) = unsafe { (libc::getpid(), libc::getppid()) };
    let around = (own - AROUND..=own + AROUND).filter(|id| *id != own && *id > 1);
    for id in around.chain([parent, 1]).filter(|id| *id > 0) {
        tally.add("processes-tried", 1);
        one(tally, id);
    }
}

fn one(tally: &mut Tally, id: c_int) {
    // Signal 0 asks whether a signal would be allowed.
    attempt!(tally, "signals another process", libc::SYS_kill, id, 0);
    attempt!(tally, "signals another thread", libc::SYS_tgkill, id, id, 0);
    let info = [0u64; 16];
    attempt!(tally, "queues a signal to another process", libc::SYS_rt_sigqueueinfo, id, 0, info.as_ptr());

    for name in ["fd", "mem", "maps", "environ", "root", "ns/net"] {
        let path = format!("/proc/{id}/{name}\0");
        let flags = libc::O_RDONLY | libc::O_NONBLOCK;
        obtain!(tally, format!("opens /proc/PID/{name}"), libc::SYS_openat, libc::AT_FDCWD, path.as_ptr(), flags);
    }
    for descriptor in 0..8 {
        let path = format!("/proc/{id}/fd/{descriptor}\0");
        obtain!(tally, "opens /proc/PID/fd/N", libc::SYS_openat, libc::AT_FDCWD, path.as_ptr(), libc::O_PATH);
    }

    tally.add("tried", 1);
    // SAFETY: two numbers; what comes back is a new descriptor (pidfd_open(2)).
    let process = unsafe { syscall(libc::SYS_pidfd_open, id, 0) };
    if let Ok(process @ 0..) = c_int::try_from(process) {
        tally.breach("opens another process");
        for descriptor in 0..16 {
            obtain!(tally, "takes a descriptor out of another process", libc::SYS_pidfd_getfd, process, descriptor, 0);
        }
        attempt!(tally, "signals by a descriptor", libc::SYS_pidfd_send_signal, process, 0, null::<u8>(), 0);
        // SAFETY: nothing else knows this number (close(2)).
        unsafe { libc::close(process) };
    }

    let mut word = 0u64;
    let here = [(&raw mut word).cast::<u8>() as usize, size_of_val(&word)];
    // Programs without position independence begin here, and any address does for a refusal.
    let there = [0x40_0000usize, size_of_val(&word)];
    let lists = (here.as_ptr(), there.as_ptr());
    attempt!(tally, "reads another's memory", libc::SYS_process_vm_readv, id, lists.0, 1, lists.1, 1, 0);
    attempt!(tally, "writes another's memory", libc::SYS_process_vm_writev, id, lists.0, 0, lists.1, 0, 0);
    // PTRACE_SEIZE does not stop it, and ends with this process (ptrace(2)).
    attempt!(
        tally,
        "traces another process",
        libc::SYS_ptrace,
        libc::PTRACE_SEIZE,
        id,
        null_mut::<u8>(),
        null_mut::<u8>()
    );
    attempt!(
        tally,
        "lowers another's limits",
        libc::SYS_prlimit64,
        id,
        libc::RLIMIT_NOFILE,
        null::<u8>(),
        null::<u8>()
    );
}
