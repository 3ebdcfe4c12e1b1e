//! The records on a boot socket: 16 bytes, and at most one descriptor beside them.
//!
//! ```text
//! 0  u16  kind:  1 client, 2 server, 3 clock, 4 start (launcher to component); 5 confined (component to launcher)
//! 2  u16  place: client: index of the used port; server: index of the provided port; confined: number of the part
//! 4  u16  subject: server: the calling instance; confined: the error, 0 when the part holds
//! 6  u16  rights: server: the caller's rights; confined: how many parts there are
//! 8  u64  zero
//! ```
//!
//! Little-endian. `client`, `server` and `clock` bring a descriptor, the others none.

use std::{
    io::{IoSlice, IoSliceMut},
    mem::MaybeUninit,
    os::fd::{BorrowedFd, OwnedFd},
};

use rustix::{
    cmsg_space,
    io::Errno,
    net::{
        RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer, SendAncillaryMessage,
        SendFlags, recvmsg, sendmsg,
    },
};

use crate::Error;

const SIZE: usize = 16;

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Record {
    Client { uses: u16 },
    Server { port: u16, subject: u16, rights: u16 },
    Clock,
    Start,
    Confined { part: u16, errno: u16, parts: u16 },
}

/// What a read of the boot socket found.
#[derive(Debug)]
pub(crate) enum Found {
    Record(Record, Option<OwnedFd>),
    Nothing,
    Closed,
}

impl Record {
    fn encode(self) -> [u8; SIZE] {
        let [kind, place, subject, rights] = match self {
            Self::Client { uses } => [1, uses, 0, 0],
            Self::Server { port, subject, rights } => [2, port, subject, rights],
            Self::Clock => [3, 0, 0, 0],
            Self::Start => [4, 0, 0, 0],
            Self::Confined { part, errno, parts } => [5, part, errno, parts],
        }
        .map(u64::from);
        u128::from(kind | place << 16 | subject << 32 | rights << 48).to_le_bytes()
    }

    fn decode(bytes: [u8; SIZE]) -> Option<Self> {
        let word = u64::try_from(u128::from_le_bytes(bytes)).ok()?;
        #[expect(clippy::cast_possible_truncation, reason = "the fields of the record")]
        let [kind, place, subject, rights] =
            [word as u16, (word >> 16) as u16, (word >> 32) as u16, (word >> 48) as u16];
        match (kind, place, subject, rights) {
            (1, uses, 0, 0) => Some(Self::Client { uses }),
            (2, port, subject, rights) => Some(Self::Server { port, subject, rights }),
            (3, 0, 0, 0) => Some(Self::Clock),
            (4, 0, 0, 0) => Some(Self::Start),
            (5, part, errno, parts) => Some(Self::Confined { part, errno, parts }),
            _ => None,
        }
    }

    const fn brings_descriptor(self) -> bool {
        matches!(self, Self::Client { .. } | Self::Server { .. } | Self::Clock)
    }

    /// Sends the record. Never waits: a peer that does not read its boot socket gets [`Error::Full`].
    pub(crate) fn send(self, to: BorrowedFd<'_>, with: Option<BorrowedFd<'_>>) -> Result<(), Error> {
        let bytes = self.encode();
        let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        let fds = with.map(|fd| [fd]);
        if let Some(fds) = &fds {
            control.push(SendAncillaryMessage::ScmRights(fds));
        }
        loop {
            return match sendmsg(to, &[IoSlice::new(&bytes)], &mut control, SendFlags::NOSIGNAL | SendFlags::DONTWAIT) {
                Ok(_) => Ok(()),
                Err(Errno::INTR) => continue,
                Err(Errno::PIPE | Errno::CONNRESET) => Err(Error::Gone),
                Err(Errno::AGAIN | Errno::NOBUFS) => Err(Error::Full),
                Err(errno) => Err(Error::System { call: "sendmsg", errno }),
            };
        }
    }

    /// Reads one record. Descriptors that it should not bring are closed, and the record refused.
    pub(crate) fn receive(from: BorrowedFd<'_>, flags: RecvFlags) -> Result<Found, Error> {
        // One byte more than a record, so that a longer one shows.
        let mut bytes = [0; SIZE + 1];
        let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(2))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let message = loop {
            match recvmsg(from, &mut [IoSliceMut::new(&mut bytes)], &mut control, flags | RecvFlags::CMSG_CLOEXEC) {
                Ok(message) => break message,
                Err(Errno::INTR | Errno::CONNRESET) => {}
                Err(Errno::AGAIN) => return Ok(Found::Nothing),
                Err(errno) => return Err(Error::System { call: "recvmsg", errno }),
            }
        };
        let (mut fd, mut count) = (None, 0);
        for part in control.drain() {
            if let RecvAncillaryMessage::ScmRights(fds) = part {
                for one in fds {
                    fd = Some(one);
                    count += 1;
                }
            }
        }
        if message.bytes == 0 && count == 0 {
            return Ok(Found::Closed);
        }
        let whole = message.bytes == SIZE && !message.flags.intersects(ReturnFlags::TRUNC | ReturnFlags::CTRUNC);
        let record =
            bytes.first_chunk().and_then(|bytes| Self::decode(*bytes)).filter(|_| whole).ok_or(Error::Record)?;
        if count != usize::from(record.brings_descriptor()) {
            return Err(Error::Record);
        }
        Ok(Found::Record(record, fd))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what it expects by failing")]
mod tests {
    use std::os::fd::AsFd;

    use rustix::net::{RecvFlags, SendFlags, send};

    use super::{Found, Record};
    use crate::{Error, datagram::pair};

    const ALL: [Record; 5] = [
        Record::Client { uses: 0x0102 },
        Record::Server { port: 0x0304, subject: 0x0506, rights: 0x0708 },
        Record::Clock,
        Record::Start,
        Record::Confined { part: 1, errno: 2, parts: 3 },
    ];

    #[test]
    fn a_record_is_16_documented_bytes() {
        assert_eq!(ALL[1].encode(), [2, 0, 4, 3, 6, 5, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0]);
        for record in ALL {
            assert_eq!(Record::decode(record.encode()), Some(record));
        }
    }

    #[test]
    fn a_record_travels_with_its_descriptor_and_with_no_other() {
        let (one, other) = pair().unwrap();
        for record in ALL {
            let gift = record.brings_descriptor().then(|| one.as_fd());
            record.send(one.as_fd(), gift).unwrap();
            let found = Record::receive(other.as_fd(), RecvFlags::DONTWAIT).unwrap();
            assert!(matches!(found, Found::Record(found, with) if found == record && with.is_some() == gift.is_some()));

            let wrong = if gift.is_some() { None } else { Some(one.as_fd()) };
            record.send(one.as_fd(), wrong).unwrap();
            assert_eq!(Record::receive(other.as_fd(), RecvFlags::DONTWAIT).unwrap_err(), Error::Record);
        }
        assert!(matches!(Record::receive(other.as_fd(), RecvFlags::DONTWAIT), Ok(Found::Nothing)));
        drop(one);
        assert!(matches!(Record::receive(other.as_fd(), RecvFlags::DONTWAIT), Ok(Found::Closed)));
    }

    #[test]
    fn what_is_no_record_is_an_error() {
        let (one, other) = pair().unwrap();
        let mut malformed = vec![vec![4; 1], vec![0; 15], vec![0; 16], vec![0; 17], vec![0xff; 16]];
        for at in 1..16 {
            // Every byte of `start` but the first is zero.
            let mut start = Record::Start.encode();
            start[at] = 1;
            malformed.push(start.to_vec());
        }
        for bytes in malformed {
            send(&one, &bytes, SendFlags::NOSIGNAL).unwrap();
            assert_eq!(Record::receive(other.as_fd(), RecvFlags::DONTWAIT).unwrap_err(), Error::Record, "{bytes:?}");
        }
    }
}
