//! What can go wrong, as plain data.

use std::fmt;

use rustix::io::Errno;

/// Why a trap, a start or a launch failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Nobody holds the other end any more.
    Gone,
    /// A one-way message found no room at the receiver and is lost, with its capabilities.
    Full,
    /// The answer did not arrive whole: too long, too many capabilities, or no header.
    Truncated,
    /// More bytes were to be sent than the buffer holds.
    TooLong,
    /// A record on the boot socket is none of this protocol.
    Record,
    /// The boot socket closed before the start.
    Unstarted,
    /// This process was not started by a launcher, or has started already.
    NoBoot,
    /// A clock page that its launcher could still shrink.
    Unsealed,
    /// More instances, ports or connections than this port has places for.
    TooMany,
    /// There is no such instance, or it does not run.
    NoInstance,
    /// The process holds descriptors beside 0 to 3, so code has run that should not have yet.
    Undeclared,
    /// The process has several threads; each would have to be confined by itself.
    Threads,
    /// What the kernel says.
    System {
        /// The system call.
        call: &'static str,
        /// Its error.
        errno: Errno,
    },
}

impl Error {
    /// For `map_err`: the call with its error.
    pub(crate) fn system(call: &'static str) -> impl Fn(Errno) -> Self {
        move |errno| Self::System { call, errno }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gone => "nobody holds the other end any more",
            Self::Full => "the receiver has no room; the message is lost",
            Self::Truncated => "the answer did not arrive whole",
            Self::TooLong => "the message is longer than the buffer",
            Self::Record => "the launcher sent a record that is none of the boot protocol",
            Self::Unstarted => "the launcher is gone before the start",
            Self::NoBoot => "descriptor 3 is not a fresh boot socket: start this program by its launcher",
            Self::Unsealed => "the clock page is not sealed",
            Self::TooMany => "no place is left for another connection",
            Self::NoInstance => "no such instance runs",
            Self::Undeclared => "the process holds descriptors that nobody declared: boot before anything else",
            Self::Threads => "the process has several threads, so it cannot be confined as one",
            Self::System { call, errno } => return write!(f, "{call}: {errno}"),
        })
    }
}

impl std::error::Error for Error {}
