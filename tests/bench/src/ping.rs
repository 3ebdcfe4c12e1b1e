//! A call between two processes over a seqpacket socket, against two programs that send and receive datagrams of the same sizes.

use std::{
    env,
    io::{IoSlice, IoSliceMut},
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    path::Path,
    process::{Child, Command, Stdio},
    time::Instant,
};

use rustix::{
    net::{
        AddressFamily, RecvAncillaryBuffer, RecvFlags, SendAncillaryBuffer, SendFlags, SocketFlags, SocketType,
        recvmsg, sendmsg, socketpair,
    },
    thread::{CpuSet, sched_getaffinity, sched_setaffinity},
};
use tessera::{Cap, Connection, Server, Service};
use tessera_linux::{End, Port};

use crate::{
    Result,
    free::Free,
    hand::PIN,
    home::{self, Door},
    stubs::smart_lock::{
        driver::{Dispatch, Uses},
        lock::{AllRights, Lock},
        lock_policy::GATEWAY,
    },
};

/// A header of 8 bytes and the body of `unlock`'s parameters.
const REQUEST: usize = 24;
/// A header of 8 bytes and the body of `unlock`'s results.
const REPLY: usize = 16;

/// The rows, as the command line names them.
pub(crate) const ROWS: [&str; 2] = ["ours", "raw"];

/// One round trip, in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Time {
    /// The middle one.
    pub(crate) median: u64,
    /// The shortest.
    pub(crate) min: u64,
}

/// The client's end, and the process at the other.
struct Ping {
    client: Client,
    server: Child,
}

enum Client {
    Ours(Box<Port>, Cap<Port, Lock, AllRights>),
    Raw(OwnedFd),
}

impl Ping {
    fn start(program: &Path, row: &str, cpu: Option<usize>) -> Result<Self> {
        let (near, far) = socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?;
        let cpu = cpu.map_or_else(|| "any".to_owned(), |cpu| cpu.to_string());
        let server = Command::new(program).args(["serve", row, &cpu]).stdin(Stdio::from(far)).spawn()?;
        let client = match row {
            "ours" => Client::Ours(Box::default(), Cap::new(near.into())),
            "raw" => Client::Raw(near),
            _ => return Err(format!("no row `{row}`").into()),
        };
        Ok(Self { client, server })
    }

    #[inline(never)]
    fn round_trip(&mut self) -> Result {
        match &mut self.client {
            Client::Ours(port, lock) => match home::unlock(&mut **port, lock, 7, PIN) {
                Ok(5000) => Ok(()),
                other => Err(format!("the lock says {other:?}").into()),
            },
            Client::Raw(socket) => {
                write(socket.as_fd(), &[1; REQUEST])?;
                let mut reply = [0; 2 * REPLY];
                if read(socket.as_fd(), &mut reply)? == REPLY { Ok(()) } else { Err("no reply".into()) }
            }
        }
    }

    fn end(mut self) -> Result {
        drop(self.client);
        self.server.wait()?;
        Ok(())
    }
}

fn write(to: BorrowedFd<'_>, bytes: &[u8]) -> Result {
    sendmsg(to, &[IoSlice::new(bytes)], &mut SendAncillaryBuffer::default(), SendFlags::NOSIGNAL)?;
    Ok(())
}

fn read(from: BorrowedFd<'_>, bytes: &mut [u8]) -> Result<usize> {
    Ok(recvmsg(from, &mut [IoSliceMut::new(bytes)], &mut RecvAncillaryBuffer::default(), RecvFlags::empty())?.bytes)
}

/// The process at the other end: its socket is its standard input. It ends when its client does.
pub(crate) fn serve(row: &str, cpu: &str) -> Result {
    if let Ok(cpu) = cpu.parse() {
        pin(cpu)?;
    }
    let socket = std::io::stdin().as_fd().try_clone_to_owned()?;
    if row == "ours" { serve_ours(socket.into()) } else { serve_raw(&socket) }
}

fn serve_ours(end: End) -> Result {
    let mut port = Port::new();
    // The driver calls nobody here; its capabilities lead to places where nobody is.
    let nowhere = || tessera_linux::connection().map(|(cap, _)| cap);
    let uses = Uses { bolt: Cap::new(nowhere()?), horn: Cap::new(nowhere()?) };
    let mut dispatch = Dispatch::new(Door::new(), Free, uses);
    let badge = dispatch.connect(&mut port, Connection { port: 0, subject: GATEWAY, rights: 1 }).ok_or("no room")?;
    port.bind(end, badge).map_err(|_| "no room")?;
    match tessera::serve(&mut port, &mut dispatch) {
        tessera::Ended::Nobody => Ok(()),
        tessera::Ended::Kernel(error) => Err(error.into()),
    }
}

fn serve_raw(socket: &OwnedFd) -> Result {
    let mut request = [0; 2 * REQUEST];
    while read(socket.as_fd(), &mut request)? == REQUEST {
        write(socket.as_fd(), &[2; REPLY])?;
    }
    Ok(())
}

fn pin(cpu: usize) -> Result {
    let mut cpus = CpuSet::new();
    cpus.set(cpu);
    Ok(sched_setaffinity(None, &cpus)?)
}

/// The processors that this process may run on.
pub(crate) fn cpus() -> Result<Vec<usize>> {
    let set = sched_getaffinity(None)?;
    Ok((0..CpuSet::MAX_CPU).filter(|cpu| set.is_set(*cpu)).collect())
}

/// Some round trips of one row and nothing else, for whoever counts system calls.
pub(crate) fn alone(row: &str, n: u32) -> Result {
    let mut ping = Ping::start(&env::current_exe()?, row, None)?;
    for _ in 0..n {
        ping.round_trip()?;
    }
    ping.end()
}

/// Both rows in turns, a batch of one and a batch of the other, on these two processors.
pub(crate) fn both(program: &Path, client: usize, server: usize) -> Result<[Time; 2]> {
    const BATCHES: usize = 200;
    const BATCH: usize = 250;
    pin(client)?;
    let mut pings = ROWS.map(|row| Ping::start(program, row, Some(server)));
    let mut times = [const { Vec::new() }; 2];
    for _ in 0..BATCHES {
        for (ping, times) in pings.iter_mut().zip(&mut times) {
            let Ok(ping) = ping else { continue };
            for _ in 0..BATCH {
                let begin = Instant::now();
                ping.round_trip()?;
                times.push(u64::try_from(begin.elapsed().as_nanos())?);
            }
        }
    }
    for ping in pings {
        ping?.end()?;
    }
    Ok(times.map(|mut times: Vec<u64>| {
        times.sort_unstable();
        let median = times.get(times.len() / 2).copied().unwrap_or(0);
        Time { median, min: times.first().copied().unwrap_or(0) }
    }))
}
