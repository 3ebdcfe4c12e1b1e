//! The server's half: everything is read, and anything is answered.

use core::hint::black_box;

use tessera::{Call, Cap, List, Never, Stop, serve};

use super::{
    stock::{Stock, key, keys, see, see_gaps, see_holds, see_key, see_outer, see_pairs, some},
    stubs::zoo::{
        Blob, Code, Days, Gaps, GapsView, Holds, HoldsView, Inner, KeyView, Loose, Minus, Name, Open, OptionU16View, Outer,
        OuterView, Pair, PairView, Plain, Report, Signed, Small, String5View, Trouble, Wide, Word,
        cage::{
            Dispatch, DoorServer, FailingServer, KeepCall, KeeperServer, KeysCall, MaybeCall, OptionsServer,
            ScalarsServer, SequencesServer,
        },
        door, failing, keeper, options, scalars, sequences,
    },
};
use crate::outside::{Outside, any, token};

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

impl SequencesServer<Outside> for Animal {
    #[inline(never)]
    fn arrays<'m>(
        &mut self,
        _: &mut Call<Outside, sequences::Arrays>,
        d: [u8; 4],
        n: [u32; 3],
        p: List<'m, PairView<'m>>,
        b: [bool; 5],
    ) -> Outcome<sequences::ArraysReply> {
        black_box((d, n, b));
        see_pairs(p);
        Ok(sequences::ArraysReply { n: any([1, 2]) })
    }

    #[inline(never)]
    fn inlines<'m>(
        &mut self,
        _: &mut Call<Outside, sequences::Inlines>,
        w: Word<'m>,
        c: Code<'m>,
        b: Blob<'m>,
        l: List<'m, u16>,
        p: List<'m, PairView<'m>>,
    ) -> Outcome<sequences::InlinesReply<'_>> {
        black_box((w.get().as_str(), c.get().as_str(), b.get()));
        see(l);
        see_pairs(p);
        Ok(sequences::InlinesReply { w: self.stock.word, l: some(any(&[1, 2, 3])) })
    }

    #[inline(never)]
    fn texts(
        &mut self,
        _: &mut Call<Outside, sequences::Texts>,
        s: &str,
        n: Name<'_>,
        b: &[u8],
    ) -> Outcome<sequences::TextsReply<'_>> {
        black_box((s, n.get().as_str(), b));
        Ok(sequences::TextsReply { s: self.stock.text, b: self.stock.bytes })
    }

    #[inline(never)]
    fn lists<'m>(
        &mut self,
        _: &mut Call<Outside, sequences::Lists>,
        a: List<'m, u8>,
        b: List<'m, u64>,
        g: List<'m, GapsView<'m>>,
    ) -> Outcome<sequences::ListsReply<'_>> {
        see(a);
        see(b);
        see_gaps(g);
        Ok(sequences::ListsReply { p: some(&self.pairs).into(), e: some(&self.plains) })
    }

    #[inline(never)]
    fn deep<'m>(
        &mut self,
        _: &mut Call<Outside, sequences::Deep>,
        o: OuterView<'m>,
        os: List<'m, OuterView<'m>>,
    ) -> Outcome<sequences::DeepReply<'_>> {
        see_outer(o);
        for outer in os {
            see_outer(outer);
        }
        Ok(sequences::DeepReply { o: self.outer() })
    }

    #[inline(never)]
    fn words<'m>(
        &mut self,
        _: &mut Call<Outside, sequences::Words>,
        ws: List<'m, Word<'m>>,
        ss: List<'m, String5View<'m>>,
        h: HoldsView<'m>,
    ) -> Outcome<sequences::WordsReply<'_>> {
        for word in ws {
            black_box(word.get().as_str());
        }
        for text in ss {
            black_box(text.get().as_str());
        }
        see_holds(h);
        Ok(sequences::WordsReply { h: some(&self.holds).into() })
    }

    #[inline(never)]
    fn large(&mut self, _: &mut Call<Outside, sequences::Large>, image: &[u8]) -> Outcome<sequences::LargeReply> {
        black_box(image);
        Ok(sequences::LargeReply { size: any(1) })
    }
}

impl OptionsServer<Outside> for Animal {
    #[inline(never)]
    fn plain(
        &mut self,
        _: &mut Call<Outside, options::PlainMethod>,
        a: Option<u8>,
        b: Option<u64>,
        p: Option<Pair>,
        e: Option<Plain>,
    ) -> Outcome<options::PlainReply> {
        black_box((a, b, p, e));
        Ok(options::PlainReply { a: any(Some(1)) })
    }

    #[inline(never)]
    fn out(
        &mut self,
        _: &mut Call<Outside, options::Out>,
        s: Option<&str>,
        b: Option<&[u8]>,
        l: Option<List<'_, u16>>,
    ) -> Outcome<options::OutReply<'_>> {
        black_box((s, b));
        if let Some(list) = l {
            see(list);
        }
        Ok(options::OutReply { s: any(Some("text")) })
    }

    #[inline(never)]
    fn nested<'m>(
        &mut self,
        _: &mut Call<Outside, options::Nested>,
        n: Option<Small>,
        w: Option<Word<'m>>,
        i: Option<Inner<'m>>,
        oo: Option<Option<u8>>,
        l: List<'m, OptionU16View<'m>>,
    ) -> Outcome<options::NestedReply<'_>> {
        black_box((n, w, i, oo));
        for option in l {
            black_box(option.get());
        }
        Ok(options::NestedReply { i: any(true).then_some(self.stock.inner) })
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

impl KeeperServer<Outside> for Animal {
    #[inline(never)]
    fn keep(
        &mut self,
        call: &mut KeepCall<'_, Outside>,
        who: u8,
        door: Cap<Outside, door::Door, door::AllRights>,
    ) -> Outcome<()> {
        black_box((call.caller(), who, door.into_raw()));
        Ok(())
    }

    #[inline(never)]
    fn fetch(&mut self, _: &mut Call<Outside, keeper::Fetch>, who: u8) -> Outcome<keeper::FetchReply<Outside>> {
        Ok(keeper::FetchReply { door: Cap::new(token()), left: black_box(who) })
    }

    #[inline(never)]
    fn maybe(
        &mut self,
        call: &mut MaybeCall<'_, Outside>,
        door: Option<Cap<Outside, door::Door, door::Rights<door::Enter>>>,
    ) -> Outcome<keeper::MaybeReply<Outside>> {
        black_box((call.caller(), door.is_some()));
        Ok(keeper::MaybeReply { door: any(true).then(|| key().door) })
    }

    #[inline(never)]
    fn keys<'m>(
        &mut self,
        call: &mut KeysCall<'_, Outside>,
        keys: List<'m, KeyView<'m>>,
        spare: KeyView<'m>,
    ) -> Outcome<keeper::KeysReply> {
        for key in keys {
            see_key(call, key);
        }
        see_key(call, spare);
        Ok(keeper::KeysReply { count: any(1) })
    }

    #[inline(never)]
    fn ring(&mut self, _: &mut Call<Outside, keeper::Ring>, count: u8) -> Outcome<keeper::RingReply<'_, Outside>> {
        black_box(count);
        Ok(keeper::RingReply { name: self.stock.text, keys: keys() })
    }
}

impl DoorServer<Outside> for Animal {
    #[inline(never)]
    fn enter(&mut self, _: &mut Call<Outside, door::EnterMethod>) -> Outcome<door::EnterReply> {
        Ok(door::EnterReply { room: any(1) })
    }

    #[inline(never)]
    fn leave(&mut self, _: &mut Call<Outside, door::LeaveMethod>) -> Outcome<()> {
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
