//! Every method of the zoo is called: the values arrive as they were sent, there and back.

use std::fmt::Debug;

use tessera::{Elements, Failure};

use crate::{
    stubs::zoo::{visitor::Uses, *},
    watch::Transcript,
    world::{World, compare, on_both},
};

on_both! { together: every_method }

/// Says what the visitor got.
fn got<T: Debug, E: Debug, X: Debug>(said: &Transcript, answer: Result<T, Failure<E, X>>) {
    said.say(format_args!("visitor: {answer:?}"));
}

fn every_method<W: World>() {
    let mut world = W::open(Default::default());
    let said = world.said().clone();
    let (port, uses, _) = world.visitor();
    scalars(&said, port, uses);
    sequences(&said, port, uses);
    options(&said, port, uses);
    failing(&said, port, uses);
    compare("values", &said.take());
    let counts = world.close().counts;
    assert_eq!(counts.requests(), (16..=26).map(|status| counts.with_status(status)).sum::<u64>());
}

fn scalars<K: tessera::OneWay<Error: Debug>>(said: &Transcript, port: &mut K, uses: &Uses<K>) {
    let pair = |lo, hi| Pair::new(lo, hi).unwrap();
    got(said, uses.scalars.on(port).ints(1, 2, 3, 4, -1, -2, -3, -4));
    got(said, uses.scalars.on(port).ints(u8::MAX, u16::MAX, u32::MAX, u64::MAX, i8::MIN, i16::MIN, i32::MIN, i64::MIN));
    got(said, uses.scalars.on(port).floats(1.5, -0.0, true));
    // A signalling NaN keeps its bits.
    let nan = uses.scalars.on(port).floats(f32::NAN, f64::from_bits(0x7ff0_0000_0000_0001), false);
    got(said, nan.map(|answer| answer.y.to_bits()));
    got(said, uses.scalars.on(port).refined(Small::new(1).unwrap(), Signed::new(-5).unwrap(), pair(0, 0)));
    got(said, uses.scalars.on(port).refined(Small::new(9).unwrap(), Signed::new(5).unwrap(), pair(7, u32::MAX)));
    got(said, uses.scalars.on(port).enums(Plain::A, Wide::One, Minus::Low, Open::Lamp));
    got(said, uses.scalars.on(port).enums(Plain::Z, Wide::Big, Minus::High, Open::Unknown(0xffff)));
    got(said, uses.scalars.on(port).sets(Days::NONE, Loose::from_bits(0xfffc)));
    got(said, uses.scalars.on(port).sets(Days::MON.with(Days::SUN), Loose::ALL));
    let g = Gaps { a: 255, b: u64::MAX, c: true, d: 0xabcd, e: Small::new(9).unwrap() };
    got(said, uses.scalars.on(port).gaps(g));
    got(said, uses.scalars.on(port).nothing());
}

fn sequences<K: tessera::OneWay<Error: Debug>>(said: &Transcript, port: &mut K, uses: &Uses<K>) {
    let pair = |lo, hi| Pair::new(lo, hi).unwrap();
    let (word, code) = (|text| Word::new(text).unwrap(), |text| Code::new(text).unwrap());
    got(
        said,
        uses.sequences.on(port).arrays(
            [1, 2, 3, 4],
            [5, 6, 7],
            [pair(8, 9), pair(10, 11)],
            [true, false, true, true, false],
        ),
    );
    let blob = |bytes| Blob::new(bytes).unwrap();
    got(said, uses.sequences.on(port).inlines(word("w"), code(""), blob(&[]), &[], Elements::default()));
    let full = [pair(1, 2), pair(3, 4)];
    got(
        said,
        uses.sequences.on(port).inlines(
            word("wordy!"),
            code("012345678901"),
            blob(&[5; 5]),
            &[1, 2, 3, 4],
            (&full).into(),
        ),
    );
    let name = |text| Name::new(text).unwrap();
    got(said, uses.sequences.on(port).texts("", name("n"), &[]));
    got(said, uses.sequences.on(port).texts("7 bytesé€😀", name("ninebytes"), &[0, 255, 1, 2, 3, 4, 5, 6]));
    got(said, uses.sequences.on(port).lists(&[], &[], (&[]).into()));
    let g = |a, d| Gaps { a, b: 1 << 40, c: a % 2 == 0, d, e: Small::new(5).unwrap() };
    got(
        said,
        uses.sequences.on(port).lists(
            &[0, 1, 200, 201, 1],
            &[1, 2, 3, u64::MAX],
            (&[g(1, 2), g(2, 2), g(3, 4)]).into(),
        ),
    );
    let i = |name, tag| Inner { name, tag };
    let small = Outer { id: 0, inner: i("", Plain::A), more: (&[]).into(), last: &[] };
    got(said, uses.sequences.on(port).deep(small, (&[]).into()));
    let more = [i("one", Plain::A), i("", Plain::B), i("seven77", Plain::Z)];
    let full = Outer { id: 0xffff, inner: i("outer", Plain::Z), more: (&more).into(), last: &[1, 2, 3, 4] };
    got(said, uses.sequences.on(port).deep(full, (&[full, small]).into()));
    let h = Holds { word: word("h"), nums: &[], raw: &[] };
    got(said, uses.sequences.on(port).words(Elements::default(), Elements::default(), h));
    let h = Holds { word: word("holds!"), nums: &[1, 2, u32::MAX], raw: &[9, 8, 7] };
    got(said, uses.sequences.on(port).words((&[word("a"), word("bc")]).into(), (&["", "x", "fives"]).into(), h));
    let image: Vec<u8> = (0..3000).map(|at| (at % 251) as u8).collect();
    got(said, uses.sequences.on(port).large(&image));
    got(said, uses.sequences.on(port).large(&[]));
}

fn options<K: tessera::OneWay<Error: Debug>>(said: &Transcript, port: &mut K, uses: &Uses<K>) {
    got(said, uses.options.on(port).plain(None, None, None, None));
    got(said, uses.options.on(port).plain(Some(0), Some(u64::MAX), Pair::new(1, 1), Some(Plain::Z)));
    got(said, uses.options.on(port).out(None, None, None));
    got(said, uses.options.on(port).out(Some(""), Some(&[]), Some(&[])));
    got(said, uses.options.on(port).out(Some("sixsix"), Some(&[1; 6]), Some(&[1, 2, 3, 4])));
    got(said, uses.options.on(port).nested(None, None, None, None, &[]));
    got(said, uses.options.on(port).nested(None, Word::new("w"), None, Some(None), &[None, Some(0), None]));
    let i = Inner { name: "inner", tag: Plain::B };
    got(
        said,
        uses.options.on(port).nested(Small::new(3), Word::new("wordy!"), Some(i), Some(Some(7)), &[Some(1), None]),
    );
}

fn failing<K: tessera::OneWay<Error: Debug>>(said: &Transcript, port: &mut K, uses: &Uses<K>) {
    got(said, uses.failing.on(port).first(9));
    got(said, uses.failing.on(port).first(crate::cage::order::FAIL));
    got(said, uses.failing.on(port).second());
    // Nobody waits for a one-way message, but no later one of the same connection overtakes it.
    let noted = uses.failing.on(port).note("ten bytes!");
    got(said, uses.failing.on(port).numbered(0xdead_beef));
    got(said, noted);
    got(said, uses.failing.on(port).secret(Word::new("pin").unwrap()));
}
