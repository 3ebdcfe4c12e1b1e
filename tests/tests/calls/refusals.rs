//! What is refused, with what, and that every capability that came with it is closed before the caller learns it.

use tessera::{
    Cap, Client, Connection, Delivery, Failure, Kernel, Method, OneWay, Refusal, Service, Status, Verdict,
    audit::Kind,
    loopback::{InProcess, Local},
};

use crate::{
    cage::order,
    raw::Raw,
    stubs::zoo::{Name, Word, cage, scalars::Scalars, sequences},
    watch::allow,
    world::{OnLinux, OnLoopback, Wish, World, compare, on_both, together},
};

on_both! { alone: refusals verdicts_are_recorded }

/// One message, by hand.
struct Message {
    what: &'static str,
    to: To,
    operation: u16,
    body: Vec<u8>,
    oneway: bool,
    /// How many capabilities it is sent with: none, one, as many as every kernel carries.
    caps: &'static [usize],
}

#[derive(Clone, Copy)]
enum To {
    Failing,
    /// A connection to `failing` that may only `close`.
    Closer,
    Keeper,
    Nothing,
}

/// The method is denied, the other one is busy.
fn policy(method: &'static str) -> Verdict {
    match method {
        "zoo.Failing.secret" => Verdict::deny(2, 3),
        "zoo.Keeper.fetch" => Verdict::busy(4, 1),
        method => allow(method),
    }
}

const CLOSER: Connection = Connection { port: cage::FAILING, subject: 9, rights: 2 };

fn messages() -> Vec<Message> {
    let message = |what, to, operation, body: &[u8]| Message {
        what,
        to,
        operation,
        body: body.to_vec(),
        oneway: false,
        caps: &[0, 1, 8],
    };
    let with_caps =
        |what, operation, body: &[u8]| Message { caps: &[1, 8], ..message(what, To::Failing, operation, body) };
    let unknown = [0, 1, 15, 18, 19, 21, 31, 35, 99, 102, 0x8020, u16::MAX];
    let mut messages: Vec<_> = unknown.map(|number| message("no such operation", To::Failing, number, &[])).into();
    messages.extend([
        message("no such operation, with a body", To::Nothing, 39, &[1; 64]),
        message("a method of another interface", To::Nothing, 100, &[0; 8]),
        message("a body too short by all", To::Failing, 32, &[]),
        message("a body too short by half", To::Failing, 32, &[1; 4]),
        message("a body too long by eight", To::Failing, 32, &[0; 16]),
        message("a body too long by thousands", To::Failing, 32, &[0; 4096]),
        message("padding", To::Failing, 32, &[9, 0, 0, 0, 0, 0, 0, 1]),
        message("a body for nothing", To::Nothing, 38, &[0; 8]),
        message("the second capability first", To::Keeper, 32, &[1, 0, 1, 0, 0, 0, 0, 0]),
        message("a one-way message called", To::Failing, 34, &[0; 8]),
        message("a right missing", To::Closer, 32, &[9, 0, 0, 0, 0, 0, 0, 0]),
        message("one of two rights missing", To::Closer, 33, &[]),
        message("a right missing goes before a body", To::Closer, 100, &[0; 4]),
        message("a length goes before a right", To::Closer, 32, &[0; 16]),
        message("denied", To::Failing, 101, &[4, b'w', b'o', b'r', b'd', 0, 0, 0]),
        message("a body goes before the policy", To::Failing, 101, &[0; 8]),
        message("busy", To::Keeper, 33, &[0; 8]),
        Message {
            caps: &[0],
            ..message("the handler refuses", To::Failing, 32, &[order::REFUSE, 0, 0, 0, 0, 0, 0, 0])
        },
        message("a bind without a body", To::Failing, 16, &[]),
        message("a derive without a body", To::Failing, 17, &[]),
        message("a derive with padding", To::Failing, 17, &[1, 0, 0, 0, 0, 0, 0, 1]),
        message("a close with a body", To::Failing, 20, &[0; 8]),
        with_caps("a bind with capabilities", 16, &[0; 8]),
        with_caps("a derive with capabilities", 17, &[0; 8]),
        with_caps("a subscription with capabilities", 18, &[32, 0, 0, 0, 0, 0, 0, 0]),
        with_caps("a fetch with capabilities", 19, &[32, 0, 0, 0, 0, 0, 0, 0]),
        with_caps("a close with capabilities", 20, &[]),
        Message { oneway: true, ..message("no such operation, one way", To::Failing, 77, &[]) },
        Message { oneway: true, ..message("a call one way", To::Failing, 32, &[9, 0, 0, 0, 0, 0, 0, 0]) },
        Message { oneway: true, ..message("a derive one way", To::Failing, 17, &[0; 8]) },
        Message { oneway: true, ..message("a note beyond its bound", To::Failing, 34, &[8, 0, 0, 0, 11, 0, 0, 0]) },
    ]);
    messages
}

fn refusals<W: World>() {
    let mut world = W::open(Wish { more: &[CLOSER], policy, ..Wish::default() });
    let said = world.said().clone();
    let before = world.capabilities();
    let mut sent = 0;
    for message in messages() {
        let Message { what, to, operation, .. } = message;
        let mut answers = Vec::new();
        for count in message.caps {
            answers.push(send(&mut world, &message, *count));
            assert_eq!(world.capabilities(), before, "{what} with {count}");
            sent += 1;
        }
        let to = ["failing", "closer", "keeper", "scalars"][to as usize];
        said.say(format_args!("{what}, {to} {operation}: {}", answers.join(", ")));
    }
    let (port, uses, _) = world.visitor();
    said.say(format_args!("a wish beyond its bound: {:?}", uses.failing.on(port).note("eleven byte")));
    let name = Name::new("n").unwrap();
    said.say(format_args!("an answer beyond its bound: {:?}", uses.sequences.on(port).texts("long", name, &[])));
    compare("refusals", &said.take());

    let remains = world.close();
    let statuses = (0..32).map(|status| remains.counts.with_status(status));
    assert_eq!(statuses.sum::<u64>(), remains.counts.requests());
    assert_eq!(remains.counts.requests(), sent + SYNCS + 1);
    assert_eq!(remains.refused(Refusal::Denied), 1, "what is refused in step 6 is not put to the policy");
}

/// What the policy says is kept for the audit; the caller learns only the status.
fn verdicts_are_recorded<W: World>() {
    let mut world = W::open(Wish { policy, ..Wish::default() });
    let (port, uses, _) = world.visitor();
    assert_eq!(uses.failing.on(port).secret(Word::new("word").unwrap()).err().map(refusal), Some(Refusal::Denied));
    assert_eq!(uses.keeper.on(port).fetch(1).err().map(refusal), Some(Refusal::Busy));
    assert_eq!(uses.failing.on(port).first(9).map(|answer| answer.b).ok(), Some(900));
    let remains = world.close();
    let requests = remains.records.iter().filter(|record| record.kind == Kind::Request);
    let found: Vec<_> = requests.map(|record| (record.operation, record.verdict, record.status)).collect();
    let expected = [(101, Verdict::deny(2, 3), 20), (33, Verdict::busy(4, 1), 24), (32, Verdict::allow(1), 16)];
    assert_eq!(found, expected);
}

fn refusal<E, X>(failure: Failure<E, X>) -> Refusal {
    match failure {
        Failure::Refused(refusal) => refusal,
        _ => panic!("no refusal"),
    }
}

/// Calls that only wait for the one-way messages before them: four of them, three times each.
const SYNCS: u64 = 12;

/// Sends the message with so many strays, and says what came back.
fn send<W: World>(world: &mut W, message: &Message, count: usize) -> String {
    let strays: Vec<_> = (0..count).map(|_| world.stray()).collect();
    let (port, uses, more) = world.visitor();
    let Message { operation, body, oneway, .. } = message;
    let to = match message.to {
        To::Failing => uses.failing.raw(),
        To::Closer => &more[0],
        To::Keeper => uses.keeper.raw(),
        To::Nothing => uses.scalars.raw(),
    };
    port.buffer()[..body.len()].copy_from_slice(body);
    for stray in strays {
        port.give(stray).unwrap();
    }
    if *oneway {
        port.send(to, *operation, body.len()).unwrap();
        // The next call of the same connection is served after it.
        let waited = port.call(to, 77, 0).unwrap();
        assert_eq!(waited.status, Refusal::UnknownOperation.status().0);
        return String::from("nobody is told");
    }
    let received = port.call(to, *operation, body.len()).unwrap();
    assert_eq!((received.len, received.caps), (0, 0), "a refusal is empty");
    format!("{:?}", Refusal::from_status(Status(received.status)))
}

/// Not only the port's next trap closes what came: it is closed when the answer is ready.
#[test]
fn what_came_is_closed_before_the_answer_leaves() {
    let mut world = OnLoopback::open(Wish { policy, ..Wish::default() });
    let wire = |port, rights| Connection { port, subject: 0, rights };
    let connections = [wire(cage::FAILING, 7), CLOSER, wire(cage::KEEPER, 7), wire(cage::SCALARS, 7)];
    let (port, ..) = world.visitor();
    let badges = connections.map(|connection| port.services.connect(&mut port.port, connection).unwrap());
    for Message { what, to, operation, body, oneway, .. } in messages().into_iter().filter(|one| one.caps.contains(&8))
    {
        let before = port.port.closed;
        for badge in [badges[0]; 2] {
            port.give(Local::new(badge)).unwrap();
        }
        port.buffer()[..body.len()].copy_from_slice(&body);
        let (badge, caps) = (badges[to as usize], port.port.cross());
        let reply = (!oneway).then_some(());
        let delivery = Delivery { operation, len: body.len(), caps, truncated: false, badge, reply };
        let answer = port.services.dispatch(&mut port.port, delivery);
        assert_eq!((port.port.closed, answer.len), (before + 2, 0), "{what}");
    }
}

/// What the kernel says is not whole is no request, whatever operation it is, though what came of it would be one.
#[test]
fn what_the_kernel_cut_off_is_malformed() {
    let mut world = OnLoopback::open(Wish::default());
    let (port, ..) = world.visitor();
    let mut status = |number, operation, body: &[u8], truncated| {
        let connection = Connection { port: number, subject: 0, rights: 7 };
        let badge = port.services.connect(&mut port.port, connection).unwrap();
        port.buffer()[..body.len()].copy_from_slice(body);
        let delivery = Delivery { operation, len: body.len(), caps: 0, truncated, badge, reply: Some(()) };
        let status = port.services.dispatch(&mut port.port, delivery).status;
        port.services.disconnect(&mut port.port, badge);
        Refusal::from_status(Status(status))
    };
    let large = <sequences::Large as Method>::OPERATION;
    // Copied out, read in place, and what every dispatcher answers.
    for (number, operation, body) in [
        (cage::FAILING, 32, &[9, 0, 0, 0, 0, 0, 0, 0][..]),
        (cage::SEQUENCES, large, &[0; 8]),
        (cage::FAILING, 16, &[0; 8]),
        (cage::FAILING, 17, &[0; 8]),
        (cage::FAILING, 20, &[]),
    ] {
        assert_eq!(status(number, operation, body, true), Refusal::Malformed, "operation {operation}");
    }
    assert_eq!(status(cage::FAILING, 77, &[], true), Refusal::UnknownOperation);
}

/// A connection that the table does not know.
#[test]
fn nobody_is_gone() {
    let mut world = OnLoopback::open(Wish::default());
    let stray = world.stray();
    let (port, ..) = world.visitor();
    let nobody: Cap<_, Scalars, ()> = Cap::new(stray);
    assert_eq!(nobody.on(port).nothing(), Err(Refusal::Gone.into()));
    let remains = world.close();
    assert_eq!((remains.refused(Refusal::Gone), remains.ok()), (1, 0));
}

/// What the kernel did not deliver whole is refused whatever it says; what has no header is counted, and nobody is answered.
#[test]
fn what_is_not_whole_is_malformed() {
    const FAILING: Connection = Connection { port: cage::FAILING, subject: 0, rights: 7 };
    let _turn = together();
    let mut world = OnLinux::open(Wish { more: &[FAILING], ..Wish::default() });
    let raw = Raw::new(world.visitor().2.remove(0));
    let header = |operation: u16, reserved: u16, sequence: u32| {
        (u64::from(operation) | u64::from(reserved) << 16 | u64::from(sequence) << 32).to_le_bytes()
    };
    let malformed = Refusal::Malformed.status().0;
    // Longer than the buffer, though it begins as a valid request does.
    let mut long = [header(32, 0, 1), 9_u64.to_le_bytes()].concat();
    long.resize(8 + tessera_linux::BODY + 8, 0);
    raw.datagram(&long);
    assert_eq!(raw.answer(), Some((malformed, 1, vec![])));
    // A reserved field in use.
    raw.datagram(&[header(32, 1, 2), 9_u64.to_le_bytes()].concat());
    assert_eq!(raw.answer(), Some((malformed, 2, vec![])));
    for len in 0..8 {
        raw.datagram(&vec![0xff; len]);
    }
    raw.first(3, 9);
    assert_eq!(raw.answer(), Some((16, 3, 900_u64.to_le_bytes().to_vec())));
    drop(raw);
    let remains = world.close();
    // Without a header there is no operation: number 0.
    assert_eq!((remains.counts.requests(), remains.refused(Refusal::UnknownOperation)), (11, 8));
    assert_eq!(remains.refused(Refusal::Malformed), 2);
}
