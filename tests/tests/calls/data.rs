//! Tables and unions are really called with: as parameters, results and errors, in lists and options, with capabilities.

use tessera::{
    Call, Client, Connection, Failure, Kernel, List, Never, Refusal, Stop,
    loopback::{Frame, Local, Loopback},
};

use crate::data_stubs::data::{
    desk::{self, KeeperServer, LaterCall, ManyCall, RingCall, TablesServer, UnionsServer},
    door, keeper, tables, unions, *,
};

/// Says what arrives, and answers with it.
#[derive(Default)]
struct Desk {
    said: Vec<String>,
    /// Answers `credential` with this error.
    fault: Option<Fault>,
    /// Answers `note` with more than a note may hold.
    boast: bool,
}

/// A test's process ends soon: what an answer borrows may stay.
fn keep<T>(value: impl IntoIterator<Item = T>) -> &'static [T] {
    value.into_iter().collect::<Vec<_>>().leak()
}

fn pin(from: Pin<'_>) -> Pin<'static> {
    Pin::new(from.get().as_str().to_owned().leak()).unwrap()
}

fn settings(from: SettingsView<'_>) -> Settings<'static> {
    let same = Settings::from(from);
    Settings { pin: same.pin.map(pin), auto_lock: same.auto_lock, delay: same.delay, tone: same.tone }
}

fn credential(from: Credential<'_>) -> Credential<'static> {
    match from {
        Credential::Pin(from) => Credential::Pin(pin(from)),
        Credential::Badge(badge) => Credential::Badge(badge),
        Credential::Spot(spot) => Credential::Spot(spot),
    }
}

fn shape(from: ShapeView<'_>) -> Shape<'static> {
    match from {
        ShapeView::Dot(dot) => Shape::Dot(dot),
        ShapeView::Line(line) => Shape::Line(std::array::from_fn(|index| line.get(index).unwrap().into())),
        ShapeView::Name(name) => Shape::Name(name.as_str().to_owned().leak()),
        ShapeView::Settings(from) => Shape::Settings(settings(from)),
        ShapeView::Unknown(_) => Shape::Dot(0),
    }
}

impl<K: Kernel> TablesServer<K> for Desk {
    fn settings(
        &mut self,
        _: &mut Call<K, tables::SettingsMethod>,
        s: SettingsView<'_>,
    ) -> Result<tables::SettingsReply<'_>, Stop<Never>> {
        self.said.push(format!("{s:?}"));
        Ok(tables::SettingsReply { s: settings(s) })
    }

    fn profile(
        &mut self,
        _: &mut Call<K, tables::ProfileMethod>,
        p: ProfileView<'_>,
    ) -> Result<tables::ProfileReply<'_>, Stop<Never>> {
        self.said.push(format!("{p:?}"));
        let p = Profile { settings: p.settings().map(settings), home: p.home().map(Point::from), ..Profile::default() };
        Ok(tables::ProfileReply { p })
    }

    fn empty(
        &mut self,
        _: &mut Call<K, tables::EmptyMethod>,
        e: EmptyView<'_>,
        g: GoneView<'_>,
    ) -> Result<tables::EmptyReply, Stop<Never>> {
        Ok(tables::EmptyReply { e: e.into(), g: g.into() })
    }

    fn lists<'m>(
        &mut self,
        _: &mut Call<K, tables::Lists>,
        l: List<'m, SettingsView<'m>>,
        a: List<'m, SettingsView<'m>>,
        o: Option<SettingsView<'m>>,
        w: WrappedView<'m>,
    ) -> Result<tables::ListsReply<'_>, Stop<Never>> {
        self.said.push(format!("{l:?} {a:?} {o:?}"));
        let all = a.iter().chain(l).chain(o).map(settings).map(Wrapped::new);
        Ok(tables::ListsReply { l: keep([Wrapped::new(settings(w.get()))].into_iter().chain(all).take(2)).into() })
    }
}

impl<K: Kernel> UnionsServer<K> for Desk {
    fn plain(
        &mut self,
        _: &mut Call<K, unions::PlainMethod>,
        p: Plain,
        o: Option<Plain>,
        l: List<'_, Plain>,
        a: List<'_, Plain>,
    ) -> Result<unions::PlainReply, Stop<Never>> {
        self.said.push(format!("{p:?} {o:?} {l:?} {a:?}"));
        Ok(unions::PlainReply { p: o.unwrap_or(p) })
    }

    fn credential(
        &mut self,
        _: &mut Call<K, unions::CredentialMethod>,
        c: Credential<'_>,
        h: Choice<'_>,
        o: Option<Credential<'_>>,
    ) -> Result<unions::CredentialReply<'_>, Stop<Fault>> {
        self.said.push(format!("{c:?} {h:?} {o:?}"));
        match self.fault {
            Some(fault) => Err(Stop::Fails(fault)),
            None => Ok(unions::CredentialReply { c: credential(c) }),
        }
    }

    fn note<'m>(
        &mut self,
        _: &mut Call<K, unions::NoteMethod>,
        n: NoteView<'m>,
        l: List<'m, NoteView<'m>>,
        o: One,
    ) -> Result<unions::NoteReply<'_>, Stop<Never>> {
        self.said.push(format!("{n:?} {l:?} {o:?}"));
        let text = if self.boast { "more than ten bytes" } else { "noted" };
        Ok(unions::NoteReply { n: Note::Text(text) })
    }

    fn shape<'m>(
        &mut self,
        _: &mut Call<K, unions::ShapeMethod>,
        s: ShapeView<'m>,
        o: Option<ShapeView<'m>>,
        l: List<'m, ShapeView<'m>>,
        m: List<'m, MarkView>,
    ) -> Result<unions::ShapeReply<'_>, Stop<Never>> {
        self.said.push(format!("{s:?} {o:?} {l:?} {m:?}"));
        Ok(unions::ShapeReply { s: shape(o.unwrap_or(s)), m: l.is_empty().then_some(Mark::A(3)) })
    }

    fn holder<'m>(
        &mut self,
        _: &mut Call<K, unions::HolderMethod>,
        h: HolderView<'m>,
        l: List<'m, HolderView<'m>>,
        u: Uniform,
        us: List<'m, UniformView<'m>>,
    ) -> Result<unions::HolderReply<'_>, Stop<Never>> {
        self.said.push(format!("{h:?} {l:?} {us:?}"));
        let last = l.iter().last().unwrap_or(h);
        let h = Holder {
            settings: settings(last.settings()),
            credential: credential(last.credential().into()),
            shape: shape(last.shape()),
            last: last.last(),
        };
        Ok(unions::HolderReply { h, u })
    }
}

type Enter = door::Rights<door::Enter, tessera::No>;

impl<K: Kernel> KeeperServer<K> for Desk {
    fn ring(
        &mut self,
        call: &mut RingCall<'_, K>,
        r: RingView<'_>,
        k: KeyView<'_>,
        last: tessera::Cap<K, door::Door, Enter>,
    ) -> Result<keeper::RingReply<K>, Stop<Never>> {
        self.said.push(format!("{r:?} {k:?}"));
        let mut claimed = 1;
        for mention in [r.door(), r.spare()].into_iter().flatten() {
            call.claim(mention)?;
            claimed += 1;
        }
        if let KeyView::Door(mention) = k {
            return Ok(keeper::RingReply { g: Grant::Door(call.claim(mention)?) });
        }
        drop(last);
        Ok(keeper::RingReply { g: Grant::Code(claimed) })
    }

    fn later(
        &mut self,
        _: &mut LaterCall<'_, K>,
        l: LaterView<'_>,
        last: tessera::Cap<K, door::Door, Enter>,
    ) -> Result<keeper::LaterReply<'_, K>, Stop<Never>> {
        let r = Ring { label: Some("back"), spare: Some(last), ..Ring::default() };
        Ok(keeper::LaterReply { l: l.into(), r })
    }

    fn many<'m>(
        &mut self,
        _: &mut ManyCall<'_, K>,
        k: List<'m, KeyView<'m>>,
        g: Option<GrantView>,
    ) -> Result<keeper::ManyReply, Stop<Never>> {
        self.said.push(format!("{k:?} {g:?}"));
        Ok(keeper::ManyReply { count: k.len() as u8 })
    }
}

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
