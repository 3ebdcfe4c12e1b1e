//! The half of the cage that answers with what arrives.

use tessera::{Call, List, Never, Stop};

use crate::{
    cage::{Cage, Patience},
    stubs::zoo::{
        cage::{OptionsServer, ScalarsServer, SequencesServer},
        options, scalars, sequences, *,
    },
};

/// A test's process ends soon: what an answer borrows may stay.
fn keep<T: Copy>(elements: impl IntoIterator<Item = T>) -> &'static [T] {
    elements.into_iter().collect::<Vec<_>>().leak()
}

fn text(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn inner(from: InnerView<'_>) -> Inner<'static> {
    Inner { name: text(from.name().as_str()), tag: from.tag() }
}

fn holds(from: HoldsView<'_>) -> Holds<'static> {
    let word = Word::new(text(from.word().get().as_str())).unwrap();
    Holds { word, nums: keep(from.nums()), raw: keep(from.raw().iter().copied()) }
}

impl<K: Patience> ScalarsServer<K> for Cage<K> {
    fn ints(
        &mut self,
        _: &mut Call<K, scalars::Ints>,
        a: u8,
        b: u16,
        c: u32,
        d: u64,
        e: i8,
        f: i16,
        g: i32,
        h: i64,
    ) -> Result<scalars::IntsReply, Stop<Never>> {
        self.say(format_args!("ints {a} {b} {c} {d} {e} {f} {g} {h}"));
        Ok(scalars::IntsReply { a, h })
    }

    fn floats(
        &mut self,
        _: &mut Call<K, scalars::Floats>,
        x: f32,
        y: f64,
        b: bool,
    ) -> Result<scalars::FloatsReply, Stop<Never>> {
        self.say(format_args!("floats {:x} {:x} {b}", x.to_bits(), y.to_bits()));
        Ok(scalars::FloatsReply { y })
    }

    fn refined(
        &mut self,
        _: &mut Call<K, scalars::Refined>,
        s: Small,
        t: Signed,
        p: Pair,
    ) -> Result<scalars::RefinedReply, Stop<Never>> {
        self.say(format_args!("refined {s:?} {t:?} {p:?}"));
        Ok(scalars::RefinedReply { p })
    }

    fn enums(
        &mut self,
        _: &mut Call<K, scalars::Enums>,
        p: Plain,
        w: Wide,
        m: Minus,
        o: Open,
    ) -> Result<scalars::EnumsReply, Stop<Never>> {
        self.say(format_args!("enums {p:?} {w:?} {m:?} {o:?}"));
        Ok(scalars::EnumsReply { o })
    }

    fn sets(&mut self, _: &mut Call<K, scalars::Sets>, d: Days, l: Loose) -> Result<scalars::SetsReply, Stop<Never>> {
        self.say(format_args!("sets {d:?} {l:?}"));
        Ok(scalars::SetsReply { d, l })
    }

    fn gaps(&mut self, _: &mut Call<K, scalars::GapsMethod>, g: Gaps) -> Result<scalars::GapsReply, Stop<Never>> {
        self.say(format_args!("gaps {g:?}"));
        Ok(scalars::GapsReply { g })
    }

    fn nothing(&mut self, _: &mut Call<K, scalars::Nothing>) -> Result<(), Stop<Never>> {
        self.say(format_args!("nothing"));
        Ok(())
    }
}

impl<K: Patience> SequencesServer<K> for Cage<K> {
    fn arrays<'m>(
        &mut self,
        _: &mut Call<K, sequences::Arrays>,
        d: [u8; 4],
        n: [u32; 3],
        p: List<'m, PairView<'m>>,
        b: [bool; 5],
    ) -> Result<sequences::ArraysReply, Stop<Never>> {
        self.say(format_args!("arrays {d:?} {n:?} {p:?} {b:?}"));
        Ok(sequences::ArraysReply { n: [n[0] as u16, n[2] as u16] })
    }

    fn inlines<'m>(
        &mut self,
        _: &mut Call<K, sequences::Inlines>,
        w: Word<'m>,
        c: Code<'m>,
        b: Blob<'m>,
        l: List<'m, u16>,
        p: List<'m, PairView<'m>>,
    ) -> Result<sequences::InlinesReply<'_>, Stop<Never>> {
        self.say(format_args!("inlines {w:?} {c:?} {b:?} {l:?} {p:?}"));
        let w = Word::new(text(w.get().as_str())).unwrap();
        Ok(sequences::InlinesReply { w, l: keep(l.iter().take(2).map(u64::from)) })
    }

    /// The order `long` is answered with more than the answer may hold.
    fn texts(
        &mut self,
        _: &mut Call<K, sequences::Texts>,
        s: &str,
        n: Name<'_>,
        b: &[u8],
    ) -> Result<sequences::TextsReply<'_>, Stop<Never>> {
        self.say(format_args!("texts {s:?} {n:?} {b:?}"));
        let s = if s == "long" { "seventeen bytes…" } else { text(s) };
        Ok(sequences::TextsReply { s, b: keep(b.iter().copied()) })
    }

    fn lists<'m>(
        &mut self,
        _: &mut Call<K, sequences::Lists>,
        a: List<'m, u8>,
        b: List<'m, u64>,
        g: List<'m, GapsView<'m>>,
    ) -> Result<sequences::ListsReply<'_>, Stop<Never>> {
        self.say(format_args!("lists {a:?} {b:?} {g:?}"));
        let p = keep(g.iter().filter_map(|gaps| Pair::new(u32::from(gaps.a()), u32::from(gaps.d()))));
        Ok(sequences::ListsReply { p: p.into(), e: keep(a.iter().filter_map(Plain::from_number)) })
    }

    fn deep<'m>(
        &mut self,
        _: &mut Call<K, sequences::Deep>,
        o: OuterView<'m>,
        os: List<'m, OuterView<'m>>,
    ) -> Result<sequences::DeepReply<'_>, Stop<Never>> {
        self.say(format_args!("deep {o:?} {os:?}"));
        let o = Outer {
            id: o.id(),
            inner: inner(o.inner()),
            more: keep(o.more().iter().map(inner)).into(),
            last: keep(o.last().iter().copied()),
        };
        Ok(sequences::DeepReply { o })
    }

    fn words<'m>(
        &mut self,
        _: &mut Call<K, sequences::Words>,
        ws: List<'m, Word<'m>>,
        ss: List<'m, String5View<'m>>,
        h: HoldsView<'m>,
    ) -> Result<sequences::WordsReply<'_>, Stop<Never>> {
        self.say(format_args!("words {ws:?} {ss:?} {h:?}"));
        Ok(sequences::WordsReply { h: keep([holds(h); 2]).into() })
    }

    fn large(&mut self, _: &mut Call<K, sequences::Large>, image: &[u8]) -> Result<sequences::LargeReply, Stop<Never>> {
        let sum: u32 = image.iter().map(|byte| u32::from(*byte)).sum();
        self.say(format_args!("large: {} bytes with the sum {sum}", image.len()));
        Ok(sequences::LargeReply { size: image.len() as u32 })
    }
}

impl<K: Patience> OptionsServer<K> for Cage<K> {
    fn plain(
        &mut self,
        _: &mut Call<K, options::PlainMethod>,
        a: Option<u8>,
        b: Option<u64>,
        p: Option<Pair>,
        e: Option<Plain>,
    ) -> Result<options::PlainReply, Stop<Never>> {
        self.say(format_args!("plain {a:?} {b:?} {p:?} {e:?}"));
        Ok(options::PlainReply { a: a.map(u32::from) })
    }

    fn out(
        &mut self,
        _: &mut Call<K, options::Out>,
        s: Option<&str>,
        b: Option<&[u8]>,
        l: Option<List<'_, u16>>,
    ) -> Result<options::OutReply<'_>, Stop<Never>> {
        self.say(format_args!("out {s:?} {b:?} {l:?}"));
        Ok(options::OutReply { s: s.map(text) })
    }

    fn nested<'m>(
        &mut self,
        _: &mut Call<K, options::Nested>,
        n: Option<Small>,
        w: Option<Word<'m>>,
        i: Option<Inner<'m>>,
        oo: Option<Option<u8>>,
        l: List<'m, OptionU16View<'m>>,
    ) -> Result<options::NestedReply<'_>, Stop<Never>> {
        self.say(format_args!("nested {n:?} {w:?} {i:?} {oo:?} {l:?}"));
        Ok(options::NestedReply { i: i.map(|i| Inner { name: text(i.name), tag: i.tag }) })
    }
}
