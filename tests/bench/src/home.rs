//! The generated driver of the lock, behind a kernel that is a function call.

use std::hint::black_box;

use tessera::{
    Answer, Badge, Call, Cap, Connection, Delivery, Failure, Kernel, Never, Server, Service, Stop,
    loopback::{Frame, Local, Loopback},
};

use crate::{
    Result,
    hand::PIN,
    stubs::smart_lock::{
        Pin, UserId, Why,
        driver::{Dispatch, LockServer, Policed, UnlockCall, Uses},
        lock::{AllRights, History, HistoryReply, Lock, SetPin, Touched, UnlockReply},
        lock_policy::GATEWAY,
    },
};

/// The handler, with as little work of its own as a PIN needs.
#[derive(Debug)]
pub(crate) struct Door {
    /// How long a door stays open: an answer that the optimiser does not know.
    pub(crate) until: u64,
}

impl Door {
    pub(crate) fn new() -> Self {
        Self { until: black_box(5000) }
    }

    #[inline(always)]
    pub(crate) fn open(&self, pin: &[u8]) -> Option<u64> {
        (pin == PIN.as_bytes()).then_some(self.until)
    }
}

impl<K: tessera::Client> LockServer<K> for Door {
    #[inline(always)]
    fn unlock(
        &mut self,
        _: &mut UnlockCall<'_, K>,
        _: UserId,
        pin: Pin<'_>,
    ) -> std::result::Result<UnlockReply, Stop<Why>> {
        match self.open(pin.get().as_bytes()) {
            Some(until) => Ok(UnlockReply { until }),
            None => Err(Why::WrongPin.into()),
        }
    }

    fn set_pin(&mut self, _: &mut Call<K, SetPin>, user: UserId, pin: Pin<'_>) -> std::result::Result<(), Stop<Never>> {
        black_box((user, pin));
        Ok(())
    }

    fn history(&mut self, _: &mut Call<K, History>, from: u32) -> std::result::Result<HistoryReply<'_>, Stop<Never>> {
        black_box(from);
        Ok(HistoryReply { entries: (&[]).into() })
    }

    fn touched(&mut self, _: &mut Call<K, Touched>, user: UserId) {
        black_box(user);
    }
}

/// A dispatcher that the client's optimiser cannot see into, nor the dispatcher's into its callers: the boundary that a kernel is.
pub(crate) struct Opaque<S, K: Server>(pub(crate) S, Dispatcher<S, K>);

type Dispatcher<S, K> = fn(&mut S, &mut K, Delivery<<K as Kernel>::Reply>) -> Answer<<K as Kernel>::Reply>;

impl<K: Server, S: Service<K>> Service<K> for Opaque<S, K> {
    #[inline(always)]
    fn dispatch(&mut self, port: &mut K, delivery: Delivery<K::Reply>) -> Answer<K::Reply> {
        (self.1)(&mut self.0, port, delivery)
    }

    fn connect(&mut self, port: &mut K, connection: Connection) -> Option<Badge> {
        self.0.connect(port, connection)
    }

    fn disconnect(&mut self, port: &mut K, badge: Badge) {
        self.0.disconnect(port, badge);
    }

    fn reap(&mut self, port: &mut K) {
        self.0.reap(port);
    }
}

/// What the driver's handlers could call; these do not.
#[derive(Debug)]
pub(crate) struct Nobody;

impl<K: Server> Service<K> for Nobody {
    fn dispatch(&mut self, _: &mut K, delivery: Delivery<K::Reply>) -> Answer<K::Reply> {
        Answer { to: delivery.reply, status: tessera::Refusal::Gone.status().0, len: 0 }
    }

    fn connect(&mut self, _: &mut K, _: Connection) -> Option<Badge> {
        None
    }

    fn disconnect(&mut self, _: &mut K, _: Badge) {}

    fn reap(&mut self, _: &mut K) {}
}

/// The port at which the driver works.
pub(crate) type Inner = Loopback<Nobody, Frame<512>>;
/// The client's port, with a service behind it.
pub(crate) type Home<S> = Loopback<Opaque<S, Inner>, Inner>;

/// A service behind a port, and the gateway's capability to it.
pub(crate) fn home<S: Service<Inner>>(service: S) -> Result<(Home<S>, Local)> {
    let mut port = Home::before(Opaque(service, black_box(S::dispatch)), Inner::new(Nobody));
    let cap = port.connect(0, Connection { port: 0, subject: GATEWAY, rights: 7 });
    Ok((port, cap.ok_or("no room for the gateway")?))
}

/// The generated driver, under a policy.
pub(crate) fn driver<P: Policed<Inner>>(policy: P) -> Dispatch<Inner, Door, P> {
    Dispatch::new(Door::new(), policy, Uses { bolt: Cap::new(Local::new(NOBODY)), horn: Cap::new(Local::new(NOBODY)) })
}

/// A connection that nobody opened.
const NOBODY: Badge = Badge { index: 0, generation: std::num::NonZeroU16::MIN };

/// Time passes.
pub(crate) fn pass<S>(port: &mut Home<S>, milliseconds: u64) {
    port.port.port.now += milliseconds;
}

/// The generated call.
#[inline(never)]
pub(crate) fn unlock<K: tessera::Client>(
    port: &mut K,
    lock: &Cap<K, Lock, AllRights>,
    user: u16,
    pin: &str,
) -> std::result::Result<u64, u16> {
    let Some(user) = UserId::new(user) else { return Err(0) };
    let Some(pin) = Pin::new(pin) else { return Err(0) };
    match lock.on(port).unlock(user, pin) {
        Ok(reply) => Ok(reply.until),
        Err(Failure::Error(why)) => Err(u16::from(why.number())),
        Err(Failure::Refused(refusal)) => Err(refusal.status().0),
        Err(Failure::Kernel(_)) => Err(u16::MAX),
    }
}
