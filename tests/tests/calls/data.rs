//! Tables and unions are really called with: as parameters, results and errors, in lists and options, with capabilities.

#[path = "data/desk.rs"]
mod served;

use served::Desk;
use tessera::{
    Client, Connection, Failure, Kernel, Refusal,
    loopback::{Frame, Local, Loopback},
};

use crate::data_stubs::data::{desk, door, keeper, tables, unions, *};

type Enter = door::Rights<door::Enter, tessera::No>;

type Port = Loopback<desk::Dispatch<Frame<2048>, Desk, tessera::Unpoliced>, Frame<2048>>;

fn open() -> Port {
    Loopback::new(desk::Dispatch::unpoliced(Desk::default(), "a test"))
}

fn connect<I, R>(port: &mut Port, at: u8) -> tessera::Cap<Port, I, R> {
    tessera::Cap::new(port.connect(0, Connection { port: at, subject: 0, rights: 0 }).unwrap())
}

/// A capability that leads nowhere, to be sent along.
fn stray(port: &mut Port) -> tessera::Cap<Port, door::Door, Enter> {
    connect(port, desk::KEEPER)
}

#[test]
fn tables_there_and_back() {
    let mut port = open();
    let tables: tessera::Cap<_, tables::Tables, ()> = connect(&mut port, desk::TABLES);
    let full =
        Settings { auto_lock: Some(true), delay: Some(u64::MAX), tone: Some(Tone::Loud), pin: Pin::new("123456") };
    let (one, none) = (Settings { delay: Some(0), ..Settings::default() }, Settings::default());
    for sent in [full, one, none] {
        assert_eq!(Settings::from(tables.on(&mut port).settings(sent).unwrap().s), sent);
    }
    // A pin is sensitive.
    let said = &port.services.server.said;
    assert!(said[0].contains("tone: Some(Loud), pin: <redacted>"), "{said:?}");

    let labels = [Label { text: "a", id: 1 }, Label { text: "b", id: 2 }];
    let sent = Profile {
        labels: Some((&labels).into()),
        home: Some(Point { x: -1, y: 1 }),
        words: Some((&["", "five"]).into()),
        late: Some(&[7]),
        bits: Some([1, 2, 3]),
        settings: Some(full),
        note: Some(Note::Credential(Credential::Badge([7; 16]))),
        ..Profile::default()
    };
    let answer = tables.on(&mut port).profile(sent).unwrap().p;
    assert_eq!(answer.settings().map(Settings::from), Some(full));
    assert_eq!((answer.home().map(Point::from), answer.name()), (sent.home, None));
    let said = port.services.server.said.last().unwrap();
    assert!(said.contains("\"five\"") && said.contains("note: Some(Credential(<redacted>))"), "{said}");

    let answer = tables.on(&mut port).empty(Empty {}, Gone {}).unwrap();
    assert_eq!((Empty::from(answer.e), Gone::from(answer.g)), (Empty {}, Gone {}));
    let all =
        tables.on(&mut port).lists((&[one, none, full]).into(), [full, one], Some(none), Wrapped::new(full)).unwrap();
    assert_eq!(all.l.iter().map(|wrapped| Settings::from(wrapped.get())).collect::<Vec<_>>(), [full, full]);
}

#[test]
fn unions_there_and_back() {
    let mut port = open();
    let unions: tessera::Cap<_, unions::Unions, ()> = connect(&mut port, desk::UNIONS);
    let (small, wide) = (Plain::Small(9), Plain::Wide(u64::MAX));
    assert_eq!(unions.on(&mut port).plain(small, Some(wide), (&[wide, small]).into(), [small, wide]).unwrap().p, wide);
    assert_eq!(
        port.services.server.said.pop().unwrap(),
        format!("{small:?} Some({wide:?}) [{wide:?}, {small:?}] [{small:?}, {wide:?}]")
    );

    let pin = Credential::Pin(Pin::new("1234").unwrap());
    for sent in [pin, Credential::Badge([3; 16]), Credential::Spot(Point { x: 1, y: -1 })] {
        assert_eq!(unions.on(&mut port).credential(sent, Choice::new(pin), Some(sent)).unwrap().c, sent);
    }
    for fault in [Fault::Code(u32::MAX), Fault::Tone(Tone::Soft), Fault::Point(Point { x: 0, y: 1 })] {
        port.services.server.fault = Some(fault);
        let answer = unions.on(&mut port).credential(pin, Choice::new(pin), None);
        assert!(matches!(answer, Err(Failure::Error(found)) if found == fault));
    }

    let notes = [Note::Many(&[1, 2]), Note::Label(Label { text: "x", id: 3 })];
    let answer = unions.on(&mut port).note(Note::Text("ten bytes!"), (&notes).into(), One::Only([1, 2])).unwrap().n;
    assert_eq!(answer, NoteView::Text(tessera::view::Text::new("noted")));
    // What is too long is no answer, and no request.
    port.services.server.boast = true;
    assert!(unions.on(&mut port).note(notes[0], (&[]).into(), One::Only([0, 0])).is_err());
    assert!(matches!(
        unions.on(&mut port).note(Note::Text("eleven byte"), (&[]).into(), One::Only([0, 0])),
        Err(Failure::Refused(Refusal::DoesNotFit))
    ));

    let (dot, name) = (Shape::Dot(1), Shape::Name("round"));
    let line = Shape::Line([Point { x: 1, y: 2 }, Point { x: 3, y: 4 }]);
    let settings = Shape::Settings(Settings { tone: Some(Tone::Soft), ..Settings::default() });
    let marks = [Mark::A(1), Mark::Unknown_(2)];
    let answer = unions.on(&mut port).shape(dot, Some(line), (&[]).into(), marks).unwrap();
    assert_eq!((format!("{:?}", answer.s).starts_with("Line"), answer.m), (true, Some(MarkView::A(3))));
    let answer = unions.on(&mut port).shape(name, None, (&[settings, dot]).into(), marks).unwrap();
    assert_eq!((format!("{:?}", answer.s), answer.m), ("Name(\"round\")".into(), None));

    let holder = |last| Holder { settings: Settings::default(), credential: pin, shape: settings, last };
    let uniform = Uniform { plain: small, one: 4 };
    let answer = unions
        .on(&mut port)
        .holder(holder(1), (&[holder(2), holder(3)]).into(), uniform, (&[uniform; 2]).into())
        .unwrap();
    assert_eq!((answer.h.last(), Credential::from(answer.h.credential()), answer.u), (3, pin, uniform));
}

#[test]
fn capabilities_in_tables_and_unions() {
    let mut port = open();
    let keeper: tessera::Cap<_, keeper::Keeper, ()> = connect(&mut port, desk::KEEPER);
    let (a, b, c, d) = (stray(&mut port), stray(&mut port), stray(&mut port), stray(&mut port));
    // Two in the table, one in the union, one beside: all are claimed, and one comes back.
    let ring = Ring { label: Some("main"), door: Some(a), spare: Some(b) };
    let mut answer = keeper.on(&mut port).ring(ring, Key::Door(c), d).unwrap();
    let GrantView::Door(mention) = answer.g else { panic!("{:?}", answer.g) };
    let back: tessera::Cap<Port, _, _> = answer.caps.claim(mention).unwrap();
    assert_eq!(port.port.closed, 0);
    // Not claimed, so closed: those of a ring inside of a key.
    let inner = Ring { door: Some(stray(&mut port)), spare: Some(stray(&mut port)), ..Ring::default() };
    let answer = keeper.on(&mut port).ring(Ring::default(), Key::Ring(inner), back).unwrap();
    assert_eq!((answer.g, port.port.closed), (GrantView::Code(1), 2));

    let last = stray(&mut port);
    let mut answer = keeper.on(&mut port).later(Later { note: Some(5) }, last).unwrap();
    assert_eq!(Later::from(answer.l), Later { note: Some(5) });
    let spare = answer.r.spare().unwrap();
    assert!(answer.caps.claim(spare).is_ok() && answer.r.door().is_none());

    let keys = [Some(Key::Door(stray(&mut port))), Some(Key::Number(7))];
    let grant = Grant::Door(stray(&mut port));
    assert_eq!(keeper.on(&mut port).many(keys, Some(grant)).unwrap().count, 2);
    let said = port.services.server.said.last().unwrap();
    assert!(said.starts_with("[Door(") && said.contains("Number(7)] Some(Door("), "{said}");
}

/// A request by hand: its status.
fn status(port: &mut Port, to: &Local, operation: u16, body: &[u8], caps: usize) -> u16 {
    port.buffer()[..body.len()].copy_from_slice(body);
    for _ in 0..caps {
        let cap = stray(port).into_raw();
        port.give(cap).unwrap();
    }
    let answer: tessera::Received = port.call(to, operation, body.len()).unwrap();
    answer.status
}

#[test]
fn what_is_wrong_is_refused() {
    let mut port = open();
    let tables: tessera::Cap<_, tables::Tables, ()> = connect(&mut port, desk::TABLES);
    let (tables, ok, malformed) = (tables.into_raw(), 16, Refusal::Malformed.status().0);
    let mut settings = |body: &[u8]| status(&mut port, &tables, 32, body, 0);
    let slot = |offset: u8, len: u8| [offset, 0, 0, 0, len, 0, 0, 0];
    // Empty: nothing but the slot.
    assert_eq!(settings(&slot(0, 0)), ok);
    assert_eq!(settings(&slot(8, 0)), malformed);
    // Field 1, `true`: the header, one word.
    assert_eq!(settings(&[slot(8, 16), [1, 0, 0, 0, 0, 0, 2, 0], [1, 0, 0, 0, 0, 0, 0, 0]].concat()), ok);
    // Longer than it must be; a word that is not zero behind it; no field at all; absent, but not zero.
    assert_eq!(settings(&[slot(8, 24), [1, 0, 0, 0, 0, 0, 3, 0], slot(1, 0), slot(0, 0)].concat()), malformed);
    assert_eq!(settings(&[slot(8, 16), [1, 0, 0, 0, 0, 0, 2, 0], slot(1, 1)].concat()), malformed);
    assert_eq!(settings(&[slot(8, 8), [0, 0, 0, 0, 0, 0, 1, 0]].concat()), malformed);
    assert_eq!(settings(&[slot(8, 24), [4, 0, 0, 0, 0, 0, 3, 0], slot(1, 0), slot(7, 0)].concat()), malformed);
    assert_eq!(settings(&[slot(8, 24), [4, 0, 0, 0, 0, 0, 3, 0], slot(0, 0), slot(7, 0)].concat()), ok);
    // The reserved field 2 is validated and dropped; field 6 is not known and lies behind the known ones.
    assert_eq!(settings(&[slot(8, 16), [2, 0, 0, 0, 0, 0, 2, 0], slot(0, 9)].concat()), ok);
    let unknown = |words: u8| {
        [&slot(8, 8 * words), &[32, 0, 0, 0, 0, 0, words, 0][..], &vec![0; 8 * usize::from(words) - 8]].concat()
    };
    assert_eq!((settings(&unknown(4)), settings(&unknown(5)), settings(&unknown(12))), (malformed, ok, ok));
    // More than there is room for.
    assert_eq!(settings(&unknown(13)), malformed);
    assert!(port.services.server.said.iter().all(|said| said.starts_with("SettingsView")));

    // A variant that nobody knows has no capability but those of its room.
    let keeper: tessera::Cap<_, keeper::Keeper, ()> = connect(&mut port, desk::KEEPER);
    let keeper = keeper.into_raw();
    let grant = [slot(0, 0), [9, 0, 0, 0, 24, 0, 0, 0], slot(1, 0), slot(0xee, 0)].concat();
    for (caps, expected) in [(0, ok), (1, ok), (2, ok), (3, malformed)] {
        assert_eq!(status(&mut port, &keeper, 34, &grant, caps), expected, "{caps} capabilities");
    }
    assert_eq!(port.port.closed, 6);
}
