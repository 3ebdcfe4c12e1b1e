//! The standard packages: one board provides them all, one guest uses each.

#[path = "standard/board.rs"]
mod served;

use served::{BLOCK, Board};
use tessera::{
    Badge, Connection, Failure, Notify, Refusal,
    loopback::{Frame, Local, Loopback},
};

use crate::standard_stubs::{
    std_::{
        block::{self, Block, disk::GeometryReply},
        clock::{Instant, clock::NowReply, timer::ExpiredEvent},
        log::{Level, log::WrittenEvent},
        memory::{self, Size},
        net,
        random::Count,
        store::{self, Key},
    },
    test::tour::{TOUR, board, guest::Uses},
};

type Inside = Frame<8192>;
type Port = Loopback<board::Dispatch<Inside, Board, tessera::Unpoliced>, Inside>;

fn open() -> (Box<Port>, Uses<Port>) {
    let server = Board { disk: vec![0; 16 * BLOCK], seed: 1, ..Board::default() };
    let mut port = Box::new(Loopback::new(board::Dispatch::unpoliced(server, "a test")));
    let mut wire = |place: u8| {
        let wire = TOUR.wires[usize::from(place)];
        port.connect(0, Connection { port: wire.provides, subject: wire.from, rights: wire.rights })
    };
    let uses = Uses::connect(&mut wire).unwrap();
    (port, uses)
}

#[test]
fn clock_and_timer() {
    let (mut port, uses) = open();
    port.services.server.now = 1000;
    assert_eq!(uses.clock.on(&mut *port).now().unwrap(), NowReply { at: Instant::new(1000) });
    // Two timers, each told of its own.
    let other: tessera::Cap<Port, _, crate::standard_stubs::std_::clock::timer::AllRights> =
        uses.timer.derive(&mut *port, 0).unwrap();
    uses.timer.on(&mut *port).subscribe_expired().unwrap();
    other.on(&mut *port).subscribe_expired().unwrap();
    uses.timer.on(&mut *port).set(Instant::new(1500)).unwrap();
    other.on(&mut *port).set(Instant::new(1200)).unwrap();
    port.services.server.now = 1300;
    let due: Vec<_> = port.services.server.timers.values().filter(|(_, at)| at.get() <= 1300).copied().collect();
    let Loopback { services, port: inside, .. } = &mut *port;
    services.tell(inside, |events| due.iter().for_each(|(badge, at)| events.expired_to(*badge, *at)));
    assert!(port.woken(other.raw()) && !port.woken(uses.timer.raw()));
    let expired = Some(ExpiredEvent { lost: 0, at: Instant::new(1200) });
    assert_eq!(other.on(&mut *port).next_expired().unwrap(), expired);
    assert_eq!(uses.timer.on(&mut *port).next_expired().unwrap(), None);
    assert!(uses.timer.on(&mut *port).cancel().unwrap().was_set);
    assert!(!uses.timer.on(&mut *port).cancel().unwrap().was_set);
}

#[test]
fn log() {
    let (mut port, uses) = open();
    uses.lines.on(&mut *port).subscribe_written().unwrap();
    port.services.server.now = 7;
    uses.log.on(&mut *port).write(Level::Warning, "the door is open").unwrap();
    let line = uses.lines.on(&mut *port).next_written().unwrap();
    let written =
        WrittenEvent { lost: 0, at: Instant::new(7), source: 1, level: Level::Warning, text: "the door is open" };
    assert_eq!(line, Some(written));
    for _ in 0..20 {
        uses.log.on(&mut *port).write(Level::Debug, "again").unwrap();
    }
    assert_eq!(uses.lines.on(&mut *port).next_written().unwrap().map(|line| line.lost), Some(12));
}

#[test]
fn disk() {
    let (mut port, uses) = open();
    let disk = &uses.disk;
    assert_eq!(disk.on(&mut *port).geometry().unwrap(), GeometryReply { blocks: 16, bytes: 512 });
    let (data, mut back) = ([7; 2 * BLOCK], [1; 3 * BLOCK]);
    disk.on(&mut *port).write(Block::new(3), &data).unwrap();
    disk.on(&mut *port).flush().unwrap();
    disk.on(&mut *port).read(Block::new(2), &mut back).unwrap();
    assert_eq!((&back[..BLOCK], &back[BLOCK..]), (&[0; BLOCK][..], &data[..]));
    let mut read = |first, len: usize| disk.on(&mut *port).read(Block::new(first), &mut vec![0; len]);
    assert!(matches!(read(15, 2 * BLOCK), Err(Failure::Error(block::Why::OutOfRange))));
    assert!(matches!(read(u64::MAX, BLOCK), Err(Failure::Error(block::Why::OutOfRange))));
    assert!(matches!(read(0, 100), Err(Failure::Error(block::Why::NotWhole))));
    assert!(matches!(read(0, 9 * BLOCK), Err(Failure::Refused(Refusal::DoesNotFit))));
}

#[test]
fn link() {
    let (mut port, uses) = open();
    let link = &uses.link;
    assert_eq!(link.on(&mut *port).address().unwrap().address.get()[0], 2);
    link.on(&mut *port).subscribe_arrived().unwrap();
    let mut frame = [0; 1514];
    assert!(matches!(link.on(&mut *port).receive(&mut frame), Err(Failure::Error(net::Why::Nothing))));
    for number in 0..4 {
        link.on(&mut *port).send(&[number; 60]).unwrap();
    }
    assert!(matches!(link.on(&mut *port).send(&[9; 60]), Err(Failure::Error(net::Why::Full))));
    let arrived = link.on(&mut *port).next_arrived().unwrap().unwrap();
    assert_eq!((arrived.lost, arrived.waiting), (3, 4));
    let length = link.on(&mut *port).receive(&mut frame).unwrap().length;
    assert_eq!((length, frame[59], frame[60]), (60, 0, 0));
    assert_eq!(link.on(&mut *port).receive(&mut frame).map(|reply| (reply.length, frame[0])).ok(), Some((60, 1)));
}

#[test]
fn console() {
    let (mut port, uses) = open();
    uses.console.on(&mut *port).write("what?\n").unwrap();
    assert_eq!(port.services.server.screen, "what?\n");
    uses.console.on(&mut *port).subscribe_typed().unwrap();
    let Loopback { services, port: inside, .. } = &mut *port;
    services.tell(inside, |events| {
        for keys in ["no", "thing", "\n", "more than eight bytes"] {
            events.typed(keys.into());
        }
    });
    let mut typed = String::new();
    while let Some(event) = uses.console.on(&mut *port).next_typed().unwrap() {
        typed += event.keys.as_str();
    }
    assert_eq!(typed, "nothing\n");
}

#[test]
fn store() {
    let (mut port, uses) = open();
    let key = |name| Key::new(name).unwrap();
    let store = &uses.store;
    store.on(&mut *port).subscribe_changed().unwrap();
    assert!(matches!(store.on(&mut *port).get(key("door")), Err(Failure::Error(store::Why::Missing))));
    for name in ["door", "bolt", "roof"] {
        store.on(&mut *port).put(key(name), name.as_bytes()).unwrap();
    }
    assert_eq!(store.on(&mut *port).get(key("bolt")).unwrap().value, b"bolt");
    store.on(&mut *port).remove(key("door")).unwrap();
    assert!(matches!(store.on(&mut *port).remove(key("door")), Err(Failure::Error(store::Why::Missing))));
    let names = |reply: store::store::KeysReplyView<'_>| -> Vec<String> {
        reply.keys.iter().map(|key| key.get().as_str().to_owned()).collect()
    };
    assert_eq!(names(store.on(&mut *port).keys(None).unwrap()), ["bolt", "roof"]);
    assert_eq!(names(store.on(&mut *port).keys(Some(key("bolt"))).unwrap()), ["roof"]);
    let mut changed = Vec::new();
    while let Some(event) = store.on(&mut *port).next_changed().unwrap() {
        changed.push(event.key.get().as_str().to_owned());
    }
    assert_eq!(changed, ["door", "bolt", "roof", "door"]);
    assert_eq!(Key::new(""), None);
}

#[test]
fn random() {
    let (mut port, uses) = open();
    let bytes = uses.random.on(&mut *port).draw(Count::new(64).unwrap()).unwrap().bytes.to_vec();
    assert_eq!(bytes.len(), 64);
    assert_ne!(
        uses.random.on(&mut *port).number().unwrap().number,
        uses.random.on(&mut *port).number().unwrap().number
    );
    assert_eq!(Count::new(65), None);
}

#[test]
fn memory() {
    let (mut port, uses) = open();
    let size = |bytes| Size::new(bytes).unwrap();
    let first = uses.pool.on(&mut *port).allocate(size(5000)).unwrap();
    assert_eq!(
        (first.size, first.region.raw()),
        (size(8192), &Local::new(Badge { index: 101, generation: std::num::NonZeroU16::MIN }))
    );
    assert!(matches!(uses.pool.on(&mut *port).allocate(size(9000)), Err(Failure::Error(memory::Why::NoRoom))));
    assert_eq!(Size::new(0), None);
}
