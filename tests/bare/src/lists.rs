//! Lists that are told: from a source, from items one by one, from a block, lists inside of told lists: `lists.idl`.

use core::hint::black_box;

use tessera::{
    Block, Call, Elements, List, Never, Places, Source, Stop, each, serve,
    view::Text,
    wire::{DoesNotFit, Message, Read, Write},
};

use self::stubs::lists::{
    InlineString3, List2OfNamed, Named, NamedView, OptionString8, Point, PointView, Spot, SpotView, String8,
    artist::Uses,
    gallery::{Dispatch, WallServer},
    page, wall,
};
use crate::outside::{Outside, any, token};

/// The stubs under review.
#[allow(dead_code, missing_docs, reason = "the proof uses what can run, not every name")]
mod stubs {
    include!("../../stubs/lists/all.snap.rs");
}

fn spot() -> Spot {
    Spot { at: Point { x: any(1.0), y: any(2.0) }, on: any(true) }
}

/// Says and tells what the outside wants, and may not listen to what it is told.
struct Spots;

impl Source<Spot> for Spots {
    #[inline(never)]
    fn len(&self) -> usize {
        any(3)
    }

    #[inline(never)]
    fn tell(&self, out: &mut Places<'_, '_, Spot>) -> Result<(), DoesNotFit> {
        while any(false) {
            match out.push(&spot()) {
                Err(unfit) if any(true) => return Err(unfit),
                _ => {}
            }
        }
        any(Ok(()))
    }
}

/// What a gallery keeps: names, each with spots.
struct Hall {
    names: &'static [&'static str],
    block: &'static [[u8; 12]],
}

impl Source<Named<'static>> for Hall {
    #[inline(never)]
    fn len(&self) -> usize {
        self.names.len()
    }

    #[inline(never)]
    fn tell(&self, out: &mut Places<'_, '_, Named<'static>>) -> Result<(), DoesNotFit> {
        let told = each(self.names, |name: &&str, out| named(out, name, &Spots)).tell(out);
        if any(true) {
            return told;
        }
        let told = each(any(&[1_u8, 2]), |_, out: &mut Places<'_, '_, Spot>| out.push(&spot()));
        named(out, any("text"), &told)?;
        let Ok(block) = Block::new(self.block) else { return Ok(()) };
        named(out, any("text"), &block)
    }
}

fn named(out: &mut Places<'_, '_, Named<'static>>, name: &str, spots: &impl Source<Spot>) -> Result<(), DoesNotFit> {
    out.push(&Named { name, spots: Elements::of(spots), mark: Text::new(any("m")) })
}

/// The handler.
struct Board {
    hall: Hall,
    spots: Spots,
    lists: [Elements<'static, Named<'static>>; 2],
}

type Outcome<T> = Result<T, Stop<Never>>;

impl WallServer<Outside> for Board {
    #[inline(never)]
    fn points<'m>(&mut self, _: &mut Call<Outside, wall::Points>, points: List<'m, PointView<'m>>) -> Outcome<()> {
        let Ok(block) = Block::<Point>::new(points.places()) else { return Ok(()) };
        written(&wall::PointsRequest { points: Elements::of(&block) });
        Ok(())
    }

    #[inline(never)]
    fn spots<'m>(
        &mut self,
        _: &mut Call<Outside, wall::Spots>,
        spots: List<'m, SpotView<'m>>,
    ) -> Outcome<wall::SpotsReply<'_>> {
        see(spots);
        Ok(wall::SpotsReply { spots: Elements::of(&self.spots) })
    }

    #[inline(never)]
    fn names<'m>(
        &mut self,
        _: &mut Call<Outside, wall::Names>,
        names: List<'m, NamedView<'m>>,
    ) -> Outcome<wall::NamesReply<'_>> {
        see_names(names);
        Ok(wall::NamesReply { lists: self.lists.get(any(0)..).unwrap_or_default().into() })
    }

    #[inline(never)]
    fn show(&mut self, _: &mut Call<Outside, wall::Show>, which: u8) -> Outcome<wall::ShowReply<'_>> {
        black_box(which);
        Ok(wall::ShowReply { names: Elements::of(&self.hall) })
    }
}

fn see<'m>(spots: List<'m, SpotView<'m>>) {
    for spot in spots {
        black_box((Spot::from(spot), spot.at() == spot.at()));
    }
}

fn see_names<'m>(names: List<'m, NamedView<'m>>) {
    for name in names {
        black_box((name.name().as_str(), name.mark().as_str()));
        see(name.spots());
    }
}

#[inline(never)]
fn written(message: &impl Write) {
    let mut buffer = [0; 2048];
    let room = any(2048_usize);
    black_box(buffer.get_mut(..room).map(|buffer| message.write(buffer)));
}

/// The plain loop: answers that are told.
#[inline(never)]
pub fn served() {
    let row: &'static [Named<'static>] = any(&[]);
    let hall = Hall { names: any(&["a", "b"]), block: any(&[[0; 12]]) };
    let board = Board { hall, spots: Spots, lists: [row.into(); 2] };
    let mut dispatch = Dispatch::unpoliced(board, "the proof");
    black_box(serve(&mut Outside::new(), black_box(&mut dispatch)));
}

/// Calls whose lists are told.
#[inline(never)]
pub fn called() {
    let mut port = Outside::new();
    let Ok(uses) = Uses::<Outside>::connect(|_| any(true).then(token)) else { return };
    let points = each(any(&[1_u8, 2]), |x: &u8, out: &mut Places<'_, '_, Point>| {
        out.push(&Point { x: f32::from(*x), y: any(0.0) })
    });
    black_box(uses.wall.on(&mut port).points(Elements::of(&points)).is_ok());
    if let Ok(answer) = uses.wall.on(&mut port).spots(Elements::of(&Spots)) {
        see(answer.spots);
    }
    let hall = Hall { names: any(&["a", "b"]), block: any(&[[0; 12]]) };
    if let Ok(answer) = uses.wall.on(&mut port).names(Elements::of(&hall)) {
        for list in answer.lists {
            see_names(list.get());
        }
    }
    if let Ok(answer) = uses.wall.on(&mut port).show(any(1)) {
        see_names(answer.names);
    }
    unnamed();
}

/// Elements without a name, out of line and inline, and lists of lists.
#[inline(never)]
fn unnamed() {
    let (words, marks) = (any(&["a", "b"]), any(&[Some("c"), None]));
    let words = each::<String8, _, _>(words, |word, out| out.push(word));
    let marks = each::<InlineString3, _, _>(marks, |mark, out| {
        let unheard = out.push(&Text::new(mark.unwrap_or_default()));
        if any(true) { unheard } else { Ok(()) }
    });
    written(&page::TextsRequest { words: Elements::of(&words), marks: Elements::of(&marks) });
    let found = each::<OptionString8, _, _>(any(&["a"]), |word, out| out.push(&any(Some(*word))));
    written(&page::TextsReply { found: Elements::of(&found) });
    let hall = Hall { names: any(&["a", "b"]), block: any(&[[0; 12]]) };
    let lists = each::<List2OfNamed, _, _>(any(&[1_u8, 2]), |_, out| {
        out.push(&Elements::<Named<'_>, Named<'static>>::of(&hall))
    });
    written(&wall::NamesReply { lists: Elements::of(&lists) });
    if let Ok(request) = page::TextsRequestView::read(Message { body: any(&[7; 64]), caps: any(0) }) {
        for (word, mark) in request.words.into_iter().zip(request.marks) {
            black_box((word.get().as_str(), mark.get().as_str()));
        }
    }
}
