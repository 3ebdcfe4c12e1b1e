//! The same test on several kernels.

use std::{fmt, thread};

use tessera::{
    Cap, Connection, Counts, Ended, Event, OneWay, Unpoliced,
    lease::Lends,
    loopback::{Frame, Loopback},
    serve, turn,
};
use tessera_linux::{Port, connection};

use crate::{
    server::Board,
    stubs::authority::{disk, server},
};

/// What the client has.
pub(crate) type Disk<K> = Cap<K, disk::Disk, disk::AllRights>;

/// The whole of the connection that the system wires.
pub(crate) const WIRED: Connection = Connection { port: server::DISK, subject: 0, rights: 3 };

/// A port that lends.
pub(crate) trait Caller: OneWay<Error: fmt::Debug> + Lends {}

impl<K: OneWay<Error: fmt::Debug> + Lends> Caller for K {}

/// A test on any kernel.
pub(crate) trait Test {
    fn run<K: Caller>(&self, port: &mut K, disk: Disk<K>);
}

type Dispatch<K> = server::Dispatch<K, Board<K>, Unpoliced>;

/// Both ends in one process.
pub(crate) fn on_loopback(test: &impl Test) -> Counts {
    let service = Dispatch::<Frame<512>>::unpoliced(Board::new(), "a test");
    let mut port = Loopback::new(service);
    let disk = port.connect(0, WIRED).unwrap();
    test.run(&mut port, Cap::new(disk));
    *port.services.monitor.counts()
}

/// Two threads with sockets between them.
pub(crate) fn on_linux(test: &impl Test) -> Counts {
    let (disk, end) = connection().unwrap();
    let serving = thread::spawn(move || {
        let (mut port, mut service) = (Port::new(), Dispatch::unpoliced(Board::new(), "a test"));
        turn(&mut port, &mut service, Event::Connect(WIRED, end));
        assert_eq!(serve(&mut port, &mut service), Ended::Nobody);
        *service.monitor.counts()
    });
    test.run(&mut Port::new(), Cap::new(disk));
    serving.join().unwrap()
}
