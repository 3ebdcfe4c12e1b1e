//! What is `@sensitive`, wherever it stands, is not printed: values, views, events, errors; and what is not is.

#![expect(
    clippy::unwrap_used,
    clippy::many_single_char_names,
    reason = "what is not expected fails the test; names are those of the description"
)]

#[expect(dead_code, unreachable_pub, clippy::pedantic, reason = "as its users have it; no client and no server")]
mod stubs {
    include!("../stubs/secrets/all.snap.rs");
}

use std::fmt::Debug;

use stubs::secrets::{
    Bits, Far, FarPart, Grow, Key, Kind, Many, More, One, Open, Pair, Part, Pick, Raw, Rows, Ruin, Short, Some_, Texts,
    Trouble, Whole, Why, Word,
    cover::{LookReply, LookRequest, OwnReply, OwnRequest},
    fields::{
        DirectReply, DirectRequest, DirectRequestView, HiddenReply, HiddenRequest, HiddenRequestView, ListsRequest,
        ListsRequestView, PartsReply, PartsReplyView, PartsRequest, PartsRequestOwned, PartsRequestView, SeenEvent,
        UnseenEvent,
    },
    lists::{ManyRequest, ManyRequestOwned, ManyRequestView},
    plain,
    types::{
        InsideRequest, InsideRequestView, LargeReply, LargeReplyView, LargeRequest, LargeRequestOwned,
        LargeRequestView, SmallReply, SmallRequest, SmallRequestOwned,
    },
    vault::{AllReply, AllRequest, AllRequestOwned, AllRequestView, RangEvent},
};
use tessera::{
    view::Text,
    wire::{Message, Read, Write},
};

/// All secrets: a number, a text, and its bytes.
const NUMBER: u64 = 4_711_001;
const TEXT: &str = "4711 at noon";
const BYTES: &str = "52, 55, 49, 49";
/// What is no secret.
const SHOWN: u16 = 31_313;

/// Nothing of a secret is in it, and it says that there is one.
fn hides(printed: &str) {
    // 0x400000 is a flag.
    for secret in ["4711", BYTES, "Two", "4194304", "400000"] {
        assert!(!printed.contains(secret), "{secret} leaks: {printed}");
    }
    assert!(printed.contains("<redacted>"), "nothing is redacted: {printed}");
}

fn check(value: &dyn Debug) {
    hides(&format!("{value:?}"));
    hides(&format!("{value:#?}"));
}

fn body(message: &impl Write) -> Vec<u8> {
    let mut out = vec![0; 4096];
    let len = message.write(&mut out).unwrap();
    out.truncate(len);
    out
}

/// A message as a value, what it is read as, and what is kept of that.
macro_rules! both {
    ($value:expr, $view:ty, $owned:ty) => {
        match $value {
            value => {
                let body = body(&value);
                check(&<$owned>::from(<$view>::read(Message { body: &body, caps: 0 }).unwrap()));
                both!(value, $view)
            }
        }
    };
    ($value:expr, $view:ty) => {
        // A `match`, so that what it borrows lives long enough.
        match $value {
            value => {
                check(&value);
                let body = body(&value);
                let view = <$view>::read(Message { body: &body, caps: 0 }).unwrap();
                check(&view);
                format!("{value:?} {view:?}")
            }
        }
    };
}

/// A row as whatever a list is written from.
fn row<'a, T, R: From<&'a [T]>>(row: &'a [T]) -> R {
    row.into()
}

fn key() -> Key {
    Key::new(NUMBER).unwrap()
}

fn word() -> Word<'static> {
    Word::new(TEXT).unwrap()
}

const WHOLE: Whole = Whole { a: NUMBER, b: 4_711_002 };
const FAR: Far<'_> = Far { a: NUMBER, text: TEXT };
const ROWS: Rows<'_> = Rows { a: Some(NUMBER), text: Some(TEXT) };
const PART: Part<'_> = Part { shown: SHOWN, a: NUMBER, b: [NUMBER; 2], c: Text::new(TEXT) };
const FAR_PART: FarPart<'_> = FarPart { shown: SHOWN, text: TEXT, list: &[NUMBER, NUMBER], part: PART };
const SOME: Some_<'_> = Some_ { shown: Some(SHOWN), a: Some(NUMBER), text: Some(TEXT), list: Some(&[NUMBER]) };

#[test]
fn types_that_are_sensitive() {
    let short = Short::new(TEXT).unwrap();
    let (kinds, picks, grown) =
        ([Kind::Two; 2], [Pick::A(NUMBER), Pick::Text(TEXT)], [Grow::A(NUMBER), Grow::Text(TEXT)]);
    check(&key());
    check(&Open::from_number(4_711_009));
    check(&Why::No);
    check(&Ruin { code: NUMBER });
    let small = SmallRequest {
        a: key(),
        b: word(),
        c: short,
        d: Raw::new(TEXT.as_bytes()).unwrap(),
        e: Pair::new([NUMBER; 2]),
        f: Kind::Two,
        g: Open::One,
        h: Bits::A,
    };
    both!(small, SmallRequest<'_>, SmallRequestOwned);
    both!(SmallReply { a: key(), b: word(), f: Kind::One }, SmallReply<'_>);
    for (d, e) in picks.into_iter().zip(grown) {
        both!(LargeRequest { a: WHOLE, b: FAR, c: ROWS, d, e }, LargeRequestView<'_>, LargeRequestOwned);
        both!(LargeReply { a: WHOLE, b: FAR, c: ROWS, d, e }, LargeReplyView<'_>);
    }
    both!(
        InsideRequest {
            a: row(&[key(), key()]),
            b: row(&[word()]),
            c: [key(); 2],
            d: Some(key()),
            e: Some(word()),
            f: row(&[Some(short), None]),
            g: row(&[key()]),
            h: row(&[FAR, FAR]),
            i: row(&[row(&[WHOLE]), row(&[WHOLE, WHOLE])]),
            j: row(&kinds),
            k: row(&picks),
            l: row(&grown),
            m: row(&[ROWS]),
        },
        InsideRequestView<'_>
    );
}

#[test]
fn fields_parameters_and_results_that_are_sensitive() {
    let shows = |printed: String, times: usize| {
        assert_eq!(printed.matches(&SHOWN.to_string()).count(), times, "what is no secret is shown: {printed}");
    };
    for (d, e) in [(One::A(NUMBER), More::A(NUMBER)), (One::Text(TEXT), More::Text(TEXT))] {
        let (a, b, c) = (PART, FAR_PART, SOME);
        shows(both!(PartsRequest { a, b, c, d, e }, PartsRequestView<'_>, PartsRequestOwned), 6);
        shows(both!(PartsReply { a, b, c, d, e }, PartsReplyView<'_>), 6);
        let (a, b, c, d, e) = ([a; 2], [b; 2], [c; 2], [d; 2], [e; 2]);
        let lists = ListsRequest { a: row(&a), b: row(&b), c: row(&c), d: row(&d), e: row(&e) };
        shows(both!(lists, ListsRequestView<'_>), 12);
    }
    check(&Trouble { shown: SHOWN, code: NUMBER });
    let direct = DirectRequest { shown: SHOWN, a: NUMBER, b: TEXT, c: &[NUMBER], d: Some(NUMBER) };
    shows(both!(direct, DirectRequestView<'_>), 2);
    shows(both!(DirectReply { shown: SHOWN, a: NUMBER, b: TEXT }, DirectReply<'_>), 2);
    shows(both!(SeenEvent { lost: 0, shown: SHOWN, a: NUMBER, b: TEXT }, SeenEvent<'_>), 2);
}

#[test]
fn methods_events_and_interfaces_that_are_sensitive() {
    both!(HiddenRequest { a: NUMBER, b: TEXT, c: &[NUMBER] }, HiddenRequestView<'_>);
    both!(HiddenReply { a: NUMBER, b: TEXT }, HiddenReply<'_>);
    both!(UnseenEvent { lost: 0, a: NUMBER, b: TEXT }, UnseenEvent<'_>);
    both!(AllRequest { a: NUMBER, b: TEXT, c: row(&[PART]) }, AllRequestView<'_>, AllRequestOwned);
    both!(AllReply { a: NUMBER, b: TEXT }, AllReply<'_>);
    both!(RangEvent { lost: 0, a: NUMBER, b: TEXT }, RangEvent<'_>);
    both!(OwnRequest { a: NUMBER }, OwnRequest);
    both!(OwnReply { a: NUMBER }, OwnReply);
    // Taken over, and taken from.
    both!(LookRequest { shown: NUMBER }, LookRequest);
    both!(LookReply { shown: NUMBER }, LookReply);
    assert!(format!("{:?}", plain::LookRequest { shown: NUMBER }).contains("4711001"));
}

#[test]
fn new_types_of_lists() {
    let (texts, number) = ([TEXT], [NUMBER]);
    let texts = Texts::new((&texts).into()).unwrap();
    let all = [texts];
    let many = ManyRequest { a: Many::new(&number).unwrap(), b: texts, c: row(&all) };
    let body = body(&many);
    let view = ManyRequestView::read(Message { body: &body, caps: 0 }).unwrap();
    let kept = ManyRequestOwned::from(view);
    let parts: [&dyn Debug; 7] = [&many.a, &many.b, &view.a, &view.b, &view.c, &kept.a, &kept.c];
    parts.into_iter().for_each(check);
    both!(many, ManyRequestView<'_>, ManyRequestOwned);
}
