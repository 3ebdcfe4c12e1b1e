//! A capability is one end of a socket pair, with exactly one holder.

use std::{
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::atomic::AtomicBool,
};

use crate::datagram::pair;

/// A client's end of a connection. Two holders of one end would steal each other's answers, so it is not `Clone`: it is moved, given
/// away, or closed.
///
/// A capability that came in a message is whatever descriptor the sender attached. A call through one that is no seqpacket socket
/// fails; a call through one whose other end nobody serves waits, so call only what you trust to answer.
#[derive(Debug)]
pub struct Cap {
    end: OwnedFd,
    /// Whether a call met the server's wake while it waited for its answer.
    pub(crate) woken: AtomicBool,
}

/// A server's end of a new connection. It becomes part of a [`crate::Port`] with `bind`.
#[derive(Debug)]
pub struct End(OwnedFd);

/// A new connection that nobody else knows.
pub fn connection() -> Result<(Cap, End), crate::Error> {
    let (client, server) = pair()?;
    Ok((client.into(), End(server)))
}

impl From<OwnedFd> for Cap {
    fn from(end: OwnedFd) -> Self {
        Self { end, woken: AtomicBool::new(false) }
    }
}

impl From<Cap> for OwnedFd {
    fn from(cap: Cap) -> Self {
        cap.end
    }
}

impl AsFd for Cap {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.end.as_fd()
    }
}

impl From<OwnedFd> for End {
    fn from(fd: OwnedFd) -> Self {
        Self(fd)
    }
}

impl From<End> for OwnedFd {
    fn from(end: End) -> Self {
        end.0
    }
}

impl AsFd for End {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
