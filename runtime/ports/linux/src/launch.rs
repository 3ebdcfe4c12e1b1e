//! A launcher: starts every instance of a system as a confined process of its own, wired with exactly the declared capabilities.
//!
//! A component is this same program, executed once more with arguments that [`crate::role`] understands. It gets a socket to its launcher
//! as descriptor 3, pipes as 0, 1 and 2, and nothing else; every capability reaches it over that socket.

mod child;
mod lines;

use std::{
    collections::VecDeque,
    os::fd::{AsFd, OwnedFd},
    process::ExitStatus,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::{Errno, fcntl_dupfd_cloexec},
};
use tessera::system::{System, Wire};

use crate::{Confinement, Error, Page, cap::connection, record::Record, role::BOOT};

use child::Child;

/// What a launcher hears about an instance, by its number in the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// A process has confined itself, as it says; the first thing that it says, before its own code runs.
    Confined {
        /// Whose.
        subject: u16,
        /// What holds.
        confinement: Confinement,
    },
    /// A line of text. Control characters are escaped, and a long line comes in pieces, so a hostile one cannot do more than lie.
    Line {
        /// Whose.
        subject: u16,
        /// Which of its outputs.
        stream: Stream,
        /// The line, without its end.
        text: String,
    },
    /// A process has ended. All its lines came before.
    Ended {
        /// Whose.
        subject: u16,
        /// How.
        status: ExitStatus,
    },
}

/// An output of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Descriptor 1: what it reports.
    Report,
    /// Descriptor 2: what goes wrong.
    Error,
}

/// A system that runs. Dropping it kills every process of it.
///
/// The kernel kills the processes when the *thread* that started them ends, too (prctl(2): `PR_SET_PDEATHSIG`), so that a launcher that
/// is killed leaves nobody behind. Start and drop a launch on one thread.
#[derive(Debug)]
pub struct Launch {
    system: &'static System,
    clock: Page,
    children: Vec<Option<Child>>,
    reports: VecDeque<Report>,
    /// Keeps descriptor 3 taken in the launcher, so that no descriptor of a start that is under way has that number.
    _third: OwnedFd,
}

impl Launch {
    /// Starts every instance in the role of its own name.
    pub fn start(system: &'static System, clock: Page) -> Result<Self, Error> {
        Self::start_as(system, clock, |_, name| name.to_owned())
    }

    /// Starts every instance in the role that `role` gives for its number and name.
    pub fn start_as(system: &'static System, clock: Page, role: impl Fn(u16, &str) -> String) -> Result<Self, Error> {
        let third = fcntl_dupfd_cloexec(clock.file(), BOOT).map_err(Error::system("fcntl"))?;
        let children = system.instances.iter().map(|_| None).collect();
        let mut launch = Self { system, clock, children, reports: VecDeque::new(), _third: third };
        for (subject, instance) in (0..).zip(system.instances) {
            launch.spawn(subject, &role(subject, instance.name))?;
        }
        for wire in system.wires {
            launch.wire(*wire)?;
        }
        for child in launch.children.iter().flatten() {
            child.begin()?;
        }
        Ok(launch)
    }

    /// The system.
    #[must_use]
    pub const fn system(&self) -> &'static System {
        self.system
    }

    /// The clock of the system.
    #[must_use]
    pub const fn clock(&self) -> &Page {
        &self.clock
    }

    /// The process id of an instance that runs.
    #[must_use]
    pub fn id(&self, subject: u16) -> Option<u32> {
        self.children.get(usize::from(subject))?.as_ref().map(Child::id)
    }

    /// The next report: waits for it as long as `patience` says, or for as long as anybody runs. `None` when there is none.
    pub fn next(&mut self, patience: Option<Duration>) -> Result<Option<Report>, Error> {
        let end = patience.map(|patience| Instant::now() + patience);
        loop {
            if let Some(report) = self.reports.pop_front() {
                return Ok(Some(report));
            }
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            if !self.listen(left)? && (self.running() == 0 || left.is_some_and(|left| left.is_zero())) {
                return Ok(self.reports.pop_front());
            }
        }
    }

    /// How many processes run.
    #[must_use]
    pub fn running(&self) -> usize {
        self.children.iter().flatten().count()
    }

    /// Writes a line to descriptor 0 of an instance. Never waits: an instance that does not read loses it, as [`Error::Full`].
    pub fn say(&mut self, subject: u16, line: &str) -> Result<(), Error> {
        self.child(subject)?.say(line)
    }

    /// Lets everybody go: closes every boot socket and descriptor 0. A component ends when nobody can call it any more; what stays is killed
    /// by the drop.
    pub fn release(&mut self) {
        for child in self.children.iter_mut().flatten() {
            child.release();
        }
    }

    /// Kills an instance and waits for its end, which is reported behind its last lines.
    pub fn kill(&mut self, subject: u16) -> Result<(), Error> {
        self.child(subject)?.kill()?;
        self.bury(subject)
    }

    /// Puts another role in the place of an instance: kills it if it runs, starts a process in the role, and wires it as the system
    /// says, with fresh connections. The peers get theirs while they run: a server as a new connection, a client as
    /// [`crate::Port::wired`].
    pub fn replace(&mut self, subject: u16, role: &str) -> Result<(), Error> {
        if self.id(subject).is_some() {
            self.kill(subject)?;
        }
        self.spawn(subject, role)?;
        for wire in self.system.wires.iter().filter(|wire| wire.from == subject || wire.to == subject) {
            self.wire(*wire)?;
        }
        self.child(subject)?.begin()
    }

    fn child(&mut self, subject: u16) -> Result<&mut Child, Error> {
        self.children.get_mut(usize::from(subject)).and_then(Option::as_mut).ok_or(Error::NoInstance)
    }

    fn spawn(&mut self, subject: u16, role: &str) -> Result<(), Error> {
        let instance = self.system.instances.get(usize::from(subject)).ok_or(Error::NoInstance)?;
        let child = Child::spawn(subject, instance, role)?;
        child.tell(Record::Clock, Some(self.clock.file()))?;
        if let Some(place) = self.children.get_mut(usize::from(subject)) {
            *place = Some(child);
        }
        Ok(())
    }

    /// One connection: its ends go to both sides, and nobody else ever has them. An instance that does not run gets none.
    fn wire(&self, wire: Wire) -> Result<(), Error> {
        let side = |subject: u16| self.children.get(usize::from(subject)).and_then(Option::as_ref);
        let (Some(from), Some(to)) = (side(wire.from), side(wire.to)) else { return Ok(()) };
        let (cap, end) = connection()?;
        let server = Record::Server { port: wire.provides.into(), subject: wire.from, rights: wire.rights };
        to.tell(server, Some(end.as_fd()))?;
        from.tell(Record::Client { uses: wire.uses.into() }, Some(cap.as_fd()))
    }

    /// Reads what is there, after waiting for something; says whether there was anything.
    fn listen(&mut self, patience: Option<Duration>) -> Result<bool, Error> {
        let mut fds = Vec::new();
        for child in self.children.iter().flatten() {
            fds.extend(child.sources().map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)));
        }
        if fds.is_empty() {
            return Ok(false);
        }
        let patience = patience.and_then(|patience| Timespec::try_from(patience).ok());
        match poll(&mut fds, patience.as_ref()) {
            Ok(0) => return Ok(false),
            Ok(_) | Err(Errno::INTR) => {}
            Err(errno) => return Err(Error::System { call: "poll", errno }),
        }
        drop(fds);
        for subject in 0..self.children.len() {
            let Some(Some(child)) = self.children.get_mut(subject) else { continue };
            child.read(&mut self.reports);
            if child.has_ended() {
                self.bury(u16::try_from(subject).map_err(|_| Error::TooMany)?)?;
            }
        }
        Ok(true)
    }

    /// Reports the last words and the end of a process that is no more.
    fn bury(&mut self, subject: u16) -> Result<(), Error> {
        let child = self.children.get_mut(usize::from(subject)).and_then(Option::take).ok_or(Error::NoInstance)?;
        child.bury(&mut self.reports)
    }
}
