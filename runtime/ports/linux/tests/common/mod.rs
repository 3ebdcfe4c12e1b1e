//! What the tests share: a raw peer that speaks datagrams by hand, and a count of descriptors.
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its part")]

use std::{
    io::{IoSlice, IoSliceMut},
    mem::MaybeUninit,
    num::NonZeroU16,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::{Mutex, MutexGuard, PoisonError},
};

use rustix::{
    cmsg_space,
    event::{PollFd, PollFlags, poll},
    net::{
        RecvAncillaryBuffer, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags, recvmsg, send, sendmsg,
    },
};
use tessera::{Badge, Delivery, Event, Server};
use tessera_linux::{Port, Reply, connection};

/// Tests that count this process's descriptors take turns.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

pub(crate) fn badge(index: u16) -> Badge {
    Badge { index, generation: NonZeroU16::MIN }
}

/// A server with one connection in place 0, and the raw other end.
pub(crate) fn server() -> (Port, OwnedFd) {
    let mut port = Port::new();
    let peer = connect(&mut port, 0);
    (port, peer)
}

pub(crate) fn connect(port: &mut Port, index: u16) -> OwnedFd {
    let (cap, end) = connection().unwrap();
    port.bind(end, badge(index)).unwrap();
    cap.into()
}

pub(crate) fn header(number: u16, sequence: u32) -> Vec<u8> {
    (u64::from(number) | u64::from(sequence) << 32).to_le_bytes().to_vec()
}

pub(crate) fn post(to: &OwnedFd, number: u16, sequence: u32) {
    send(to, &header(number, sequence), SendFlags::NOSIGNAL).unwrap();
}

/// Sends bytes with copies of the descriptors.
pub(crate) fn post_with(to: &OwnedFd, bytes: &[u8], fds: &[BorrowedFd<'_>]) -> rustix::io::Result<usize> {
    let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(253))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    assert!(control.push(SendAncillaryMessage::ScmRights(fds)));
    sendmsg(to, &[IoSlice::new(bytes)], &mut control, SendFlags::NOSIGNAL)
}

/// The next datagram: number, sequence, body. `None` when nothing is there or the peer is gone.
pub(crate) fn fetch(from: impl AsFd) -> Option<(u16, u32, Vec<u8>)> {
    let mut bytes = vec![0; 70_000];
    let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(20))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let message = recvmsg(from, &mut [IoSliceMut::new(&mut bytes)], &mut control, RecvFlags::DONTWAIT).ok()?;
    let word = u64::from_le_bytes(bytes[..message.bytes].first_chunk().copied()?);
    Some((word as u16, (word >> 32) as u32, bytes[8..message.bytes].to_vec()))
}

/// Waits for the next datagram.
pub(crate) fn wait(from: &OwnedFd) -> (u16, u32, Vec<u8>) {
    poll(&mut [PollFd::new(from, PollFlags::IN)], None).unwrap();
    fetch(from).unwrap()
}

/// The next event, which must be a request.
pub(crate) fn request(port: &mut Port) -> Delivery<Reply> {
    match port.receive().unwrap() {
        Event::Request(delivery) => delivery,
        other => panic!("{other:?}"),
    }
}
