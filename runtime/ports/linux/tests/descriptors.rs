//! Descriptors: each has one owner at every moment, and none is left over.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::pedantic,
    reason = "a test says what it expects by failing"
)]

mod common;

use std::{
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    thread,
};

use common::{alone, badge, descriptors, fetch, header, post, post_with, request, server};
use rustix::{
    io::dup,
    process::{Resource, Rlimit, getrlimit, setrlimit},
};
use tessera::{Client, Deferred, Kernel, Server};
use tessera_linux::{BODY, CAPS, Error, Port, connection};

/// As many descriptors as asked for, all of them one socket.
fn many(fd: &OwnedFd, count: usize) -> Vec<BorrowedFd<'_>> {
    vec![fd.as_fd(); count]
}

#[test]
fn a_capability_travels_there_and_back_and_still_works() {
    let _alone = alone();
    let before = descriptors();
    let (mut server, peer) = server();
    let thread = thread::spawn(move || {
        let delivery = request(&mut server);
        assert_eq!((delivery.caps, delivery.truncated), (1, false));
        let cap = server.take(0).unwrap();
        assert!(server.take(0).is_none() && server.take(1).is_none());
        server.give(cap).unwrap();
        server.reply(delivery.reply.unwrap(), 16, 0);
        server
    });
    let (cap, far) = connection().unwrap();
    let far = OwnedFd::from(far);
    let mut port = Port::new();
    let peer = tessera_linux::Cap::from(peer);
    port.give(cap).unwrap();
    assert_eq!(port.call(&peer, 32, 0).unwrap().caps, 1);
    let cap = port.take(0).unwrap();
    post(&OwnedFd::from(cap), 7, 7);
    assert_eq!(fetch(&far).unwrap().0, 7);
    drop((thread.join().unwrap(), peer, far));
    assert_eq!(descriptors(), before);
}

#[test]
fn what_is_not_taken_is_closed_by_the_next_trap() {
    let _alone = alone();
    let (mut port, peer) = server();
    let before = descriptors();
    for count in [1, 2, CAPS] {
        for trap in ["close_rest", "reply", "poll"] {
            post_with(&peer, &header(32, 1), &many(&peer, count)).unwrap();
            let delivery = request(&mut port);
            assert_eq!((usize::from(delivery.caps), delivery.truncated), (count, false));
            assert_eq!(descriptors(), before + count);
            match trap {
                "close_rest" => port.close_rest(),
                "reply" => port.reply(delivery.reply.unwrap(), 19, 0),
                _ => assert!(port.poll().unwrap().is_none()),
            }
            assert_eq!(descriptors(), before, "{trap} leaves some of {count}");
        }
    }
}

#[test]
fn more_descriptors_than_fit_are_shown_and_closed() {
    let _alone = alone();
    let (mut port, peer) = server();
    let before = descriptors();
    for count in [CAPS + 1, CAPS + 2, CAPS + 3, 20, 100, 253] {
        post_with(&peer, &header(32, 1), &many(&peer, count)).unwrap();
        let delivery = request(&mut port);
        assert!(delivery.truncated, "{count} descriptors pass for whole");
        assert!(usize::from(delivery.caps) <= CAPS);
        port.reply(delivery.reply.unwrap(), 19, 0);
        assert_eq!(descriptors(), before, "some of {count} stay open");
    }
    assert!(post_with(&peer, &header(32, 1), &many(&peer, 254)).is_err(), "the kernel's limit is 253");
}

#[test]
fn a_full_table_of_descriptors_shows_as_truncation() {
    let _alone = alone();
    let (mut port, peer) = server();
    post_with(&peer, &header(32, 1), &many(&peer, 4)).unwrap();
    let before = descriptors();
    let limits = getrlimit(Resource::Nofile);
    // No number below the next free one is left.
    let next = std::os::fd::AsRawFd::as_raw_fd(&dup(&peer).unwrap()) as u64;
    setrlimit(Resource::Nofile, Rlimit { current: Some(next), ..limits }).unwrap();
    let delivery = request(&mut port);
    setrlimit(Resource::Nofile, limits).unwrap();
    assert!(delivery.truncated);
    assert_eq!((delivery.caps, descriptors()), (0, before));
}

#[test]
fn a_body_longer_than_the_buffer_is_shown_and_cut() {
    let _alone = alone();
    let (mut port, peer) = server();
    let before = descriptors();
    let mut long = header(32, 9);
    long.resize(8 + BODY + 1, 0xff);
    post_with(&peer, &long, &many(&peer, 1)).unwrap();
    let delivery = request(&mut port);
    assert!(delivery.truncated);
    assert_eq!((delivery.len, delivery.caps), (BODY, 1));
    port.reply(delivery.reply.unwrap(), 23, 0);
    assert_eq!(fetch(&peer).unwrap(), (23, 9, vec![]));
    assert_eq!(descriptors(), before);
}

#[test]
fn what_is_given_and_not_sent_is_closed() {
    let _alone = alone();
    let (mut port, peer) = server();
    let before = descriptors();
    for _ in 0..CAPS {
        port.give(dup(&peer).unwrap().into()).unwrap();
    }
    assert!(port.give(dup(&peer).unwrap().into()).is_err());
    assert_eq!(descriptors(), before + CAPS);
    assert!(port.poll().unwrap().is_none());
    assert_eq!(descriptors(), before);

    post(&peer, 32, 1);
    let reply = request(&mut port).reply.unwrap();
    port.unbind(badge(0));
    port.give(dup(&peer).unwrap().into()).unwrap();
    port.reply(reply, 16, 0);
    assert_eq!(descriptors(), before - 1, "the answer to a closed connection is lost with what it carried");
}

#[test]
fn a_client_refuses_an_answer_that_is_not_whole() {
    let _alone = alone();
    let (cap, end) = connection().unwrap();
    let end = OwnedFd::from(end);
    let mut port = Port::new();
    let before = descriptors();
    for (extra, count) in [(BODY + 1, 0), (0, CAPS + 1), (0, 100)] {
        thread::scope(|scope| {
            scope.spawn(|| {
                let (_, sequence, _) = common::wait(&end);
                let mut answer = header(16, sequence);
                answer.resize(8 + extra, 0);
                post_with(&end, &answer, &many(&end, count)).unwrap();
            });
            assert_eq!(port.call(&cap, 32, 0), Err(Error::Truncated));
        });
        assert_eq!(descriptors(), before);
    }
}

#[test]
fn an_answer_to_another_question_is_ignored_and_its_descriptors_are_closed() {
    let _alone = alone();
    let (cap, end) = connection().unwrap();
    let end = OwnedFd::from(end);
    let mut port = Port::new();
    let before = descriptors();
    let thread = thread::spawn(move || {
        let (_, sequence, _) = common::wait(&end);
        for stale in [0, sequence.wrapping_sub(1), sequence.wrapping_add(1), sequence ^ 0x8000_0000] {
            post_with(&end, &header(16, stale), &many(&end, 2)).unwrap();
        }
        post(&end, 17, sequence);
        end
    });
    assert_eq!(port.call(&cap, 32, 0).unwrap().status, 17);
    let end = thread.join().unwrap();
    assert_eq!(descriptors(), before, "stray descriptors stayed open");
    drop(end);
}
