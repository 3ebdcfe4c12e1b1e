//! The component's end of the boot socket. What comes from it is the launcher's word, but a malformed word is still an error.

use std::{
    collections::VecDeque,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

use rustix::net::RecvFlags;
use tessera::Connection;

use crate::{
    Cap, End, Error,
    record::{Found, Record},
};

/// How many ports a component may use.
pub const USES: usize = 16;

/// What a record was about.
#[derive(Debug)]
pub(crate) enum News {
    Nothing,
    Closed,
    Wired,
    Clock(OwnedFd),
    Start,
}

/// The boot socket, and what came over it that nobody has asked for yet.
#[derive(Debug)]
pub(crate) struct Wiring {
    boot: OwnedFd,
    servers: VecDeque<(Connection, End)>,
    clients: [Option<Cap>; USES],
}

impl Wiring {
    pub(crate) const fn new(boot: OwnedFd) -> Self {
        Self { boot, servers: VecDeque::new(), clients: [const { None }; USES] }
    }

    /// Reads one record. A client that replaces one that nobody took closes it.
    pub(crate) fn read(&mut self, flags: RecvFlags) -> Result<News, Error> {
        Ok(match Record::receive(self.boot.as_fd(), flags)? {
            Found::Nothing => News::Nothing,
            Found::Closed => News::Closed,
            Found::Record(Record::Client { uses }, Some(fd)) => {
                *self.clients.get_mut(usize::from(uses)).ok_or(Error::Record)? = Some(Cap::from(fd));
                News::Wired
            }
            Found::Record(Record::Server { port, subject, rights }, Some(fd)) => {
                let port = u8::try_from(port).map_err(|_| Error::Record)?;
                self.servers.push_back((Connection { port, subject, rights }, End::from(fd)));
                News::Wired
            }
            Found::Record(Record::Clock, Some(fd)) => News::Clock(fd),
            Found::Record(Record::Start, None) => News::Start,
            Found::Record(..) => return Err(Error::Record),
        })
    }

    /// A new connection to serve.
    #[inline]
    pub(crate) fn connect(&mut self) -> Option<(Connection, End)> {
        self.servers.pop_front()
    }

    /// The capability for a used port.
    pub(crate) fn client(&mut self, uses: u8) -> Option<Cap> {
        self.clients.get_mut(usize::from(uses))?.take()
    }
}

impl AsFd for Wiring {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.boot.as_fd()
    }
}
