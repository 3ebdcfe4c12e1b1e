//! The server's half: everything is read, and anything is answered.

mod keeper;
mod options;
mod sequences;

use core::hint::black_box;

use tessera::{Call, Never, Stop, serve};

use super::{
    stock::{Stock, some},
    stubs::zoo::{
        Days, Gaps, Holds, Inner, Loose, Minus, Open, Outer, Pair, Plain, Report, Signed, Small, Trouble, Wide, Word,
        cage::{Dispatch, FailingServer, ScalarsServer},
        failing, scalars,
    },
};
use crate::outside::{Outside, any};

/// A handler of all methods.
struct Animal {
    stock: Stock,
    pairs: [Pair; 4],
    plains: [Plain; 7],
    inners: [Inner<'static>; 4],
    holds: [Holds<'static>; 3],
}

impl Animal {
    fn new() -> Option<Self> {
        let stock = Stock::new()?;
        Some(Self {
            stock,
            pairs: [stock.pair; 4],
            plains: [stock.plain; 7],
            inners: [stock.inner; 4],
            holds: [stock.holds(any(&[1, 2, 3, 4])); 3],
        })
    }

    fn outer(&self) -> Outer<'_> {
        self.stock.outer(some(&self.inners))
    }
}

type Outcome<T, E = Never> = Result<T, Stop<E>>;

impl ScalarsServer<Outside> for Animal {
    #[inline(never)]
    fn ints(
        &mut self,
        call: &mut Call<Outside, scalars::Ints>,
        a: u8,
        b: u16,
        c: u32,
        d: u64,
        e: i8,
        f: i16,
        g: i32,
        h: i64,
    ) -> Outcome<scalars::IntsReply> {
        black_box((call.now(), a, b, c, d, e, f, g));
        Ok(scalars::IntsReply { a, h })
    }

    #[inline(never)]
    fn floats(
        &mut self,
        _: &mut Call<Outside, scalars::Floats>,
        x: f32,
        y: f64,
        b: bool,
    ) -> Outcome<scalars::FloatsReply> {
        black_box((x, b));
        Ok(scalars::FloatsReply { y })
    }

    #[inline(never)]
    fn refined(
        &mut self,
        _: &mut Call<Outside, scalars::Refined>,
        s: Small,
        t: Signed,
        p: Pair,
    ) -> Outcome<scalars::RefinedReply> {
        black_box((s.get(), t.get(), p.lo(), p.hi()));
        Ok(scalars::RefinedReply { p })
    }

    #[inline(never)]
    fn enums(
        &mut self,
        _: &mut Call<Outside, scalars::Enums>,
        p: Plain,
        w: Wide,
        m: Minus,
        o: Open,
    ) -> Outcome<scalars::EnumsReply> {
        black_box((p.number(), w.number(), m.number(), o.number()));
        Ok(scalars::EnumsReply { o })
    }

    #[inline(never)]
    fn sets(&mut self, _: &mut Call<Outside, scalars::Sets>, d: Days, l: Loose) -> Outcome<scalars::SetsReply> {
        black_box((d.contains(self.stock.days), l.contains(self.stock.loose)));
        Ok(scalars::SetsReply { d: d.with(self.stock.days), l: l.without(self.stock.loose) })
    }

    #[inline(never)]
    fn gaps(&mut self, _: &mut Call<Outside, scalars::GapsMethod>, g: Gaps) -> Outcome<scalars::GapsReply> {
        Ok(scalars::GapsReply { g: black_box(g) })
    }

    #[inline(never)]
    fn nothing(&mut self, call: &mut Call<Outside, scalars::Nothing>) -> Outcome<()> {
        black_box(call.caller());
        Ok(())
    }
}

impl FailingServer<Outside> for Animal {
    #[inline(never)]
    fn first(&mut self, _: &mut Call<Outside, failing::First>, a: u8) -> Outcome<failing::FirstReply, Trouble> {
        black_box(a);
        match any(0_u8) {
            0 => Ok(failing::FirstReply { b: any(1) }),
            1 => Err(Stop::Fails(any(Trouble::Broken))),
            _ => Err(Stop::Refused(any(tessera::Refusal::Busy))),
        }
    }

    #[inline(never)]
    fn second(&mut self, _: &mut Call<Outside, failing::Second>) -> Outcome<(), Report> {
        if any(true) { Ok(()) } else { Err(Report { code: any(1), r#where: self.stock.plain }.into()) }
    }

    #[inline(never)]
    fn note(&mut self, _: &mut Call<Outside, failing::Note>, text: &str) {
        black_box(text);
    }

    #[inline(never)]
    fn numbered(&mut self, _: &mut Call<Outside, failing::Numbered>, x: u32) -> Outcome<failing::NumberedReply> {
        Ok(failing::NumberedReply { x: black_box(x) })
    }

    #[inline(never)]
    fn secret(&mut self, _: &mut Call<Outside, failing::Secret>, pin: Word<'_>) -> Outcome<()> {
        black_box(pin);
        Ok(())
    }
}

/// All methods, until nobody can call any more.
#[inline(never)]
pub fn served() {
    let Some(animal) = Animal::new() else { return };
    // Values are compared, too.
    black_box((animal.stock.inner == animal.outer().inner, animal.stock.gaps == any(animal.stock.gaps)));
    let mut dispatch = Dispatch::unpoliced(animal, "the proof");
    black_box(serve(&mut Outside::new(), black_box(&mut dispatch)));
}
