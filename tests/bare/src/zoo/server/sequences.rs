//! Arrays, lists, strings and bytes.

use core::hint::black_box;

use tessera::{Call, List};

use super::super::{
    stock::{see, see_gaps, see_holds, see_outer, see_pairs, some},
    stubs::zoo::{
        Blob, Code, GapsView, HoldsView, Name, OuterView, PairView, String5View, Word, cage::SequencesServer, sequences,
    },
};
use super::{Animal, Outcome};
use crate::outside::{Outside, any};

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
