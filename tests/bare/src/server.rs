//! The server's half: dispatch, monitor, policy, and the loops around them.

use core::hint::black_box;

use tessera::{
    Caller, Cap, Client, Clock, Deferred, Monitor, Never, OneWay, Reply, Service, Stop, Tickets,
    loopback::{Both, Frame, Local, Loopback},
    serve, serve_with, turn,
};

use crate::{
    client,
    outside::{Outside, any, badge, connection, token},
    planted,
    stubs::smart_lock::{
        Entry, Mode, Pin, UserId, Why,
        driver::{Dispatch, LockServer, Policed, UnlockCall, Uses},
        lock::{History, HistoryReply, SetPin, Touched, Unlock, UnlockReply},
        lock_policy::{self, Driver},
    },
};

/// A handler that does whatever the outside says.
struct Handler {
    entries: [Entry; 20],
    kept: Option<Reply<Unlock>>,
}

impl Handler {
    fn new() -> Option<Self> {
        let entry = Entry { at: any(0), user: UserId::new(any(0))?, granted: any(false) };
        Some(Self { entries: [entry; 20], kept: None })
    }
}

/// What a kernel must be able to do for this handler.
trait Full: Client + OneWay + Clock {}
impl<K: Client + OneWay + Clock> Full for K {}

/// An outcome of the outside's choice.
fn outcome<T, E>(ok: T, error: E) -> Result<T, Stop<E>> {
    match any(0_u8) {
        0 => Ok(ok),
        1 => Err(Stop::Fails(error)),
        _ => Err(Stop::Refused(any(tessera::Refusal::Busy))),
    }
}

impl<K: Full + MayKeep> LockServer<K> for Handler {
    #[inline(never)]
    fn unlock(&mut self, call: &mut UnlockCall<'_, K>, user: UserId, pin: Pin<'_>) -> Result<UnlockReply, Stop<Why>> {
        planted::in_handler(user);
        black_box((user, pin, pin.get().as_str(), call.now()));
        black_box(call.caller());
        if let Some(stop) = K::keep(call, &mut self.kept) {
            return Err(stop);
        }
        let moved = call.bolt().drive(any(Mode::Open));
        black_box((moved.is_ok(), call.horn().sound(user, any(0)).is_ok()));
        outcome(UnlockReply { until: any(0) }, any(Why::WrongPin))
    }

    #[inline(never)]
    fn set_pin(&mut self, call: &mut tessera::Call<K, SetPin>, user: UserId, pin: Pin<'_>) -> Result<(), Stop<Never>> {
        black_box((call.caller(), user, pin));
        Ok(())
    }

    #[inline(never)]
    fn history(&mut self, call: &mut tessera::Call<K, History>, from: u32) -> Result<HistoryReply<'_>, Stop<Never>> {
        black_box((call.caller(), from));
        Ok(HistoryReply { entries: self.entries.get(any(0)..any(0)).unwrap_or_default().into() })
    }

    #[inline(never)]
    fn touched(&mut self, call: &mut tessera::Call<K, Touched>, user: UserId) {
        black_box((call.caller(), user));
    }

    #[inline(never)]
    fn closed(&mut self, caller: &Caller) {
        black_box(caller);
    }
}

/// Kernels where a handler can keep its reply, and those where it cannot.
trait MayKeep: Client {
    fn keep(call: &mut UnlockCall<'_, Self>, kept: &mut Option<Reply<Unlock>>) -> Option<Stop<Why>>;
}

impl MayKeep for Outside {
    fn keep(call: &mut UnlockCall<'_, Self>, kept: &mut Option<Reply<Unlock>>) -> Option<Stop<Why>> {
        if any(false) {
            return None;
        }
        Some(match call.keep() {
            Ok((reply, stop)) => {
                *kept = Some(reply);
                stop
            }
            Err(stop) => stop,
        })
    }
}

impl<S: Service<P>, P: tessera::loopback::InProcess> MayKeep for Loopback<S, P> {
    fn keep(_: &mut UnlockCall<'_, Self>, _: &mut Option<Reply<Unlock>>) -> Option<Stop<Why>> {
        None
    }
}

fn uses() -> Uses<Outside> {
    Uses { bolt: Cap::new(token()), horn: Cap::new(token()) }
}

fn dispatch<P: Policed<Outside>>(policy: P) -> Option<Dispatch<Outside, Handler, P>> {
    Some(Dispatch::new(Handler::new()?, policy, uses()))
}

/// What an auditor does with a dispatcher.
fn inspect<P: tessera::Policy<Outside>, const N: usize>(monitor: &mut Monitor<Outside, P, N>) {
    black_box((monitor.counts().requests(), monitor.counts().lost_callers(), monitor.counts().with_status(any(0))));
    while let Some(record) = monitor.trail().pop() {
        black_box((lock_policy::explain(record.verdict), lock_policy::note(record.status), record));
    }
}

/// The plain loop under a policy.
#[inline(never)]
pub fn served() {
    let Some(mut dispatch) = dispatch(Driver::new()) else { return };
    let mut port = Outside::new();
    black_box(serve(&mut port, black_box(&mut dispatch)));
    inspect(&mut dispatch.monitor);
    // One by one, as an owner of the loop would.
    black_box(dispatch.connect(&mut port, connection()));
    dispatch.disconnect(&mut port, badge());
    dispatch.reap(&mut port);
    while let Ok(event) = tessera::Server::receive(&mut port) {
        turn(&mut port, &mut dispatch, event);
    }
}

/// A handler without work of its own: what is left is what a call needs.
struct Idle;

impl<K: Client> LockServer<K> for Idle {
    fn unlock(&mut self, _: &mut UnlockCall<'_, K>, user: UserId, pin: Pin<'_>) -> Result<UnlockReply, Stop<Why>> {
        black_box((user, pin));
        Ok(UnlockReply { until: any(0) })
    }

    fn set_pin(&mut self, _: &mut tessera::Call<K, SetPin>, user: UserId, pin: Pin<'_>) -> Result<(), Stop<Never>> {
        black_box((user, pin));
        Ok(())
    }

    fn history(&mut self, _: &mut tessera::Call<K, History>, from: u32) -> Result<HistoryReply<'_>, Stop<Never>> {
        black_box(from);
        Ok(HistoryReply { entries: any((&[]).into()) })
    }

    fn touched(&mut self, _: &mut tessera::Call<K, Touched>, user: UserId) {
        black_box(user);
    }
}

/// The plain loop with nothing behind it, to be weighed. Where the dispatcher comes from and goes to is not weighed.
#[cfg(feature = "only-server")]
#[inline(never)]
pub fn idle() {
    let mut nobody = core::mem::ManuallyDrop::new(None::<Dispatch<Outside, Idle, Driver>>);
    if let Some(dispatch) = &mut **black_box(&mut nobody) {
        black_box(serve(&mut Outside::new(), dispatch));
    }
}

/// The loop with work beside it: handlers keep requests, and answer them later or drop them.
#[inline(never)]
pub fn deferred() {
    static TICKETS: Tickets = Tickets::new();
    let Some(mut dispatch) = dispatch(Driver::new()) else { return };
    dispatch.monitor.keep_with(&TICKETS);
    let ended = serve_with(&mut Outside::new(), black_box(&mut dispatch), |port, dispatch| {
        let Some(reply) = dispatch.server.kept.take() else { return false };
        if any(true) {
            return dispatch.finish_unlock(port, reply, |server, call| server.unlock_again(call));
        }
        true
    });
    black_box(ended);
    inspect(&mut dispatch.monitor);
}

impl Handler {
    #[inline(never)]
    fn unlock_again(&mut self, call: &mut UnlockCall<'_, Outside>) -> Result<UnlockReply, Stop<Why>> {
        black_box(call.now());
        black_box(call.caller());
        if let Some(stop) = <Outside as MayKeep>::keep(call, &mut self.kept) {
            return Err(stop);
        }
        outcome(UnlockReply { until: any(0) }, any(Why::Jammed))
    }
}

/// A service that answers anything with anything.
struct Anything;

impl<K: tessera::Server> Service<K> for Anything {
    #[inline(never)]
    fn dispatch(&mut self, port: &mut K, delivery: tessera::Delivery<K::Reply>) -> tessera::Answer<K::Reply> {
        black_box((port.message(), delivery.operation, delivery.caps));
        tessera::Answer { to: delivery.reply, status: any(0), len: any(0) }
    }

    fn connect(&mut self, _: &mut K, _: tessera::Connection) -> Option<tessera::Badge> {
        any(Some(badge()))
    }

    fn disconnect(&mut self, _: &mut K, badge: tessera::Badge) {
        black_box(badge);
    }

    fn reap(&mut self, _: &mut K) {}
}

/// Client, dispatcher, and the services that it calls, all in one process.
#[inline(never)]
pub fn looped() {
    type Inner = Loopback<Both<Anything, Anything>, Frame<512>>;
    type Home = Loopback<Dispatch<Inner, Handler, Driver>, Inner>;
    let mut inner = Inner::new(Both(Anything, Anything));
    let (Some(bolt), Some(horn), Some(handler)) =
        (inner.connect(0, connection()), inner.connect(1, connection()), Handler::new())
    else {
        return;
    };
    let uses = Uses { bolt: Cap::new(bolt), horn: Cap::new(horn) };
    let mut port = Home::before(Dispatch::new(handler, Driver::new(), uses), inner);
    black_box(&mut port);
    let Some(wired) = port.connect(0, connection()) else { return };
    client::of(&mut port, wired);
    client::of(&mut port, Local::new(badge()));
}

/// Only so that the compiler sees that an `Outside` defers.
const _: fn() = || {
    fn deferred<K: Deferred>() {}
    deferred::<Outside>();
};
