//! The same test on several kernels.

use std::{fmt, thread};

use tessera::{
    Connection, Counts, Ended, Event, OneWay, Refusal, Unpoliced,
    lease::Lends,
    loopback::{Frame, Local, Loopback},
    serve, turn,
};
use tessera_linux::{Port, connection};

use crate::{
    server::Board,
    stubs::authority::{HOME, client, server},
};

/// What the client has.
pub(crate) type Uses<K> = client::Uses<K>;

/// The connections that the system wires.
fn wires() -> impl Iterator<Item = Connection> {
    HOME.wires.iter().map(|wire| Connection { port: wire.provides, subject: wire.from, rights: wire.rights })
}

/// A port that lends.
pub(crate) trait Caller: OneWay<Error: fmt::Debug> + Lends {}

impl<K: OneWay<Error: fmt::Debug> + Lends> Caller for K {}

/// A test on any kernel.
pub(crate) trait Test {
    fn run<K: Caller>(&self, port: &mut K, uses: Uses<K>);
}

type Dispatch<K> = server::Dispatch<K, Board<K>, Unpoliced>;

/// Both ends in one process.
fn on_loopback(test: &impl Test) -> Counts {
    let service = Dispatch::<Frame<512>>::unpoliced(Board::new(), "a test");
    let mut port = Loopback::new(service);
    let mut caps: Vec<_> = wires().map(|wire| port.connect(0, wire)).collect();
    let uses = Uses::connect(|place| caps[usize::from(place)].take()).unwrap();
    test.run(&mut port, uses);
    *port.services.monitor.counts()
}

/// Two threads with sockets between them.
fn on_linux(test: &impl Test) -> Counts {
    let (mut caps, mut ends) = (Vec::new(), Vec::new());
    for wire in wires() {
        let (cap, end) = connection().unwrap();
        caps.push(Some(cap));
        ends.push((wire, end));
    }
    let serving = thread::spawn(move || {
        let (mut port, mut service) = (Port::new(), Dispatch::unpoliced(Board::new(), "a test"));
        for (wire, end) in ends {
            turn(&mut port, &mut service, Event::Connect(wire, end));
        }
        assert_eq!(serve(&mut port, &mut service), Ended::Nobody);
        *service.monitor.counts()
    });
    let uses = Uses::connect(|place| caps[usize::from(place)].take()).unwrap();
    test.run(&mut Port::new(), uses);
    serving.join().unwrap()
}

/// Runs a test on each kernel. Both count the same.
pub(crate) fn everywhere(test: impl Test) -> Counts {
    let (one, other) = (on_loopback(&test), on_linux(&test));
    assert_eq!(one, other, "counted on loopback, counted on Linux");
    one
}

/// How many requests ended with this refusal.
pub(crate) fn refused(counts: &Counts, refusal: Refusal) -> u64 {
    counts.with_status(refusal.status().0)
}

/// What the server says to a connection that the launcher brings.
pub(crate) fn wire(connection: Connection) -> Option<Local> {
    Loopback::new(Dispatch::<Frame<512>>::unpoliced(Board::new(), "a test")).connect(0, connection)
}
