//! The serving half of the port.

use rustix::net::{RecvFlags, SendFlags};
use tessera::{Badge, Deferred, Delivery, Ended, Event, Server, wire::DoesNotFit};

use crate::{
    Cap, End, Error, Port, Reply,
    datagram::{Arrival, Header, wake},
    lines::Place,
    wiring::{News, Wiring},
};

impl Server for Port {
    fn receive(&mut self) -> Result<Event<Self>, Ended<Error>> {
        loop {
            if let Some(event) = self.next(true)? {
                return Ok(event);
            }
        }
    }

    fn reply(&mut self, to: Reply, status: u16, len: usize) {
        self.inbox.close_rest();
        let header = Header { number: status, sequence: to.sequence };
        let sent = match self.lines.with(to.badge) {
            Some(end) => self.out.send(end, header, len, SendFlags::DONTWAIT),
            None => Err(Error::Gone),
        };
        if sent.is_err() {
            self.out.close_given();
            self.lost = self.lost.saturating_add(1);
        }
    }

    fn bind(&mut self, end: End, badge: Badge) -> Result<(), DoesNotFit> {
        self.lines.put(end.into(), badge)
    }

    fn mint(&mut self, badge: Badge) -> Result<Cap, DoesNotFit> {
        let (cap, end) = crate::cap::connection().map_err(|_| DoesNotFit)?;
        self.bind(end, badge)?;
        Ok(cap)
    }

    fn unbind(&mut self, badge: Badge) {
        self.lines.close(badge);
    }

    /// By a datagram that only wakes, and not again before the client asks for something: so it leaves room for answers.
    fn wake(&mut self, badge: Badge) {
        if let Some(end) = self.lines.wake(badge) {
            wake(end);
        }
    }
}

impl Deferred for Port {
    fn poll(&mut self) -> Result<Option<Event<Self>>, Ended<Error>> {
        self.next(false)
    }
}

/// What a read brought.
enum Read {
    Event(Event<Port>),
    /// Something, but no event: the launcher's news may be none for the server.
    Other,
    /// Nothing is there.
    Nothing,
}

impl Port {
    /// The next event; `None` only when the caller does not wait.
    fn next(&mut self, wait: bool) -> Result<Option<Event<Self>>, Ended<Error>> {
        self.inbox.close_rest();
        self.out.close_given();
        let mut polled = false;
        loop {
            if let Some((connection, end)) = self.wiring.as_mut().and_then(Wiring::connect) {
                return Ok(Some(Event::Connect(connection, end)));
            }
            if let Some(place) = self.lines.turn() {
                if let Read::Event(event) = self.read(place, RecvFlags::DONTWAIT)? {
                    return Ok(Some(event));
                }
                continue;
            }
            if self.wiring.is_none() && self.lines.is_empty() {
                return Err(Ended::Nobody);
            }
            if wait && let Some(place) = self.lines.only(self.wiring.is_some()) {
                // Nothing but this one can be ready, so the read itself is the wait.
                match self.read(place, RecvFlags::empty())? {
                    Read::Event(event) => return Ok(Some(event)),
                    Read::Other => continue,
                    // Somebody made the socket non-blocking: the poll waits instead.
                    Read::Nothing => {}
                }
            }
            if polled && !wait {
                return Ok(None);
            }
            self.lines.poll(self.wiring.as_ref(), wait).map_err(Ended::Kernel)?;
            polled = true;
        }
    }

    fn read(&mut self, place: Place, flags: RecvFlags) -> Result<Read, Ended<Error>> {
        let place = match place {
            Place::Boot => return self.news(flags),
            Place::Line(place) => place,
        };
        let Some((end, badge)) = self.lines.at(place) else { return Ok(Read::Other) };
        Ok(match self.inbox.receive(end, flags).map_err(Ended::Kernel)? {
            Arrival::Nothing => Read::Nothing,
            Arrival::Closed => {
                self.lines.close(badge);
                Read::Event(Event::Closed(badge))
            }
            Arrival::Datagram { header, truncated } => {
                self.lines.asks(place);
                // Without a header there is no operation, and nobody to answer; it is delivered so that it is counted and refused.
                let Header { number, sequence } = header.unwrap_or(Header { number: 0, sequence: 0 });
                let reply = (sequence != 0).then_some(Reply { badge, sequence });
                let (len, caps) = (self.inbox.len(), self.inbox.count());
                Read::Event(Event::Request(Delivery { operation: number, len, caps, truncated, badge, reply }))
            }
        })
    }

    fn news(&mut self, flags: RecvFlags) -> Result<Read, Ended<Error>> {
        let Some(wiring) = &mut self.wiring else { return Ok(Read::Other) };
        Ok(match wiring.read(flags).map_err(Ended::Kernel)? {
            News::Nothing => Read::Nothing,
            News::Closed => {
                self.wiring = None;
                Read::Other
            }
            News::Wired | News::Start | News::Clock(_) => Read::Other,
        })
    }
}
