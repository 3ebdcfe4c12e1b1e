//! A client that writes its datagrams by hand: many requests at once, and no waiting.

use std::{
    os::{fd::OwnedFd, unix::net::UnixDatagram},
    time::Duration,
};

use tessera_linux::Cap;

/// The client's end of a connection.
#[derive(Debug)]
pub(crate) struct Raw(UnixDatagram);

impl Raw {
    pub(crate) fn new(cap: Cap) -> Self {
        let socket = UnixDatagram::from(OwnedFd::from(cap));
        // Longer than any answer takes; a test that waits for none fails.
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Self(socket)
    }

    /// Sends a request; with sequence 0 nobody waits for an answer.
    pub(crate) fn send(&self, operation: u16, sequence: u32, body: &[u8]) {
        let header = (u64::from(operation) | u64::from(sequence) << 32).to_le_bytes();
        self.datagram(&[&header, body].concat());
    }

    pub(crate) fn datagram(&self, bytes: &[u8]) {
        self.0.send(bytes).unwrap();
    }

    /// `Failing.first` with this parameter.
    pub(crate) fn first(&self, sequence: u32, a: u8) {
        self.send(32, sequence, &[a, 0, 0, 0, 0, 0, 0, 0]);
    }

    /// The next answer: status, sequence and body; `None` when the server is gone.
    pub(crate) fn answer(&self) -> Option<(u16, u32, Vec<u8>)> {
        let mut bytes = [0; 4096];
        let len = self.0.recv(&mut bytes).unwrap();
        let word = u64::from_le_bytes(*bytes[..len].first_chunk()?);
        Some((word as u16, (word >> 32) as u32, bytes[8..len].to_vec()))
    }
}
