//! One datagram: a header of 8 bytes, a body, and descriptors beside it.
//!
//! ```text
//! 0  u16  operation of a request, status of an answer
//! 2  u16  zero
//! 4  u32  sequence: an answer repeats its request's; 0 asks for no answer
//! 8  …    body
//! ```
//!
//! From a server, eight zeros wake: there is something to fetch.

use std::{
    io::{IoSlice, IoSliceMut},
    mem::MaybeUninit,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

use rustix::{
    cmsg_space,
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    net::{
        AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer,
        SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
    },
};
use tessera::wire::DoesNotFit;

use crate::Error;

/// Bytes in front of the body.
pub(crate) const HEADER: usize = 8;
/// Greatest body, in bytes: the datagram is at most 64 KiB, well below the default `net.core.wmem_max` (212,992).
pub const BODY: usize = 65_536 - HEADER;
/// Descriptors in one message; the kernel's own limit is 253.
pub const CAPS: usize = 16;

/// Room for two more than a message may have: the kernel rounds the room up to 8 bytes, so room for one takes two without a flag.
/// What came is counted, not trusted to be flagged.
const ROOM: usize = cmsg_space!(ScmRights(CAPS + 2));

/// A connected pair of sockets, close-on-exec.
pub(crate) fn pair() -> Result<(OwnedFd, OwnedFd), Error> {
    socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)
        .map_err(Error::system("socketpair"))
}

/// What a header says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    pub(crate) number: u16,
    pub(crate) sequence: u32,
}

/// A message on its way out.
pub(crate) struct Outbox {
    bytes: Box<[u8]>,
    given: [Option<OwnedFd>; CAPS],
    count: usize,
}

impl Outbox {
    pub(crate) fn new() -> Self {
        Self { bytes: vec![0; HEADER + BODY].into(), given: [const { None }; CAPS], count: 0 }
    }

    pub(crate) fn body(&mut self) -> &mut [u8] {
        self.bytes.get_mut(HEADER..).unwrap_or_default()
    }

    pub(crate) fn give(&mut self, cap: OwnedFd) -> Result<(), DoesNotFit> {
        let place = self.given.get_mut(self.count).ok_or(DoesNotFit)?;
        *place = Some(cap);
        self.count += 1;
        Ok(())
    }

    /// Closes what was given: sent descriptors live on at the receiver, the others end here.
    #[inline]
    pub(crate) fn close_given(&mut self) {
        if self.count > 0 {
            self.given = [const { None }; CAPS];
            self.count = 0;
        }
    }

    /// Sends the first `len` bytes of the body and what was given. What was given is closed on every path.
    pub(crate) fn send(
        &mut self,
        to: BorrowedFd<'_>,
        header: Header,
        len: usize,
        flags: SendFlags,
    ) -> Result<(), Error> {
        let sent = self.transmit(to, header, len, flags);
        self.close_given();
        sent
    }

    fn transmit(&mut self, to: BorrowedFd<'_>, header: Header, len: usize, flags: SendFlags) -> Result<(), Error> {
        if let Some(place) = self.bytes.first_chunk_mut::<HEADER>() {
            *place = (u64::from(header.sequence) << 32 | u64::from(header.number)).to_le_bytes();
        }
        let end = len.checked_add(HEADER).ok_or(Error::TooLong)?;
        let datagram = [IoSlice::new(self.bytes.get(..end).ok_or(Error::TooLong)?)];
        let mut fds = [to; CAPS];
        let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(CAPS))];
        let mut control = SendAncillaryBuffer::default();
        if self.count > 0 {
            for (place, cap) in fds.iter_mut().zip(self.given.iter().flatten()) {
                *place = cap.as_fd();
            }
            control = SendAncillaryBuffer::new(&mut space);
            // The room is that of a full message, so the push cannot fail.
            control.push(SendAncillaryMessage::ScmRights(fds.get(..self.count).unwrap_or_default()));
        }
        loop {
            return match sendmsg(to, &datagram, &mut control, flags | SendFlags::NOSIGNAL) {
                Ok(_) => Ok(()),
                Err(Errno::INTR) => continue,
                Err(Errno::PIPE | Errno::CONNRESET | Errno::NOTCONN) => Err(Error::Gone),
                Err(Errno::AGAIN | Errno::NOBUFS) => Err(Error::Full),
                Err(errno) => Err(Error::System { call: "sendmsg", errno }),
            };
        }
    }
}

/// Wakes whoever holds the other end, if it has room.
pub(crate) fn wake(to: BorrowedFd<'_>) {
    // Without room there is something to read already.
    let _ = sendmsg(
        to,
        &[IoSlice::new(&[0; HEADER])],
        &mut SendAncillaryBuffer::default(),
        SendFlags::DONTWAIT | SendFlags::NOSIGNAL,
    );
}

/// Takes one datagram away that is there, with all that came with it. Says whether one was, or nobody holds the other end.
pub(crate) fn take_away(from: BorrowedFd<'_>) -> bool {
    let mut bytes = [0; HEADER];
    let flags = RecvFlags::DONTWAIT | RecvFlags::CMSG_CLOEXEC;
    recvmsg(from, &mut [IoSliceMut::new(&mut bytes)], &mut RecvAncillaryBuffer::default(), flags).is_ok()
}

/// Waits until something is there to be read, or nobody holds the other end; at most so many milliseconds.
pub(crate) fn wait(from: BorrowedFd<'_>, most: Option<u32>) -> Result<(), Error> {
    let most =
        most.map(|most| Timespec { tv_sec: i64::from(most / 1000), tv_nsec: i64::from(most % 1000) * 1_000_000 });
    match poll(&mut [PollFd::from_borrowed_fd(from, PollFlags::IN)], most.as_ref()) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(errno) => Err(Error::System { call: "poll", errno }),
    }
}

/// What [`Inbox::receive`] found.
#[derive(Debug)]
pub(crate) enum Arrival {
    /// A datagram; its body and descriptors are in the inbox.
    Datagram {
        /// `None` for one that is shorter than a header.
        header: Option<Header>,
        /// It did not arrive whole, or its header is not canonical.
        truncated: bool,
    },
    /// Nothing is there, and the caller asked not to wait.
    Nothing,
    /// Nobody holds the other end.
    Closed,
}

/// The message that arrived last.
pub(crate) struct Inbox {
    bytes: Box<[u8]>,
    len: usize,
    caps: [Option<OwnedFd>; CAPS],
    count: u16,
}

impl Inbox {
    pub(crate) fn new() -> Self {
        Self { bytes: vec![0; HEADER + BODY].into(), len: 0, caps: [const { None }; CAPS], count: 0 }
    }

    pub(crate) fn body(&self) -> &[u8] {
        self.bytes.get(HEADER..HEADER + self.len).unwrap_or_default()
    }

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    pub(crate) const fn count(&self) -> u16 {
        self.count
    }

    pub(crate) fn take(&mut self, index: u16) -> Option<OwnedFd> {
        self.caps.get_mut(usize::from(index))?.take()
    }

    /// Closes every received descriptor that was not taken.
    #[inline]
    pub(crate) fn close_rest(&mut self) {
        if self.count > 0 {
            self.caps = [const { None }; CAPS];
            self.count = 0;
        }
    }

    /// Receives one datagram in place of the last one.
    pub(crate) fn receive(&mut self, from: BorrowedFd<'_>, flags: RecvFlags) -> Result<Arrival, Error> {
        self.close_rest();
        self.len = 0;
        let mut space = [MaybeUninit::uninit(); ROOM];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let message = loop {
            let mut room = [IoSliceMut::new(&mut self.bytes)];
            match recvmsg(from, &mut room, &mut control, flags | RecvFlags::CMSG_CLOEXEC) {
                Ok(message) => break message,
                // The peer is gone with messages unread. What it sent before is still there, then comes the end.
                Err(Errno::INTR | Errno::CONNRESET) => {}
                Err(Errno::AGAIN) => return Ok(Arrival::Nothing),
                Err(errno) => return Err(Error::System { call: "recvmsg", errno }),
            }
        };
        let mut excess = false;
        for part in control.drain() {
            if let RecvAncillaryMessage::ScmRights(fds) = part {
                // Each is owned from here on: what finds no place is closed at the end of its turn.
                for fd in fds {
                    match self.caps.get_mut(usize::from(self.count)) {
                        Some(place) => {
                            *place = Some(fd);
                            self.count += 1;
                        }
                        None => excess = true,
                    }
                }
            }
        }
        if message.bytes == 0 && self.count == 0 && hung_up(from) {
            return Ok(Arrival::Closed);
        }
        let cut = excess || message.flags.intersects(ReturnFlags::TRUNC | ReturnFlags::CTRUNC);
        let first = self.bytes.first_chunk::<HEADER>().filter(|_| message.bytes >= HEADER);
        let Some(word) = first.map(|bytes| u64::from_le_bytes(*bytes)) else {
            return Ok(Arrival::Datagram { header: None, truncated: true });
        };
        self.len = message.bytes - HEADER;
        #[expect(clippy::cast_possible_truncation, reason = "the fields of the header")]
        let (number, reserved, sequence) = (word as u16, (word >> 16) as u16, (word >> 32) as u32);
        Ok(Arrival::Datagram { header: Some(Header { number, sequence }), truncated: cut || reserved != 0 })
    }
}

/// Whether the other end is closed. A read of nothing is also what an empty datagram looks like; this tells them apart.
fn hung_up(fd: BorrowedFd<'_>) -> bool {
    let mut fds = [PollFd::from_borrowed_fd(fd, PollFlags::RDHUP)];
    let [one] = &mut fds;
    one.clear_revents();
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    loop {
        match poll(&mut fds, Some(&now)) {
            Err(Errno::INTR) => {}
            // Rather one connection too few than a loop over one that cannot even be asked.
            Err(_) => return true,
            Ok(_) => {
                return fds
                    .iter()
                    .any(|fd| fd.revents().intersects(PollFlags::RDHUP | PollFlags::HUP | PollFlags::ERR));
            }
        }
    }
}
