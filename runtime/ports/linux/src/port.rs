//! The port: two buffers, and the calls that fill and empty them.

use std::{fmt, os::fd::AsFd, sync::atomic::Ordering};

use rustix::{
    net::{RecvFlags, SendFlags},
    rand::{GetRandomFlags, getrandom},
};
use tessera::{
    Badge, Client, Clock, Facts, Kernel, Notify, OneWay, Received,
    lease::{Borrows, Leases, Lends},
    wire::DoesNotFit,
};

use crate::{
    Cap, End, Error,
    clock::Time,
    datagram::{Arrival, BODY, CAPS, Header, Inbox, Outbox, take_away, wait},
    lines::{CONNECTIONS, Lines},
    wiring::Wiring,
};

/// One thread's port on Linux.
///
/// Messages are built in one buffer and arrive in another, so a request stays readable while its answer is built, until the next trap.
/// A call costs the client `sendmsg` and `recvmsg`; a request costs the server `recvmsg` and `sendmsg`, and one `poll` for each
/// round over the connections that are ready, when there is more than one thing to wait for. Nothing is allocated for a message.
pub struct Port {
    pub(crate) out: Outbox,
    pub(crate) inbox: Inbox,
    pub(crate) lines: Lines,
    pub(crate) wiring: Option<Wiring>,
    pub(crate) lost: u64,
    sequence: u32,
    time: Time,
}

/// The linear right to answer one request: who asked, and the number of the question.
#[derive(Debug)]
#[must_use = "a request without an answer leaves its client waiting"]
pub struct Reply {
    pub(crate) badge: Badge,
    pub(crate) sequence: u32,
}

impl Port {
    /// A port without a launcher: it serves what is bound to it by hand, and its time is the machine's.
    #[must_use]
    pub fn new() -> Self {
        Self::with(None, Time::MONOTONIC)
    }

    /// A port without a launcher whose time is that of a [`crate::Page`].
    #[must_use]
    pub fn with_time(time: Time) -> Self {
        Self::with(None, time)
    }

    pub(crate) fn with(wiring: Option<Wiring>, time: Time) -> Self {
        Self {
            out: Outbox::new(),
            inbox: Inbox::new(),
            lines: Lines::new(),
            wiring,
            lost: 0,
            sequence: arbitrary(),
            time,
        }
    }

    /// How many answers were lost because their client had no room for them, or was gone.
    #[must_use]
    pub const fn lost_replies(&self) -> u64 {
        self.lost
    }

    /// The capability that the launcher brought for the used port with this index and that nobody took yet. After the start there is one
    /// for each port that the system wires; later there is a new one when the server behind it was replaced.
    /// Such records are read while this port waits for events.
    pub fn wired(&mut self, uses: u8) -> Option<Cap> {
        self.wiring.as_mut()?.client(uses)
    }

    /// Waits until the server behind a capability wakes its holder, or is gone; at most so many milliseconds. Says whether there is
    /// something to fetch, as [`Notify::woken`] does; perhaps early that there is not.
    pub fn wait(&mut self, by: &Cap, most: Option<u32>) -> Result<bool, Error> {
        if !by.woken.swap(false, Ordering::Relaxed) {
            wait(by.as_fd(), most)?;
            return Ok(take_away(by.as_fd()));
        }
        Ok(true)
    }
}

impl Default for Port {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Port {
    /// Without the buffers: what passed through them is nobody's to print.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Port").field("lost", &self.lost).finish_non_exhaustive()
    }
}

impl Kernel for Port {
    const FACTS: Facts = Facts {
        name: "linux",
        words: 0,
        body: BODY,
        caps: CAPS,
        open: CONNECTIONS,
        leases: Leases::Copied,
        own: false,
    };
    type Cap = Cap;
    type Reply = Reply;
    type End = End;
    type Error = Error;

    fn buffer(&mut self) -> &mut [u8] {
        self.out.body()
    }

    fn message(&self) -> &[u8] {
        self.inbox.body()
    }

    fn give(&mut self, cap: Cap) -> Result<(), DoesNotFit> {
        self.out.give(cap.into())
    }

    fn take(&mut self, index: u16) -> Option<Cap> {
        self.inbox.take(index).map(Cap::from)
    }

    fn close_rest(&mut self) {
        self.inbox.close_rest();
    }
}

impl Client for Port {
    fn call(&mut self, to: &Cap, operation: u16, len: usize) -> Result<Received, Error> {
        self.inbox.close_rest();
        // 0 asks for no answer.
        self.sequence = self.sequence.checked_add(1).unwrap_or(1);
        let sequence = self.sequence;
        self.out.send(to.as_fd(), Header { number: operation, sequence }, len, SendFlags::empty())?;
        loop {
            match self.inbox.receive(to.as_fd(), RecvFlags::empty())? {
                Arrival::Closed => return Err(Error::Gone),
                // Only on a socket that somebody else made non-blocking; waiting here would be a busy loop.
                Arrival::Nothing => return Err(Error::Full),
                // The server wakes, or answers a call that was given up. Capabilities close with the next receive.
                Arrival::Datagram { header: Some(header), .. } if header.sequence != sequence => {
                    if header.sequence == 0 {
                        to.woken.store(true, Ordering::Relaxed);
                    }
                }
                Arrival::Datagram { header: Some(header), truncated: false } => {
                    return Ok(Received { status: header.number, len: self.inbox.len(), caps: self.inbox.count() });
                }
                Arrival::Datagram { .. } => {
                    self.inbox.close_rest();
                    return Err(Error::Truncated);
                }
            }
        }
    }
}

impl OneWay for Port {
    fn send(&mut self, to: &Cap, operation: u16, len: usize) -> Result<(), Error> {
        self.inbox.close_rest();
        self.out.send(to.as_fd(), Header { number: operation, sequence: 0 }, len, SendFlags::DONTWAIT)
    }
}

/// What lies at a capability while nobody calls through it only wakes.
impl Notify for Port {
    fn woken(&mut self, by: &Cap) -> bool {
        by.woken.swap(false, Ordering::Relaxed) || take_away(by.as_fd())
    }
}

/// What is lent is copied into the datagram.
impl Lends for Port {}

impl Borrows for Port {}

impl Clock for Port {
    #[inline]
    fn now(&mut self) -> u64 {
        self.time.now()
    }
}

/// Where the sequence starts. A capability may have had another holder whose abandoned call is still answered; two holders that
/// count from different places do not take each other's answers.
fn arbitrary() -> u32 {
    let mut bytes = [0; 4];
    // Without random numbers the count starts at 1, which only that case could notice.
    let _ = getrandom(&mut bytes, GetRandomFlags::empty());
    u32::from_le_bytes(bytes)
}
