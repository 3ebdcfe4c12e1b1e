//! One process of a system, as its launcher holds it.

use std::{
    collections::VecDeque,
    io,
    os::{
        fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd},
        unix::process::CommandExt,
    },
    process::{self, Command, Stdio},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{OFlags, fcntl_getfl, fcntl_setfl},
    io::{Errno, fcntl_dupfd_cloexec},
    net::RecvFlags,
    process::{Pid, PidfdFlags, Signal, getpid, getppid, pidfd_open, set_parent_process_death_signal},
};
use tessera::system::Instance;

use super::{Report, Stream, lines::Lines};
use crate::{
    Confinement, Error,
    datagram::pair,
    record::{Found, Record},
    role::{ARGUMENT, BOOT, CLIENT, SERVER},
};

#[derive(Debug)]
pub(super) struct Child {
    subject: u16,
    process: process::Child,
    /// Becomes readable when the process ends (`pidfd_open(2)`).
    end: OwnedFd,
    boot: Option<OwnedFd>,
    input: Option<process::ChildStdin>,
    reports: Lines,
    errors: Lines,
    /// What the process says that holds it, until it has said all: later claims are its own code's.
    confinement: Option<Confinement>,
}

impl Child {
    pub(super) fn spawn(subject: u16, instance: &Instance, role: &str) -> Result<Self, Error> {
        let (boot, theirs) = pair()?;
        // Above 3, so that `prepare` can put it there.
        let theirs = fcntl_dupfd_cloexec(theirs, BOOT + 1).map_err(Error::system("fcntl"))?;
        let mut command = Command::new("/proc/self/exe");
        command
            .arg0(instance.name)
            .args([ARGUMENT, role, &subject.to_string(), if instance.provides.is_empty() { CLIENT } else { SERVER }])
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let (number, launcher) = (theirs.as_raw_fd(), getpid());
        // SAFETY: `prepare` runs between fork and exec, where only async-signal-safe calls are allowed (fork(2), signal-safety(7)):
        // it makes system calls and neither allocates nor takes a lock. `theirs` lives until the spawn is over, so the number is
        // open; the child's copy of the table of descriptors is its own.
        #[expect(unsafe_code, reason = "what runs between fork and exec")]
        unsafe {
            command.pre_exec(move || prepare(number, launcher));
        }
        let mut process = command.spawn().map_err(|error| Error::System { call: "spawn", errno: errno(&error) })?;
        drop(theirs);
        let (Some(input), Some(output), Some(errors)) =
            (process.stdin.take(), process.stdout.take(), process.stderr.take())
        else {
            return Err(Error::NoInstance);
        };
        // The number is positive, and stands for this process until it is waited for.
        let id = i32::try_from(process.id()).ok().and_then(Pid::from_raw).ok_or(Error::NoInstance)?;
        let ready = || -> rustix::io::Result<_> {
            fcntl_setfl(&input, fcntl_getfl(&input)? | OFlags::NONBLOCK)?;
            Ok((pidfd_open(id, PidfdFlags::empty())?, Lines::new(output.into())?, Lines::new(errors.into())?))
        };
        match ready() {
            Ok((end, reports, errors)) => {
                let (boot, input) = (Some(boot), Some(input));
                Ok(Self { subject, process, end, boot, input, reports, errors, confinement: Some(Confinement::none()) })
            }
            Err(errno) => {
                let _ = process.kill().and_then(|()| process.wait());
                Err(Error::System { call: "pidfd_open", errno })
            }
        }
    }

    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Sends a record. A process that is gone is no error here: its end is reported.
    pub(super) fn tell(&self, record: Record, with: Option<BorrowedFd<'_>>) -> Result<(), Error> {
        match &self.boot {
            Some(boot) => match record.send(boot.as_fd(), with) {
                Err(Error::Gone) => Ok(()),
                done => done,
            },
            None => Ok(()),
        }
    }

    /// Lets it begin: its wiring is complete.
    pub(super) fn begin(&self) -> Result<(), Error> {
        self.tell(Record::Start, None)
    }

    pub(super) fn say(&mut self, line: &str) -> Result<(), Error> {
        let input = self.input.as_ref().ok_or(Error::Gone)?;
        let line = format!("{line}\n");
        match rustix::io::write(input, line.as_bytes()) {
            Ok(count) if count == line.len() => Ok(()),
            // Only a line longer than the room in the pipe is cut (pipe(7): writes up to PIPE_BUF are whole).
            Ok(_) | Err(Errno::AGAIN) => Err(Error::Full),
            Err(Errno::PIPE) => Err(Error::Gone),
            Err(errno) => Err(Error::System { call: "write", errno }),
        }
    }

    pub(super) fn release(&mut self) {
        self.boot = None;
        self.input = None;
    }

    pub(super) fn kill(&mut self) -> Result<(), Error> {
        self.process.kill().map_err(|error| Error::System { call: "kill", errno: errno(&error) })
    }

    /// What to poll.
    pub(super) fn sources(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        // The boot socket only until the confinement is told: nothing that comes later is listened to.
        let boot = self.boot.as_ref().filter(|_| self.confinement.is_some()).map(AsFd::as_fd);
        [Some(self.end.as_fd()), boot, self.reports.source(), self.errors.source()].into_iter().flatten()
    }

    /// Reads one turn's worth of everything. Says whether there may be more.
    pub(super) fn read(&mut self, reports: &mut VecDeque<Report>) -> bool {
        self.hear(reports);
        let subject = self.subject;
        let line = |stream| {
            move |reports: &mut VecDeque<Report>, text| reports.push_back(Report::Line { subject, stream, text })
        };
        let (report, error) = (line(Stream::Report), line(Stream::Error));
        let more = self.reports.read(|text| report(reports, text));
        self.errors.read(|text| error(reports, text)) || more
    }

    pub(super) fn has_ended(&self) -> bool {
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        poll(&mut [PollFd::new(&self.end, PollFlags::IN)], Some(&now)) == Ok(1)
    }

    /// Reports what is left in the pipes, then the end.
    pub(super) fn bury(mut self, reports: &mut VecDeque<Report>) -> Result<(), Error> {
        let status = self.process.wait().map_err(|error| Error::System { call: "waitpid", errno: errno(&error) })?;
        // More than a pipe holds (pipe(7): 64 KiB) is not its last words, but somebody else's who has the pipe.
        for _ in 0..8 {
            if !self.read(reports) {
                break;
            }
        }
        reports.push_back(Report::Ended { subject: self.subject, status });
        Ok(())
    }

    /// Reads the records about the confinement.
    fn hear(&mut self, reports: &mut VecDeque<Report>) {
        while let (Some(boot), Some(confinement)) = (&self.boot, &mut self.confinement) {
            match Record::receive(boot.as_fd(), RecvFlags::DONTWAIT) {
                Ok(Found::Record(Record::Confined { part, errno, parts }, None)) => {
                    if confinement.receive(part, errno, parts) {
                        let confinement = self.confinement.take().unwrap_or_default();
                        reports.push_back(Report::Confined { subject: self.subject, confinement });
                    }
                }
                Ok(Found::Nothing) => return,
                // Whoever says anything else, or hangs up, before that has confined nothing that we would believe.
                Ok(Found::Closed | Found::Record(..)) | Err(_) => self.confinement = None,
            }
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Both are refused only where the process is waited for already.
        let _ = self.process.kill().and_then(|()| self.process.wait());
    }
}

/// In the child, before the program is executed: dies with its launcher, holds 0 to 3, and nothing above goes through `exec`.
fn prepare(boot: RawFd, launcher: Pid) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    // The launcher may have died before the line above.
    if getppid() != Some(launcher) {
        return Err(io::Error::from_raw_os_error(libc::ESRCH));
    }
    // SAFETY: dup2 takes two numbers. `boot` is open and above 3 (see `spawn`). What 3 was in the launcher is closed in this child's
    // own table only, and nothing uses it before the exec: the launcher keeps 3 taken, so it is no descriptor of std's (dup2(2)).
    #[expect(unsafe_code, reason = "a descriptor by its number")]
    if unsafe { libc::dup2(boot, BOOT) } != BOOT {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: with CLOSE_RANGE_CLOEXEC nothing is closed now; every number from 4 up is marked, so that `exec` closes it
    // (close_range(2)). That includes the pipe by which std reports a failed exec, as std means it to.
    #[expect(unsafe_code, reason = "descriptors by their numbers")]
    let marked =
        unsafe { libc::syscall(libc::SYS_close_range, BOOT + 1, libc::c_uint::MAX, libc::CLOSE_RANGE_CLOEXEC) };
    if marked == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

fn errno(error: &io::Error) -> Errno {
    Errno::from_io_error(error).unwrap_or(Errno::IO)
}
