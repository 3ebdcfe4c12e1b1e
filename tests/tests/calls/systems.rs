//! A system of arrays and other systems: what its constant says, what goes through a gate and what does not, and who shares what.

use tessera::{
    Answer, Badge, Call, Client, Connection, Delivery, Failure, Kernel, Refusal, Service, Status, Stop,
    loopback::{Frame, Local, Loopback},
    system::{System, Trust},
};

use crate::systems_stubs::systems::{
    STREET, UserId, Why, driver, job, lock, service, street_policy,
    street_policy::{HOMES_1_WARDEN, PANELS_0, PANELS_1, SERVICE},
    warden, worker,
};

type Port = Frame<4096>;
type Door<S> = Loopback<S, Port>;
type Guarded = driver::Dispatch<Port, Driver, street_policy::Homes1Driver>;
type Gate<S> = Loopback<warden::Dispatch<Door<S>, street_policy::Homes1Warden>, Door<S>>;
type Lock<S, R> = tessera::Cap<Gate<S>, lock::Lock, R>;

/// The server behind the gate.
#[derive(Default)]
struct Driver {
    /// How many requests have reached it.
    reached: u32,
    callers: Vec<u16>,
    pins: Vec<[u8; 8]>,
    cup: Option<Local>,
}

const USERS: [u16; 64] = [7; 64];

impl Driver {
    fn reach<M: tessera::Served>(&mut self, call: &Call<Port, M>) {
        self.reached += 1;
        self.callers.push(call.caller().connection.subject);
    }
}

impl driver::LockServer<Port> for Driver {
    fn unlock(
        &mut self,
        call: &mut Call<Port, lock::Unlock>,
        user: UserId,
        pin: &str,
    ) -> Result<lock::UnlockReply, Stop<Why>> {
        self.reach(call);
        match pin {
            "right" => Ok(lock::UnlockReply { until: u64::from(user.get()) + 100 }),
            "jam" => Err(Why::Jammed.into()),
            _ => Err(Why::WrongPin.into()),
        }
    }

    fn history(
        &mut self,
        call: &mut Call<Port, lock::History>,
        from: u32,
    ) -> Result<lock::HistoryReply<'_>, Stop<tessera::Never>> {
        self.reach(call);
        static ALL: std::sync::LazyLock<Vec<UserId>> =
            std::sync::LazyLock::new(|| USERS.iter().map(|user| UserId::new(*user).unwrap()).collect());
        Ok(lock::HistoryReply { users: &ALL[from.min(64) as usize..] })
    }

    fn set_pins<'m>(
        &mut self,
        call: &mut Call<Port, lock::SetPins>,
        pins: tessera::List<'m, crate::systems_stubs::systems::Array8OfU8View<'m>>,
    ) -> Result<(), Stop<Why>> {
        self.reach(call);
        self.pins = pins.iter().map(|pin| pin.get()).collect();
        if self.pins.len() == 1 { Err(Why::Jammed.into()) } else { Ok(()) }
    }

    fn touched(&mut self, call: &mut Call<Port, lock::Touched>, _: UserId) {
        self.reach(call);
    }

    fn swap(
        &mut self,
        call: &mut Call<Port, lock::Swap>,
        cup: tessera::Cap<Port, crate::systems_stubs::systems::cup::Cup, crate::systems_stubs::systems::cup::AllRights>,
    ) -> Result<lock::SwapReply<Port>, Stop<tessera::Never>> {
        self.reach(call);
        let before = self.cup.replace(cup.into_raw()).unwrap_or(stray(1));
        Ok(lock::SwapReply { back: tessera::Cap::new(before) })
    }
}

/// The connection that the system declares.
fn wire(from: &str, to: &str) -> Connection {
    let named = |subject: u16| STREET.instances[usize::from(subject)].name;
    let wire = STREET.wires.iter().find(|wire| named(wire.from) == from && named(wire.to) == to).unwrap();
    Connection { port: wire.provides, subject: wire.from, rights: wire.rights }
}

fn stray(index: u16) -> Local {
    Local::new(Badge { index, generation: std::num::NonZeroU16::MAX })
}

/// The second home, with its gate before this server.
fn home<S: Service<Port>>(server: S) -> Gate<S> {
    let mut door: Door<S> = Loopback::new(server);
    let mut cap = door.connect(0, wire("homes[1].warden", "homes[1].driver"));
    let uses = warden::Uses::connect(|_| cap.take()).unwrap();
    Loopback::before(warden::Dispatch::new(street_policy::Homes1Warden::new(), uses), door)
}

fn guarded() -> Gate<Guarded> {
    home(driver::Dispatch::new(Driver::default(), street_policy::Homes1Driver::new()))
}

fn panel<S: Service<Port>>(home: &mut Gate<S>) -> Lock<S, lock::Rights<lock::Open>> {
    tessera::Cap::new(home.connect(0, wire("panels[1]", "homes[1].warden")).unwrap())
}

fn service<S: Service<Port>>(home: &mut Gate<S>) -> Lock<S, lock::AllRights> {
    tessera::Cap::new(home.connect(0, wire("service", "homes[1].warden")).unwrap())
}

fn reached(home: &Gate<Guarded>) -> u32 {
    home.port.services.server.reached
}

fn user(number: u16) -> UserId {
    UserId::new(number).unwrap()
}

fn refusal<T, E, X>(answer: Result<T, Failure<E, X>>) -> Option<Refusal> {
    match answer {
        Err(Failure::Refused(refusal)) => Some(refusal),
        _ => None,
    }
}

#[test]
fn the_constant_is_flat() {
    let System { name, instances, wires } = STREET;
    let names: Vec<_> = instances.iter().map(|instance| (instance.name, instance.component)).collect();
    assert_eq!(name, "Street");
    assert_eq!(
        names,
        [
            ("panels[0]", "Panel"),
            ("panels[1]", "Panel"),
            ("service", "Service"),
            ("homes[0].driver", "Driver"),
            ("homes[0].warden", "warden"),
            ("homes[1].driver", "Driver"),
            ("homes[1].warden", "warden"),
            ("office.workers[0]", "Worker"),
            ("office.workers[1]", "Worker"),
            ("log", "Writer"),
        ]
    );
    assert_eq!(instances[0].trust, Trust::Untrusted);
    assert_eq!(instances[2].trust, Trust::Trusted);
    assert_eq!((PANELS_0, PANELS_1, SERVICE, HOMES_1_WARDEN), (0, 1, 2, 6));
    // Whoever was connected to the lock is connected to the gate, and only the gate to the lock.
    let driver: Vec<_> = wires.iter().filter(|wire| wire.to == 5).map(|wire| (wire.from, wire.rights)).collect();
    assert_eq!(driver, [(6, 3)]);
    let warden: Vec<_> = wires.iter().filter(|wire| wire.to == 6).map(|wire| (wire.from, wire.rights)).collect();
    assert_eq!(warden, [(1, 1), (2, 3)]);
    assert_eq!(wires.len(), 2 + 2 + 2 + 1 + 2 + 2);
}

#[test]
fn answers_and_failures_come_back() {
    let mut home = guarded();
    let (panel, service) = (panel(&mut home), service(&mut home));
    assert_eq!(panel.on(&mut home).unlock(user(7), "right").map(|answer| answer.until).ok(), Some(107));
    assert!(matches!(panel.on(&mut home).unlock(user(8), "jam"), Err(Failure::Error(Why::Jammed))));
    let users = panel.on(&mut home).history(0).map(|answer| answer.users.iter().count());
    assert_eq!(users.ok(), Some(64));
    assert_eq!(panel.on(&mut home).history(64).map(|answer| answer.users.iter().count()).ok(), Some(0));
    // As large as a request can be.
    assert_eq!(service.on(&mut home).set_pins(&[*b"12345678"; 32]).ok(), Some(()));
    assert_eq!(home.port.services.server.pins, [*b"12345678"; 32]);
    assert!(matches!(service.on(&mut home).set_pins(&[[0; 8]]), Err(Failure::Error(Why::Jammed))));
    // The server sees the gate, and nobody else.
    assert_eq!(reached(&home), 6);
    assert!(home.port.services.server.callers.iter().all(|caller| *caller == HOMES_1_WARDEN));
}

#[test]
fn the_gate_decides_and_remembers() {
    let mut home = guarded();
    let panel = panel(&mut home);
    for _ in 0..3 {
        assert!(matches!(panel.on(&mut home).unlock(user(7), "wrong"), Err(Failure::Error(Why::WrongPin))));
    }
    assert_eq!(refusal(panel.on(&mut home).unlock(user(7), "right")), Some(Refusal::Denied));
    assert_eq!(reached(&home), 3);
    // Another user has a count of its own, and a right one forgets the wrong ones.
    for pin in ["wrong", "wrong", "right", "wrong", "wrong", "right"] {
        assert_eq!(panel.on(&mut home).unlock(user(8), pin).is_ok(), pin == "right");
    }
    assert_eq!(reached(&home), 9);
    // A rule about what is asked.
    assert!(panel.on(&mut home).history(99).is_ok());
    assert_eq!(refusal(panel.on(&mut home).history(100)), Some(Refusal::Denied));
    assert_eq!(reached(&home), 10);
}

#[test]
fn what_is_refused_does_not_reach_the_server() {
    let mut home = guarded();
    let panel = panel(&mut home);
    // Without the right, whatever the types say.
    let more: Lock<_, lock::AllRights> = tessera::Cap::new(panel.into_raw());
    assert_eq!(refusal(more.on(&mut home).set_pins(&[])), Some(Refusal::RightMissing));
    // Malformed: a user beyond its type, a body that is too short, one that is too long, an operation that does not exist.
    for (operation, body) in [(32, &[0xff; 24][..]), (32, &[0; 8]), (33, &[0; 16]), (33, &[1; 8]), (99, &[0; 8])] {
        home.buffer()[..body.len()].copy_from_slice(body);
        let status = home.call(more.raw(), operation, body.len()).unwrap().status;
        assert!([Refusal::Malformed, Refusal::UnknownOperation].map(|refusal| refusal.status().0).contains(&status));
    }
    assert_eq!(reached(&home), 0);
    // The lock itself listens to the gate only.
    let mut door = home.port;
    let other = Connection { subject: PANELS_1, ..wire("homes[1].warden", "homes[1].driver") };
    let other: tessera::Cap<Door<Guarded>, lock::Lock, lock::AllRights> =
        tessera::Cap::new(door.connect(0, other).unwrap());
    assert_eq!(refusal(other.on(&mut door).history(0)), Some(Refusal::Denied));
    assert_eq!(door.services.server.reached, 0);
}

#[test]
fn messages_without_an_answer_pass_and_are_limited() {
    let mut home = guarded();
    let panel = panel(&mut home);
    for _ in 0..8 {
        panel.on(&mut home).touched(user(1)).unwrap();
    }
    // A rule without a caller allows everybody, beside one with a limit: the first that allows counts.
    assert_eq!(reached(&home), 8);
}

#[test]
fn a_derived_capability_leads_to_the_gate() {
    let mut home = guarded();
    let service = service(&mut home);
    let less: Lock<_, lock::Rights<lock::Open>> = service.derive(&mut home, 1).unwrap();
    assert_eq!(refusal(less.on(&mut home).unlock(user(1), "right")), Some(Refusal::Denied));
    let more: Lock<_, lock::AllRights> = tessera::Cap::new(less.into_raw());
    assert_eq!(refusal(more.on(&mut home).set_pins(&[])), Some(Refusal::RightMissing));
    assert_eq!(reached(&home), 0);
}

#[test]
fn capabilities_pass_both_ways() {
    let mut home = guarded();
    let panel = panel(&mut home);
    let first = panel.on(&mut home).swap(tessera::Cap::new(stray(5))).unwrap();
    assert_eq!(format!("{:?}", first.back.raw()), format!("{:?}", stray(1)));
    let second = panel.on(&mut home).swap(tessera::Cap::new(stray(6))).unwrap();
    assert_eq!(format!("{:?}", second.back.raw()), format!("{:?}", stray(5)));
    assert_eq!(reached(&home), 2);
    // Nothing is left behind.
    assert_eq!(home.port.port.closed, 0);
}

/// A server that answers what its interface does not allow.
struct Liar {
    status: u16,
    body: Vec<u8>,
}

impl Service<Port> for Liar {
    fn dispatch(&mut self, port: &mut Port, delivery: Delivery<()>) -> Answer<()> {
        port.buffer()[..self.body.len()].copy_from_slice(&self.body);
        Answer { to: delivery.reply, status: self.status, len: self.body.len() }
    }
    fn connect(&mut self, _: &mut Port, _: Connection) -> Option<Badge> {
        Some(Badge { index: 0, generation: std::num::NonZeroU16::MIN })
    }
    fn disconnect(&mut self, _: &mut Port, _: Badge) {}
    fn reap(&mut self, _: &mut Port) {}
}

#[test]
fn the_server_is_not_believed_either() {
    for (status, body) in [
        (Status::OK.0, vec![0xff; 8]),
        (Status::OK.0, vec![0; 16]),
        (Status::OK.0, vec![0; 4000]),
        (Status::FAILS.0, vec![0; 8]),
        (Status::FAILS.0, vec![1; 8]),
        (Refusal::Busy.status().0, vec![0; 8]),
    ] {
        let mut home = home(Liar { status, body: body.clone() });
        let panel = panel(&mut home);
        assert_eq!(refusal(panel.on(&mut home).history(0)), Some(Refusal::Gone), "{status} {body:?}");
    }
    let mut home = home(Liar { status: Refusal::Busy.status().0, body: Vec::new() });
    let panel = panel(&mut home);
    assert_eq!(refusal(panel.on(&mut home).history(0)), Some(Refusal::Busy));
}

#[test]
fn what_is_optional_may_be_missing() {
    let mut places = Vec::new();
    let uses = service::Uses::<Door<Guarded>>::connect(|place| {
        places.push(place);
        (place == 0).then(|| stray(1))
    });
    assert!(uses.is_ok_and(|uses| uses.spare.is_none()));
    assert_eq!(places, [0, 1]);
    let uses = service::Uses::<Door<Guarded>>::connect(|place| Some(stray(place.into())));
    assert!(uses.is_ok_and(|uses| uses.spare.is_some()));
    // What is not optional is asked for by name.
    let unwired = service::Uses::<Door<Guarded>>::connect(|place| (place == 1).then(|| stray(1)));
    assert_eq!(unwired.err().map(|unwired| unwired.0), Some("lock"));
    assert!(STREET.wires.iter().all(|wire| (wire.from, wire.uses) != (SERVICE, 1)));
}

/// One of the workers.
struct Worker(u64);

impl worker::JobServer<Port> for Worker {
    fn run(&mut self, call: &mut Call<Port, job::Run>, n: u32) -> Result<job::RunReply, Stop<tessera::Never>> {
        self.0 += 1;
        assert!([PANELS_0, PANELS_1].contains(&call.caller().connection.subject));
        Ok(job::RunReply { n: u64::from(n) * 2 })
    }
}

#[test]
fn a_rule_about_an_array_is_about_each() {
    type Office = Loopback<worker::Dispatch<Port, Worker, street_policy::OfficeWorkers1>, Port>;
    let mut office: Office = Loopback::new(worker::Dispatch::new(Worker(0), street_policy::OfficeWorkers1::new()));
    let mut panel = |name: &str| -> tessera::Cap<Office, job::Job, job::AllRights> {
        tessera::Cap::new(office.connect(0, wire(name, "office.workers[1]")).unwrap())
    };
    let (first, second) = (panel("panels[0]"), panel("panels[1]"));
    for panel in [&first, &second] {
        assert_eq!(panel.on(&mut office).run(13).map(|answer| answer.n).ok(), Some(26));
        assert_eq!(refusal(panel.on(&mut office).run(1000)), Some(Refusal::Denied));
    }
    // From the third on unlucky numbers of the first panel are denied.
    assert_eq!(refusal(first.on(&mut office).run(13)), Some(Refusal::Denied));
    assert_eq!(second.on(&mut office).run(13).map(|answer| answer.n).ok(), Some(26));
    assert_eq!(office.services.server.0, 3);
}
