//! Owned values: what is kept of a message lends what was read, byte for byte; what was unknown is known to be.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what is not expected fails the test")]

#[expect(
    dead_code,
    unreachable_pub,
    clippy::trivially_copy_pass_by_ref,
    clippy::large_types_passed_by_value,
    reason = "as its users have it; its client and its server are not called"
)]
mod stubs {
    include!("../stubs/owned/all.snap.rs");
}

#[expect(unreachable_pub, clippy::pedantic, reason = "that it compiles is what is to be shown")]
mod halves {
    pub(super) mod source {
        include!("../stubs/owned/source.snap.rs");
    }
    pub(super) mod sink {
        include!("../stubs/owned/sink.snap.rs");
    }
}

use stubs::owned::{
    Blob, ChoiceOwned, Code, Colour, Deep, DeepOwned, Entry, EntryOwned, Flat, Holder, HolderOwned, LevelView,
    NumberOwned, Point, Range, RangeOwned, Secret, SecretOwned, Settings, SettingsOwned, StrictOwned, Tone, Word,
    Words,
    archive::{
        DeepRequest, DeepRequestOwned, DeepRequestView, HolderReply, HolderReplyOwned, HolderReplyView,
        NumbersReplyOwned, NumbersReplyView, NumbersRequest, NumbersRequestOwned, TablesReply, TablesReplyOwned,
        TablesReplyView,
    },
};
use tessera::{
    owned::UnknownVariant,
    view::Text,
    wire::{DoesNotFit, Message, Read, Write},
};

fn written(message: &impl Write) -> Result<Vec<u8>, DoesNotFit> {
    let mut out = vec![0xa5; 8192];
    let len = message.write(&mut out)?;
    out.truncate(len);
    Ok(out)
}

fn read<'a, T: Read<'a>>(body: &'a [u8]) -> T {
    T::read(Message { body, caps: 0 }).unwrap()
}

fn point(x: f32) -> Point {
    Point { x, y: -x }
}

fn entry(name: &str) -> Entry<'_> {
    Entry {
        name,
        word: Word::new("wörd").unwrap(),
        raw: &[1, 2, 3],
        tiny: &[9],
        at: point(0.5),
        tone: Tone::Loud,
        colour: Colour::Unknown(7),
    }
}

#[test]
fn everything_in_a_struct() {
    let (entries, words) = ([entry("Ada"), entry("")], [Word::new("a").unwrap(), Word::new("bc").unwrap()]);
    let rows = [[1, 2, 3].as_slice(), &[]];
    let (marks, points) = ([Text::new("é"), Text::new("")], [point(1.0), point(-0.0)]);
    let deep = Deep {
        entries: (&entries).into(),
        names: (&["one", "", "drei"]).into(),
        rows: (&rows).into(),
        maybe: (&[None, Some(""), Some("four")]).into(),
        marks: (&marks).into(),
        numbers: &[u32::MAX, 0],
        points: (&points).into(),
        pair: [entry("left"), entry("right")],
        corners: stubs::owned::Corners::new([point(2.0), point(3.0)]),
        note: Some("note"),
        few: Some(&[]),
        one: None,
        blob: Blob::new(&[4, 4]).unwrap(),
        words: Words::new((&words).into()).unwrap(),
    };
    let body = written(&DeepRequest { deep }).unwrap();
    let kept = DeepRequestOwned::from(read::<DeepRequestView<'_>>(&body));
    assert_eq!(written(&DeepRequest::from(&kept)).unwrap(), body);

    let DeepRequestOwned { deep } = kept.clone();
    assert_eq!(deep.entries, [EntryOwned::from(entry("Ada")), EntryOwned::from(entry(""))]);
    assert_eq!(deep.names, ["one", "", "drei"]);
    assert_eq!(deep.rows, [vec![1, 2, 3], vec![]]);
    assert_eq!(deep.maybe, [None, Some(String::new()), Some("four".into())]);
    assert_eq!((deep.note.as_deref(), deep.few, deep.one), (Some("note"), Some(vec![]), None));

    // What is kept is changed as any value is, and its bounds are found when it is written.
    let mut changed = kept;
    changed.deep.names.push("12345678".into());
    assert!(written(&DeepRequest::from(&changed)).is_ok());
    changed.deep.names.push(String::new());
    assert_eq!(written(&DeepRequest::from(&changed)), Err(DoesNotFit), "five of four");
    changed.deep.names = vec!["123456789".into()];
    assert_eq!(written(&DeepRequest::from(&changed)), Err(DoesNotFit), "nine bytes of eight");
    assert_ne!(DeepOwned::from(read::<DeepRequestView<'_>>(&body).deep), changed.deep);
}

#[test]
fn tables_are_kept_without_what_is_unknown() {
    let entries = [entry("Ada")];
    let settings =
        Settings { name: Some("door"), entries: Some((&entries).into()), raw: Some(&[1, 2]), ..Default::default() };
    let level = stubs::owned::Level { level: Some(3), corners: Some(stubs::owned::Corners::new([point(1.0); 2])) };
    let places = stubs::owned::Places { spots: [point(1.0), point(2.0), point(3.0)] };
    let body = written(&TablesReply { settings, level, places }).unwrap();
    let reply = read::<TablesReplyView<'_>>(&body);
    // A table that borrows nothing is kept as its value.
    let of = |level: LevelView<'_>| -> stubs::owned::Level { level.into() };
    assert_eq!((of(reply.level), stubs::owned::Places::from(reply.places)), (level, places));
    let kept = TablesReplyOwned::from(reply);
    assert_eq!(kept.settings.name.as_deref(), Some("door"));
    assert_eq!(kept.settings.entries.as_ref().map(Vec::len), Some(1));
    assert_eq!((kept.settings.level, kept.settings.at), (None, None));
    assert_eq!(written(&TablesReply::from(&kept)).unwrap(), body);
    assert_eq!(SettingsOwned::default().entries, None);
}

#[test]
fn unions_know_that_a_variant_is_unknown() {
    let choices = [stubs::owned::Choice::Text("a"), stubs::owned::Choice::Number(2)];
    let holder = Holder {
        choice: stubs::owned::Choice::Settings(Settings { level: Some(1), ..Default::default() }),
        choices: (&choices).into(),
        pair: [stubs::owned::Number::Small(1), stubs::owned::Number::Wide(2)],
        maybe: Some(stubs::owned::Number::Wide(3)),
        strict: stubs::owned::Strict::Entry(entry("x")),
        flat: Flat::Spots([point(1.0), point(2.0)]),
    };
    let range = Range::new(1, 2, "note").unwrap();
    let secret = Secret { code: Code::new("123").unwrap(), pin: Text::new("4567") };
    let body = written(&HolderReply { holder, range, secret }).unwrap();
    let kept = HolderReplyOwned::from(read::<HolderReplyView<'_>>(&body));
    assert_eq!(written(&HolderReply::try_from(&kept).unwrap()).unwrap(), body);
    assert_eq!(kept.holder.choices, [ChoiceOwned::Text("a".into()), ChoiceOwned::Number(2)]);
    assert_eq!(kept.holder.strict, StrictOwned::Entry(entry("x").into()));
    assert_eq!(Range::from(&kept.range).high(), 2);
    assert_eq!(kept.range, RangeOwned::from(range));
    assert_eq!(format!("{:?}", SecretOwned::from(secret)), "SecretOwned { code: CodeOwned(\"123\"), pin: <redacted> }");

    // In a field it is found when the value is lent, in a list when the list is written.
    for spoil in [
        |holder: &mut HolderOwned| holder.choice = ChoiceOwned::Unknown(9),
        |holder: &mut HolderOwned| holder.pair[1] = NumberOwned::Unknown(9),
        |holder: &mut HolderOwned| holder.maybe = Some(NumberOwned::Unknown(9)),
    ] {
        let mut kept = kept.clone();
        spoil(&mut kept.holder);
        assert_eq!(HolderReply::try_from(&kept).unwrap_err(), UnknownVariant);
    }
    let mut kept = kept;
    kept.holder.choices.push(ChoiceOwned::Unknown(9));
    kept.holder.choices.swap(0, 2);
    kept.holder.choices.pop();
    assert_eq!(written(&HolderReply::try_from(&kept).unwrap()), Err(DoesNotFit));
}

#[test]
fn an_unknown_variant_is_read_and_kept_by_its_number() {
    let numbers = NumbersRequestOwned { numbers: vec![NumberOwned::Small(1)], name: "n".into() };
    let mut body = written(&NumbersRequest::from(&numbers)).unwrap();
    // The tag of the first element, behind two slots.
    assert_eq!(body.get(16..20), Some([1, 0, 0, 0].as_slice()));
    body[16] = 77;
    let kept = NumbersReplyOwned::from(read::<NumbersReplyView<'_>>(&body));
    assert_eq!(kept.numbers, [NumberOwned::Unknown(77)]);
}
