//! Calls: there and back, many at once, in turn.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::pedantic,
    reason = "a test says what it expects by failing"
)]

mod common;

use std::thread;

use common::{badge, connect, fetch, header, post, request, server, wait};
use rustix::net::{SendFlags, send};
use tessera::{Client, Clock, Deferred, Ended, Event, Kernel, Notify, OneWay, Server};
use tessera_linux::{BODY, CONNECTIONS, Error, Port, connection};

/// Answers every request with its body reversed and its operation plus one, until nobody can call any more.
fn echo(mut port: Port) -> Port {
    let mut event = port.receive();
    loop {
        event = match event {
            Ok(Event::Request(delivery)) => {
                let body: Vec<u8> = port.message().iter().rev().copied().collect();
                port.buffer()[..body.len()].copy_from_slice(&body);
                match delivery.reply {
                    Some(reply) => port.reply_and_receive(reply, delivery.operation + 1, body.len()),
                    None => port.receive(),
                }
            }
            Ok(Event::Closed(_)) => port.receive(),
            Ok(other) => panic!("{other:?}"),
            Err(Ended::Nobody) => return port,
            Err(ended) => panic!("{ended:?}"),
        }
    }
}

#[test]
fn two_threads_play_ping_pong() {
    let (server, peer) = server();
    let thread = thread::spawn(move || echo(server));
    let (mut port, cap) = (Port::new(), peer.into());
    for round in 0..1000u16 {
        let len = usize::from(round) * 65 % (BODY + 1);
        port.buffer()[..len].fill(round as u8);
        if let Some(last) = port.buffer()[..len].last_mut() {
            *last = 0xff;
        }
        let received = port.call(&cap, round, len).unwrap();
        assert_eq!((received.status, received.len, received.caps), (round + 1, len, 0));
        assert_eq!(port.message().len(), len);
        assert!(port.message().first().is_none_or(|first| *first == 0xff));
    }
    drop(cap);
    assert_eq!(thread.join().unwrap().lost_replies(), 0);
}

#[test]
fn the_greatest_body_fits_and_one_byte_more_is_an_error() {
    let (server, peer) = server();
    let thread = thread::spawn(move || echo(server));
    let (mut port, cap) = (Port::new(), peer.into());
    assert_eq!(port.buffer().len(), BODY);
    assert_eq!(port.call(&cap, 32, BODY).unwrap().len, BODY);
    assert_eq!(port.call(&cap, 32, BODY + 1), Err(Error::TooLong));
    assert_eq!(port.call(&cap, 32, usize::MAX), Err(Error::TooLong));
    assert_eq!(port.call(&cap, 32, 0).unwrap().len, 0, "the error left nothing behind");
    drop(cap);
    thread.join().unwrap();
}

#[test]
fn a_hundred_requests_in_flight_are_each_answered_once() {
    let (mut port, peer) = server();
    for sequence in 1..=100 {
        post(&peer, 32, sequence);
    }
    let open: Vec<_> = (0..100).map(|_| request(&mut port).reply.unwrap()).collect();
    assert!(port.poll().unwrap().is_none());
    for reply in open.into_iter().rev() {
        port.reply(reply, 16, 0);
    }
    let mut answers: Vec<u32> = std::iter::from_fn(|| fetch(&peer)).map(|(_, sequence, _)| sequence).collect();
    answers.sort_unstable();
    assert_eq!(answers, (1..=100).collect::<Vec<_>>());
    assert_eq!(port.lost_replies(), 0);
}

#[test]
fn a_client_that_never_reads_loses_answers_and_holds_up_nobody() {
    let (mut port, peer) = server();
    let mut other = connect(&mut port, 1);
    let mut asked = 0;
    while port.lost_replies() == 0 {
        assert!(asked < 10_000, "an answer waits for its client");
        asked += 1;
        post(&peer, 32, asked);
        let reply = request(&mut port).reply.unwrap();
        port.buffer()[..1024].fill(1);
        port.reply(reply, 16, 1024);
    }
    post(&other, 33, 7);
    let reply = request(&mut port).reply.unwrap();
    port.reply(reply, 16, 0);
    assert_eq!(fetch(&mut other).unwrap().1, 7);
}

#[test]
fn who_is_woken_is_woken_once_and_hears_answers() {
    let (mut port, peer) = server();
    for sequence in 1..=3 {
        // An answer is built, and a wake leaves it as it is.
        port.buffer()[..8].copy_from_slice(b"answered");
        for _ in 0..10_000 {
            port.wake(badge(0));
        }
        post(&peer, 32, sequence);
        let reply = request(&mut port).reply.unwrap();
        port.reply(reply, 16, 8);
        assert_eq!(wait(&peer), (0, 0, Vec::new()), "one wake");
        assert_eq!(wait(&peer), (16, sequence, b"answered".to_vec()));
        assert!(fetch(&peer).is_none());
    }
    assert_eq!(port.lost_replies(), 0);
    // A badge of nobody, and a connection that is new in its place.
    port.wake(badge(7));
    port.wake(badge(0));
    let other = connect(&mut port, 0);
    port.wake(badge(0));
    assert_eq!(wait(&other), (0, 0, Vec::new()));
}

/// Whatever lies at a capability wakes, and the end of the server does; a call skips it and says so later.
#[test]
fn a_wake_is_heard_once() {
    let (cap, end) = connection().unwrap();
    let (mut client, mut server) = (Port::new(), Port::new());
    server.bind(end, badge(0)).unwrap();
    assert!(!client.woken(&cap));
    assert!(!client.wait(&cap, Some(0)).unwrap());
    server.wake(badge(0));
    assert!(client.wait(&cap, None).unwrap());
    assert!(!client.woken(&cap));
    let serving = thread::spawn(move || {
        for _ in 0..2 {
            let reply = request(&mut server).reply.unwrap();
            server.wake(badge(0));
            server.reply(reply, 16, 0);
        }
    });
    for _ in 0..2 {
        assert_eq!(client.call(&cap, 32, 0).unwrap().status, 16);
    }
    assert!(client.wait(&cap, None).unwrap());
    serving.join().unwrap();
    assert!(client.woken(&cap), "the server is gone");
}

#[test]
fn connections_take_turns() {
    let mut port = Port::new();
    let peers: Vec<_> = (0..CONNECTIONS as u16).map(|index| connect(&mut port, index)).collect();
    // One connection floods before the others say their one word each.
    for sequence in 1..=100 {
        post(&peers[9], 32, sequence);
    }
    for peer in &peers {
        post(peer, 33, 1);
    }
    let first: Vec<_> = (0..CONNECTIONS).map(|_| request(&mut port).badge.index).collect();
    let mut all = first.clone();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), CONNECTIONS, "somebody had two turns while another waited: {first:?}");
}

#[test]
fn a_one_way_message_has_no_reply_and_never_waits() {
    let (mut server, peer) = server();
    let (mut port, cap) = (Port::new(), peer.into());
    port.send(&cap, 35, 8).unwrap();
    let delivery = request(&mut server);
    assert!(delivery.reply.is_none());
    assert_eq!((delivery.operation, delivery.len), (35, 8));
    let full = (0..10_000).find_map(|_| port.send(&cap, 35, 8).err());
    assert_eq!(full, Some(Error::Full));
}

#[test]
fn a_datagram_without_a_header_is_delivered_as_nothing_that_exists() {
    let (mut port, peer) = server();
    for len in 0..8 {
        send(&peer, &vec![0xff; len], SendFlags::NOSIGNAL).unwrap();
        let delivery = request(&mut port);
        assert!(delivery.truncated && delivery.reply.is_none());
        assert_eq!((delivery.operation, delivery.len, delivery.caps), (0, 0, 0));
    }
    let mut reserved = header(32, 5);
    reserved[2] = 1;
    send(&peer, &reserved, SendFlags::NOSIGNAL).unwrap();
    let delivery = request(&mut port);
    assert!(delivery.truncated && delivery.reply.is_some(), "the reserved field is not zero");
}

#[test]
fn a_port_has_a_bounded_number_of_connections() {
    let mut port = Port::new();
    let (_cap, end) = connection().unwrap();
    assert!(port.bind(end, badge(CONNECTIONS as u16)).is_err());
    assert!(port.mint(badge(u16::MAX)).is_err());
    assert!(matches!(port.receive(), Err(Ended::Nobody)));
    assert!(matches!(port.poll(), Err(Ended::Nobody)));
}

#[test]
fn an_unbound_connection_is_closed_and_its_old_badge_answers_nobody() {
    let (mut port, peer) = server();
    post(&peer, 32, 1);
    let reply = request(&mut port).reply.unwrap();
    port.unbind(badge(0));
    let next = tessera::Badge { generation: 2.try_into().unwrap(), ..badge(0) };
    let cap = port.mint(next).unwrap();
    port.reply(reply, 16, 0);
    assert_eq!(port.lost_replies(), 1);
    assert!(fetch(std::os::fd::OwnedFd::from(cap)).is_none(), "an answer went to the successor");
    assert!(send(&peer, &header(32, 2), SendFlags::NOSIGNAL).is_err());
}

#[test]
fn real_time_moves() {
    let mut port = Port::new();
    let before = port.now();
    thread::sleep(std::time::Duration::from_millis(20));
    assert!((before + 20..before + 10_000).contains(&port.now()));
}
