//! Two ends in one process: a call is a function call on the same buffer. It is the limit to compare with, and the kernel of unit tests.

mod frame;
mod woken;

pub use self::frame::{CAPS, Frame, InProcess, Local};
use self::woken::Woken;
use crate::{
    Answer, Badge, Client, Clock, Connection, Delivery, Ended, Event, Facts, Kernel, Never, Notify, OneWay, Received,
    Server, Service,
    lease::{Borrows, Leases, Lends},
    wire::DoesNotFit,
};

/// A client port whose kernel is a function call. `S` are the services behind it, `P` is the port at which they work: a [`Frame`], or another
/// `Loopback` when they call services of their own.
#[derive(Debug)]
pub struct Loopback<S, P> {
    /// The services.
    pub services: S,
    /// The port at which they work.
    pub port: P,
    /// Where this is itself the port at which other services work.
    woken: Woken,
}

impl<S, const N: usize> Loopback<S, Frame<N>> {
    /// Services that call nobody.
    pub const fn new(services: S) -> Self {
        Self { services, port: Frame::new(), woken: Woken::NOBODY }
    }
}

impl<S: Service<P>, P: InProcess> Loopback<S, P> {
    /// Services that call those behind `port`.
    pub const fn before(services: S, port: P) -> Self {
        Self { services, port, woken: Woken::NOBODY }
    }

    /// Wires a connection to one of the services and gives the capability.
    pub fn connect(&mut self, end: u8, connection: Connection) -> Option<Local> {
        let before = self.port.aim(end);
        let badge = self.services.connect(&mut self.port, connection);
        self.port.aim(before);
        badge.map(|badge| Local { badge, end })
    }
}

/// Two services behind one port.
#[derive(Debug)]
pub struct Both<A, B>(pub A, pub B);

impl<P: InProcess, A: Service<P>, B: Service<P>> Service<P> for Both<A, B> {
    #[inline]
    fn dispatch(&mut self, port: &mut P, delivery: Delivery<()>) -> Answer<()> {
        if port.end() == 0 { self.0.dispatch(port, delivery) } else { self.1.dispatch(port, delivery) }
    }

    fn connect(&mut self, port: &mut P, connection: Connection) -> Option<Badge> {
        if port.end() == 0 { self.0.connect(port, connection) } else { self.1.connect(port, connection) }
    }

    fn disconnect(&mut self, port: &mut P, badge: Badge) {
        if port.end() == 0 { self.0.disconnect(port, badge) } else { self.1.disconnect(port, badge) }
    }

    fn reap(&mut self, port: &mut P) {
        self.0.reap(port);
        self.1.reap(port);
    }
}

impl<S: Service<P>, P: InProcess> InProcess for Loopback<S, P> {
    const BYTES: usize = P::BYTES;

    #[inline(always)]
    fn end(&self) -> u8 {
        self.port.end()
    }

    #[inline(always)]
    fn aim(&mut self, end: u8) -> u8 {
        self.port.aim(end)
    }

    #[inline(always)]
    fn cross(&mut self) -> u16 {
        self.port.cross()
    }

    fn look(&mut self, by: &Local) -> bool {
        self.woken.look(by)
    }

    #[inline(always)]
    fn time(&self) -> u64 {
        self.port.time()
    }
}

impl<S: Service<P>, P: InProcess> Kernel for Loopback<S, P> {
    const FACTS: Facts =
        Facts { name: "loopback", words: 0, body: P::BYTES, caps: CAPS, open: 1, leases: Leases::Copied, own: true };
    type Cap = Local;
    type Reply = ();
    type End = ();
    type Error = Never;

    #[inline(always)]
    fn buffer(&mut self) -> &mut [u8] {
        self.port.buffer()
    }

    #[inline(always)]
    fn message(&self) -> &[u8] {
        self.port.message()
    }

    fn give(&mut self, cap: Local) -> Result<(), DoesNotFit> {
        self.port.give(cap)
    }

    fn take(&mut self, index: u16) -> Option<Local> {
        self.port.take(index)
    }

    #[inline]
    fn close_rest(&mut self) {
        self.port.close_rest();
    }
}

impl<S: Service<P>, P: InProcess> Client for Loopback<S, P> {
    #[inline]
    fn call(&mut self, to: &Local, operation: u16, len: usize) -> Result<Received, Never> {
        let before = self.port.aim(to.end);
        let caps = self.port.cross();
        let delivery = Delivery { operation, len, caps, truncated: false, badge: to.badge, reply: Some(()) };
        let Answer { status, len, .. } = self.services.dispatch(&mut self.port, delivery);
        let caps = self.port.cross();
        self.port.aim(before);
        Ok(Received { status, len, caps })
    }
}

impl<S: Service<P>, P: InProcess> OneWay for Loopback<S, P> {
    #[inline]
    fn send(&mut self, to: &Local, operation: u16, len: usize) -> Result<(), Never> {
        let before = self.port.aim(to.end);
        let caps = self.port.cross();
        let delivery = Delivery { operation, len, caps, truncated: false, badge: to.badge, reply: None };
        let _ = self.services.dispatch(&mut self.port, delivery);
        self.port.cross();
        self.port.aim(before);
        Ok(())
    }
}

impl<S: Service<P>, P: InProcess> Notify for Loopback<S, P> {
    fn woken(&mut self, by: &Local) -> bool {
        self.port.look(by)
    }
}

impl<S: Service<P>, P: InProcess> Server for Loopback<S, P> {
    fn receive(&mut self) -> Result<Event<Self>, Ended<Never>> {
        Err(Ended::Nobody)
    }

    fn reply(&mut self, (): (), _: u16, _: usize) {}

    fn bind(&mut self, (): (), _: Badge) -> Result<(), DoesNotFit> {
        Ok(())
    }

    fn mint(&mut self, badge: Badge) -> Result<Local, DoesNotFit> {
        self.port.mint(badge)
    }

    fn unbind(&mut self, badge: Badge) {
        self.woken.look(&Local { badge, end: self.end() });
    }

    fn own(&self, cap: &Local) -> Option<Badge> {
        self.port.own(cap)
    }

    fn wake(&mut self, badge: Badge) {
        self.woken.wake(Local { badge, end: self.end() });
    }
}

impl<S: Service<P>, P: InProcess> Lends for Loopback<S, P> {}

impl<S: Service<P>, P: InProcess> Borrows for Loopback<S, P> {}

impl<S: Service<P>, P: InProcess> Clock for Loopback<S, P> {
    #[inline(always)]
    fn now(&mut self) -> u64 {
        self.port.time()
    }
}
