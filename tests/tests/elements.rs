//! Lists that are written from something else than a row of values: the bytes are the same, and a source that tells another number of
//! elements than it said sends nothing.

#![expect(clippy::unwrap_used, reason = "what is not expected fails the test")]

#[expect(dead_code, unreachable_pub, reason = "as its users have it; its client and its server are not called")]
mod stubs {
    include!("../stubs/lists/all.snap.rs");
}

use stubs::lists::{
    InlineString3, Named, OptionString8, Point, Spot, String8,
    page::{TextsReply, TextsRequest, TextsRequestView},
    wall::{NamesReply, NamesRequest, NamesRequestView, PointsRequest, PointsRequestView, SpotsRequest},
};
use tessera::{
    Block, Elements, Places, Source, each,
    view::Text,
    wire::{DoesNotFit, Malformed, Message, Read, Write},
};

/// What a message is written as, into a buffer that is not clean.
fn written(message: &impl Write) -> Result<Vec<u8>, DoesNotFit> {
    let mut out = vec![0xa5; 4096];
    let len = message.write(&mut out)?;
    out.truncate(len);
    Ok(out)
}

fn read<'a, T: Read<'a>>(body: &'a [u8]) -> T {
    T::read(Message { body, caps: 0 }).unwrap()
}

#[expect(clippy::cast_precision_loss, reason = "small")]
fn spot(number: usize) -> Spot {
    Spot { at: Point { x: number as f32, y: -1.5 }, on: number.is_multiple_of(2) }
}

fn named<'a>(name: &'a str, spots: &'a [Spot]) -> Named<'a> {
    Named { name, spots: spots.into(), mark: Text::new("é") }
}

/// What an artist keeps.
struct Kept {
    name: String,
    spots: Vec<usize>,
}

fn kept() -> Vec<Kept> {
    let spots = [vec![1, 2, 3], vec![], vec![9]];
    ["Ada", "", "Blaise"].into_iter().zip(spots).map(|(name, spots)| Kept { name: name.into(), spots }).collect()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as `each` has its items")]
fn tell_spot(number: &usize, out: &mut Places<'_, '_, Spot>) -> Result<(), DoesNotFit> {
    out.push(&spot(*number))
}

/// What it pushes borrows from what it makes.
fn tell_kept(kept: &Kept, out: &mut Places<'_, '_, Named<'static>>) -> Result<(), DoesNotFit> {
    let (name, spots) = (kept.name.to_uppercase(), each(&kept.spots, tell_spot));
    out.push(&Named { name: &name, spots: Elements::of(&spots), mark: Text::new("é") })
}

#[test]
fn a_source_writes_what_a_row_writes() {
    let kept = kept();
    let (many, one) = ([spot(1), spot(2), spot(3)], [spot(9)]);
    let row = [named("ADA", &many), named("", &[]), named("BLAISE", &one)];
    let row = written(&NamesRequest { names: (&row).into() }).unwrap();
    let told = written(&NamesRequest { names: Elements::of(&each(&kept, tell_kept)) }).unwrap();
    assert_eq!(row, told);
    let names = read::<NamesRequestView<'_>>(&told).names;
    assert_eq!(names.get(2).unwrap().spots().get(0).unwrap().at().x().to_bits(), 9_f32.to_bits());
}

#[test]
fn lists_of_lists_are_told_too() {
    let kept = kept();
    let (row, source) = ([named("a", &[])], each(kept.get(1..2).unwrap(), tell_kept));
    let lists = [(&row).into(), Elements::of(&source)];
    let second = [named("", &[])];
    let with_rows = [(&row).into(), (&second).into()];
    assert_eq!(written(&NamesReply { lists: (&lists).into() }), written(&NamesReply { lists: (&with_rows).into() }));
}

#[test]
fn elements_without_a_name_are_told_too() {
    let kept = ["one".to_owned(), String::new(), "drei".to_owned()];
    let (rows, marks) = (["one", "", "drei"], [Text::new("é"), Text::new("")]);
    let row = written(&TextsRequest { words: (&rows).into(), marks: (&marks).into() }).unwrap();
    let words = each::<String8, _, _>(&kept, |word, out| out.push(&word.as_str()));
    let marks = each::<InlineString3, _, _>(&[Some("é"), None], |mark, out| out.push(&Text::new(mark.unwrap_or(""))));
    assert_eq!(written(&TextsRequest { words: Elements::of(&words), marks: Elements::of(&marks) }).unwrap(), row);
    let read = read::<TextsRequestView<'_>>(&row);
    assert_eq!(read.words.get(2).unwrap().get().as_str(), "drei");
    assert_eq!(read.marks.len(), 2);

    // What does not fit into the list's elements, or into the list, sends nothing.
    let long = each::<String8, _, _>(&["nine char"], |word, out| out.push(word));
    assert_eq!(written(&TextsRequest { words: Elements::of(&long), marks: Elements::default() }), Err(DoesNotFit));
    let marks = each::<InlineString3, _, _>(&[(); 3], |(), out| out.push(&Text::new("")));
    assert_eq!(written(&TextsRequest { words: Elements::default(), marks: Elements::of(&marks) }), Err(DoesNotFit));

    // Nor does one that nobody hears.
    let long = each::<String8, _, _>(&["nine char"], |word, out| out.push(word).or(Ok(())));
    assert_eq!(written(&TextsRequest { words: Elements::of(&long), marks: Elements::default() }), Err(DoesNotFit));
    let marks = each::<InlineString3, _, _>(&["é", "four"], |mark, out| out.push(&Text::new(mark)).or(Ok(())));
    assert_eq!(written(&TextsRequest { words: Elements::default(), marks: Elements::of(&marks) }), Err(DoesNotFit));

    let found =
        each::<OptionString8, _, _>(&kept, |word, out| out.push(&Some(word.as_str()).filter(|word| !word.is_empty())));
    let reply = written(&TextsReply { found: Elements::of(&found) }).unwrap();
    assert_eq!(reply, written(&TextsReply { found: (&[Some("one"), None, Some("drei")]).into() }).unwrap());
}

/// Says one number and tells another.
struct Liar {
    says: usize,
    tells: usize,
}

impl Source<Spot> for Liar {
    fn len(&self) -> usize {
        self.says
    }

    fn tell(&self, out: &mut Places<'_, '_, Spot>) -> Result<(), DoesNotFit> {
        (0..self.tells).try_for_each(|number| out.push(&spot(number)))
    }
}

#[test]
fn a_source_that_tells_another_number_sends_nothing() {
    for (says, tells, fits) in
        [(2, 2, true), (2, 1, false), (2, 3, false), (0, 0, true), (0, 1, false), (8, 8, true), (9, 9, false)]
    {
        let liar = Liar { says, tells };
        let spots = Elements::of(&liar);
        assert_eq!(written(&SpotsRequest { spots }).is_ok(), fits, "says {says}, tells {tells}");
    }
    let liar = Liar { says: usize::MAX, tells: 0 };
    assert_eq!(written(&SpotsRequest { spots: Elements::of(&liar) }), Err(DoesNotFit));
}

#[test]
fn a_block_is_copied_if_its_bytes_are_values() {
    let row: Vec<_> = (0..100).map(|number| spot(number).at).collect();
    let bytes: Vec<_> = row
        .iter()
        .map(|point| [point.x.to_le_bytes(), point.y.to_le_bytes()].as_flattened().try_into().unwrap())
        .collect();
    let block = Block::<Point>::new(&bytes).unwrap();
    let copied = written(&PointsRequest { points: Elements::of(&block) }).unwrap();
    assert_eq!(copied, written(&PointsRequest { points: row.as_slice().into() }).unwrap());
    // What was read goes on as it came.
    let points = read::<PointsRequestView<'_>>(&copied).points;
    assert_eq!(points.places(), bytes);

    let mut places = [[0; 12]; 3];
    assert!(Block::<Spot>::new(&places).is_ok());
    places[1][8] = 2;
    assert_eq!(Block::<Spot>::new(&places).unwrap_err(), Malformed, "a bool");
    places[1][8] = 1;
    places[2][11] = 1;
    assert_eq!(Block::<Spot>::new(&places).unwrap_err(), Malformed, "padding");
}

#[test]
fn rows_are_equal_by_value_and_sources_by_identity() {
    let (row, same) = ([spot(1)], [spot(1)]);
    let (one, other) = (Liar { says: 1, tells: 1 }, Liar { says: 1, tells: 1 });
    let of = |liar| -> Elements<'_, Spot> { Elements::of(liar) };
    assert_eq!(Elements::<Spot>::from(&row), (&same).into());
    assert_eq!(of(&one), of(&one));
    assert_ne!(of(&one), of(&other));
    assert_ne!(of(&one), (&row).into());
    assert_eq!(format!("{:?}", of(&one)), "[1 elements]");
}
