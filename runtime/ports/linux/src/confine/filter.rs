//! The list of system calls. What is not on it fails with `EPERM`; a call in the way of another architecture ends the process.
//!
//! Not on it, among all others: everything that takes a path or makes a descriptor from a name (`open*`, `stat`, `socket`, `connect`,
//! `bind`, `accept*`, `memfd_create`, `io_uring_*`, `pidfd_*`), everything that reaches into another process (`ptrace`,
//! `process_vm_*`, `kill`), everything that makes one (`clone*`, `fork`, `execve*`: a component is one thread), and every `ioctl`.

use std::{collections::BTreeMap, process};

use rustix::io::Errno;
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter_all_threads,
};

use super::Profile;

/// Allowed with any arguments: they act on this process alone, or on descriptors that it was given.
const ALWAYS: &[libc::c_long] = &[
    // Messages and lines of text. `sendmsg` cannot name a receiver: every socket that a component can hold is connected.
    libc::SYS_sendmsg,
    libc::SYS_recvmsg,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_ppoll,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    libc::SYS_fstat,
    // Memory.
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    // Time and chance.
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_getrandom,
    libc::SYS_sched_yield,
    libc::SYS_futex,
    // Signals to itself, and the end.
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
];

/// Installs the filter for every thread of this process.
pub(super) fn install(profile: Profile) -> Result<(), Errno> {
    // The table is constant: an error in it, or an architecture without one, is a filter that is not there.
    let program = program(profile).map_err(|_| Errno::NOSYS)?;
    apply_filter_all_threads(&program).map_err(|error| match error {
        seccompiler::Error::Prctl(error) | seccompiler::Error::Seccomp(error) => {
            Errno::from_io_error(&error).unwrap_or(Errno::INVAL)
        }
        _ => Errno::INVAL,
    })
}

fn program(profile: Profile) -> Result<BpfProgram, BackendError> {
    let exec = libc::PROT_EXEC as u64;
    let mut rules: BTreeMap<_, _> = ALWAYS.iter().map(|call| (*call, Vec::new())).collect();
    rules.insert(libc::SYS_mmap, vec![rule([(2, SeccompCmpOp::MaskedEq(exec), 0)])?]);
    rules.insert(libc::SYS_mprotect, vec![rule([(2, SeccompCmpOp::MaskedEq(exec), 0)])?]);
    // `abort` is a signal to this very process.
    rules.insert(libc::SYS_tgkill, vec![rule([(0, SeccompCmpOp::Eq, u64::from(process::id()))])?]);
    // std asks whether a descriptor is open before it closes it; a clock page is asked for its seals.
    let asks = [libc::F_GETFD, libc::F_GETFL, libc::F_GET_SEALS];
    let asks = asks.map(|ask| rule([(1, SeccompCmpOp::Eq, u64::from(ask.unsigned_abs()))]));
    rules.insert(libc::SYS_fcntl, asks.into_iter().collect::<Result<_, _>>()?);
    if profile.serves {
        // Seqpacket only: on a datagram socket `sendmsg` could name any receiver.
        let kind = (libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC) as u64;
        let pair =
            rule([(0, SeccompCmpOp::Eq, libc::AF_UNIX as u64), (1, SeccompCmpOp::Eq, kind), (2, SeccompCmpOp::Eq, 0)])?;
        rules.insert(libc::SYS_socketpair, vec![pair]);
    }
    let architecture = TargetArch::try_from(std::env::consts::ARCH)?;
    let refuse = SeccompAction::Errno(libc::EPERM as u32);
    SeccompFilter::new(rules, refuse, SeccompAction::Allow, architecture)?.try_into()
}

/// A call is allowed when all its conditions hold: argument, comparison, value.
fn rule<const N: usize>(conditions: [(u8, SeccompCmpOp, u64); N]) -> Result<SeccompRule, BackendError> {
    let conditions = conditions
        .into_iter()
        // The kernel reads each of these arguments as 32 bits, or has no meaning for the upper ones.
        .map(|(argument, compare, value)| SeccompCondition::new(argument, SeccompCmpArgLen::Dword, compare, value));
    SeccompRule::new(conditions.collect::<Result<_, _>>()?)
}
