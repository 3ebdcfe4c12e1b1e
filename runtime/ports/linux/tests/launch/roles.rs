//! What the components of these tests do.

use std::{io::BufRead, process::ExitCode, time::Duration};

use tessera::{Client, Clock, Connections, Event, Kernel, Server};
use tessera_linux::{Boot, Cap, Port, Role};

use crate::{gate, table, wake};

pub(crate) fn play(role: Role) -> ExitCode {
    match role.name().to_owned().as_str() {
        "server" | "second" => serve(&mut role.boot().unwrap().port),
        "client" => command(role.boot().unwrap()),
        "prisoner" => {
            let serves = role.subject() != 0;
            role.confine().unwrap();
            table::attempt(serves);
        }
        "free" => {
            role.unconfined().confine().unwrap();
            table::attempt(false);
        }
        "foreign" => {
            role.confine().unwrap();
            table::foreign();
        }
        "abort" => {
            role.boot().unwrap();
            std::process::abort();
        }
        "panic" => {
            role.boot().unwrap();
            panic!("on purpose");
        }
        "opener" => {
            let _file = std::fs::File::open("/dev/null").unwrap();
            println!("{}", role.boot().unwrap_err());
        }
        "clockmaker" => table::clockmaker(&role.unconfined()),
        "idle" => std::thread::sleep(Duration::from_secs(3600)),
        "talker" => {
            role.boot().unwrap();
            for line in 0..2000 {
                println!("line {line} {}", "x".repeat(100));
            }
            eprint!("bye");
            return ExitCode::from(7);
        }
        other if gate::knows(other) => gate::play(other, role.boot().unwrap()),
        other => wake::play(other, role.boot().unwrap()),
    }
    ExitCode::SUCCESS
}

/// Answers every request with its caller's connection: port, subject, rights.
fn serve(port: &mut Port) {
    let mut table = Connections::<64>::new();
    println!("serving {}", fds());
    let mut event = port.receive();
    loop {
        event = match event {
            Ok(Event::Connect(connection, end)) => {
                println!("connect {} {} {}", connection.port, connection.subject, connection.rights);
                let badge = table.open(connection).unwrap();
                port.bind(end, badge).unwrap();
                port.receive()
            }
            Ok(Event::Request(delivery)) => {
                let connection = table.caller(delivery.badge).unwrap().connection;
                port.buffer()[..2].copy_from_slice(&connection.subject.to_le_bytes());
                port.buffer()[2..4].copy_from_slice(&connection.rights.to_le_bytes());
                port.buffer()[4..8].copy_from_slice(&[connection.port, 0, 0, 0]);
                port.reply_and_receive(delivery.reply.unwrap(), 16, 8)
            }
            Ok(Event::Closed(badge)) => {
                println!("closed {}", table.close(badge).unwrap().caller.connection.subject);
                port.receive()
            }
            Err(ended) => return println!("ended {ended:?}"),
        }
    }
}

/// Does what it is told, line by line.
fn command(Boot { mut port, .. }: Boot) {
    let mut lock = port.wired(0);
    println!("ready {} {}", lock.is_some(), fds());
    for line in std::io::stdin().lock().lines() {
        match line.unwrap().as_str() {
            "call" => call(&mut port, lock.as_ref().unwrap()),
            "again" => {
                // New wiring is read while the port waits; with nothing to serve, one look is enough.
                assert!(tessera::Deferred::poll(&mut port).unwrap().is_none());
                lock = port.wired(0);
                call(&mut port, lock.as_ref().unwrap());
            }
            "time" => println!("time {}", port.now()),
            "fds" => println!("fds {}", fds()),
            "end" => return,
            other => panic!("{other}"),
        }
    }
}

fn call(port: &mut Port, lock: &Cap) {
    match port.call(lock, 32, 0) {
        Ok(received) => println!("answer {} {:?}", received.status, port.message()),
        Err(error) => println!("error {error}"),
    }
}

/// The open descriptors, without a look at any file.
fn fds() -> String {
    let open = |fd: &i32| unsafe { libc::fcntl(*fd, libc::F_GETFD) } >= 0;
    (0..1024).filter(open).map(|fd| fd.to_string()).collect::<Vec<_>>().join(",")
}
