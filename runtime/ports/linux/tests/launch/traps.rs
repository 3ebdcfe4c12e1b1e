//! How many system calls a call takes: counted by tracing this program while it calls and serves.

use std::{
    collections::BTreeMap, mem::zeroed, os::fd::OwnedFd, os::unix::process::CommandExt, process::Command, thread,
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    net::{RecvFlags, SendFlags, recv, send},
};
use tessera::{Badge, Client, Event, Server};
use tessera_linux::{Port, connection};

pub(crate) const TRACED: &str = "--traced";
/// How many calls in each section.
const CALLS: u64 = 100;

/// What is traced: sections between calls of `getppid`, which nothing else here makes.
pub(crate) fn traced() {
    let mark = || assert!(rustix::process::getppid().is_some());
    let peer = |port: &mut Port, index: u16| {
        let (cap, end) = connection().unwrap();
        port.bind(end, Badge { index, generation: 1.try_into().unwrap() }).unwrap();
        OwnedFd::from(cap)
    };
    let ask = |peer: &OwnedFd, count: u64| {
        for sequence in 1..=count {
            send(peer, &(sequence << 32 | 32).to_le_bytes(), SendFlags::empty()).unwrap();
        }
    };

    let mut port = Port::new();
    let first = peer(&mut port, 0);
    ask(&first, CALLS);
    mark();
    serve(&mut port);
    mark();

    let second = peer(&mut port, 1);
    ask(&first, CALLS / 2);
    ask(&second, CALLS / 2);
    mark();
    serve(&mut port);
    mark();

    let (cap, end) = connection().unwrap();
    let echo = thread::spawn(move || {
        let end = OwnedFd::from(end);
        let mut datagram = [0; 8];
        while poll(&mut [PollFd::new(&end, PollFlags::IN)], None).is_ok()
            && recv(&end, &mut datagram, RecvFlags::empty()).is_ok_and(|(count, _)| count == 8)
        {
            send(&end, &datagram, SendFlags::empty()).unwrap();
        }
    });
    port.call(&cap, 32, 0).unwrap();
    mark();
    for _ in 0..CALLS {
        port.call(&cap, 32, 0).unwrap();
    }
    mark();
    drop(cap);
    echo.join().unwrap();
}

fn serve(port: &mut Port) {
    let mut next = port.receive().unwrap();
    for _ in 1..CALLS {
        let Event::Request(delivery) = next else { panic!("{next:?}") };
        next = port.reply_and_receive(delivery.reply.unwrap(), 16, 0).unwrap();
    }
    let Event::Request(delivery) = next else { panic!("{next:?}") };
    port.reply(delivery.reply.unwrap(), 16, 0);
}

pub(crate) fn a_call_takes_the_system_calls_of_a_raw_one() {
    let Some(sections) = trace() else {
        return println!("this machine does not let a process trace its child: not measured");
    };
    let [server, two, client] = &sections[..] else { panic!("{sections:?}") };
    let (receive, reply) = ((libc::SYS_recvmsg, CALLS), (libc::SYS_sendmsg, CALLS));
    assert_eq!(*server, BTreeMap::from([receive, reply]), "one connection");
    assert_eq!(*client, BTreeMap::from([receive, reply]), "a client");
    let polls: u64 = two
        .iter()
        .filter(|(number, _)| ![libc::SYS_recvmsg, libc::SYS_sendmsg].contains(number))
        .map(|(_, count)| count)
        .sum();
    assert_eq!((two.get(&libc::SYS_recvmsg), two.get(&libc::SYS_sendmsg)), (Some(&CALLS), Some(&CALLS)));
    assert_eq!(polls, CALLS / 2, "one poll for each round over two connections");
}

/// The system calls of each section, by number.
fn trace() -> Option<Vec<BTreeMap<i64, u64>>> {
    let mut command = Command::new("/proc/self/exe");
    command.arg(TRACED);
    unsafe {
        command.pre_exec(|| match libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0) {
            0 => Ok(()),
            _ => Err(std::io::Error::last_os_error()),
        });
    }
    let child = command.spawn().ok()?.id() as i32;
    let (mut sections, mut section, mut entering) = (vec![], None::<BTreeMap<i64, u64>>, true);
    let mut status = 0;
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    unsafe { libc::ptrace(libc::PTRACE_SETOPTIONS, child, 0, libc::PTRACE_O_TRACESYSGOOD) };
    let mut signal = 0;
    loop {
        unsafe { libc::ptrace(libc::PTRACE_SYSCALL, child, 0, signal) };
        assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
        if libc::WIFEXITED(status) || libc::WIFSIGNALED(status) {
            assert_eq!(status, 0);
            return Some(sections);
        }
        let stop = libc::WSTOPSIG(status);
        signal = if stop == libc::SIGTRAP | 0x80 { 0 } else { stop };
        if signal != 0 {
            continue;
        }
        if entering {
            let number = entered(child);
            if number == libc::SYS_getppid {
                match section.take() {
                    Some(done) => sections.push(done),
                    None => section = Some(BTreeMap::new()),
                }
            } else if let Some(section) = &mut section {
                *section.entry(number).or_default() += 1;
            }
        }
        entering = !entering;
    }
}

/// The system call that the child is about to make.
fn entered(child: i32) -> i64 {
    let mut info: libc::ptrace_syscall_info = unsafe { zeroed() };
    let size = size_of_val(&info);
    assert!(unsafe { libc::ptrace(libc::PTRACE_GET_SYSCALL_INFO, child, size, &raw mut info) } > 0);
    unsafe { info.u.entry }.nr as i64
}
