//! Sources of names and spots: one tells what it says, the others go wrong in every way.

use tessera::{Block, Elements, Places, Source, each, view::Text, wire::DoesNotFit};

use crate::list_stubs::lists::{Named, Point, Spot};

/// How the names of an answer are told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Way {
    /// As many as it says, each of them fits.
    Well,
    /// One less, one more, and more than the list may have.
    Fewer,
    More,
    Beyond,
    /// One of them has a list that tells fewer than it says.
    Inner,
    /// The name is longer than its bound.
    Long,
    /// It gives up.
    GivesUp,
    /// What `push`, `each` and a block say is not heard: one too many, one that does not fit, one whose list lies.
    MoreUnheard,
    LongUnheard,
    InnerUnheard,
    EachUnheard,
    BlockUnheard,
}

/// All of them; what is asked for is a place here.
pub(super) const WAYS: [Way; 12] = [
    Way::Well,
    Way::Fewer,
    Way::More,
    Way::Beyond,
    Way::Inner,
    Way::Long,
    Way::GivesUp,
    Way::MoreUnheard,
    Way::LongUnheard,
    Way::InnerUnheard,
    Way::EachUnheard,
    Way::BlockUnheard,
];

const NAMES: [&str; 2] = ["ada", "blaise"];

pub(super) fn spot(number: usize) -> Spot {
    Spot { at: Point { x: number as f32, y: 0.5 }, on: number.is_multiple_of(2) }
}

/// Spots that say one number and tell another.
#[derive(Clone, Copy)]
pub(super) struct Spots {
    pub(super) says: usize,
    pub(super) tells: usize,
}

impl Source<Spot> for Spots {
    fn len(&self) -> usize {
        self.says
    }

    fn tell(&self, out: &mut Places<'_, '_, Spot>) -> Result<(), DoesNotFit> {
        (0..self.tells).try_for_each(|number| out.push(&spot(number)))
    }
}

/// One spot more than there is place for, as a block, and nobody hears that it does not fit.
struct Unheard;

impl Source<Spot> for Unheard {
    fn len(&self) -> usize {
        1
    }

    fn tell(&self, out: &mut Places<'_, '_, Spot>) -> Result<(), DoesNotFit> {
        let _ = Block::new(&[[0; 12]; 2]).unwrap().tell(out);
        Ok(())
    }
}

fn push(out: &mut Places<'_, '_, Named<'static>>, name: &str, spots: &impl Source<Spot>) -> Result<(), DoesNotFit> {
    let name = name.to_uppercase();
    out.push(&Named { name: &name, spots: Elements::of(spots), mark: Text::new("é") })
}

/// Names, told in one of the ways.
pub(super) struct Hall(pub(super) Way);

impl Source<Named<'static>> for Hall {
    fn len(&self) -> usize {
        if self.0 == Way::Beyond { 5 } else { NAMES.len() }
    }

    fn tell(&self, out: &mut Places<'_, '_, Named<'static>>) -> Result<(), DoesNotFit> {
        const TWO: Spots = Spots { says: 2, tells: 2 };
        const LIE: Spots = Spots { says: 3, tells: 2 };
        const LONG: &str = "nine char";
        if self.0 == Way::Well {
            return each(&NAMES, |name: &&str, out| push(out, name, &TWO)).tell(out);
        }
        push(out, "ada", &TWO)?;
        match self.0 {
            Way::Well => {}
            Way::Fewer => return Ok(()),
            Way::More => {
                push(out, "blaise", &TWO)?;
                push(out, "carl", &TWO)?;
            }
            Way::Beyond => (1..5).try_for_each(|_| push(out, "blaise", &TWO))?,
            Way::Inner => push(out, "blaise", &LIE)?,
            Way::Long => push(out, LONG, &TWO)?,
            Way::GivesUp => return Err(DoesNotFit),
            Way::MoreUnheard => {
                push(out, "blaise", &TWO)?;
                let _ = push(out, "carl", &TWO);
            }
            Way::LongUnheard => drop(push(out, LONG, &TWO)),
            Way::InnerUnheard => drop(push(out, "blaise", &LIE)),
            Way::EachUnheard => drop(each(&[LONG], |name: &&str, out| push(out, name, &TWO)).tell(out)),
            Way::BlockUnheard => push(out, "blaise", &Unheard)?,
        }
        Ok(())
    }
}
