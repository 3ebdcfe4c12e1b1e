//! The smart lock on several kernels: a gateway, and behind it driver, motor and horn, each past its policy.

use std::thread::{self, JoinHandle};

use tessera::{
    Connection, Ended, Event, Kernel, OneWay, Reply, Service, Stop, Tickets,
    audit::Record,
    loopback::{Both, Frame, Local, Loopback},
    serve, serve_with, turn,
};
use tessera_linux::{Cap, End, Page, Port, Time, connection};

use crate::{
    cage::Patience,
    lock_stubs::smart_lock::{
        Entry, Mode, Pin, SMART_LOCK, UserId, Why, bolt, driver, gateway, horn, lock, lock_policy, motor, siren,
    },
    watch::Transcript,
};

/// The right PIN, one that stays open until somebody touches the lock, and one that nobody has.
pub(crate) const RIGHT: &str = "493817";
pub(crate) const SLOW: &str = "slow";
pub(crate) const WRONG: &str = "000000";

/// The handler of the lock.
#[derive(Debug)]
pub(crate) struct Driver {
    said: Transcript,
    wrong: u8,
    history: Vec<Entry>,
    open: Vec<Reply<lock::Unlock>>,
    touched: bool,
}

impl Driver {
    const fn new(said: Transcript) -> Self {
        Self { said, wrong: 0, history: Vec::new(), open: Vec::new(), touched: false }
    }
}

impl<K: Patience + OneWay> driver::LockServer<K> for Driver {
    fn unlock(
        &mut self,
        call: &mut driver::UnlockCall<'_, K>,
        user: UserId,
        pin: Pin<'_>,
    ) -> Result<lock::UnlockReply, Stop<Why>> {
        let (at, user_number) = (call.now(), user.get());
        self.said.say(format_args!("  driver: {user_number} at {at} with {pin:?}"));
        if pin.get() == *SLOW {
            let (reply, later) = K::keep(call)?;
            self.open.push(reply);
            return Err(later);
        }
        let granted = pin.get() == *RIGHT;
        self.history.push(Entry { at, user, granted });
        if granted {
            self.wrong = 0;
            let moved = call.bolt().drive(Mode::Open).is_ok_and(|answer| answer.moved);
            return if moved { Ok(lock::UnlockReply { until: at + 5000 }) } else { Err(Why::Jammed.into()) };
        }
        self.wrong += 1;
        if self.wrong == 3 {
            self.wrong = 0;
            call.horn().sound(user, 10).unwrap();
        }
        Err(Why::WrongPin.into())
    }

    fn set_pin(
        &mut self,
        _: &mut tessera::Call<K, lock::SetPin>,
        _: UserId,
        _: Pin<'_>,
    ) -> Result<(), Stop<tessera::Never>> {
        panic!("no rule allows it");
    }

    fn history(
        &mut self,
        _: &mut tessera::Call<K, lock::History>,
        from: u32,
    ) -> Result<lock::HistoryReply<'_>, Stop<tessera::Never>> {
        Ok(lock::HistoryReply { entries: self.history.get(from as usize..).unwrap_or_default().into() })
    }

    fn touched(&mut self, _: &mut tessera::Call<K, lock::Touched>, _: UserId) {
        self.touched = !self.open.is_empty();
    }
}

/// The handler of the bolt, and that of the siren.
#[derive(Clone, Debug)]
pub(crate) struct Thing(Transcript);

impl<K: Kernel> motor::BoltServer<K> for Thing {
    fn drive(
        &mut self,
        call: &mut tessera::Call<K, bolt::Drive>,
        mode: Mode,
    ) -> Result<bolt::DriveReply, Stop<tessera::Never>> {
        self.0.say(format_args!("  motor: {mode:?}, says {}", name(call.caller().connection.subject)));
        Ok(bolt::DriveReply { moved: true })
    }
}

impl<K: Kernel> horn::SirenServer<K> for Thing {
    fn sound(&mut self, _: &mut tessera::Call<K, siren::Sound>, user: UserId, seconds: u16) {
        self.0.say(format_args!("  horn: {seconds} s because of {}", user.get()));
    }
}

/// The name of an instance.
fn name(subject: u16) -> &'static str {
    SMART_LOCK.instances.get(usize::from(subject)).map_or("a stranger", |instance| instance.name)
}

/// The connection that the system wires there.
fn wire(to: &str) -> Connection {
    let to = SMART_LOCK.instances.iter().position(|instance| instance.name == to).unwrap() as u16;
    let wire = SMART_LOCK.wires.iter().find(|wire| wire.to == to).unwrap();
    Connection { port: wire.provides, subject: wire.from, rights: wire.rights }
}

/// What the driver's dispatcher recorded, in the words of the policy.
fn explain(records: impl Iterator<Item = Record>, said: &Transcript) {
    use tessera::audit::Kind;
    for Record { at, verdict, count, subject, operation, status, kind, .. } in records {
        let subject = name(subject);
        match kind {
            Kind::Request => {
                let why = lock_policy::explain(verdict);
                said.say(format_args!("audit: {at} {subject} {operation}: {status}, {count} times: {why}"));
            }
            Kind::Note => said.say(format_args!("audit: {at} {subject}: {}", lock_policy::note(status))),
            Kind::Lost => said.say(format_args!("audit: {count} records are lost")),
            Kind::Opened | Kind::Closed => {}
        }
    }
}

/// The lock on one kernel.
pub(crate) trait House: Sized {
    type K: OneWay<Error: std::fmt::Debug>;

    /// With these connections to the driver beside the gateway's.
    fn build(more: &[Connection]) -> Self;
    fn gateway(&mut self) -> (&mut Self::K, &gateway::LockCap<Self::K>, &mut Vec<<Self::K as Kernel>::Cap>);
    /// Time goes by.
    fn wait(&mut self, milliseconds: u64);
    fn said(&self) -> &Transcript;
    /// Everybody leaves. What the driver recorded is said.
    fn leave(self) -> Transcript;
}

type DriverDispatch<K> = driver::Dispatch<K, Driver, lock_policy::Driver>;
type MotorDispatch<K> = motor::Dispatch<K, Thing, lock_policy::Motor>;
type HornDispatch<K> = horn::Dispatch<K, Thing, lock_policy::Horn>;

type Frames = Frame<512>;
type Things = Loopback<Both<MotorDispatch<Frames>, HornDispatch<Frames>>, Frames>;
type Lock = Loopback<DriverDispatch<Things>, Things>;

/// All of it in one process.
pub(crate) struct OnLoopback {
    port: Lock,
    lock: gateway::LockCap<Lock>,
    more: Vec<Local>,
    said: Transcript,
}

impl House for OnLoopback {
    type K = Lock;

    fn build(more: &[Connection]) -> Self {
        let said = Transcript::default();
        let thing = || Thing(said.clone());
        let motor = motor::Dispatch::new(thing(), lock_policy::Motor::new());
        let horn = horn::Dispatch::new(thing(), lock_policy::Horn::new());
        let mut things: Things = Loopback::new(Both(motor, horn));
        let mut caps = [things.connect(0, wire("motor")), things.connect(1, wire("horn"))];
        let uses = driver::Uses::connect(|place| caps[usize::from(place)].take()).unwrap();
        let lock = driver::Dispatch::new(Driver::new(said.clone()), lock_policy::Driver::new(), uses);
        let mut port: Lock = Loopback::before(lock, things);
        let lock = tessera::Cap::new(port.connect(0, wire("driver")).unwrap());
        let more = more.iter().map(|connection| port.connect(0, *connection).unwrap()).collect();
        Self { port, lock, more, said }
    }

    fn gateway(&mut self) -> (&mut Lock, &gateway::LockCap<Lock>, &mut Vec<Local>) {
        (&mut self.port, &self.lock, &mut self.more)
    }

    fn wait(&mut self, milliseconds: u64) {
        self.port.port.port.now += milliseconds;
    }

    fn said(&self) -> &Transcript {
        &self.said
    }

    fn leave(mut self) -> Transcript {
        let trail = self.port.services.monitor.trail();
        explain(std::iter::from_fn(|| trail.pop()), &self.said);
        self.said
    }
}

/// Each instance a thread with its own port.
pub(crate) struct OnLinux {
    gateway: Option<(Port, gateway::LockCap<Port>, Vec<Cap>)>,
    clock: Page,
    said: Transcript,
    threads: Vec<JoinHandle<()>>,
}

/// Starts a thread that serves these connections.
fn instance<S: Service<Port>>(
    clock: &Page,
    ends: Vec<(Connection, End)>,
    make: impl FnOnce() -> S + Send + 'static,
    run: impl FnOnce(&mut Port, &mut S) + Send + 'static,
) -> JoinHandle<()> {
    let time = Time::of(clock.file()).unwrap();
    thread::spawn(move || {
        let (mut port, mut service) = (Port::with_time(time), make());
        for (connection, end) in ends {
            turn(&mut port, &mut service, Event::Connect(connection, end));
        }
        run(&mut port, &mut service);
    })
}

fn until_nobody<S: Service<Port>>(port: &mut Port, service: &mut S) {
    assert_eq!(serve(port, service), Ended::Nobody);
}

impl House for OnLinux {
    type K = Port;

    fn build(more: &[Connection]) -> Self {
        let (said, clock) = (Transcript::default(), Page::declared().unwrap());
        let mut threads = Vec::new();
        let (bolt, end) = connection().unwrap();
        let thing = Thing(said.clone());
        let make = || MotorDispatch::new(thing, lock_policy::Motor::new());
        threads.push(instance(&clock, vec![(wire("motor"), end)], make, until_nobody));
        let (siren, end) = connection().unwrap();
        let thing = Thing(said.clone());
        let make = || HornDispatch::new(thing, lock_policy::Horn::new());
        threads.push(instance(&clock, vec![(wire("horn"), end)], make, until_nobody));

        let (caps, ends): (Vec<_>, Vec<_>) = [wire("driver")]
            .iter()
            .chain(more)
            .map(|wire| {
                let (cap, end) = connection().unwrap();
                (cap, (*wire, end))
            })
            .unzip();
        let (heard, server) = (said.clone(), Driver::new(said.clone()));
        let make = || {
            let mut caps = [Some(bolt), Some(siren)];
            let uses = driver::Uses::connect(|place| caps[usize::from(place)].take()).unwrap();
            let mut dispatch = DriverDispatch::new(server, lock_policy::Driver::new(), uses);
            dispatch.monitor.keep_with(Box::leak(Box::new(Tickets::new())));
            dispatch
        };
        threads.push(instance(&clock, ends, make, move |port, service| {
            assert_eq!(serve_with(port, service, finish), Ended::Nobody);
            let trail = service.monitor.trail();
            explain(std::iter::from_fn(|| trail.pop()), &heard);
        }));
        let mut caps = caps.into_iter();
        let gateway = (Port::new(), tessera::Cap::new(caps.next().unwrap()), caps.collect());
        Self { gateway: Some(gateway), clock, said, threads }
    }

    fn gateway(&mut self) -> (&mut Port, &gateway::LockCap<Port>, &mut Vec<Cap>) {
        let (port, lock, more) = self.gateway.as_mut().unwrap();
        (port, lock, more)
    }

    fn wait(&mut self, milliseconds: u64) {
        self.clock.advance(milliseconds);
    }

    fn said(&self) -> &Transcript {
        &self.said
    }

    fn leave(mut self) -> Transcript {
        self.end();
        self.said.clone()
    }
}

/// The second half of `unlock`, once somebody touched the lock.
fn finish(port: &mut Port, dispatch: &mut DriverDispatch<Port>) -> bool {
    if !dispatch.server.touched {
        return false;
    }
    let Some(reply) = dispatch.server.open.pop() else { return false };
    dispatch.server.touched = !dispatch.server.open.is_empty();
    dispatch.finish_unlock(port, reply, |driver, call| {
        driver.said.say(format_args!("  driver: at last, at {}", call.now()));
        call.bolt().drive(Mode::Open).map_err(|_| Why::Jammed)?;
        Err(Why::WrongPin.into())
    });
    true
}

impl OnLinux {
    fn end(&mut self) {
        drop(self.gateway.take());
        for thread in self.threads.drain(..).rev() {
            assert!(thread.join().is_ok() || thread::panicking(), "an instance panicked");
        }
    }
}

impl Drop for OnLinux {
    fn drop(&mut self) {
        self.end();
    }
}
