//! A peer may die at any moment: an event for the server, a typed error for the client, and nothing worse.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::pedantic,
    reason = "a test says what it expects by failing"
)]

mod common;

use std::{os::fd::OwnedFd, thread};

use common::{badge, connect, header, post, request, server};
use rustix::net::{SendFlags, Shutdown, send, shutdown};
use tessera::{Client, Ended, Event, OneWay, Server};
use tessera_linux::{Cap, Error, Port, connection};

fn closed(port: &mut Port) {
    assert!(matches!(port.receive(), Ok(Event::Closed(who)) if who == badge(0)));
    assert!(matches!(port.receive(), Err(Ended::Nobody)));
}

#[test]
fn a_client_dies_idle() {
    let (mut port, peer) = server();
    drop(peer);
    closed(&mut port);
}

#[test]
fn a_client_dies_while_the_server_waits() {
    let (mut port, peer) = server();
    let thread = thread::spawn(move || closed(&mut port));
    thread::sleep(std::time::Duration::from_millis(20));
    drop(peer);
    thread.join().unwrap();
}

#[test]
fn a_client_dies_with_requests_under_way() {
    let (mut port, peer) = server();
    post(&peer, 32, 1);
    post(&peer, 33, 2);
    drop(peer);
    let first = request(&mut port);
    port.reply(first.reply.unwrap(), 16, 0);
    assert_eq!(port.lost_replies(), 1);
    assert_eq!(request(&mut port).operation, 33, "what it asked before counts");
    closed(&mut port);
}

#[test]
fn a_client_dies_with_answers_unread() {
    let (mut port, peer) = server();
    for sequence in 1..=2 {
        post(&peer, 32, sequence);
        let reply = request(&mut port).reply.unwrap();
        port.reply(reply, 16, 0);
    }
    post(&peer, 33, 3);
    drop(peer);
    assert_eq!(request(&mut port).operation, 33, "the reset is not the end of what was sent");
    closed(&mut port);
}

#[test]
fn a_client_that_shuts_its_half_is_gone_and_one_that_says_nothing_is_not() {
    let (mut port, peer) = server();
    for _ in 0..3 {
        send(&peer, &[], SendFlags::NOSIGNAL).unwrap();
        assert!(request(&mut port).truncated, "an empty datagram is not the end");
    }
    shutdown(&peer, Shutdown::Write).unwrap();
    closed(&mut port);
}

#[test]
fn one_death_leaves_the_others() {
    let (mut port, peer) = server();
    let other = connect(&mut port, 1);
    drop(peer);
    post(&other, 32, 1);
    let (mut closed, mut asked) = (0, 0);
    for _ in 0..2 {
        match port.receive().unwrap() {
            Event::Closed(_) => closed += 1,
            Event::Request(_) => asked += 1,
            Event::Connect(..) => {}
        }
    }
    assert_eq!((closed, asked), (1, 1));
}

#[test]
fn a_server_is_gone_before_the_call() {
    let (cap, end) = connection().unwrap();
    drop(end);
    let mut port = Port::new();
    assert_eq!(port.call(&cap, 32, 0), Err(Error::Gone));
    assert_eq!(port.send(&cap, 35, 0), Err(Error::Gone));
}

/// Calls while the server does something, and returns what came of it.
fn call_while(server: impl FnOnce(&OwnedFd) + Send + 'static) -> Result<tessera::Received, Error> {
    let (cap, end) = connection().unwrap();
    let end = OwnedFd::from(end);
    let thread = thread::spawn(move || {
        // Seen, but not read: the request is still in the socket.
        rustix::event::poll(&mut [rustix::event::PollFd::new(&end, rustix::event::PollFlags::IN)], None).unwrap();
        server(&end);
    });
    let result = Port::new().call(&cap, 32, 0);
    thread.join().unwrap();
    result
}

#[test]
fn a_server_dies_with_the_request_unread() {
    assert_eq!(call_while(|_| {}), Err(Error::Gone));
}

#[test]
fn a_server_dies_between_request_and_answer() {
    assert_eq!(call_while(|end| drop(common::wait(end))), Err(Error::Gone));
}

#[test]
fn a_server_dies_right_after_the_answer() {
    let result = call_while(|end| {
        let (_, sequence, _) = common::wait(end);
        post(end, 16, sequence);
    });
    assert_eq!(result.map(|received| received.status), Ok(16));
}

#[test]
fn a_server_answers_without_a_header_or_with_a_false_one() {
    assert_eq!(
        call_while(|end| {
            send(end, &[0; 7], SendFlags::NOSIGNAL).unwrap();
        }),
        Err(Error::Truncated)
    );
    let result = call_while(|end| {
        let (_, sequence, _) = common::wait(end);
        let mut answer = header(16, sequence);
        answer[3] = 1;
        send(end, &answer, SendFlags::NOSIGNAL).unwrap();
    });
    assert_eq!(result, Err(Error::Truncated));
}

#[test]
fn a_capability_that_is_no_socket_is_an_error() {
    let (read, write) = rustix::pipe::pipe().unwrap();
    let mut port = Port::new();
    for fd in [read, write] {
        assert!(matches!(port.call(&Cap::from(fd), 32, 0), Err(Error::System { call: "sendmsg", .. })));
    }
}

#[test]
fn a_capability_that_does_not_block_is_an_error_and_no_busy_loop() {
    let (cap, _end) = connection().unwrap();
    rustix::io::ioctl_fionbio(&cap, true).unwrap();
    assert_eq!(Port::new().call(&cap, 32, 0), Err(Error::Full));
}

#[test]
fn a_server_end_that_does_not_block_still_waits() {
    let (cap, end) = connection().unwrap();
    rustix::io::ioctl_fionbio(&end, true).unwrap();
    let mut port = Port::new();
    port.bind(end, badge(0)).unwrap();
    let thread = thread::spawn(move || request(&mut port).operation);
    thread::sleep(std::time::Duration::from_millis(20));
    post(&OwnedFd::from(cap), 40, 1);
    assert_eq!(thread.join().unwrap(), 40);
}
