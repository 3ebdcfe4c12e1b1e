//! What a component gives up before its own code runs.
//!
//! The parts overlap on purpose: each is tried, what the machine refuses is recorded, and nothing is claimed that was refused. System
//! calls come last, because the other parts need some that the filter takes away.

mod filter;
mod identity;
mod landlock;
mod limits;

use std::{fmt, fs, os::fd::BorrowedFd};

use rustix::{
    io::Errno,
    process::{DumpableBehavior, Signal, getppid, set_dumpable_behavior, set_parent_process_death_signal},
    thread::set_no_new_privs,
};

use crate::{Error, record::Record};

pub use limits::descriptors;

/// What the confinement depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Profile {
    /// The number of the instance; with it comes a user of its own where the launcher is root.
    pub subject: u16,
    /// Whether it provides something: only such a component may make socket pairs, to mint capabilities.
    pub serves: bool,
}

/// What became of one part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Held,
    /// The machine refused it.
    Refused(Errno),
}

/// What holds a process, part by part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confinement {
    parts: Vec<(&'static str, Outcome)>,
}

type Part = fn(Profile) -> Result<(), Errno>;

/// The parts, in order. The process holds descriptors 0 to 3 only, or it does not start at all.
const PARTS: &[(&str, Part)] = &[
    ("no new privileges", |_| set_no_new_privs(true)),
    ("a network of its own", |_| identity::own_network()),
    ("System V and POSIX queues of its own", |_| identity::own_queues()),
    ("no files (Landlock)", |_| landlock::no_files()),
    ("no TCP (Landlock)", |_| landlock::no_tcp()),
    ("no signals or abstract sockets outside (Landlock)", |_| landlock::no_outside()),
    ("a user of its own", |profile| identity::own_user(profile.subject)),
    ("no capabilities of the system", |_| identity::no_capabilities()),
    ("limits", |_| limits::lower()),
    ("not dumpable", |_| set_dumpable_behavior(DumpableBehavior::NotDumpable)),
    ("dies with its launcher", |_| set_parent_process_death_signal(Some(Signal::KILL))),
    ("system calls", filter::install),
];

impl Confinement {
    /// Nothing holds.
    pub(crate) const fn none() -> Self {
        Self { parts: Vec::new() }
    }

    /// Each part with what became of it, in the order in which they were tried.
    #[must_use]
    pub fn parts(&self) -> &[(&'static str, Outcome)] {
        &self.parts
    }

    /// Whether all that there is to a confinement holds.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.parts.len() == PARTS.len() && self.parts.iter().all(|(_, outcome)| *outcome == Outcome::Held)
    }

    /// Tells the launcher: a record for each part.
    pub(crate) fn send(&self, boot: BorrowedFd<'_>) -> Result<(), Error> {
        let parts = u16::try_from(self.parts.len()).unwrap_or(u16::MAX);
        if parts == 0 {
            return Record::Confined { part: 0, errno: 0, parts }.send(boot, None);
        }
        for (part, (_, outcome)) in (0..).zip(&self.parts) {
            let errno = match outcome {
                Outcome::Held => 0,
                Outcome::Refused(errno) => u16::try_from(errno.raw_os_error()).unwrap_or(u16::MAX),
            };
            Record::Confined { part, errno, parts }.send(boot, None)?;
        }
        Ok(())
    }

    /// Takes one of the records of [`Confinement::send`]; says whether it was the last. A record out of order is ignored.
    pub(crate) fn receive(&mut self, part: u16, errno: u16, parts: u16) -> bool {
        if let Some((name, _)) =
            PARTS.get(usize::from(part)).filter(|_| usize::from(part) == self.parts.len() && parts > 0)
        {
            let outcome =
                if errno == 0 { Outcome::Held } else { Outcome::Refused(Errno::from_raw_os_error(i32::from(errno))) };
            self.parts.push((name, outcome));
        }
        self.parts.len() >= usize::from(parts).min(PARTS.len())
    }
}

impl fmt::Display for Confinement {
    /// One line: what holds, then what was refused and why.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = self.parts.iter().filter(|(_, outcome)| *outcome == Outcome::Held).count();
        write!(f, "{held} of {} parts hold", PARTS.len())?;
        for (name, outcome) in &self.parts {
            if let Outcome::Refused(errno) = outcome {
                write!(f, "; refused: {name} ({errno})")?;
            }
        }
        Ok(())
    }
}

/// Confines the calling process. What a part refuses is recorded; the error is for a process that is not the one the launcher made:
/// with more threads, more descriptors, or another parent.
pub(crate) fn confine(profile: Profile) -> Result<Confinement, Error> {
    let launcher = getppid();
    // Users, namespaces and Landlock belong to a thread, not to the process.
    if fs::read_dir("/proc/self/task").map_err(|_| Error::Threads)?.count() != 1 {
        return Err(Error::Threads);
    }
    limits::only_declared()?;
    let parts = PARTS.iter().map(|(name, part)| match part(profile) {
        Ok(()) => (*name, Outcome::Held),
        Err(errno) => (*name, Outcome::Refused(errno)),
    });
    let confinement = Confinement { parts: parts.collect() };
    // A change of user clears the death signal (prctl(2): PR_SET_PDEATHSIG); it is set again above. If the launcher died in between,
    // nobody is left to kill this process.
    if getppid() == launcher { Ok(confinement) } else { Err(Error::Unstarted) }
}
