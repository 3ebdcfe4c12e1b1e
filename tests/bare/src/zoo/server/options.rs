//! Options.

use core::hint::black_box;

use tessera::{Call, List};

use super::super::{
    stock::see,
    stubs::zoo::{Inner, OptionU16View, Pair, Plain, Small, Word, cage::OptionsServer, options},
};
use super::{Animal, Outcome};
use crate::outside::{Outside, any};

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
