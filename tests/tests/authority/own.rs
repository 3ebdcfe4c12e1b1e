//! A kernel that lends memory by a mechanism of its own: what is lent lies beside the message, never in it.

use tessera::{
    Badge, Client, Connection, Counts, Delivery, Ended, Event, Facts, Kernel, Never, OneWay, Received, Server, Service,
    Unpoliced,
    lease::{Borrows, Lease, Leases, Lend, Lends, Loan, Returned},
    wire::DoesNotFit,
};

use crate::{
    server::Board,
    stubs::authority::{HOME, client, server},
    worlds::Test,
};

const FACTS: Facts = Facts { name: "own", words: 0, body: 64, caps: 2, open: 1, leases: Leases::Own(4), own: false };

/// The memory of both ends, and the server's port: a message, with no room for what is lent, and what is lent.
pub(crate) struct Desk {
    body: [u8; 64],
    lent: Vec<(Lend, Vec<u8>)>,
    /// The capability of the message, which only servers give here.
    cap: Option<Badge>,
}

impl Desk {
    const fn new() -> Self {
        Self { body: [0; 64], lent: Vec::new(), cap: None }
    }
}

macro_rules! kernel {
    ($port:ty, $desk:ident: $way:expr $(, $generic:ident)?) => {
        impl $(<$generic: Service<Desk>>)? Kernel for $port {
            const FACTS: Facts = FACTS;
            type Cap = Badge;
            type Reply = ();
            type End = ();
            type Error = Never;

            fn buffer(&mut self) -> &mut [u8] {
                let $desk = self;
                &mut $way.body
            }
            fn message(&self) -> &[u8] {
                let $desk = self;
                &$way.body
            }
            fn give(&mut self, cap: Badge) -> Result<(), DoesNotFit> {
                let $desk = self;
                $way.cap = Some(cap);
                Ok(())
            }
            fn take(&mut self, _: u16) -> Option<Badge> {
                let $desk = self;
                $way.cap.take()
            }
            fn close_rest(&mut self) {}
        }
    };
}

kernel!(Desk, desk: desk);
kernel!(Caller<S>, caller: caller.desk, S);

impl Server for Desk {
    fn receive(&mut self) -> Result<Event<Self>, Ended<Never>> {
        Err(Ended::Nobody)
    }
    fn reply(&mut self, (): (), _: u16, _: usize) {}
    fn bind(&mut self, (): (), _: Badge) -> Result<(), DoesNotFit> {
        Ok(())
    }
    fn mint(&mut self, badge: Badge) -> Result<Badge, DoesNotFit> {
        Ok(badge)
    }
    fn unbind(&mut self, _: Badge) {}
}

impl Borrows for Desk {
    fn look<const L: usize>(&self, _: usize, loan: &mut Loan<'_, L>) -> Option<usize> {
        let lent: Vec<_> = self.lent.iter().map(|(lend, bytes)| (*lend, bytes.len())).collect();
        loan.note(&lent)?;
        Some(0)
    }

    fn borrow<const L: usize>(&mut self, _: usize, loan: &mut Loan<'_, L>) -> Option<()> {
        for (part, (lend, bytes)) in loan.parts().into_iter().zip(&self.lent) {
            if lend.is_read() { part.copy_from_slice(bytes) } else { part.fill(0) }
        }
        Some(())
    }

    fn give_back<const L: usize>(&mut self, loan: &mut Loan<'_, L>) -> Result<usize, DoesNotFit> {
        assert_eq!(loan.lendings().len(), L);
        for (part, (lend, bytes)) in loan.parts().into_iter().zip(&mut self.lent) {
            if lend.is_written() {
                bytes.copy_from_slice(part);
            }
        }
        Ok(0)
    }
}

/// The client's port, with the server behind it.
pub(crate) struct Caller<S> {
    pub(crate) desk: Desk,
    service: S,
}

impl<S: Service<Desk>> Client for Caller<S> {
    fn call(&mut self, to: &Badge, operation: u16, len: usize) -> Result<Received, Never> {
        let delivery = Delivery { operation, len, caps: 0, truncated: false, badge: *to, reply: Some(()) };
        let answer = self.service.dispatch(&mut self.desk, delivery);
        let caps = self.desk.cap.is_some().into();
        Ok(Received { status: answer.status, len: answer.len, caps })
    }
}

impl<S: Service<Desk>> OneWay for Caller<S> {
    fn send(&mut self, to: &Badge, operation: u16, len: usize) -> Result<(), Never> {
        let delivery = Delivery { operation, len, caps: 0, truncated: false, badge: *to, reply: None };
        let _ = self.service.dispatch(&mut self.desk, delivery);
        Ok(())
    }
}

impl<S: Service<Desk>> Lends for Caller<S> {
    fn lend(&mut self, leases: &mut [Lease<'_>]) -> Result<usize, DoesNotFit> {
        for lease in &mut *leases {
            if let Lease::Out(bytes) = lease {
                bytes.fill(0);
            }
        }
        self.desk.lent = leases.iter().map(|lease| (lease.lend(), lease.bytes().to_vec())).collect();
        Ok(0)
    }

    fn call_lending(
        &mut self,
        to: &Badge,
        operation: u16,
        len: usize,
        leases: &mut [Lease<'_>],
    ) -> Result<Returned, Never> {
        let received = self.call(to, operation, len)?;
        // Withdrawn, however the call ended.
        for (lease, (_, lent)) in leases.iter_mut().zip(std::mem::take(&mut self.desk.lent)) {
            if let (16 | 17, Lease::Out(bytes) | Lease::InOut(bytes)) = (received.status, lease) {
                bytes.copy_from_slice(&lent);
            }
        }
        Ok(Returned { received, front: 0 })
    }
}

/// Runs a test of what the disk lends.
pub(crate) fn on_own(test: &impl Test) -> Counts {
    let service = server::Dispatch::<Desk, Board<Desk>, Unpoliced>::unpoliced(Board::new(), "a test");
    let mut port = Caller { desk: Desk::new(), service };
    let uses = client::Uses::connect(|place| {
        let wire = HOME.wires[usize::from(place)];
        let connection = Connection { port: wire.provides, subject: wire.from, rights: wire.rights };
        port.service.connect(&mut port.desk, connection)
    });
    test.run(&mut port, uses.unwrap());
    *port.service.monitor.counts()
}

/// Another number of leases, another direction, more than there may be, and none at all.
#[test]
fn what_is_lent_is_what_the_method_says() {
    let service = server::Dispatch::<Desk, Board<Desk>, Unpoliced>::unpoliced(Board::new(), "a test");
    let mut port = Caller { desk: Desk::new(), service };
    let wire = HOME.wires[0];
    let connection = Connection { port: wire.provides, subject: wire.from, rights: wire.rights };
    let badge = port.service.connect(&mut port.desk, connection).unwrap();
    let lend = |lend, len| (lend, vec![1; len]);
    let cases = [
        (vec![lend(Lend::In, 64)], 16),
        (vec![lend(Lend::In, 65)], 19),
        (vec![lend(Lend::Out, 8)], 19),
        (vec![lend(Lend::InOut, 8)], 19),
        (vec![lend(Lend::In, 8), lend(Lend::In, 8)], 19),
        (vec![], 19),
    ];
    for (lent, status) in cases {
        port.desk.body[..8].copy_from_slice(&[9, 0, 0, 0, 0, 0, 0, 0]);
        port.desk.lent = lent;
        assert_eq!(port.call(&badge, 32, 8).unwrap().status, status, "{:?}", port.desk.lent);
    }
}
