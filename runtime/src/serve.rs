//! The loop around a dispatcher.

use crate::{Answer, Badge, Connection, Deferred, Delivery, Ended, Event, Server};

/// A generated dispatcher, as the loop sees it.
pub trait Service<K: Server> {
    /// Answers one request; the answer's body lies in the port's buffer.
    fn dispatch(&mut self, port: &mut K, delivery: Delivery<K::Reply>) -> Answer<K::Reply>;
    /// Opens a connection that the system wires; `None` refuses it.
    fn connect(&mut self, port: &mut K, connection: Connection) -> Option<Badge>;
    /// Nobody holds the other end any more.
    fn disconnect(&mut self, port: &mut K, badge: Badge);
    /// Answers *gone* for every reply that a handler dropped.
    fn reap(&mut self, port: &mut K);
}

/// Serves until nobody can call any more.
pub fn serve<K: Server>(port: &mut K, service: &mut impl Service<K>) -> Ended<K::Error> {
    let mut next = port.receive();
    loop {
        let event = match next {
            Ok(event) => event,
            Err(ended) => return ended,
        };
        next = match event {
            Event::Request(delivery) => {
                let answer = service.dispatch(port, delivery);
                match answer.to {
                    Some(to) => port.reply_and_receive(to, answer.status, answer.len),
                    None => port.receive(),
                }
            }
            other => {
                turn(port, service, other);
                port.receive()
            }
        };
    }
}

/// Serves until nobody can call any more. Whenever no event waits, `idle` may work: it does one piece, such as the second half of one request
/// that a handler kept, and says whether it did anything. So requests never wait behind the work of others.
pub fn serve_with<K: Deferred, S: Service<K>>(
    port: &mut K,
    service: &mut S,
    mut idle: impl FnMut(&mut K, &mut S) -> bool,
) -> Ended<K::Error> {
    loop {
        let event = match port.poll() {
            Ok(Some(event)) => event,
            Ok(None) => {
                service.reap(port);
                if idle(port, service) {
                    continue;
                }
                match port.receive() {
                    Ok(event) => event,
                    Err(ended) => return ended,
                }
            }
            Err(ended) => return ended,
        };
        turn(port, service, event);
    }
}

/// One event.
pub fn turn<K: Server>(port: &mut K, service: &mut impl Service<K>, event: Event<K>) {
    match event {
        Event::Request(delivery) => {
            let answer = service.dispatch(port, delivery);
            if let Some(to) = answer.to {
                port.reply(to, answer.status, answer.len);
            }
        }
        Event::Connect(connection, end) => {
            if let Some(badge) = service.connect(port, connection)
                && port.bind(end, badge).is_err()
            {
                service.disconnect(port, badge);
            }
        }
        Event::Closed(badge) => service.disconnect(port, badge),
    }
}
