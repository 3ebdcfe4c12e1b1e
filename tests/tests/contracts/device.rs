//! The server of all interfaces, and the worlds in which it is called.

use std::{
    fmt,
    sync::mpsc::{Receiver, Sender, channel},
    thread::{self, JoinHandle},
};

use tessera::{
    Call, Cap, Connection, Counts, Event, Kernel, OneWay, Reply, Service as _, Stop, Tickets, Unpoliced,
    loopback::{Frame, Loopback},
    serve_with, turn,
};
use tessera_linux::{End, Port, connection};

use crate::stubs::contracts::{Bad, Trouble, clock, device, door, drawbridge, gate, updater};

/// What the signature of an update says about its outcome.
pub(crate) const GOOD: [u8; 16] = [0; 16];
pub(crate) const FORGED: [u8; 16] = [1; 16];
pub(crate) const OLD: [u8; 16] = [2; 16];
pub(crate) const BUSY: [u8; 16] = [3; 16];
/// This one is answered when the test says so.
pub(crate) const LATER: [u8; 16] = [4; 16];
/// This one is answered by nobody.
pub(crate) const NEVER: [u8; 16] = [5; 16];
/// The framework's word comes from the handler.
pub(crate) const FULL: [u8; 16] = [6; 16];

pub(crate) fn outcome(sig: [u8; 16]) -> Result<updater::VerifyReply<'static>, Stop<Bad>> {
    match sig {
        FORGED => Err(Bad::Signature.into()),
        OLD => Err(Bad::Version.into()),
        BUSY => Err(Bad::Busy.into()),
        FULL => Err(Stop::Refused(tessera::Refusal::Busy)),
        _ => Ok(updater::VerifyReply { name: "update" }),
    }
}

/// How a port keeps a request; one that cannot never does.
pub(crate) trait Keeps: Kernel {
    fn keep<M: tessera::Waits>(call: &mut Call<Self, M>) -> Result<(Reply<M>, Stop<M::Error>), Stop<M::Error>>
    where
        Self: Sized;
}

impl<const N: usize> Keeps for Frame<N> {
    fn keep<M: tessera::Waits>(_: &mut Call<Self, M>) -> Result<(Reply<M>, Stop<M::Error>), Stop<M::Error>> {
        Err(Stop::Refused(tessera::Refusal::Busy))
    }
}

impl Keeps for Port {
    fn keep<M: tessera::Waits>(call: &mut Call<Self, M>) -> Result<(Reply<M>, Stop<M::Error>), Stop<M::Error>> {
        call.keep()
    }
}

#[derive(Debug, Default)]
pub(crate) struct Device {
    size: u32,
    pub(crate) kept: Vec<Reply<updater::Verify>>,
    height: u8,
    pub(crate) closed: usize,
}

impl<K: Keeps> device::UpdaterServer<K> for Device {
    fn begin(&mut self, _: &mut Call<K, updater::Begin>, size: u32) -> Result<(), Stop<tessera::Never>> {
        self.size = size;
        Ok(())
    }

    fn chunk(&mut self, _: &mut Call<K, updater::Chunk>, data: &[u8]) -> Result<updater::ChunkReply, Stop<Trouble>> {
        let len = data.len() as u32;
        self.size = self.size.checked_sub(len).ok_or(Trouble { code: len, at: 7 })?;
        Ok(updater::ChunkReply { left: self.size })
    }

    fn verify(
        &mut self,
        call: &mut Call<K, updater::Verify>,
        sig: [u8; 16],
    ) -> Result<updater::VerifyReply<'_>, Stop<Bad>> {
        if sig == LATER || sig == NEVER {
            let (reply, later) = K::keep(call)?;
            if sig == LATER {
                self.kept.push(reply);
            }
            return Err(later);
        }
        outcome(sig)
    }

    fn install(&mut self, _: &mut Call<K, updater::Install>) -> Result<updater::InstallReply, Stop<Trouble>> {
        if self.size == 0 { Ok(updater::InstallReply { at: 9 }) } else { Err(Trouble { code: 1, at: 9 }.into()) }
    }

    fn abort(&mut self, _: &mut Call<K, updater::Abort>) -> Result<(), Stop<tessera::Never>> {
        self.size = 0;
        Ok(())
    }

    fn peek(&mut self, _: &mut Call<K, updater::Peek>) -> Result<updater::PeekReply<'_>, Stop<tessera::Never>> {
        Ok(updater::PeekReply { data: b"peeked" })
    }

    fn status(&mut self, _: &mut Call<K, updater::Status>) -> Result<updater::StatusReply, Stop<tessera::Never>> {
        Ok(updater::StatusReply { percent: 50 })
    }

    fn poke(&mut self, _: &mut Call<K, updater::Poke>) {
        self.size += 100;
    }

    fn lend(&mut self, _: &mut Call<K, updater::Lend>, to: Door<K>) -> Result<updater::LendReply<K>, Stop<Bad>> {
        Ok(updater::LendReply { back: to })
    }

    fn closed(&mut self, _: &tessera::Caller) {
        self.closed += 1;
    }
}

impl<K: Kernel> device::GateServer<K> for Device {
    fn unlock(&mut self, _: &mut Call<K, gate::Unlock>, pin: u32) -> Result<gate::UnlockReply, Stop<tessera::Never>> {
        Ok(gate::UnlockReply { until: u64::from(pin) })
    }

    fn knock(&mut self, _: &mut Call<K, gate::Knock>) -> Result<(), Stop<tessera::Never>> {
        Ok(())
    }

    fn lift(&mut self, _: &mut Call<K, gate::Lift>, by: u8) -> Result<gate::LiftReply, Stop<tessera::Never>> {
        self.height += by;
        Ok(gate::LiftReply { height: self.height })
    }
}

impl<K: Kernel> device::BridgeServer<K> for Device {
    fn unlock(
        &mut self,
        _: &mut Call<K, drawbridge::Unlock>,
        pin: u32,
    ) -> Result<drawbridge::UnlockReply, Stop<tessera::Never>> {
        Ok(drawbridge::UnlockReply { until: u64::from(pin) + 1000 })
    }

    fn knock(&mut self, _: &mut Call<K, drawbridge::Knock>) -> Result<(), Stop<tessera::Never>> {
        Ok(())
    }

    fn lift(
        &mut self,
        _: &mut Call<K, drawbridge::Lift>,
        by: u8,
    ) -> Result<drawbridge::LiftReply, Stop<tessera::Never>> {
        Ok(drawbridge::LiftReply { height: by })
    }

    fn lower(&mut self, _: &mut Call<K, drawbridge::Lower>) -> Result<(), Stop<tessera::Never>> {
        Ok(())
    }
}

impl<K: Kernel> device::ClockServer<K> for Device {
    fn now(&mut self, _: &mut Call<K, clock::Now>) -> Result<clock::NowReply, Stop<tessera::Never>> {
        Ok(clock::NowReply { at: 1234 })
    }
}

/// What the client has.
pub(crate) struct Caps<K: Kernel> {
    pub(crate) updater: Cap<K, updater::Updater, updater::AllRights>,
    pub(crate) gate: Cap<K, gate::Gate, gate::AllRights>,
    pub(crate) bridge: Cap<K, drawbridge::Drawbridge, drawbridge::AllRights>,
    pub(crate) clock: Cap<K, clock::Clock, clock::AllRights>,
}

/// A port of a client.
pub(crate) trait Caller: OneWay<Error: fmt::Debug> {}

impl<K: OneWay<Error: fmt::Debug>> Caller for K {}

type Dispatch<K> = device::Dispatch<K, Device, Unpoliced>;

const PORTS: [u8; 4] = [device::UPDATER, device::GATE, device::BRIDGE, device::CLOCK];

const fn wired(port: u8) -> Connection {
    Connection { port, subject: 0, rights: 7 }
}

fn caps<K: Kernel>(of: impl FnMut(u8) -> K::Cap) -> Caps<K> {
    let [updater, gate, bridge, clock] = PORTS.map(of);
    Caps { updater: Cap::new(updater), gate: Cap::new(gate), bridge: Cap::new(bridge), clock: Cap::new(clock) }
}

/// A test on any kernel.
pub(crate) trait Test {
    fn run<K: Caller>(&self, port: &mut K, caps: Caps<K>);
}

/// Both ends in one process.
pub(crate) fn on_loopback(test: &impl Test) -> Counts {
    let mut port = Loopback::new(Dispatch::<Frame<512>>::unpoliced(Device::default(), "a test"));
    let caps = caps(|number| port.connect(0, wired(number)).unwrap());
    test.run(&mut port, caps);
    *port.services.monitor.counts()
}

/// Two threads with sockets between them.
pub(crate) fn on_linux(test: &impl Test) -> Counts {
    let mut world = Linux::open();
    let caps = world.caps.take().unwrap();
    test.run(&mut Port::new(), caps);
    world.close().0
}

/// A server that answers what it keeps when it is told to.
pub(crate) struct Linux {
    pub(crate) caps: Option<Caps<Port>>,
    finish: Sender<[u8; 16]>,
    serving: JoinHandle<(Counts, usize)>,
}

impl Linux {
    pub(crate) fn open() -> Self {
        let (mut ends, mut others): (Vec<(u8, End)>, Vec<_>) = (Vec::new(), Vec::new());
        for number in PORTS {
            let (cap, end) = connection().unwrap();
            ends.push((number, end));
            others.push(cap);
        }
        let mut others = others.into_iter();
        let (finish, orders) = channel();
        let serving = thread::spawn(move || run(ends, &orders));
        Self { caps: Some(caps(|_| others.next().unwrap())), finish, serving }
    }

    /// Lets the handler answer what it kept, as if this had been the signature.
    pub(crate) fn finish(&self, sig: [u8; 16]) {
        self.finish.send(sig).unwrap();
    }

    /// How often what happened, and how many sessions ended.
    pub(crate) fn close(self) -> (Counts, usize) {
        drop(self.caps);
        drop(self.finish);
        self.serving.join().unwrap()
    }
}

fn run(ends: Vec<(u8, End)>, orders: &Receiver<[u8; 16]>) -> (Counts, usize) {
    let (mut port, mut service) = (Port::new(), Dispatch::unpoliced(Device::default(), "a test"));
    service.monitor.keep_with(Box::leak(Box::new(Tickets::new())));
    for (number, end) in ends {
        turn(&mut port, &mut service, Event::Connect(wired(number), end));
    }
    let ended = serve_with(&mut port, &mut service, |port, service: &mut Dispatch<Port>| {
        if service.server.kept.is_empty() {
            return false;
        }
        // Requests that came meanwhile are served first.
        let Ok(sig) = orders.try_recv() else { return true };
        let reply = service.server.kept.remove(0);
        assert!(service.finish_verify(port, reply, |_, _| outcome(sig)), "somebody waits");
        true
    });
    assert_eq!(ended, tessera::Ended::Nobody);
    service.reap(&mut port);
    (*service.monitor.counts(), service.server.closed)
}

pub(crate) type Door<K> = Cap<K, door::Door, door::AllRights>;
