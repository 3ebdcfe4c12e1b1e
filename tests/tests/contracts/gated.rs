//! A gate before sessions, events and memory that is lent: the server behind it keeps its callers apart.

use std::collections::BTreeMap;

use tessera::{
    Call, Cap, Connection, Failure, Kernel, Refusal, Stop, Stopped,
    lease::LentMut,
    loopback::{Frame, Loopback},
};

use crate::stubs::contracts::{
    ARCHIVE, Bad, Trouble, archive_rules, clerk, shelf,
    store::{self, AllRights, Empty, FillFailed, Session, Store},
};

/// What each connection has stored, and which have ended.
#[derive(Default)]
struct Shelf {
    stored: BTreeMap<u16, Vec<u8>>,
    closed: Vec<u16>,
}

fn place<K: Kernel, M: tessera::Served>(call: &Call<K, M>) -> u16 {
    assert_eq!(call.caller().connection.subject, archive_rules::CLERK);
    call.caller().badge.index
}

impl<K: Kernel> shelf::StoreServer<K> for Shelf {
    fn fill(
        &mut self,
        call: &mut shelf::FillCall<'_, K>,
        data: &[u8],
        sum: &mut LentMut<'_, u16>,
    ) -> Result<store::FillReply, Stop<Bad>> {
        self.stored.insert(place(call), data.to_vec());
        call.events().stored(data.len() as u32);
        let all = data.iter().map(|byte| u16::from(*byte)).sum();
        sum.set(0, &all).map_err(|_| Stop::Refused(Refusal::DoesNotFit))?;
        if data == b"busy" { Err(Bad::Busy.into()) } else { Ok(store::FillReply { used: data.len() as u32 }) }
    }

    fn add(&mut self, call: &mut shelf::AddCall<'_, K>, by: u8, all: &mut [u8]) -> Result<(), Stop<Trouble>> {
        all.iter_mut().for_each(|byte| *byte = byte.wrapping_add(by));
        let at = self.stored.get(&place(call)).map_or(0, Vec::len) as u64;
        if by == 255 { Err(Trouble { code: by.into(), at }.into()) } else { Ok(()) }
    }

    fn clear(&mut self, call: &mut shelf::ClearCall<'_, K>) -> Result<(), Stop<tessera::Never>> {
        self.stored.remove(&place(call));
        Ok(())
    }

    fn closed(&mut self, caller: &tessera::Caller) {
        self.closed.push(caller.badge.index);
    }
}

type Door = Loopback<shelf::Dispatch<Frame<512>, Shelf, archive_rules::Shelf>, Frame<512>>;
type Gate = Loopback<clerk::Dispatch<Door, archive_rules::Clerk>, Door>;

/// The connection that the system declares.
fn wire(from: &str, to: &str) -> Connection {
    let named = |subject: u16| ARCHIVE.instances[usize::from(subject)].name;
    let wire = ARCHIVE.wires.iter().find(|wire| named(wire.from) == from && named(wire.to) == to).unwrap();
    Connection { port: wire.provides, subject: wire.from, rights: wire.rights }
}

fn archive() -> Gate {
    let mut door: Door = Loopback::new(shelf::Dispatch::new(Shelf::default(), archive_rules::Shelf::new()));
    let mut cap = door.connect(0, wire("clerk", "shelf"));
    let uses = clerk::Uses::connect(|_| cap.take()).unwrap();
    Loopback::before(clerk::Dispatch::new(archive_rules::Clerk::new(), uses), door)
}

fn cap<R>(gate: &mut Gate, from: &str) -> Cap<Gate, Store, R> {
    Cap::new(gate.connect(0, wire(from, "clerk")).unwrap())
}

fn session(gate: &mut Gate, from: &str) -> Session<Gate, AllRights, Empty> {
    cap(gate, from).into()
}

/// Four elements that were something before.
fn sums() -> [u8; 8] {
    [9; 8]
}

#[test]
fn sessions_are_kept_apart() {
    let mut gate = archive();
    let (first, second) = (session(&mut gate, "writers[0]"), session(&mut gate, "writers[1]"));
    let mut sum = sums();
    let (first, answer) = first.fill(&mut gate, &[1, 2, 255], &mut LentMut::new(&mut sum)).unwrap();
    assert_eq!((answer.used, sum), (3, [2, 1, 0, 0, 0, 0, 0, 0]));
    // The other one is where it was: it cannot add, but fill; a failure has an edge of its own.
    let mut all = [1, 2, 3];
    let early: Cap<_, Store, AllRights> = second.into();
    let refused = early.on(&mut gate).unordered().add(1, &mut all);
    assert!(matches!(refused, Err(Failure::Refused(Refusal::OutOfOrder))));
    assert_eq!(all, [1, 2, 3]);
    let second = Session::from(early).fill(&mut gate, b"busy", &mut LentMut::new(&mut sum));
    let Err(Stopped::Fails(FillFailed::Filled(second), Bad::Busy)) = second else { panic!("{second:?}") };
    let second = second.add(&mut gate, 1, &mut all).unwrap();
    assert_eq!(all, [2, 3, 4]);
    // What the policy denies goes nowhere, and what the server refuses neither.
    let Err(Stopped::Refused(second, Refusal::Denied)) = second.add(&mut gate, 13, &mut all) else { panic!() };
    assert_eq!(all, [2, 3, 4]);
    let Err(Stopped::Fails(second, trouble)) = second.add(&mut gate, 255, &mut all) else { panic!() };
    assert_eq!((trouble.code, trouble.at, all), (255, 4, [1, 2, 3]));
    let second = second.fill(&mut gate, &[], &mut LentMut::new(&mut sum)).unwrap().0;
    // Three filled something, whoever they are: then the gate's count is used up.
    let first = first.clear(&mut gate).unwrap().fill(&mut gate, &[], &mut LentMut::new(&mut sum)).unwrap().0;
    let again = first.clear(&mut gate).unwrap().fill(&mut gate, &[], &mut LentMut::new(&mut sum));
    assert!(matches!(again, Err(Stopped::Refused(_, Refusal::Denied))));
    drop(second);
}

#[test]
fn connections_end_behind_the_gate_too() {
    let mut gate = archive();
    let (first, second): (Cap<_, Store, AllRights>, Cap<_, Store, AllRights>) =
        (cap(&mut gate, "writers[0]"), cap(&mut gate, "writers[1]"));
    let derived: Cap<_, Store, AllRights> = first.derive(&mut gate, 1).unwrap();
    let mut sum = sums();
    for cap in [first, derived] {
        let filled = cap.on(&mut gate).unordered().fill(b"abc", &mut LentMut::new(&mut sum));
        assert_eq!(filled.unwrap().used, 3);
        cap.close(&mut gate).unwrap();
    }
    assert_eq!(gate.port.services.server.closed, [1, 1]);
    // Who never called has nothing behind the gate.
    second.close(&mut gate).unwrap();
    assert_eq!(gate.port.services.server.closed, [1, 1]);
    // The same places again, and again in the first state.
    let again = session(&mut gate, "writers[0]");
    drop(again.fill(&mut gate, b"abc", &mut LentMut::new(&mut sum)).unwrap());
}

#[test]
fn events_reach_who_subscribed() {
    let mut gate = archive();
    let (writer, reader): (Cap<_, Store, AllRights>, Cap<_, Store, store::Rights<tessera::No, store::Read>>) =
        (cap(&mut gate, "writers[0]"), cap(&mut gate, "reader"));
    assert!(matches!(reader.on(&mut gate).next_stored(), Err(Failure::Refused(Refusal::OutOfOrder))));
    reader.on(&mut gate).subscribe_stored().unwrap();
    assert_eq!(reader.on(&mut gate).next_stored().unwrap(), None);
    assert!(matches!(reader.on(&mut gate).subscribe_quiet(), Err(Failure::Refused(Refusal::Denied))));
    let (mut sum, mut session) = (sums(), Session::from(writer));
    for data in [&b"a"[..], b"ab", b"abc"] {
        let filled = session.fill(&mut gate, data, &mut LentMut::new(&mut sum)).unwrap().0;
        session = filled.clear(&mut gate).unwrap();
    }
    // The first is lost; the writer did not subscribe.
    let told = [(); 3].map(|()| reader.on(&mut gate).next_stored().unwrap());
    assert_eq!(told.map(|told| told.map(|told| (told.lost, told.bytes))), [Some((1, 2)), Some((0, 3)), None]);
    assert!(matches!(session.as_ref().on(&mut gate).next_stored(), Err(Failure::Refused(Refusal::OutOfOrder))));
    // Which event it is must be one of the interface.
    gate.port.port.buffer()[..8].copy_from_slice(&[99, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(tessera::Client::call(&mut gate, reader.raw(), 19, 8).unwrap().status, 18);
}
