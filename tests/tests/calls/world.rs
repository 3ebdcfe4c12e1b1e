//! The same test on several kernels: a visitor, and a cage that serves it.

use std::{
    env, fmt, fs,
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    thread::{self, JoinHandle},
};

use tessera::{
    Badge, Connection, Counts, Ended, Event, Kernel, Monitor, OneWay, Refusal, Server, Status, Tickets, Verdict,
    audit::Record,
    loopback::{Frame, Local, Loopback},
    serve_with, turn,
};
use tessera_linux::{Cap, End, Port, connection};
use tessera_tests::repository;

use crate::{
    cage::{Cage, Patience},
    stubs::zoo::{ZOO, cage, failing::FirstReply, visitor::Uses},
    watch::{Transcript, Watch, allow},
};

/// What a test wants of its world.
pub(crate) struct Wish {
    /// Connections beside those of the system.
    pub(crate) more: &'static [Connection],
    /// What the policy says of a method.
    pub(crate) policy: fn(&'static str) -> Verdict,
    /// Runs while `first` does.
    pub(crate) meanwhile: fn(u8),
    /// Lets handlers leave requests open, and says how many of them wait before they are answered, the last one first.
    pub(crate) patience: Option<(&'static Tickets, usize)>,
}

impl Default for Wish {
    fn default() -> Self {
        Self { more: &[], policy: allow, meanwhile: |_| {}, patience: None }
    }
}

/// One kernel with both ends on it.
pub(crate) trait World: Sized {
    /// The visitor's.
    type K: OneWay<Error: fmt::Debug>;

    fn open(wish: Wish) -> Self;
    /// The visitor's port, and its capabilities; behind them those that were wished for.
    fn visitor(&mut self) -> (&mut Self::K, &mut Uses<Self::K>, &mut Vec<<Self::K as Kernel>::Cap>);
    fn said(&self) -> &Transcript;
    /// A capability that leads nowhere, to be sent along.
    fn stray(&mut self) -> <Self::K as Kernel>::Cap;
    /// How many capabilities there are, from some number on.
    fn capabilities(&self) -> isize;
    /// The visitor leaves, and the cage is closed.
    fn close(self) -> Remains;
}

/// What is known at the end.
pub(crate) struct Remains {
    pub(crate) counts: Counts,
    pub(crate) records: Vec<Record>,
    /// Answers that their caller did not get.
    pub(crate) unanswered: u64,
}

impl Remains {
    /// How many requests ended with this refusal.
    pub(crate) fn refused(&self, refusal: Refusal) -> u64 {
        self.counts.with_status(refusal.status().0)
    }

    pub(crate) fn ok(&self) -> u64 {
        self.counts.with_status(Status::OK.0)
    }
}

/// The connections of the system, in the order of the visitor's ports.
fn wires() -> impl Iterator<Item = Connection> {
    ZOO.wires.iter().map(|wire| Connection { port: wire.provides, subject: wire.from, rights: wire.rights })
}

type Dispatch<K> = cage::Dispatch<K, Cage<K>, Watch>;

fn dispatch<K: Patience + Server>(said: &Transcript, wish: &Wish) -> Dispatch<K> {
    let mut server = Cage::new(said.clone());
    server.meanwhile = wish.meanwhile;
    let mut dispatch = Dispatch { server, monitor: Monitor::new(Watch::new(said.clone(), wish.policy)) };
    if let Some((tickets, _)) = wish.patience {
        dispatch.monitor.keep_with(tickets);
    }
    dispatch
}

fn remains<K: Server>(mut dispatch: Dispatch<K>, unanswered: u64) -> Remains {
    let trail = dispatch.monitor.trail();
    let records = std::iter::from_fn(|| trail.pop()).collect();
    Remains { counts: *dispatch.monitor.counts(), records, unanswered }
}

/// Both ends in one process, and a call is a function call.
pub(crate) struct OnLoopback {
    port: LoopbackPort,
    uses: Uses<LoopbackPort>,
    more: Vec<Local>,
    said: Transcript,
    strays: isize,
}

type Inside = Frame<4096>;
type LoopbackPort = Loopback<Dispatch<Inside>, Inside>;

impl World for OnLoopback {
    type K = LoopbackPort;

    fn open(wish: Wish) -> Self {
        let said = Transcript::default();
        let mut port = Loopback::new(dispatch(&said, &wish));
        let mut caps: Vec<_> = wires().map(|wire| port.connect(0, wire)).collect();
        let more = wish.more.iter().map(|wire| port.connect(0, *wire).unwrap()).collect();
        let uses = Uses::connect(|place| caps[usize::from(place)].take()).unwrap();
        Self { port, uses, more, said, strays: 0 }
    }

    fn visitor(&mut self) -> (&mut LoopbackPort, &mut Uses<LoopbackPort>, &mut Vec<Local>) {
        (&mut self.port, &mut self.uses, &mut self.more)
    }

    fn said(&self) -> &Transcript {
        &self.said
    }

    fn stray(&mut self) -> Local {
        self.strays += 1;
        Local::new(Badge { index: u16::MAX, generation: std::num::NonZeroU16::MAX })
    }

    fn capabilities(&self) -> isize {
        self.strays - self.port.port.closed as isize
    }

    fn close(self) -> Remains {
        remains(self.port.services, 0)
    }
}

/// Client and server are threads, and what is between them is sockets.
pub(crate) struct OnLinux {
    visitor: Option<(Port, Uses<Port>, Vec<Cap>)>,
    said: Transcript,
    server: Option<JoinHandle<Remains>>,
}

impl Drop for OnLinux {
    /// The server ends when the visitor's capabilities are closed, and nothing of it is left for the next test.
    fn drop(&mut self) {
        drop(self.visitor.take());
        let ended = self.server.take().map(JoinHandle::join);
        assert!(!matches!(ended, Some(Err(_))) || thread::panicking(), "the server panicked");
    }
}

impl World for OnLinux {
    type K = Port;

    fn open(wish: Wish) -> Self {
        let said = Transcript::default();
        let (mut caps, mut ends) = (Vec::new(), Vec::new());
        for wire in wires().chain(wish.more.iter().copied()) {
            let (cap, end) = connection().unwrap();
            caps.push(Some(cap));
            ends.push((wire, end));
        }
        let heard = said.clone();
        let server = thread::spawn(move || serve(heard, &wish, ends));
        let uses = Uses::connect(|place| caps[usize::from(place)].take()).unwrap();
        let visitor = Some((Port::new(), uses, caps.into_iter().flatten().collect()));
        Self { visitor, said, server: Some(server) }
    }

    fn visitor(&mut self) -> (&mut Port, &mut Uses<Port>, &mut Vec<Cap>) {
        let (port, uses, more) = self.visitor.as_mut().unwrap();
        (port, uses, more)
    }

    fn said(&self) -> &Transcript {
        &self.said
    }

    fn stray(&mut self) -> Cap {
        connection().unwrap().0
    }

    fn capabilities(&self) -> isize {
        fs::read_dir("/proc/self/fd").unwrap().count() as isize
    }

    fn close(mut self) -> Remains {
        drop(self.visitor.take());
        self.server.take().unwrap().join().unwrap()
    }
}

/// Serves these connections until the last is closed.
fn serve(said: Transcript, wish: &Wish, ends: Vec<(Connection, End)>) -> Remains {
    let mut port = Port::new();
    let mut dispatch = dispatch(&said, wish);
    for (wire, end) in ends {
        turn(&mut port, &mut dispatch, Event::Connect(wire, end));
    }
    let most = wish.patience.map_or(usize::MAX, |(_, most)| most);
    let mut answering = false;
    let ended = serve_with(&mut port, &mut dispatch, |port, Dispatch { server, monitor, .. }| {
        answering |= server.open.len() >= most || server.hurry;
        answering &= !server.open.is_empty();
        let Some((a, reply)) = (if answering { server.open.pop() } else { None }) else { return false };
        let waited = monitor.finish(port, reply, |_, call| {
            let again = call.keep().map(drop);
            said.say(format_args!("  server: finishes first {a}; to keep it again: {again:?}"));
            Ok(FirstReply { b: u16::from(a) * 100 })
        });
        said.say(format_args!("  server: somebody waited: {waited}"));
        true
    });
    assert_eq!(ended, Ended::Nobody);
    remains(dispatch, port.lost_replies())
}

/// Tests that count descriptors have the process for themselves.
static DESCRIPTORS: RwLock<()> = RwLock::new(());

/// While this is held no other test opens or closes anything.
pub(crate) fn alone() -> RwLockWriteGuard<'static, ()> {
    DESCRIPTORS.write().unwrap_or_else(PoisonError::into_inner)
}

/// While this is held no test counts.
pub(crate) fn together() -> RwLockReadGuard<'static, ()> {
    DESCRIPTORS.read().unwrap_or_else(PoisonError::into_inner)
}

/// Runs each test on each kernel.
macro_rules! on_both {
    ($turn:ident: $($name:ident)*) => {
        mod loopback {
            $(#[test]
            fn $name() {
                let _turn = $crate::world::$turn();
                super::$name::<$crate::world::OnLoopback>();
            })*
        }
        mod linux {
            $(#[test]
            fn $name() {
                let _turn = $crate::world::$turn();
                super::$name::<$crate::world::OnLinux>();
            })*
        }
    };
}
pub(crate) use on_both;

/// Compares what was said with the reviewed text `calls/NAME.txt`; with `BLESS=1` it is written.
pub(crate) fn compare(name: &str, said: &[String]) {
    let path = repository().join(format!("tests/tests/calls/{name}.txt"));
    if env::var_os("BLESS").is_some() {
        let text = said.iter().fold(String::new(), |text, line| text + line + "\n");
        fs::write(path, text).unwrap();
        return;
    }
    let reviewed = fs::read_to_string(path).unwrap_or_default();
    let reviewed: Vec<_> = reviewed.lines().collect();
    for index in 0..said.len().max(reviewed.len()) {
        let (found, expected) = (said.get(index).map(String::as_str), reviewed.get(index).copied());
        assert_eq!(found, expected, "calls/{name}.txt, line {}", index + 1);
    }
}
